"""The hub of this process."""

from __future__ import annotations

from collections.abc import Collection

from enhancements.policy.live import Board, Topic
from tracker.live.hub import Hub
from tracker.live.listening import listen


def _look(topic: Topic, named: Collection[int] | None) -> Board:
    from enhancements.views import live  # noqa: PLC0415 - once Django is set up

    return live.look(topic, named)


HUB = Hub(look=_look, listen=listen)
