"""Parts of sentences: numbers with their nouns, and lists. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from enhancements.languages import gettext


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 entry", "3 entries"."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: "a, b and c"; empty for none."""
    if not words:
        return ""
    *first, last = words
    if not first:
        return last
    return gettext("%(first)s and %(last)s", first=", ".join(first), last=last)


def people(logins: Iterable[str] | None) -> str:
    """People as they are shown: "@ann, @bob"; "nobody" for none."""
    return ", ".join(f"@{login}" for login in logins or ()) or gettext("nobody")


def shortened(text: str, most: int = 200) -> str:
    """Text as one line of so many signs at most; an ellipsis says that some is cut."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
