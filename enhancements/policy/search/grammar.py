"""A search's text read into a tree.

search := some
some   := all ("OR" all)*
all    := part ("AND"? part)*
part   := ("-" | "NOT") part | "(" some ")" | field:value,... | word | "phrase"
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from enhancements.languages import gettext, grouped
from enhancements.policy.search import tokens, trees
from enhancements.policy.search.tokens import Kind, Token
from enhancements.policy.search.trees import Place, Tree

LONGEST = 2000
"""Signs that a search may have."""
DEEPEST = 20
"""Brackets within each other."""
_STARTS = (Kind.OPEN, Kind.MINUS, Kind.NOT, Kind.WORD, Kind.PHRASE, Kind.FIELD)


@dataclasses.dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a search, where, and what to do."""

    message: str
    place: Place


class SearchRefused(ValueError):
    """A search that cannot be meant; every trouble with its place."""

    def __init__(self, *troubles: Trouble) -> None:
        super().__init__(" ".join(one.message for one in troubles))
        self.troubles = troubles


def parse(text: str) -> Tree:
    """The tree of a text; EVERYTHING of a blank one.

    Says nothing of whether there are such fields and values: `reading` does. Raises
    SearchRefused.
    """
    if len(text) > LONGEST:
        message = gettext(
            "A search may have %(most)s signs; this has %(number)s.",
            most=grouped(LONGEST),
            number=grouped(len(text)),
        )
        raise SearchRefused(Trouble(message, Place(LONGEST, len(text))))
    found = tokens.cut(text)
    troubles = [Trouble(one.trouble, one.place) for one in found if one.trouble]
    if troubles:
        raise SearchRefused(*troubles)
    return _Parser(found).search()


class _Parser:
    """Reads tokens from left to right, one function per line of the grammar."""

    def __init__(self, found: tuple[Token, ...]) -> None:
        self.tokens = found
        self.at = 0
        self.depth = 0

    def search(self) -> Tree:
        if not self.tokens:
            return trees.EVERYTHING
        tree = self._some()
        if (left := self._now()) is not None:
            raise _refused(
                gettext("This bracket closes none. Take it away."), left.place
            )
        return tree

    def _now(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _take(self, kind: Kind) -> Token | None:
        now = self._now()
        if now is None or now.kind is not kind:
            return None
        self.at += 1
        return now

    def _some(self) -> Tree:
        parts = [self._all()]
        while joiner := self._take(Kind.OR):
            self._expect_part(joiner)
            parts.append(self._all())
        if len(parts) == 1:
            return parts[0]
        return trees.Some(tuple(parts), _around(parts))

    def _all(self) -> Tree:
        now = self._now()
        if now is not None and now.kind in (Kind.OR, Kind.AND):
            message = gettext(
                "Nothing stands before this %(word)s. Quote it to search for it.",
                word=now.text,
            )
            raise _refused(message, now.place)
        parts = [self._part()]
        while (now := self._now()) is not None:
            if now.kind is Kind.AND:
                self.at += 1
                self._expect_part(now)
            elif now.kind not in _STARTS:
                break
            parts.append(self._part())
        if len(parts) == 1:
            return parts[0]
        return trees.All(tuple(parts), _around(parts))

    def _expect_part(self, before: Token) -> None:
        now = self._now()
        if now is None or now.kind not in _STARTS:
            message = gettext("Nothing follows this %(word)s.", word=before.text)
            raise _refused(message, before.place)

    def _part(self) -> Tree:
        now = self._now()
        if now is None or now.kind not in _STARTS:
            message = gettext("Something is missing.")
            if now:
                message = gettext("This bracket holds nothing.")
            raise _refused(message, now.place if now else self.tokens[-1].place)
        self.at += 1
        if now.kind in (Kind.MINUS, Kind.NOT):
            self._expect_part(now)
            part = self._deeper(now, self._part)
            return trees.Not(part, Place(now.place.start, part.place.end))
        if now.kind is Kind.OPEN:
            return self._bracket(now)
        if now.kind is Kind.FIELD:
            return trees.Test(now.text, now.values, now.place)
        return trees.Words(now.text, now.kind is Kind.PHRASE, now.place)

    def _bracket(self, opened: Token) -> Tree:
        tree = self._deeper(opened, self._some)
        closed = self._take(Kind.CLOSE)
        if closed is None:
            raise _refused(gettext("This bracket is never closed."), opened.place)
        place = Place(opened.place.start, closed.place.end)
        return dataclasses.replace(tree, place=place)

    def _deeper(self, token: Token, read: Callable[[], Tree]) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            message = gettext(
                "More than %(most)s brackets and signs stand within each other.",
                most=DEEPEST,
            )
            raise _refused(message, token.place)
        tree = read()
        self.depth -= 1
        return tree


def _refused(message: str, place: Place) -> SearchRefused:
    return SearchRefused(Trouble(message, place))


def _around(parts: list[Tree]) -> Place:
    return Place(parts[0].place.start, parts[-1].place.end)
