"""The schedule of a release: its dates, trying another, and moving one."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from enhancements.models import (
    Claim,
    Event,
    ExceptionFreeze,
    ExceptionRequest,
    ExceptionState,
    ExceptionText,
)
from enhancements.profiles.role_rules import RELEASE_SHADOW
from tests.support.answers import words
from tests.support.life import WORK, enhancement, release, typed
from tests.support.parts import play

pytestmark = pytest.mark.django_db
PAGE = "/demo/v1.9/schedule"
TRY = {"move": "code-freeze:2027-02-24"}


def corrections() -> list[tuple[str, str, str, bool]]:
    rows = Claim.objects.filter(series__source="person").order_by("since")
    return [(one.raw, one.by, one.reason, one.until is None) for one in rows]


def move(client, date: str = "2027-02-24", reason: str = "Holidays.", **more: str):
    form = typed(client.get(PAGE, {"move": f"code-freeze:{date}"}), "move")
    return client.post(PAGE, {**form, "reason": reason, **more})


@pytest.mark.usefixtures("told")
def test_everybody_reads_the_dates(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        text = words(client.get(PAGE))

    assert "Schedule of v1.9" in text
    assert "Code freeze Wed 17 Feb 2027" in text
    assert "schedule.yaml, line" in text
    assert "Sign in first" in text


@pytest.mark.usefixtures("told")
def test_trying_a_date_saves_nothing(client, django_assert_num_queries):
    client.get(PAGE, TRY)
    with django_assert_num_queries(12):
        answer = client.get(PAGE, TRY)
    text = words(answer)

    assert "Code freeze on Wed 24 Feb 2027" in text
    assert "7 days later than now" in text
    assert "Both dates are to come" in text
    assert "Implementation 35 days 42 days" in text
    assert "Stabilization 28 days 21 days" in text
    assert "do not meet it today, whichever date it has" in text
    assert 'name="reason"' not in answer.content.decode()
    assert not Claim.objects.filter(series__source="person").exists()


@pytest.mark.usefixtures("told")
def test_form_of_two_fields_leads_to_the_scenarios_address(client):
    answer = client.get(PAGE, {"kind": "code-freeze", "date": "2027-02-24"})

    assert answer.status_code == 303
    assert answer["Location"] == f"{PAGE}?move=code-freeze%3A2027-02-24#move"


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    "text", ["code-freeze", "nope:2027-01-01", "code-freeze:soon", "release:9999-12-31"]
)
def test_what_is_no_scenario_is_refused(client, text):
    answer = client.get(PAGE, {"move": text})
    assert answer.status_code == 400
    assert "KIND:DATE" in words(answer)


@pytest.mark.usefixtures("told")
def test_short_phase_and_wrong_order_are_said(client):
    text = words(client.get(PAGE, {"move": "code-freeze:2027-01-20"}))
    assert "Implementation would have 7 days: the shortest of the last" in text
    wrong = words(client.get(PAGE, {"move": "code-freeze:2027-03-20"}))
    assert "Release cannot be on 2027-03-17: it comes after Code freeze" in wrong


def test_lead_moves_it_and_takes_it_back(lead):
    answer = move(lead)

    assert answer.status_code == 303
    assert corrections() == [("2027-02-24", "player", "Holidays.", True)]
    text = words(lead.get(answer["Location"]))
    assert "The date is moved" in text
    assert "Code freeze Wed 24 Feb 2027" in text
    assert "@player: Holidays." in text
    assert "17 Feb 2027" in text

    form = typed(lead.get(PAGE), "withdraw")
    back = lead.post(PAGE, {**form, "reason": "They work after all."})

    assert back.status_code == 303
    assert corrections() == [("2027-02-24", "player", "Holidays.", False)]
    assert "Code freeze Wed 17 Feb 2027" in words(lead.get(back["Location"]))
    kinds = Event.objects.filter(subject="v1.9 code-freeze").values_list("kind", "by")
    assert sorted(kinds) == [
        ("correction-withdrawn", "player"),
        ("deadline-corrected", "player"),
    ]


def test_reason_is_asked_for(lead):
    answer = move(lead, reason=" ")

    assert answer.status_code == 400
    assert "Say why" in words(answer)
    assert corrections() == []


def test_date_that_somebody_else_moved_is_not_overwritten(lead):
    form = typed(lead.get(PAGE, TRY), "move")
    move(lead, "2027-03-03", reason="Mine first.")

    answer = lead.post(PAGE, {**form, "reason": "Holidays."})

    assert answer.status_code == 409
    text = words(answer)
    assert "Somebody gave it another date while you were at it" in text
    assert "Wed 3 Mar 2027 now, by @player: Mine first." in text
    assert [one[0] for one in corrections()] == ["2027-03-03"]
    # Who has seen it may put theirs in its place.
    again = typed(answer, "move")
    assert lead.post(PAGE, {**again, "reason": "Holidays."}).status_code == 303
    assert [(one[0], one[3]) for one in corrections()] == [
        ("2027-03-03", False),
        ("2027-02-24", True),
    ]


def test_passed_deadline_says_that_nothing_judged_changes(lead):
    text = words(lead.get("/demo/v1.8/schedule", {"move": "code-freeze:2025-03-12"}))

    assert "This deadline has passed" in text
    assert "meet it by neither date" in text


def test_date_in_the_past_ends_the_freeze_at_once(lead):
    text = words(lead.get(PAGE, {"move": "enhancements-freeze:2026-01-07"}))
    assert "That day is over" in text


def test_release_without_dates_can_get_one(lead):
    page = "/demo/v1.10/schedule"
    assert "v1.10 has no dates" in words(lead.get(page))
    answer = lead.get(page, {"move": "release:2027-07-14"})
    assert "v1.10 has no date for it yet." in words(answer)
    assert "No check hangs on this date" in words(answer)
    form = typed(answer, "move")
    assert lead.post(page, {**form, "reason": "Agreed."}).status_code == 303
    assert "Release Wed 14 Jul 2027" in words(lead.get(page))


@pytest.mark.usefixtures("told")
def test_only_the_lead_moves(client, monkeypatch):
    form = {"act": "move", "kind": "code-freeze", "date": "2027-02-24", "reason": "x"}
    assert client.post(PAGE, form).status_code == 403
    play(client, monkeypatch, RELEASE_SHADOW)
    answer = client.post(PAGE, form)
    assert answer.status_code == 403
    assert "Only the lead of v1.9 moves a deadline." in words(answer)
    assert "Only the lead of v1.9 moves a deadline." in words(client.get(PAGE))


def test_past_moment_is_read_only(lead):
    text = words(lead.get(PAGE, {"as_of": "2025-06-01", **TRY}))
    assert "a date is moved now" in text
    assert "Why it is moved" not in text


@pytest.mark.usefixtures("told")
def test_dates_as_a_file(client):
    answer = client.get(PAGE, {"format": "csv"})
    lines = answer.content.decode().splitlines()
    assert lines[1].split(",")[:4] == ["deadline", "label", "date", "ends_at"]
    assert len(lines) == 5
    assert "demo-v1-9-schedule" in answer["Content-Disposition"]


def excepted(key: str, state: str, until: dt.datetime | None = None, days: int = 0):
    """Somebody asked on 1 November for more time at the code freeze."""
    place = {"release": release(WORK), "enhancement": enhancement(key)}
    at = dt.datetime(2025, 11, 1, 9, tzinfo=dt.UTC)
    row = ExceptionRequest.objects.create(**place, by="olga", at=at)
    held = {"freeze": "code-freeze", "since": at}
    ExceptionFreeze.objects.create(request=row, **place, **held)
    ExceptionText.objects.create(request=row, days=days or None, by="olga", since=at)
    ExceptionState.objects.create(
        request=row, state=state, by="ann", since=at, granted_until=until
    )


@pytest.mark.usefixtures("told")
def test_what_comes_of_exceptions_is_said(client):
    # The code freeze ends with 17 February 2027; what is tried is the 24th.
    def end(day: int) -> dt.datetime:
        return dt.datetime(2027, 2, day + 1, 12, tzinfo=dt.UTC)

    excepted("10", "approved", end(24))
    excepted("13", "approved", end(26))
    excepted("11", "pending", days=5)
    excepted("14", "approved")
    excepted("12", "rejected")

    text = words(client.get(PAGE, TRY))
    _, _, told = text.partition("Who has more time, or asks for it")

    assert re.search(
        r"Thing 10 #10 compute excepted until .{10,60}\. The moved date makes that"
        r" needless",
        told,
    )
    assert re.search(
        r"Thing 13 #13 network excepted until .{10,60}\. That would still be 2 days"
        r" more than the moved date",
        told,
    )
    assert re.search(r"Thing 11 .{0,20}asks for time until .{10,60} needless", told)
    assert "Thing 14 #14 network excepted, no end given. Whether" in told
    assert "Thing 12" not in told
    earlier = words(client.get(PAGE, {"move": "code-freeze:2027-02-10"}))
    _, _, told = earlier.partition("Who has more time, or asks for it")
    assert "needless:" not in told
    assert "That would still be 14 days more" in told


@pytest.mark.usefixtures("told")
def test_exceptions_at_another_freeze_are_not_told(client):
    excepted("10", "approved", dt.datetime(2027, 2, 25, 12, tzinfo=dt.UTC))

    text = words(client.get(PAGE, {"move": "release:2027-03-24"}))

    assert "Who has more time" not in text
