"""One enhancement as the API gives it: contract, claims, history and entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.queries import (
    api_releases,
    concerns,
    contract,
    dependencies,
    enhancement,
    history,
    ladders,
    pulls,
)
from enhancements.queries.api_releases import moment
from enhancements.queries.contract import iso
from enhancements.queries.enhancement import Claimed
from enhancements.queries.frame import Setting
from enhancements.queries.ladders import Entry
from enhancements.queries.shapes import HistoryItem


def detail(setting: Setting, key: str) -> dict[str, Any]:
    """Everything known of it, in two SQL statements beside the setting's two.

    Raises EnhancementUnknown, and EnhancementMoved for a name it had once.
    """
    row, claims = enhancement.read(setting, key)
    promises = ladders.promises(setting, row["entries"], row)
    raised = concerns.rows(setting, row["concerns"])
    spans = [claim.span for claim in claims]
    needs = dependencies.view(setting, row["dependencies"], spans)
    removed = row["until"] if row["until"] and row["until"] <= setting.at else None
    return {
        "project": setting.frame.project.name,
        "as_of": iso(setting.at),
        **contract.as_data(row, setting),
        "removed_at": moment(removed),
        "entries": [
            _entry(setting, one, entry)
            for one, entry in zip(row["entries"], promises, strict=True)
        ],
        "claims": _series(setting, claims),
        "history": [
            _item(one)
            for one in history.build(
                setting,
                claims,
                promises,
                decided=row["decided"],
                raised=raised,
                worked=row["worked"],
                needs=needs,
            )
        ],
        "concerns": [concerns.as_data(one) for one in raised],
        **dependencies.as_data(needs),
        "pulls": [
            pulls.as_data(one) for one in pulls.views(setting, row["pulls"], spans)
        ],
    }


def _entry(setting: Setting, row: Mapping[str, Any], entry: Entry) -> dict[str, Any]:
    """A promise: one stage of one track for one release, while it stood."""
    promise = entry.promise
    release = setting.release(promise.release)
    frozen = release is not None and release.frozen_at is not None
    return {
        "release": promise.release,
        "track": entry.track,
        "stage": promise.stage,
        "kind": row["kind"],
        "planned": promise.planned,
        "committed": promise.committed if frozen else None,
        "shipped": True if promise.shipped else False if promise.absent else None,
        "proof": api_releases.proof(entry.shown),
        "since": iso(entry.since),
        "until": moment(entry.until),
        "moved_from": row["moved_from"] or None,
        "moved_to": promise.moved_to or None,
        "source": entry.source,
        "evidence": contract.place_of(row, setting.evidence),
    }


def _series(setting: Setting, claims: Sequence[Claimed]) -> list[dict[str, Any]]:
    """Claims by track, field and source, oldest first."""
    series: dict[tuple[str, str, str], list[Claimed]] = {}
    for claim in claims:
        series.setdefault(claim.span.series, []).append(claim)
    return [
        {
            "track": track,
            "field": field,
            "source": source,
            "claims": [_claim(setting, one) for one in said],
        }
        for (track, source, field), said in sorted(
            series.items(), key=lambda item: (item[0][0], item[0][2], item[0][1])
        )
    ]


def _claim(setting: Setting, claim: Claimed) -> dict[str, Any]:
    span = claim.span
    return {
        "value": span.value,
        "raw": span.raw,
        "problem": span.problem,
        "since": iso(span.since),
        "until": _ended(span.until, setting.at),
        "by": claim.by,
        "reason": claim.reason,
        "evidence": contract.place_of(
            {
                "path": span.path or None,
                "line": span.line,
                "commit": span.commit or None,
                "url": span.url,
            },
            setting.evidence,
        ),
    }


def _ended(until: dt.datetime | None, at: dt.datetime) -> str | None:
    """When it ended, as far as that was known at the moment."""
    return iso(until) if until is not None and until <= at else None


def _item(item: HistoryItem) -> dict[str, Any]:
    return {
        "at": iso(item.at),
        "kind": item.kind,
        "title": item.title,
        "old": item.old,
        "new": item.new,
        "detail": item.detail,
        "subject": item.subject,
        "url": item.evidence,
    }
