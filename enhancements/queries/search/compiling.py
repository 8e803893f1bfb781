"""A search as one SQL condition on `record`.

What a search says of entries has to hold for one and the same entry: `release:v1.9
stage:beta` never finds what is beta in v1.8 and alpha in v1.9. An entry is chosen where
tests stand beside each other; the branches of an OR choose each their own, and what is
said within a Not is meant of the entry chosen outside of it, if any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from enhancements.policy.search import trees
from enhancements.policy.search.fields import Of
from enhancements.policy.search.reading import Want
from enhancements.policy.search.trees import All, Not, Some, Test, Tree, Words
from enhancements.queries.filters import PAIRS
from enhancements.queries.search import conditions, looking, texts
from enhancements.queries.search.conditions import Sheet
from enhancements.queries.search.looking import Looked
from enhancements.queries.search.rareness import Rareness

_PAIRS = f"""EXISTS (
  SELECT FROM {PAIRS}
   WHERE entry.release IS NOT NULL AND {{condition}})"""


class Compiler:
    """Makes conditions of the parts of one search."""

    def __init__(
        self,
        wants: dict[Test, Want],
        looked: Sequence[Looked],
        sheet: Sheet,
        rareness: Rareness,
    ) -> None:
        self.wants = wants
        self.rareness = rareness
        self.looked = looked
        self.sheet = sheet

    def whole(self, tree: Tree) -> str:
        """The condition of a whole search."""
        if not self._chooses(tree):
            if isinstance(tree, Words):
                return self._words([tree], leads=True)
            if isinstance(tree, All):
                return self._joined(tree, self.condition, leads=True)
        return self.condition(tree)

    def condition(self, tree: Tree) -> str:
        """The condition of a tree for which no entry is chosen yet."""
        if self._chooses(tree):
            return self._chosen(tree)
        if isinstance(tree, Words):
            return self._words([tree])
        if isinstance(tree, Test):
            return conditions.of_record(self.sheet, self.wants[tree])
        if isinstance(tree, Not):
            return f"({self.condition(tree.part)}) IS NOT TRUE"
        return self._joined(tree, self.condition)

    def _words(self, said: Sequence[Words], *, leads: bool = False) -> str:
        """The condition that each of these occurs."""
        rarest_first = sorted(said, key=lambda word: self.rareness.get(word, 0))
        return texts.words(self.sheet, rarest_first, leads=leads)

    def _joined(
        self, tree: All | Some, one: Callable[[Tree], str], *, leads: bool = False
    ) -> str:
        """The condition of an AND or OR, made of those of its parts by `one`."""
        if isinstance(tree, Some):
            return f"({' OR '.join(map(one, tree.parts))})"
        said = [part for part in tree.parts if isinstance(part, Words)]
        found = [one(part) for part in tree.parts if not isinstance(part, Words)]
        if said:
            found.append(self._words(said, leads=leads))
        return f"({' AND '.join(found)})" if found else "true"

    def _chooses(self, tree: Tree) -> bool:
        """Whether a tree speaks of an entry, outside of a Not and of an OR alone."""
        if isinstance(tree, Test):
            return self.wants[tree].field.of is Of.ENTRY
        return isinstance(tree, All) and any(map(self._speaks, tree.parts))

    def _speaks(self, tree: Tree) -> bool:
        if isinstance(tree, Some):
            return any(map(self._speaks, tree.parts))
        return self._chooses(tree)

    def _chosen(self, tree: Tree) -> str:
        """The condition that there is an entry for which a tree holds."""
        wants = [self.wants[test] for test in trees.tests(tree)]
        if looking.is_asked(wants):
            return self._of_looked(tree)
        if all(
            want.field.name == "release" for want in wants if _is_of_entry(want)
        ) and (isinstance(tree, Test)):
            return conditions.of_record(self.sheet, self.wants[tree])
        return _PAIRS.format(condition=self._beside(tree))

    # --- Entries as the record promises them ---------------------------------------

    def _beside(self, tree: Tree) -> str:
        """The condition of a tree beside the row `entry`."""
        if isinstance(tree, Words):
            return self._words([tree])
        if isinstance(tree, Test):
            return self._test_beside(self.wants[tree])
        if isinstance(tree, Not):
            return f"({self._beside(tree.part)}) IS NOT TRUE"
        return self._joined(tree, self._beside)

    def _test_beside(self, want: Want) -> str:
        if not _is_of_entry(want):
            return conditions.of_record(self.sheet, want)
        name = self.sheet.put(list(want.names))
        return f"entry.{want.field.name} = ANY(%({name})s)"

    # --- Entries as boards show them -----------------------------------------------

    def _of_looked(self, tree: Tree) -> str:
        """What is left to ask of the record, for the entries with each answer."""
        left: dict[Tree | bool, set[int]] = {}
        for one in self.looked:
            answer = _partly(tree, self.wants, one)
            if answer is not False:
                left.setdefault(answer, set()).add(one.enhancement)
        parts = []
        for answer, ids in left.items():
            name = self.sheet.put(sorted(ids))
            among = f"record.enhancement_id = ANY(%({name})s)"
            if not isinstance(answer, bool):
                among = f"({among} AND {self.condition(answer)})"
            parts.append(among)
        return f"({' OR '.join(parts)})" if parts else "false"


def _is_of_entry(want: Want) -> bool:
    return want.field.of is not Of.ENHANCEMENT


def _partly(tree: Tree, wants: dict[Test, Want], entry: Looked) -> Tree | bool:
    """What a tree still asks when the entry is known; whether it holds at all."""
    if isinstance(tree, Test):
        want = wants[tree]
        return entry.meets(want) if looking.answers(want) else tree
    if isinstance(tree, Words):
        return tree
    if isinstance(tree, Not):
        part = _partly(tree.part, wants, entry)
        return not part if isinstance(part, bool) else Not(part)
    is_all = isinstance(tree, All)
    left = []
    for part in (_partly(one, wants, entry) for one in tree.parts):
        if part is (not is_all):
            return part
        if not isinstance(part, bool):
            left.append(part)
    if not left:
        return is_all
    return type(tree)(tuple(left)) if len(left) > 1 else left[0]
