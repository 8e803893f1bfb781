"""Run everything in one terminal: web, Celery worker and beat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tracker import serving


def add_address_arguments(parser: CommandParser) -> None:
    """Add what `serve` and `demo` share."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port, 0 for any free")
    parser.add_argument(
        "--no-worker", action="store_true", help="web only: nothing is synced"
    )


class Command(BaseCommand):
    """Serve until Ctrl-C; a part that dies is started again."""

    help = (
        "Serve the tracker: web, Celery worker and beat in one foreground command. "
        "On a loopback address it speaks plain http; anywhere else it expects a proxy "
        "with TLS before it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the address and --no-worker."""
        add_address_arguments(parser)

    def handle(self, **options: Any) -> None:
        """Listen, see that the database is migrated, serve."""
        try:
            listener = serving.listen(options["host"], options["port"])
        except serving.CannotListen as error:
            raise CommandError(str(error)) from error
        with listener:
            if _needs_migrating():
                raise CommandError(
                    "The database is not up to date. Run `python manage.py migrate`."
                )
            serving.run(listener, with_worker=not options["no_worker"], say=self.say)

    def say(self, sentence: str) -> None:
        """Print at once: a line in a buffer helps nobody who waits for it."""
        self.stdout.write(sentence)
        self.stdout.flush()


def _needs_migrating() -> bool:
    executor = MigrationExecutor(connection)
    try:
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    finally:
        connection.close()
