"""The samples on GitHub: the story holds together, outlives a restart, and goes on."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from enhancements.fakehub.nouns import Issue
from enhancements.fakehub.world import World
from enhancements.sample import catalogue
from enhancements.sample.calendar import Calendar
from enhancements.sample.farwharf import catalogue as keps
from enhancements.sample.github import journal, places
from enhancements.sample.github.acts import Act
from enhancements.sample.github.candidates import candidates
from enhancements.sample.github.farwharf_candidates import CANDIDATES
from enhancements.sample.github.life import FIRST_PULL, TURNS, Life, names
from enhancements.sample.github.pulls import CODE, DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TODAY = date(2026, 6, 12)
NOW = datetime(2026, 6, 12, 12, tzinfo=UTC).timestamp()
KEPS = "farwharf/enhancements"


@pytest.fixture(scope="module")
def calendars() -> dict[str, Calendar]:
    return {
        place.story.tracked_as: Calendar(place.story.anchor_for(TODAY))
        for place in places.PLACES
    }


@pytest.fixture(scope="module")
def acts(calendars: Mapping[str, Calendar]) -> list[Act]:
    return places.acts(calendars)


@pytest.fixture(scope="module")
def world(acts: list[Act]) -> World:
    """The world as of NOW; tests of it only read."""
    return places.settle([act for act in acts if act.at <= NOW])


def open_ones(world: World, repo: str, *, pulls: bool) -> list[Issue]:
    found = world.repo(repo).issues.values()
    return [one for one in found if one.state == "open" and bool(one.pull) == pulls]


def test_story_can_be_told_to_its_end_and_is_always_the_same(acts: list[Act]):
    assert places.settle(acts).truth() == places.settle(acts).truth()


def test_every_enhancement_that_was_proposed_has_its_issue(
    world: World, calendars: Mapping[str, Calendar]
):
    for repo, items, calendar in (
        (DOCUMENTS, catalogue.enhancements(), calendars["sample"]),
        (KEPS, keps.enhancements(), calendars["farwharf"]),
    ):
        for item in items:
            if calendar.at(item.life[0].day or -400).timestamp() < NOW:
                assert world.issue(repo, item.number).pull is None


def test_candidates_have_an_issue_and_an_open_pull_request_only(world: World):
    proposed = {one.number: one for one in open_ones(world, DOCUMENTS, pulls=True)}
    with_pull = [one for one in candidates() if one.pull]
    assert len(with_pull) == 5
    merged = world.repo(DOCUMENTS).git.tree("main") or {}
    for one in with_pull:
        assert world.issue(DOCUMENTS, one.number).state == "open"
        assert [file.filename for file in proposed[one.pull].pull.files] == [one.path]  # type: ignore[union-attr]
        assert one.path not in merged
    assert all(world.issue(KEPS, one.pull).state == "open" for one in CANDIDATES)


def test_pull_requests_are_in_every_state_of_review(world: World):
    pulls = open_ones(world, CODE, pulls=True)
    labels = [names(one) for one in pulls]
    assert any("lgtm" in one for one in labels)
    assert any(not one for one in labels)
    every = [one for one in world.repo(CODE).issues.values() if one.pull]
    assert any(one.pull and one.pull.merged_at for one in every)
    held = [
        part.data["label"]["name"]
        for one in every
        for part in one.timeline
        if getattr(part, "kind", "") == "labeled"
    ]
    assert "do-not-merge/hold" in held
    states = {review.state for review in world.reviews.values()}
    assert states == {"APPROVED", "CHANGES_REQUESTED", "COMMENTED"}


def test_somebody_was_renamed_and_somebody_is_gone(world: World):
    author = world.issue(DOCUMENTS, 27).author
    assert author is not None
    assert author.login == "tarek-solunga"
    assert "tareks" not in {one.login for one in world.accounts.values()}
    ghost = world.issue(DOCUMENTS, 23).author
    assert ghost is not None
    assert ghost.is_deleted


def restart(path: Path, calendars: Mapping[str, Calendar], now: float) -> World:
    world, file = journal.open_world(path, calendars, now)
    world.listeners.clear()
    world.journal = None
    file.close()
    return world


def truth(world: World) -> dict[str, Any]:
    return world.truth() | {"now": None}


def test_restart_brings_the_same_world_with_what_happened_in_it(
    tmp_path: Path, calendars: Mapping[str, Calendar]
):
    path = tmp_path / "github.jsonl"
    first, file = journal.open_world(path, calendars, NOW)
    life = Life(first)
    for _ in TURNS:
        life.step()
    first.comment(DOCUMENTS, 201, "By hand.", by="sample-tracker")
    before = truth(first)
    file.close()
    # A line that was cut off by the end of a process never happened.
    with path.open("a", encoding="utf-8") as end:
        end.write('{"at":1795382870,"do":"comm')

    assert truth(restart(path, calendars, NOW + 60)) == before
    later = restart(path, calendars, NOW + timedelta(days=40).total_seconds())
    told = truth(later)
    ids = {one["id"] for repo in before["repositories"] for one in repo["issues"]}
    assert ids < {one["id"] for repo in told["repositories"] for one in repo["issues"]}
    assert len(told["repositories"][0]["issues"]) > 150


def test_journal_of_another_form_is_refused(
    tmp_path: Path, calendars: Mapping[str, Calendar]
):
    path = tmp_path / "sample" / "github.jsonl"
    path.parent.mkdir()
    path.write_text(json.dumps({"form": 0, "until": 1, "acts": []}) + "\n")
    with pytest.raises(journal.JournalUnreadable, match="Delete "):
        journal.open_world(path, calendars, NOW)


def test_life_goes_on_for_ever(acts: list[Act]):
    world = places.settle([act for act in acts if act.at <= NOW])
    life = Life(world)

    told = [life.step() for _ in range(len(TURNS) * 12)]

    assert [words for words in told if words.startswith("nothing")] == []
    assert any("merged" in words for words in told)
    ours = [number for number in world.repo(CODE).issues if number >= FIRST_PULL]
    assert len(ours) == 12
    assert not [n for n in ours if world.issue(CODE, n).state == "open"]


def test_life_never_repeats_a_body_in_a_row(acts: list[Act]):
    """Each edit is one: a text that stays as it is would be no news."""
    world = places.settle([act for act in acts if act.at <= NOW])
    life = Life(world)
    for _ in range(len(TURNS) * 12):
        life.step()
    for one in candidates():
        bodies = [edit.body for edit in world.issue(DOCUMENTS, one.number).edits or []]
        assert all(a != b for a, b in itertools.pairwise(bodies))
