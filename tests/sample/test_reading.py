"""The sample as the product's own parsers read it on the day of writing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from enhancements import profiles
from enhancements.documents import vep

if TYPE_CHECKING:
    from pathlib import Path

    from enhancements.documents.facts import Reading

PROFILE = profiles.load("sample")
STAGELESS = "target.unstaged"


@pytest.fixture(scope="module")
def readings(written: Path) -> dict[str, Reading]:
    root = written / "enhancements"
    paths = [str(file.relative_to(root)) for file in root.rglob("*.md")]
    return {
        path: vep.read((root / path).read_bytes(), profile=PROFILE)
        for path in sorted(paths)
        if PROFILE.documents.wants(path)
    }


def test_every_document_is_readable(readings: dict[str, Reading]) -> None:
    assert [path for path, reading in readings.items() if reading.unreadable] == []


def test_only_two_documents_have_problems(readings: dict[str, Reading]) -> None:
    problems = [
        (path.split("/")[2], fact.field, fact.raw)
        for path, reading in readings.items()
        for fact in reading.facts
        if fact.problem
    ]

    assert problems == [
        ("97-start-queue-fairness", "target.beta", "next year"),
        (
            "67-action-audit-trail",
            "number",
            "VEP #Structured audit trail of appliance actions",
        ),
    ]


def test_releases_have_their_share_of_enhancements(
    readings: dict[str, Reading],
) -> None:
    entries: dict[str, set[str]] = defaultdict(set)
    for path, reading in readings.items():
        for fact in reading.facts:
            if fact.field.startswith("target.") and fact.value:
                entries[fact.value].add(path.split("/")[2])

    assert {release: len(found) for release, found in sorted(entries.items())} == {
        "v1.2": 1,
        "v1.5": 1,
        "v1.7": 2,
        "v1.8": 15,
        "v1.9": 16,
        "v1.10": 18,
        "v1.11": 11,
    }


def test_every_sig_has_work_in_the_current_release(
    readings: dict[str, Reading],
) -> None:
    sigs = {
        PROFILE.documents.sig_of(path)
        for path, reading in readings.items()
        for fact in reading.facts
        if fact.field.startswith("target.") and fact.value == "v1.10"
    }

    assert sigs == {"compute", "network", "storage", "observability", None}


def values(reading: Reading, prefix: str = "target.") -> dict[tuple[str, str], object]:
    return {
        (fact.track, fact.field): fact.value
        for fact in reading.facts
        if fact.field.startswith(prefix)
    }


def test_two_tracks_have_targets_of_their_own(readings: dict[str, Reading]) -> None:
    path = "veps/sig-compute/33-sealed-guest-memory/vep.md"

    assert values(readings[path]) == {
        ("SealedMemoryFirmware", "target.alpha"): "v1.9",
        ("SealedMemoryFirmware", "target.beta"): "v1.10",
        ("SealedMemoryFirmware", "target.ga"): None,
        ("SealedMemoryEnclave", "target.alpha"): "v1.9",
        ("SealedMemoryEnclave", "target.beta"): None,
        ("SealedMemoryEnclave", "target.ga"): None,
    }


@pytest.mark.parametrize(
    ("directory", "expected"),
    [
        ("sig-compute/23-host-pressure-balloon", {"target.alpha2": "v1.10"}),
        ("sig-compute/27-signed-kernel-boot", {"target.ship-once": "v1.9"}),
        (
            "meta-VEPs/32-beta-on-by-default",
            {"target.announcement": "v1.9", "target.enforcement": "v1.10"},
        ),
        ("meta-VEPs/104-support-window", {STAGELESS: "v1.10"}),
        ("sig-compute/121-serial-console-recording", {"target.alpha": "v1.2"}),
        ("sig-network/44-ipv6-management-plane", {"target.alpha": "v1.9"}),
        ("sig-network/61-dns-from-appliance-names", {"target.alpha": "v1.9"}),
        ("sig-storage/16-online-volume-expansion", {"target.alpha": "v1.7"}),
    ],
)
def test_unusual_targets_are_read(
    readings: dict[str, Reading], directory: str, expected: dict[str, str]
) -> None:
    found = values(readings[f"veps/{directory}/vep.md"])

    assert {field: found["", field] for field in expected} == expected


def test_documents_name_their_own_issue(readings: dict[str, Reading]) -> None:
    wrong = [
        path
        for path, reading in readings.items()
        for fact in reading.facts
        if fact.field == "tracking_issue"
        and not path.split("/")[2].startswith(f"{fact.value}-")
    ]
    named = [
        path
        for path, reading in readings.items()
        if any(fact.field == "tracking_issue" for fact in reading.facts)
    ]

    assert wrong == []
    assert len(named) == 30


def test_side_documents_disagree_on_beta(readings: dict[str, Reading]) -> None:
    folder = "veps/sig-storage/50-template-clone"

    assert {
        name: values(readings[f"{folder}/{name}"])["", "target.beta"]
        for name in ("vep.md", "clone-beta.md", "clone-quota.md")
    } == {"vep.md": None, "clone-beta.md": "v1.10", "clone-quota.md": "v1.11"}


def test_front_matter_documents_have_a_status(readings: dict[str, Reading]) -> None:
    statuses = {
        path.split("/")[2]: fact.value
        for path, reading in readings.items()
        for fact in reading.facts
        if fact.field == "status"
    }

    assert statuses == {
        "38-appliance-volume-keys": "implementable",
        "93-appliance-classes": "deferred",
        "134-image-cache": "implementable",
        "137-gateway-failover": "implementable",
        "143-capacity-forecast": "provisional",
        "147-warm-standby": "implementable",
    }
