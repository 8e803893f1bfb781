"""The page of comments: what stands on it, and putting comments on their way."""

from __future__ import annotations

import json
import uuid

import pytest

from enhancements.models import Event, Item, Outgoing, Posting, Project
from enhancements.profiles.role_rules import RELEASE_DOCS, RELEASE_SHADOW
from tests.support.boards import CODE, DOCS, VEP, days, decide, judged
from tests.support.commented import (
    BACK,
    PAGE,
    REVIEW,
    WRITE,
    batch_of,
    commented,
    put,
    review,
    sent,
    states,
    text_of,
)
from tests.support.parts import play

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(demo):
    commented(demo, 3)
    return demo


@pytest.fixture
def team(client, monkeypatch):
    play(client, monkeypatch, RELEASE_SHADOW)
    return client


def verdict(demo, number: int, word: str, **more) -> None:
    """Another verdict of the code freeze instead of the one that stands."""
    from enhancements.models import Verdict  # noqa: PLC0415 - used here alone

    Verdict.objects.filter(enhancement__records__number=number, freeze=CODE).delete()
    judged(demo, number, CODE, word, **more)


def test_reminder_has_criteria_and_what_is_left(client, three):
    del three
    text = text_of(client, 1)

    assert "**code freeze**" in text
    assert "2 of 3 points are done" in text
    assert "- [x] Check 0" in text
    assert "- [ ] Check 2" in text
    assert "- Do it. It is so." in text
    assert "Anywhere on Earth" in text
    assert ", 12:00 UTC" in text
    assert text_of(client, 2).startswith("@olga this VEP has what the **code freeze**")
    assert states(client) == dict.fromkeys("123", "not-written")


def test_kind_and_freeze_are_chosen_by_the_address(client, three):
    decide(three, 1, "standing", "removed", days(-1), freeze=CODE, reason="No\n/close")
    text = text_of(client, 1, "?kind=party")

    assert "**Removed from milestone** for v1.9" in text
    assert "No /close" in text
    assert "\n/" not in text
    assert text_of(client, 2, "?kind=party") == ""
    assert b"Nobody has decided about it" in client.get(f"{PAGE}?kind=party").content
    assert text_of(client, 1) == ""
    assert b"choose the decision" in client.get(PAGE).content
    # Nothing judged them at the freeze that is over.
    assert text_of(client, 1, f"?freeze={VEP}") == ""


def test_list_is_filtered_and_paged_and_had_as_a_file(client, three):
    del three
    assert list(states(client, "?case=not-met")) == ["1", "3"]
    listed = client.get(f"{PAGE}?case=not-met&format=csv").content.decode()
    assert listed.startswith("# http://testserver/demo/v1.9/comments/?case=not-met\n")
    assert client.get(f"{PAGE}?sig=network").content.count(b"lettercard") == 1
    empty = client.get(f"{PAGE}?state=changed").content.decode()
    assert "None of 3 entries meets these filters" in empty
    assert client.get("/demo/v7.7/comments/").status_code == 404


def test_reader_is_offered_nothing(client, three):
    del three
    page = client.get(PAGE).content.decode()
    assert 'name="item"' not in page
    assert "Sign in first" in page
    assert review(client, 1)[1].status_code == 403
    assert client.post(WRITE, {"freeze": CODE, "wanted": "[]"}).status_code == 403
    assert client.post(BACK, {"batch": str(uuid.uuid4())}).status_code == 403


def test_chosen_comments_are_reviewed_and_put_on_their_way(team, three):
    del three
    wanted, page = review(team, 1, 2)
    assert page.status_code == 200
    assert page.content.count(b"New comment") == 2
    assert "Put 2 comments on their way?" in page.content.decode()
    assert Posting.objects.count() == 0

    answer = team.post(WRITE, {"wanted": wanted, "freeze": CODE, "next": PAGE})
    assert answer.status_code == 303
    rows = Outgoing.objects.order_by("number")
    assert list(rows.values_list("number", "kind", "is_dry", "by")) == [
        (1, "comment", False, "player"),
        (2, "comment", False, "player"),
    ]
    assert "2 of 3 points are done" in rows[0].payload["body"]
    assert states(team) == {"1": "waiting", "2": "waiting", "3": "not-written"}
    told = Event.objects.filter(kind=Event.Kind.COMMENT_WRITTEN).order_by("pk")
    assert [(one.subject, one.new["how"]) for one in told] == [
        ("acme/plans#1 code-freeze", "new"),
        ("acme/plans#2 code-freeze", "new"),
    ]
    shown = team.get(answer.headers["Location"]).content.decode()
    assert "2 comments on their way" in shown
    assert "Take back what is not sent" in shown


def test_what_is_not_sent_is_taken_back(team, three):
    del three
    batch = batch_of(put(team, 1, 2))
    sent(1)
    assert team.post(BACK, {"batch": batch, "next": PAGE}).status_code == 303

    assert states(team) == {"1": "up-to-date", "2": "not-written", "3": "not-written"}
    late, stopped = Outgoing.objects.order_by("number")
    assert (late.is_dry, stopped.is_dry) == (False, True)
    assert stopped.error == "Taken back by @player."
    assert Event.objects.filter(new__how="taken back").count() == 1
    # Taking back twice does nothing more.
    team.post(BACK, {"batch": batch, "next": PAGE})
    assert Event.objects.filter(new__how="taken back").count() == 1
    assert team.post(BACK, {"batch": str(uuid.uuid4())}).status_code == 404
    assert team.post(BACK, {"batch": "x"}).status_code == 404


def test_changed_text_edits_the_comment_in_place(team, three):
    put(team, 1)
    sent(1, comment=901)
    assert states(team)["1"] == "up-to-date"
    assert b"stands there so already" in review(team, 1)[1].content

    verdict(three, 1, "met", asked=3)
    assert states(team)["1"] == "changed"
    put(team, 1)
    edit = Outgoing.objects.get(kind="edit")
    first = Outgoing.objects.get(kind="comment")
    assert edit.payload["comment"] == 901
    assert edit.payload["before"] == [first.payload["body"]]
    assert edit.payload["marker"] == str(first.marker)
    assert "has what the **code freeze**" in edit.payload["body"]
    assert states(team)["1"] == "waiting"
    sent(1)
    assert states(team)["1"] == "up-to-date"
    assert Posting.objects.exclude(root=None).get().root == first.posting


def test_text_that_waits_gives_way_to_a_newer_one(team, three):
    put(team, 1)
    verdict(three, 1, "met", asked=3)
    put(team, 1)

    old, new = Outgoing.objects.order_by("pk")
    assert (old.is_dry, old.error) == (True, "Another text goes instead.")
    assert (new.is_dry, new.kind) == (False, "comment")
    # One that a worker has in hand is waited for.
    Outgoing.objects.filter(pk=new.pk).update(attempts=1)
    verdict(three, 1, "at-risk", asked=3, failed=1)
    assert b"just being written" in review(team, 1)[1].content
    assert Outgoing.objects.count() == 2


def test_what_differs_from_the_review_is_shown_again(team, three):
    wanted, _ = review(team, 1)
    verdict(three, 1, "met", asked=3)
    answer = team.post(WRITE, {"wanted": wanted, "freeze": CODE, "next": PAGE})
    assert answer.status_code == 409
    assert "Something came in between" in answer.content.decode()

    wanted, _ = review(team, 2)
    put(team, 2)
    answer = team.post(WRITE, {"wanted": wanted, "freeze": CODE, "next": PAGE})
    assert answer.status_code == 409
    assert Posting.objects.count() == 1


def test_comment_that_somebody_edited_or_deleted_is_left_alone_until_agreed(
    team, three
):
    put(team, 1)
    sent(1, comment=901)
    item = Item.objects.get(number=1)
    body = Outgoing.objects.get().payload["body"]
    stands = item.comments.create(
        kind="comment",
        github_id=901,
        body=f"{body}\r\n\r\n<!-- tracker:{Outgoing.objects.get().marker} -->",
        created_at=days(0),
        updated_at=days(0),
        raw={},
    )
    assert states(team)["1"] == "up-to-date"
    stands.body = f"We disagree.\n{body}"
    stands.save()
    verdict(three, 1, "met", asked=3)
    assert states(team)["1"] == "edited"
    put(team, 1)
    assert Outgoing.objects.count() == 1
    assert put(team, 1, **{"anyway-0": "yes"}).status_code == 303
    edit = Outgoing.objects.get(kind="edit")
    assert edit.payload["over"] is True

    sent(1)
    stands.body, stands.gone_at = edit.payload["body"], days(0)
    stands.save()
    assert states(team)["1"] == "deleted"
    assert b"somebody deleted it on GitHub" in review(team, 1)[1].content
    put(team, 1)
    assert Outgoing.objects.count() == 2
    put(team, 1, **{"anyway-0": "yes"})
    assert Outgoing.objects.filter(kind="comment").count() == 2
    sent(1, comment=902)
    assert states(team)["1"] == "up-to-date"


def test_where_nothing_is_sent_comments_are_only_shown(team, three):
    del three
    Project.objects.update(posts=False)
    answer = put(team, 1)

    assert Outgoing.objects.get().is_dry
    assert states(team)["1"] == "shown"
    page = team.get(answer.headers["Location"]).content.decode()
    assert "1 comment put together. Nothing was sent" in page
    Project.objects.update(posts=True)
    put(team, 1)
    assert states(team)["1"] == "waiting"


def test_rehearsal_hides_no_comment_that_stands_there(team, three):
    put(team, 1)
    sent(1, comment=901)
    Project.objects.update(posts=False)
    verdict(three, 1, "met", asked=3)
    put(team, 1)
    assert Outgoing.objects.filter(is_dry=True).count() == 1
    Project.objects.update(posts=True)

    assert states(team)["1"] == "changed"
    put(team, 1)
    edit = Outgoing.objects.get(kind="edit", is_dry=False)
    assert edit.payload["comment"] == 901


def test_docs_team_writes_about_its_own_freeze_alone(client, monkeypatch, three):
    batch = None
    play(client, monkeypatch, RELEASE_SHADOW)
    batch = batch_of(put(client, 1))
    judged(three, 1, DOCS, "at-risk", asked=2, failed=1)
    play(client, monkeypatch, RELEASE_DOCS)
    assert review(client, 1)[1].status_code == 403
    # A step of another freeze is not theirs either.
    told = {"batch": batch, "freeze": DOCS, "next": PAGE}
    assert client.post(BACK, told).status_code == 403


def test_page_of_the_past_shows_what_was_and_offers_nothing(team, three):
    del three
    put(team, 1)
    past = f"?as_of={days(-1):%Y-%m-%dT%H:%M:%SZ}"
    page = team.get(f"{PAGE}{past}").content.decode()
    assert 'name="item"' not in page
    assert states(team, past) == dict.fromkeys("123", "not-written")


def test_forms_that_cannot_be_read_do_nothing(team, three):
    del three
    for given in (
        {"freeze": CODE, "wanted": "{"},
        {"freeze": CODE, "wanted": "[1]"},
        {"freeze": CODE, "wanted": json.dumps([{"item": "e-1-", "digest": "x"}])},
        {"freeze": "lunch", "wanted": "[]"},
    ):
        assert team.post(WRITE, given).status_code == 400
    assert team.post(REVIEW, {"freeze": CODE}).status_code == 400
    assert team.post(REVIEW, {"freeze": CODE, "item": "e-99-"}).status_code == 400
    assert Outgoing.objects.count() == 0


@pytest.mark.parametrize("number", [1, 30])
def test_page_asks_the_same_whatever_its_size(
    client, demo, django_assert_num_queries, number
):
    commented(demo, number)
    with django_assert_num_queries(7):
        assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_putting_on_the_way_asks_the_same_whatever_its_size(
    client, demo, monkeypatch, django_assert_num_queries, number
):
    commented(demo, number)
    play(client, monkeypatch, RELEASE_SHADOW)
    wanted, _ = review(client, *range(1, number + 1))
    given = {"wanted": wanted, "freeze": CODE, "next": PAGE}
    with django_assert_num_queries(19):
        assert client.post(WRITE, given).status_code == 303
    assert Posting.objects.count() == number
