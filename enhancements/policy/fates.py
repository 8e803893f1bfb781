"""What became of a promise that is no longer made.

Pure. A promise that is taken back before its release is out was broken: it slipped to
a later release, or was dropped. One that is taken back only afterwards may have been
kept or not; the document was just put in order late (a *late record*), and only proof
decides. Where a document names the one release that it works for now, an earlier
promise also ends when the work goes on, with its target kept: that breaks nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from enhancements.documents import versions
from enhancements.policy import kinds
from enhancements.policy.records import LATEST_MILESTONE
from enhancements.profiles.schema import Profile


def is_late_record(until: dt.datetime | None, out_at: dt.datetime | None) -> bool:
    """Whether a promise was taken back only after its release was out.

    `until` is when it ended, `out_at` the end of the release date; both UTC.
    """
    return until is not None and out_at is not None and until > out_at


def went_on(
    profile: Profile,
    *,
    release: str,
    stage: str,
    kind: str,
    moved_to: str,
    targets: Mapping[str, str | None],
    releases: Iterable[str],
) -> str:
    """The later release it works for now while the promise for `release` stands.

    `targets` and `releases` are the record's. Empty when the promise moved, when
    nothing later is worked for, and wherever targets are what plans a release.
    """
    if profile.planned_by != LATEST_MILESTONE or moved_to:
        return ""
    if targets.get(stage) != release and kind != kinds.SAME_STAGE:
        return ""
    now = versions.sort_key(release)
    return next((one for one in releases if versions.sort_key(one) > now), "")


def rests(
    profile: Profile,
    *,
    release: str,
    stage: str,
    targets: Mapping[str, str | None],
    until: dt.datetime | None,
    out_at: dt.datetime | None,
) -> bool:
    """Whether no release is worked for since this one was out, with its target kept.

    Nothing was taken back then. `until` is when the promise ended; both UTC.
    """
    is_latest = profile.planned_by == LATEST_MILESTONE
    return is_latest and targets.get(stage) == release and is_late_record(until, out_at)


def is_slip(release: str, moved_to: str) -> bool:
    """Whether a promise for `release` went to a later release."""
    return bool(moved_to) and versions.sort_key(moved_to) > versions.sort_key(release)
