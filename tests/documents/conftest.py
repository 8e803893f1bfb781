"""Properties are checked without a time limit for each example: CI is a busy place."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
