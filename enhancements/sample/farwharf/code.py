"""Farwharf's code, as far as it registers feature gates: the list of them, and tags.

The list says since which version a gate has which stage, and knows those of versions to
come. CarbonAwarePlacement stays alpha although v1.29 was to make it beta, and nobody
wrote that down; SpreadOverSites was removed once it was stable; DeltaHauls came a
release late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from enhancements.sample.changes import Change
from enhancements.sample.farwharf.calendar import CADENCE, FREEZES, RELEASE
from enhancements.sample.farwharf.people import RELEASE_LEAD

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar

PATH = "test/compatibility_lifecycle/reference/versioned_feature_list.yaml"
_HEAD = "# This file is generated. Do not edit it by hand.\n\n"
_STAGES = {"a": "Alpha", "b": "Beta", "s": "GA", "d": "Deprecated"}
_GATES = {
    "BandwidthWindows": "27a 29b",
    "CarbonAwarePlacement": "27a",
    "CargoDeadlines": "27a 29b",
    "CargoSuspension": "29a",
    "ContentAddressedCargo": "27a 28b",
    "CostCeilings": "28a",
    "DataGravity": "29a",
    "DeltaHauls": "30a",
    "EncryptedHauls": "29a",
    "FairShareLanes": "27a 28b",
    "HaulCompression": "27a 28b 29d",
    "KeyRotation": "29a",
    "LaneBorrowing": "29a",
    "LocalScratch": "28a",
    "PeerSeeding": "28a",
    "PlacementExplain": "27a 28b 29s",
    "QueueWaitEstimate": "29a",
    "ReadOnlyRoot": "29a",
    "RequeueBackoff": "27a 29b",
    "ShortLivedTokens": "27a 28b",
    "SignedCargo": "28a",
    "SiteIdentity": "29a",
    "SpreadOverSites": "25a 26s",
    "StandbySites": "28a 29s",
    "StickyPlacement": "28a",
    "WharfctlOfflineBundle": "28a",
    "WharfctlUpgradePlan": "27a 28b 29s",
}
"""Minor versions with the stage that each brought."""
_REMOVED = {"SpreadOverSites": 28}
"""The minor version that a gate is gone from."""


def code(calendar: Calendar) -> list[Change]:
    """Its commits, each tagged as the release that it makes or leads to."""
    steps = [(FREEZES["v1.27"] + RELEASE - CADENCE, "v1.26.0", 26)]
    for minor in (27, 28, 29):
        day = FREEZES[f"v1.{minor}"] + RELEASE
        steps += [
            (day - 14, f"v1.{minor}.0-rc.0", minor),
            (day, f"v1.{minor}.0", minor),
        ]
    return [
        Change(
            at=calendar.at(day, "15:10:00"),
            by=RELEASE_LEAD,
            subject=f"Release {tag}",
            files={
                PATH: _list(minor),
                # The same list again would be no change for git.
                "VERSION": f"{tag}\n".encode(),
            },
            tag=tag,
        )
        for day, tag, minor in steps
    ]


def _list(minor: int) -> bytes:
    """The list as it was in that minor version, with the one to come."""
    items = []
    for name, told in _GATES.items():
        specs = [(int(one[:-1]), one[-1]) for one in told.split()]
        known = [spec for spec in specs if spec[0] <= minor + 1]
        if known and minor < _REMOVED.get(name, minor + 1):
            items.append(_item(name, known))
    return (_HEAD + "".join(items)).encode()


def _item(name: str, specs: list[tuple[int, str]]) -> str:
    lines = [f"- name: {name}", "  versionedSpecs:"]
    for minor, stage in specs:
        is_on = str(stage in "bs").lower()
        lines += [
            f"  - default: {is_on}",
            f"    lockToDefault: {str(stage == 's').lower()}",
            f"    preRelease: {_STAGES[stage]}",
            f'    version: "1.{minor}"',
        ]
    return "\n".join(lines) + "\n"
