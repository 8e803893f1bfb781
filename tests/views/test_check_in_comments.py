"""A check-in as a comment on the tracking issue: once, in dry run, taken back."""

from __future__ import annotations

import datetime as dt
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from enhancements.actions import check_in_comments, projects, release_letters
from enhancements.actions.check_in_comments import CheckInClashed, Issue
from enhancements.models import Event, Item, Outgoing, Project, Repository
from tests.support.deciding import BOARD, FREEZE, desk, text, told

__all__ = ["desk", "told"]
pytestmark = pytest.mark.django_db
PANEL = f"{BOARD}?item=10&freeze={FREEZE}"
POST = "check-in-comment"


@pytest.fixture
def mirrored(told):
    """The tracking issue of #10 is mirrored, and comments are sent."""
    repository = Repository.objects.create(
        project=told.demo.project,
        host="https://api.github.com",
        name="acme/plans",
        is_main=True,
    )
    long_ago = timezone.now() - dt.timedelta(days=60)
    Item.objects.create(
        repository=repository,
        number=10,
        kind="issue",
        github_id=10,
        node_id="I_10",
        title="Entry 10",
        state="open",
        created_at=long_ago,
        updated_at=long_ago,
        fetched_at=long_ago,
        raw={},
        enhancement=told.enhancement("10"),
    )
    Project.objects.update(posts=True)
    return repository


def said(desk: Any, value: str = "at-risk", reason: str = "Nobody reviews it.") -> int:
    """What olga, its owner, says; gives the id of the check-in."""
    desk.be("olga")
    before = desk.standing("10", "check-in")
    seen = before.pk if before else ""
    answer = desk.decide("10", value, kind="check-in", reason=reason, seen=seen)
    assert answer.status_code == 303, text(answer)
    return int(desk.standing("10", "check-in").pk)


def panel(desk: Any) -> str:
    return " ".join(unescape(text(desk.client.get(PANEL))).split())


@pytest.mark.usefixtures("mirrored")
def test_it_is_posted_once_and_linked_once_it_is_written(desk):
    decision = said(desk)
    desk.be("bob")
    assert "Post it on acme/plans#10" in panel(desk)
    assert desk.post(POST, decision=decision, do="post").status_code == 303

    [row] = Outgoing.objects.all()
    assert (row.kind, row.number, row.is_dry, row.by) == ("comment", 10, False, "bob")
    assert row.cause == f"check-in:{decision}:1"
    day = f"{timezone.now():%Y}"
    assert row.payload["body"].startswith("**At risk** for v1.9, says @olga on ")
    assert row.payload["body"].endswith(f"{day}. Nobody reviews it.")
    shown = panel(desk)
    assert "On its way by @bob" in shown
    assert "Take back what is not sent" in shown
    again = desk.post(POST, decision=decision, do="post")
    assert again.status_code == 409
    assert Outgoing.objects.count() == 1

    row.done_at, row.result = timezone.now(), {"comment": 901}
    row.save()
    page = desk.client.get(PANEL).content.decode()
    assert "https://github.com/acme/plans/issues/10#issuecomment-901" in page
    assert "Post it on" not in page
    assert desk.post(POST, decision=decision, do="post").status_code == 409
    event = Event.objects.get(kind=Event.Kind.COMMENT_WRITTEN)
    assert (event.by, event.subject) == ("bob", "acme/plans#10 check-in")
    assert event.enhancement_id == desk.enhancement("10").pk


@pytest.mark.usefixtures("mirrored")
def test_commands_and_mentions_of_a_reason_are_heard_by_nobody(desk):
    decision = said(desk, reason="/close @everybody <b>#1</b> **now**")
    desk.be("ann")
    desk.post(POST, decision=decision, do="post")
    body = Outgoing.objects.get().payload["body"]
    assert not [line for line in body.splitlines() if line.startswith("/")]
    assert "@everybody" not in body
    assert "<b>" not in body
    assert "#1" not in body
    assert "**now**" not in body


@pytest.mark.usefixtures("mirrored")
def test_what_is_not_sent_is_taken_back_and_may_go_again(desk):
    decision = said(desk)
    desk.be("bob")
    desk.post(POST, decision=decision, do="post")
    assert desk.post(POST, decision=decision, do="take-back").status_code == 303
    row = Outgoing.objects.get()
    assert (row.is_dry, row.error) == (True, "Taken back by @bob.")
    assert "Taken back before it was sent" in panel(desk)
    # A second time there is nothing to take back.
    assert desk.post(POST, decision=decision, do="take-back").status_code == 400
    desk.post(POST, decision=decision, do="post")
    assert [one.cause for one in Outgoing.objects.filter(is_dry=False)] == [
        f"check-in:{decision}:2"
    ]
    how = list(Event.objects.filter(kind="comment-written").values_list("new__how"))
    assert sorted(how) == [("new",), ("new",), ("taken back",)]


@pytest.mark.usefixtures("mirrored")
def test_while_comments_are_not_sent_it_is_only_shown(desk):
    Project.objects.update(posts=False)
    decision = said(desk)
    desk.be("bob")
    assert "Try posting it on acme/plans#10" in panel(desk)
    desk.post(POST, decision=decision, do="post")
    assert Outgoing.objects.get().is_dry
    shown = panel(desk)
    assert "Only shown" in shown
    assert "posting it on" not in shown
    assert desk.post(POST, decision=decision, do="post").status_code == 409
    # Once they are sent, it may go.
    Project.objects.update(posts=True)
    assert "Post it on acme/plans#10" in panel(desk)
    assert desk.post(POST, decision=decision, do="post").status_code == 303
    assert Outgoing.objects.filter(is_dry=False).count() == 1


@pytest.mark.usefixtures("mirrored")
def test_switching_comments_off_stops_what_waits(desk):
    decision = said(desk)
    desk.be("bob")
    desk.post(POST, decision=decision, do="post")
    projects.set_posts(project=desk.demo.project, is_sent=False, by="ann")
    row = Outgoing.objects.get()
    assert row.is_dry
    assert row.error == "Comments were switched off before it was written."


@pytest.mark.usefixtures("mirrored")
def test_another_word_meanwhile_is_a_clash(desk):
    decision = said(desk)
    said(desk, "on-track", "")
    desk.be("bob")
    answer = desk.post(POST, decision=decision, do="post")
    assert answer.status_code == 409
    assert "stands no longer" in text(answer)
    with pytest.raises(CheckInClashed):
        check_in_comments.post(
            project=desk.demo.project,
            decision=decision,
            body="x",
            issue=Issue(Repository.objects.get().pk, "acme/plans", 10),
            by="bob",
            now=timezone.now(),
        )
    assert not Outgoing.objects.exists()


@pytest.mark.usefixtures("mirrored")
@pytest.mark.parametrize("who", ["olga", "nils", "zoe"])
def test_only_the_release_team_has_it_posted(desk, who):
    decision = said(desk)
    desk.be(who)
    assert desk.post(POST, decision=decision, do="post").status_code == 403
    shown = panel(desk)
    assert "Post it on" not in shown
    # Whoever said it copies it and pastes it there.
    is_told = who != "zoe"
    assert ("Paste it on acme/plans#10" in shown) is is_told


def test_without_a_tracking_issue_it_is_only_copied(desk):
    decision = said(desk)
    desk.be("bob")
    assert "Post it on" not in panel(desk)
    assert "Copy as a comment" in panel(desk)
    answer = desk.post(POST, decision=decision, do="post")
    assert answer.status_code == 400
    assert "nowhere to post it" in text(answer)


@pytest.mark.parametrize("given", [{}, {"decision": "x"}, {"decision": "0"}])
def test_form_without_a_check_in_is_refused(desk, given):
    desk.be("bob")
    assert desk.post(POST, **given).status_code in (400, 409)
    assert not Outgoing.objects.exists()


@pytest.mark.usefixtures("mirrored")
def test_release_words_it_in_its_own_way(desk):
    decision = said(desk)
    release_letters.change(
        release=desk.release,
        name="check-in",
        parts={"text": "{{login}} of {{release}}: {{how}}. {{because}}"},
        by="ann",
        reason="Shorter.",
        seen=0,
        now=timezone.now(),
    )
    desk.be("bob")
    assert "@olga of v1.9: At risk. Nobody reviews it." in panel(desk)
    assert desk.post(POST, decision=decision, do="post").status_code == 303
    body = Outgoing.objects.get().payload["body"]
    assert body == "@olga of v1.9: At risk. Nobody reviews it."
