"""Reads a project's sources in a process of its own, as a worker does. Run as a
program: `python -m tests.bench.importer PROJECT [DATABASE]` prints what it took."""

from __future__ import annotations

import json
import sys
import time

import django


def main(name: str, database: str = "") -> dict[str, float]:
    """Sync the project; seconds, and processor seconds with git and PostgreSQL."""
    from django.db import connection  # noqa: PLC0415 - after setup()

    from enhancements.models import Project  # noqa: PLC0415 - after setup()
    from enhancements.sources import sync  # noqa: PLC0415
    from tests.bench import measure  # noqa: PLC0415

    if database:
        connection.settings_dict["NAME"] = database
    project = Project.objects.get(name=name)
    start = time.perf_counter()
    # What judging costs is measured by itself: `tests.bench.judging`.
    work = measure.work_of(lambda: sync.sync(project=project, is_judged=False))
    return {"seconds": time.perf_counter() - start, "cpu": work.cpu}


if __name__ == "__main__":
    django.setup()
    json.dump(main(*sys.argv[1:]), sys.stdout)
