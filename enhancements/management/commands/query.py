"""`manage.py query`: enhancements of a project, now or at a past moment."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enhancements.exports import cells
from enhancements.models import Project
from enhancements.profiles import ProfileInvalid
from enhancements.queries import contract, frame, moments
from enhancements.queries.filters import FilterRefused
from enhancements.queries.moments import MomentRefused
from enhancements.queries.search import narrowing

_FLAGS = {
    "sig": "owning SIG",
    "stage": "stage, e.g. beta",
    "status": "status, e.g. implementable",
    "release": "planned for this release, e.g. v1.9 or 1.9",
    "author": "author's handle",
    "approver": "approver's handle",
    "participating-sig": "participating SIG",
    "number": "number",
    "text": "a search: words of names and texts, or sig:network -has:docs-pr",
    "has": "problem or drift",
}
_TABLE = ("key", "sig", "status", "stage", "targets", "title")


class Command(BaseCommand):
    """Print enhancements; standard output carries only the answer."""

    help = (
        "Print the enhancements that meet every flag, now or at a past moment."
        " A flag may be repeated or take commas: OR within a flag, AND between."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One flag per filter, the moment, the order and the form."""
        parser.add_argument("--project", help="needed once there are two")
        for name, meaning in _FLAGS.items():
            parser.add_argument(f"--{name}", action="append", default=[], help=meaning)
        parser.add_argument(
            "--as-of",
            help="a time with zone, or a date: its end Anywhere on Earth",
        )
        parser.add_argument(
            "--sort",
            default="key",
            help="a field, or best for the best match of words; the other way round"
            " with a minus: --sort=-release",
        )
        parser.add_argument(
            "--output", choices=("table", "json", "csv", "yaml"), default="table"
        )

    def handle(self, **options: Any) -> None:
        """Find and print."""
        name = _project(options["project"])
        now = timezone.now()
        given = {flag: options[flag.replace("-", "_")] for flag in _FLAGS}
        try:
            moment = moments.parse(options["as_of"], now=now)
            setting = frame.load(name, moment, now=now)
            wanted = narrowing.read(setting, given)
            rows = contract.find(setting, wanted, sort=options["sort"])
        except MomentRefused as error:
            message = f"--as-of: {error}"
            raise CommandError(message) from error
        except ProfileInvalid as error:
            raise CommandError(str(error)) from error
        except FilterRefused as error:
            message = f"--{error.name}: {error}"
            raise CommandError(message) from error
        try:
            self._print(rows, options["output"])
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever reads has enough, as in `query | head`; say nothing more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _print(self, rows: Sequence[dict[str, Any]], form: str) -> None:
        if form == "json":
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
        elif form == "yaml":
            text = yaml.safe_dump(
                list(rows), sort_keys=False, allow_unicode=True, width=100
            )
            self.stdout.write(text, ending="")
        elif form == "csv":
            self.stdout.write(_csv(rows), ending="")
        else:
            self._table(rows)

    def _table(self, rows: Sequence[dict[str, Any]]) -> None:
        cells = [[field.upper() for field in _TABLE]]
        for row in rows:
            texts = dict(contract.flat(row))
            cells.append([_printable(texts[field]) or "-" for field in _TABLE])
        widths = [max(len(row[n]) for row in cells) for n in range(len(_TABLE) - 1)]
        for line in cells:
            columns = [
                text.ljust(width) for text, width in zip(line, widths, strict=False)
            ]
            self.stdout.write("  ".join([*columns, line[-1]]).rstrip())


def _project(name: str | None) -> str:
    known = list(Project.objects.order_by("name").values_list("name", flat=True))
    if name is None and len(known) == 1:
        return known[0]
    if not known:
        message = "No project is tracked yet. Begin with: manage.py track --help"
        raise CommandError(message)
    if name is None:
        message = f"Say which project, with --project: {', '.join(known)}."
        raise CommandError(message)
    if name not in known:
        message = f"--project: “{name}” is not tracked. Tracked: {', '.join(known)}."
        raise CommandError(message)
    return name


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    texts = ([cells.safe(text) for _, text in contract.flat(row)] for row in rows)
    return "".join(cells.line(line) for line in (contract.FIELDS, *texts))


def _printable(text: str) -> str:
    """Text without signs that could steer a terminal."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)
