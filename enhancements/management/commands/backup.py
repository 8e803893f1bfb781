"""`manage.py backup`: the database of one moment in a file, with a manifest."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker import backups
from tracker.backups import BackupFailed
from tracker.postgres_clients import ClientFailed, ClientMissing


class Command(BaseCommand):
    """Back the database up; everything else can be had again."""

    help = (
        "Write the database as it is at one moment into a file, and a manifest beside"
        " it. Web, worker and beat may go on meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("path", type=Path, help="a file that is not there yet")

    def handle(self, **options: Any) -> None:
        """Write it, and say what it holds."""
        path: Path = options["path"]
        try:
            manifest = backups.write(path, now=timezone.now())
        except (BackupFailed, ClientMissing, ClientFailed) as failed:
            raise CommandError(str(failed)) from failed
        rows = sum(manifest.tables.values())
        self.stdout.write(
            f"{path}: {manifest.size} bytes, {rows} rows of {len(manifest.tables)}"
            f" tables. Keep {backups.manifest_of(path).name} with it."
        )
