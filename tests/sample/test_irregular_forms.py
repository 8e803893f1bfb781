"""Each irregular form that the real documents have is somewhere in the sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from enhancements import profiles
from enhancements.documents import vep

if TYPE_CHECKING:
    from pathlib import Path

    from enhancements.sample.changes import Change

FORMS = {
    "two tracks": "### Target releases (SealedMemoryEnclave)",
    "a second alpha": "- This VEP targets alpha2 for version: v1.10",
    "past tense": "- This VEP targeted alpha for version: v1.8",
    "ships once": "- Ship target version: v1.9",
    "announcement": "- This VEP targets announcement for version: v1.9",
    "enforcement": "- This VEP targets enforcement for version: v1.10",
    "no stage": "- This VEP targets version: v1.10",
    "struck-out line": "- ~This VEP targets alpha for version:~",
    "struck-out item": "- [ ] ~(R) Alpha target version",
    "undecided": "- This VEP targets beta for version: TBD",
    "not applicable": "- This VEP targets alpha for version: N/A",
    "not applicable, with a remark": "for version: N/A (no gate before GA)",
    "with a remark": "for version: v1.7 (before this process)",
    "trailing dot": "- This VEP targets alpha for version: v1.9.\n",
    "three numbers": "- This VEP targets alpha for version: v1.9.0\n",
    "no v": "- This VEP targets alpha for version: 1.9\n",
    "no release at all": "- This VEP targets beta for version: next year",
    "blank": "- This VEP targets GA for version: \n",
    "zero-padded number": "# VEP #0034: Trim from the guest",
    "no number": "# VEP: Multi-queue tuning by profile",
    "words for a number": "# VEP #Structured audit trail",
    "no sign before the number": "# VEP 33: Sealed guest memory",
    "a title that is none": "# Overview\n",
    "line ends of Windows": "- This VEP targets alpha for version: v1.9\r\n",
    "number unlike its directory": "# VEP #0084: Port mirroring",
    "capital tick": "- [X] (R) Enhancement issue created",
    "named owners": "Owners:\n- @",
    "deferred": "status: deferred",
    "a comment in a code block": "```yaml\n# needs the feature gate",
}


@pytest.fixture(scope="module")
def texts(written: Path) -> str:
    """All documents of the newest commit, line ends as they are."""
    files = (written / "enhancements" / "veps").rglob("*.md")
    return "\n".join(file.read_bytes().decode() for file in sorted(files))


@pytest.mark.parametrize("form", FORMS)
def test_form_is_in_the_sample(texts: str, form: str) -> None:
    assert FORMS[form] in texts


def versions(told: list[Change], number: str) -> list[bytes]:
    """Every version of the main document of an enhancement with this number."""
    return [
        data
        for change in told
        for path, data in change.files.items()
        if data is not None and path.endswith(f"/{number}/vep.md")
    ]


def test_broken_front_matter_is_mended_weeks_later(told: list[Change]) -> None:
    profile = profiles.load("sample")
    states = [
        bool(vep.read(data, profile=profile).unreadable)
        for data in versions(told, "38-appliance-volume-keys")
    ]

    assert states[:3] == [True, False, False]


def test_target_moves_twice(told: list[Change]) -> None:
    moves = [
        change.subject
        for change in told
        if change.subject.startswith("VEP 19:") and change.why
    ]

    assert moves == [
        "VEP 19: retarget beta to v1.10",
        "VEP 19: move beta once more, to v1.11",
    ]
