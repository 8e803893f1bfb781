"""What the story of Farwharf's enhancements holds, whatever the calendar."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from enhancements.sample.farwharf.calendar import FREEZES, RELEASE, START

if TYPE_CHECKING:
    from pathlib import Path

    from enhancements.sample.calendar import Calendar
    from enhancements.sample.changes import Change
    from tests.sample.conftest import Git


def cut_off(calendar: Calendar, release: str) -> datetime:
    """When the freeze of a release ends Anywhere on Earth."""
    after = calendar.on(FREEZES[release]) + timedelta(days=1)
    return datetime.combine(after, time(12), UTC)


def versions(story: list[Change], name: str) -> list[tuple[datetime, dict[str, Any]]]:
    """Every readable state of an enhancement's kep.yaml with its moment."""
    found = []
    for change in story:
        for path, data in change.files.items():
            if path.endswith(f"-{name}/kep.yaml") and data is not None:
                found.append((change.at, yaml.safe_load(data)))
    return found


def told(story: list[Change], name: str, *keys: str) -> list[tuple[object, ...]]:
    """The values of some keys in every state; `alpha` and the like of milestone."""
    return [
        tuple(data.get(key, (data.get("milestone") or {}).get(key)) for key in keys)
        for _, data in versions(story, name)
    ]


def change(story: list[Change], start: str) -> Change:
    (found,) = [item for item in story if item.subject.startswith(start)]
    return found


def test_changes_are_in_order_of_time(story: list[Change]) -> None:
    moments = [item.at for item in story]

    assert moments == sorted(moments)


def test_every_change_changes_something(story: list[Change]) -> None:
    state: dict[str, bytes | None] = {}
    for item in story:
        assert item.files, item.subject
        assert any(state.get(path) != data for path, data in item.files.items())
        state |= item.files


def test_something_happens_in_every_fortnight(story: list[Change]) -> None:
    gaps = [(later.at - earlier.at).days for earlier, later in pairwise(story)]

    assert max(gaps) <= 15


@pytest.mark.parametrize(("release", "least"), [("v1.29", 18), ("v1.30", 25)])
def test_most_work_is_told_in_the_weeks_before_a_freeze(
    story: list[Change], calendar: Calendar, release: str, least: int
) -> None:
    end = cut_off(calendar, release)
    weeks = [end - item.at for item in story if item.at < end]

    assert sum(week < timedelta(days=28) for week in weeks) >= least
    assert START == -29


def test_milestone_slips_before_the_release(
    story: list[Change], calendar: Calendar
) -> None:
    assert told(story, "cargo-deadlines", "beta", "latest-milestone")[1:3] == [
        ("v1.28", "v1.28"),
        ("v1.29", "v1.29"),
    ]
    slip = change(story, "KEP-437: move beta")
    assert cut_off(calendar, "v1.28") < slip.at
    assert slip.at.date() < calendar.on(FREEZES["v1.28"] + RELEASE)


def test_milestone_slips_twice(story: list[Change]) -> None:
    assert [beta for (beta,) in told(story, "signed-cargo", "beta")] == [
        None,
        "v1.29",
        "v1.30",
        "v1.31",
    ]


@pytest.mark.parametrize(
    ("start", "missed"),
    [("KEP-655: alpha was not in", "v1.28"), ("KEP-560: beta comes with", "v1.29")],
)
def test_milestone_is_moved_weeks_after_the_release(
    story: list[Change], calendar: Calendar, start: str, missed: str
) -> None:
    late = change(story, start).at.date() - calendar.on(FREEZES[missed] + RELEASE)

    assert timedelta(days=28) < late < timedelta(days=42)


@pytest.mark.parametrize(
    ("name", "stage"),
    [("cargo-deadlines", "beta"), ("queue-wait-estimate", "alpha")],
)
def test_work_goes_on_within_a_stage(
    story: list[Change], name: str, stage: str
) -> None:
    found = told(story, name, "stage", stage, "latest-milestone")

    assert (stage, "v1.29", "v1.29") in found
    assert (stage, "v1.29", "v1.30") in found


def test_feature_is_deprecated_and_removed(story: list[Change]) -> None:
    keys = ("stage", "status", "latest-milestone")

    assert told(story, "haul-compression", *keys)[1:] == [
        ("beta", "implementable", "v1.28"),
        ("deprecated", "implementable", "v1.29"),
        ("removed", "withdrawn", "v1.30"),
    ]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("power-budget", "withdrawn"),
        ("anonymous-cargo", "rejected"),
        ("key-rotation", "deferred"),
        ("encrypted-hauls", "replaced"),
    ],
)
def test_some_come_to_another_end(story: list[Change], name: str, status: str) -> None:
    assert versions(story, name)[-1][1]["status"] == status


def test_implemented_is_said_weeks_after_the_release(
    story: list[Change], calendar: Calendar
) -> None:
    said = change(story, "KEP-466: mark as implemented")

    assert calendar.on(FREEZES["v1.29"] + RELEASE) < said.at.date()
    assert told(story, "placement-explain", "stage", "status")[-1] == (
        "stable",
        "implemented",
    )


def test_freeze_divides_two_changes_of_one_morning(
    story: list[Change], calendar: Calendar
) -> None:
    end = cut_off(calendar, "v1.30")

    in_time = change(story, "KEP-731: site identity to beta")
    too_late = change(story, "KEP-967: promote to alpha")
    assert in_time.at < end < too_late.at
    assert in_time.at.date() == too_late.at.date() == end.date()


def test_entries_move_in_and_out_after_the_freeze(
    story: list[Change], calendar: Calendar
) -> None:
    end = cut_off(calendar, "v1.30")

    out = change(story, "KEP-498: stable moves to v1.31")
    late = change(story, "KEP-853: promote to beta in v1.30")
    assert end < late.at < out.at < end + timedelta(days=7)
    assert "Exception" in late.why


def test_group_moves_into_a_folder_of_its_own(harbour: Path, git: Git) -> None:
    lines = git(
        harbour / "enhancements",
        *("log", "--first-parent", "-M", "--format=", "--name-status"),
        "--grep=a folder for the KEPs of wharfctl",
    ).splitlines()

    assert {line.split("\t")[0] for line in lines} == {"R100"}
    assert len(lines) == 6
    assert (
        "R100\tkeps/sig-sites/145-wharfctl-init/kep.yaml"
        "\tkeps/sig-sites/wharfctl/145-wharfctl-init/kep.yaml"
    ) in lines


def test_directory_is_renamed(story: list[Change]) -> None:
    rename = change(story, "KEP-1003: a better name")

    old, new = "keps/sig-auth/1003-nobodys-cargo", "keps/sig-auth/1003-anonymous-cargo"
    gone = {path for path, data in rename.files.items() if data is None}
    assert gone == {f"{old}/kep.yaml", f"{old}/README.md"}
    assert set(rename.files) - gone == {f"{new}/kep.yaml", f"{new}/README.md"}


def test_number_of_zeros_is_replaced_later(story: list[Change]) -> None:
    assert [
        number for (number,) in told(story, "site-heartbeat-tuning", "kep-number")
    ] == [
        0,
        1063,
        1063,
    ]


def test_finished_enhancements_get_a_milestone_that_says_nothing(
    story: list[Change],
) -> None:
    bulk = change(story, "Give every finished KEP")

    assert len(bulk.files) == 7
    assert all(
        b'latest-milestone: "0.0"\n' in (data or b"") for data in bulk.files.values()
    )


def test_releases_have_their_share_of_enhancements(harbour: Path) -> None:
    """By the text alone; both ways to write a version count."""
    keps = (harbour / "enhancements" / "keps").glob("sig-*/**/kep.yaml")
    texts = [file.read_text() for file in keps]
    counts = {
        release: sum(
            any(f"latest-milestone: {form}\n" in text for form in forms)
            for text in texts
        )
        for release in ("1.27", "1.28", "1.29", "1.30", "1.31")
        for forms in [(f'"v{release}"', f'"{release}"', release)]
    }

    assert counts == {"1.27": 1, "1.28": 1, "1.29": 6, "1.30": 24, "1.31": 2}
