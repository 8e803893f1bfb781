"""The page of a freeze party: who may stage what, and what it says of little."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pytest
import time_machine
from django.utils import timezone

from enhancements.models import Account, Enhancement, Verdict
from tests.queries.conftest import demo
from tests.support import parties

__all__ = ["demo"]

pytestmark = pytest.mark.django_db
PLACE = "/demo/v1.9/board/party"
DAY = dt.timedelta(days=1)


@pytest.fixture
def release(demo):
    found = parties.tell(demo, 4, freeze=timezone.now().date() + dt.timedelta(days=3))
    parties.judge(found, ["met", "unknown", "at-risk", "met"])
    return found


def sign_in(client, login: str) -> Account:
    account = Account.objects.create(github_id=abs(hash(login)) % 10**6, login=login)
    client.force_login(account)
    return account


def text_of(client, address: str = PLACE, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def offers(text: str) -> dict[str, bool]:
    """The decisions that are offered, and whether each may be taken."""
    found = re.findall(r'<button[^>]*data-value="(\w+)"[^>]*>', text)
    shown = re.findall(r'<button[^>]*data-value="\w+"[^>]*>', text)
    return {
        value: " disabled" not in tag for value, tag in zip(found, shown, strict=True)
    }


@pytest.mark.usefixtures("release")
def test_whoever_reads_needs_no_account_and_is_told_who_decides(client, settings):
    settings.DEMO_PEOPLE = True
    text = text_of(client)

    assert "VEP freeze party, v1.9" in text
    assert "You may read along. Sign in first" in text
    assert "/accounts/login/?next=/demo/v1.9/board/party" in text
    assert offers(text) == {}
    assert 'id="party-stage"' not in text
    assert "<form" not in text


@pytest.mark.usefixtures("release")
def test_page_says_that_verdicts_are_worked_out_as_the_board_does(client):
    said = "Verdicts are being worked out"
    assert said not in text_of(client)
    Verdict.objects.filter(enhancement__records__key="2").delete()
    Enhancement.objects.update(unjudged_since=timezone.now())
    for address in (PLACE, "/demo/v1.9/board"):
        text = text_of(client, address)
        assert said in text
        assert "The checks of 1 entry still run; the others are judged." in text
    Verdict.objects.all().delete()
    for address in (PLACE, "/demo/v1.9/board"):
        assert "What the sources say was read just now" in text_of(client, address)


@pytest.mark.usefixtures("release")
def test_release_team_may_stage_everything(client):
    sign_in(client, "shadow")
    text = text_of(client)

    assert offers(text) == {"tracked": True, "removed": True, "deferred": True}
    assert 'id="party-stage"' in text
    assert "You may read along" not in text
    assert "Thing 3" in re.search(r"<h2 id=\"party-title\"[^>]*>([^<]*)", text)[1]
    # What the checks find missing is asked about before it is tracked.
    assert "data-asks" in re.search(r'<button[^>]*data-value="tracked"[^>]*>', text)[0]
    assert "data-asks" not in re.search(r'<button[^>]*="removed"[^>]*>', text)[0]
    assert "Check 0" in text
    assert "Do check-0." in text


def test_plain_form_sends_one_change_with_what_was_seen(client, release):
    stands = parties.decide(release, 3, "deferred")
    sign_in(client, "lead")
    text = text_of(client, f"{PLACE}?item=3")
    (sent,) = re.findall(r'name="wishes" value="([^"]*)" data-value="removed"', text)

    assert json.loads(html.unescape(sent)) == [
        {
            "item": "3",
            "track": "",
            "kind": "standing",
            "freeze": parties.VEP,
            "criterion": "",
            "value": "removed",
            "reason": "",
            "seen": stands.pk,
        }
    ]
    assert f'name="next" value="{PLACE}?freeze={parties.VEP}&amp;item=3"' in text


@pytest.mark.usefixtures("release")
def test_lead_of_a_sig_defers_their_own_and_no_more(client):
    sign_in(client, "nils")
    own = text_of(client, f"{PLACE}?item=2")
    assert offers(own) == {"tracked": False, "removed": False, "deferred": True}
    assert "Only the release team of v1.9 marks work as tracked." in own

    other = text_of(client, f"{PLACE}?item=3")
    assert offers(other) == {}
    assert 'id="party-stage"' in other
    assert "marks work as tracked" in other


def test_removal_is_lifted_by_who_may_remove(client, release):
    parties.decide(release, 2, "removed")
    sign_in(client, "nils")
    assert offers(text_of(client, f"{PLACE}?item=2"))["deferred"] is False


@pytest.mark.usefixtures("release")
def test_owner_writes_the_note_alone(client):
    sign_in(client, "olga")
    text = text_of(client, f"{PLACE}?item=1")

    assert set(offers(text).values()) == {False}
    assert 'data-ask="note"' in text
    sign_in(client, "nobody-at-all")
    text = text_of(client, f"{PLACE}?item=1")
    assert "You may read along. Only the release team" in text
    assert 'data-ask="note"' not in text


@pytest.mark.usefixtures("release")
def test_past_moment_is_read_only(client):
    sign_in(client, "lead")
    before = (timezone.now() - dt.timedelta(days=2)).date()
    text = text_of(client, f"{PLACE}?as_of={before}&item=3")

    assert offers(text) == {}
    assert "What is decided is decided now" in text
    assert f'href="{PLACE}?item=3"' in text


@pytest.mark.usefixtures("release")
def test_one_entry_alone_for_who_goes_by_keys(client):
    sign_in(client, "lead")
    text = text_of(client, f"{PLACE}?item=2&part=entry")

    assert text.lstrip().startswith("<article")
    assert "Thing 2" in text
    assert "party-list" not in text
    assert client.get(f"{PLACE}?item=99&part=entry").status_code == 404


@pytest.mark.usefixtures("release")
def test_statements_are_counted(client, django_assert_num_queries):
    with django_assert_num_queries(5):
        client.get(PLACE)
    sign_in(client, "lead")
    text_of(client)
    # Session, account and roles come to these.
    with django_assert_num_queries(8):
        client.get(PLACE)


@pytest.mark.usefixtures("release")
def test_what_is_not_there_is_said(client):
    assert "99 is not an entry of v1.9" in text_of(client, f"{PLACE}?item=99", 404)
    assert "has no freeze “x”" in text_of(client, f"{PLACE}?freeze=x", 400)
    assert "No source names a release v7.7" in text_of(
        client, "/demo/v7.7/board/party", 404
    )
    nothing = text_of(client, f"{PLACE}?sig=compute&status=tracked")
    assert "Nothing meets these filters" in nothing


def test_freeze_that_is_over_counts_the_undecided(demo, client):
    long_ago = timezone.now().date() - dt.timedelta(days=9)
    release = parties.tell(demo, 3, freeze=long_ago)
    parties.decide(release, 1, "tracked")
    text = text_of(client, f"{PLACE}?freeze={parties.VEP}")
    assert "The VEP freeze is over: 2 entries are still undecided." in text

    parties.decide(release, 2, "tracked")
    parties.decide(release, 3, "removed")
    text = text_of(client, f"{PLACE}?freeze={parties.VEP}")
    assert "The VEP freeze is over: every entry is decided." in text


def test_freeze_without_a_date_counts_nothing_down(demo, client):
    parties.tell(demo, 1, freeze=None)
    text = text_of(client)
    assert "gives the VEP freeze a date, so nothing counts down" in text
    assert "data-ends" not in text


def test_release_without_entries_says_how_one_comes_there(demo, client):
    parties.tell(demo, 0, freeze=timezone.now().date() + dt.timedelta(days=3))
    text = text_of(client)
    assert "Nothing is planned for v1.9" in text
    assert "data-ends" in text


def again(client, response, query=""):
    return client.get(f"{PLACE}{query}", headers={"If-None-Match": response["ETag"]})


@pytest.mark.usefixtures("release")
def test_what_has_not_changed_is_not_sent_again(client, django_assert_num_queries):
    first = client.get(PLACE)
    assert first["Cache-Control"] == "private, no-cache"
    with django_assert_num_queries(1):
        second = again(client, first)
    assert (second.status_code, second.content) == (304, b"")
    assert second["ETag"] == first["ETag"]
    assert again(client, first, "?item=2").status_code == 200
    assert "ETag" in client.get(f"{PLACE}?item=2&part=entry")
    assert "ETag" not in client.get(f"{PLACE}?item=99")


def test_change_or_another_reader_makes_another_page(client, release):
    first = client.get(PLACE)
    parties.decide(release, 3, "tracked")
    second = again(client, first)
    assert second.status_code == 200
    sign_in(client, "lead")
    mine = again(client, second)
    assert mine.status_code == 200
    assert 'id="party-stage"' in mine.content.decode()
    assert again(client, mine).status_code == 304


def test_countdown_makes_no_other_page_and_ages_are_kept_true(demo, client):
    with time_machine.travel(
        timezone.now().replace(minute=10, second=0) + dt.timedelta(hours=1), tick=False
    ) as now:
        freeze = timezone.now().date() + dt.timedelta(days=3)
        parties.judge(parties.tell(demo, 1, freeze=freeze), ["met"])
        first = client.get(PLACE)
        now.shift(dt.timedelta(minutes=3))
        assert again(client, first).status_code == 304
        assert re.search(r"<time datetime=\"[^\"]*\" data-ago>", first.content.decode())
        past = text_of(client, f"{PLACE}?as_of={timezone.now().date() - 2 * DAY}")
        assert "data-ago" not in past
        now.shift(dt.timedelta(minutes=50))
        later = again(client, first)
        assert later.status_code == 200
        assert "data-now" in later.content.decode()
