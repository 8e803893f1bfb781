from __future__ import annotations

import json
import shutil
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.utils import timezone

from enhancements.actions import snapshots
from enhancements.fakehub.server import Fakehub
from enhancements.management import demo_comments
from enhancements.management.commands.demo import Command
from enhancements.models import (
    Decision,
    Enhancement,
    Item,
    Outgoing,
    Person,
    Posting,
    Project,
    Repository,
    Snapshot,
    Source,
)
from enhancements.sample.calendar import Calendar
from enhancements.sample.cast import CAST, LEADS
from enhancements.sample.github import places
from enhancements.sample.github.people import TRACKER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def home(db: None, tmp_path: Path, settings) -> Path:  # noqa: ARG001 - for its effect
    """Where a demo keeps its samples; there is nothing yet."""
    settings.LOCAL_SOURCES = True
    settings.MIRRORS = tmp_path / "mirrors"
    return tmp_path / "sample"


@pytest.fixture
def hub(settings) -> Iterator[Fakehub]:
    """The samples' GitHub as of now."""
    now = time.time()
    today = datetime.fromtimestamp(now, UTC).date()
    calendars = {
        place.story.tracked_as: Calendar(place.story.anchor_for(today))
        for place in places.PLACES
    }
    world = places.settle([a for a in places.acts(calendars) if a.at <= now])
    places.let_time_pass(world, now)
    with Fakehub(world) as running:
        settings.GITHUB_URL = running.url
        settings.GITHUB_TOKEN = running.access.add_token(TRACKER).text
        yield running


def prepare(home: Path) -> None:
    call_command("make_sample", str(home), verbosity=0)
    Command().track_samples(home)
    for name in ("sample", "farwharf"):
        call_command("sync", name, verbosity=0)


def tracked() -> dict[str, str]:
    return dict(Project.objects.order_by("name").values_list("name", "profile"))


@pytest.mark.usefixtures("hub")
def test_demo_tracks_and_reads_both_samples(home: Path) -> None:
    prepare(home)

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


@pytest.mark.usefixtures("hub")
def test_teams_of_the_demo_have_worked_up_to_the_last_freeze(home: Path) -> None:
    prepare(home)

    for name, lead in LEADS.items():
        made = Decision.objects.filter(release__project__name=name)
        # Farwharf's team is one of GitHub's, which the worker reads.
        shared = {"contact"} if name == "sample" else set()
        assert set(made.values_list("kind", flat=True)) == {
            *("opt-in", "standing", "note", "outcome", "check-in"),
            *shared,
        }
        tracked = made.filter(kind="standing", value="tracked")
        assert set(tracked.values_list("by", flat=True)) == {lead}
        now = timezone.now()
        assert not made.filter(since__gt=now).exists()
    before = Decision.objects.count()
    prepare(home)
    assert Decision.objects.count() == before


def test_comments_of_the_demo_are_really_written(home: Path, hub: Fakehub) -> None:
    prepare(home)
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


@pytest.mark.usefixtures("hub")
def test_demo_keeps_boards_of_the_freezes_that_are_over(home: Path) -> None:
    prepare(home)
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


@pytest.mark.usefixtures("hub")
def test_demo_knows_everybody_whom_one_may_be(db: None) -> None:  # noqa: ARG001 - the tables
    Command().meet_people()

    known = Person.objects.values_list("login", flat=True)
    assert set(known) == {part.login for part in CAST}


@pytest.mark.usefixtures("hub")
def test_older_demo_gets_the_second_sample(home: Path) -> None:
    prepare(home)
    shutil.rmtree(home / "farwharf")
    Project.objects.filter(name="farwharf").update(name="elsewhere")
    marker = (home / ".sample.json").read_text()

    prepare(home)

    assert tracked()["farwharf"] == "sample-kep"
    assert (home / "farwharf" / "enhancements" / "keps").is_dir()
    assert (home / ".sample.json").read_text() == marker
