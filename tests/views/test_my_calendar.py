"""What becomes of the end of an exception in somebody's own calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from enhancements.actions import accounts, exception_ends, exceptions, feed_addresses
from enhancements.models import (
    ExceptionFreeze,
    ExceptionRequest,
    ExceptionState,
    ExceptionText,
    Release,
)
from tests.support.boards import CODE, days, enhancement, fill, judged
from tests.support.followed import retarget

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
NOW = days(0)
END = NOW + dt.timedelta(days=13)


def on(number: float) -> dt.datetime:
    """So many days from when these tests began."""
    return NOW + dt.timedelta(days=number)


@pytest.fixture(scope="module")
def told(shared):
    """#1 and #2 are olga's, #3 is nobody's; #1 misses something."""
    fill(shared, 3)
    verdict = judged(shared, 1, CODE, "at-risk", asked=1, failed=1)
    verdict.checks[0] |= {"check": "code-merged", "title": "Code is merged"}
    verdict.save(update_fields=["checks"])
    shared.begin()
    return shared


@pytest.fixture
def olga(told):  # noqa: ARG001 - for its effect
    return accounts.sign_in(github_id=7, login="olga", name="Olga")


def asked(demo, number=1, by="olga", at=-9) -> ExceptionRequest:
    """Somebody asks for more time."""
    place = {
        "release": Release.objects.get(project=demo.project, name="v1.9"),
        "enhancement": enhancement(demo, number),
    }
    row = ExceptionRequest.objects.create(**place, by=by, at=on(at))
    ExceptionFreeze.objects.create(request=row, **place, freeze=CODE, since=on(at))
    ExceptionText.objects.create(request=row, days=3, by=by, since=on(at))
    ExceptionState.objects.create(request=row, state="pending", by=by, since=on(at))
    return row


def stands(row) -> int:
    return ExceptionState.objects.get(request=row, until=None).pk


def grant(demo, row, at=-8.0, until=END) -> None:
    exceptions.decide(
        project=demo.project,
        request=row.pk,
        seen=stands(row),
        state="approved",
        reason="Agreed.",
        until=until,
        by="ann",
        now=on(at),
    )


def undo(demo, row, at) -> None:
    exceptions.undo(
        project=demo.project, request=row.pk, seen=stands(row), by="ann", now=on(at)
    )


def withdraw(demo, row, at) -> None:
    exceptions.withdraw(
        project=demo.project,
        request=row.pk,
        seen=stands(row),
        reason="It is merged.",
        by="olga",
        now=on(at),
    )


def ends(account) -> list[Any]:
    """The ends of exceptions in their calendar, as a program reads it."""
    made = feed_addresses.make(account=account, what="calendar", by="x", now=on(0))
    address = reverse("enhancements:secret-feed", args=[made.token, "mine.ics"])
    answer = Client().get(address)
    assert answer.status_code == 200
    found = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    return [one for one in found if "/exception/" in str(one["UID"])]


def test_granted_one_ends_at_its_hour_with_what_is_missing(told, olga):
    grant(told, asked(told))
    [event] = ends(olga)
    about = f"me/{olga.pk}/demo/v1.9/exception/{enhancement(told, 1).pk}@testserver"
    assert str(event["UID"]) == about
    assert (event["DTSTART"].dt, str(event["STATUS"])) == (END, "CONFIRMED")
    assert str(event["DESCRIPTION"]).split("\n") == [
        "Thing 1 (Alpha)",
        "",
        "- #1 Thing 1 (Alpha): excepted",
        "  Code is merged: It is so.",
    ]


def test_taken_back_it_is_cancelled_and_granted_again_it_is_the_same(told, olga):
    row = asked(told)
    grant(told, row)
    [before] = ends(olga)
    undo(told, row, -7)
    [waits] = ends(olga)
    withdraw(told, row, -6)
    [gone] = ends(olga)
    for one in (waits, gone):
        assert (one["UID"], one["DTSTART"].dt) == (before["UID"], END)
        assert str(one["STATUS"]) == "CANCELLED"
    assert before["SEQUENCE"] < waits["SEQUENCE"] < gone["SEQUENCE"]
    assert gone["LAST-MODIFIED"].dt == on(-6)
    assert "waits for a decision again" in str(waits["DESCRIPTION"])
    assert "It was withdrawn. It is merged." in str(gone["DESCRIPTION"])
    grant(told, asked(told, at=-5), at=-4, until=END + HOUR)
    [again] = ends(olga)
    assert (again["UID"], str(again["STATUS"])) == (before["UID"], "CONFIRMED")
    assert again["DTSTART"].dt == END + HOUR
    assert again["SEQUENCE"] > gone["SEQUENCE"]


def test_other_end_moves_it(told, olga):
    row = asked(told)
    grant(told, row)
    [before] = ends(olga)
    undo(told, row, -7)
    grant(told, row, -6, END - HOUR)
    [after] = ends(olga)
    assert (after["UID"], after["DTSTART"].dt) == (before["UID"], END - HOUR)
    assert str(after["STATUS"]) == "CONFIRMED"
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_rejected_after_it_was_granted_is_cancelled_with_the_reason(told, olga):
    row = asked(told)
    grant(told, row)
    undo(told, row, -7)
    exceptions.decide(
        project=told.project,
        request=row.pk,
        seen=stands(row),
        state="rejected",
        reason="Too late for the docs.",
        until=None,
        by="ann",
        now=on(-6),
    )
    [event] = ends(olga)
    assert str(event["STATUS"]) == "CANCELLED"
    assert "It was rejected. Too late for the docs." in str(event["DESCRIPTION"])


@pytest.mark.parametrize(("until", "status"), [(-2, "CONFIRMED"), (2, "CANCELLED")])
def test_evaluated_before_its_time_was_over_it_ends_nothing(told, olga, until, status):
    row = asked(told)
    grant(told, row, until=on(until))
    exception_ends.evaluate(
        project=told.project,
        requests={row.pk: stands(row)},
        value="tracked",
        standings={},
        reason="All is merged.",
        by="ann",
        now=on(-1),
    )
    [event] = ends(olga)
    assert str(event["STATUS"]) == status
    is_said = "evaluated before its time was over" in str(event["DESCRIPTION"])
    assert is_said == (status == "CANCELLED")


def test_entry_that_leaves_the_release_takes_its_end_along(told, olga):
    grant(told, asked(told))
    [before] = ends(olga)
    retarget(told, 1, "v1.10")
    [after] = ends(olga)
    assert (after["UID"], str(after["STATUS"])) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert "The entry left v1.9." in str(after["DESCRIPTION"])


def test_what_was_never_granted_or_is_long_over_or_others_is_in_none(told, olga):
    asked(told)
    grant(told, asked(told, 2, at=-500), at=-499, until=on(-400))
    grant(told, asked(told, 3, by="rolf"))
    assert ends(olga) == []


def test_who_asked_has_it_though_the_entry_is_not_theirs(told, olga):
    grant(told, asked(told, 3, by="Olga"))
    [event] = ends(olga)
    assert str(event["SUMMARY"]) == "KubeVirt v1.9: exception of #3 ends"
    assert str(event["DESCRIPTION"]) == "Thing 3"


@pytest.mark.usefixtures("told")
def test_calendar_says_whose_it_is_and_how_to_be_rid_of_it(olga):
    made = feed_addresses.make(account=olga, what="calendar", by="x", now=on(0))
    address = reverse("enhancements:secret-feed", args=[made.token, "mine.ics"])
    calendar = icalendar.Calendar.from_ical(Client().get(address).content)
    assert str(calendar["DESCRIPTION"]) == (
        "The freezes that your entries are worked for, and when their exceptions end."
        " To stop it, revoke its address: http://testserver/me/feeds/"
    )
    assert "X-WR-CALDESC" in calendar
