"""What Enter does in a single line of a form: it presses the form's first button. Where
several buttons say different things, that is a choice that nobody made.
"""

from __future__ import annotations

from html.parser import HTMLParser

LINES = {"text", "search", "email", "url", "number", "date", "tel", "password"}


class Forms(HTMLParser):
    """The names of single lines, and what buttons say, of each form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[list[str], list[tuple[str, str]]]] = []
        self._is_in = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_in = True
            self.found.append(([], []))
        elif self._is_in and tag == "input" and given.get("type", "text") in LINES:
            self.found[-1][0].append(given.get("name", ""))
        elif self._is_in and tag == "button" and given.get("type") == "submit":
            said = given.get("name", ""), given.get("value", "")
            does_nothing = "disabled" in given and not self.found[-1][1]
            self.found[-1][1].append(("", "") if does_nothing else said)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_in = False


def ambiguous(html: str) -> list[str]:
    """Single lines in which Enter would choose one of several things to say. What a
    form is there for may be its first button: that one is called `do`.
    """
    forms = Forms()
    forms.feed(html)
    return [
        line
        for lines, said in forms.found
        for line in lines
        if len(set(said)) > 1 and said[0][0] not in ("", "do")
    ]
