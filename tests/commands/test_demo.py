from __future__ import annotations

import json
import shutil
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from enhancements.actions import budget, snapshots
from enhancements.fakehub.control import CHAT
from enhancements.fakehub.server import Fakehub
from enhancements.management import (
    demo_comments,
    demo_following,
    demo_people,
    demo_views,
)
from enhancements.management.commands.demo import Command
from enhancements.models import (
    Account,
    Capacity,
    Claim,
    Decision,
    Enhancement,
    Event,
    HelpWanted,
    Item,
    Notice,
    Outgoing,
    Person,
    Posting,
    Project,
    Repository,
    Snapshot,
    Source,
    TakeOver,
)
from enhancements.queries import channels, notices
from enhancements.sample.calendar import Calendar
from enhancements.sample.cast import CAST, CHAIRS, LEADS
from enhancements.sample.github import places
from enhancements.sample.github.people import TRACKER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def hub() -> Iterator[Fakehub]:
    """The samples' GitHub as of now, for all tests."""
    now = time.time()
    today = datetime.fromtimestamp(now, UTC).date()
    calendars = {
        place.story.tracked_as: Calendar(place.story.anchor_for(today))
        for place in places.PLACES
    }
    world = places.settle([a for a in places.acts(calendars) if a.at <= now])
    places.let_time_pass(world, now)
    with Fakehub(world) as running:
        token = running.access.add_token(TRACKER).text
        with override_settings(GITHUB_URL=running.url, GITHUB_TOKEN=token):
            yield running


@pytest.fixture(scope="module")
def home(
    hub: Fakehub,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Path]:
    """Where a demo keeps its samples, which were read once for all tests.

    The rows of each test are taken back; files and the hub are as it leaves them.
    """
    assert hub.url
    folder = tmp_path_factory.mktemp("demo")
    with (
        override_settings(MIRRORS=folder / "mirrors", LOCAL_SOURCES=True),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        prepare(folder / "sample")
        yield folder / "sample"
        transaction.set_rollback(True)


def prepare(home: Path) -> None:
    call_command("make_sample", str(home), verbosity=0)
    Command().track_samples(home)
    for name in ("sample", "farwharf"):
        call_command("sync", name, verbosity=0)


def tracked() -> dict[str, str]:
    return dict(Project.objects.order_by("name").values_list("name", "profile"))


@pytest.mark.usefixtures("hub")
def test_demo_knows_everybody_whom_one_may_be() -> None:
    """Before anything else is told, so that nobody is known otherwise."""
    Command().meet_people()

    known = Person.objects.values_list("login", flat=True)
    assert set(known) == {part.login for part in CAST}


def test_demo_tracks_and_reads_both_samples(home: Path) -> None:
    assert tracked() == {"farwharf": "sample-kep", "sample": "sample"}
    for name, least in (("sample", 40), ("farwharf", 45)):
        assert Enhancement.objects.filter(project__name=name).count() >= least
    places = set(Source.objects.values_list("location", flat=True))
    names = ("enhancements", "sig-release", "community", "code")
    assert places == {
        str(folder / name) for folder in (home, home / "farwharf") for name in names
    }
    rows = Repository.objects.filter(removed_at__isnull=True, error="")
    assert rows.filter(is_main=True).count() == 2
    assert rows.filter(synced_at__isnull=False).count() == 6
    for name, number in (("sample", 201), ("farwharf", 1072)):
        item = Item.objects.get(
            repository__project__name=name, repository__is_main=True, number=number
        )
        assert item.state == "open"


def test_teams_of_the_demo_have_worked_up_to_the_last_freeze(home: Path) -> None:
    for name, lead in LEADS.items():
        made = Decision.objects.filter(release__project__name=name)
        # Farwharf's team is one of GitHub's, which the worker reads; its documents name
        # who reviews.
        shared = {"contact", "reviewers"} if name == "sample" else set()
        assert set(made.values_list("kind", flat=True)) == {
            *("opt-in", "standing", "note", "outcome", "check-in", "owners"),
            *shared,
        }
        tracked = made.filter(kind="standing", value="tracked")
        assert set(tracked.values_list("by", flat=True)) == {lead}
        now = timezone.now()
        assert not made.filter(since__gt=now).exists()
    before = Decision.objects.count()
    prepare(home)
    assert Decision.objects.count() == before


@pytest.mark.usefixtures("home")
def test_people_of_the_demo_say_who_does_the_work() -> None:
    for name in LEADS:
        own = {"enhancement__project__name": name}
        rooms = Capacity.objects.filter(release__project__name=name)
        assert rooms.count() >= 3
        wanted = HelpWanted.objects.filter(**own)
        assert set(wanted.filter(until=None).values_list("kind", flat=True)) == {
            *("owner", "docs", "reviewer")
        }
        assert wanted.get(kind="code").until is not None
        offers = TakeOver.objects.filter(**own)
        assert set(offers.values_list("answer", flat=True)) == {
            *("", "accepted", "declined")
        }
        corrected = Claim.objects.filter(
            series__source="person", series__enhancement__project__name=name
        )
        assert corrected.exists()
        going = Decision.objects.filter(release__project__name=name, kind="check-in")
        assert set(going.values_list("value", flat=True)) == {
            *("on-track", "at-risk", "off-track")
        }
    before = Event.objects.count()
    for name in LEADS:
        project = Project.objects.get(name=name)
        demo_people.tell(project=project, chairs=CHAIRS[name])
    assert Event.objects.count() == before


@pytest.mark.usefixtures("home")
def test_people_of_both_demos_follow_things_and_were_told(hub: Fakehub) -> None:
    Command().meet_people()
    for name, lead in LEADS.items():
        project, host = Project.objects.get(name=name), hub.api
        demo_views.save_some(project=project, lead=lead, host=host)
        with override_settings(LOCAL_CHANNELS=True, DEMO_PEOPLE=True):
            demo_following.follow(
                project=project,
                lead=lead,
                chairs=CHAIRS[name],
                host=host,
                chat=f"{hub.url}{CHAT}",
            )
        told = Notice.objects.filter(headline__project=project)
        counts = notices.inbox(Account.objects.get(login=lead), now=timezone.now())
        assert counts.counts["unread"] >= 2
        assert counts.counts["snoozed"] == 1
        assert counts.counts["all"] >= 4
        assert len(set(told.values_list("account", flat=True))) >= 4
        states = {one.name: one.state for one in channels.of_project(project.pk)}
        assert states == {"#release": "on", "the old room": "off"}


@pytest.mark.usefixtures("home")
def test_comments_of_the_demo_are_really_written(hub: Fakehub, monkeypatch) -> None:
    monkeypatch.setattr(budget, "BETWEEN_WRITES", timedelta(milliseconds=1))
    for name, lead in LEADS.items():
        project = Project.objects.get(name=name)
        for _ in range(2):  # The second time there is nothing to do.
            demo_comments.write(project=project, lead=lead)
        postings = Posting.objects.filter(release__project=project)
        assert set(postings.values_list("by", flat=True)) == {lead}
        assert set(postings.values_list("kind", flat=True)) == {"reminder", "party"}
    row = Outgoing.objects.filter(kind="comment").order_by("pk").first()
    assert row is not None
    call_command("sync", row.repository.project.name, verbosity=0)

    issue = hub.world.issue(row.repository.name, row.number)
    assert any(str(row.marker) in comment.body for comment in issue.comments)


@pytest.mark.usefixtures("home")
def test_demo_keeps_boards_of_the_freezes_that_are_over() -> None:
    assert not snapshots.due(now=timezone.now() - timedelta(days=400))

    due = snapshots.due(now=timezone.now())
    for deadline in due:
        snapshots.take(deadline=deadline, by=snapshots.BY, now=timezone.now())

    for name in ("sample", "farwharf"):
        kept = Snapshot.objects.filter(release__project__name=name)
        assert len(set(kept.values_list("release", flat=True))) == 2
        assert all(one.made_at > one.moment for one in kept)
        boards = [json.loads(one.content) for one in kept]
        said = {entry["status"] for board in boards for entry in board["entries"]}
        assert said & {"tracked", "met"}


def test_older_demo_gets_the_second_sample(home: Path) -> None:
    shutil.rmtree(home / "farwharf")
    Project.objects.filter(name="farwharf").update(name="elsewhere")
    marker = (home / ".sample.json").read_text()

    prepare(home)

    assert tracked()["farwharf"] == "sample-kep"
    assert (home / "farwharf" / "enhancements" / "keps").is_dir()
    assert (home / ".sample.json").read_text() == marker
