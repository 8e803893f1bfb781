"""Which issues, documents and pull requests belong to which enhancement."""

from __future__ import annotations
