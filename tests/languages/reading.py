"""Somebody with every role, who reads in the made-up language and does things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from enhancements.policy.permissions import ROLES
from tests.support import marked
from tests.support.answers import words
from tests.support.parts import play

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["reader"]
OURS = "enhancements:"


class Reader:
    """What they asked for, and which routes wrote something for them."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.wrote: set[str] = set()
        # The first page of a visit notes it.
        self.get("/me/")

    def get(self, path: str, query: dict[str, str] | None = None) -> Any:
        """A page, in their language."""
        answer = self.client.get(path, query or {})
        assert answer.status_code == 200, words(answer)[:500]
        assert marked.marks(answer.content.decode()) != []
        return answer

    def post(self, path: str, form: Any, status: int = 303) -> Any:
        """Send a form; the address that it leads to is in nobody's language."""
        before = marked.writes()
        answer = self.client.post(path, form)
        assert answer.status_code == status, (path, words(answer)[:500])
        assert marked.marks(unquote(answer.get("Location", ""))) == []
        if marked.writes() > before:
            self.wrote.add(str(answer.resolver_match.view_name).removeprefix(OURS))
        return answer


@pytest.fixture
def reader(client: Client, monkeypatch: pytest.MonkeyPatch, settings: object) -> Reader:
    """Nobody else is who they are; what there is has to be told before."""
    marked.offer(monkeypatch, settings)
    play(client, monkeypatch, *ROLES)
    return Reader(marked.speak(client))
