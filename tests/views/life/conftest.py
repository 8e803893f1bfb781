"""The history of `tests.support.life`, told once for the tests of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from enhancements.profiles.role_rules import RELEASE_LEAD
from tests.support.life import tell
from tests.support.parts import play

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.shared import Shared


@pytest.fixture(scope="module")
def told(shared: Shared) -> Shared:
    """The project `demo` between v1.8, which is out, and v1.9, which is in work."""
    tell(shared)
    shared.begin()
    return shared


@pytest.fixture
def lead(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    told: Shared,  # noqa: ARG001 - for its effect
) -> Client:
    """The browser of the release's lead."""
    play(client, monkeypatch, RELEASE_LEAD)
    return client
