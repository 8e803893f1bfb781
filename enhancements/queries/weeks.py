"""Where a release stands in its cycle: what heads every page of it. No SQL."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from enhancements.policy import permissions
from enhancements.queries import releases
from enhancements.queries.deadlines import OTHER, RELEASE, Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Deadline, Week

# "SIG compute: last day …", "sig-network API review".
_OF_SIG = re.compile(r"\bsig[ -][a-z0-9]", re.IGNORECASE)


def of_release(setting: Setting, release: Dates) -> Week:
    """The head of the release's pages, at the setting's moment."""
    at = setting.at
    out = release.deadline(RELEASE)
    is_out = out is not None and out.ends_at <= at
    cycle = releases.stretches(setting, release)
    main = [one for one in release.deadlines if one.kind != OTHER]
    coming = next((one for one in main if one.is_next), None)
    past = [one for one in main if one.is_past]
    return Week(
        release=release.name,
        number=_weeks(at, out) if not is_out else None,
        next=coming,
        phase=next((one.label for one in cycle if one.start <= at < one.end), ""),
        out=out,
        is_out=is_out,
        is_served=permissions.serves(
            release.name,
            names=[one.name for one in setting.releases],
            current=setting.frame.current,
        ),
        of_sig=_of_sig(release.deadlines),
        last=past[-1] if past and coming is None and out is None else None,
        life=setting.life(release),
    )


def _weeks(at: dt.datetime, out: Deadline | None) -> int | None:
    return (out.ends_at - at) // dt.timedelta(weeks=1) if out else None


def _of_sig(deadlines: Iterable[Deadline]) -> Deadline | None:
    """The next of the schedule's other dates whose words name a SIG."""
    return next(
        (
            one
            for one in deadlines
            if one.kind == OTHER
            and not one.is_past
            and _OF_SIG.search(f"{one.label} {one.note}")
        ),
        None,
    )
