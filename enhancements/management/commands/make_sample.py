"""Write the bundled sample project as git repositories."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from enhancements.sample.repository import RepositoryNotWritten
from enhancements.sample.writer import (
    FolderRefused,
    Written,
    end_of,
    story_ends,
    write,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Writes three repositories: enhancements, sig-release and community.

    The project is invented. Its calendar is laid around the day on which the
    folder is first written; later runs add what has happened since then.
    """

    help = "Write the invented sample project as three git repositories."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One folder, and the date up to which its story is told."""
        parser.add_argument("directory", type=Path, help="where to write them")
        parser.add_argument(
            "--today",
            type=_date,
            help="tell the story up to the end of this day, such as 2026-06-12 "
            "(default: up to now, UTC)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write or continue the folder and say what was done."""
        folder: Path = options["directory"]
        now = datetime.now(UTC)
        today: date = options["today"] or now.date()
        until = end_of(options["today"]) if options["today"] else now
        try:
            results = write(folder, until=until, today=today)
            ends = story_ends(folder)
        except FolderRefused as error:
            raise CommandError(str(error)) from error
        except RepositoryNotWritten as error:
            raise CommandError(f"git could not write the sample: {error}") from error
        except FileNotFoundError as error:
            raise CommandError(
                "git was not found. Install it (Debian, Ubuntu: apt install git) and "
                "run the command again."
            ) from error
        except OSError as error:
            raise CommandError(
                f"{folder} cannot be written: {error.strerror}. Name a folder that "
                "you may write to, or make room."
            ) from error
        if options["verbosity"] == 0:
            return
        for result in results:
            self.stdout.write(_sentence(result))
        if ends < today:
            self.stdout.write(
                f"The sample's story ended on {ends}. Delete {folder} and run the "
                "command again for one that is laid around today."
            )


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _sentence(result: Written) -> str:
    if result.was_left:
        return (
            f"{result.name}: left as it is, since it has changes that this command "
            "did not make."
        )
    return f"{result.name}: {result.commits} commits, {result.added} of them new."
