"""Due slots of the schedule: two beats, one run."""

from __future__ import annotations
