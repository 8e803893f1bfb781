"""The phases of a release's cycle, for the bar that shows where it stands.

Pure. Each phase ends with a deadline of the profile that names it (KubeVirt:
design ends at the VEP freeze, implementation at the code freeze, stabilization
with the release; docs/feature-lifecycle.md, "Kubevirt's release cycle").
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

# How long the first phase is drawn when nothing says when it began.
_DESIGN = dt.timedelta(weeks=8)


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """A phase between two moments."""

    label: str
    start: dt.datetime
    end: dt.datetime


def stretches(
    endings: Sequence[tuple[str, str]],
    ends: Mapping[str, dt.datetime],
    begins: dt.datetime | None,
) -> list[Stretch]:
    """Phases in order. `endings` are (phase, deadline kind) in the profile's order,
    `ends` the moments of the deadlines by kind, `begins` the start if it is known.
    """
    known = [(label, ends[kind]) for label, kind in endings if kind in ends]
    if not known:
        return []
    start = begins if begins and begins < known[0][1] else known[0][1] - _DESIGN
    found: list[Stretch] = []
    for label, end in known:
        if end > start:
            found.append(Stretch(label, start, end))
            start = end
    return found
