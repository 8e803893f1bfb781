"""Work that no enhancement stands for: merged features, and a label set by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from enhancements.sample.github.acts import Script

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar

FEATURE = "kind/feature"
APPROVED = "approved-vep"


@dataclasses.dataclass(frozen=True, slots=True)
class Loose:
    """A merged pull request that names no enhancement."""

    number: int
    title: str
    body: str
    author: str
    sig: str
    day: int
    """On which it was merged."""


LODESTEAD = (
    Loose(
        1181,
        "Pause: images of standby appliances are refreshed",
        "Refreshes the image of a paused appliance while it sleeps.",
        "pia-montefalk",
        "storage",
        -21,
    ),
    Loose(
        1183,
        "Hosts tell how far the clocks of their guests are off",
        "Needed by operators who look for drifting clocks.",
        "tarek-solunga",
        "compute",
        6,
    ),
    Loose(
        1186,
        "Networks: count packets that were dropped",
        "VEP tracking issue: lodestead/enhancements#9999",
        "noor-hallabek",
        "network",
        19,
    ),
    Loose(
        1188,
        "Metrics of the warden have units in their names",
        "Asked for in the call of SIG observability.",
        "emeka-oyelund",
        "observability",
        27,
    ),
)
BY_HAND = Loose(
    1190,
    "Try the clock steering on old hosts",
    "A trial only; nothing of it is planned yet.",
    "wren-abascot",
    "compute",
    24,
)
"""Open, and `approved-vep` was set on it by hand."""
FARWHARF = (
    Loose(
        4085,
        "Cranes report their idle minutes",
        "For the harbour's bill.",
        "lior-ashkevar",
        "placement",
        -40,
    ),
    Loose(
        4087,
        "Queue tickets may carry a note",
        "Small, and asked for by three harbours.",
        "kavya-ranganeth",
        "queue",
        -12,
    ),
)


def tell(
    script: Script, calendar: Calendar, repo: str, pulls: Sequence[Loose], robot: str
) -> None:
    """They were opened, labelled and merged, as any other."""
    for one in pulls:
        merged = calendar.at(one.day, seed=one.number)
        opened = merged - timedelta(days=4)
        where = {"repo": repo, "number": one.number}
        script.do(
            opened,
            "open_pull",
            **where,
            title=one.title,
            body=one.body,
            by=one.author,
            head=f"{one.author}-{one.number}",
            files={f"pkg/loose/{one.number}.go": "package loose\n"},
        )
        text = f"/kind feature\n/sig {one.sig}"
        add = [FEATURE, f"sig/{one.sig}"]
        at = opened + timedelta(minutes=5)
        script.ask(at, repo, one.number, text, by=one.author, robot=robot, add=add)
        script.do(merged, "merge", **where, by=robot)


def tell_by_hand(
    script: Script,
    calendar: Calendar,
    repo: str,
    one: Loose,
    by: str,
) -> None:
    """It is open, and somebody set by hand the label that the gate would not give."""
    opened = calendar.at(one.day, seed=one.number)
    where = {"repo": repo, "number": one.number}
    script.do(
        opened,
        "open_pull",
        **where,
        title=one.title,
        body=one.body,
        by=one.author,
        head=f"{one.author}-{one.number}",
        files={f"pkg/loose/{one.number}.go": "package loose\n"},
    )
    at = opened + timedelta(hours=3)
    script.do(at, "label", **where, name=APPROVED, by=by)
