"""What searches find, and that what is said of entries holds for one and the same."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from enhancements.actions import concerns
from enhancements.models import Record, SavedView
from enhancements.policy.search import fields
from enhancements.queries import (
    board,
    board_filters,
    browse,
    contract,
    frame,
    moments,
)
from enhancements.queries.search import narrowing, reading
from tests.support.boards import days, fill
from tests.support.searched import COMPUTE, DOCUMENTS
from tests.support.tracked import day, schedule

ALL = ["10", "12", "13", "14"]


@pytest.fixture(scope="module")
def find(shared):
    """Keys of what a search finds; `me` is ann."""
    shared.track("documents")
    shared.commit(DOCUMENTS, day(1))
    shared.commit({f"{COMPUTE}/12-clock/notes.md": b"Tick tock.\n"}, day(40))
    shared.sync()
    # The one that the example of its field names.
    SavedView.objects.create(
        project=shared.project,
        number=7,
        owner="ann",
        audience="everybody",
        name="Ours",
        query="sig:compute",
        made_at=day(1),
        changed_at=day(1),
    )

    def found(text: str, at: dt.datetime | None = None) -> list[str]:
        setting = shared.at(at)
        wanted = narrowing.read(setting, {"text": [text]}, me=["Ann"])
        return [row["key"] for row in contract.find(setting, wanted)]

    return found


FOUND = {
    "": ALL,
    "warm": ["10"],
    "warm standby": ["10"],
    "standby warm": ["10"],
    '"warm standby"': ["10"],
    '"standby warm"': [],
    "-warm": ["12", "13", "14"],
    "sleeping OR tock": ["10", "12"],
    "VirtualMachineInstance": ["13"],
    "virtualmachine": ["13"],
    "gpus": ["13"],
    "50%": ["12"],
    "sig:compute": ["10", "12"],
    "sig:compute,network": ["10", "12", "13"],
    "-sig:compute": ["13", "14"],
    "sig:none": ["14"],
    "-sig:none": ["10", "12", "13"],
    "participating-sig:compute": ["13"],
    "status:implementable": ["13"],
    "-status:implementable": ["10", "12", "14"],
    "author:me": ["10", "13"],
    "approver:@CARLA": ["13"],
    "approver:none": ["10", "12", "14"],
    "involves:ann,carla": ["10", "13"],
    "-involves:ann": ["12", "14"],
    "number:10..12": ["10", "12"],
    "number:>12": ["13", "14"],
    "title:of": ["14"],
    "gate:gpu": ["13"],
    "gate:none": ["10", "12", "14"],
    "has:approver": ["13"],
    "has:problem": ["14"],
    "has:issue": [],
    "has:document": ALL,
    "-has:gate": ["10", "12", "14"],
    "has:pull,open-pull,docs-pr,proposal,correction,concern": [],
    "release:v1.9": ["10", "12"],
    "release:v1.9 stage:beta": ["10"],
    "release:v1.9 stage:alpha": ["12"],
    "release:v1.9 -stage:beta": ["12"],
    "release:v1.9 (stage:alpha OR sig:network)": ["12"],
    "release:v1.9 (stage:beta OR bob)": ["10", "12"],
    "(release:v1.8 stage:alpha) OR (release:v1.10 stage:beta)": ["10", "12"],
    "-release:v1.9": ["13", "14"],
    "-(release:v1.9 stage:beta)": ["12", "13", "14"],
    "release:v1.8 release:v1.10": [],
    "stage:beta": ["10", "12", "13"],
    "updated:>2025-02-10": ["12"],
    "updated:<=2025-02-10": ["10", "13", "14"],
    "created:2025": ALL,
    "created:<2025": [],
}


@pytest.mark.parametrize(("text", "keys"), FOUND.items())
def test_finds(find, text, keys):
    assert find(text) == keys


@pytest.mark.parametrize("field", fields.EVERY, ids=lambda field: field.name)
def test_every_field_and_each_of_its_values_can_be_asked(find, field):
    values = [field.example, *field.choices, *(["none"] if field.may_be_none else [])]
    for value in values:
        assert set(find(f"{field.name}:{value}")) <= set(ALL)
        assert set(find(f"-{field.name}:{value}")) <= set(ALL)
    everything = f"{field.name}:{values[0]} OR -{field.name}:{values[0]}"
    assert find(everything) == ALL


def test_every_moment_has_its_own_answer(find):
    assert find("tock", day(39)) == []
    assert find("tock", day(41)) == ["12"]
    assert find("updated:<7d", day(41)) == ["12"]
    assert find("updated:<7d", day(3)) == ALL


def test_a_double_not_is_the_thing_itself(find):
    for text in FOUND:
        if text:
            assert find(f"-(-({text}))") == find(text)
            assert find(f"({text}) OR -({text})") == ALL


# --- How entries stand ------------------------------------------------------------


@pytest.fixture
def team(demo):
    """Nine entries of v1.9, some of which the team decided about."""
    fill(demo, 9)
    return demo


def keys(demo, text, **more):
    setting = today(demo)
    wanted = narrowing.read(setting, {"text": [text]}, **more)
    return [row["key"] for row in contract.find(setting, wanted)]


def today(demo):
    now = timezone.now()
    return frame.load(demo.name, moments.parse(None, now=now), now=now)


def test_is_says_what_the_board_says(team):
    setting = today(team)
    rows = board.rows(setting, setting.release("v1.9"))
    assert len(rows) == 9
    for word in ("unknown", "at-risk", "met", "planned", "worried"):
        expected = {
            row.entry.key
            for row in rows
            if word in (row.status.value, board_filters.figure_of(row.status))
            or word in board_filters.needs_of(row)
            or (word == "planned" and row.entry.planned)
        }
        assert set(keys(team, f"is:{word}")) == expected
    assert keys(team, "release:v1.9 -is:planned") == []
    assert keys(team, "is:planned sig:network") == ["2", "4", "6", "8"]
    assert keys(team, 'is:planned (sig:network OR "thing 1")') == [
        "1",
        "2",
        "4",
        "6",
        "8",
    ]
    assert keys(team, "kind:new stage:alpha contact:none title:9") == ["9"]


def test_an_open_concern_is_found(team):
    row = Record.objects.get(project=team.project, key="3", until=None)
    assert keys(team, "has:concern") == []
    raising = concerns.Raising(
        enhancement=row.enhancement_id, release="", name="Upgrades", text="How?"
    )
    concerns.raise_(
        project=team.project, raising=raising, by="olga", now=timezone.now()
    )
    assert keys(team, "has:concern") == ["3"]


def test_boards_of_many_releases_are_refused_at_the_place(team):
    files = {
        f"releases/v1.{n}/schedule.yaml": schedule(out=f"2027-01-0{n - 9}")
        for n in range(10, 15)
    }
    team.commit(files, days(-1), kind="schedules")
    team.sync()
    with pytest.raises(reading.SearchUnread, match="of 4 releases at a time") as caught:
        keys(team, "is:planned release:>=v1.9")
    assert caught.value.troubles[0].place.start == len("is:planned ")


def test_a_search_that_cannot_be_meant_names_every_place(team):
    with pytest.raises(reading.SearchUnread) as caught:
        keys(team, "stage:x number:y")
    assert [one.place.start for one in caught.value.troubles] == [6, 15]
    assert caught.value.name == "text"


# --- The list ---------------------------------------------------------------------


def test_counts_of_filters_are_those_of_the_same_entry(find, shared):
    setting = shared.at()

    def counts(**given):
        page = browse.page(
            setting, narrowing.read(setting, given), sort="number", number=1
        )
        return {
            (group.name, one.value): one.count
            for group in page.facets
            for one in group.facets
        }

    assert find("release:v1.9 stage:beta") == ["10"]
    beta = counts(stage=["beta"])
    assert (beta["release", "v1.9"], beta["release", "v1.10"]) == (1, 1)
    assert beta.get(("release", "v1.8"), 0) == 0
    nine = counts(release=["v1.9"])
    assert (nine["stage", "alpha"], nine["stage", "beta"]) == (1, 1)


def test_searches_take_a_constant_number_of_statements(team, django_assert_num_queries):
    setting = today(team)
    with django_assert_num_queries(0):
        narrowing.read(setting, {"text": ["sig:network release:v1.9 warm"]})
    with django_assert_num_queries(2):
        narrowing.read(setting, {"text": ["is:at-risk (sig:network OR sig:compute)"]})
    with django_assert_num_queries(3):
        narrowing.read(setting, {"text": ["is:at-risk waiting-on:olga"]})
