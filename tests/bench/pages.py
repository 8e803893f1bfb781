"""What the pages cost: statements, time against the least possible, growth, weight."""

from __future__ import annotations

import functools
import gzip
import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enhancements import styles
from tests.bench import api, databases, measure, proposing
from tests.bench.databases import RELEASE
from tests.bench.plain import PlainPage
from tests.bench.report import Metric
from tracker import memory

Tell = Callable[[str], None]

RELEASE_PAGE = f"/bench/releases/{RELEASE}/"
PAGES = (
    "/bench/",
    "/bench/releases/",
    RELEASE_PAGE,
    "/bench/sigs/",
    "/bench/sigs/compute/",
    "/bench/enhancements/",
    "/bench/problems/",
    "/bench/guide/",
    "/bench/propose/",
    "/bench/roadmap/",
    "/bench/people/",
    "/bench/people/author-1/",
    "/bench/10001/",
    "/bench/waiting/?sig=compute",
    "/bench/sigs/compute/meeting/",
)
"""Every page of a project; 10001 is the key of the first enhancement."""
QUEUES = frozenset(
    {
        "/bench/sigs/compute/",
        "/bench/people/author-1/",
        "/bench/10001/",
        "/bench/waiting/?sig=compute",
        "/bench/sigs/compute/meeting/",
    }
)
"""Those of them that show who is waited for, which takes a statement of its own."""

_REFERENCE = re.compile(r'(?:href|src)="(/static/[^"#?]+)')
_IMPORT = re.compile(r'@import\s+(?:url\()?["\']?([^"\')]+)')


def metrics(
    *, sizes: Sequence[int], entries: int, samples: int, tell: Tell
) -> list[Metric]:
    """Measure in databases of these sizes, each with a release of so many entries."""
    now = timezone.now()
    few = min(5, entries)
    made = {}
    for size in sorted({few, entries, *sizes}):
        tell(f"writing {size:,} enhancements")
        made[size] = databases.make(size, entries=entries, now=now)
    for size in {few, entries}:
        # Queues with something in them.
        with databases.using(made[size]):
            databases.fill_work(now)
    client = Client(HTTP_HOST="localhost")
    tell("pages")
    with databases.using(made[few]):
        get(client, PAGES[0])  # Loads what the first answer loads.
    memory.settle()  # As the web process does.
    return [
        *_statements(client, made[few], made[entries], f"{few} and {entries} rows"),
        _against_floor(client, made[sizes[0]], sizes[0], entries, samples),
        *_as_of(client, made[sizes[-1]], sizes[-1], samples, now),
        _growth(client, {size: made[size] for size in sizes}, entries, samples),
        _weight(client, made[sizes[0]], entries),
        api.metric(client, made[sizes[-1]], sizes[-1], samples),
        proposing.metric(client, made[sizes[-1]], sizes[-1], samples),
    ]


def get(client: Client, address: str) -> bytes:
    """The page at an address. Raises AssertionError when it is none."""
    response = client.get(address)
    if response.status_code != 200:
        message = f"{address} answered {response.status_code}"
        raise AssertionError(message)
    return bytes(response.content)


def _statements(client: Client, few: str, many: str, words: str) -> list[Metric]:
    counted: dict[str, list[int]] = {page: [] for page in PAGES}
    for alias in (few, many):
        with databases.using(alias):
            for page in PAGES:
                get(client, page)  # What is cached once per process is not counted.
                with CaptureQueriesContext(connection) as captured:
                    get(client, page)
                counted[page].append(len(captured))
    detail = ", ".join(f"{page} {counts[1]}" for page, counts in counted.items())
    return [
        Metric(
            f"SQL statements of a page, {words}: largest difference",
            0,
            max(abs(after - before) for before, after in counted.values()),
            "",
            f"all {len(PAGES)} pages, Django's test client, nobody signed in",
        ),
        Metric(
            "SQL statements of the page that needs most",
            4,
            max(max(counts) for page, counts in counted.items() if page not in QUEUES),
            "",
            detail,
        ),
        Metric(
            "SQL statements of the page with a queue that needs most",
            6,
            max(max(counted[page]) for page in QUEUES),
            "",
            detail,
        ),
    ]


def _against_floor(
    client: Client, alias: str, size: int, entries: int, samples: int
) -> Metric:
    with databases.using(alias):
        html = get(client, RELEASE_PAGE).decode()
        plain = PlainPage(html, RELEASE)
        page, floor, read = measure.interleaved(
            [lambda: get(client, RELEASE_PAGE), plain.make, plain.read],
            samples=samples,
        )
    return Metric(
        f"release page of {entries} entries / one statement and plain strings",
        4,
        page / floor,
        detail=f"{1000 * page:.0f} ms through the whole stack (test client) against"
        f" {1000 * floor:.0f} ms, of which the statement over the claims of {size:,}"
        f" enhancements {1000 * read:.0f} ms; same HTML, medians of {samples} in turns",
    )


def _as_of(
    client: Client, alias: str, size: int, samples: int, now: datetime
) -> list[Metric]:
    """First views of as many moments, each followed by a second one and by now."""
    taken: dict[str, list[float]] = {"first": [], "second": [], "now": []}
    with databases.using(alias):
        get(client, RELEASE_PAGE)
        for turn in range(samples):
            moment = now - timedelta(days=20 + 3 * turn, seconds=turn)
            past = f"{RELEASE_PAGE}?as_of={moment:%Y-%m-%dT%H:%M:%SZ}"
            views = (("first", past), ("second", past), ("now", RELEASE_PAGE))
            for name, address in views:
                start = time.perf_counter()
                get(client, address)
                taken[name].append(time.perf_counter() - start)
    middle = {name: sorted(times)[len(times) // 2] for name, times in taken.items()}
    words = f"release page among {size:,} enhancements, {samples} moments"
    return [
        Metric(
            "first view of a past moment, the slowest",
            1.5,
            max(taken["first"]),
            "s",
            f"{words}; median {1000 * middle['first']:.0f} ms",
        ),
        Metric(
            "second view of a past moment / now",
            3,
            middle["second"] / middle["now"],
            detail=f"{words}: {1000 * middle['second']:.0f} against"
            f" {1000 * middle['now']:.0f} ms, medians in turns",
        ),
    ]


def _growth(client: Client, made: dict[int, str], entries: int, samples: int) -> Metric:
    def view(alias: str) -> None:
        with databases.using(alias):
            get(client, RELEASE_PAGE)

    sides = [functools.partial(view, alias) for alias in made.values()]
    seconds = measure.interleaved(sides, samples=samples)
    sizes = list(made)
    shown = ", ".join(
        f"{size:,}: {1000 * time_:.0f} ms"
        for size, time_ in zip(sizes, seconds, strict=True)
    )
    return Metric(
        "growth of the release page's time (slope of log on log)",
        0.05,
        measure.slope(sizes, seconds),
        "",
        f"{entries} entries among {shown}; medians of {samples} in turns",
    )


def _weight(client: Client, alias: str, entries: int) -> Metric:
    """Compressed bytes of the page and of all that it loads from us."""
    with databases.using(alias):
        html = get(client, RELEASE_PAGE)
    parts = {"html": len(gzip.compress(html, 6))}
    foreign = re.findall(
        r'(?:src|href)="https?://[^"]+\.(?:js|css|woff2?)"', html.decode()
    )
    if foreign:
        message = f"the page loads from elsewhere: {foreign}"
        raise AssertionError(message)
    for name in _resources(sorted(set(_REFERENCE.findall(html.decode())))):
        data = _bytes(name)
        kind = name.rpartition(".")[2]
        parts[kind] = parts.get(kind, 0) + len(gzip.compress(data, 6))
    detail = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in parts.items())
    return Metric(
        f"weight of the release page of {entries} entries with all it loads",
        100,
        sum(parts.values()) / 1000,
        "kB",
        f"each file compressed by itself with gzip -6: {detail}",
    )


def _resources(addresses: Sequence[str]) -> Iterator[str]:
    """Names below /static/ that a page loads, those that style sheets import too."""
    waiting, seen = [address.removeprefix("/static/") for address in addresses], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        yield name
        if name.endswith(".css"):
            folder = name.rpartition("/")[0]
            text = _bytes(name).decode()
            waiting += [f"{folder}/{found}" for found in _IMPORT.findall(text)]


def _bytes(name: str) -> bytes:
    """What is served under a name below /static/."""
    joined = styles.bundle()
    if name == f"css/all-{joined.digest}.css":
        return joined.content
    return _file(name).read_bytes()


def _file(name: str) -> Path:
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(name)
    return Path(found)
