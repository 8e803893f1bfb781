"""`manage.py restore`: the database as a backup has it."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enhancements.actions import restored
from tracker import restoring
from tracker.backups import BackupFailed, Manifest
from tracker.postgres_clients import ClientFailed, ClientMissing


class Command(BaseCommand):
    """Restore a backup, and have everything compared with where it came from."""

    help = (
        "Put a backup's rows into the database, bring them to this version, and have"
        " everything compared with GitHub and the repositories. Stop web, worker and"
        " beat first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from, and whether what is there may go."""
        parser.add_argument("path", type=Path, help="the file that `backup` wrote")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="even where the database has projects or people: they go",
        )

    def handle(self, **options: Any) -> None:
        """Restore it, or say why not and leave everything as it is."""
        try:
            manifest = restoring.check(options["path"])
            self._refuse(replace=options["replace"])
            with restoring.restored(options["path"], manifest):
                settled = restored.settle(
                    taken_at=manifest.moment,
                    by=getpass.getuser(),
                    now=timezone.now(),
                )
        except (BackupFailed, ClientMissing, ClientFailed) as failed:
            raise CommandError(str(failed)) from failed
        self._tell(manifest, settled)

    def _refuse(self, *, replace: bool) -> None:
        """Raise CommandError where somebody would lose something unasked."""
        if others := restoring.others():
            raise CommandError(
                f"{others} other sessions use the database. Stop web, worker and beat,"
                " then restore."
            )
        there = restoring.what_is_there()
        if there and not replace:
            [name, rows] = next(iter(there.items()))
            raise CommandError(
                f"The database is not empty: {name} has {rows} rows. Restore into an"
                " empty one, or say --replace to let go what is there."
            )

    def _tell(self, manifest: Manifest, settled: restored.Settled) -> None:
        self.stdout.write(
            f"Restored as of {manifest.moment:%Y-%m-%d %H:%M} UTC:"
            f" {sum(manifest.tables.values())} rows. Start web, worker and beat."
        )
        self.stdout.write(
            f"Compared with GitHub as a whole: {settled.repositories} repositories."
            f" Derived anew: {settled.documents} files. Looked for before they are"
            f" written: {settled.writings} writings."
        )
        self.stdout.write(
            "Lost is what people decided, corrected and wrote here since then; commands"
            " of that time are not done again, and people sign in anew."
        )
