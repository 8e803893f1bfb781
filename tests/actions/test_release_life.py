"""A release is opened with its dates and criteria, closed, and opened again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from enhancements import profiles
from enhancements.actions import criteria, release_life
from enhancements.actions.release_life import Given, LifeRefused, name_of
from enhancements.models import Claim, Event, Project, Release, ReleaseCriteria

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
OUT_AT = NOW - dt.timedelta(days=3)


@pytest.fixture
def project():
    return Project.objects.create(name="demo", profile="kubevirt")


@pytest.fixture
def last(project):
    return Release.objects.create(project=project, name="v1.9", major=1, minor=9)


def given(**days: str) -> dict[str, Given]:
    named = {kind.replace("_", "-"): day for kind, day in days.items()}
    return {
        kind: Given(kind, dt.date.fromisoformat(day)) for kind, day in named.items()
    }


def open_(project, name="v1.10", now=NOW, **more):
    dates = given(code_freeze="2026-05-06", release="2026-06-03")
    told = {"given": dates, "last": "v1.9", "reason": "", "by": "ann", **more}
    return release_life.open_release(project=project, name=name, now=now, **told)


def edited(release) -> list[dict]:
    """Criteria that are not the profile's any more."""
    stands = criteria.in_force(release=release)
    freezes = [one for one in stands.freezes if one["deadline"] == "code-freeze"]
    criteria.change(
        release=release, freezes=freezes, by="bob", reason="x", seen=stands.pk, now=NOW
    )
    return criteria.in_force(release=release).freezes


@pytest.mark.parametrize("text", ["v1.10", " 1.10 ", "V1.10", "1.10.0"])
def test_name_as_people_write_it(text):
    assert name_of(text) == "v1.10"


@pytest.mark.parametrize("text", ["", "next", "v1", "v1.10-rc.1", "v1.x"])
def test_what_is_no_name(text):
    with pytest.raises(LifeRefused, match=r"v1\.11"):
        name_of(text)


def test_opened_release_has_its_dates_from_whoever_opened_it(project, last):
    del last
    found = open_(project, reason="Agreed in the call.")

    assert (found.opened_at, found.opened_by) == (NOW, "ann")
    claims = Claim.objects.order_by("series__field")
    assert [
        (c.series.field, c.series.source, c.raw, c.by, c.reason) for c in claims
    ] == [
        ("deadline:code-freeze", "person", "2026-05-06", "ann", "Agreed in the call."),
        ("deadline:release", "person", "2026-06-03", "ann", "Agreed in the call."),
    ]
    event = Event.objects.get(kind="release-opened")
    assert (event.subject, event.by, event.happened_at) == ("v1.10", "ann", NOW)
    assert event.new == {
        "deadlines": {"code-freeze": "2026-05-06", "release": "2026-06-03"},
        "given": ["code-freeze", "release"],
        "criteria": "v1.9",
    }


def test_date_that_the_schedule_gives_is_left_to_it(project, last):
    del last
    day = dt.date(2026, 5, 6)
    open_(project, given={"code-freeze": Given("code-freeze", day, stands=day)})

    assert not Claim.objects.exists()
    assert Event.objects.get(kind="release-opened").new["given"] == []


def test_criteria_are_the_last_releases_not_the_profiles(project, last):
    theirs = edited(last)
    found = open_(project)

    (copy,) = ReleaseCriteria.objects.filter(release=found)
    assert copy.freezes == theirs != profiles.load("kubevirt").criteria.as_json()
    assert (copy.by, copy.reason) == ("ann", "Copied from v1.9.")
    # It is the release's own: a later edit there changes nothing here.
    stands = criteria.in_force(release=last)
    criteria.change(
        release=last, freezes=[], by="bob", reason="x", seen=stands.pk, now=NOW + HOUR
    )
    assert criteria.in_force(release=found).freezes == theirs


def test_release_that_was_judged_by_the_profile_asks_what_the_last_one_does(
    project, last
):
    theirs = edited(last)
    named = Release.objects.create(project=project, name="v1.10", major=1, minor=10)
    first = criteria.in_force(release=named)

    found = open_(project)

    assert found.pk == named.pk
    assert criteria.in_force(release=named).freezes == theirs
    first.refresh_from_db()
    assert first.until == NOW


def test_what_people_edited_before_it_was_opened_stays(project, last):
    edited(last)
    named = Release.objects.create(project=project, name="v1.10", major=1, minor=10)
    stands = criteria.in_force(release=named)
    criteria.change(
        release=named, freezes=[], by="eve", reason="x", seen=stands.pk, now=NOW
    )

    open_(project, now=NOW + HOUR)

    assert criteria.in_force(release=named).freezes == []
    assert Event.objects.get(kind="release-opened").new["criteria"] == ""


def test_first_release_asks_what_the_profile_does(project):
    found = open_(project, last="")
    assert not ReleaseCriteria.objects.filter(release=found).exists()


def test_release_is_opened_once(project, last):
    del last
    open_(project)
    with pytest.raises(LifeRefused, match=r"v1\.10 is open since 2026-03-01"):
        open_(project, now=NOW + HOUR)
    assert Event.objects.filter(kind="release-opened").count() == 1


def test_dates_out_of_order_open_nothing(project):
    dates = given(code_freeze="2026-05-06", release="2026-05-05")
    with pytest.raises(LifeRefused, match="Release cannot be on 2026-05-05"):
        open_(project, given=dates, last="")
    assert not Release.objects.filter(name="v1.10").exists()
    assert not Event.objects.exists()


def close(release, now=NOW, **more):
    told = {"counts": {"shipped": 2}, "by": "ann", "reason": "", "out_at": OUT_AT}
    release_life.close_release(release=release, now=now, **{**told, **more})


def test_closed_and_opened_again(last):
    close(last)
    last.refresh_from_db()
    assert (last.closed_at, last.closed_by) == (NOW, "ann")
    with pytest.raises(LifeRefused, match=r"@ann has closed v1\.9 already"):
        close(last, by="bob")

    release_life.reopen_release(
        release=last, by="bob", reason="One was forgotten.", now=NOW + HOUR
    )

    last.refresh_from_db()
    assert (last.closed_at, last.closed_by) == (None, "")
    events = Event.objects.filter(release=last).order_by("happened_at")
    assert [(one.kind, one.by, one.old, one.new, one.reason) for one in events] == [
        ("release-closed", "ann", None, {"entries": {"shipped": 2}}, ""),
        (
            "release-reopened",
            "bob",
            {"by": "ann", "at": "2026-03-01T12:00:00Z"},
            None,
            "One was forgotten.",
        ),
    ]


@pytest.mark.parametrize("out_at", [None, NOW + HOUR])
def test_release_that_is_not_out_is_closed_with_a_reason(last, out_at):
    with pytest.raises(LifeRefused, match="say why it is closed now"):
        close(last, out_at=out_at)
    close(last, out_at=out_at, reason="Opened by mistake.")
    assert Event.objects.get().reason == "Opened by mistake."


def test_opening_again_needs_a_reason_and_a_closed_release(last):
    with pytest.raises(LifeRefused, match=r"v1\.9 is not closed"):
        release_life.reopen_release(release=last, by="ann", reason="x", now=NOW)
    close(last)
    with pytest.raises(LifeRefused, match="Say why"):
        release_life.reopen_release(release=last, by="ann", reason=" ", now=NOW)


@pytest.mark.parametrize("field", ["opened", "closed"])
def test_database_knows_no_release_opened_or_closed_by_nobody(last, field):
    setattr(last, f"{field}_at", NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        last.save()
