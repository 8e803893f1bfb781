"""GraphQL of the pretended GitHub: what it tells of issues, events, pull requests."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLEnumType

from enhancements.fakehub import graphql, graphql_events
from enhancements.fakehub.graphql import Viewer
from enhancements.fakehub.ids import iso
from enhancements.fakehub.nouns import Issue
from enhancements.fakehub.truth import issue_truth
from enhancements.fakehub.world import World
from enhancements.sources.github import lookups, queries
from enhancements.sources.github.lookups import Part, Wanted
from tests.fakehub.asking import NAME, REPO, data_of, small_world
from tests.support.fakehubs import busy_world

WHO = {
    login: {"__typename": "User", "login": login, "id": node, "databaseId": number}
    for login, node, number in (
        ("alice", "U_kgDOAAAD6Q", 1001),
        ("bob", "U_kgDOAAAD6g", 1002),
    )
}


def issue_of(world: World, number: int = 1) -> Any:
    node = world.issue(REPO, number).node_id
    return data_of(world, queries.node_issues([node]))["nodes"][0]


def pull_of(world: World, issue: Issue) -> Any:
    return data_of(world, queries.node_pulls([issue.node_id]))["nodes"][0]


def events_of(told: Any) -> list[tuple[str, Any]]:
    """Types with what each says beside its id, its actor and its moment."""
    common = {"__typename", "id", "createdAt", "actor"}
    return [
        (
            one["__typename"],
            {key: value for key, value in one.items() if key not in common},
        )
        for one in told["timelineItems"]["nodes"]
    ]


def test_issue_is_told_whole():
    world = small_world()
    made = world.open_issue(
        REPO, "Standby", by="alice", body="Text", milestone="v1.9", assignees=["bob"]
    )
    world.label(REPO, 1, "sig/compute", by="bob")
    comment = world.comment(REPO, 1, "/sig compute", by="bob")
    world.edit_comment(comment.id, "/sig network", by="bob")
    world.minimise_comment(comment.id, "outdated", by="alice")
    world.lock_issue(REPO, 1, by="alice", reason="too heated")
    world.close(REPO, 1, by="alice", reason="duplicate")

    told = issue_of(world)
    assert told["fullDatabaseId"] == str(made.id) == "3000000001"
    assert (told["author"], told["authorAssociation"]) == (WHO["alice"], "MEMBER")
    assert (told["state"], told["stateReason"]) == ("CLOSED", "DUPLICATE")
    assert (told["locked"], told["activeLockReason"]) == (True, "TOO_HEATED")
    assert told["url"] == "http://127.0.0.1/acme/plans/issues/1"
    assert told["updatedAt"] == told["closedAt"] == iso(world.now)
    assert told["milestone"] == {
        "id": world.find_milestone(world.repo(REPO), "v1.9").node_id,
        "number": 1,
        "title": "v1.9",
        "state": "OPEN",
        "dueOn": "2026-03-01T09:30:00Z",
    }
    assert [one["name"] for one in told["labels"]["nodes"]] == ["sig/compute"]
    assert told["assignees"]["nodes"] == [WHO["bob"]]
    assert told["comments"]["nodes"] == [
        {
            "id": comment.node_id,
            "fullDatabaseId": str(comment.id),
            "url": f"{told['url']}#issuecomment-{comment.id}",
            "author": WHO["bob"],
            "authorAssociation": "NONE",
            "body": "/sig network",
            "createdAt": iso(comment.created_at),
            "updatedAt": iso(comment.updated_at),
            "lastEditedAt": iso(comment.edits[-1].edited_at),
            "isMinimized": True,
            "minimizedReason": "outdated",
        }
    ]


def test_events_are_told_with_the_names_of_then():
    world = small_world()
    world.add_repo("acme/other")
    world.open_issue("acme/other", "Moves", by="alice", labels=["kind/bug"])
    world.transfer_issue("acme/other", 1, REPO, by="bob")
    for step in (
        lambda: world.set_milestone(REPO, 1, "v1.9", by="bob"),
        lambda: world.set_milestone(REPO, 1, None, by="bob"),
        lambda: world.assign(REPO, 1, "bob", by="alice"),
        lambda: world.unassign(REPO, 1, "bob", by="alice"),
        lambda: world.edit_title(REPO, 1, "Moved", by="alice"),
        lambda: world.label(REPO, 1, "sig/node", by="bob"),
        lambda: world.rename_label(REPO, "sig/node", "sig/compute"),
        lambda: world.unlabel(REPO, 1, "sig/compute", by="bob"),
        lambda: world.close(REPO, 1, by="alice", reason="not_planned"),
        lambda: world.reopen(REPO, 1, by="alice"),
        lambda: world.pin(REPO, 1, by="alice"),
        lambda: world.pin(REPO, 1, by="alice", pinned=False),
        lambda: world.lock_issue(REPO, 1, by="alice"),
        lambda: world.unlock_issue(REPO, 1, by="alice"),
        lambda: world.refer_commit(REPO, 1, "0" * 40, by="bob"),
    ):
        step()
    world.delete_comment(world.comment(REPO, 1, "Gone", by="bob").id, by="alice")

    told = issue_of(world)
    events = events_of(told)
    for _, more in events:
        if "label" in more:
            more["label"].pop("id")
    other = {"databaseId": world.repo("acme/other").id, "nameWithOwner": "acme/other"}
    nothing: dict[str, Any] = {}
    assert events == [
        ("LabeledEvent", {"label": {"name": "kind/bug"}}),
        ("TransferredEvent", {"fromRepository": other}),
        ("MilestonedEvent", {"milestoneTitle": "v1.9"}),
        ("DemilestonedEvent", {"milestoneTitle": "v1.9"}),
        ("AssignedEvent", {"assignee": WHO["bob"]}),
        ("UnassignedEvent", {"assignee": WHO["bob"]}),
        ("RenamedTitleEvent", {"previousTitle": "Moves", "currentTitle": "Moved"}),
        ("LabeledEvent", {"label": {"name": "sig/node"}}),
        ("UnlabeledEvent", {"label": {"name": "sig/compute"}}),
        ("ClosedEvent", {"stateReason": "NOT_PLANNED", "closer": None}),
        ("ReopenedEvent", {"stateReason": None}),
        ("PinnedEvent", nothing),
        ("UnpinnedEvent", nothing),
        ("LockedEvent", {"lockReason": None}),
        ("UnlockedEvent", nothing),
        ("ReferencedEvent", {"commit": {"oid": "0" * 40}}),
        ("CommentDeletedEvent", {"deletedCommentAuthor": None}),
    ]
    first = told["timelineItems"]["nodes"][0]
    assert first["actor"] == WHO["alice"]
    assert told["timelineItems"]["totalCount"] == len(events)


def test_answers_hold_the_whole_truth_of_a_world_in_which_everything_happened():
    world = busy_world()
    for place in (one for one in world.repos.values() if not one.is_deleted):
        owner, name = place.full_name.split("/")
        issues = data_of(world, queries.list_issues(owner, name))
        pulls = data_of(world, queries.list_pulls(owner, name))
        told = {
            one["number"]: one
            for one in (
                *issues["repository"]["issues"]["nodes"],
                *pulls["repository"]["pullRequests"]["nodes"],
            )
        }
        assert set(told) == set(place.issues)
        for number, issue in place.issues.items():
            compare(told[number], issue_truth(issue))


def compare(told: Any, truth: dict[str, Any]) -> None:
    """See that an answer tells what is true."""
    assert told["id"] == truth["node_id"]
    for key, name in (
        ("title", "title"),
        ("createdAt", "created_at"),
        ("updatedAt", "updated_at"),
        ("closedAt", "closed_at"),
        ("locked", "is_locked"),
    ):
        assert told[key] == truth[name]
    assert told["body"] == (truth["body"] or "")
    assert (told["state"] == "OPEN") is (truth["state"] == "open")
    assert number_of(told["author"]) == truth["author"]
    people = [number_of(one) for one in told["assignees"]["nodes"]]
    assert people == truth["assignees"]
    assert len(told["labels"]["nodes"]) == len(truth["labels"])
    assert [
        (int(one["fullDatabaseId"]), number_of(one["author"]), one["body"])
        for one in told["comments"]["nodes"]
    ] == [(one["id"], one["author"], one["body"]) for one in truth["comments"]]
    assert [
        (one["__typename"], number_of(one["actor"]), one["createdAt"])
        for one in told["timelineItems"]["nodes"]
    ] == [
        (graphql_events.TYPES[one["kind"]], one["actor"], one["created_at"])
        for one in truth["events"]
    ]
    pull = truth["pull"]
    if pull:
        assert int(told["fullDatabaseId"]) == pull["id"]
        assert told["headRefOid"] == pull["head_sha"]
        assert told["mergedAt"] == pull["merged_at"]
        assert [
            (int(one["fullDatabaseId"]), number_of(one["author"]), one["state"])
            for one in told["reviews"]["nodes"]
        ] == [(one["id"], one["author"], one["state"]) for one in pull["reviews"]]


def number_of(account: Any) -> int | None:
    return account and account["databaseId"]


def test_every_kind_of_event_has_its_word_and_type_on_github():
    types = graphql.schema().type_map
    words = types["PullRequestTimelineItemsItemType"]
    assert isinstance(words, GraphQLEnumType)
    assert set(graphql_events.WORDS.values()) - set(words.values) == set()
    assert set(graphql_events.TYPES.values()) - set(types) == set()


def test_deleted_people_are_nobody_and_programs_are_bots():
    world = small_world()
    world.open_issue(REPO, "Orphan", by="carol", assignees=["carol"])
    world.comment(REPO, 1, "Beep", by="robot[bot]")
    world.delete_user("carol")
    told = issue_of(world)
    assert told["author"] is None
    assert told["authorAssociation"] == "NONE"
    assert told["timelineItems"]["nodes"][0]["assignee"] is None
    robot = told["comments"]["nodes"][0]["author"]
    assert (robot["__typename"], robot["login"]) == ("Bot", "robot[bot]")


def test_body_edits_are_told_the_newest_first():
    world = small_world()
    issue = world.open_issue(REPO, "Standby", by="alice", body="one")
    assert issue_of(world)["lastEditedAt"] is None
    world.edit_body(REPO, 1, "two", by="bob")
    world.edit_body(REPO, 1, "three", by="alice")
    wanted = [Wanted(issue.node_id, Part.ISSUE_EDITS)]
    page = data_of(world, lookups.more(wanted))["m0"]["page"]
    told = [(one["editor"]["login"], one["diff"]) for one in page["nodes"]]
    assert told == [("alice", "three"), ("bob", "two"), ("alice", "one")]
    assert issue_of(world)["lastEditedAt"] == page["nodes"][0]["editedAt"]
    after = page["pageInfo"]["endCursor"]
    wanted = [Wanted(issue.node_id, Part.ISSUE_EDITS, after)]
    rest = data_of(world, lookups.more(wanted))
    assert rest["m0"]["page"]["nodes"] == []


def test_pull_request_is_told_whole():
    world = small_world()
    issue = world.open_issue(REPO, "Standby", by="alice")
    fork = world.add_repo("bob/plans", fork_of=REPO)
    pull = world.open_pull(
        REPO,
        "Propose",
        by="bob",
        head_repo="bob/plans",
        files={"a.md": "A"},
        closes=[1],
    )
    number = pull.number
    world.request_review(REPO, number, "alice", by="bob")
    world.set_draft(REPO, number, draft=True, by="bob")
    world.set_draft(REPO, number, draft=False, by="bob")
    before = pull.pull.head_sha
    world.push_commit(REPO, number, {"b.md": "B"}, by="bob", forced=True)
    review = world.review(REPO, number, "CHANGES_REQUESTED", by="alice", body="No")

    told = pull_of(world, pull)
    assert told["fullDatabaseId"] == str(pull.pull.id)
    assert (told["state"], told["merged"], told["isDraft"]) == ("OPEN", False, False)
    assert told["reviewDecision"] == "CHANGES_REQUESTED"
    assert told["changedFiles"] == 1
    assert told["headRepository"]["databaseId"] == fork.id
    assert told["closingIssuesReferences"]["nodes"][0]["id"] == issue.node_id
    assert told["reviews"]["nodes"][0]["fullDatabaseId"] == str(review.id)
    assert told["reviews"]["nodes"][0]["commit"] == {"oid": pull.pull.head_sha}

    world.dismiss_review(review.id, message="Outdated", by="alice")
    world.review(REPO, number, "APPROVED", by="alice")
    world.connect(REPO, 1, number, by="alice")
    world.merge(REPO, number, by="alice")
    world.delete_fork(REPO, number, by="bob")
    told = pull_of(world, pull)
    merge = {"oid": pull.pull.merge_commit_sha}
    assert (told["state"], told["merged"], told["mergeCommit"]) == (
        "MERGED",
        True,
        merge,
    )
    assert told["mergedBy"] == WHO["alice"]
    assert told["headRepository"] is None
    assert told["reviewDecision"] == "APPROVED"
    mention = {
        "__typename": "Issue",
        "id": issue.node_id,
        "number": 1,
        "repository": {"databaseId": world.repo(REPO).id, "nameWithOwner": REPO},
    }
    assert events_of(told) == [
        ("ReviewRequestedEvent", {"requestedReviewer": WHO["alice"]}),
        ("ConvertToDraftEvent", {}),
        ("ReadyForReviewEvent", {}),
        (
            "HeadRefForcePushedEvent",
            {
                "beforeCommit": {"oid": before},
                "afterCommit": {"oid": pull.pull.head_sha},
            },
        ),
        (
            "ReviewDismissedEvent",
            {
                "dismissalMessage": "Outdated",
                "previousReviewState": "CHANGES_REQUESTED",
                "review": {"fullDatabaseId": str(review.id)},
            },
        ),
        ("ConnectedEvent", {"subject": mention}),
        ("MergedEvent", {"mergeRefName": "main", "commit": merge}),
        ("ClosedEvent", {"stateReason": None, "closer": None}),
    ]
    closed = events_of(issue_of(world))[-1]
    assert closed == (
        "ClosedEvent",
        {"stateReason": "COMPLETED", "closer": {"__typename": "Commit", **merge}},
    )


def test_mention_in_a_repository_that_is_hidden_is_hidden():
    world = small_world()
    world.open_issue(REPO, "Standby", by="alice")
    world.add_repo("acme/secret", private=True)
    world.open_issue("acme/secret", "Whisper", by="alice")
    world.refer(REPO, 1, source_repo="acme/secret", source=1, by="alice")
    seen = events_of(issue_of(world))
    assert [name for name, _ in seen] == ["CrossReferencedEvent"]
    assert seen[0][1]["source"]["repository"]["nameWithOwner"] == "acme/secret"

    node = world.issue(REPO, 1).node_id
    blind = Viewer(can_read=lambda repo: not repo.is_private)
    told = data_of(world, queries.node_issues([node]), blind)["nodes"][0]
    assert told["timelineItems"]["totalCount"] == 0


def test_changed_files_and_documents_of_a_proposal():
    world = small_world()
    world.push(REPO, {"veps/a.md": "old", "blob.bin": "\0\1"}, by="alice")
    world.add_repo("bob/plans", fork_of=REPO)
    pull = world.open_pull(
        REPO,
        "Propose",
        by="bob",
        head_repo="bob/plans",
        files={"veps/a.md": "new", "veps/b.md": "x" * 600_000, "blob.bin": None},
    )
    told = data_of(world, lookups.pull_files([pull.node_id]))["nodes"][0]
    files = {one["path"]: one["changeType"] for one in told["files"]["nodes"]}
    assert files == {
        "veps/a.md": "MODIFIED",
        "veps/b.md": "ADDED",
        "blob.bin": "DELETED",
    }
    more = data_of(world, lookups.more([Wanted(pull.node_id, Part.PULL_FILES)]))
    assert more["m0"]["page"]["nodes"] == told["files"]["nodes"]

    base, head = pull.pull.base_sha, told["headRefOid"]
    asked = [
        (head, "veps/a.md"),
        (base, "veps/a.md"),
        (head, "veps/b.md"),
        (base, "blob.bin"),
        (head, "blob.bin"),
        (head, "veps"),
        ("f" * 40, "veps/a.md"),
    ]
    answer = data_of(world, lookups.documents(*NAME, asked))["repository"]
    found = [answer[f"d{index}"] for index in range(len(asked))]
    assert [one and one.get("text", one["__typename"]) for one in found] == [
        "new",
        "old",
        "x" * 512_000,
        None,
        None,
        "Tree",
        None,
    ]
    assert (found[2]["isTruncated"], found[2]["byteSize"]) == (True, 600_000)
    assert (found[3]["isBinary"], found[3]["__typename"]) == (True, "Blob")
    assert found[4] is found[6] is None
