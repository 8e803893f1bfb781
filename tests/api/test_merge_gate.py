"""The merge gate: yes or no for a pull request, with the sentence that says why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from enhancements.models import Enhancement, Item, Repository
from tests.support.merging import Merging, decide, own
from tests.support.mirror_rows import CODE, body
from tests.support.tracked import day

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/projects/demo/releases/v1.9/approved/"


@pytest.fixture
def hub(demo):
    """#10 and #11 are planned for v1.9, #12 for another release."""
    return Merging(demo)


def ask(client, pr=f"{CODE}/7", **query):
    answer = client.get(ADDRESS, {"pr": pr, **query})
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def said(client, pr=f"{CODE}/7"):
    found = ask(client, pr)
    return found["approved"], found["reason"]


def test_follows_a_decision_at_once(hub, client):
    hub.code_pull(7, own(10))
    hub.settled()
    assert said(client) == (True, "stands")  # At risk, and the freeze is to come.

    decide("10", "tracked")
    found = ask(client)
    assert (found["approved"], found["why"]) == (
        True,
        "In v1.9 VEP #10 is tracked at the VEP freeze, as @ann decided.",
    )
    [one] = found["enhancements"]
    assert one["rule"] == "keyword-link"
    assert (one["standing"], one["decided_by"]) == ("tracked", "ann")
    assert one["said"] == "Tracking issue: demo/enhancements#10"
    assert one["url"] == "https://github.com/demo/code/pull/7"

    decide("10", "removed")
    found = ask(client)
    assert (found["approved"], found["reason"]) == (False, "standing")
    assert found["why"] == (
        "VEP #10 has left v1.9: removed at the VEP freeze, as @ann decided."
    )


def test_is_never_kept_and_known_by_its_tag(hub, client):
    hub.code_pull(7, own(10))
    hub.settled()
    first = client.get(ADDRESS, {"pr": f"{CODE}/7"})
    assert first["Cache-Control"] == "no-cache"
    again = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert client.get(ADDRESS, {"pr": f"{CODE}/7"}, **again).status_code == 304
    decide("10", "removed")
    assert client.get(ADDRESS, {"pr": f"{CODE}/7"}, **again).status_code == 200


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        ("", "nothing", "names no VEP"),
        ("Tracking issue: demo/enhancements#99", "no-enhancement", "#99, which is no"),
        ("Part of demo/enhancements#10.", "passing", "in passing only"),
        ("Tracking issue: demo/enhancements#12", "elsewhere", "not planned for v1.9"),
    ],
)
def test_says_why_not(hub, client, text, reason, words):
    hub.code_pull(7, text)
    hub.settled()
    found = ask(client)
    assert (found["approved"], found["reason"]) == (False, reason)
    assert words in found["why"]


def test_what_is_named_in_passing_counts_when_its_issue_lists_it(hub, client):
    hub.code_pull(7, "Part of demo/enhancements#10.")
    issue = Item.objects.get(repository=hub.main, number=10)
    hub.edit(issue, body(pulls=[f"{CODE}#7"]), day(4))
    hub.settled()
    assert said(client) == (True, "stands")


def test_several_named_alike_must_all_stand(hub, client):
    both = "Tracking issue: demo/enhancements#10\nTracking issue: demo/enhancements#11"
    hub.code_pull(7, both)
    hub.settled()
    assert said(client) == (True, "stands")
    decide("11", "deferred")
    found = ask(client)
    assert (found["approved"], found["reason"]) == (False, "standing")
    assert found["why"].startswith("It names VEP #10 and VEP #11 alike")
    assert "VEP #11 has left v1.9" in found["why"]


def test_issue_alone_attributes(hub, client):
    hub.code_pull(7, "No word of it.")
    issue = Item.objects.get(repository=hub.main, number=10)
    hub.edit(issue, body(pulls=[f"{CODE}#7"]), day(4))
    hub.settled()
    found = ask(client)
    assert (found["approved"], found["enhancements"][0]["attributed_by"]) == (
        True,
        "issue",
    )


def test_never_says_yes_on_missing_data(hub, client):
    item = hub.code_pull(7, own(10))
    hub.settled()
    repositories = Repository.objects.filter(project=hub.project)
    for wrong in (
        {"error": "GitHub is away.", "error_at": timezone.now()},
        {"synced_at": None},
        {"polled_at": timezone.now() - dt.timedelta(hours=3)},
    ):
        repositories.update(**wrong)
        assert said(client) == (False, "unread"), wrong
        repositories.update(error="", error_at=None)
        hub.fresh()
    for row, name in (
        (Item.objects.filter(pk=item.pk), "owed_since"),
        (Enhancement.objects.filter(records__key="10"), "owed_since"),
        (Enhancement.objects.filter(records__key="10"), "unjudged_since"),
    ):
        row.update(**{name: timezone.now()})
        assert said(client) == (False, "unread"), name
        row.update(**{name: None})
    assert said(client) == (True, "stands")


def test_unknown_ones_are_answered(hub, client):
    hub.code_pull(7)
    hub.pull(8, at=day(3), repository=hub.code, gone_at=day(4))
    hub.settled()
    assert said(client, f"{CODE}/99") == (False, "unknown")
    assert said(client, f"{CODE}/8") == (False, "gone")
    assert said(client, "demo/enhancements/10") == (False, "issue")
    assert said(client, "nobody/nothing/1") == (False, "unread")
    assert said(client, f"https://github.com/{CODE}/pull/99") == (False, "unknown")
    for wrong in ("", "7", "demo/code", "demo/code/x", "a/b/0", "x" * 400):
        assert client.get(ADDRESS, {"pr": wrong}).status_code == 400
    assert client.get(ADDRESS).status_code == 400
    away = ADDRESS.replace("v1.9", "v9.9")
    assert client.get(away, {"pr": f"{CODE}/7"}).status_code == 404


def test_other_branches_are_not_of_the_release(hub, client):
    hub.code_pull(7, own(10), base_ref="release-1.8")
    hub.settled()
    assert said(client) == (False, "branch")


def test_past_is_told_as_it_was(hub, client):
    hub.code_pull(7, own(10))
    hub.settled()
    then = timezone.now()
    decide("10", "removed")
    assert said(client) == (False, "standing")
    assert ask(client, as_of=then.isoformat())["approved"] is True


def test_answer_takes_a_fixed_number_of_statements(
    hub, client, django_assert_num_queries
):
    hub.code_pull(7, own(10))
    hub.settled()
    ask(client)
    with django_assert_num_queries(6, connection=connection):
        ask(client)
