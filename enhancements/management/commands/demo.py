"""Try the tracker out: the bundled sample projects, tracked and served."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from enhancements.management.commands.serve import add_address_arguments
from enhancements.sample.stories import STORIES
from tracker import serving

# The option of `track` for each of the repositories that a sample project has.
REPOSITORIES = {
    "documents": "enhancements",
    "schedules": "sig-release",
    "rosters": "community",
}


class Command(BaseCommand):
    """Migrate, write and track the samples, read them, serve. Safe to run again."""

    help = "Set up the sample projects in this database and serve them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the address and --no-worker."""
        add_address_arguments(parser)

    def handle(self, **options: Any) -> None:
        """Refuse early what cannot be listened on, then do all the steps."""
        try:
            listener = serving.listen(options["host"], options["port"])
        except serving.CannotListen as error:
            raise CommandError(str(error)) from error
        with listener:
            call_command("migrate", verbosity=0)
            self.prepare_samples(Path(settings.TRACKER_HOME) / "sample")
            connection.close()
            serving.run(listener, with_worker=not options["no_worker"], say=self.say)

    def prepare_samples(self, folder: Path) -> None:
        """Write the samples' repositories, track and read them."""
        self.say("Preparing the sample projects.")
        call_command("make_sample", str(folder), verbosity=0)
        # What it says is for who tracks by hand: to read the sources next.
        unheard = StringIO()
        for story in STORIES:
            place, tracked = folder / story.folder, story.tracked_as
            paths = {option: str(place / name) for option, name in REPOSITORIES.items()}
            profile = story.profile
            call_command("track", tracked, profile=profile, stdout=unheard, **paths)
            call_command("sync", tracked, verbosity=0)

    def say(self, sentence: str) -> None:
        """Print at once: a line in a buffer helps nobody who waits for it."""
        self.stdout.write(sentence)
        self.stdout.flush()
