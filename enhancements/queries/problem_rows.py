"""Problems of a record as pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from enhancements.languages import SOURCE, speaking
from enhancements.queries import places, words
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import ProblemRow


def of_record(setting: Setting, record: Mapping[str, Any]) -> tuple[ProblemRow, ...]:
    """All that a record could not read, or that does not fit."""
    return tuple(row(setting, record, one, since=None) for one in record["problems"])


def row(
    setting: Setting,
    record: Mapping[str, Any],
    problem: Mapping[str, Any],
    since: dt.datetime | None,
) -> ProblemRow:
    """One of them; `since` is when it came up, where that is shown."""
    place = setting.profile, problem["field"], problem["track"]
    with speaking(SOURCE):
        name = words.field_label(*place)
    return ProblemRow(
        key=record["key"],
        title=record["title"],
        where=places.of_record(problem["source"]),
        field=problem["field"],
        label=words.field_label(*place),
        name=name,
        raw=problem["raw"],
        message=problem["message"],
        path=words.place_name(problem),
        line=problem["line"],
        evidence=setting.evidence.of(problem),
        since=since,
        sig=record["sig"],
        stale=problem.get("stale", False),
    )
