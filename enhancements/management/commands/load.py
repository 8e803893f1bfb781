"""`manage.py load`: what `dump` wrote, in an empty database."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.dumps import loading
from tracker.dumps.archive import DumpFailed


class Command(BaseCommand):
    """Load a dump, and have everything compared with where it came from."""

    help = (
        "Put everything that a dump holds into an empty, migrated database, or nothing"
        " of it; then have everything compared with GitHub and the repositories. Stop"
        " the installation that it is from first, if that writes to GitHub."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from."""
        parser.add_argument("path", type=Path, help="the file that `dump` wrote")

    def handle(self, **options: Any) -> None:
        """Load it, or say why not and leave everything as it is."""
        try:
            manifest, settled = loading.load(
                options["path"],
                by=getpass.getuser(),
                now=timezone.now(),
                tell=self._begun if options["verbosity"] > 1 else lambda _: None,
            )
        except DumpFailed as failed:
            raise CommandError(str(failed)) from failed
        self.stdout.write(
            f"Loaded as of {manifest.moment:%Y-%m-%d %H:%M} UTC: {manifest.rows} rows"
            f" of {len(manifest.tables)} tables."
        )
        self.stdout.write(
            f"Compared with GitHub as a whole: {settled.repositories} repositories."
            f" Derived anew: {settled.documents} files. Looked for before they are"
            f" written: {settled.writings} writings."
        )
        if not manifest.has_secrets:
            self.stdout.write(
                "Tokens, channels, feed addresses and mailboxes are not in a dump"
                " without secrets: people make them anew."
            )

    def _begun(self, name: str) -> None:
        self.stdout.write(name)
