"""How long each file of tests took when it last ran here, so that long ones begin.

Kept in `var/tests` of the checkout. Where nothing is known all files are as long.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

from tracker.embedded.paths import project

_FILE = project() / "var" / "tests" / "durations.json"


def known() -> dict[str, float]:
    """Seconds by file, as a path below the checkout."""
    try:
        found: dict[str, float] = json.loads(_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def keep(seconds: Counter[str]) -> None:
    """Note what these files took; what is known of others stays, if they are there."""
    rows = {**known(), **{name: round(took, 1) for name, took in seconds.items()}}
    rows = {name: took for name, took in rows.items() if (project() / name).exists()}
    _FILE.parent.mkdir(parents=True, exist_ok=True)
    draft = _FILE.with_name(f"{_FILE.name}.{os.getpid()}")
    draft.write_text(json.dumps(rows, indent=0, sort_keys=True), encoding="utf-8")
    draft.rename(_FILE)


def of(path: Path, rows: dict[str, float]) -> float:
    """What a file took; 0 where that is not known."""
    return rows.get(str(path.relative_to(project())), 0.0)
