"""What changed, as the API gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.queries import changes_page, window
from enhancements.queries.api_releases import of_name
from enhancements.queries.contract import iso
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.moments import MomentRefused
from enhancements.queries.shapes import Change
from enhancements.queries.window import Window

KINDS = tuple(key for key, _ in changes_page.KINDS)


def listing(
    setting: Setting,
    given: Mapping[str, Sequence[str]],
    *,
    since: str,
    until: str,
    release: str,
) -> dict[str, Any]:
    """What changed in these days, newest first, in two SQL statements beside the
    setting's two. `given` maps `kind` and `sig` to the values that are wanted.

    Raises FilterRefused for days that there are not and for a kind that there is not,
    and ReleaseUnknown.
    """
    days = _days(setting, since, until)
    chosen = {name: _values(given[name]) for name in changes_page.FILTERS}
    for kind in chosen["kind"]:
        if kind not in KINDS:
            message = f"“{kind}” is no kind of change. They are: {', '.join(KINDS)}."
            raise FilterRefused("kind", message)
    about = "release" if release else ""
    if release:
        of_name(setting, release)
    rows = changes_page.found(setting, days, about=about, name=release)
    kept, _ = changes_page.apply(rows, chosen, {}, about)
    return {
        "project": setting.frame.project.name,
        "as_of": iso(setting.at),
        "since": days.first.isoformat(),
        "until": days.last.isoformat(),
        "items": [_data(row) for row in kept],
    }


def _days(setting: Setting, since: str, until: str) -> Window:
    try:
        return window.read(since, until, at=setting.at)
    except MomentRefused as refused:
        is_end = str(refused).startswith("until=")
        raise FilterRefused("until" if is_end else "since", str(refused)) from refused


def _values(given: Sequence[str]) -> list[str]:
    """Every value, repeated or with commas."""
    return [one for text in given for one in text.split(",") if one]


def _data(row: Change) -> dict[str, Any]:
    return {
        "at": iso(row.at),
        "kind": row.kind,
        "key": row.key or None,
        "title": row.title,
        "sig": row.sig,
        "release": row.release or None,
        "text": row.text,
        "old": row.old,
        "new": row.new,
        "source": row.source,
        "subject": row.subject,
        "evidence": row.evidence,
    }
