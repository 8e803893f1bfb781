"""What is said of feature gates and whose they are, as shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.policy.records import MAIN_TRACK
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.gates import LinkedTo

SOURCE = "gates"
HOW = {
    "person": gettext_noop("by hand"),
    "front-matter": gettext_noop("front matter"),
    "metadata": "kep.yaml",
    "issue": gettext_noop("gate field of the issue"),
    "sentence": gettext_noop("sentence of the document"),
}


def linked(
    setting: Setting, row: Mapping[str, Any], *, of: Mapping[str, Any]
) -> LinkedTo:
    """A link from its row; `of` is the record of its enhancement."""
    until: dt.datetime | None = row["until"]
    return LinkedTo(
        key=of["key"],
        number=of["number"],
        title=of["title"],
        sig=of["sig"],
        track=row["track"],
        gate=row["gate"],
        how=row["how"],
        how_label=_how(row["how"]),
        denies=row["denies"],
        since=row["since"],
        until=until if until is not None and until <= setting.at else None,
        raw=row["raw"],
        url=row["url"],
        by=row["by"],
        reason=row["reason"],
    )


def _how(how: str) -> str:
    """Who or what says so, in words."""
    known = HOW.get(how)
    return gettext(known) if known else how


def of_record(setting: Setting, record: Mapping[str, Any]) -> tuple[LinkedTo, ...]:
    """The links of an enhancement, of its row with `gate_links`."""
    found = []
    for row in record["gate_links"]:
        until = dt.datetime.fromisoformat(row["until"]) if row["until"] else None
        since = dt.datetime.fromisoformat(row["since"])
        times = {"since": since, "until": until}
        found.append(linked(setting, row | times, of=record))
    return tuple(found)


def tracks(record: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Names of the tracks of a record, empty for the main one."""
    return tuple("" if one["name"] == MAIN_TRACK else one["name"] for one in record)


def are_read(setting: Setting) -> bool:
    """Whether the project's code repository is read for its gates."""
    return any(source.kind == SOURCE for source in setting.frame.sources)
