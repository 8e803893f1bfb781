"""Write the bundled sample projects as git repositories."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from enhancements.sample.repository import RepositoryNotWritten
from enhancements.sample.stories import STORIES
from enhancements.sample.writer import (
    FolderRefused,
    Written,
    end_of,
    story_ends,
    write,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser


FIRST_YEAR = 1972
LAST_YEAR = 2098
"""Git's own times begin in 1970; the stories take a year and a half."""


class Command(BaseCommand):
    """Writes four repositories each: enhancements, sig-release, community and code.

    Lodestead, of KubeVirt's process, lies in the folder itself, and Farwharf, of
    Kubernetes', in one of that name below it. Both are invented. Their calendars
    are laid around the day on which their folders are first written; later runs
    add what has happened since then.
    """

    help = "Write the two invented sample projects as four git repositories each."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One folder, and the date up to which the stories are told."""
        parser.add_argument("directory", type=Path, help="where to write them")
        parser.add_argument(
            "--today",
            metavar="DATE",
            help="tell the story up to the end of this day, such as 2026-06-12 "
            "(default: up to now, UTC)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write or continue the folder and say what was done."""
        if shutil.which("git") is None:
            raise CommandError(
                "git was not found. Install it (Debian, Ubuntu: apt install git) and "
                "run the command again."
            )
        folder: Path = options["directory"]
        now = datetime.now(UTC)
        today = _date(options["today"]) if options["today"] else now.date()
        until = end_of(today) if options["today"] else now
        results, ends = _written(folder, until=until, today=today)
        if options["verbosity"] == 0:
            return
        for result in results:
            self.stdout.write(result)
        if ends < today:
            self.stdout.write(
                f"The sample's story ended on {ends}. Delete {folder} and run the "
                "command again for one that is laid around today."
            )


def _written(folder: Path, *, until: datetime, today: date) -> tuple[list[str], date]:
    """Sentences of what was written, and when the first of the stories ends."""
    sentences: list[str] = []
    ends: list[date] = []
    try:
        for story in STORIES:
            place = folder / story.folder
            results = write(place, until=until, today=today, story=story)
            sentences += [_sentence(Path(story.folder), result) for result in results]
            ends.append(story_ends(place, story))
    except FolderRefused as error:
        raise CommandError(str(error)) from error
    except RepositoryNotWritten as error:
        raise CommandError(f"git could not write the sample: {error}") from error
    except OSError as error:
        raise CommandError(
            f"{folder} cannot be written: {error.strerror}. Name a folder that you may "
            "write to, or make room."
        ) from error
    return sentences, min(ends)


def _date(text: object) -> date:
    """The date that was given, within what git and the calendar can hold."""
    try:
        day = date.fromisoformat(str(text))
    except ValueError as error:
        raise CommandError(
            f"{text} is no date. Write the year, the month and the day, such as "
            "2026-06-12."
        ) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CommandError(f"Name a date from {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def _sentence(folder: Path, result: Written) -> str:
    name = folder / result.name
    if result.was_left:
        return (
            f"{name}: left as it is, since it has changes that this command did not "
            "make."
        )
    return f"{name}: {result.commits} commits, {result.added} of them new."
