"""Searches that use saved views: `saved:7` is read as if what the view asks stood there
in brackets.

Pure: which views there are for who asks is given. What cannot be used is refused where
it stands in the text that was typed, however deep within other views it is.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable, Mapping, Sequence

from enhancements.languages import gettext
from enhancements.policy.search import grammar, trees
from enhancements.policy.search.grammar import SearchRefused, Trouble
from enhancements.policy.search.trees import All, Not, Place, Some, Test, Tree, Value

FIELD = "saved"
DEEPEST = 5
"""Views that may use each other, one within the other."""
MOST = 20
"""Views that one search may use, those within others counted."""


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """A saved view as who asks may see it."""

    number: int
    name: str
    query: str
    whose: str
    """In words: `yours`, `of SIG network`, `everybody's`."""
    is_retired: bool = False


def is_used(tree: Tree) -> bool:
    """Whether a search uses views at all."""
    return any(test.field == FIELD for test in trees.tests(tree))


def expand(tree: Tree, views: Iterable[View], *, within: Sequence[int] = ()) -> Tree:
    """The tree with what its views ask in their places.

    `within` are numbers of views that the tree is a part of already. Raises
    SearchRefused with a trouble for each view that cannot be used.
    """
    expander = _Expander(views)
    found = expander.tree(tree, tuple(within), None)
    if expander.troubles:
        raise SearchRefused(*dict.fromkeys(expander.troubles))
    return found


def numbered(text: str, views: Iterable[View]) -> str:
    """The text with the numbers of views in place of their names, which may change.

    Raises SearchRefused as `expand` does for the views that it names itself.
    """
    expander = _Expander(views)
    tree = grammar.parse(text)
    values = [
        value
        for test in trees.tests(tree)
        if test.field == FIELD
        for value in test.values
    ]
    for value in sorted(values, key=lambda one: -one.place.start):
        try:
            number = expander.named(value).number
        except _Unusable as unusable:
            raise SearchRefused(Trouble(str(unusable), value.place)) from unusable
        text = f"{text[: value.place.start]}{number}{text[value.place.end :]}"
    return text


def uses(text: str) -> tuple[int, ...]:
    """Numbers of the views that a text names by number, each once; none of a text that
    cannot be read.
    """
    try:
        tree = grammar.parse(text)
    except SearchRefused:
        return ()
    found = (
        int(value.text)
        for test in trees.tests(tree)
        if test.field == FIELD
        for value in test.values
        if _is_number(value.text)
    )
    return tuple(dict.fromkeys(found))


def within(tree: Tree, refused: SearchRefused) -> SearchRefused:
    """The same troubles; those of what a view asks say so, as they are told where the
    search names it. `tree` is the search as it was typed.
    """
    places = {
        value.place
        for test in trees.tests(tree)
        if test.field == FIELD
        for value in test.values
    }
    told = (
        dataclasses.replace(
            one,
            message=gettext("What this view asks: %(trouble)s", trouble=one.message),
        )
        if one.place in places
        else one
        for one in refused.troubles
    )
    return SearchRefused(*dict.fromkeys(told))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS


_DIGITS = 9


class _Unusable(ValueError):
    """A view that cannot be used; the text says why and what to do."""


class _Expander:
    """Puts what views ask in their places, and notes what cannot be used."""

    def __init__(self, views: Iterable[View]) -> None:
        self.by_number: Mapping[int, View] = {one.number: one for one in views}
        self.troubles: list[Trouble] = []
        self.taken = 0

    def tree(self, tree: Tree, within: tuple[int, ...], place: Place | None) -> Tree:
        """A tree expanded; `place` is where its view was named, None of what was typed
        itself.
        """
        if isinstance(tree, Test):
            if tree.field == FIELD:
                return self._used(tree, within, place)
            return tree if place is None else _at(tree, place)
        if isinstance(tree, Not):
            part = self.tree(tree.part, within, place)
            return dataclasses.replace(tree, part=part, place=place or tree.place)
        if isinstance(tree, All | Some):
            parts = tuple(self.tree(part, within, place) for part in tree.parts)
            return dataclasses.replace(tree, parts=parts, place=place or tree.place)
        return dataclasses.replace(tree, place=place or tree.place)

    def _used(self, test: Test, within: tuple[int, ...], place: Place | None) -> Tree:
        """Any of the views that a test names."""
        parts = tuple(
            self._view(value, within, place or value.place) for value in test.values
        )
        return parts[0] if len(parts) == 1 else Some(parts, place or test.place)

    def _view(self, value: Value, within: tuple[int, ...], place: Place) -> Tree:
        """What the view of a value asks; everything, with a trouble, of none."""
        try:
            view = self.named(value)
            self._check_fits(view, within)
            asked = grammar.parse(view.query)
        except _Unusable as unusable:
            self.troubles.append(Trouble(str(unusable), place))
            return trees.EVERYTHING
        except SearchRefused as refused:
            self.troubles += [Trouble(one.message, place) for one in refused.troubles]
            return trees.EVERYTHING
        return self.tree(asked, (*within, view.number), place)

    def _check_fits(self, view: View, within: tuple[int, ...]) -> None:
        """That the view may stand there. Raises _Unusable."""
        self.taken += 1
        if view.number in within:
            way = within[within.index(view.number) :]
            first, *others = (*way, view.number)
            said = [gettext("view %(number)s", number=first)]
            said += [gettext("which uses view %(number)s", number=n) for n in others]
            message = gettext(
                "A view cannot use itself: %(way)s. Change one of them.",
                way=", ".join(said),
            )
            raise _Unusable(message)
        if len(within) >= DEEPEST:
            message = gettext(
                "Views use each other %(most)s deep at most. Write out what one of them"
                " asks.",
                most=DEEPEST,
            )
            raise _Unusable(message)
        if self.taken > MOST:
            message = gettext(
                "A search uses %(most)s views at most, with those within others.",
                most=MOST,
            )
            raise _Unusable(message)

    def named(self, value: Value) -> View:
        """The view that a value names. Raises _Unusable."""
        if not value.text or value.to is not None or value.compared:
            message = gettext(
                "Write the number of a view, or its name: saved:7, saved:“At risk”."
            )
            raise _Unusable(message)
        view = (
            self.by_number.get(int(value.text))
            if _is_number(value.text)
            else self._called(value.text)
        )
        if view is None:
            message = gettext(
                "You have no view %(number)s: there is none, or it is somebody else's"
                " own. Look at the list of views for what there is.",
                number=value.text,
            )
            raise _Unusable(message)
        if view.is_retired:
            message = gettext(
                "View %(number)s “%(name)s” is retired. Restore it on its page, or"
                " write what it asked instead.",
                number=view.number,
                name=view.name,
            )
            raise _Unusable(message)
        return view

    def _called(self, name: str) -> View:
        folded = " ".join(name.casefold().split())
        views = self.by_number.values()
        called = [one for one in views if one.name.casefold() == folded]
        found = [one for one in called if not one.is_retired] or called[:1]
        if len(found) == 1:
            return found[0]
        if found:
            ways = ", ".join(f"saved:{one.number} ({one.whose})" for one in found)
            message = gettext(
                "%(number)s views are called “%(name)s”. Write one of: %(ways)s.",
                number=len(found),
                name=name,
                ways=ways,
            )
            raise _Unusable(message)
        names = [one.name for one in views if not one.is_retired]
        near = difflib.get_close_matches(name, names, n=1)
        message = gettext("You have no view called “%(name)s”.", name=name)
        if near:
            hint = gettext("Did you mean “%(near)s”?", near=near[0])
            message = f"{message} {hint}"
        raise _Unusable(message)


def _at(test: Test, place: Place) -> Test:
    """The same test, standing where its view was named."""
    values = tuple(dataclasses.replace(one, place=place) for one in test.values)
    return dataclasses.replace(test, values=values, place=place)
