"""What is left of a release, and what rolling it over would decide. Stores nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from enhancements.languages import gettext
from enhancements.policy import issue_commands, rolling
from enhancements.policy.decisions import (
    NOTE,
    OPT_IN,
    OUTCOME,
    YES,
    Place,
    Standing,
)
from enhancements.policy.permissions import Answer
from enhancements.policy.rolling import Bucket, Choice, Left
from enhancements.queries import closing, decided, entries, issue_labels
from enhancements.queries.closing import Closed
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow, Frame, Week
from enhancements.queries.shapes.deciding import Asked, Line, StepShown

Stands = Mapping[Place, Sequence[Standing]]


@dataclasses.dataclass(frozen=True, slots=True)
class Rolled:
    """An entry of the old release with what is chosen for it."""

    closed: Closed
    left: Left
    choice: Choice
    """What is chosen, or the usual choice."""
    usual: Choice
    is_opted_in: bool
    """Whether it is opted in to the next release already."""
    note: str
    """The note that stands in the next release; empty for none."""
    commands: tuple[str, ...]
    """What to type in its issue, for the choice; only what the project hears."""

    @property
    def entry(self) -> EntryRow:
        """The entry in the old release."""
        return self.closed.entry


@dataclasses.dataclass(frozen=True, slots=True)
class Filled:
    """A bucket with its entries."""

    bucket: Bucket
    rows: tuple[Rolled, ...]
    usual: Choice

    @property
    def title(self) -> str:
        """As people read it."""
        return gettext(rolling.TITLES[self.bucket])


@dataclasses.dataclass(frozen=True, slots=True)
class RollingPage:
    """Everything the page shows."""

    frame: Frame
    week: Week
    to: str
    """The next release; empty when there is none."""
    is_open: bool
    """Whether somebody has opened the next release."""
    choices: tuple[tuple[str, str], ...]
    buckets: tuple[Filled, ...]
    answer: Answer
    unheard: str
    """What to do instead of a command about milestones, where none is heard."""
    step: StepShown | None = None
    lines: tuple[tuple[str, Line], ...] = ()
    """The preview: (release, what is decided there)."""
    left_out: tuple[tuple[str, str], ...] = ()
    """(what, why not) of what cannot be done."""
    wishes: str = ""
    """The preview as the form carries it, JSON."""
    is_preview: bool = False
    is_clash: bool = False

    @property
    def total(self) -> int:
        """Entries in all buckets."""
        return sum(len(one.rows) for one in self.buckets)


def read(
    setting: Setting, release: Dates, to: Dates | None, chosen: Mapping[str, str]
) -> tuple[Filled, ...]:
    """The buckets, in at most six SQL statements.

    `chosen` maps the number of an entry, or `in-` and a bucket, to a choice; without
    one the usual holds.
    """
    found = closing.rows(setting, release)
    plans = _plans(setting, to)
    stands: Stands = {}
    if to is not None:
        ids = [one.entry.enhancement for one in found]
        stands = decided.standing(releases=[to.id], ids=ids)
    labels = issue_labels.of_enhancements(
        setting, [one.entry.enhancement for one in found]
    )
    rows = [
        _rolled(
            setting, one, to, plans=plans, stands=stands, chosen=chosen, labels=labels
        )
        for one in found
    ]
    return tuple(
        Filled(bucket, mine, rolling.usual_of(bucket))
        for bucket in Bucket
        if (mine := tuple(r for r in rows if rolling.bucket(r.left.word) == bucket))
    )


def _plans(setting: Setting, to: Dates | None) -> dict[tuple[int, str], str]:
    """Label of the stage that is planned in the next release, by place."""
    if to is None:
        return {}
    rows = entries.of_releases(setting, [to])[to.id]
    return {row.place: row.stage.label for row in rows if row.planned}


def _rolled(
    setting: Setting,
    one: Closed,
    to: Dates | None,
    *,
    plans: Mapping[tuple[int, str], str],
    stands: Stands,
    chosen: Mapping[str, str],
    labels: Mapping[int, issue_labels.Issue],
) -> Rolled:
    left = Left(
        one.word,
        one.became.reason,
        one.entry.stage.label,
        plans.get(one.entry.place, ""),
    )
    usual = rolling.usual(left)
    bucket = rolling.bucket(one.word)
    asked = chosen.get(str(one.number)) or chosen.get(f"in-{bucket}") or usual
    choice = Choice(asked) if asked in set(Choice) else usual
    mine = _at(stands, one, to, NOTE)
    return Rolled(
        closed=one,
        left=left,
        choice=choice,
        usual=usual,
        is_opted_in=_at(stands, one, to, OPT_IN) is not None,
        note=mine.value if mine else "",
        commands=_commands(setting, choice, to, labels.get(one.entry.enhancement)),
    )


def _at(stands: Stands, one: Closed, to: Dates | None, kind: str) -> Standing | None:
    if to is None:
        return None
    place = Place(to.id, one.entry.enhancement, one.entry.track, kind)
    return next(iter(stands.get(place, ())), None)


def _commands(
    setting: Setting,
    choice: Choice,
    to: Dates | None,
    issue: issue_labels.Issue | None,
) -> tuple[str, ...]:
    """What to type in the issue: labels of the old release off, the next milestone on.

    A label that says `opted in` stays where the work is carried over.
    """
    if issue is None or to is None:
        return ()
    profile = setting.profile
    fields = ("tracked",) if choice == Choice.CARRY else ("tracked", "opted_in")
    old = issue_commands.labels_of(profile, issue.labels, fields)
    found = [issue_commands.remove_label(profile, name) for name in old]
    if choice == Choice.CARRY and issue.milestone != to.name:
        found.append(issue_commands.set_milestone(profile, to.name))
    elif choice != Choice.CARRY and issue.milestone not in ("", to.name):
        found.append(issue_commands.clear_milestone(profile))
    return tuple(filter(None, found))


def asked(
    release: Dates, to: Dates, filled: Sequence[Filled]
) -> list[tuple[Dates, Asked]]:
    """What the choices decide, in which release; without what was seen."""
    found: list[tuple[Dates, Asked]] = []
    for row in (row for one in filled for row in one.rows):
        item, track = row.entry.key, row.entry.track
        outcome = rolling.closes(row.left, row.choice)
        if outcome:
            reason = f"Carried over to {to.name}."
            found.append((release, Asked(item, OUTCOME, outcome, track, reason=reason)))
        if row.choice == Choice.CARRY:
            reason = f"Carried over from {release.name}."
            found.append((to, Asked(item, OPT_IN, YES, track, reason=reason)))
        text = rolling.note(row.left, row.choice, old=release.name, new=to.name)
        if text and text not in row.note:
            kept = f"{row.note}\n{text}".strip()
            found.append((to, Asked(item, NOTE, kept, track)))
    return found
