"""A great many enhancements: what reading them holds in memory, and what their number
does to a page that shows as many as before."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from enhancements.actions import projects
from enhancements.models import Enhancement, Entry, Record
from enhancements.sample.repository import RepoBuilder
from tests.bench import databases, history, measure
from tests.bench.pages import get
from tests.bench.report import Metric
from tracker.embedded.paths import project as checkout

Tell = Callable[[str], None]

_AT_ONCE = 500
"""Documents that one commit adds."""
_SHARD = 1_000
"""Documents in one folder: git writes a folder's list anew with each commit."""
_RELEASE = "v1.40"
"""The release that holds the same entries at every size."""
_PAGE = f"/bench/releases/{_RELEASE}/"


def metrics(
    folder: Path, few: int, many: int, *, entries: int, samples: int, tell: Tell
) -> list[Metric]:
    """Import `few` and `many` enhancements, each from git into a database of its own.

    The first `entries` of both, or all that there are, are in one release.
    """
    runs = {size: _import(folder, size, entries, tell) for size in (few, many)}
    tell("the release page in both")
    return [_memory(runs, few, many), *_page(few, many, min(entries, few), samples)]


def _import(folder: Path, size: int, entries: int, tell: Tell) -> measure.Run:
    tell(f"writing {size:,} documents")
    repository = folder / f"million-{size}.git"
    _write(repository, size, entries)
    alias = databases.empty(_alias(size))
    tell(f"importing {size:,} enhancements")
    with databases.using(alias):
        projects.track(
            name="bench",
            profile="kubernetes",
            locations={"documents": str(repository)},
            by="bench",
        )
        connection.close()
        words = [sys.executable, "-m", "tests.bench.importer", "bench", alias]
        run = measure.run(words, cwd=checkout())
        counted = [model.objects.count() for model in (Enhancement, Record)]
        if counted != [size, size]:
            message = f"of {size} there are {counted} enhancements and records"
            raise AssertionError(message)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return run


def _alias(size: int) -> str:
    return f"million_{size}"


def _write(repository: Path, size: int, entries: int) -> None:
    with RepoBuilder(repository) as builder:
        for start in range(0, size, _AT_ONCE):
            numbers = range(start, min(size, start + _AT_ONCE))
            files = {_path(number): _document(number, entries) for number in numbers}
            at = history.START + start // _AT_ONCE * timedelta(hours=1)
            builder.commit(files, at, f"From {start}")


def _path(number: int) -> str:
    sig = history.SIGS[number // _SHARD % len(history.SIGS)]
    return f"keps/sig-{sig}/{number // _SHARD}/{number + 1}-thing/kep.yaml"


def _document(number: int, entries: int) -> bytes:
    """Little text, since its length is not what is measured."""
    release = _RELEASE if number < entries else f"v1.{1 + number % 30}"
    sig = history.SIGS[number // _SHARD % len(history.SIGS)]
    return f"""\
title: Thing {number}
kep-number: {number + 1}
status: implementable
owning-sig: sig-{sig}
authors:
  - "@author-{number % 90}"
stage: alpha
latest-milestone: "{release}"
milestone:
  alpha: "{release}"
""".encode()


def _memory(runs: dict[int, measure.Run], few: int, many: int) -> Metric:
    shown = ", ".join(
        f"{size:,}: {run.own / 1e6:.0f} MB (with git {run.memory / 1e6:.0f}),"
        f" {run.seconds:.0f} s, {1000 * run.seconds / size:.2f} ms each"
        for size, run in runs.items()
    )
    return Metric(
        f"peak memory of importing {many:,} enhancements / {few:,}",
        1.2,
        runs[many].own / runs[few].own,
        detail=f"resident, of the process that imports; {shown}",
    )


def _page(few: int, many: int, entries: int, samples: int) -> list[Metric]:
    client = Client(HTTP_HOST="localhost")
    counted, sides = [], []
    for size in (few, many):
        view = functools.partial(_view, client, _alias(size))
        view()
        with databases.using(_alias(size)):
            held = Entry.objects.filter(release__name=_RELEASE).count()
            if held != entries:
                message = f"{held} entries instead of {entries} among {size}"
                raise AssertionError(message)
            with CaptureQueriesContext(connection) as captured:
                view()
            counted.append(len(captured))
        sides.append(view)
    less, more = measure.interleaved(sides, samples=samples)
    words = f"{entries} entries among {many:,} enhancements / among {few:,}"
    return [
        Metric(
            f"SQL statements of the release page, {many:,} / {few:,}: difference",
            0,
            abs(counted[1] - counted[0]),
            "",
            f"{counted[1]} and {counted[0]}",
        ),
        Metric(
            f"release page among {many:,} enhancements / among {few:,}",
            1.2,
            more / less,
            detail=f"{words}: {1000 * more:.0f} against {1000 * less:.0f} ms, medians"
            f" of {samples} in turns",
        ),
    ]


def _view(client: Client, alias: str) -> None:
    with databases.using(alias):
        get(client, _PAGE)
