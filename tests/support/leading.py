"""A lead of a SIG of the sample, signed in at a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from enhancements import profiles
from enhancements.models import Entry, Project, Record
from enhancements.queries import roles
from tests.support.browsers import page_of, session_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RELEASE = "v1.10"


def lead_of(sig: str) -> str:
    """Somebody who leads the SIG by the sample's rosters."""
    project = Project.objects.get(name="sample")
    profile = profiles.load(project.profile)
    people = {
        login
        for record in Record.objects.filter(project=project, until=None)
        for login in (*record.authors, *record.reviewers, *record.approvers)
    } | {"mira-k", "okonrad"}
    for number, login in enumerate(sorted(people), 700):
        held = roles.held(
            project=project.pk, profile=profile, login=login, github_id=number
        )
        if any((one.role, one.of) == ("sig-lead", sig) for one in held):
            return login
    raise AssertionError(sig)


@pytest.fixture(scope="module")
def key(work: tuple[Record, str]) -> str:
    """Key of a session of the lead, which was there before any test began."""
    return session_of(work[1], 990)


@pytest.fixture(scope="module")
def work(tracker: str) -> tuple[Record, str]:
    """An entry of the release that a SIG plans, and a lead of the SIG."""
    del tracker
    entries = Entry.objects.filter(
        release__project__name="sample", release__name=RELEASE, until=None
    ).order_by("enhancement_id")
    for entry in entries:
        record = Record.objects.get(enhancement=entry.enhancement_id, until=None)
        if not record.sig or entry.track:
            continue
        try:
            return record, lead_of(record.sig)
        except AssertionError:
            continue
    raise AssertionError(RELEASE)


@pytest.fixture
def signed_in(tracker: str, key: str, browser: Browser):
    """A browser of the lead's own."""
    opened: list[Page] = []

    def open_(**more: object) -> Page:
        opened.append(page_of(browser, tracker, key, **more))
        return opened[-1]

    yield open_
    for page in opened:
        page.context.close()
