"""Try the tracker out: the bundled sample projects, tracked and served."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from enhancements.actions import mirror_people, snapshots, waking
from enhancements.fakehub.control import CHAT
from enhancements.management import (
    demo_asking,
    demo_comments,
    demo_concerns,
    demo_cycle,
    demo_dependencies,
    demo_exceptions,
    demo_following,
    demo_gates,
    demo_letters,
    demo_life,
    demo_people,
    demo_reports,
    demo_snapshots,
    demo_views,
)
from enhancements.management.commands.serve import add_address_arguments
from enhancements.models import Project, Repository
from enhancements.sample.cast import CAST, CHAIRS, LEADS
from enhancements.sample.github.places import REPOSITORIES as ON_GITHUB
from enhancements.sample.stories import STORIES
from enhancements.sources import sync
from enhancements.sources.github import people
from enhancements.sources.github.client import connect
from enhancements.sources.github.credentials import Server
from tracker import serving
from tracker.pretended import CannotPretend, Pretended

# The option of `track` for each of the repositories that a sample project has.
REPOSITORIES = {
    "documents": "enhancements",
    "schedules": "sig-release",
    "rosters": "community",
    "gates": "code",
}


HERE = {
    # Whoever looks may be any of the samples' people, and nothing leaves this machine
    # (`sources.channels`, `actions.mails`) but to the samples' GitHub.
    "TRACKER_DEMO_PEOPLE": "1",
    "TRACKER_LOCAL_CHANNELS": "1",
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
        with_worker = not options["no_worker"]
        folder = Path(settings.TRACKER_HOME) / "sample"
        with listener, contextlib.suppress(KeyboardInterrupt):
            self.say("Preparing the sample projects.")
            call_command("migrate", verbosity=0)
            call_command("make_sample", str(folder), verbosity=0)
            # Without a worker nobody would read what happens there.
            web = serving.address(listener) if with_worker else ""
            with self._github(folder, web) as github:
                self.track_samples(folder)
                self.read_github(github, in_background=with_worker)
                connection.close()
                serving.run(
                    listener,
                    with_worker=with_worker,
                    say=self.say,
                    environment=github.environment | HERE,
                    companions=[github.child],
                )

    @contextlib.contextmanager
    def _github(self, folder: Path, web: str) -> Iterator[Pretended]:
        """The samples' GitHub, on its way up, and this process asking it."""
        try:
            github = Pretended.start(folder, web=web)
        except CannotPretend as error:
            raise CommandError(str(error)) from error
        settings.GITHUB_URL = github.url
        settings.GITHUB_TOKEN = github.token
        settings.GITHUB_APP_ID = settings.GITHUB_APP_KEY = ""
        settings.LOCAL_CHANNELS = True
        try:
            yield github
        finally:
            github.stop()

    def track_samples(self, folder: Path) -> None:
        """Track the samples, in git and on GitHub, and read what is in git."""
        # What it says is for who tracks by hand: to read the sources next.
        unheard = StringIO()
        for story in STORIES:
            place, tracked = folder / story.folder, story.tracked_as
            told: dict[str, Any] = {
                option: str(place / name) for option, name in REPOSITORIES.items()
            }
            told |= {"profile": story.profile, "github": list(ON_GITHUB[tracked])}
            call_command("track", tracked, stdout=unheard, **told)
            project = Project.objects.get(name=tracked)
            sync.sync(project=project)
            demo_cycle.decide(
                project=project, lead=LEADS[tracked], chairs=CHAIRS[tracked]
            )
            demo_gates.link(project=project, by=LEADS[tracked])
            demo_life.live(project=project, lead=LEADS[tracked])
            demo_reports.decide(
                project=project, lead=LEADS[tracked], chairs=CHAIRS[tracked]
            )
            demo_exceptions.ask(
                project=project, lead=LEADS[tracked], chairs=CHAIRS[tracked]
            )
            demo_letters.word(
                project=project, lead=LEADS[tracked], chairs=CHAIRS[tracked]
            )
            demo_concerns.raise_some(project=project, lead=LEADS[tracked])
            demo_people.tell(project=project, chairs=CHAIRS[tracked])
            demo_dependencies.name_some(project=project, lead=LEADS[tracked])
            demo_asking.ask(project=project, chairs=CHAIRS[tracked])
            demo_snapshots.begin(project=project)

    def read_github(self, github: Pretended, *, in_background: bool) -> None:
        """Read what is on GitHub: now, or by the worker once it is there."""
        try:
            github.wait()
        except CannotPretend as error:
            raise CommandError(str(error)) from error
        self.meet_people()
        host = Server.at(settings.GITHUB_URL).rest
        for story in STORIES:
            name = story.tracked_as
            project, lead = Project.objects.get(name=name), LEADS[name]
            demo_views.save_some(project=project, lead=lead, host=host)
            demo_following.follow(
                project=project,
                lead=lead,
                chairs=CHAIRS[name],
                host=host,
                chat=f"{settings.GITHUB_URL}{CHAT}",
            )
        if not in_background:
            for story in STORIES:
                call_command("sync", story.tracked_as, verbosity=0)
                project = Project.objects.get(name=story.tracked_as)
                demo_comments.write(project=project, lead=LEADS[story.tracked_as])
            for deadline in snapshots.due(now=timezone.now()):
                snapshots.take(deadline=deadline, by=snapshots.BY, now=timezone.now())
            return
        demo_comments.write_when_read(LEADS)
        rows = Repository.objects.filter(removed_at__isnull=True)
        for pk in rows.order_by("project", "-is_main").values_list("pk", flat=True):
            waking.wake(pk)

    def meet_people(self) -> None:
        """Learn the numbers of those whom one may be, before anything is read."""
        with connect(next(iter(ON_GITHUB[STORIES[0].tracked_as]))) as client:
            told = [people.by_login(client, part.login) for part in CAST]
        mirror_people.store(
            host=Server.at(settings.GITHUB_URL).rest,
            told=[person for person in told if person is not None],
            now=timezone.now(),
        )

    def say(self, sentence: str) -> None:
        """Print at once: a line in a buffer helps nobody who waits for it."""
        self.stdout.write(sentence)
        self.stdout.flush()
