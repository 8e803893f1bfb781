"""Signs of life of worker and beat, which have no page to ask.

Each leaves a file under ``TRACKER_HOME/heartbeats`` whose time is its last sign: beat
at every look at its schedule, the worker at the end of every task, of which `sweep` is
one every few seconds. So the worker counts as alive only if it really does work.
`python -m tracker.heartbeat worker` exits with 0 while it does.
"""

from __future__ import annotations

import sys
import time

from tracker import embedded

# Seconds. A task may run for 270 in every process of a worker before it is ended.
LONGEST_SILENCE = 300.0


def give(name: str) -> None:
    """Leave a sign of life now."""
    folder = embedded.home() / "heartbeats"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).touch()


def seconds_since(name: str) -> float | None:
    """Return how long ago the last sign was, or None when there was none."""
    try:
        last = (embedded.home() / "heartbeats" / name).stat().st_mtime
    except FileNotFoundError:
        return None
    return max(0.0, time.time() - last)


def is_alive(name: str) -> bool:
    """Whether the last sign is recent enough."""
    silence = seconds_since(name)
    return silence is not None and silence <= LONGEST_SILENCE


if __name__ == "__main__":
    sys.exit(not is_alive(sys.argv[1]))
