"""How entries stand, for searches that ask for it: read once, as the board tells it.

A search such as `is:at-risk` is answered by the rows of the board themselves, so that
the two can never differ. They are looked up for the releases that the search names, or
the one in work.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Sequence

from enhancements.languages import gettext
from enhancements.policy.search import trees
from enhancements.policy.search.grammar import SearchRefused, Trouble
from enhancements.policy.search.reading import Want
from enhancements.policy.search.trees import Place, Test, Tree
from enhancements.queries import board, board_filters, entry_states, waiting
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.shapes.board import BoardRow

LOOKED = frozenset({"is", "kind", "contact", "waiting-on"})
"""Fields that rows of a board answer."""
MOST = 4
"""Releases whose boards one search may look at."""
_ENTRY = frozenset({*LOOKED, "release", "stage"})


@dataclasses.dataclass(frozen=True, slots=True)
class Looked:
    """One entry and what is asked about it."""

    enhancement: int
    release: str
    stage: str
    kind: str
    contact: str
    words: frozenset[str]
    """Values of `is:` that hold."""
    waits_on: frozenset[str]
    """Handles, in lower case, on whose next step it waits."""

    def meets(self, want: Want) -> bool:
        """Whether a test of an entry holds."""
        name = want.field.name
        if name == "is":
            return not self.words.isdisjoint(want.names)
        if name == "waiting-on":
            return not self.waits_on.isdisjoint(want.names)
        said = {
            "release": self.release,
            "stage": self.stage,
            "kind": self.kind,
            "contact": self.contact,
        }[name]
        return said in want.names or (want.or_none and not said)


def answers(want: Want) -> bool:
    """Whether a Looked can say if the test holds."""
    return want.field.name in _ENTRY


def is_asked(wants: Collection[Want]) -> bool:
    """Whether a search has to look at boards at all."""
    return any(want.field.name in LOOKED for want in wants)


def look(setting: Setting, tree: Tree, wants: dict[Test, Want]) -> tuple[Looked, ...]:
    """The entries of the releases meant, in a constant number of statements for each.

    Raises SearchRefused for more releases than MOST.
    """
    releases = _releases(setting, tree, wants)
    people = {
        name
        for want in wants.values()
        if want.field.name == "waiting-on"
        for name in want.names
    }
    waits = _waits(setting, people, releases) if people else {}
    return tuple(
        _looked(row, release, waits)
        for release in releases
        for row in board.rows(setting, release)
    )


def _releases(setting: Setting, tree: Tree, wants: dict[Test, Want]) -> Sequence[Dates]:
    tests = [one for one in trees.tests(tree) if wants[one].field.name == "release"]
    names = {name for one in tests for name in wants[one].names}
    found = [one for one in setting.releases if one.name in names]
    if len(found) > MOST:
        message = gettext(
            "How entries stand can be asked of %(most)s releases at a time; this names"
            " %(number)s.",
            most=MOST,
            number=len(found),
        )
        place = tests[0].place if tests else Place(0, 1)
        raise SearchRefused(Trouble(message, place))
    return found if tests else waiting.in_work(setting)[:1]


_Entry = tuple[str, int, str]


def _waits(
    setting: Setting, people: Iterable[str], releases: Sequence[Dates]
) -> dict[_Entry, set[str]]:
    """Who is waited for, of these people, by entry."""
    found: dict[_Entry, set[str]] = {}
    queue = waiting.queue(setting, logins=people, releases=releases)
    for login in people:
        for row in queue.on(logins=[login]):
            found.setdefault(row.entry.place, set()).add(plain(login))
    return found


def _looked(row: BoardRow, release: Dates, waits: dict[_Entry, set[str]]) -> Looked:
    entry = row.entry
    place = (release.name, entry.enhancement, entry.track)
    return Looked(
        enhancement=entry.enhancement,
        release=release.name,
        stage=entry.stage.key,
        kind=entry.kind,
        contact=plain(row.contact),
        words=frozenset(
            {
                row.status.value,
                board_filters.figure_of(row.status),
                *board_filters.needs_of(row),
                *entry_states.states_of(entry, frozen=False),
            }
        ),
        waits_on=frozenset(waits.get(place, ())),
    )
