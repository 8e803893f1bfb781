"""Outside of pytest: Django's settings are made for houses, too."""

from __future__ import annotations

import os

import django


def prepare() -> None:
    """Call it before anything that needs Django is imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    # Nobody uses these: looking into a house names its own.
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@/nothing?host=/nowhere")
    os.environ.setdefault("REDIS_URL", "unix:///nowhere")
    os.environ.setdefault("SECRET_KEY", "a key of these tests, and of nothing else")
    os.environ.setdefault("TRACKER_HOSTS", "127.0.0.1")
    django.setup()
