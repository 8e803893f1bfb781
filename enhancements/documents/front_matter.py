"""YAML front matter at the top of a document, as VEP 282 describes it."""

from __future__ import annotations

import re
from typing import NamedTuple

from enhancements.documents import metadata
from enhancements.documents.facts import FRONT_MATTER, Fact
from enhancements.documents.metadata import Place
from enhancements.documents.text import Unreadable
from enhancements.documents.yaml_text import Pair, Yaml
from enhancements.profiles import Profile

_PLACE = Place(FRONT_MATTER, "Front matter, line {}", "Front matter, lines {}")
_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY_LINE = re.compile(r"(?:[ \t]*(?:#.*)?\n)*[A-Za-z][\w-]*[ \t]*:(?:[ \t]|\n)")


class FrontMatter(NamedTuple):
    """What the front matter says, and the line on which the document goes on."""

    facts: tuple[Fact, ...]
    body_at: int


def read_front_matter(text: str, *, profile: Profile) -> FrontMatter | None:
    """The facts of the front matter; None when the text has none.

    Raises Unreadable when there is one that is never closed or is no YAML.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return None
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        if _KEY_LINE.match(text, opening.end()):
            raise Unreadable(
                "The front matter that begins on line 1 is never closed; "
                "write --- on a line of its own after its last key."
            )
        return None
    yaml_text = text[opening.end() : closing.start()]
    pairs = _pairs(yaml_text)
    if pairs is None:
        return None
    body_at = text.count("\n", 0, closing.start()) + 2
    return FrontMatter(metadata.facts(pairs, profile, _PLACE), body_at)


def _pairs(yaml_text: str) -> list[Pair] | None:
    try:
        parsed = Yaml(yaml_text, first_line=2)
        return parsed.pairs(parsed.root)
    except Unreadable as error:
        if not _KEY_LINE.match(yaml_text):
            # Markdown between two rules, not front matter.
            return None
        raise Unreadable(
            f"The front matter is not YAML, {error}. Correct that line; a text with "
            "a colon or a # in it needs quotes."
        ) from error
