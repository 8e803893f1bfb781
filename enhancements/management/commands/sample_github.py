"""The samples' GitHub as a process of `demo`: pretended, alive while one looks."""

from __future__ import annotations

import signal
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from enhancements.sample.github import journal
from enhancements.sample.github.life import Life
from enhancements.sample.github.people import TRACKER
from enhancements.sample.github.places import PLACES, REPOSITORIES
from enhancements.sample.writer import FolderRefused, calendar_of
from tracker import probe

BUSY_SECONDS = 900.0
"""So long something happens at every pace; afterwards once a minute, so that a demo
that was forgotten does not fill its database."""
QUIET_PACE = 60.0
LIMIT = 15_000
"""Requests an hour, as GitHub allows an App of a large organisation."""
LOG_LIMIT = 10_000
"""Requests of which the log tells, since nobody empties it while it runs for days."""


class Command(BaseCommand):
    """Serve the samples' GitHub on this machine. `demo` starts it by itself."""

    help = (
        "Serve the pretended GitHub of the sample projects; `demo` does it by itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Folder of the samples, port, who is told, and how often something happens."""
        parser.add_argument("folder", type=Path, help="where make_sample wrote them")
        parser.add_argument("--port", type=int, default=0)
        parser.add_argument("--web", help="the tracker's address, told by webhooks")
        parser.add_argument(
            "--pace",
            type=float,
            default=4.0,
            help="seconds between two things that happen; 0: nothing does",
        )

    def handle(self, **options: Any) -> None:
        """Make the world, register the webhooks, answer until SIGTERM or SIGINT."""
        if not settings.GITHUB_TOKEN or not settings.WEBHOOK_SECRETS:
            message = "Set TRACKER_GITHUB_TOKEN and TRACKER_WEBHOOK_SECRET."
            raise CommandError(message)
        world = _world(options["folder"])
        try:
            hub = Fakehub(world, port=options["port"], limit=LIMIT, log_limit=LOG_LIMIT)
        except OSError as error:
            message = f"Port {options['port']} cannot be listened on: {error.strerror}."
            raise CommandError(message) from error
        hub.access.add_token(TRACKER, text=settings.GITHUB_TOKEN)
        stopping = threading.Event()
        _stop_on_signals(stopping)
        with hub:
            if options["web"]:
                _register(hub, options["web"])
            if options["web"] and options["pace"]:
                arguments = (world, options["web"], options["pace"], stopping)
                threading.Thread(target=_live, args=arguments, daemon=True).start()
            if options["verbosity"]:
                self.stdout.write(f"The samples' GitHub is at {hub.url}")
                self.stdout.flush()
            stopping.wait()


def _world(folder: Path) -> World:
    try:
        calendars = {
            place.story.tracked_as: calendar_of(folder / place.story.folder)
            for place in PLACES
        }
        path = folder / ".github.jsonl"
        world, _ = journal.open_world(path, calendars, time.time())
    except (FolderRefused, journal.JournalUnreadable, OSError) as error:
        raise CommandError(str(error)) from error
    return world


def _register(hub: Fakehub, web: str) -> None:
    url = web.rstrip("/") + reverse("webhook")
    for names in REPOSITORIES.values():
        for name in names:
            hub.sender.add_hook(url, settings.WEBHOOK_SECRETS[0], repo=name)


def _stop_on_signals(stopping: threading.Event) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _live(world: World, web: str, pace: float, stopping: threading.Event) -> None:
    """Something every few seconds, once the tracker answers."""
    place = urlsplit(web)
    while not probe.answers(place.hostname or "", place.port or 80, "/healthz"):
        if stopping.wait(pace / 4):
            return
    began = time.monotonic()
    # Where it stood is in the world itself; the number only chooses what comes next.
    life = Life(world, len(world.comments))
    while not stopping.wait(pace):
        life.step()
        if time.monotonic() - began > BUSY_SECONDS:
            pace = max(pace, QUIET_PACE)
