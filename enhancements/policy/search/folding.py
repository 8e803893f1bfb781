"""Filters of a list written into its search, so that one text says all of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from enhancements.policy.search import grammar, trees
from enhancements.policy.search.trees import All, Test, Tree, Value
from enhancements.policy.search.writing import write


def folded(text: str, filters: Mapping[str, Sequence[str]]) -> str:
    """A search with what filters ask besides; the text itself where there are none.

    `filters` map fields of the language to values, of which any will do. What is said
    of a release and of a stage then holds for one entry together with what the text
    says of entries. Raises SearchRefused.
    """
    tests = tuple(
        Test(name, tuple(map(Value, values)))
        for name, values in filters.items()
        if values
    )
    if not tests:
        return text.strip()
    parts = (*_parts(grammar.parse(text)), *tests)
    return write(parts[0] if len(parts) == 1 else All(parts))


def _parts(tree: Tree) -> tuple[Tree, ...]:
    if tree == trees.EVERYTHING:
        return ()
    return tree.parts if isinstance(tree, All) else (tree,)
