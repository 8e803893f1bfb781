"""Releases as people write them, and the days on which Lodestead's come out."""

from __future__ import annotations

import re

from enhancements.sample.calendar import CODE_FREEZE, FREEZES, GENERAL_AVAILABILITY

_RELEASE = re.compile(r"v?(1\.\d+)(?:\.0)?\.?")


def release_of(text: str) -> str:
    """`v1.9` of `1.9`, `v1.9.0` or `v1.9.`; empty for all else."""
    found = _RELEASE.fullmatch(text.strip())
    return f"v{found[1]}" if found else ""


def code_freeze(release: str) -> int | None:
    """Its day in Lodestead's calendar; None for a release that is none of the story."""
    return FREEZES[release] + CODE_FREEZE if release in FREEZES else None


def out_on(release: str) -> int | None:
    """The day on which it came out or will."""
    return FREEZES[release] + GENERAL_AVAILABILITY if release in FREEZES else None
