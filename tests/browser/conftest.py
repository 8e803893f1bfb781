"""The sample project, served once for all browser tests of a file: they only read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from enhancements.actions import accounts, saved_views
from enhancements.policy.saved_views import Said
from enhancements.sample.cast import LEADS
from tests.support import samples
from tests.support.browsers import session_of
from tests.support.serving import served
from tests.views.conftest import sample_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

__all__ = ["sample_folder"]
VIEW = Said(
    "Betas by SIG",
    "everybody",
    description="What is beta, and how it stands.",
    query="stage:beta",
    columns=("freeze", "waiting", "reviewer", "updated"),
    group="sig",
)
"""The saved view number 1."""


@pytest.fixture(scope="module")
def session(tracker: str) -> str:
    """Key of a session of the release lead, which was there before any test began."""
    del tracker
    return session_of(LEADS["sample"], 991)


@pytest.fixture(scope="module")
def tracker(
    sample_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """The address of a server with the sample project, emptied after the file."""
    mirrors = samples.mirrors(tmp_path_factory)
    with (
        override_settings(MIRRORS=mirrors, LOCAL_SOURCES=True),
        django_db_blocker.unblock(),
    ):
        project = samples.tracked(sample_folder)
        saver = accounts.sign_in(github_id=4711, login="saver", name="Saver")
        saved_views.save(account=saver, project=project, said=VIEW, now=timezone.now())
        with served() as address:
            yield address
        call_command("flush", verbosity=0, interactive=False)
