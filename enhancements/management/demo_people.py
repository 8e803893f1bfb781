"""Who does the work in the samples: owners, room for reviews, help that is wanted,
offers to take over and how it goes, by the time somebody tries them out.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from django.utils import timezone

from enhancements.actions import (
    capacity,
    corrections,
    decisions,
    help_wanted,
    take_overs,
)
from enhancements.actions.take_overs import Offering, Owning
from enhancements.models import Capacity, Enhancement, HelpWanted, Project, Release
from enhancements.policy import corrections as correcting
from enhancements.policy.decisions import (
    AT_RISK,
    CHECK_IN,
    OFF_TRACK,
    ON_TRACK,
    OWNERS,
    REVIEWERS,
    Place,
    Wish,
)
from enhancements.queries import frame, moments, waiting
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.waiting import QueueEntry

_SAID, _WANTED, _OFFERED = (dt.timedelta(days=number) for number in (24, 16, 9))
_ANSWERED, _GOING = dt.timedelta(days=5), dt.timedelta(days=2)
_NOTES = ("", "Not in the last two weeks before the freeze.", "", "Small ones alone.")
_SILENT = 4
_REVIEWED = 8
_GOES = (
    (ON_TRACK, ""),
    (AT_RISK, "The second pull request waits for a review since last week."),
    (ON_TRACK, "Everything is merged but for the release note."),
    (OFF_TRACK, "A dependency changed its API; it is more work than was planned."),
)


@dataclasses.dataclass(frozen=True, slots=True)
class _Stage:
    """What the samples' people act on."""

    project: Project
    release: Release
    chairs: Mapping[str, str]
    """Who speaks for each SIG."""
    entries: Sequence[QueueEntry]
    """Of the release in work, in the SIGs that have somebody who speaks for them."""
    now: dt.datetime

    def chair(self, entry: QueueEntry) -> str:
        """Who speaks for an entry's SIG."""
        return self.chairs[entry.sig or ""]

    def enhancement(self, entry: QueueEntry) -> Enhancement:
        """The row."""
        rows = Enhancement.objects.select_related("project")
        return rows.get(pk=entry.enhancement)

    def others(self, entry: QueueEntry) -> Iterator[str]:
        """People of other entries who have no part in this one."""
        known = {one.casefold() for one in (*entry.facts.owners, self.chair(entry))}
        for other in self.entries:
            for login in (*other.facts.reviewers, *other.facts.owners):
                if login.casefold() not in known and "/" not in login:
                    known.add(login.casefold())
                    yield login


def tell(*, project: Project, chairs: Mapping[str, str]) -> None:
    """Let people have said what they do. Where anybody has said how much they review,
    or that help is wanted, nothing is done.
    """
    if (
        Capacity.objects.filter(release__project=project).exists()
        or HelpWanted.objects.filter(enhancement__project=project).exists()
    ):
        return
    now = timezone.now()
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    release = Release.objects.filter(project=project, name=setting.frame.current)
    row = release.select_related("project").first()
    if row is None:
        return
    stage = _Stage(project, row, chairs, _entries(setting, row, chairs), now)
    _review(stage)
    stage = dataclasses.replace(stage, entries=_entries(setting, row, chairs))
    _say_room(stage)
    _seek(stage)
    _take_over(stage)
    _go(stage)
    _name(stage)


def _entries(
    setting: Setting, release: Release, chairs: Mapping[str, str]
) -> list[QueueEntry]:
    """The release's entries of these SIGs; those that have people first, of which there
    is more to see.
    """
    found = waiting.queue(setting, sigs=list(chairs)).entries
    mine = [one for one in found if one.release == release.name and one.sig in chairs]
    return sorted(
        mine, key=lambda one: (not one.facts.owners, one.number or 0, one.key)
    )


def _review(stage: _Stage) -> None:
    """Those who speak for SIGs name reviewers for the release where nobody has."""
    bare = [one for one in stage.entries if not one.facts.reviewers]
    for entry in bare[:_REVIEWED]:
        people = list(itertools.islice(stage.others(entry), 2))
        if people:
            decisions.decide(
                project=stage.project,
                wishes=[Wish(_place(stage, entry, REVIEWERS), " ".join(people))],
                by=stage.chair(entry),
                now=stage.now - _SAID,
            )


def _say_room(stage: _Stage) -> None:
    """Most who are asked say how much they take on, and who speak for SIGs: some have
    less than is asked.
    """
    asked = Counter(
        login
        for entry in stage.entries
        for login in (*entry.facts.reviewers, *entry.facts.approvers)
        if "/" not in login
    )
    for login in stage.chairs.values():
        asked.setdefault(login, 2)
    ordered = sorted(asked.items(), key=lambda pair: (-pair[1], pair[0]))
    for place, (login, number) in enumerate(ordered):
        if not (place + 1) % _SILENT:  # Somebody has not said anything yet.
            continue
        capacity.say(
            release=stage.release,
            number=max(1, number + (-1, 2, 0)[place % 3]),
            note=_NOTES[place % len(_NOTES)],
            by=login,
            seen=0,
            now=stage.now - _SAID + dt.timedelta(hours=place),
        )


def _seek(stage: _Stage) -> None:
    """An owner, docs and a reviewer are wanted, and code was, until it was written."""
    texts = (
        ("owner", "Its owner has taken another job; the code is there, tests are not."),
        ("docs", "The user guide has no page about it yet."),
        ("reviewer", "Somebody who knows how upgrades go."),
        ("code", "A metric is missing; a good first change."),
    )
    for (kind, text), entry in zip(texts, stage.entries, strict=False):
        row = help_wanted.seek(
            enhancement=stage.enhancement(entry),
            kind=kind,
            text=text,
            by=stage.chair(entry),
            seen=0,
            now=stage.now - _WANTED,
        )
        if kind == "code":
            help_wanted.found(
                enhancement=row.enhancement,
                kind=kind,
                by=stage.chair(entry),
                seen=row.pk,
                now=stage.now - _GOING,
            )


def _take_over(stage: _Stage) -> None:
    """Of the first, for which an owner is wanted, an offer waits; of the last with an
    owner one was accepted, so that both own it; one was declined.
    """
    owned = [one for one in stage.entries if one.facts.owners]
    if not owned:
        return
    first, last = owned[0], owned[-1]
    people = stage.others(first)
    waits, declined = next(people, ""), next(people, "")
    if declined:
        row = _offer(stage, first, declined, "I could look after it on Fridays.")
        take_overs.decline(
            project=stage.project,
            offer=row,
            reason="It needs somebody with more time; thank you for the offer.",
            by=stage.chair(first),
            now=stage.now - _ANSWERED,
        )
    if waits:
        _offer(stage, first, waits, "I have worked on it and would see it through.")
    newcomer = next(stage.others(last), "")
    if newcomer and last is not first:
        row = _offer(stage, last, newcomer, "We use it, so I go on with it.")
        before = tuple(one.lstrip("@") for one in last.facts.owners)
        take_overs.accept(
            project=stage.project,
            offer=row,
            owning=Owning(before, (*before, newcomer), _stood(stage, last)),
            reason="Welcome.",
            by=stage.chair(last),
            now=stage.now - _ANSWERED,
        )


def _stood(stage: _Stage, entry: QueueEntry) -> tuple[str, ...]:
    """What its record names as owners."""
    record = stage.enhancement(entry).records.get(until__isnull=True)
    return tuple(record.owners)


def _offer(stage: _Stage, entry: QueueEntry, by: str, text: str) -> int:
    row = take_overs.offer(
        project=stage.project,
        offering=Offering(entry.enhancement, text, "help"),
        by=by,
        now=stage.now - _OFFERED,
    )
    return row.pk


def _go(stage: _Stage) -> None:
    """Owners say how it goes."""
    owned = [one for one in stage.entries if one.facts.owners]
    for (value, reason), entry in zip(_GOES, owned, strict=False):
        wish = Wish(_place(stage, entry, CHECK_IN), value, reason)
        decisions.decide(
            project=stage.project,
            wishes=[wish],
            by=entry.facts.owners[0].lstrip("@"),
            now=stage.now - _GOING,
        )


def _name(stage: _Stage) -> None:
    """Somebody is named for one release alone, and an owner where nobody was."""
    if len(stage.entries) < len(_GOES):
        return
    entry = stage.entries[1]
    substitute = next(stage.others(entry), "")
    if substitute:
        decisions.decide(
            project=stage.project,
            wishes=[
                Wish(
                    _place(stage, entry, OWNERS),
                    substitute,
                    "Its owner is away until the release is out.",
                )
            ],
            by=stage.chair(entry),
            now=stage.now - _ANSWERED,
        )
    orphans = [one for one in stage.entries if not one.facts.owners]
    for orphan in orphans[:1]:
        wish = correcting.Wish(
            orphan.enhancement,
            OWNERS,
            (stage.chair(orphan),),
            (),
            "Until somebody is found.",
        )
        corrections.correct(
            project=stage.project,
            wishes=[wish],
            by=stage.chair(orphan),
            now=stage.now - _ANSWERED,
        )


def _place(stage: _Stage, entry: QueueEntry, kind: str) -> Place:
    return Place(stage.release.pk, entry.enhancement, entry.track, kind)
