"""Mirrors one repository and prints what it took: `python -m tests.bench.syncing NAME`.

A process of its own, so that its memory is a worker's and nobody else's. Which GitHub,
by which credential and into which database is in the environment, as for any process.
"""

from __future__ import annotations

import json
import os
import sys
import time

import django

django.setup()

from django.conf import settings  # noqa: E402 - once Django is set up

from enhancements.actions import projects  # noqa: E402
from enhancements.sources.github import pump  # noqa: E402
from enhancements.sources.github.credentials import Server  # noqa: E402


def main(name: str) -> None:
    """Read everything of the repository once."""
    project = projects.track(
        name=name.partition("/")[0], profile="kubevirt", locations={}, by="bench"
    )
    (repository,) = projects.track_repositories(
        project=project,
        host=Server.at(settings.GITHUB_URL).rest,
        names=[name],
        by="bench",
    )
    start = time.perf_counter()
    outcome = pump.pump(repository_id=repository.pk)
    while outcome.is_unfinished:
        outcome = pump.pump(repository_id=repository.pk)
    if outcome.error:
        raise SystemExit(outcome.error)
    times = os.times()
    print(  # noqa: T201 - for who measures
        json.dumps(
            {
                "seconds": time.perf_counter() - start,
                "cpu": times.user + times.system,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
