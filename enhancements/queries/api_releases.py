"""Releases and their boards as the API gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from enhancements.policy.lives import Turn
from enhancements.queries import (
    api_needs,
    entries,
    entry_states,
    filters,
    release,
    releases,
    written,
)
from enhancements.queries.contract import iso
from enhancements.queries.deadlines import Dates
from enhancements.queries.entries import Group
from enhancements.queries.entry_states import states_of
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.shapes import (
    Deadline,
    DeadlineDate,
    EntryRow,
    Proof,
    ReleaseSummary,
    SigCount,
)
from enhancements.queries.shapes.dependencies import Need
from enhancements.queries.shapes.outcome import Shown
from enhancements.queries.written import Written

KINDS = tuple(name for name, _ in entry_states.KINDS)
STATES = tuple(name for name, _ in entry_states.STATES)


def listing(setting: Setting, given: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Every release, newest first, in one SQL statement beside the setting's two.

    `given` maps `sig` to the SIGs whose entries are counted; all without one.
    """
    sigs = filters.read(setting.profile, given).sigs
    counted = releases.counts(setting, setting.releases)
    return {
        "project": setting.frame.project.name,
        "as_of": iso(setting.at),
        "items": [
            _release(setting, one, _of(sigs, counted[one.id]))
            for one in reversed(setting.releases)
        ],
    }


def detail(
    setting: Setting, name: str, given: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """A release with its counts by SIG, in one statement beside the setting's two.

    Raises ReleaseUnknown.
    """
    found = of_name(setting, name)
    sigs = filters.read(setting.profile, given).sigs
    counted = _of(sigs, releases.counts(setting, [found])[found.id])
    return {
        "project": setting.frame.project.name,
        "as_of": iso(setting.at),
        **_release(setting, found, counted),
        "sigs": [counts(one) for one in counted],
    }


def of_name(setting: Setting, name: str) -> Dates:
    """The release of that name, written as v1.9 or 1.9. Raises ReleaseUnknown."""
    found = setting.release(name) or setting.release(f"v{name}")
    if found is None:
        raise ReleaseUnknown(name)
    return found


def _of(sigs: Sequence[str], counted: Iterable[SigCount]) -> list[SigCount]:
    return [one for one in counted if not sigs or (one.sig or filters.NO_SIG) in sigs]


def counts(one: SigCount) -> dict[str, Any]:
    """Counts of a SIG in a release."""
    return {
        "sig": one.sig,
        "planned": one.planned,
        "committed": one.committed,
        "shipped": one.shipped,
        "out": one.out,
        "added": one.added,
    }


def _release(
    setting: Setting, found: Dates, counted: Sequence[SigCount]
) -> dict[str, Any]:
    summary: ReleaseSummary = releases.summary(setting, found, counted)
    return {
        "release": found.name,
        "phase": summary.phase,
        "is_current": found.name == setting.frame.current,
        "is_out": summary.is_out,
        "state": str(summary.state),
        "opened_at": _turn_at(summary.life.opened),
        "closed_at": _turn_at(summary.life.closed),
        "frozen_at": moment(found.frozen_at),
        "out_at": moment(found.out_at),
        "planned": summary.planned,
        "committed": summary.committed,
        "shipped": summary.shipped,
        "out": summary.out,
        "added": summary.added,
        "deadlines": [deadline(one) for one in found.deadlines],
    }


def _turn_at(turn: Turn | None) -> str | None:
    return moment(turn.at if turn else None)


def moment(at: dt.datetime | None) -> str | None:
    """A moment as ISO text in UTC, if there is one."""
    return iso(at) if at else None


def deadline(one: Deadline) -> dict[str, Any]:
    """A deadline with every date it had."""
    return {
        "field": one.field,
        "kind": one.kind,
        "label": one.label,
        "note": one.note,
        "date": one.date.isoformat(),
        "ends_at": iso(one.ends_at),
        "is_past": one.is_past,
        "is_next": one.is_next,
        "is_gone": one.is_gone,
        "frozen_at": moment(one.frozen_at),
        "contested": one.contested.isoformat() if one.contested else None,
        "dates": [_date(date) for date in one.dates],
    }


def _date(one: DeadlineDate) -> dict[str, Any]:
    return {
        "date": one.date.isoformat(),
        "since": iso(one.since),
        "until": moment(one.until),
        "source": one.source,
        "url": one.evidence,
        "by": one.by,
        "reason": one.reason,
    }


def board(
    setting: Setting, name: str, given: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """A release's deadlines and entries, in two statements beside the setting's two.

    `given` maps `sig`, `stage`, `kind`, `state` and `has` to values: OR within one,
    AND between them. Raises ReleaseUnknown, and FilterRefused for a value that cannot
    be. The entries are JSON already.
    """
    found = of_name(setting, name)
    meets = _filter(setting, found, given)
    groups = entries.grouped(setting, [found])[found.id]
    if meets is not None:
        groups = [one for one in groups if meets(entries.entry(setting, one, found))]
    return {
        "project": setting.frame.project.name,
        "release": found.name,
        "as_of": iso(setting.at),
        "deadlines": [deadline(one) for one in found.deadlines],
        "entries": _written(setting, found, groups),
    }


def _filter(
    setting: Setting, found: Dates, given: Mapping[str, Sequence[str]]
) -> Callable[[EntryRow], bool] | None:
    """Whether an entry meets what is asked for; None when nothing is."""
    wanted = filters.read(setting.profile, given)
    states = _words("state", STATES, given)
    of_kinds = _words("kind", KINDS, given)
    if not any((wanted.sigs, wanted.stages, wanted.needs, states, of_kinds)):
        return None
    frozen = found.frozen_at is not None

    def meets(row: EntryRow) -> bool:
        return (
            (not wanted.sigs or (row.sig or filters.NO_SIG) in wanted.sigs)
            and (not wanted.stages or row.stage.key in wanted.stages)
            and (not of_kinds or row.kind in of_kinds)
            and (not wanted.needs or bool(set(wanted.needs) & set(release.needs(row))))
            and (not states or bool(states & states_of(row, frozen=frozen)))
        )

    return meets


def _words(
    name: str, known: Sequence[str], given: Mapping[str, Sequence[str]]
) -> set[str]:
    """The values of a filter that has the same words in every project."""
    words = {part.strip() for value in given.get(name, ()) for part in value.split(",")}
    for word in sorted(words - {"", *known}):
        message = f"“{word}” is no {name}. They are: {', '.join(known)}."
        raise FilterRefused(name, message)
    return words - {""}


def _written(setting: Setting, found: Dates, groups: Sequence[Group]) -> Written:
    """The entries of these rows; most are as they were when last asked for."""
    places = sorted(setting.evidence.locations.items())
    needs = api_needs.of(setting, {one[0]["enhancement_id"] for one in groups})
    said = [needs.get(one[0]["enhancement_id"], "") for one in groups]
    is_out = found.out_at is not None and found.out_at <= setting.at
    dates = (found.name, found.frozen_at, found.out_at, is_out)

    def shape(some: Sequence[tuple[Group, str]]) -> list[dict[str, Any]]:
        rows = [(entries.entry(setting, group, found), text) for group, text in some]
        return [
            entry(row, api_needs.of_entry(setting, found, row, text))
            for row, text in rows
        ]

    return written.things(
        list(zip(groups, said, strict=True)),
        [(entries.version(one), text) for one, text in zip(groups, said, strict=True)],
        (setting.profile.name, *places, *dates),
        shape,
    )


def entry(row: EntryRow, needs: Iterable[Need]) -> dict[str, Any]:
    """An enhancement (track) in a release, with what it depends on."""
    planned = _proof(row.planned_proof)
    is_same = row.committed_proof is row.planned_proof
    return {
        "key": row.key,
        "number": row.number,
        "track": row.track,
        "title": row.title,
        "sig": row.sig,
        "stage": row.stage.key,
        "kind": row.kind,
        "planned": row.planned,
        "committed": row.committed,
        "shipped": row.shipped,
        "evidence": {
            "planned": planned,
            "committed": planned if is_same else _proof(row.committed_proof),
            "shipped": proof(row.became.shown if row.became else None),
        },
        "outcome": _outcome(row),
        "status": row.status,
        "authors": list(row.authors),
        "owners": list(row.owners),
        "reviewers": list(row.reviewers),
        "approvers": list(row.approvers),
        "named": list(row.named),
        "late": row.late,
        "unmerged": row.unmerged,
        "late_record": row.late_record,
        "moved_from": row.moved_from or None,
        "moved_to": row.moved_to or None,
        "went_on": row.went_on or None,
        "depends_on": api_needs.as_data(needs),
        "problems": row.problems,
        "drift": row.drift,
    }


def _outcome(row: EntryRow) -> dict[str, Any] | None:
    """What became of it, who says so, and why."""
    became = row.became
    if became is None:
        return None
    return {
        "word": became.outcome.word.value,
        "by": became.outcome.by.value or None,
        "is_contrary": became.outcome.is_contrary,
        "person": became.by or None,
        "reason": became.reason or None,
        "since": moment(became.since),
    }


def proof(one: Shown | None) -> dict[str, Any] | None:
    """What a release's tag shows of an entry."""
    if one is None:
        return None
    return {
        "word": one.word,
        "gate": one.gate,
        "stage": one.registered or None,
        "tag": one.tag,
        "tagged_at": iso(one.tagged_at),
        "path": one.path,
        "line": one.line or None,
        "url": one.url or None,
        "admitted_at": moment(one.admitted_at),
    }


def _proof(one: Proof | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "source": one.source,
        "since": iso(one.since),
        "until": moment(one.until),
        "path": one.path,
        "line": one.line or None,
        "commit": one.commit,
        "url": one.url,
    }
