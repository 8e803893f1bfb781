"""`manage.py letters`: what entries would be told, or an announcement, for scripts."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enhancements.policy.letters.comments import Kind
from enhancements.policy.letters.names import ANNOUNCEMENT
from enhancements.profiles import ProfileInvalid
from enhancements.queries import announcements, frame, letters, moments
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import ProjectUnknown, Setting
from enhancements.queries.moments import MomentRefused


class Command(BaseCommand):
    """Print letters; nothing is written anywhere."""

    help = (
        "Print the comments of a release's entries at a freeze, or with --announcement"
        " a text to be sent by mail. Nothing is written to GitHub."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Project, release, and which letter."""
        parser.add_argument("project")
        parser.add_argument("release", help="such as v1.9")
        parser.add_argument("--freeze", default="", help="key, such as code-freeze")
        parser.add_argument("--kind", default="", choices=["", *Kind])
        parser.add_argument("--entry", default="", help="key of one enhancement")
        parser.add_argument("--announcement", choices=sorted(ANNOUNCEMENT))
        parser.add_argument("--sig", default="", help="of an outreach")
        parser.add_argument("--as-of", help="a time with zone, or a date")

    def handle(self, **options: Any) -> None:
        """Find and print."""
        now = timezone.now()
        try:
            moment = moments.parse(options["as_of"], now=now)
            setting = frame.load(options["project"], moment, now=now)
        except ProjectUnknown as error:
            raise CommandError(f"No project is called {options['project']}.") from error
        except MomentRefused as error:
            raise CommandError(f"--as-of: {error}") from error
        release = setting.release(options["release"])
        if release is None:
            raise CommandError(f"No source names a release {options['release']}.")
        try:
            said = (
                _announced(setting, release, options)
                if options["announcement"]
                else _commented(setting, release, options)
            )
        except ProfileInvalid as error:
            raise CommandError(str(error)) from error
        if not said:
            raise CommandError("There is no such letter.")
        self.stdout.write("\n\n".join(said))


def _announced(setting: Setting, release: Dates, options: dict[str, Any]) -> list[str]:
    page = announcements.page(setting, release, options["freeze"])
    return [
        f"Subject: {one.subject}\n\n{one.body}"
        for one in (*page.main, *page.outreach)
        if one.name == options["announcement"] and options["sig"] in ("", one.sig)
    ]


def _commented(setting: Setting, release: Dates, options: dict[str, Any]) -> list[str]:
    written = letters.of_release(
        setting, release, freeze=options["freeze"], kind=options["kind"]
    )
    key = options["entry"]
    return [
        f"===== {one.row.entry.key} {one.row.entry.track}".rstrip()
        + f"\n\n{one.letter.whole}"
        for one in written.rows
        if one.letter is not None and key in ("", one.row.entry.key)
    ]
