"""The world itself: clock, ids, what mutations do, and worlds of a seed."""

from __future__ import annotations

import json
import random
import subprocess
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.fakehub.base import NotPossible, NotThere
from enhancements.fakehub.drift import mutate
from enhancements.fakehub.gitstore import GitStore
from enhancements.fakehub.ids import (
    PREFIXES,
    NodeIdUnreadable,
    legacy_node_id,
    node_id,
    read_node_id,
    seconds,
)
from enhancements.fakehub.nouns import Event
from enhancements.fakehub.replica import Replica
from enhancements.fakehub.seeds import populate
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from tests.support.fakehubs import PLANS, Asker, busy_world


def test_node_ids_are_those_of_githubs_own_example():
    assert node_id("User", 3407303) == "U_kgDOADP9xw"
    assert legacy_node_id("User", 3407303) == "MDQ6VXNlcjM0MDczMDM="


@given(st.sampled_from(sorted(PREFIXES)), st.integers(0, 2**63 - 1))
def test_node_ids_are_read_in_both_forms(kind: str, number: int):
    assert read_node_id(node_id(kind, number)) == (kind, number)
    assert read_node_id(legacy_node_id(kind, number)) == (kind, number)


@given(st.text())
def test_other_texts_are_no_node_ids(text: str):
    try:
        kind, _ = read_node_id(text)
    except NodeIdUnreadable:
        return
    assert kind in PREFIXES


def test_moments_are_whole_seconds():
    assert seconds("2026-01-01T00:00:00.9Z") == seconds(
        datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert seconds("2026-01-01") == seconds("2026-01-01T01:00:00+01:00")


def test_clock_moves_with_mutations_only_and_never_back(world: World):
    before = world.now
    world.open_issue(PLANS, "One", by="bob")
    assert world.now == before + 1
    with world.at(before - 100):
        assert world.open_issue(PLANS, "Two", by="bob").created_at == world.now
    with world.at("2030-01-01"):
        many = [world.open_issue(PLANS, "Same", by="bob") for _ in range(3)]
    assert {issue.updated_at for issue in many} == {seconds("2030-01-01")}


def test_world_that_lives_goes_like_the_machine():
    world = World(start="2026-01-01", rate=1000.0)
    world.add_user("bob")
    before = world.clock.now()
    while world.clock.now() < before + 2:
        pass
    assert world.now >= before + 1


def test_quiet_changes_leave_the_time_of_update(world: World):
    world.open_issue(PLANS, "One", by="bob", labels=["a"])
    said = world.comment(PLANS, 1, "Hello", by="bob")
    issue, before = world.issue(PLANS, 1), world.issue(PLANS, 1).updated_at
    world.delete_comment(said.id, by="bob")
    world.rename_label(PLANS, "a", "b")
    world.delete_label(PLANS, "b")
    assert issue.updated_at == before
    world.comment(PLANS, 1, "Hello", by="bob")
    assert issue.updated_at == world.now


def test_edits_keep_every_state_and_who_wrote_it(world: World):
    world.open_issue(PLANS, "One", by="bob", body="first")
    world.edit_body(PLANS, 1, "second", by="alice")
    world.edit_body(PLANS, 1, "third", by="bob")
    edits = world.issue(PLANS, 1).edits or []
    told = [(one.body, one.editor.login if one.editor else None) for one in edits]
    assert told == [("first", "bob"), ("second", "alice"), ("third", "bob")]


def test_milestones_count_their_issues(world: World):
    stone = world.add_milestone(PLANS, "v1")
    for _ in range(4):
        world.open_issue(PLANS, "One", by="bob", milestone="v1")
    world.close(PLANS, 1, by="bob")
    world.set_milestone(PLANS, 2, None, by="bob")
    world.delete_issue(PLANS, 3, by="bob")
    assert (stone.open_issues, stone.closed_issues) == (1, 1)


def test_merge_brings_files_and_closes_issues(world: World):
    world.open_issue(PLANS, "One", by="bob")
    world.add_user("forker")
    world.add_repo("forker/plans", fork_of=PLANS)
    files = {"veps/1.md": "# One\n"}
    pull = world.open_pull(
        PLANS, "Add", by="bob", head_repo="forker/plans", files=files, closes=[1]
    )
    world.merge(PLANS, pull.number, by="alice")
    assert world.repo(PLANS).git.read("main", "veps/1.md") == ("100644", b"# One\n")
    assert world.issue(PLANS, 1).state == "closed"
    kinds = [one.kind for one in pull.timeline if isinstance(one, Event)]
    assert kinds == ["merged", "closed"]
    with pytest.raises(NotPossible):
        world.reopen(PLANS, pull.number, by="bob")
    world.delete_fork(PLANS, pull.number, by="alice")
    assert pull.pull
    assert pull.pull.head_repo is None


def test_transferred_issue_has_another_id_and_its_history(world: World):
    world.add_label("acme/code", "kept")
    issue = world.open_issue(PLANS, "One", by="bob", labels=["kept", "lost"])
    world.comment(PLANS, 1, "Hello", by="alice")
    moved = world.transfer_issue(PLANS, 1, "acme/code", by="alice")
    assert moved.id != issue.id
    assert [label.name for label in moved.labels] == ["kept"]
    assert moved.labels[0].repo.full_name == "acme/code"
    assert [one.body for one in moved.comments] == ["Hello"]
    assert moved.comments[0].issue is moved
    with pytest.raises(NotThere):
        world.issue(PLANS, 1)
    gone = world.gone(PLANS, 1)
    assert gone
    assert (gone.how, gone.issue) == ("transferred", moved)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("close", {"repo": "no/where", "number": 1, "by": "bob"}),
        ("close", {"repo": PLANS, "number": 99, "by": "bob"}),
        ("label", {"repo": PLANS, "number": 1, "name": "a", "by": "nobody"}),
        ("truth", {}),
        ("__init__", {}),
    ],
)
def test_what_cannot_be_is_refused(world: World, name: str, args: dict[str, object]):
    world.open_issue(PLANS, "One", by="bob")
    before = world.truth()["repositories"][0]["issues"][0]["title"]
    with pytest.raises((NotThere, NotPossible)):
        world.mutate(name, **args)
    assert world.truth()["repositories"][0]["issues"][0]["title"] == before


def test_truth_is_the_same_for_the_same_seed_and_is_json():
    first, second = busy_world().truth(), busy_world().truth()
    assert first == second
    assert json.loads(json.dumps(first)) == first
    assert busy_world().copied().truth() == first


def test_seeded_worlds_have_a_comment_and_three_events_each():
    world = World(seed=5, start="2026-06-01")
    place = populate(world, 5, issues=50, pulls=10)
    assert len(place.issues) == 60
    for issue in place.issues.values():
        events = [one for one in issue.timeline if isinstance(one, Event)]
        if issue.pull is None:
            assert (len(issue.comments), len(events)) == (1, 3)
        assert issue.updated_at <= world.now
    other = World(seed=5, start="2026-06-01")
    populate(other, 5, issues=50, pulls=10)
    assert other.truth() == world.truth()


def test_drift_is_random_and_always_the_same():
    def drifted() -> tuple[set[str | None], object]:
        world = World(seed=5, start="2026-06-01")
        populate(world, 5, issues=20, pulls=5)
        world.add_repo("acme/code")
        rng = random.Random(9)  # noqa: S311 it must come out alike
        done = {mutate(world, rng) for _ in range(600)}
        return done, world.truth()

    done, truth = drifted()
    assert len(done) >= 15
    assert drifted() == (done, truth)


def test_replica_comes_to_the_same_world_later():
    world = World(seed=5, start="2026-06-01")
    populate(world, 5, issues=300, pulls=5)
    for number in range(1, 300):  # A chain of references, as long as it gets.
        world.refer(PLANS, number, source_repo=PLANS, source=number + 1, by="bela")
    before = world.truth()["repositories"]
    replica = Replica(world, lag=1000)
    rng = random.Random(9)  # noqa: S311 it must come out alike
    for _ in range(300):
        mutate(world, rng)
    assert replica.world().truth()["repositories"] == before
    world.advance(1000)
    assert replica.world().truth()["repositories"] == world.truth()["repositories"]
    assert world.truth()["repositories"] != before


def test_odd_things_can_be_said_and_happen(world: World):
    texts = ["\x00", "\U0001f680" * 9, "\u202eevil", "x" * 65_536, ""]
    for text in texts:
        world.comment(
            PLANS, world.open_issue(PLANS, text, by="bob").number, text, by="bob"
        )
    world.add_event(PLANS, 1, "teleported", by=None, data={"to": "elsewhere"})
    with Fakehub(world) as hub:
        ask = Asker(hub)
        rows = ask.all(f"/repos/{PLANS}/issues?direction=asc")
        hub.faults.add("slow", "nothing")  # The description knows no such event.
        events = ask.all(f"/repos/{PLANS}/issues/1/events")
    assert [row["title"] for row in rows] == texts
    assert (events[-1]["event"], events[-1]["to"]) == ("teleported", "elsewhere")


def test_git_answers_for_a_bare_repository(tmp_path):
    def git(*words: str) -> None:
        person = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", *person, *words], cwd=tmp_path, check=True)

    git("init", "--quiet", "--initial-branch=main", "work")
    (tmp_path / "work" / "a.md").write_bytes(b"\xff\x00 not text")
    git("-C", "work", "add", ".")
    git("-C", "work", "commit", "--quiet", "-m", "One")
    git("clone", "--quiet", "--bare", "work", "bare.git")
    store = GitStore(tmp_path / "bare.git")
    assert store.read("main", "a.md") == ("100644", b"\xff\x00 not text")
    assert store.read("main", "b.md") is None
    assert store.tree("--all") is None
