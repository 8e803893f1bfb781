"""What the freeze board costs: time against the least possible, and what one feels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from enhancements.models import Snapshot
from enhancements.policy.snapshots import canonical, digest_of
from enhancements.queries import board_file, frame
from enhancements.queries.shapes import Moment
from tests.bench import browsing, databases, measure
from tests.bench.browsing import VITALS, Vital
from tests.bench.databases import RELEASE
from tests.bench.pages import RELEASE_PAGE, get
from tests.bench.plain import PlainPage
from tests.bench.report import Metric

if TYPE_CHECKING:
    from datetime import datetime

Tell = Callable[[str], None]

PROJECT = "bench"
BOARD = f"/{PROJECT}/{RELEASE}/board"


def metrics(
    *,
    entries: Sequence[int],
    samples: int,
    loads: int,
    pause: int,
    now: datetime,
    tell: Tell,
) -> list[Metric]:
    """Measure boards of so many entries: the first is the one that counts for time, and
    in a browser half of what is called good is wanted of it, of the others all.
    """
    usual = entries[0]
    tell(f"board of {usual} entries")
    fill(2 * usual, usual, now)
    found = [_statements(usual), *_time(usual, samples), _snapshot(usual, samples, now)]
    for size in entries:
        fill(2 * size, size, now)
        name = f"board of {size:,} entries"
        seen = browsing.taken({name: BOARD}, loads, pause, tell)
        part = 1 if size == usual else 2
        found += [
            _vital(vital, seen[name], name, part, loads) for vital in VITALS if seen
        ]
    return found


def fill(enhancements: int, entries: int, now: datetime) -> None:
    """Put so many enhancements into the database in use, with a board of so many."""
    databases.fill(enhancements, entries=entries, now=now)
    statements = Path(__file__).with_name("board.sql").read_text(encoding="utf-8")
    with connection.cursor() as cursor:
        # What was filled in said that foreign keys and triggers are to be left alone.
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute(statements, {"now": now})


def _statements(entries: int) -> Metric:
    client = Client(HTTP_HOST="localhost")
    get(client, BOARD)
    with CaptureQueriesContext(connection) as captured:
        get(client, BOARD)
    return Metric(
        f"SQL statements of a board of {entries} entries",
        4,
        len(captured),
        "",
        "Django's test client, nobody signed in; session, user and roles come to it",
    )


def _time(entries: int, samples: int) -> list[Metric]:
    client = Client(HTTP_HOST="localhost")
    plain = PlainPage(get(client, RELEASE_PAGE).decode(), RELEASE)
    tag = client.get(BOARD)["ETag"]

    def unchanged() -> None:
        response = client.get(BOARD, headers={"If-None-Match": tag})
        if response.status_code != 304:
            message = f"{BOARD} answered {response.status_code} to its own tag"
            raise AssertionError(message)

    page, again, floor = measure.interleaved(
        [lambda: get(client, BOARD), unchanged, plain.make], samples=samples
    )
    return [
        Metric(
            f"board of {entries} entries / the release page's plain strings",
            2.5,
            page / floor,
            detail=f"{1000 * page:.0f} ms through the whole stack (test client) against"
            f" {1000 * floor:.0f} ms of the release page's denominator with as many"
            f" rows, medians of {samples} in turns",
        ),
        Metric(
            "board when nothing changed since the last view / the board",
            0.05,
            again / page,
            detail=f"{1000 * again:.1f} ms, answered 304 after its pulses were read,"
            f" against {1000 * page:.0f} ms, medians of {samples} in turns",
        ),
    ]


def _snapshot(entries: int, samples: int, now: datetime) -> Metric:
    """The page of the board as it stands now, kept as if a freeze had just ended."""
    setting = frame.load(PROJECT, Moment(now, ""), now=now)
    release = setting.release(RELEASE)
    if release is None:
        raise AssertionError(RELEASE)
    text = canonical(board_file.content(setting, release, "enhancements-freeze"))
    kept = Snapshot.objects.create(
        release_id=release.id,
        freeze="enhancements-freeze",
        label="VEP freeze",
        moment=now,
        made_at=now,
        content=text,
        digest=digest_of(text),
        reads=[],
    )
    client = Client(HTTP_HOST="localhost")
    address = f"/{PROJECT}/{RELEASE}/snapshots/{kept.pk}/"
    plain = PlainPage(get(client, RELEASE_PAGE).decode(), RELEASE)
    page, floor = measure.interleaved(
        [lambda: get(client, address), plain.make], samples=samples
    )
    weight = len(get(client, address)) / 1_000_000
    return Metric(
        f"snapshot page of {entries} entries / the release page's plain strings",
        2.5,
        page / floor,
        detail=f"{1000 * page:.0f} ms through the whole stack (test client),"
        f" {weight:.1f} MB with every check of every entry, against"
        f" {1000 * floor:.0f} ms of the release page's denominator, medians of"
        f" {samples} in turns",
    )


def _vital(
    vital: Vital, seen: Mapping[str, float], name: str, part: int, loads: int
) -> Metric:
    """Bound by half of what is called good, times `part`."""
    return Metric(
        f"{vital.words} of a {name}",
        part * vital.bound,
        seen[vital.name],
        vital.unit,
        f"a phone's width, processor {browsing.SLOWER} times slower, median of"
        f" {loads} loads; {'half of what' if part == 1 else 'what'} is called good",
    )
