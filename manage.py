#!/usr/bin/env python3
"""Run one of the tracker's commands, on the embedded servers unless told otherwise."""

from __future__ import annotations

import os
import sys

# What Django does without a database. Every other command may open a connection at any
# moment, so its servers are started before it: they take a second, and nothing when
# they run already.
NEEDS_NO_SERVERS = {
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "make_sample",
    "makemessages",
    "startapp",
    "startproject",
    "version",
}

NOT_MIGRATED = (
    "The database is not set up for this version of the tracker. "
    "Run `manage.py migrate`, then this again."
)


def needs_servers(arguments: list[str]) -> bool:
    """Whether the command on this command line may open a connection."""
    command = arguments[0] if arguments else "help"
    if command.startswith("-") or {"-h", "--help", "--version"} & set(arguments):
        return False
    if command == "check":
        return any(word.startswith("--database") for word in arguments)
    return command not in NEEDS_NO_SERVERS


def main() -> None:
    """Start the servers where they are needed, then hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    if sys.argv[1:2] == ["demo"]:
        # The sample's repositories are folders of this machine.
        os.environ.setdefault("TRACKER_LOCAL_SOURCES", "1")
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - may be missing
        from django.db import ProgrammingError  # noqa: PLC0415 - the same
        from psycopg import errors  # noqa: PLC0415 - the same

        from tracker import embedded  # noqa: PLC0415 - reads the environment set above
    except ImportError as error:
        sys.exit(f"{error}. Run `make setup`, then use .venv/bin/python.")
    try:
        if embedded.is_default() and needs_servers(sys.argv[1:]):
            embedded.ensure()
        execute_from_command_line(sys.argv)
    except embedded.EmbeddedError as error:
        sys.exit(str(error))
    except ProgrammingError as error:
        if not isinstance(
            error.__cause__, errors.UndefinedTable | errors.UndefinedColumn
        ):
            raise
        sys.exit(f"{error}\n{NOT_MIGRATED}")


if __name__ == "__main__":
    main()
