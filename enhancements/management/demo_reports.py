"""What the samples' teams had decided about the releases that are out, for the reports.

The teams wrote down who opted in, whom they lost at the code freeze, and what they
closed by hand when a release was out. They did not get round to everything: one in
seven was never closed, so that the reports have something that nothing proves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone

from enhancements.actions import decisions
from enhancements.models import Decision, Project, Proof
from enhancements.policy.boards import REMOVED_STANDING
from enhancements.policy.decisions import OPT_IN, OUTCOME, STANDING, YES, Place, Wish
from enhancements.policy.outcomes import Word
from enhancements.queries import entries, frame, moments
from enhancements.queries.deadlines import Dates
from enhancements.queries.shapes import EntryRow

_OPTED_IN = dt.timedelta(days=21)
_PARTY = dt.timedelta(hours=3)
"""Before the freeze ends, each."""
_CLOSED = dt.timedelta(days=2)
"""After the release is out."""
_CODE = "code-freeze"
_LATE = "Its code was not merged in time."
_WAITS = "The SIG wants another round of review first."
_SHIPPED = "It is in the change log of the release."


def decide(*, project: Project, lead: str, chairs: Mapping[str, str]) -> None:
    """Let the team have closed the releases that are out.

    Releases about which anybody has said what became of anything, or whose tag shows
    it, are left alone.
    """
    now = timezone.now()
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    out = [one for one in setting.releases if one.out_at and one.out_at < now - _CLOSED]
    said = _said(project)
    by_release = entries.of_releases(setting, out)
    for release in out:
        rows = [row for row in by_release[release.id] if row.committed]
        if rows and release.id not in said:
            _close(project, release, rows, lead, chairs)


def _said(project: Project) -> set[int]:
    """Ids of the releases about whose outcomes something is known."""
    mine = Decision.objects.filter(release__project=project)
    return {
        *mine.values_list("release_id", flat=True),
        *Proof.objects.filter(release__project=project).values_list(
            "release_id", flat=True
        ),
    }


def _close(
    project: Project,
    release: Dates,
    rows: Sequence[EntryRow],
    lead: str,
    chairs: Mapping[str, str],
) -> None:
    frozen_at, out_at = release.frozen_at, release.out_at
    code = release.deadline(f"deadline:{_CODE}")
    if frozen_at is None or out_at is None:
        return
    for sig, chair in chairs.items():
        mine = [
            Wish(_place(release, one, OPT_IN), YES) for one in rows if one.sig == sig
        ]
        _step(project, mine, chair, frozen_at - _OPTED_IN)
    lost = {row.place for row in rows if _number(row) % 9 in _LOST}
    if code is not None:
        left = [_left(release, row) for row in rows if row.place in lost]
        _step(project, left, lead, code.ends_at - _PARTY)
    shipped = [
        Wish(_place(release, row, OUTCOME), str(Word.SHIPPED), _SHIPPED)
        for row in rows
        if row.place not in lost and row.planned and _number(row) % 7 != _FORGOTTEN
    ]
    _step(project, shipped, lead, out_at + _CLOSED)


_LOST = frozenset({4, 8})
_FORGOTTEN = 3


def _left(release: Dates, row: EntryRow) -> Wish:
    place = _place(release, row, STANDING, _CODE)
    if _number(row) % 2:
        return Wish(place, REMOVED_STANDING, _LATE)
    return Wish(place, str(Decision.Standing.DEFERRED), _WAITS)


def _number(row: EntryRow) -> int:
    return row.number or row.enhancement


def _place(release: Dates, row: EntryRow, kind: str, freeze: str = "") -> Place:
    return Place(release.id, row.enhancement, row.track, kind, freeze)


def _step(project: Project, wishes: Sequence[Wish], by: str, at: dt.datetime) -> None:
    if wishes:
        decisions.decide(project=project, wishes=wishes, by=by, now=at)
