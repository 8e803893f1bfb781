"""Following from a page, the list of what one follows, and the link that stops."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from enhancements.actions import following_links, saved_views, subscriptions
from enhancements.models import Subscription
from enhancements.policy.saved_views import Said
from tests.support.boards import enhancement, fill
from tests.support.followed import account_of, follow

pytestmark = pytest.mark.django_db
PAGE = "/me/following/"


@pytest.fixture(scope="module")
def told(shared):
    fill(shared, 3)
    shared.begin()
    return shared


@pytest.fixture
def zoe(told):  # noqa: ARG001 - for its effect
    return account_of("zoe")


@pytest.fixture
def hers(client, zoe):
    client.force_login(zoe)
    return client


def words(answer) -> str:
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split()
    )


def send(client, kind, subject, **more):
    form = {"do": "follow", "project": "demo", "kind": kind, "subject": str(subject)}
    return client.post(PAGE, {**form, "rhythm": "daily", "mail": "yes", **more})


def rows():
    found = Subscription.objects.filter(ended_at=None)
    return list(found.values_list("rhythm", "by_mail"))


@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [
        ("/demo/1/", "enhancement", ""),
        ("/demo/sigs/compute/", "sig", "compute"),
        ("/demo/releases/v1.9/", "release", "v1.9"),
    ],
)
def test_button_follows_and_says_so(told, hers, address, kind, name):
    page = hers.get(address).content.decode()
    subject = name or str(enhancement(told, 1).pk)
    assert f'name="kind" value="{kind}"' in page
    assert f'name="subject" value="{subject}"' in page
    answer = send(hers, kind, subject, next=address, rhythm="weekly")
    assert (answer.status_code, answer["Location"]) == (303, address)
    assert rows() == [("weekly", True)]
    assert "Following , mail weekly" in words(hers.get(address))
    number = Subscription.objects.get().pk
    answer = hers.post(PAGE, {"do": "stop", "id": number, "next": address})
    assert (answer.status_code, answer["Location"]) == (303, address)
    assert rows() == []
    assert "Following" not in words(hers.get(address))


def test_button_keeps_what_one_is_told_of(told, hers, zoe):
    follow(told, zoe, "sig", "compute", triggers=["texts"])
    page = hers.get("/demo/sigs/compute/").content.decode()
    assert '<input type="hidden" name="trigger" value="texts">' in page


def test_past_page_has_no_button_and_a_stranger_is_led_to_sign_in(told, client, hers):
    assert "Follow" not in words(hers.get("/demo/1/?as_of=2099-01-01"))
    del told
    client.logout()
    text = words(client.get("/demo/1/"))
    assert "Save" not in text
    assert client.get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"
    assert send(client, "sig", "compute").status_code == 403
    assert rows() == []


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "enhancement", "subject": "999999"},
        {"kind": "enhancement", "subject": "-1"},
        {"kind": "sig", "subject": "tea"},
        {"kind": "release", "subject": "v9.9"},
        {"kind": "view", "subject": "9" * 15},
        {"kind": "account", "subject": "1"},
        {"project": "other"},
    ],
)
def test_what_there_is_not_is_not_followed(hers, form):
    given = {"kind": "sig", "subject": "compute"} | form
    kind, subject = given.pop("kind"), given.pop("subject")
    assert send(hers, kind, subject, **given).status_code == 404
    assert rows() == []


def test_bad_form_is_answered_with_what_to_do(hers):
    answer = send(hers, "sig", "compute", rhythm="hourly")
    assert answer.status_code == 400
    assert "at once, daily, weekly" in words(answer)
    assert hers.post(PAGE, {"do": "dance"}).status_code == 400
    assert hers.post(PAGE, {"do": "stop", "id": "1"}).status_code == 404


def test_form_leads_back_to_no_other_place(hers):
    answer = send(hers, "sig", "compute", next="//evil.example/")
    assert answer["Location"].startswith(f"{PAGE}#follow-")


def test_private_view_of_somebody_else_is_not_followed(told, hers, zoe):
    ann = account_of("ann")
    for account, name in ((ann, "Hers"), (zoe, "Mine")):
        said = Said(name=name, audience="private", query="sig:compute")
        saved_views.save(
            account=account, project=told.project, said=said, now=timezone.now()
        )
    assert send(hers, "view", 1).status_code == 404
    assert send(hers, "view", 2).status_code == 303
    text = hers.get(PAGE).content.decode()
    assert 'href="/demo/views/2/"' in text
    assert "view Mine" in text


def test_empty_list_says_what_to_do(hers):
    text = words(hers.get(PAGE))
    assert "You follow nothing yet" in text
    assert "press “Follow” below its name" in text


def test_list_has_all_in_few_statements(told, hers, zoe, django_assert_num_queries):
    for kind, subject in (("enhancement", 1), ("enhancement", 2), ("sig", "compute")):
        follow(told, zoe, kind, subject)
    follow(told, zoe, "release", "v1.9", by_mail=False)
    hers.get(PAGE)
    # Session, account, what is followed, the mailbox, and their channels.
    with django_assert_num_queries(5):
        page = hers.get(PAGE)
    text = words(page)
    assert "#1 Thing 1 VEP tracking" not in text
    for said in ("#1 Thing 1", "#2 Thing 2", "SIG compute", "release v1.9"):
        assert said in text
    assert "inbox alone" in text
    assert page["Cache-Control"] == "no-store, private"


def test_list_is_changed_stopped_and_taken_back(told, hers, zoe):
    row = follow(told, zoe, "sig", "compute")
    form = {"do": "change", "id": row.pk, "rhythm": "at-once", "trigger": ["texts"]}
    assert hers.post(PAGE, form).status_code == 303
    row.refresh_from_db()
    assert (row.rhythm, row.by_mail, row.triggers) == ("at-once", False, ["texts"])
    answer = hers.post(PAGE, {"do": "stop", "id": row.pk})
    assert answer["Location"] == f"{PAGE}?stopped={row.pk}"
    assert "You no longer follow SIG compute." in words(hers.get(answer["Location"]))
    assert hers.post(PAGE, {**form, "do": "change"}).status_code == 404
    assert hers.post(PAGE, {"do": "again", "id": row.pk}).status_code == 303
    assert rows() == [("at-once", False)]
    assert "You no longer follow" not in words(hers.get(f"{PAGE}?stopped={row.pk}"))


def test_nobody_changes_what_somebody_else_follows(told, hers):
    row = follow(told, account_of("ann"), "sig", "compute")
    for do in ("change", "stop", "again"):
        assert hers.post(PAGE, {"do": do, "id": row.pk}).status_code == 404
    assert "SIG compute" not in words(hers.get(f"{PAGE}?stopped={row.pk}"))
    assert rows() == [("daily", True)]


# --- By link --------------------------------------------------------------------------


def test_link_shows_a_button_one_post_stops_and_another_takes_it_back(told, zoe):
    row = follow(told, zoe, "sig", "compute")
    address = f"/me/unfollow/{following_links.to_stop(row.pk)}/"
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(address)
    assert "Stop following SIG compute?" in words(page)
    assert page["Cache-Control"] == "no-store, private"
    assert rows() == [("daily", True)]
    # As a mail program posts it, which knows no cookie (RFC 8058).
    answer = browser.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "@zoe no longer follows SIG compute." in words(answer)
    assert rows() == []
    assert "follows SIG compute as before" in words(
        browser.post(address, {"do": "again"})
    )
    assert rows() == [("daily", True)]
    # The same link stops it once more.
    browser.post(address)
    assert rows() == []


def test_link_that_is_none_of_ours_stops_nothing(told, zoe):
    row = follow(told, zoe, "sig", "compute")
    token = following_links.to_stop(row.pk)
    for bad in (token[:-2], "1:x", f"{row.pk}"):
        answer = Client().post(f"/me/unfollow/{bad}/")
        assert answer.status_code == 404
        assert "none of ours" in words(answer)
    assert rows() == [("daily", True)]


def test_link_of_a_view_that_became_private_does_not_tell_its_name(told, zoe):
    ann, now = account_of("ann"), timezone.now()
    said = Said(name="Secret plans", audience="everybody", query="sig:compute")
    view = saved_views.save(account=ann, project=told.project, said=said, now=now)
    row = follow(told, zoe, "view", view.pk)
    said = Said(name="Secret plans", audience="private", query="sig:compute")
    saved_views.change(
        project=told.project,
        number=1,
        said=said,
        by="ann",
        seen=view.changed_at,
        now=now,
    )
    page = Client().get(f"/me/unfollow/{following_links.to_stop(row.pk)}/")
    assert "view 1, which is private now" in words(page)
    assert "Secret" not in words(page)
    subscriptions.stop(subscription=row, now=timezone.now())
