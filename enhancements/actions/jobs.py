"""Long work with a checkpoint."""

from __future__ import annotations
