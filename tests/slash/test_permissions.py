"""Who may: members, teams, approvers; and what is said to those who may not."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.core.cache import cache
from django.utils import timezone

from enhancements.actions import budget
from enhancements.models import Asked, Outgoing
from tests.slash.test_acting import comment, labels, said, writes
from tests.support.mirrored import PLANS

pytestmark = pytest.mark.django_db

TEAM = "milestone-maintainers"


def milestone(mirror):
    stone = mirror.world.issue(PLANS, 1).milestone
    return stone.title if stone else None


@pytest.fixture
def mirror(acting):
    made = acting("kubernetes")
    for team in (TEAM, "sig-node-leads", "release-team-enhancements"):
        made.world.add_team("acme", team, name=team)
    made.world.add_team("acme", "release-team-leads", name="leads")
    return made


def test_milestone_is_set_by_who_is_in_the_team(mirror):
    comment(mirror, "/milestone v1.36")
    assert milestone(mirror) is None
    (answer,) = said(mirror)
    assert answer == (
        "@bob, this did nothing:\n\n- Line 1, `/milestone v1.36`: `/milestone` is for"
        " the team `milestone-maintainers`; ask one of them."
    )
    mirror.world.set_team_member("acme", TEAM, "carol")
    cache.clear()  # As if a minute had gone by.
    comment(mirror, "/milestone v1.35", by="carol")
    assert "Open is `v1.36`; `/milestone clear` takes it off" in said(mirror)[-1]


def test_milestone_is_set_and_taken_off(mirror):
    mirror.world.set_team_member("acme", TEAM, "carol")
    comment(mirror, "/milestone v1.36", by="carol")
    assert milestone(mirror) == "v1.36"
    comment(mirror, "/milestone clear", by="carol")
    assert milestone(mirror) is None
    results = Outgoing.objects.order_by("pk").values_list("result", flat=True)
    assert list(results) == [
        {"before": "", "milestone": "v1.36"},
        {"before": "v1.36", "milestone": ""},
    ]


def test_teams_named_with_a_star_are_found(mirror):
    mirror.world.add_label(PLANS, "lead-opted-in")
    mirror.world.set_team_member("acme", "sig-node-leads", "carol")
    comment(mirror, "/label lead-opted-in", by="carol")
    assert labels(mirror) == ["lead-opted-in"]
    comment(mirror, "/remove-label lead-opted-in", by="bob")
    assert labels(mirror) == ["lead-opted-in"]


def test_teams_are_asked_about_once_and_only_where_it_matters(mirror):
    comment(mirror, "/sig compute")
    assert not [one for one in mirror.asked() if "/teams" in one[0]]
    comment(mirror, "/milestone v1.36")
    comment(mirror, "/milestone v1.36", by="carol")
    assert len([one for one in mirror.asked() if "/teams" in one[0]]) == 1


def test_team_that_cannot_be_read_allows_nobody_and_is_told(mirror):
    mirror.world.set_team_member("acme", TEAM, "carol")
    mirror.hub.faults.add("status", "/teams/", status=403, message="No.")
    comment(mirror, "/milestone v1.36", by="carol")

    assert milestone(mirror) is None
    assert "Who is in `milestone-maintainers` could not be read" in said(mirror)[0]


def test_command_waits_while_github_cannot_tell_who_is_in_a_team(mirror):
    mirror.world.set_team_member("acme", TEAM, "carol")
    mirror.hub.faults.add("status", "/teams/", status=502, count=1)
    comment(mirror, "/milestone v1.36", by="carol")
    assert (Asked.objects.count(), milestone(mirror)) == (0, None)
    mirror.pump()
    assert milestone(mirror) == "v1.36"


def test_members_and_authors_are_told_from_others(mirror):
    for who in ("carol", "alice"):
        comment(mirror, "/triage accepted", by=who)
        assert labels(mirror) == (["triage/accepted"] if who == "alice" else [])
    # The author may close; who merely comments may not.
    comment(mirror, "/close", by="carol")
    assert mirror.world.issue(PLANS, 1).state == "open"
    comment(mirror, "/close not-planned", by="bob")
    issue = mirror.world.issue(PLANS, 1)
    assert (issue.state, issue.state_reason) == ("closed", "not_planned")
    comment(mirror, "/reopen", by="bob")
    assert mirror.world.issue(PLANS, 1).state == "open"
    assert mirror.stored() == mirror.truth()


def test_label_that_is_gone_meanwhile_is_not_made_anew(mirror):
    mirror.hub.faults.add("status", "POST .*/labels", status=502, count=1)
    comment(mirror, "/sig compute")
    mirror.world.delete_label(PLANS, "sig/compute")
    mirror.pump()
    mirror.pump()

    assert labels(mirror) == []
    assert Outgoing.objects.get().result["gone"] == ["sig/compute"]


def test_what_came_with_a_transferred_issue_is_not_heard(mirror):
    mirror.world.add_repo("acme/old")
    mirror.pump()
    mirror.world.open_issue("acme/old", "Moved", body="/kind bug", by="bob")
    mirror.world.comment("acme/old", 1, "/sig compute", by="bob")
    mirror.world.transfer_issue("acme/old", 1, PLANS, by="alice")
    mirror.pump()
    number = max(mirror.world.repo(PLANS).issues)
    assert (number, labels(mirror, number)) == (2, [])
    comment(mirror, "/sig network", number=number)
    assert labels(mirror, number) == ["sig/network"]


def test_writes_are_a_second_apart(mirror, monkeypatch):
    """With moved time: each sleep is the clock's jump, so what was slept is known."""
    monkeypatch.setattr(budget, "BETWEEN_WRITES", dt.timedelta(seconds=1))
    clock = {"now": timezone.now()}
    sent: list[dt.datetime] = []
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock["now"])

    def sleep(seconds: float) -> None:
        clock["now"] += dt.timedelta(seconds=seconds)
        mirror.world.advance(seconds)
        sent.append(clock["now"])

    monkeypatch.setattr("enhancements.sources.github.client.time.sleep", sleep)
    for text in ("/sig compute", "/sig compote", "/assign"):
        mirror.world.comment(PLANS, 1, text, by="bob")
    mirror.asked()
    mirror.pump()

    assert writes(mirror) == [
        "POST issues/1/labels",
        "POST issues/1/comments",
        "POST issues/1/assignees",
    ]
    # What is slept after the last is for the second of the last change to end.
    gaps = [after - before for before, after in itertools.pairwise(sent[:3])]
    assert gaps == [dt.timedelta(seconds=1)] * 2
    assert len(sent) <= 5
