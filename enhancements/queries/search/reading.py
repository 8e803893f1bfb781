"""A search's text read for a project at a moment."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

from enhancements.policy.search import grammar, reading, saved, trees
from enhancements.policy.search.fields import Kind
from enhancements.policy.search.grammar import SearchRefused, Trouble
from enhancements.policy.search.reading import Known, Want
from enhancements.policy.search.trees import Test, Tree
from enhancements.queries.filters import Condition, FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.scope import Place
from enhancements.queries.search import looking, rareness
from enhancements.queries.search import saved as saved_
from enhancements.queries.search.compiling import Compiler
from enhancements.queries.search.conditions import Sheet


class SearchUnread(FilterRefused):
    """A search that cannot be meant, with every trouble and its place."""

    def __init__(self, refused: SearchRefused) -> None:
        super().__init__("text", str(refused))
        self.troubles: tuple[Trouble, ...] = refused.troubles


@dataclasses.dataclass(frozen=True, slots=True)
class Search:
    """A search that has a meaning."""

    text: str
    tree: Tree
    wants: dict[Test, Want]


Load = Callable[[], Setting]
"""Gives the project with its releases, which only some searches need."""


def read(place: Place, text: str, *, load: Load, me: Sequence[str] = ()) -> Search:
    """The search that a text means; `me` are logins of who asks. Raises SearchUnread.

    `load` is called where the search names releases, or asks how entries stand. Where
    it uses saved views, one statement reads them.
    """
    try:
        typed = grammar.parse(text)
        tree = _expanded(place, typed, me)
        known = Known(place.profile, place.at, me=[plain(one) for one in me])
        if any(one.field in _OF_RELEASES for one in trees.tests(tree)):
            setting = load()
            names = [release.name for release in setting.releases]
            current = setting.frame.current
            known = dataclasses.replace(known, releases=names, current=current)
        return Search(text, tree, _wants(typed, tree, known))
    except SearchRefused as refused:
        raise SearchUnread(refused) from refused


def _expanded(place: Place, typed: Tree, me: Sequence[str]) -> Tree:
    """The search with what its saved views ask; raises SearchRefused."""
    if not saved.is_used(typed):
        return typed
    return saved.expand(typed, saved_.known(place.id, me=me))


def _wants(typed: Tree, tree: Tree, known: Known) -> dict[Test, Want]:
    try:
        return reading.read(tree, known)
    except SearchRefused as refused:
        raise saved.within(typed, refused) from refused


_OF_RELEASES = frozenset({"release", *looking.LOOKED})


_MOST_PARTS = 8
"""Parts of a search that are also left out one by one: beyond, nobody would look."""


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What a search asks of a record."""

    whole: Condition
    lesser: tuple[Condition | None, ...] = ()
    """As `Filters.lesser` says."""


def asked(place: Place, search: Search, *, load: Load) -> Asked:
    """The condition on `record`, and what it would be without each part.

    Asks no statement, but those of the boards where entries are asked how they stand,
    and one where several words have to occur. Raises SearchUnread.
    """
    if search.tree == trees.EVERYTHING:
        return Asked(Condition("true", {}))
    try:
        looked = (
            looking.look(load(), search.tree, search.wants)
            if looking.is_asked(search.wants.values())
            else ()
        )
    except SearchRefused as refused:
        raise SearchUnread(refused) from refused
    rare = rareness.of(place.profile, place.at, rareness.together(search.tree))

    def condition(tree: Tree) -> Condition:
        sheet = Sheet(place.profile)
        found = Compiler(search.wants, looked, sheet, rare).whole(tree)
        return Condition(found, sheet.parameters)

    lesser = (
        None if tree is None else condition(tree)
        for tree in _lesser(search.tree, search.wants)
    )
    return Asked(condition(search.tree), tuple(lesser))


def _lesser(tree: Tree, wants: dict[Test, Want]) -> Iterator[Tree | None]:
    """The tree without its first part, without its second, and so on.

    None where other boards would have to be looked at than were: how entries stand is
    asked of the releases that the whole search names.
    """
    parts = tree.parts if isinstance(tree, trees.All) else ()
    if not 1 < len(parts) <= _MOST_PARTS:
        return
    for place, part in enumerate(parts):
        left = parts[:place] + parts[place + 1 :]
        rest = left[0] if len(left) == 1 else trees.All(left)
        kept = [wants[test] for test in trees.tests(rest)]
        names_release = any(one.field == "release" for one in trees.tests(part))
        yield None if names_release and looking.is_asked(kept) else rest


def sigs(search: Search) -> tuple[str, ...]:
    """The SIGs that a search names, each once."""
    wants = (one for one in search.wants.values() if one.field.kind is Kind.SIG)
    return tuple(dict.fromkeys(name for want in wants for name in want.names))
