"""The opening of a release is taken back, while nobody has worked on it."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements import profiles
from enhancements.actions import criteria, release_life, releases
from enhancements.actions.release_life import Given, LifeRefused
from enhancements.models import (
    Ask,
    AskItem,
    Capacity,
    Claim,
    Concern,
    Decision,
    Enhancement,
    Event,
    ExceptionRequest,
    ExceptionState,
    Project,
    Release,
    ReleaseCriteria,
    ReleaseLetter,
    Snapshot,
    TakeOver,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
CODE = dt.date(2026, 5, 6)


@pytest.fixture
def project():
    return Project.objects.create(name="demo", profile="kubevirt")


@pytest.fixture
def last(project):
    """A release whose freezes ask for something of their own."""
    found = Release.objects.create(project=project, name="v1.9", major=1, minor=9)
    stands = criteria.in_force(release=found)
    seen = stands.pk
    criteria.change(
        release=found, freezes=[], by="bob", reason="x", seen=seen, now=NOW - HOUR
    )
    return found


def opened(project, now=NOW) -> Release:
    return release_life.open_release(
        project=project,
        name="v1.10",
        given={"code-freeze": Given("code-freeze", CODE)},
        last="v1.9",
        reason="",
        by="ann",
        now=now,
    )


def take_back(release, now=NOW + HOUR, reason="Opened by mistake.") -> None:
    release_life.unopen_release(release=release, by="ann", reason=reason, now=now)


def standing() -> list[tuple[str, str]]:
    rows = Claim.objects.filter(series__source="person", until=None)
    return [(one.raw, one.by) for one in rows]


def test_what_it_was_opened_with_goes(project, last):
    del last
    found = opened(project)
    take_back(found)

    found.refresh_from_db()
    assert (found.opened_at, found.opened_by) == (None, "")
    assert standing() == []
    asks = criteria.in_force(release=found)
    assert (asks.by, asks.freezes) == (
        criteria.PROFILE,
        profiles.load("kubevirt").criteria.as_json(),
    )
    event = Event.objects.get(kind="release-unopened")
    assert (event.by, event.reason, event.happened_at) == (
        "ann",
        "Opened by mistake.",
        NOW + HOUR,
    )
    assert event.old == {"by": "ann", "at": "2026-03-01T12:00:00Z"}


def test_it_can_be_opened_again_with_the_last_ones_criteria(project, last):
    found = opened(project)
    take_back(found)
    opened(project, now=NOW + 2 * HOUR)

    assert criteria.in_force(release=found).freezes == []
    assert criteria.in_force(release=last).freezes == []
    assert standing() == [("2026-05-06", "ann")]


def test_correction_from_before_stands_again(project, last):
    del last
    releases.ensure(project=project, names=["v1.10"])
    releases.correct_deadline(
        project=project,
        release="v1.10",
        kind="code-freeze",
        date=dt.date(2026, 5, 13),
        reason="Holidays.",
        by="eve",
        now=NOW - HOUR,
    )
    take_back(opened(project))

    assert standing() == [("2026-05-13", "ann")]


def test_criteria_from_before_stand_again(project, last):
    del last
    key = releases.ensure(project=project, names=["v1.10"])["v1.10"]
    first = criteria.in_force(release=Release.objects.get(pk=key))
    take_back(opened(project))

    rows = ReleaseCriteria.objects.filter(release=key).order_by("since")
    assert [row.by for row in rows] == ["profile", "ann", "profile"]
    assert rows[2].freezes == first.freezes


def test_it_needs_a_reason_and_an_open_release(project, last):
    with pytest.raises(LifeRefused, match=r"v1\.9 is not open"):
        take_back(last)
    found = opened(project)
    with pytest.raises(LifeRefused, match="Say why"):
        take_back(found, reason=" ")
    release_life.close_release(
        release=found, counts={}, by="bob", reason="x", now=NOW + HOUR, out_at=None
    )
    with pytest.raises(LifeRefused, match=r"@bob has closed v1\.10; open it again"):
        take_back(found)


def decide(release, since=NOW + HOUR) -> Decision:
    return Decision.objects.create(
        release=release,
        enhancement=Enhancement.objects.create(project=release.project),
        kind="opt-in",
        value="yes",
        by="bob",
        since=since,
        batch="00000000-0000-0000-0000-000000000001",
    )


def ask(release) -> None:
    row = ExceptionRequest.objects.create(
        release=release,
        enhancement=Enhancement.objects.create(project=release.project),
        by="bob",
        at=NOW + HOUR,
    )
    ExceptionState.objects.create(
        request=row, state="pending", by="bob", since=NOW + HOUR
    )


def keep(release) -> None:
    Snapshot.objects.create(
        release=release,
        freeze="code-freeze",
        label="Code freeze",
        moment=NOW + HOUR,
        made_at=NOW + HOUR,
        content="{}",
        digest="0" * 64,
    )


def move(release) -> None:
    releases.correct_deadline(
        project=release.project,
        release=release.name,
        kind="code-freeze",
        date=dt.date(2026, 5, 20),
        reason="Late.",
        by="bob",
        now=NOW + HOUR,
    )


def edit(release) -> None:
    wanted = profiles.load("kubevirt").criteria.as_json()
    seen = criteria.in_force(release=release).pk
    criteria.change(
        release=release, freezes=wanted, by="bob", reason="", seen=seen, now=NOW + HOUR
    )


def word(release) -> None:
    ReleaseLetter.objects.create(
        release=release, name="x", parts={}, by="bob", since=NOW + HOUR
    )


def take_on(release) -> None:
    Capacity.objects.create(
        release=release, login="bob", number=2, by="bob", since=NOW + HOUR
    )


def worry(release) -> None:
    Concern.objects.create(
        enhancement=Enhancement.objects.create(project=release.project),
        release=release,
        name="Upgrades",
        text="How?",
        raised_by="bob",
        raised_at=NOW + HOUR,
        by="bob",
        since=NOW + HOUR,
    )


def offer(release) -> None:
    TakeOver.objects.create(
        enhancement=Enhancement.objects.create(project=release.project),
        release=release,
        login="bob",
        by="bob",
        ground="silent",
        offered_at=NOW + HOUR,
        since=NOW + HOUR,
    )


def ask_somebody(release) -> None:
    row = Ask.objects.create(
        project=release.project,
        login="bob",
        day=NOW.date(),
        made_at=NOW + HOUR,
        expires_at=NOW + 9 * HOUR,
    )
    AskItem.objects.create(
        ask=row,
        release=release,
        enhancement=Enhancement.objects.create(project=release.project),
        freeze="code-freeze",
        rung=5,
        role="owners",
    )


@pytest.mark.parametrize(
    ("work", "says"),
    [
        (decide, "1 decision about its entries: take them back on its board"),
        (ask, "1 request for an exception: withdraw what waits"),
        (keep, "1 deadline passed and kept as a snapshot"),
        (move, "1 date moved since: take the correction back"),
        (edit, "What its freezes ask was changed since"),
        (word, "1 text of its letters in words of its own: go back"),
        (take_on, "1 person said how much they take on"),
        (worry, "1 concern about it, open or resolved; they stay"),
        (ask_somebody, "1 question whether an entry is still true"),
        (offer, "1 offer to take over an entry: answer first"),
    ],
)
def test_what_hangs_on_it_is_said(project, last, work, says):
    del last
    found = opened(project)
    work(found)

    with pytest.raises(LifeRefused, match=says):
        take_back(found, now=NOW + 2 * HOUR)

    found.refresh_from_db()
    assert found.opened_by == "ann"
    assert not Event.objects.filter(kind="release-unopened").exists()


def test_what_was_taken_back_hangs_on_nothing(project, last):
    del last
    found = opened(project)
    made = decide(found)
    decide(found, since=NOW - HOUR)
    Decision.objects.filter(pk=made.pk).update(
        until=NOW + HOUR, ended_by="bob", ended_batch=made.batch
    )

    take_back(found, now=NOW + 2 * HOUR)

    found.refresh_from_db()
    assert found.opened_at is None
