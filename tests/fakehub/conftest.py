from __future__ import annotations

import pytest

from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from tests.support.fakehubs import Asker, busy_world


@pytest.fixture
def world() -> World:
    """People, an organisation and two repositories with nothing in them."""
    made = World(seed=1)
    made.add_user("acme", kind="Organization")
    for login in ("alice", "bob", "carol"):
        made.add_user(login)
    made.add_member("acme", "alice", role="admin")
    made.add_member("acme", "bob")
    made.add_repo("acme/plans")
    made.add_repo("acme/code")
    return made


@pytest.fixture
def hub(world: World):
    with Fakehub(world) as running:
        yield running


@pytest.fixture
def ask(hub: Fakehub) -> Asker:
    """Asks as alice."""
    return Asker(hub, hub.access.add_token("alice").text)


@pytest.fixture
def busy():
    """A hub around a world in which everything happened once."""
    with Fakehub(busy_world()) as running:
        yield running
