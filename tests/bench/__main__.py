"""`make bench`: speed, memory and scale as ratios taken in one run.

Bounds are reported, not enforced, since a shared machine can miss any of them; with
`--strict` a missed one fails. `--quick` runs everything on a tiny scale, to see that
it still runs: its figures mean nothing.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

from django.utils import timezone

from tests.bench import house
from tests.bench.history import Shape
from tests.bench.plan import Life, Watch


@dataclasses.dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured."""

    large: Shape
    small: Shape
    rounds: int
    commits: int
    enhancements: tuple[int, ...]
    entries: int
    boards: tuple[int, ...]
    """Entries on each board that is measured."""
    reported: int
    """Entries in each of the hundred releases that reports read."""
    samples: int
    saves: int
    """Owners that are named, each looked for at once by somebody else."""
    loads: int
    readers: int
    """People who are told of one change."""
    issues: tuple[int, ...]
    polls: int
    """In an idle hour."""
    life: Life
    watch: Watch
    million: tuple[int, int]
    """Enhancements that are imported, few and many."""
    pause: int
    """Milliseconds in which a page comes to rest after a key; five times that, after
    it is loaded."""


FULL = Sizes(
    large=Shape(11_000, 2_500, 660),
    small=Shape(1_100, 250, 66),
    rounds=3,
    commits=12,
    enhancements=(1_000, 10_000, 100_000),
    entries=500,
    boards=(500, 2_000),
    reported=1_000,
    samples=30,
    saves=60,
    loads=5,
    readers=10_000,
    issues=(1_000, 10_000, 100_000),
    polls=60,
    life=Life(
        issues=10_000,
        deliveries=1_500,
        rate=50,
        length=25_000,
        changes=60,
        lost=40,
        intervals=8,
        usual_seconds=60.0,
        poll_seconds=10.0,
    ),
    watch=Watch(viewers=200, editors=5, changes=300, entries=500),
    million=(10_000, 1_000_000),
    pause=100,
)
QUICK = Sizes(
    large=Shape(120, 30, 8),
    small=Shape(60, 15, 4),
    rounds=1,
    commits=2,
    enhancements=(20, 40),
    entries=20,
    boards=(10, 20),
    reported=20,
    samples=2,
    saves=3,
    loads=1,
    readers=30,
    issues=(40, 80),
    polls=3,
    life=Life(
        issues=40,
        deliveries=10,
        rate=50,
        length=25_000,
        changes=2,
        lost=2,
        intervals=1,
        usual_seconds=1.0,
        poll_seconds=1.0,
    ),
    watch=Watch(viewers=5, editors=2, changes=6, entries=20),
    million=(20, 60),
    pause=10,
)


PARTS = [
    *("import", "mirror", "living", "board", "release-life", "pages"),
    *("sigs", "search", "reports", "telling"),
    "watching",
    "browser",
]
HOURS = ["million"]
"""What takes so long that it is measured only where it is named."""


def main(arguments: list[str]) -> int:
    """Measure, print the table, write the JSON; returns the exit code."""
    options = _options(arguments)
    sizes = QUICK if options.quick else FULL
    with house.moved_in(fast=options.quick) as home:
        from tests.bench import (  # noqa: PLC0415 - needs settings
            board,
            browsing,
            importing,
            judging,
            living,
            million,
            mirroring,
            pages,
            release_life,
            report,
            reporting,
            saving,
            searching,
            sigs,
            telling,
            watching,
        )

        folder = home / "bench"
        folder.mkdir()
        work = [
            (
                "import",
                lambda: importing.metrics(
                    folder,
                    sizes.large,
                    sizes.small,
                    rounds=sizes.rounds,
                    commits=sizes.commits,
                    tell=_tell,
                ),
            ),
            (
                "mirror",
                lambda: mirroring.metrics(
                    sizes.issues, polls=sizes.polls, rounds=sizes.rounds, tell=_tell
                ),
            ),
            ("living", lambda: living.metrics(sizes.life, tell=_tell)),
            (
                "board",
                lambda: judging.metrics(folder, entries=sizes.entries, tell=_tell),
            ),
            (
                "release-life",
                lambda: release_life.metrics(folder, entries=sizes.entries, tell=_tell),
            ),
            (
                "pages",
                lambda: pages.metrics(
                    sizes=sizes.enhancements,
                    entries=sizes.entries,
                    samples=sizes.samples,
                    tell=_tell,
                ),
            ),
            (
                "sigs",
                lambda: sigs.metrics(
                    sizes=sizes.enhancements,
                    entries=sizes.entries,
                    samples=sizes.samples,
                    now=timezone.now(),
                    tell=_tell,
                ),
            ),
            (
                "sigs",
                lambda: saving.metrics(
                    size=sizes.enhancements[-1],
                    entries=sizes.entries,
                    rounds=sizes.saves,
                    now=timezone.now(),
                    tell=_tell,
                ),
            ),
            (
                "search",
                lambda: searching.metrics(
                    sizes=sizes.enhancements,
                    entries=sizes.entries,
                    samples=sizes.samples,
                    now=timezone.now(),
                    tell=_tell,
                ),
            ),
            (
                "board",
                lambda: board.metrics(
                    entries=sizes.boards,
                    samples=sizes.samples,
                    loads=sizes.loads,
                    pause=sizes.pause,
                    now=timezone.now(),
                    tell=_tell,
                ),
            ),
            (
                "reports",
                lambda: reporting.metrics(
                    entries=sizes.reported,
                    samples=sizes.loads,
                    now=timezone.now(),
                    tell=_tell,
                ),
            ),
            (
                "telling",
                lambda: telling.metrics(
                    readers=sizes.readers, now=timezone.now(), tell=_tell
                ),
            ),
            (
                "watching",
                lambda: watching.metrics(sizes.watch, now=timezone.now(), tell=_tell),
            ),
            (
                "million",
                lambda: million.metrics(
                    folder,
                    sizes.million[0],
                    options.most or sizes.million[1],
                    entries=sizes.entries,
                    samples=sizes.samples,
                    tell=_tell,
                ),
            ),
            (
                "browser",
                lambda: browsing.metrics(
                    enhancements=sizes.enhancements[0],
                    entries=sizes.entries,
                    loads=sizes.loads,
                    pause=sizes.pause,
                    now=timezone.now(),
                    tell=_tell,
                ),
            ),
        ]
        found = [
            metric
            for part, measure in work
            if part in (options.only or _usual(is_quick=options.quick))
            for metric in measure()
        ]
        facts = report.machine()
        report.show(found, facts)
        report.write(options.output, found, facts)
    return int(options.strict and not all(one.holds for one in found))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tiny scale")
    parser.add_argument("--strict", action="store_true", help="fail for a missed bound")
    parser.add_argument("--only", nargs="+", choices=[*PARTS, *HOURS])
    parser.add_argument(
        "--most", type=int, help="enhancements that the part `million` imports"
    )
    parser.add_argument("--output", type=Path, default=Path("var/bench.json"))
    return parser.parse_args(arguments)


def _usual(*, is_quick: bool) -> list[str]:
    """The parts that are measured where none is named."""
    return [*PARTS, *HOURS] if is_quick else PARTS


def _tell(text: str) -> None:
    sys.stderr.write(f"{text} ...\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
