from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from enhancements.fakehub.server import Fakehub
from enhancements.sources.github.client import Client
from enhancements.sources.github.credentials import Server, Token
from tests.support.fakehubs import PLANS, busy_world

Connect = Callable[..., Client]


@pytest.fixture
def busy() -> Iterator[Fakehub]:
    """A pretended GitHub around a world in which everything happened once."""
    with Fakehub(busy_world()) as running:
        yield running


@pytest.fixture
def connect(db: None) -> Iterator[Connect]:  # noqa: ARG001 - the budget is in rows
    """Clients of a pretended GitHub, as alice; closed in the end."""
    made: list[Client] = []

    def to(hub: Fakehub, name: str = PLANS, **options: object) -> Client:
        token = Token(hub.access.add_token("alice").text)
        given = {"server": Server.at(hub.url), "credential": token, **options}
        made.append(Client(name, **given))  # type: ignore[arg-type]
        return made[-1]

    yield to
    for client in made:
        client.close()
