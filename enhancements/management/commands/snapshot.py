"""`manage.py snapshot`: keep boards of deadlines that passed, or check them."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enhancements.actions import snapshots
from enhancements.models import Project, Snapshot
from enhancements.policy.snapshots import digest_of
from enhancements.queries import snapshots_due


class Command(BaseCommand):
    """Make snapshots that are missing, also of before the project was tracked."""

    help = (
        "Keep the board of a release as it stood at each of its deadlines that passed"
        " and has no snapshot, from what the sources say of then. The clock does so by"
        " itself for deadlines that end while a project is tracked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Project and release, maybe one freeze; or --verify."""
        parser.add_argument("project", nargs="?", default="")
        parser.add_argument("release", nargs="?", default="", help="e.g. v1.9")
        parser.add_argument("--freeze", default="", help="only this, e.g. code-freeze")
        parser.add_argument(
            "--verify",
            action="store_true",
            help="work out the digest of every snapshot there is, and make none",
        )

    def handle(self, **options: Any) -> None:
        """Make or verify."""
        if options["verify"]:
            self._verify()
            return
        if not options["project"] or not options["release"]:
            message = "Name a project and a release, or give --verify."
            raise CommandError(message)
        if not Project.objects.filter(name=options["project"]).exists():
            message = f"“{options['project']}” is not tracked."
            raise CommandError(message)
        self._make(**{name: options[name] for name in ("project", "release", "freeze")})

    def _make(self, project: str, release: str, freeze: str) -> None:
        now = timezone.now()
        found = [
            one
            for one in snapshots_due.passed(now=now, ever=True)
            if one.project == project
            and one.name in (release, f"v{release}")
            and freeze in ("", one.freeze)
        ]
        for one in found:
            taken = snapshots.take(deadline=one, by=getpass.getuser(), now=now)
            if taken is None:
                self.stdout.write(f"{one.label}: another process is at it just now")
                continue
            digest = taken.snapshot.digest
            self.stdout.write(
                f"{one.label} ({one.moment:%Y-%m-%d %H:%M} UTC): {digest}"
            )
        if not found:
            self.stdout.write("Nothing to make: no deadline passed without a snapshot.")

    def _verify(self) -> None:
        rows = Snapshot.objects.select_related("release__project").order_by("pk")
        wrong = [
            f"{row.release.project.name} {row.release} {row.pk}"
            for row in rows.iterator(chunk_size=10)
            if digest_of(row.content) != row.digest
        ]
        if wrong:
            message = f"These are not what their digest says: {', '.join(wrong)}."
            raise CommandError(message)
        self.stdout.write(f"{rows.count()} snapshots are what their digests say.")
