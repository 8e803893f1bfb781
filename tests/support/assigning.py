"""Saying who does the work of an entry, at the addresses of the board's forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from enhancements.models import Record

if TYPE_CHECKING:
    from tests.support.deciding import Deciding

HERE = "/demo/v1.9/board/assign"


def record(key: str = "10") -> Record:
    """An enhancement as it is resolved now."""
    return Record.objects.get(key=key, until=None)


def say(desk: Deciding, value: str, key: str = "10", **more: str) -> Any:
    """Send the form that names its owners; `more` is what another one has."""
    given = {"item": key, "kind": "owners", "scope": "enhancement", "stood": "", **more}
    return desk.client.post(HERE, {"value": value, "next": "/demo/10/", **given})
