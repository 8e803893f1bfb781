"""`make faults`: every fault with many seeds, every saboteur with one; a table.

It has servers of its own, as the benchmarks do. The exit code says whether every case
held with every seed, and failed without its guard.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import logging
import sys
import time
from typing import TYPE_CHECKING

from tests.bench import house

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.cases import Case


@dataclasses.dataclass(slots=True)
class Line:
    """What came of a case."""

    case: Case
    seeds: int = 0
    failed: list[str] = dataclasses.field(default_factory=list)
    """What did not hold, each with its seed."""
    caught: str = ""
    """What failed without the guard; empty when nothing did, or something else."""
    seconds: float = 0.0

    @property
    def failures(self) -> int:
        """With how many seeds it did not hold."""
        return sum(one.startswith("seed") for one in self.failed)

    @property
    def is_good(self) -> bool:
        """Whether it held, and its saboteur was caught."""
        return not self.failed and bool(self.caught)


def main(arguments: list[str]) -> int:
    """Try what is asked for, print the table; returns the exit code."""
    options = _options(arguments)
    with house.moved_in(fast=True):
        logging.disable(logging.CRITICAL)
        from tests.faults import cases, every  # noqa: PLC0415 - needs settings
        from tests.faults.processes import homes  # noqa: PLC0415 - the same

        assert every.MODULES
        wanted = [
            one
            for name, one in sorted(cases.CASES.items())
            if not options.only or any(name.startswith(word) for word in options.only)
        ]
        try:
            lines = [_try(one, options) for one in wanted]
        finally:
            homes.close()
    _show(lines)
    return int(not lines or not all(one.is_good for one in lines))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="of each case")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--only", nargs="+", default=[], help="cases that begin so")
    parser.add_argument("--explain", action="store_true", help="what saboteurs broke")
    return parser.parse_args(arguments)


def _try(one: Case, options: argparse.Namespace) -> Line:
    from tests.faults import cases  # noqa: PLC0415 - needs settings

    line, began = Line(one), time.perf_counter()
    for seed in range(options.first, options.first + options.seeds):
        line.seeds += 1
        with _noting(line, f"seed {seed}"):
            cases.run(one, seed)
    with _noting(line, "saboteur"):
        line.caught = cases.caught(one, options.first)
    line.seconds = time.perf_counter() - began
    state = "held" if line.is_good else "FAILED"
    sys.stderr.write(f"{one.name}: {state} ({line.seconds:.1f} s)\n")
    if options.explain:
        sys.stderr.write(f"    without its guard: {line.caught or 'nothing'}\n")
    return line


@contextlib.contextmanager
def _noting(line: Line, what: str) -> Iterator[None]:
    """Note what does not hold, and leave nothing behind in the database."""
    try:
        with _taken_back(line.case):
            yield
    except AssertionError as error:
        line.failed.append(f"{what}: {error or 'a case has no words'}"[:600])
    except Exception as error:  # noqa: BLE001 - the other cases are tried, too
        line.failed.append(f"{what}: {type(error).__name__}: {error}"[:600])


@contextlib.contextmanager
def _taken_back(one: Case) -> Iterator[None]:
    from django.core.management import call_command  # noqa: PLC0415 - needs settings
    from django.db import transaction  # noqa: PLC0415 - the same

    if one.has_house:
        yield
    elif one.is_alone:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    else:
        try:
            yield
        finally:
            call_command("flush", verbosity=0, interactive=False)


def _show(lines: list[Line]) -> None:
    write = sys.stdout.write
    write(f"\n{'case':14} {'seeds':>5} {'failures':>8} {'saboteur':>9}  title\n")
    for one in lines:
        caught = "caught" if one.caught else "MISSED"
        counts = f"{one.seeds:5} {one.failures:8} {caught:>9}"
        write(f"{one.case.name:14} {counts}  {one.case.title}\n")
        for error in one.failed[:3]:
            write(f"{'':14} {error}\n")
    good = sum(one.is_good for one in lines)
    tried, failed = sum(o.seeds for o in lines), sum(o.failures for o in lines)
    numbers = {one.case.name.split()[0] for one in lines}
    write(
        f"\n{good} of {len(lines)} cases ({len(numbers)} faults) hold;"
        f" {failed} of {tried} runs failed.\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
