"""Whole items through GraphQL, against the pretended GitHub."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from enhancements.actions.told import FailedTold, GoneTold, ItemTold
from enhancements.fakehub import seeds
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from enhancements.sources.github import failures, judging, queries, reading
from tests.support.fakehubs import PLANS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from enhancements.sources.github.client import Client


@pytest.fixture
def many() -> Iterator[Fakehub]:
    """90 issues and 30 pull requests."""
    world = World(seed=3)
    seeds.populate(world, 3, issues=90, pulls=30)
    with Fakehub(world) as running:
        yield running


def all_pages(client: Client, kind: str, size: int = 0) -> list[Any]:
    pages, cursor = [], ""
    while not pages or pages[-1].has_more:
        pages.append(reading.page(client, PLANS, kind, cursor, size))
        cursor = pages[-1].cursor
    return pages


def fetched(client: Client, *wanted: tuple[str | None, int, str]) -> list[Any]:
    return reading.fetch(client, PLANS, wanted)


def plain(told: Any) -> Any:
    """What was told, without what came as it came."""
    if dataclasses.is_dataclass(told) and not isinstance(told, type):
        told = {
            field.name: getattr(told, field.name) for field in dataclasses.fields(told)
        }
    if isinstance(told, dict):
        return {key: plain(value) for key, value in told.items() if key != "raw"}
    return [plain(one) for one in told] if isinstance(told, tuple) else told


def test_pages_tell_every_item_once_at_the_least_price(many, connect):
    client = connect(many)
    issues = all_pages(client, "issue")
    pulls = all_pages(client, "pull")

    numbers = [item.number for page in issues for item in page.items]
    assert sorted(numbers) == list(range(1, 91))
    assert [len(page.items) for page in issues] == [37, 37, 16]
    assert sorted(i.number for page in pulls for i in page.items) == [*range(91, 121)]
    assert {page.total for page in issues} == {90}
    assert {page.repository_name for page in issues} == {PLANS}
    assert client.used == {"graphql": 5, "points": 5}
    assert sum(entry.cost for entry in many.log.entries) == 5
    item = issues[0].items[0]
    assert (item.comment_count, len(item.comments)) == (1, 1)
    assert (item.event_count, len(item.timeline)) == (3, 3)
    assert all(item.is_complete for page in issues for item in page.items)


def test_everything_that_happened_to_an_issue_is_told(busy, connect):
    [item] = reading.page(connect(busy), PLANS, "issue", "").items

    assert (item.kind, item.number, item.title) == ("issue", 1, "Warm standby")
    assert (item.state, item.state_reason) == ("closed", "completed")
    assert (item.author.login, item.milestone) == ("carol", None)
    assert [(one.name, one.color) for one in item.labels] == [("sig/compute", "0052cc")]
    assert [one.login for one in item.assignees] == ["bob"]
    assert [(c.body, c.author and c.author.kind) for c in item.comments] == [
        ("/sig network", "user"),
        ("spam", "mannequin"),
        ("by nobody", None),
    ]
    assert [one.is_minimized for one in item.comments] == [False, True, False]
    told = [(one.kind, one.name, one.old_name) for one in item.timeline]
    assert told[:3] == [
        ("labeled", "sig/compute", ""),
        ("milestoned", "v1.9", ""),
        ("assigned", "bob", ""),
    ]
    assert ("renamed", "Warm standby", "Warm") in told
    assert ("demilestoned", "v1.9", "") in told
    assert ("cross-referenced", "acme/plans#2", "") in told
    by_bot = [one for one in item.timeline if one.actor and one.actor.kind == "bot"]
    assert [one.actor.login for one in by_bot] == ["helper[bot]"]
    assert [(one.body, one.editor.login) for one in item.edits] == [
        ("…", "carol"),
        ("Ünïcode 🚀", "alice"),
    ]
    assert item.edits[-1].edited_at == item.edited_at
    assert "comments" not in item.raw
    assert item.raw["title"] == "Warm standby"


def test_pull_request_tells_what_only_it_has(busy, connect):
    items = reading.page(connect(busy), PLANS, "pull", "").items
    [item] = [one for one in items if one.number == 2]

    assert item.state == "merged"
    assert item.pull.closes == ("acme/plans#1",)
    assert item.pull.head_repository == "forker/plans"
    assert item.pull.review_decision == "approved"
    assert [(one.kind, one.state) for one in item.comments] == [
        ("review", "dismissed"),
        ("review", "approved"),
    ]


def test_checks_are_told_where_there_are_any(many, connect):
    world = many.world
    checked = next(iter(world.pulls.values()))
    world.set_checks(PLANS, checked.number, "FAILURE", by=checked.author.login)

    items = [one for page in all_pages(connect(many), "pull") for one in page.items]

    said = {one.number: one.pull.check_state for one in items}
    assert said.pop(checked.number) == "failure"
    assert set(said.values()) == {""}


def test_pull_request_whose_checks_may_not_be_seen_is_told_all_the_same():
    at = ["repository", "pullRequests", "nodes", 3]
    refused = {"type": "FORBIDDEN", "message": "Not for you.", "path": at}
    spared = refused | {"path": [*at, "statusCheckRollup"]}
    failed = spared | {"type": "SERVICE_UNAVAILABLE"}
    told = {"data": {}, "errors": [spared, refused, failed]}
    assert judging.errors_of(told) == (refused, failed)
    assert judging.errors_of({"errors": [spared]}) == ()


def test_rest_tells_the_same_as_graphql(busy, connect):
    client = connect(busy)
    by_graphql = fetched(client, (None, 1, ""), (None, 2, ""), (None, 3, ""))
    client.has_graphql = False
    by_rest = fetched(client, (None, 1, ""), (None, 2, ""), (None, 3, ""))

    for one, other in zip(by_graphql, by_rest, strict=True):
        ours, theirs = plain(one), plain(other)
        differing = {key for key in ours if ours[key] != theirs[key]}
        # REST has numbers of labels; it knows neither edits, nor what is hidden, nor
        # what a pull request closes, nor when a review changed.
        known = {"labels", "edits", "edited_at", "comments", "timeline", "pull"}
        assert differing <= known
        assert [o["node_id"] for o in ours["labels"]] == [
            o["node_id"] for o in theirs["labels"]
        ]
        assert [(o["kind"], o["name"], o["at"]) for o in ours["timeline"]] == [
            (o["kind"], o["name"], o["at"]) for o in theirs["timeline"]
        ]
        assert [o["github_id"] for o in ours["comments"]] == [
            o["github_id"] for o in theirs["comments"]
        ]


def test_server_without_graphql_is_read_by_rest(busy, connect):
    busy.faults.add("status", "POST /api/graphql", status=404)
    client = connect(busy)

    [item] = fetched(client, (None, 1, ""))
    assert item.title == "Warm standby"
    assert client.has_graphql is False
    with pytest.raises(failures.NoGraphQL):
        reading.page(client, PLANS, "issue", "")
    assert [c.number for c in reading.sweep(client, PLANS, "pull", "").changes] == [
        2,
        3,
    ]


def test_credential_without_rights_is_not_taken_for_a_server_without_graphql(
    busy, connect
):
    busy.faults.add("status", ".", status=404)

    with pytest.raises(failures.Missing):
        fetched(connect(busy), ("issue", 1, "I_x"))


def test_gone_items_are_told_apart(busy, connect):
    told = fetched(connect(busy), *((None, number, "") for number in range(4, 8)))

    assert told == [
        GoneTold(4, "transferred", f"{busy.url}/acme/code/issues/1"),
        GoneTold(5, "gone"),
        GoneTold(6, "converted", f"{busy.url}/{PLANS}/discussions/6"),
        GoneTold(7, "missing"),
    ]


def test_item_that_graphql_does_not_have_is_proved_by_rest(busy, connect):
    issue = busy.world.open_issue(PLANS, "Short-lived", by="carol")
    busy.world.delete_issue(PLANS, issue.number, by="alice")
    there = busy.world.issue(PLANS, 1).node_id

    told = fetched(
        connect(busy), ("issue", issue.number, issue.node_id), ("issue", 1, there)
    )

    assert told[0] == GoneTold(issue.number, "gone")
    assert isinstance(told[1], ItemTold)


def test_nothing_is_gone_where_the_repository_cannot_be_read(busy, connect):
    client = connect(busy)
    busy.faults.add("status", "GET /api/v3/repos/acme/plans", status=404)

    with pytest.raises(failures.Missing):
        fetched(client, (None, 1, ""))


def test_renamed_repository_makes_no_item_gone(busy, connect):
    client = connect(busy)
    node = busy.world.issue(PLANS, 1).node_id
    busy.world.rename_repo(PLANS, "ideas", by="alice")

    with pytest.raises(failures.Moved) as moved:
        fetched(client, ("issue", 1, node))
    assert reading.repository_at(client, moved.value.url).name == "acme/ideas"
    with pytest.raises(failures.Moved):
        reading.repository(client, PLANS)
    assert reading.page(client, PLANS, "issue", "").repository_name == "acme/ideas"


def test_switched_off_issues_are_not_deleted_ones(busy, connect):
    busy.world.set_repo(PLANS, has_issues=False, by="alice")

    [told] = fetched(connect(busy), (None, 1, ""))
    assert isinstance(told, FailedTold | GoneTold)
    assert not (isinstance(told, GoneTold) and told.reason == "deleted")


def test_kind_that_is_not_known_is_found_out(busy, connect):
    pull = busy.world.issue(PLANS, 2).pull.node_id

    [told] = fetched(connect(busy), (None, 2, pull))
    assert (told.kind, told.number) == ("pull", 2)


def test_long_discussions_and_timelines_are_read_to_their_end(busy, connect):
    world = busy.world
    before = reading.page(connect(busy), PLANS, "issue", "").items[0].event_count
    for number in range(250):
        world.comment(PLANS, 1, f"comment {number}", by="bob")
    for _ in range(60):
        world.label(PLANS, 1, "triage", by="bob")
        world.unlabel(PLANS, 1, "triage", by="bob")
    client = connect(busy)

    [item] = reading.page(client, PLANS, "issue", "").items
    comments = [one.body for one in item.comments if one.body.startswith("comment")]
    assert comments == [f"comment {number}" for number in range(250)]
    assert item.comment_count == len(item.comments) == 253
    events = {one.node_id for one in item.timeline}
    assert item.event_count == len(item.timeline) == len(events) == before + 120
    assert item.is_complete
    # The page, then two rounds for comments (30, 100, 100 and the rest) and events.
    assert client.used["points"] == 4


def test_known_edits_are_not_read_again(busy, connect):
    client = connect(busy)
    node = busy.world.issue(PLANS, 1).node_id
    [before] = fetched(client, ("issue", 1, node))
    asked = client.used["graphql"]

    [item] = reading.fetch(
        client, PLANS, [("issue", 1, node)], edited={1: (before.edited_at, before.body)}
    )
    assert (len(before.edits), item.edits) == (2, ())
    assert client.used["graphql"] - asked == 1


def test_nodes_that_were_not_told_are_failed_by_number(many, connect):
    # Counted are nodes of every depth: an item with a hole in it is failed, too.
    many.faults.add("partial", "graphql", count=1, every=50)

    page = reading.page(connect(many), PLANS, "issue", "")
    assert len(page.failed) == 4
    told = {one.number for one in page.failed} | {one.number for one in page.items}
    assert len(told) == 37
    assert page.cursor
    assert not {one.number for one in page.items} & {o.number for o in page.failed}


def test_item_with_a_hole_in_it_is_failed(many, connect):
    many.faults.add("partial", "graphql", count=1, every=13)

    page = reading.page(connect(many), PLANS, "issue", "")
    assert all(len(one.timeline) == 3 and one.comments for one in page.items)
    assert all(one.is_complete for one in page.items)
    assert (len(page.items) > 10, len(page.failed) > 10) == (True, True)
    assert len(page.items) + len(page.failed) == 37


def test_discussion_whose_pages_go_in_a_circle_is_failed(busy, connect):
    for number in range(250):
        busy.world.comment(PLANS, 1, f"comment {number}", by="bob")
    busy.faults.add("repeated_cursor", "graphql", skip=1)
    client = connect(busy)

    page = reading.page(client, PLANS, "issue", "")
    assert [one.number for one in page.failed] == [1]
    assert client.used["graphql"] < 5


def test_fetched_nodes_that_were_not_told_are_failed_not_gone(many, connect):
    ids = [("issue", n, many.world.issue(PLANS, n).node_id) for n in range(1, 15)]
    many.faults.add("partial", "graphql", count=1, every=40)

    told = fetched(connect(many), *ids)
    assert [type(one) for one in told].count(FailedTold) == 2
    assert [type(one) for one in told].count(ItemTold) == 12


def test_page_that_is_too_much_is_halved_and_grows_again(many, connect):
    many.faults.add("resource_limits", "graphql", count=2, above=0)
    client = connect(many)

    sizes = [len(page.items) for page in all_pages(client, "issue")]
    # 37 and 18 were too much; after four pages that went well, twice as many.
    assert sizes[:5] == [9, 9, 9, 9, 18]
    assert sum(sizes) == 90


@pytest.mark.parametrize("status", [502, 504])
def test_timeouts_of_github_halve_the_page(many, connect, status):
    many.faults.add("status", "graphql", count=3, status=status)

    page = reading.page(connect(many), PLANS, "issue", "")
    assert len(page.items) == 37 // 8


def test_other_trouble_of_github_is_told(many, connect):
    many.faults.add("status", "graphql", count=1, status=503)

    with pytest.raises(failures.Unavailable):
        reading.page(connect(many), PLANS, "issue", "")


def test_item_that_github_can_never_tell_does_not_hold_up_others(many, connect):
    # The list of issues always fails, the list of their numbers does not.
    many.faults.add("resource_limits", "graphql", count=6, above=0)
    client = connect(many)

    page = reading.page(client, PLANS, "issue", "")
    assert (page.items, len(page.failed), page.has_more) == ((), 1, True)
    following = reading.page(client, PLANS, "issue", page.cursor)
    assert page.failed[0].number not in {one.number for one in following.items}


def test_repeated_cursor_is_noticed(many, connect):
    many.faults.add("repeated_cursor", "graphql", skip=1)
    client = connect(many)
    first = reading.page(client, PLANS, "issue", "")

    with pytest.raises(failures.BadAnswer, match="circle"):
        reading.page(client, PLANS, "issue", first.cursor)


def test_sweep_tells_all_with_their_counts(many, connect):
    client = connect(many)
    first = reading.sweep(client, PLANS, "issue", "")
    last = reading.sweep(client, PLANS, "issue", first.cursor)

    assert len(first.changes) == queries.SWEEP_PAGE
    assert (first.has_more, last.has_more, first.failed) == (True, False, 0)
    every = first.changes + last.changes
    assert [one.number for one in every] == list(range(1, 91))
    assert {(one.comment_count, one.event_count) for one in every} == {(1, 3)}
    assert client.used["points"] == 2


def test_sweep_with_an_error_says_so(many, connect):
    many.faults.add("partial", "graphql", count=1, every=7)

    assert reading.sweep(connect(many), PLANS, "issue", "").failed > 0


def test_missing_repository_is_missing(many, connect):
    with pytest.raises(failures.Missing):
        reading.page(connect(many, "acme/nothing"), "acme/nothing", "issue", "")
