"""Reading a rendered page in tests."""

from __future__ import annotations

import dataclasses
from html.parser import HTMLParser

VOID = {"input", "use", "br", "meta", "link", "img", "hr"}


@dataclasses.dataclass
class Element:
    """A tag as it was read: its attributes, the tags around it, its text."""

    tag: str
    attributes: dict[str, str]
    around: tuple[str, ...]
    text: str = ""


class Reader(HTMLParser):
    """Reads a page into its elements and refuses one that is not well nested."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        around = tuple(element.tag for element in self._open)
        known = {name: value or "" for name, value in attrs}
        element = Element(tag, known, around)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        assert self._open.pop().tag == tag

    def handle_data(self, data):
        for element in self._open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of that tag that have these attributes."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag and wanted.items() <= element.attributes.items()
        ]

    def by_id(self, name: str) -> Element:
        """The one element with that id."""
        (found,) = [e for e in self.elements if e.attributes.get("id") == name]
        return found


def words(element: Element) -> str:
    """The text of an element in one line."""
    return " ".join(element.text.split())


def rows(page: Reader, caption: str) -> list[list[str]]:
    """The cells of the rows below the head of the table with that caption."""
    found: list[list[str]] = []
    inside = False
    for element in page.elements:
        if element.tag == "caption":
            inside = words(element).startswith(caption)
        elif inside and element.tag == "tr":
            found.append([])
        elif inside and element.tag in {"td", "th"}:
            found[-1].append(words(element))
    return found[1:]
