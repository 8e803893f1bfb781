"""Documents of several SIGs that searches and filters tell apart, and what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from enhancements.queries import contract
from enhancements.queries.search import narrowing
from tests.support.tracked import front_matter, vep

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from tests.support.tracked import Tracked

COMPUTE = "veps/sig-compute"
DOCUMENTS = {
    f"{COMPUTE}/10-warm/vep.md": vep(
        10, "Warm standby", owners="@Ann", body="It sleeps.", alpha="v1.8", beta="v1.9"
    ),
    f"{COMPUTE}/12-clock/vep.md": vep(
        12, "Clock 50% skew", owners="@bob", alpha="v1.9", beta="v1.10"
    ),
    "veps/sig-network/13-nets/vep.md": front_matter(
        title="Nets and the VirtualMachineInstance",
        status="implementable",
        authors='["@ann"]',
        approvers='["@Carla"]',
        stage="beta",
        owning_sig="sig-network",
        participating_sigs="[sig-compute]",
        feature_gate="NetsOfGPUs",
    ),
    "veps/meta-VEPs/14-rules/vep.md": vep(14, "Rules_of", alpha="soon"),
}


@pytest.fixture
def found(demo: Tracked) -> Callable[..., list[str]]:
    """Keys of the enhancements found by these words at a moment."""

    def find(text: str, at: dt.datetime | None = None) -> list[str]:
        setting = demo.at(at)
        wanted = narrowing.read(setting, {"text": [text]})
        return [row["key"] for row in contract.find(setting, wanted)]

    return find
