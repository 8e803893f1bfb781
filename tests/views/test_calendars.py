"""Calendars of deadlines, as programs ask for them."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest

from enhancements.models import Decision, Verdict
from tests.support.boards import CODE, SIGS, VEP, decide, judged
from tests.support.tracked import day, schedule, vep

pytestmark = pytest.mark.django_db
# The VEP freeze ends on day 6 at noon, the code freeze on day 16, v1.9 out on day 28.
DATES = {"freeze": "2025-01-10", "code": "2025-01-20", "out": "2025-02-01"}
PLAN = "releases/v1.9/schedule.yaml"
NOW = "2025-01-17T09:00Z"
CALENDARS = ("calendar.ics", "releases/v1.9/calendar.ics", "sigs/compute/calendar.ics")


@pytest.fixture(scope="module")
def told(shared):
    """Four entries: #1 and #3 are compute's, #1, #2 and #4 are olga's."""
    shared.commit({PLAN: schedule(**DATES)}, day(1), kind="schedules")
    shared.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    files = {
        f"veps/sig-{'compute' if n % 2 else 'network'}/{n}-thing-{n}/vep.md": vep(
            n, f"Thing {n}", owners="@olga" if n % 3 else "", alpha="v1.9"
        )
        for n in range(1, 5)
    }
    shared.commit(files, day(1))
    shared.track()
    shared.sync()
    Verdict.objects.all().delete()
    shared.begin()
    return shared


def tell(told, number: int, check: str = "code-merged") -> None:
    """A check of the code freeze of that entry fails."""
    verdict = judged(told, number, CODE, "at-risk", asked=1, failed=1)
    verdict.checks[0] |= {"check": check, "title": "Code is merged"}
    verdict.checks[0] |= {"reason": "PR 7 is open."}
    verdict.save(update_fields=["checks"])


def ask(client, path: str = "calendar.ics", at: str = NOW):
    answer = client.get(f"/demo/{path}", {"as_of": at})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content)


def events(*args, **more) -> dict[str, icalendar.Event]:
    return {
        str(one["UID"]).partition("@")[0]: one
        for one in ask(*args, **more).walk("VEVENT")
    }


@pytest.mark.usefixtures("told")
def test_date_ends_anywhere_on_earth(client):
    found = events(client)
    assert {uid: one["DTSTART"].dt for uid, one in found.items()} == {
        "demo/v1.9/enhancements-freeze": dt.datetime(2025, 1, 11, 12, tzinfo=dt.UTC),
        "demo/v1.9/code-freeze": dt.datetime(2025, 1, 21, 12, tzinfo=dt.UTC),
        "demo/v1.9/release": dt.datetime(2025, 2, 2, 12, tzinfo=dt.UTC),
    }
    code = found["demo/v1.9/code-freeze"]
    assert str(code["SUMMARY"]) == "KubeVirt v1.9: Code freeze"
    assert str(code["DESCRIPTION"]) == "Ends Anywhere on Earth with 20 Jan 2025."
    assert str(code["URL"]) == "http://testserver/demo/releases/v1.9/"


@pytest.mark.usefixtures("told")
def test_names_are_the_same_in_all_calendars_of_the_same_thing(client):
    assert set(events(client)) == set(events(client, "releases/v1.9/calendar.ics"))
    of_sig = events(client, "sigs/compute/calendar.ics")
    assert "demo/sigs/compute/v1.9/code-freeze" in of_sig


def test_moved_deadline_is_the_same_one_with_a_later_word(client, told):
    before = events(client)["demo/v1.9/code-freeze"]
    moved = schedule(**{**DATES, "code": "2025-01-27"})
    told.commit({PLAN: moved}, day(10), kind="schedules")
    told.sync()
    after = events(client)["demo/v1.9/code-freeze"]
    assert after["DTSTART"].dt == dt.datetime(2025, 1, 28, 12, tzinfo=dt.UTC)
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt == day(10) > before["LAST-MODIFIED"].dt
    told.commit({PLAN: schedule(**DATES)}, day(11), kind="schedules")
    told.sync()
    back = events(client)["demo/v1.9/code-freeze"]
    assert back["DTSTART"].dt == before["DTSTART"].dt
    assert back["SEQUENCE"] > after["SEQUENCE"]


def test_deadline_that_was_taken_out_is_cancelled(client, told):
    kept = {"freeze": DATES["freeze"], "out": DATES["out"]}
    before = events(client)["demo/v1.9/code-freeze"]
    told.commit({PLAN: schedule(**kept)}, day(10), kind="schedules")
    told.sync()
    for path in CALENDARS[:2]:
        gone = events(client, path)["demo/v1.9/code-freeze"]
        assert str(gone["STATUS"]) == "CANCELLED"
        assert gone["SEQUENCE"] > before["SEQUENCE"]
        assert gone["DTSTART"].dt == before["DTSTART"].dt
        assert "taken out of the schedule" in str(gone["DESCRIPTION"])
    assert str(events(client)["demo/v1.9/release"]["STATUS"]) == "CONFIRMED"


def test_past_deadline_that_is_taken_out_later_stays(client, told):
    kept = {"code": DATES["code"], "out": DATES["out"]}
    told.commit({PLAN: schedule(**kept)}, day(10), kind="schedules")
    told.sync()
    past = events(client)["demo/v1.9/enhancements-freeze"]
    assert str(past["STATUS"]) == "CONFIRMED"


def test_sig_is_told_what_is_not_ready_and_which_check_fails(client, told):
    tell(told, 1)
    judged(told, 3, CODE, "met", since=day(8))
    tell(told, 2)  # Of another SIG.
    found = events(client, "sigs/compute/calendar.ics")
    code = found["demo/sigs/compute/v1.9/code-freeze"]
    assert str(code["SUMMARY"]) == "KubeVirt v1.9: Code freeze (1 of 2 not ready)"
    assert str(code["DESCRIPTION"]).split("\n") == [
        "Ends Anywhere on Earth with 20 Jan 2025.",
        "",
        "2 entries of SIG compute, 1 not ready:",
        "- #1 Thing 1 (Alpha): at risk",
        "  Code is merged: PR 7 is open.",
    ]
    out = found["demo/sigs/compute/v1.9/release"]
    assert "not ready" not in str(out["SUMMARY"])


def test_sig_that_is_ready_is_told_so(client, told):
    for number in (1, 3):
        judged(told, number, CODE, "met", since=day(8))
    decide(told, 3, Decision.Kind.STANDING, "removed", day(7), freeze=VEP)
    code = events(client, "sigs/compute/calendar.ics")[
        "demo/sigs/compute/v1.9/code-freeze"
    ]
    assert str(code["SUMMARY"]) == "KubeVirt v1.9: Code freeze"
    said = "1 entry of SIG compute, nothing missing so far."
    assert str(code["DESCRIPTION"]).split("\n")[2:] == [said]


@pytest.mark.usefixtures("told")
def test_sig_that_nobody_names_has_the_deadlines_alone(client):
    assert len(events(client, "sigs/nobody/calendar.ics")) == 3


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("path", CALENDARS)
def test_who_has_it_already_is_told_so(client, path):
    first = client.get(f"/demo/{path}", {"as_of": NOW})
    given = {"if-none-match": first["ETag"]}
    again = client.get(f"/demo/{path}", {"as_of": NOW}, headers=given)
    assert again.status_code == 304
    assert not first.cookies


@pytest.mark.usefixtures("told")
def test_what_is_long_over_is_in_none(client):
    assert events(client, at="2026-02-20") == {}
    assert client.get("/demo/releases/v7.7/calendar.ics").status_code == 404


@pytest.mark.parametrize("number", [1, 6])
@pytest.mark.parametrize("path", CALENDARS)
def test_statements_do_not_grow(client, told, number, path, django_assert_num_queries):
    for one in range(10, 10 + number):
        plan = {f"releases/v1.{one}/schedule.yaml": schedule(out="2025-06-01")}
        told.commit(plan, day(3), kind="schedules")
    told.sync()
    with django_assert_num_queries(4 if "sigs" in path else 3):
        ask(client, path)
