"""What was measured, as a table for people and as JSON for comparing runs."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import django
from django.db import connection
from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from pathlib import Path


@dataclasses.dataclass(frozen=True, slots=True)
class Metric:
    """One bound and what was seen. A metric holds when `measured` is not above it."""

    name: str
    bound: float
    measured: float
    unit: str = "x"
    """`x` is a ratio taken in one run."""
    detail: str = ""
    """What the figure was made of, in this run's own units."""

    @property
    def holds(self) -> bool:
        """Whether the bound was kept."""
        return self.measured <= self.bound


def machine() -> dict[str, Any]:
    """What the figures depend on beside the code."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgres,) = cursor.fetchone()
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
        "system": platform.platform(),
        "python": platform.python_version(),
        "django": django.get_version(),
        "postgresql": postgres,
        "git": _said_by("git", "--version").removeprefix("git version "),
        "commit": _said_by("git", "rev-parse", "--short", "HEAD"),
    }


def _said_by(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def show(metrics: list[Metric], facts: dict[str, Any]) -> None:
    """Print the table and the machine's facts."""
    console = Console()
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("metric", ratio=4, overflow="fold")
    for heading in ("bound", "measured"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("of what", ratio=6, overflow="fold", style="dim")
    for one in metrics:
        table.add_row(
            one.name,
            figure(one.bound, one.unit),
            figure(one.measured, one.unit),
            "pass" if one.holds else "[bold]fell short[/bold]",
            one.detail,
        )
    console.print(table)
    console.print(" · ".join(f"{name} {value}" for name, value in facts.items()))


def figure(value: float, unit: str) -> str:
    """A number with its unit, short."""
    text = f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
    return f"{text} {unit}".strip()


def write(path: Path, metrics: list[Metric], facts: dict[str, Any]) -> None:
    """Write the same as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [{**dataclasses.asdict(one), "holds": one.holds} for one in metrics]
    text = json.dumps({"machine": facts, "metrics": rows}, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
