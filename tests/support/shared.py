"""A history that is told once for the tests of a file; see `shared`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.support.tracked import Tracked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker


class Shared(Tracked):
    """A tracked project whose repositories are put back after every test."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._before = folder.with_name(f"{folder.name}-before")
        self._in_test = False

    def commit(self, *args: Any, **more: Any) -> str:
        """Add one commit, which a test alone sees when it is a test that adds it."""
        if self._in_test and not self._before.exists():
            shutil.copytree(self.folder, self._before, symlinks=True)
        return super().commit(*args, **more)

    def begin(self) -> None:
        """From now on commits are a test's."""
        self._in_test = True

    def end(self) -> None:
        """Put back what the test found."""
        self._in_test = False
        if self._before.exists():
            shutil.rmtree(self.folder)
            self._before.rename(self.folder)


@pytest.fixture(scope="module")
def shared(
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shared]:
    """The project `demo` of a file, to be told by one fixture of the scope `module`.

    Tests may change what they like: rows are rolled back after each, and repositories
    put back. Tests of the same file that begin with an empty `demo` run before.
    """
    folder = tmp_path_factory.mktemp("shared")
    with (
        override_settings(MIRRORS=folder / "mirrors", LOCAL_SOURCES=True),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield Shared(folder)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _put_back(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test of a shared history has a transaction and repositories of its own."""
    if "shared" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")
    history: Shared = request.getfixturevalue("shared")
    history.begin()
    yield
    history.end()
