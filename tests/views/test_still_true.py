"""Answering whether all is still true: signed in, or by the link of a message."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from enhancements.actions import accounts, asking, asking_links, mailboxes
from enhancements.models import Ask, AskAnswer, Decision, Mailbox
from enhancements.policy import asking as policy
from enhancements.profiles.role_rules import SIG_LEAD
from tests.support.boards import CODE, days, decide, fill, judged
from tests.support.parts import play

pytestmark = pytest.mark.django_db
PAGE = "/demo/asked/"
SIG_PAGE = "/demo/sigs/compute/asking/"


def morning(number):
    """A working day so many days from now, or the next one."""
    at = days(number)
    while policy.is_quiet(at.date()):
        at += dt.timedelta(days=1)
    return at


@pytest.fixture(scope="module")
def told(shared):
    """Three entries; the code freeze is in ten days. #1 and #2 are olga's, #3 asks ann,
    who leads compute. Both were asked some days ago.
    """
    fill(shared, 3)
    judged(shared, 1, CODE, "at-risk", since=days(-5), asked=2, failed=1)
    accounts.sign_in(github_id=7, login="olga", name="Olga")
    asking.prepare(project=shared.project, now=morning(-4))
    shared.begin()
    return shared


def words(answer) -> str:
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split()
    )


def named(*keys, seen=None, release="v1.9"):
    return json.dumps(
        [{"release": release, "item": key, "track": "", "seen": seen} for key in keys]
    )


def form(page, number=0):
    """The entries that a form of the page names, in order of the forms."""
    found = re.findall(r'name="entries" value="([^"]*)"', page.content.decode())
    return html.unescape(found[number])


@pytest.fixture
def link(told):  # noqa: ARG001 - for its effect
    ask = Ask.objects.get(login="olga")
    return f"/demo/asked/{asking_links.of_ask(ask)}/"


@pytest.fixture
def olga(told, client):  # noqa: ARG001 - for its effect
    client.force_login(accounts.sign_in(github_id=7, login="olga", name="Olga"))
    return client


@pytest.mark.usefixtures("told")
def test_stranger_is_led_to_sign_in_and_answers_nothing(
    client, django_assert_num_queries
):
    with django_assert_num_queries(2):
        text = words(client.get(PAGE))
    assert "Sign in to see what you are asked" in text
    answer = client.post(PAGE, {"entries": named("1"), "word": "on-track"})
    assert answer.status_code == 403
    assert not Decision.objects.exists()


def test_page_has_all_entries_of_a_person_in_one_statement(
    olga, django_assert_num_queries
):
    olga.get("/me/")  # The first page of a visit notes that somebody was here.
    # Session, account, project, releases, roles, and the entries.
    with django_assert_num_queries(6):
        page = olga.get(PAGE)
    text = words(page)
    assert "@olga , 2 entries wait for your word." in text
    assert "All 2 are still true and on track" in text
    assert "Thing 1 #1 Planned Alpha in v1.9, SIG compute" in text
    assert "Code freeze At risk" in text
    assert "Said last nothing yet" in text
    assert "Thing 3" not in text
    assert page["Cache-Control"] == "no-store, private"


def test_all_still_true_in_one_click_and_taken_back_in_another(olga):
    page = olga.get(PAGE)
    answer = olga.post(PAGE, {"entries": form(page), "word": "on-track"})
    assert answer.status_code == 303
    rows = Decision.objects.filter(kind="check-in", until=None)
    assert {(one.value, one.by) for one in rows} == {("on-track", "olga")}
    assert all("before the code freeze." in one.reason for one in rows)
    assert rows.count() == 2
    page = olga.get(answer["Location"])
    assert "Thank you. You said of Thing 1 and 1 more: on track." in words(page)
    assert "Nothing waits for your word" in words(page)
    step = re.search(r'name="step" value="([^"]+)"', page.content.decode())[1]
    answer = olga.post(PAGE, {"do": "back", "step": step})
    assert answer.status_code == 303
    assert not Decision.objects.filter(until=None).exists()
    assert "2 entries wait" in words(olga.get(PAGE))


def test_something_in_the_way_needs_its_reason(olga):
    given = {"entries": named("1"), "word": "at-risk", "reason": " "}
    answer = olga.post(PAGE, given)
    assert answer.status_code == 400
    assert "Say what is in the way" in words(answer)
    given["reason"] = "Its reviewer is away."
    assert olga.post(PAGE, given).status_code == 303
    row = Decision.objects.get()
    assert (row.value, row.reason) == ("at-risk", "Its reviewer is away.")
    assert "at risk, @olga" in words(olga.get(PAGE))


def test_not_mine_writes_no_check_in_and_goes_from_the_page(olga):
    given = {"entries": named("1"), "word": "not-mine"}
    assert olga.post(PAGE, given).status_code == 303
    assert not Decision.objects.exists()
    assert AskAnswer.objects.get().word == "not-mine"
    assert "1 entry waits for your word" in words(olga.get(PAGE))


@pytest.mark.parametrize(
    "entries",
    [
        "",
        "{}",
        "[]",
        "[1]",
        '[{"seen": "x"}]',
        "null",
        named("99"),
        named("1", seen=2**70),
    ],
)
def test_form_that_cannot_be_read_is_answered_with_what_to_do(olga, entries):
    answer = olga.post(PAGE, {"entries": entries, "word": "on-track"})
    assert answer.status_code == 400
    assert "once more" in words(answer) or "is not planned for" in words(answer)
    assert not Decision.objects.exists()


def test_somebody_elses_entry_is_not_theirs_to_answer(olga):
    answer = olga.post(PAGE, {"entries": named("1", "3"), "word": "on-track"})
    assert answer.status_code == 403
    assert not Decision.objects.exists()
    step = "00000000-0000-0000-0000-000000000007"
    assert olga.post(PAGE, {"do": "back", "step": step}).status_code == 400


def test_owner_that_only_the_release_names_may_answer(told, client):
    decide(told, 3, "owners", "zoe", days(-1))
    client.force_login(accounts.sign_in(github_id=9, login="zoe", name=""))
    given = {"entries": named("3"), "word": "on-track"}
    assert client.post(PAGE, given).status_code == 303
    assert Decision.objects.get(kind="check-in").by == "zoe"


def test_who_was_slower_sees_what_stands_and_overwrites_nothing(told, olga):
    decide(told, 1, "check-in", "off-track", days(-1), reason="Nobody has time.")
    answer = olga.post(PAGE, {"entries": named("1"), "word": "on-track"})
    assert answer.status_code == 409
    assert "off track, @lead" in words(answer)
    assert "so nothing was written" in words(answer)
    assert Decision.objects.get().value == "off-track"


# --- By link --------------------------------------------------------------------------


def test_link_shows_without_signing_in_and_writes_nothing(
    client, link, django_assert_num_queries
):
    # Project, releases, message, account, roles, and the entries.
    with django_assert_num_queries(6):
        page = client.get(link)
    text = words(page)
    assert "@olga , 2 entries wait for your word." in text
    assert "This link answers as @olga until" in text
    assert client.head(link).status_code == 200
    assert not AskAnswer.objects.exists()


def test_link_answers_as_whom_it_was_sent_to_whoever_is_signed_in(client, link):
    client.force_login(accounts.sign_in(github_id=8, login="mallory", name=""))
    answer = client.post(link, {"entries": named("1", "2"), "word": "on-track"})
    assert answer.status_code == 303
    assert answer["Location"].startswith(link)
    assert {one.by for one in Decision.objects.all()} == {"olga"}
    assert "Thank you" in words(client.get(answer["Location"]))


def test_link_gives_no_more_rights_than_its_account_has_now(client, link):
    answer = client.post(link, {"entries": named("3"), "word": "on-track"})
    assert answer.status_code == 403
    assert not Decision.objects.exists()


def test_link_wants_the_forms_own_mark(link):
    browser = Client(enforce_csrf_checks=True)
    given = {"entries": named("1"), "word": "on-track"}
    assert browser.post(link, given).status_code == 403
    page = browser.get(link)
    mark = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    given["csrfmiddlewaretoken"] = mark[1]
    assert browser.post(link, given).status_code == 303


def test_link_that_is_over_says_what_to_do(client, told, link):
    ask = Ask.objects.get(login="olga")
    old = Ask.objects.create(
        project=told.project,
        login="olga",
        account=ask.account,
        day=days(-40).date(),
        made_at=days(-40),
        expires_at=days(-26),
    )
    page = client.get(f"/demo/asked/{asking_links.of_ask(old)}/")
    assert page.status_code == 410
    assert "Sign in with GitHub and answer" in words(page)
    for bad in (link[:-3], link.replace(str(ask.pk), "1", 1)):
        assert client.get(f"{bad.rstrip('/')}/").status_code == 404


# --- Mail -----------------------------------------------------------------------------


def opened(address="olga@example.org"):
    account = accounts.sign_in(github_id=7, login="olga", name="Olga")
    now = timezone.now()
    mailboxes.give(account=account, address=address, now=now)
    mailboxes.verify(account=account, address=address, now=now)
    return account


@pytest.mark.usefixtures("told")
def test_stop_link_shows_a_button_and_one_post_stops():
    account = opened()
    address = f"/me/mail/stop/{asking_links.to_stop(account.pk)}/"
    browser = Client(enforce_csrf_checks=True)
    assert "Stop mail to @olga?" in words(browser.get(address))
    assert Mailbox.objects.get().is_open
    # As a mail program posts it, which knows no cookie (RFC 8058).
    answer = browser.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Mailbox.objects.get().is_open


@pytest.mark.usefixtures("told")
def test_address_is_given_confirmed_stopped_and_forgotten(olga, settings):
    settings.EMAIL_HOST, settings.MAIL_FROM = "mail.example", "t@example.org"
    settings.ADDRESS = "https://tracker.example.org"
    page = "/me/mail/"
    assert "Give an address" in words(olga.get(page))
    assert olga.post(page, {"do": "give", "address": "nonsense"}).status_code == 400
    given = {"do": "give", "address": "olga@example.org"}
    assert olga.post(page, given).status_code == 303
    assert "not confirmed yet" in words(olga.get(page))
    assert olga.post(page, {"do": "again"}).status_code == 400

    account = accounts.sign_in(github_id=7, login="olga", name="Olga")
    token = asking_links.to_verify(account.pk, "olga@example.org")
    confirm = f"/me/mail/confirm/{token}/"
    assert "Is this your address? olga@example.org" in words(olga.get(confirm))
    assert Mailbox.objects.get().verified_at is None
    assert olga.post(confirm).status_code == 303
    assert "mail goes there" in words(olga.get(page))

    other = asking_links.to_verify(account.pk, "else@example.org")
    assert olga.post(f"/me/mail/confirm/{other}/").status_code == 404
    for do, said in (("stop", "stopped"), ("start", "mail goes there")):
        assert olga.post(page, {"do": do}).status_code == 303
        assert said in words(olga.get(page))
    assert olga.post(page, {"do": "forget"}).status_code == 303
    assert not Mailbox.objects.exists()
    assert olga.post(page, {"do": "dance"}).status_code == 400


@pytest.mark.usefixtures("told")
def test_address_goes_with_the_account():
    accounts.delete(account=opened(), by="olga")
    assert not Mailbox.objects.exists()


# --- The SIG's page -------------------------------------------------------------------


@pytest.mark.usefixtures("told")
def test_everybody_reads_the_ladder_and_who_was_asked(
    client, django_assert_num_queries
):
    # Project, releases, SIG, and four of the page.
    with django_assert_num_queries(7):
        text = words(client.get(SIG_PAGE))
    assert "2 questions asked in v1.9; 2 entries wait for an answer." in text
    assert "21 days before: owners" in text
    assert "Sign in first" in text
    assert "Thing 3 #3 @ann SIG leads" in text
    assert "no address" in text
    assert "Messages for you to send" not in text
    assert SIG_PAGE in client.get("/demo/sigs/compute/").content.decode()
    assert client.get("/demo/sigs/tea/asking/").status_code == 404


@pytest.mark.usefixtures("told")
def test_lead_gets_messages_to_send_whose_links_ask_to_sign_in(client, monkeypatch):
    play(client, monkeypatch, SIG_LEAD)
    text = words(client.get(SIG_PAGE))
    assert "Messages for you to send" in text
    assert "Hello @olga, is what is known of this entry of" in text
    assert "Hello @ann," in text
    assert "http://testserver/demo/asked/ " in text
    assert "Thing 2" not in text
    assert asking_links.of_ask(Ask.objects.get(login="olga")) not in text


@pytest.mark.usefixtures("told")
def test_lead_tries_saves_undoes_and_restores(client, monkeypatch):
    play(client, monkeypatch, SIG_LEAD)
    given = {"days-1": "9", "whom-1": ["owners", "leads"], "seen": "0"}
    tried = client.post(SIG_PAGE, {**given, "do": "try"})
    assert "With the ladder above, which is not saved." in words(tried)
    assert "21 days before: owners" in words(tried)
    answer = client.post(SIG_PAGE, {**given, "do": "save", "reason": "Fewer."})
    assert (answer.status_code, answer["Location"]) == (303, SIG_PAGE)
    page = client.get(SIG_PAGE)
    text = words(page)
    assert "9 days before: owners and SIG leads" in text
    assert "@player : 9 days before: owners and SIG leads. Fewer." in text
    stale = client.post(SIG_PAGE, {**given, "do": "save", "days-1": "8"})
    assert stale.status_code == 409
    assert "@player changed it meanwhile" in words(stale)
    seen = re.search(r'name="seen" value="(\d+)"', page.content.decode())[1]
    assert client.post(SIG_PAGE, {"do": "undo", "seen": seen}).status_code == 303
    assert "21 days before: owners" in words(client.get(SIG_PAGE))


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"days-1": "x", "whom-1": "owners"}, "is no number of days"),
        ({"days-1": "5"}, "Say whom to ask 5 days before"),
        ({"days-1": "500", "whom-1": "owners"}, "between 0 and 120 days"),
    ],
)
def test_ladder_that_cannot_be_is_shown_with_what_would_do(
    client, monkeypatch, given, said
):
    play(client, monkeypatch, SIG_LEAD)
    answer = client.post(SIG_PAGE, {**given, "do": "save", "seen": "0"})
    assert answer.status_code == 400
    assert said in words(answer)


@pytest.mark.usefixtures("told")
def test_both_lists_are_files_and_the_past_is_shown(client):
    asked = client.get(f"{SIG_PAGE}?format=json&list=asked").json()
    assert [row["login"] for row in asked["rows"]] == ["ann", "olga"]
    planned = client.get(f"{SIG_PAGE}?format=csv&list=planned")
    assert b"day,login,release" in planned.content
    assert client.get(f"{SIG_PAGE}?format=csv&list=x").status_code == 400
    before = client.get(f"{SIG_PAGE}?as_of={days(-8):%Y-%m-%dT%H:%M:%SZ}")
    assert "Nobody was asked yet" in words(before)


@pytest.mark.usefixtures("told")
def test_what_waits_names_it_with_its_days(client):
    text = words(client.get("/demo/waiting/?person=olga"))
    assert text.count("Say whether all is still true") == 2
    assert "Nobody has said how it goes." in text
