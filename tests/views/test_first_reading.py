"""While GitHub is read for the first time, pages say how far that is, and no alarm."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from enhancements.actions import jobs
from enhancements.models import Job, Repository
from tests.support.telling import make_repository

pytestmark = pytest.mark.django_db

BEING_READ = "GitHub is being read for the first time"


@pytest.fixture
def repository() -> Repository:
    """One that is 40 issues far."""
    made = make_repository()
    job = jobs.open_(repository=made, name=Job.Name.FULL_SYNC, reason="", by="sync")
    Job.objects.filter(pk=job.pk).update(done=40, total=120)
    return made


def words_of(client: Client, address: str, status: int = 200) -> str:
    """All words of a page."""
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_pages_say_how_far_the_first_reading_is(client, repository):
    home = words_of(client, f"/{repository.project.name}/")
    assert BEING_READ in home
    assert "acme/plans: 40 of 120 issues and pull requests." in home
    assert "never read" not in home
    assert "being read, 40 of 120" in home
    missing = words_of(client, f"/{repository.project.name}/203/", status=404)
    assert BEING_READ in missing


def test_read_whole_or_failed_nothing_is_said_of_a_first_reading(client, repository):
    home = f"/{repository.project.name}/"
    rows = Repository.objects.filter(pk=repository.pk)
    rows.update(error="GitHub refuses the token.", error_at=timezone.now())
    failed = words_of(client, home)
    assert BEING_READ not in failed
    assert "GitHub refuses the token." in failed
    rows.update(
        error="", error_at=None, synced_at=timezone.now(), polled_at=timezone.now()
    )
    assert BEING_READ not in words_of(client, home)


def test_repository_that_nobody_began_to_read_says_so(client, repository):
    Job.objects.all().delete()
    home = words_of(client, f"/{repository.project.name}/")
    assert "acme/plans: not begun yet." in home
