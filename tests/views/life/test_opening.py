"""Opening a release, through its page."""

from __future__ import annotations

import pytest

from enhancements.models import Claim, Event, Release
from enhancements.profiles.role_rules import RELEASE_LEAD, RELEASE_SHADOW
from tests.support.answers import words
from tests.support.life import LATER, WORK, release
from tests.support.parts import play
from tests.support.tracked import day, schedule

pytestmark = pytest.mark.django_db
PAGE = "/demo/releases/open/"
DATES = {
    "date-start": "",
    "date-enhancements-freeze": "2027-05-05",
    "date-code-freeze": "2027-06-09",
    "date-docs-freeze": "",
    "date-release": "2027-07-14",
}


def send(client, **more: str):
    return client.post(PAGE, {"name": LATER, "do": "open", **DATES, **more})


def test_everybody_sees_what_it_would_open_with(
    client,
    told,  # noqa: ARG001 - for its effect
    django_assert_num_queries,
):
    with django_assert_num_queries(4):
        text = words(client.get(PAGE, {"name": LATER}))

    assert "Open v1.10" in text
    assert "Sources name v1.10 already; opening it keeps everything." in text
    assert "moved on by whole weeks" in text
    assert "Thing 14 #14 Beta" in text
    assert "Sign in first" in text


def test_release_in_work_comes_first_then_the_next(client, told):  # noqa: ARG001 - for its effect
    assert "Open v1.9" in words(client.get(PAGE))
    assert "They are shown as they stand" in words(client.get(PAGE))
    assert "v1.8 is out since" in words(client.get(PAGE, {"name": "1.8"}))
    wrong = client.get(PAGE, {"name": "soon"})
    assert wrong.status_code == 400
    assert "“soon” is no name of a release" in words(wrong)


def test_proposed_dates_keep_the_phases(lead):
    html = lead.get(PAGE, {"name": LATER}).content.decode()

    # v1.8 to v1.9 were 102 weeks; so are the dates of v1.10 behind those of v1.9.
    assert 'name="date-enhancements-freeze" value="2028-12-27"' in html
    assert 'name="date-code-freeze" value="2029-01-31"' in html
    assert 'name="date-release" value="2029-02-28"' in html
    assert 'name="date-docs-freeze" value=""' in html


def test_lead_opens_it(lead):
    before = release(LATER).pk
    answer = send(lead, reason="Agreed in the call.")

    assert answer.status_code == 303
    assert answer["Location"] == "/demo/v1.10/schedule?opened=1"
    found = release(LATER)
    assert (found.pk, found.opened_by) == (before, "player")
    raws = Claim.objects.filter(series__release=found).values_list("raw", flat=True)
    assert sorted(raws) == ["2027-05-05", "2027-06-09", "2027-07-14"]
    page = words(lead.get(answer["Location"]))
    assert "v1.10 is open" in page
    assert "Opened by @player" in page
    assert "@player: Agreed in the call." in page
    listed = words(lead.get("/demo/releases/"))
    assert "v1.10 open" in listed
    assert "Opened by @player" in words(lead.get("/demo/releases/v1.10/"))
    again = send(lead)
    assert again.status_code == 400
    assert "v1.10 is open since" in words(again)


def test_release_nobody_names_is_made(lead):
    assert send(lead, name="v1.11").status_code == 303
    assert release("v1.11").opened_by == "player"


def test_schedules_dates_are_left_to_it_unless_they_are_changed(lead):
    dates = {
        "date-enhancements-freeze": "2027-01-13",
        "date-code-freeze": "2027-02-24",
        "date-release": "2027-03-17",
    }
    assert send(lead, name=WORK, **dates).status_code == 303

    (claim,) = Claim.objects.filter(series__source="person")
    assert (claim.series.field, claim.raw) == ("deadline:code-freeze", "2027-02-24")
    assert claim.reason == "Given when v1.9 was opened."


def test_preview_opens_nothing(lead):
    answer = send(lead, do="preview")

    assert answer.status_code == 200
    assert "Implementation 35 days" in words(answer)
    assert not Event.objects.filter(kind="release-opened").exists()


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"date-release": "2027-06-01"}, "Release cannot be on 2027-06-01"),
        ({"date-release": "soon"}, "Release: write the date as 2027-03-31."),
        ({"name": "soon"}, "is no name of a release"),
        ({"name": "v1.8"}, "v1.8 is out since"),
        ({"name": "v1.7"}, "v1.7 comes before v1.9"),
        ({"date-release": "0001-01-01", "date-code-freeze": ""}, "cannot be on"),
    ],
)
def test_what_cannot_be_opened_is_said_and_kept(lead, form, says):
    answer = send(lead, reason="As typed.", **form)

    assert answer.status_code == 400
    assert says in words(answer)
    assert not Release.objects.filter(opened_at__isnull=False).exists()
    if "name" not in form:
        assert "As typed." in answer.content.decode()
        assert 'value="2027-05-05"' in answer.content.decode()


def test_only_the_lead_opens(client, monkeypatch, told):  # noqa: ARG001 - told for its effect
    assert send(client).status_code == 403
    play(client, monkeypatch, RELEASE_SHADOW)
    answer = send(client)
    assert answer.status_code == 403
    assert "Only the lead of v1.10 opens a release." in words(answer)
    assert "Open a release" not in words(client.get("/demo/releases/"))
    play(client, monkeypatch, RELEASE_LEAD)
    assert "Open a release" in words(client.get("/demo/releases/"))


def test_schedule_that_comes_later_stands_beside_what_people_gave(lead, told):
    send(lead)
    path = f"releases/{LATER}/schedule.yaml"
    dates = {"freeze": "2027-05-05", "code": "2027-06-16", "out": "2027-07-14"}
    told.commit({path: schedule(**dates)}, day(700), kind="schedules")
    told.sync()

    text = words(lead.get("/demo/v1.10/schedule"))
    # Where both agree the correction is over; where they do not, the person's holds.
    assert "16 Jun 2027" in text
    standing = Claim.objects.filter(series__source="person", until=None)
    assert [one.raw for one in standing] == ["2027-06-09"]


def take_back(client, **more: str):
    form = {"name": LATER, "do": "unopen", "reason": "By mistake.", **more}
    return client.post(PAGE, form)


def test_opening_is_taken_back(lead, django_assert_num_queries):
    send(lead)
    with django_assert_num_queries(7):
        offered = words(lead.get(PAGE, {"name": LATER}))
    assert "v1.10 is open" in offered
    assert "Nobody has worked on it yet." in offered

    answer = take_back(lead)

    assert (answer.status_code, answer["Location"]) == (
        303,
        f"{PAGE}?name=v1.10&done=1",
    )
    page = words(lead.get(answer["Location"]))
    assert "The opening of v1.10 is taken back" in page
    assert "Open v1.10" in page
    assert release(LATER).opened_at is None
    assert not Claim.objects.filter(series__source="person", until=None).exists()
    assert "v1.10 open" not in words(lead.get("/demo/releases/"))
    again = take_back(lead)
    assert again.status_code == 400
    assert "v1.10 is not open." in words(again)


def test_opening_that_something_hangs_on_stays(lead):
    send(lead)
    form = {"item": "14", "kind": "note", "value": "Look at this."}
    lead.post(f"/demo/{LATER}/board/decide", {**form, "seen": "", "freeze": ""})

    page = words(lead.get(PAGE, {"name": LATER}))
    assert "v1.10 was worked on since it was opened" in page
    assert "1 decision about its entries: take them back on its board." in page
    refused = take_back(lead)
    assert refused.status_code == 400
    assert "That cannot be taken back" in words(refused)
    assert release(LATER).opened_by == "player"


def test_shadow_takes_no_opening_back(client, monkeypatch, lead):
    send(lead)
    play(client, monkeypatch, RELEASE_SHADOW)

    refused = take_back(client)

    assert refused.status_code == 403
    assert "Only the lead of v1.10 opens a release." in words(refused)
    assert release(LATER).opened_by == "player"
