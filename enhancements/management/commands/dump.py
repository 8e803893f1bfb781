"""`manage.py dump`: all of an installation, or of a project, in an open format."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.dumps import writing
from tracker.dumps.archive import DumpFailed, Manifest


class Command(BaseCommand):
    """Dump the database, for leaving, moving or counting."""

    help = (
        "Write all rows as they are at one moment into a ZIP of JSON lines, which"
        " docs/dump.md describes. Web, worker and beat may go on meanwhile. For backups"
        " there is `backup`."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and what of it."""
        parser.add_argument("path", type=Path, help="a file that is not there yet")
        parser.add_argument("--project", help="only this one, by its name")
        parser.add_argument(
            "--with-secrets",
            action="store_true",
            help="also hashes of tokens, channels with their addresses and secrets,"
            " feed addresses, mailboxes and their mail",
        )

    def handle(self, **options: Any) -> None:
        """Write it, and say what it holds and what not."""
        try:
            manifest = writing.write(
                options["path"],
                project=options["project"],
                secrets=options["with_secrets"],
                now=timezone.now(),
                tell=self._begun if options["verbosity"] > 1 else lambda _: None,
            )
        except DumpFailed as failed:
            raise CommandError(str(failed)) from failed
        self._told(options["path"], manifest)

    def _begun(self, name: str) -> None:
        self.stdout.write(name)

    def _told(self, path: Path, manifest: Manifest) -> None:
        self.stdout.write(
            f"{path}: {path.stat().st_size} bytes, {manifest.rows} rows of"
            f" {len(manifest.tables)} tables, as of"
            f" {manifest.moment:%Y-%m-%d %H:%M} UTC."
        )
        self.stdout.write(f"Not in it: {', '.join(sorted(manifest.left_out))}.")
        if manifest.has_secrets:
            self.stdout.write("It holds secrets: keep it as you keep those.")
