"""`manage.py track`: start tracking a project, or change where it is read from."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug

from enhancements.actions import projects
from enhancements.models import Project, Source
from enhancements.models.project import RESERVED_NAMES
from enhancements.profiles import ProfileInvalid
from enhancements.sources.git.location import LocationRefused, check_location


class Command(BaseCommand):
    """Track a project; again with the same name, change only what is given."""

    help = (
        "Track a project: its enhancement documents, release schedules and rosters."
        " Called again with the same name, it changes only the flags given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The name, and one flag per kind of source."""
        parser.add_argument("name", help="short name, used in addresses")
        parser.add_argument("--profile", help="the process it follows, e.g. kubevirt")
        for kind in Source.Kind.values:
            parser.add_argument(
                f"--{kind}",
                metavar="URL-OR-PATH",
                help=f"repository of the {kind}",
            )

    def handle(self, **options: Any) -> None:
        """Check the addresses, then track."""
        name = _checked_name(options["name"])
        locations = _locations(options)
        is_new = not Project.objects.filter(name=name).exists()
        if is_new and Source.Kind.DOCUMENTS not in locations:
            message = "Say where its documents are, with --documents URL-or-path."
            raise CommandError(message)
        try:
            project = projects.track(
                name=name,
                profile=options["profile"],
                locations=locations,
                by=getpass.getuser(),
            )
        except (projects.ProfileMissing, ProfileInvalid) as error:
            raise CommandError(str(error)) from error
        self._tell(project)

    def _tell(self, project: Project) -> None:
        self.stdout.write(f"Tracking {project.name} by the profile {project.profile}:")
        for source in Source.objects.filter(project=project):
            self.stdout.write(f"  {source.kind:<10} {source.location}")
        self.stdout.write(f"Read it now with: manage.py sync {project.name}")


def _checked_name(name: str) -> str:
    longest = Project._meta.get_field("name").max_length or 0  # noqa: SLF001 - documented
    usable = name not in RESERVED_NAMES and len(name) <= longest
    try:
        validate_slug(name if usable else "")
    except ValidationError as error:
        message = (
            f"“{name}” cannot be a project's name. Use at most {longest}"
            " letters, digits, hyphens and underscores, e.g. kubevirt, but none of"
            f" {', '.join(RESERVED_NAMES)}."
        )
        raise CommandError(message) from error
    return name


def _locations(options: dict[str, Any]) -> dict[str, str]:
    locations = {}
    for kind in Source.Kind.values:
        if options[kind] is None:
            continue
        try:
            locations[kind] = check_location(
                options[kind], allow_local=settings.LOCAL_SOURCES
            )
        except LocationRefused as error:
            message = f"--{kind}: {error}"
            raise CommandError(message) from error
    return locations
