"""What GitHub still allows, shared by all workers."""

from __future__ import annotations
