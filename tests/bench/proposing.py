"""What looking for similar enhancements costs, beside the SQL that it runs."""

from __future__ import annotations

from urllib.parse import urlencode

from django.test import Client

from tests.bench import api, databases
from tests.bench.report import Metric

_NEAR = "/bench/propose/"
TYPED = {
    "rare": {"title": "Feature 77"},
    "common": {"title": "A title of usual length with a feature of compute"},
    "unknown": {"title": "Zebra crossing"},
    "long": {
        "title": "Live migration of disks between stores",
        "summary": "A disk moves to another store while its machine runs, so that"
        " nobody has to stop it, and it takes as long as the disk is large.",
    },
}
"""What somebody types: words that one title has, that all have, that none has."""


def metric(client: Client, alias: str, size: int, samples: int) -> Metric:
    """What fares worst: p95 of its answer over that of its statements."""
    found = {}
    with databases.using(alias):
        for name, typed in TYPED.items():
            address = f"{_NEAR}?{urlencode({**typed, 'part': 'near'})}"
            found[name] = api.ratio(client, address, samples)
    worst = max(found, key=lambda name: found[name][0])
    shown = ", ".join(
        f"{name} {1000 * answer:.1f}/{1000 * bare:.1f} ms"
        for name, (_, answer, bare) in found.items()
    )
    return Metric(
        "similar enhancements, p95 / p95 of the bare SQL statements",
        3,
        found[worst][0],
        detail=f"{worst} words, {size:,} enhancements; {samples} in turns; {shown}",
    )
