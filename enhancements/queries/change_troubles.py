"""Problems and drift of a record that appeared or ended, in words."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from enhancements.languages import gettext
from enhancements.queries import sql, words
from enhancements.queries.change_words import Told
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Change

Trouble = Mapping[str, Any]


def troubled(setting: Setting, row: Mapping[str, Any]) -> Iterator[Told]:
    """What went wrong with a record, or is right again, since the one before it.

    The row has both records' `problems` and `drift`, those before as `old_...`.
    """
    for problem, is_new in _turned(row, "problems", ("field", "track", "message")):
        message = problem["message"]
        if is_new:
            text = gettext("Problem appeared: %(message)s", message=message)
        else:
            text = gettext("Problem solved: %(message)s", message=message)
        yield _told(setting, row, problem, kind="problem", text=text)
    for drift, is_new in _turned(row, "drift", ("field", "track")):
        label = words.field_label(setting.profile, drift["field"], drift["track"])
        field = words.within(label)
        if is_new:
            text = gettext("Sources disagree on %(field)s", field=field)
        else:
            text = gettext("Sources no longer disagree on %(field)s", field=field)
        said = _values(setting, drift)
        latest = max(drift["claims"], key=_since)
        yield _told(
            setting,
            row,
            latest,
            kind="drift",
            text=text,
            **{"new" if is_new else "old": said},
        )


def _turned(
    row: Mapping[str, Any], name: str, told_by: Iterable[str]
) -> list[tuple[Trouble, bool]]:
    """Those that are new, and those that are no more; `told_by` tells them apart."""
    new: list[Trouble] = sql.parsed(row[name]) or []
    old: list[Trouble] = sql.parsed(row[f"old_{name}"]) or []

    def place(one: Trouble) -> tuple[Any, ...]:
        return tuple(one[word] for word in told_by)

    had, has = {place(one) for one in old}, {place(one) for one in new}
    return [
        *((one, True) for one in new if place(one) not in had),
        *((one, False) for one in old if place(one) not in has),
    ]


def _values(setting: Setting, drift: Trouble) -> str:
    """What the sources say, each value once: "v1.9 or v1.10"."""
    said = (
        words.value_text(claim["value"], setting.profile, drift["field"])
        or gettext("nothing")
        for claim in drift["claims"]
    )
    return functools.reduce(_either, dict.fromkeys(said))


def _either(one: str, other: str) -> str:
    return gettext("%(one)s or %(other)s", one=one, other=other)


def _since(claim: Mapping[str, Any]) -> dt.datetime:
    return dt.datetime.fromisoformat(claim["since"])


def _told(
    setting: Setting, row: Mapping[str, Any], place: Mapping[str, Any], **said: Any
) -> Told:
    """A change of the record, with its place: source, and file or address."""
    return Told(
        about=f"enhancement {row['enhancement_id']}",
        is_main=False,
        change=Change(
            at=row["at"],
            key=row["key"],
            title=row["title"],
            evidence=setting.evidence.of(place),
            sig=row["sig"],
            source=place["source"],
            **said,
        ),
    )
