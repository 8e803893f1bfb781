"""The words that a search asks texts for, spelled as texts are. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from enhancements.policy.search import spelling
from enhancements.policy.search.trees import Not, Test, Tree, Words

_FEWEST = 3
"""Signs before the asterisk of a word that is only begun."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sought:
    """A word or phrase as it is looked for in texts."""

    typed: str
    """As it stands in the search, without an asterisk behind it."""
    parts: tuple[str, ...]
    """Its words, or the parts of a code word; they follow each other. None of signs."""
    whole: str
    """A word in one piece, in small letters; empty of a phrase."""
    is_begun: bool = False
    """Whether the last part may go on: `migr*`."""


def spell(words: Words) -> Sought:
    """What is looked for."""
    typed, begun = words.text, words.text.rstrip("*")
    is_begun = (
        not words.is_phrase
        and _FEWEST <= len(begun) < len(typed)
        and begun[-1].isalnum()
    )
    if is_begun:
        typed = begun
    parts = tuple(spelling.apart(typed).split())
    is_one = len(typed.split()) == 1
    return Sought(typed, parts, "".join(parts).lower() if is_one else "", is_begun)


def of(tree: Tree, *, is_meant: bool = True) -> Iterator[Words]:
    """The words that what is found has to have, in the order of the text: those that
    stand behind no minus, or behind two.
    """
    if isinstance(tree, Words):
        if is_meant:
            yield tree
    elif isinstance(tree, Not):
        yield from of(tree.part, is_meant=not is_meant)
    elif not isinstance(tree, Test):
        for part in tree.parts:
            yield from of(part, is_meant=is_meant)
