"""Store what GitHub told: people, labels, milestones, items, timelines, heads."""

from __future__ import annotations
