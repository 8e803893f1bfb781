"""A search in words, part by part, for who reads what a list shows."""

from __future__ import annotations

from enhancements.languages import gettext
from enhancements.policy.search import grammar
from enhancements.policy.search.trees import EVERYTHING, All, Tree, Words, walk
from enhancements.policy.search.writing import write


def parts(text: str) -> tuple[tuple[str, str], ...]:
    """Each part that has to hold, as it can be typed, and the search without it.

    Raises SearchRefused.
    """
    tree = grammar.parse(text)
    if tree == EVERYTHING:
        return ()
    every = tree.parts if isinstance(tree, All) else (tree,)
    return tuple(
        (write(part), _joined(every[:place] + every[place + 1 :]))
        for place, part in enumerate(every)
    )


def _joined(left: tuple[Tree, ...]) -> str:
    return write(left[0] if len(left) == 1 else All(left))


def sentence(text: str) -> str:
    """What is found, behind its number: “that say …”. Raises SearchRefused."""
    tree = grammar.parse(text)
    if all(isinstance(part, Words | All) for part in walk(tree)):
        return gettext("that say “%(words)s”", words=text.strip().strip(_MARKS))
    return gettext("found by %(search)s", search=write(tree))


_MARKS = '"“”„'
