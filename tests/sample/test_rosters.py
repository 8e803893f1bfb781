from __future__ import annotations

from datetime import date
from typing import Any

import yaml

from enhancements.sample.calendar import Calendar
from enhancements.sample.people import PEOPLE
from enhancements.sample.rosters import rosters

CHANGES = rosters(Calendar(date(2026, 4, 29)))


def chairs(index: int) -> dict[str, list[str]]:
    """The chairs of each SIG after a change."""
    sigs: list[dict[str, Any]] = yaml.safe_load(
        CHANGES[index].files["sigs.yaml"] or b""
    )["sigs"]
    return {
        sig["name"]: [chair["github"] for chair in sig["leadership"]["chairs"]]
        for sig in sigs
    }


def test_first_roster_has_three_sigs() -> None:
    assert list(chairs(0)) == ["compute", "network", "storage"]


def test_fourth_sig_comes_later() -> None:
    assert list(chairs(1)) == ["compute", "network", "storage", "observability"]


def test_chair_is_replaced() -> None:
    assert chairs(1)["compute"] == ["oda-vintermark", "tarek-solunga"]
    assert chairs(2)["compute"] == ["oda-vintermark", "wren-abascot"]


def test_aliases_name_only_people_of_the_sample() -> None:
    for change in CHANGES:
        aliases = yaml.safe_load(change.files["OWNERS_ALIASES"] or b"")["aliases"]
        assert {name for names in aliases.values() for name in names} <= set(PEOPLE)


def test_owners_of_a_sig_use_its_aliases() -> None:
    aliases = yaml.safe_load(CHANGES[-1].files["OWNERS_ALIASES"] or b"")["aliases"]
    owners = yaml.safe_load(CHANGES[-1].files["sig-network/OWNERS"] or b"")

    assert owners == {
        "approvers": ["sig-network-approvers"],
        "reviewers": ["sig-network-reviewers"],
    }
    assert aliases["sig-network-approvers"] == ["junpei-orikasa", "noor-hallabek"]


def test_changes_are_in_order_of_time() -> None:
    moments = [change.at for change in CHANGES]

    assert moments == sorted(moments)
