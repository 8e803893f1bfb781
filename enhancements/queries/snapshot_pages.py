"""The pages and the API's answers about a release's snapshots."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from enhancements.languages import current
from enhancements.policy.boards import Status
from enhancements.policy.exception_phases import Phase
from enhancements.policy.exceptions import PENDING, label_of
from enhancements.queries import snapshots, snapshots_due, weeks
from enhancements.queries.api_releases import of_name
from enhancements.queries.contract import iso
from enhancements.queries.deadlines import PREFIX
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.board import BoardCell
from enhancements.queries.shapes.snapshots import (
    Groups,
    KeptCell,
    KeptEntry,
    KeptException,
    Missing,
    SnapshotPage,
    SnapshotRow,
    SnapshotsPage,
)
from enhancements.queries.written import Written

BY_FILE = "file"
"""Who asks and decides in what a file says: it names nobody."""


def listing(setting: Setting, name: str) -> SnapshotsPage:
    """The release's snapshots, in one SQL statement beside the setting's two.

    Those of moments up to the setting's. Raises ReleaseUnknown.
    """
    release = of_name(setting, name)
    rows = tuple(snapshots.row(one) for one in snapshots.rows(setting, release))
    kept = {(row.freeze, row.moment) for row in rows}
    keys = snapshots_due.freezes_of(setting)
    ends = list(snapshots_due.ends(release, keys))
    coming = [one for one, _ in ends if not one.is_past]
    return SnapshotsPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        rows=rows,
        next=min(coming, key=lambda one: one.ends_at, default=None),
        missing=tuple(
            Missing(one.label, moment)
            for one, moment in sorted(ends, key=lambda end: end[1])
            if moment <= setting.at
            and (one.field.removeprefix(PREFIX), moment) not in kept
        ),
    )


def page(setting: Setting, name: str, id_: int) -> SnapshotPage:
    """A snapshot as it was kept, in one SQL statement beside the setting's two.

    Raises ReleaseUnknown and SnapshotUnknown.
    """
    release = of_name(setting, name)
    found = snapshots.one(setting, release, id_)
    content = _Content(found["content"])
    facts = _facts(found["digest"], content)
    return SnapshotPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        row=snapshots.row(found),
        version=facts.version,
        freezes=facts.freezes,
        deadlines=facts.deadlines,
        has_entries=facts.has_entries,
        exceptions=facts.exceptions,
        groups=content.groups,
    )


class _Content:
    """The file of a snapshot, read when something of it is asked for: it has every
    check of every entry.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @functools.cached_property
    def kept(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._text)
        return found

    def groups(self) -> Groups:
        entries = [_entry(one) for one in self.kept["entries"]]
        by_sig = itertools.groupby(entries, key=lambda one: one.sig)
        return tuple((sig, tuple(group)) for sig, group in by_sig)


class _Facts(NamedTuple):
    """What a file says around its entries."""

    version: int
    freezes: tuple[tuple[str, str], ...]
    deadlines: tuple[tuple[str, dt.date, dt.datetime], ...]
    has_entries: bool
    exceptions: tuple[KeptException, ...] | None


_KNOWN: dict[tuple[str, str], _Facts] = {}
"""By digest and language: what has this digest says the same for ever."""
_MOST = 64


def _facts(digest: str, content: _Content) -> _Facts:
    place = (digest, current().code)
    found = _KNOWN.get(place)
    if found is None:
        kept = content.kept
        found = _Facts(
            version=kept["format"],
            freezes=_columns(kept["entries"]),
            deadlines=tuple(_deadline(one) for one in kept["deadlines"]),
            has_entries=bool(kept["entries"]),
            exceptions=_exceptions(kept),
        )
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        _KNOWN[place] = found
    return found


def file(setting: Setting, name: str, id_: int) -> tuple[str, SnapshotRow]:
    """The text whose digest it is, and the row. One SQL statement, raises as `page`."""
    found = snapshots.one(setting, of_name(setting, name), id_)
    return found["content"], snapshots.row(found)


def api_listing(setting: Setting, name: str) -> dict[str, Any]:
    """The release's snapshots in the form of the API; statements as `listing`."""
    release = of_name(setting, name)
    return {
        "project": setting.frame.project.name,
        "release": release.name,
        "as_of": iso(setting.at),
        "items": [
            _data(snapshots.row(one)) for one in snapshots.rows(setting, release)
        ],
    }


def api_detail(setting: Setting, name: str, id_: int) -> dict[str, Any]:
    """A snapshot with all it holds in the form of the API; statements as `page`."""
    release = of_name(setting, name)
    found = snapshots.one(setting, release, id_)
    return {
        "project": setting.frame.project.name,
        "release": release.name,
        "as_of": iso(setting.at),
        **_data(snapshots.row(found)),
        "content": Written(found["content"]),
    }


def _data(row: SnapshotRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "freeze": row.freeze,
        "label": row.label,
        "moment": iso(row.moment),
        "made_at": iso(row.made_at),
        "sha256": row.digest,
        "size": row.size,
        "counts": dict(row.counts),
        "sources": [
            {
                "kind": one.kind,
                "location": one.location,
                "read_at": iso(one.read_at) if one.read_at else None,
                "error": one.error or None,
            }
            for one in row.reads
        ],
    }


def _columns(entries: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """The freezes of the cells; the same ones in every entry."""
    cells = entries[0]["cells"] if entries else ()
    return tuple((one["freeze"], one["label"]) for one in cells)


def _deadline(one: Mapping[str, Any]) -> tuple[str, dt.date, dt.datetime]:
    ends_at = dt.datetime.fromisoformat(one["ends_at"])
    return one["label"], dt.date.fromisoformat(one["date"]), ends_at


def _exceptions(kept: Mapping[str, Any]) -> tuple[KeptException, ...] | None:
    if "exceptions" not in kept:
        return None
    return tuple(_exception(one) for one in kept["exceptions"])


def _exception(one: Mapping[str, Any]) -> KeptException:
    until = one["granted_until"]
    is_named = one["state"] != PENDING and one["by"] != BY_FILE
    return KeptException(
        key=one["key"],
        title=one["title"],
        track=one["track"],
        freezes=tuple(freeze["label"] for freeze in one["freezes"]),
        by=one["requested_by"],
        at=dt.datetime.fromisoformat(one["requested_at"]),
        label=label_of(Phase(one["phase"]), one["evaluation"] or ""),
        decided_by=one["by"] if is_named else "",
        granted_until=dt.datetime.fromisoformat(until) if until else None,
        reason=one["reason"],
    )


def _entry(one: Mapping[str, Any]) -> KeptEntry:
    return KeptEntry(
        key=one["key"],
        track=one["track"],
        title=one["title"],
        sig=one["sig"],
        stage=one["stage_label"],
        kind=one["kind"],
        people=tuple(one["owners"] or one["authors"]),
        planned=one["planned"],
        committed=one["committed"],
        contact=one["contact"],
        cells=tuple(_cell(cell) for cell in one["cells"]),
        decisions=tuple(one["decisions"]),
        needs=tuple(one.get("depends_on", ())),
    )


def _cell(one: Mapping[str, Any]) -> KeptCell:
    cell = BoardCell(
        freeze=one["freeze"],
        label=one["label"],
        status=Status(one["status"]),
        text=one["text"],
        detail=one["detail"],
        verdict=one["verdict"],
        asked=one["asked"],
        failed=one["failed"],
        unknown=one["unknown"],
        waived=one["waived"],
        is_contrary=one["contrary"],
    )
    return KeptCell(cell, tuple(one["checks"]))
