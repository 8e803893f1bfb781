"""What GitHub's REST API does with lists, names that changed and what is gone."""

from __future__ import annotations

from enhancements.fakehub.ids import iso
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from tests.support.fakehubs import PLANS, Asker

ISSUES = f"/repos/{PLANS}/issues"


def numbers(told) -> list[int]:
    return [row["number"] for row in told.body]


def test_since_includes_its_second_and_sorts_by_update(world: World, ask: Asker):
    moments = [world.open_issue(PLANS, f"{n}", by="bob").updated_at for n in range(4)]
    world.label(PLANS, 1, "late", by="bob")
    since = iso(moments[2])
    told = ask(f"{ISSUES}?state=all&sort=updated&direction=asc&since={since}")
    assert numbers(told) == [3, 4, 1]


def test_ties_of_a_second_are_all_given(world: World, ask: Asker):
    with world.at("2026-02-01"):
        for number in range(7):
            world.open_issue(PLANS, f"{number}", by="bob")
    path = f"{ISSUES}?sort=updated&direction=asc&per_page=3&since=2026-02-01T00:00:00Z"
    assert [row["number"] for row in ask.all(path)] == list(range(1, 8))


def test_cursor_goes_on_behind_the_row_it_names(world: World, ask: Asker):
    for number in range(6):
        world.open_issue(PLANS, f"{number}", by="bob")
    first = ask(f"{ISSUES}?sort=updated&direction=asc&per_page=2")
    world.label(PLANS, 1, "moved", by="bob")  # The first row leaves its page.
    assert numbers(ask(first.links["next"])) == [3, 4]
    page = ask(f"{ISSUES}?sort=updated&direction=asc&per_page=2&page=2")
    assert numbers(page) == [4, 5]  # Page numbers lose one.
    falling = ask(f"{ISSUES}?per_page=4")
    assert numbers(falling) == [6, 5, 4, 3]
    assert numbers(ask(falling.links["next"])) == [2, 1]


def test_page_numbers_end_at_ten_thousand_issues(ask: Asker):
    assert ask(f"{ISSUES}?per_page=100&page=100").status == 200
    told = ask(f"{ISSUES}?per_page=100&page=101")
    assert told.status == 422
    assert "cursor" in told.body["message"]


def test_lists_with_page_numbers_tell_all_relations(world: World, ask: Asker):
    for number in range(5):
        world.add_label(PLANS, f"label {number}")
    told = ask(f"/repos/{PLANS}/labels?per_page=2&page=2")
    assert set(told.links) == {"prev", "next", "last", "first"}
    assert "page=3" in told.links["last"]
    assert f"/repositories/{world.repo(PLANS).id}/labels" in told.links["next"]
    assert len(ask.all(f"/repos/{PLANS}/labels?per_page=2")) == 5


def test_known_answer_is_304_and_costs_nothing(world: World, ask: Asker):
    world.open_issue(PLANS, "One", by="bob")
    first = ask(ISSUES)
    used = first.headers["x-ratelimit-used"]
    again = ask(ISSUES, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, None)
    assert again.headers["x-ratelimit-used"] == used
    other = Asker(ask.hub, ask.hub.access.add_token("bob").text)
    assert other(ISSUES, If_None_Match=first.headers["etag"]).status == 200
    world.comment(PLANS, 1, "News", by="bob")
    assert ask(ISSUES, If_None_Match=first.headers["etag"]).status == 200


def test_issue_that_left_answers_as_documented(world: World, hub: Fakehub, ask: Asker):
    for title in ("Goes", "Deleted", "Hidden", "Converted"):
        world.open_issue(PLANS, title, by="bob")
    world.add_repo("acme/secret", private=True)
    moved = world.transfer_issue(PLANS, 1, "acme/code", by="alice")
    world.delete_issue(PLANS, 2, by="alice")
    world.transfer_issue(PLANS, 3, "acme/secret", by="alice")
    world.convert_to_discussion(PLANS, 4, by="alice")
    stranger = Asker(hub)
    told = stranger(f"{ISSUES}/1/comments")
    assert told.status == 301
    place = f"/repos/acme/code/issues/{moved.number}/comments"
    assert told.headers["location"] == hub.api + place
    asked = [stranger(f"{ISSUES}/{n}").status for n in (2, 3, 4, 9)]
    assert asked == [410, 404, 410, 404]
    assert ask(f"{ISSUES}/3").status == 301
    assert ask.all(f"{ISSUES}?state=all") == []


def test_issue_that_is_being_converted_answers_as_closed_and_locked(
    world: World, ask: Asker
):
    world.open_issue(PLANS, "Turning", by="bob")
    world.advance(60)
    before = ask(f"{ISSUES}/1").body["updated_at"]
    world.begin_conversion(PLANS, 1, by="alice")
    told = ask(f"{ISSUES}/1").body
    said = [told[name] for name in ("state", "state_reason", "locked")]
    assert said == ["closed", None, True]
    assert told["active_lock_reason"] is None
    assert told["updated_at"] > before
    assert ask.all(f"{ISSUES}/1/timeline") == []
    world.convert_to_discussion(PLANS, 1, by="alice")
    assert ask(f"{ISSUES}/1").status == 410


def test_renamed_repository_redirects_by_its_id(world: World, ask: Asker):
    world.open_issue(PLANS, "One", by="bob")
    number = world.repo(PLANS).id
    world.rename_repo(PLANS, "proposals", by="alice")
    told = ask(f"{ISSUES}?state=all")
    assert told.status == 301
    assert told.headers["location"].endswith(f"/repositories/{number}/issues?state=all")
    assert numbers(ask(told.headers["location"])) == [1]
    world.add_repo(PLANS)
    assert ask(ISSUES).body == []


def test_private_archived_and_disabled_repositories(world: World, hub, ask: Asker):
    world.open_issue(PLANS, "One", by="bob")
    world.set_repo(PLANS, private=True)
    assert Asker(hub)(ISSUES).status == 404
    scopes = hub.access.add_token("carol", scopes=("public_repo",))
    assert Asker(hub, scopes.text)(ISSUES).status == 404
    assert ask(ISSUES).status == 200
    world.set_repo(PLANS, archived=True)
    assert ask(f"{ISSUES}/1/comments", "POST", {"body": "x"}).status == 403
    world.set_repo(PLANS, has_issues=False)
    assert (ask(ISSUES).status, ask(f"{ISSUES}/1").status) == (410, 410)


def test_pull_request_has_ids_of_two_spaces(world: World, ask: Asker):
    world.open_issue(PLANS, "Issue", by="bob")
    world.open_pull(PLANS, "Pull", by="bob", files={"a.md": "a"})
    listed = ask(f"{ISSUES}/2").body
    pull = ask(f"/repos/{PLANS}/pulls/2").body
    assert listed["id"] != pull["id"]
    assert pull["id"] == ask(f"{ISSUES}/1").body["id"]
    assert listed["node_id"] == pull["node_id"]
    assert listed["pull_request"]["url"] == pull["url"]
    assert ask(f"/repos/{PLANS}/pulls/1").status == 404


def test_people_are_who_they_are_now(world: World, ask: Asker):
    issue = world.open_issue(PLANS, "One", by="bob")
    number = world.account("bob").id
    world.rename_user("bob", "robert")
    other = world.add_user("bob")
    assert ask(f"{ISSUES}/1").body["user"]["login"] == "robert"
    assert ask("/users/bob").body["id"] == other.id != number
    assert ask(f"/user/{number}").body["login"] == "robert"
    world.delete_user("robert")
    assert ask(f"{ISSUES}/1").body["user"] is None
    assert ask(f"/user/{number}").status == 404
    assert world.node(issue.node_id) is issue


def test_timeline_keeps_names_as_they_were(world: World, ask: Asker):
    world.add_milestone(PLANS, "v1")
    world.open_issue(PLANS, "One", by="bob", labels=["old"], milestone="v1")
    world.rename_label(PLANS, "old", "new")
    world.edit_milestone(PLANS, "v1", to="v2")
    before = ask(f"{ISSUES}/1").body
    world.delete_label(PLANS, "new")
    world.add_label(PLANS, "new")
    after = ask(f"{ISSUES}/1").body
    assert [label["name"] for label in before["labels"]] == ["new"]
    assert (before["milestone"]["title"], after["labels"]) == ("v2", [])
    told = ask(f"{ISSUES}/1/timeline").body
    names = [row.get("label", row.get("milestone")) for row in told]
    assert [one.get("name", one.get("title")) for one in names] == ["old", "v1"]


def test_events_of_a_repository_come_newest_first(world: World, ask: Asker):
    for number in (1, 2):
        world.open_issue(PLANS, "One", by="bob", labels=[f"label {number}"])
    world.refer(PLANS, 1, source_repo=PLANS, source=2, by="bob")
    told = ask(f"{ISSUES}/events?per_page=1")
    assert told.body[0]["label"]["name"] == "label 2"
    rest = ask(told.links["next"]).body
    assert rest[0]["issue"]["number"] == 1
    assert [row["event"] for row in ask(f"{ISSUES}/1/timeline").body] == [
        "labeled",
        "cross-referenced",
    ]


def test_writes_change_the_world(world: World, ask: Asker):
    world.add_milestone(PLANS, "v1")
    assert ask(ISSUES, "POST", {"title": "New", "labels": ["a"]}).status == 201
    said = ask(f"{ISSUES}/1/comments", "POST", {"body": "Hello"})
    edited = ask(f"{ISSUES}/comments/{said.body['id']}", "PATCH", {"body": "Bye"})
    assert edited.body["body"] == "Bye"
    ask(f"{ISSUES}/1/labels", "POST", {"labels": ["sig/compute"]})
    ask(f"{ISSUES}/1/labels/sig%2Fcompute", "DELETE")
    ask(f"{ISSUES}/1/assignees", "POST", {"assignees": ["carol", "nobody"]})
    told = {"milestone": 1, "state": "closed", "state_reason": "not_planned"}
    closed = ask(f"{ISSUES}/1", "PATCH", told).body
    assert closed["state_reason"] == "not_planned"
    issue = world.issue(PLANS, 1)
    assert [label.name for label in issue.labels] == ["a"]
    assert [one.login for one in issue.assignees] == ["carol"]
    assert issue.milestone is world.find_milestone(world.repo(PLANS), "v1")
    assert issue.comments[0].author is world.account("alice")
    assert ask(f"{ISSUES}/1/labels/none", "DELETE").status == 404
    assert ask(f"{ISSUES}/1/comments", "POST", {"body": " "}).status == 422
    assert ask(f"{ISSUES}/1", "PATCH", {"milestone": 99}).status == 422


def test_readers_lag_behind_and_catch_up(world: World, hub: Fakehub, ask: Asker):
    world.open_issue(PLANS, "Old", by="bob")
    hub.rest.set_lag(60)
    world.edit_title(PLANS, 1, "New", by="bob")
    world.open_issue(PLANS, "Second", by="bob")
    assert ask(f"{ISSUES}/1").body["title"] == "Old"
    assert ask(f"{ISSUES}/2").status == 404
    world.advance(61)
    assert ask(f"{ISSUES}/1").body["title"] == "New"
    seen = hub.rest.read_world().truth()["repositories"]
    assert seen == world.truth()["repositories"]


def test_contents_come_from_a_branch_or_a_commit(world: World, ask: Asker):
    first = world.push(PLANS, {"veps/1.md": "# One\n"}, by="bob")
    world.push(PLANS, {"veps/1.md": None, "veps/2.md": "x" * 1_000_001}, by="bob")
    old = ask(f"/repos/{PLANS}/contents/veps/1.md?ref={first}").body
    assert old["content"] == "IyBPbmUK\n"
    assert ask(f"/repos/{PLANS}/contents/veps/1.md").status == 404
    assert ask(f"/repos/{PLANS}/contents/veps/2.md").body["encoding"] == "none"
    assert ask(f"/repos/{PLANS}/contents/x?ref=none").status == 404
