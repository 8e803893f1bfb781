"""A house outside of pytest: Django's settings are made for it, too."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.processes.house import House


@contextlib.contextmanager
def built(seed: int = 1) -> Iterator[House]:
    """A house with servers, and nothing in it yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    # Nobody uses these: looking into a house names its own.
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@/nothing?host=/nowhere")
    os.environ.setdefault("REDIS_URL", "unix:///nowhere")
    os.environ.setdefault("SECRET_KEY", "a key of these tests, and of nothing else")
    os.environ.setdefault("TRACKER_HOSTS", "127.0.0.1")
    django.setup()
    from tests.faults.processes import house  # noqa: PLC0415 - needs Django

    with house.built(seed) as made:
        yield made
