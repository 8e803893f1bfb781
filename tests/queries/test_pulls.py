"""Pull requests on an enhancement's page, now and at a past moment."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from enhancements.actions import events, former_names
from enhancements.models import Comment, Event, Item, Series
from enhancements.queries import contract, pulls
from enhancements.queries.search import narrowing
from tests.support.mirror_rows import CODE, Mirror, body
from tests.support.tables import snapshot
from tests.support.tracked import day, vep

MAIN = "veps/sig-compute/10-warm-standby/vep.md"


@pytest.fixture
def hub(demo):
    demo.commit({MAIN: vep(10, beta="v1.8")}, day(1))
    demo.track("documents")
    demo.sync()
    return Mirror(demo.project)


def shown(demo, at=None):
    page = demo.page("10", at)
    return [(one.name, one.kind, one.state, one.marks) for one in page.pulls]


def test_pull_requests_show_the_state_of_the_moment(demo, hub):
    hub.issue(10)
    pull = hub.pull(
        7,
        text="Tracking issue: demo/enhancements#10",
        at=day(2),
        repository=hub.repository(),
    )
    hub.event(pull, "labeled", day(3), "lgtm")
    hub.event(pull, "labeled", day(3), "do-not-merge/hold")
    hub.event(pull, "unlabeled", day(4), "do-not-merge/hold")
    pull.merged_at = day(5)
    hub.event(pull, "merged", day(5))
    hub.derive()

    assert shown(demo, day(1, 23)) == []
    assert shown(demo, day(2, 23)) == [("code#7", "code", "open", ())]
    assert shown(demo, day(3, 23)) == [
        ("code#7", "code", "open", ("reviewed", "on hold"))
    ]
    assert shown(demo, day(4, 23)) == [("code#7", "code", "open", ("reviewed",))]
    assert shown(demo) == [("code#7", "code", "merged", ("reviewed",))]


def test_search_finds_whose_pull_request_is_open_at_the_moment(demo, hub):
    hub.issue(10)
    own = "Tracking issue: demo/enhancements#10"
    pull = hub.pull(7, text=own, at=day(2), repository=hub.repository())
    pull.closed_at = day(4)
    hub.event(pull, "closed", day(4))
    hub.derive()

    def found(text, at):
        setting = demo.at(at)
        wanted = narrowing.read(setting, {"text": [text]})
        return [row["key"] for row in contract.find(setting, wanted)]

    assert found("has:open-pull", day(1, 23)) == []
    assert found("has:open-pull", day(3)) == ["10"]
    assert found("has:open-pull", day(5)) == []
    assert found("has:pull", day(5)) == ["10"]


@pytest.mark.parametrize(
    ("state", "checks", "said"),
    [
        ("success", "pass", "checks pass"),
        ("failure", "fail", "checks fail"),
        ("error", "fail", "checks fail"),
        ("pending", "run", "checks run"),
        ("expected", "run", "checks run"),
        ("", "", "no checks known"),
        ("a word of tomorrow", "", "no checks known"),
    ],
)
def test_checks_are_known_from_when_they_were_read(demo, hub, state, checks, said):
    hub.issue(10)
    own = "Tracking issue: demo/enhancements#10"
    code = hub.repository()
    pull = hub.pull(
        7, "First", own, day(2), repository=code, check_state=state, fetched_at=day(4)
    )
    hub.derive()

    def told(at):
        (one,) = demo.page("10", at).pulls
        return one.checks, one.checks_said

    assert told(day(5)) == (checks, said)
    # It may have been something else before.
    assert told(day(3)) == ("", "no checks known")
    Item.objects.filter(pk=pull.pk).update(merged_at=day(6), state="merged")
    assert told(day(7))[1] == ""


def test_unfinished_ones_come_first_with_approvals_and_doubts(demo, hub):
    code = hub.repository()
    hub.issue(10, text=body(pulls=[f"{CODE}#7", f"{CODE}#8"]))
    done = hub.pull(7, at=day(2), repository=code)
    done.closed_at = day(3)
    hub.event(done, "closed", day(3))
    other = hub.pull(
        8, text="Tracking issue: demo/enhancements#11", at=day(2), repository=code
    )
    Comment.objects.create(
        item=other,
        kind="review",
        github_id=1,
        author=hub.person("rita"),
        state="approved",
        created_at=day(4),
        updated_at=day(4),
        raw={},
    )
    hub.issue(11)
    hub.derive()

    (first, second) = demo.page("10").pulls
    assert (first.name, first.approvals, first.is_contested) == ("code#8", 1, True)
    assert first.url == "https://github.com/demo/code/pull/8"
    assert (second.name, second.state, second.sources) == (
        "code#7",
        "closed",
        ("issue",),
    )


def test_page_shows_them(hub, client):
    hub.issue(10)
    hub.pull(12, title="VEP 10: go on", text="Fixes #10", at=day(2))
    hub.derive()

    text = client.get("/demo/10/").content.decode()

    assert "1 pull request, 1 not finished" in text
    assert 'href="https://github.com/demo/enhancements/pull/12"' in text
    assert "waits for review" in text


def rename(hub, repository, name, at):
    """As the mirror does it when GitHub tells another name."""
    old, repository.name = repository.name, name
    repository.save()
    events.record(
        project=hub.project,
        kind=Event.Kind.REPOSITORY_RENAMED,
        subject=name,
        old=old,
        new=name,
        by="sync",
        happened_at=at,
    )


def test_what_texts_call_by_a_former_name_is_found(demo, hub):
    """A repository moves to another owner, is renamed, and texts stay as they are."""
    code = hub.repository()
    link = f"https://github.com/demo/enhancements/blob/main/{MAIN}"
    hub.issue(10, text=body(pulls=[f"{CODE}#7"], link=link))
    hub.pull(7, at=day(2), repository=code)
    own = "Tracking issue: https://github.com/demo/enhancements/issues/10"
    hub.pull(8, text=own, at=day(2), repository=code)
    hub.derive()
    before = shown(demo)
    assert [name for name, *_ in before] == ["code#7", "code#8"]

    rename(hub, code, "Moved/Code", day(5))
    rename(hub, code, "moved/engine", day(6))
    rename(hub, hub.main, "moved/plans", day(7))
    hub.derive()
    assert shown(demo) == [
        (name.replace("code#", "engine#"), *rest) for name, *rest in before
    ]
    assert [name for name, *_ in shown(demo, day(2, 23))] == ["engine#7", "engine#8"]
    labels = {field.label for field in demo.page("10").fields}
    assert {"Pull request moved/engine#7", "Linked document"} <= labels
    rows = snapshot(hub.project)
    hub.derive()
    assert snapshot(hub.project) == rows


def test_former_name_that_another_repository_has_now_is_that_one(demo, hub):
    code = hub.repository()
    hub.issue(10, text=body(pulls=[f"{CODE}#7"]))
    hub.pull(7, "The old one", at=day(2), repository=code)
    rename(hub, code, "demo/attic", day(5))
    hub.pull(7, "The new one", at=day(6), repository=hub.repository())
    hub.derive()
    assert [pull.title for pull in demo.page("10").pulls] == ["The new one"]


def test_names_that_were_swapped_lead_nowhere_else(hub):
    code = hub.repository()
    for one, other in (("demo/a", "demo/b"), ("demo/b", "demo/a"), ("demo/a", CODE)):
        code.name = one
        rename(hub, code, other, day(5))
    found = former_names.find(project=hub.project, known=[code])
    assert found == {"demo/a": CODE, "demo/b": CODE}


def test_undisputed_claims_are_folded_and_all_of_a_pull_request_is_one_change(
    demo, hub, client
):
    code = hub.repository()
    issue = hub.issue(10, text=body())
    own = "Tracking issue: demo/enhancements#10"
    pull = hub.pull(7, text=own, at=day(2), repository=code)
    hub.edit(issue, body(pulls=[f"{CODE}#7", f"{CODE}#8"]), day(3))
    other = "Tracking issue: demo/enhancements#11"
    hub.pull(8, text=other, at=day(2), repository=code)
    hub.edit(pull, "Nothing.", day(5))
    hub.derive()

    page = demo.page("10", day(4))
    fields = {one.field: one.is_folded for one in page.fields if ":" in one.field}
    assert fields == {"pull:demo/code#7": True, "pull:demo/code#8": False}
    assert page.folded_sources == ("issue", "pull")
    pulls = [one for one in demo.page("10").history if "demo/code#7" in one.title]
    assert [(one.title, one.at) for one in pulls] == [
        ("Pull request demo/code#7 no longer names #10", day(5))
    ]
    assert [(one.title, one.at) for one in pulls[0].steps] == [
        ("Tracking issue #10 lists pull request demo/code#7", day(3)),
        ("Pull request demo/code#7 names #10", day(2)),
    ]
    html = client.get("/demo/10/", {"as_of": day(4).isoformat()}).content.decode()
    before, _, folded = html.partition("2 claims about 1 pull request, none disputed")
    assert "Pull request demo/code#7" in folded.partition("</details>")[0]
    assert "demo/code#8" not in folded.partition("</details>")[0]
    assert "Sources disagree on pull request demo/code#8" in before


def missing(client):
    """What the page says of GitHub besides the list of pull requests."""
    section = client.get("/demo/10/").content.decode().partition('id="h-pulls"')[2]
    text = re.sub(r"<[^>]+>", "", section.partition("</section>")[0])
    return (
        " ".join(text.split()).removeprefix(">").removeprefix("Pull requests").strip()
    )


def test_page_says_what_of_github_is_missing_and_what_to_do(demo, client):
    demo.commit({MAIN: vep(10, beta="v1.8")}, day(1))
    demo.track("documents")
    demo.sync()
    assert missing(client).startswith("No repository on GitHub is read")
    assert missing(client).endswith("manage.py track demo --github OWNER/REPOSITORY")

    main = Mirror(demo.project).main
    assert "demo/enhancements has not been read yet" in missing(client)
    assert "begins by itself while a worker runs" in missing(client)
    main.error, main.error_at = (
        "GitHub is not asked, as there is no credential.",
        day(2),
    )
    main.save()
    assert "there is no credential. It is tried again by itself. How" in missing(client)

    main.error, main.error_at, main.polled_at = "", None, day(3)
    main.save()
    assert missing(client) == "No pull request named it."


def review(hub, pull, state, at):
    return Comment.objects.create(
        item=pull, kind="review", github_id=next(hub.ids), author=hub.person("rita"),
        state=state, created_at=at, updated_at=at, raw={},
    )  # fmt: skip


@pytest.mark.parametrize("way", ["graphql", "rest"])
def test_title_draft_and_approvals_are_those_of_the_moment(demo, hub, way):
    hub.issue(10)
    own = "Tracking issue: demo/enhancements#10"
    pull = hub.pull(
        7, "First", own, day(2), repository=hub.repository(), is_draft=False
    )
    approved = review(hub, pull, "dismissed", day(3))
    asked = review(hub, pull, "dismissed", day(3))
    for one, before in ((approved, "approved"), (asked, "changes_requested")):
        raw = {"dismissed_review": {"review_id": one.github_id, "state": before}}
        if way == "graphql":
            raw = {
                "previousReviewState": before.upper(),
                "review": {"fullDatabaseId": str(one.github_id)},
            }
        hub.event(pull, "review_dismissed", day(5), raw=raw)
    hub.event(pull, "ready_for_review", day(4))
    hub.event(pull, "renamed", day(6), "Second", old_name="First")
    hub.event(pull, "convert_to_draft", day(7))
    hub.event(pull, "ready_for_review", day(8))
    hub.event(pull, "renamed", day(8), "Third", old_name="Second")
    hub.derive()

    def told(at=None):
        (one,) = demo.page("10", at).pulls
        return one.title, one.state, one.approvals

    assert told(day(2, 23)) == ("First", "draft", 0)
    assert told(day(3, 23)) == ("First", "draft", 1)
    assert told(day(4, 23)) == ("First", "open", 1)
    assert told(day(5, 23)) == ("First", "open", 0)
    assert told(day(6, 23)) == ("Second", "open", 0)
    assert told(day(7, 23)) == ("Second", "draft", 0)
    assert told() == ("Third", "open", 0)


def test_pull_requests_are_found_by_their_numbers_and_not_by_reading_all(demo, hub):
    code = hub.repository()
    hub.issue(10, text=body(pulls=[f"{CODE}#2500"]))
    new = {"repository": code, "kind": "pull", "raw": {}, "title": "x", "state": "open"}
    times = dict.fromkeys(("created_at", "updated_at", "fetched_at"), day(2))
    Item.objects.bulk_create(
        Item(number=one, github_id=one, node_id=f"P_{one}", **new, **times)
        for one in range(1, 3001)
    )
    hub.derive()
    assert [one.name for one in demo.page("10").pulls] == ["code#2500"]

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE enhancements_item, enhancements_series")
        cursor.execute(
            f"EXPLAIN SELECT {pulls.COLUMN} FROM enhancements_record record",  # noqa: S608
            {"at": day(5)},
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert re.search(r"Index Cond: .*\(number = ", plan), plan


@pytest.mark.parametrize("number", ["9" * 30, "x", ""])
def test_name_without_a_number_is_no_pull_request(demo, hub, number):
    hub.issue(10, text=body(pulls=[f"{CODE}#7"]))
    hub.pull(7, at=day(2), repository=hub.repository())
    hub.derive()
    assert len(demo.page("10").pulls) == 1
    Series.objects.filter(field__startswith="pull:").update(
        field=f"pull:{CODE}#{number}"
    )
    assert demo.page("10").pulls == ()
