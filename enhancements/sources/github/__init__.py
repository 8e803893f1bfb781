"""GitHub as a source: what is asked of it and what that costs."""

from __future__ import annotations
