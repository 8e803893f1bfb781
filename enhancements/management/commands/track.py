"""`manage.py track`: start tracking a project, or change where it is read from."""

from __future__ import annotations

import getpass
import re
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug

from enhancements.actions import projects
from enhancements.models import Project, Repository, Source
from enhancements.models.project import RESERVED_NAMES
from enhancements.policy import addresses
from enhancements.profiles import ProfileInvalid
from enhancements.profiles.command_rules import MODES
from enhancements.sources.git.location import LocationRefused, check_location
from enhancements.sources.github.credentials import Server
from enhancements.sources.github.failures import Unconfigured

_NAME = re.compile(
    r"(?:https?://(?:www\.)?(?P<host>[^/\s]+)/)?"
    r"(?P<name>[\w.-]{1,100}/[\w.-]{1,100}?)(?:\.git)?/?"
)


_HELP = {
    "gates": "code repository, of which only the registrations of feature"
    " gates at the releases' tags are read"
}


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
                help=_HELP.get(kind, f"repository of the {kind}"),
            )
        parser.add_argument(
            "--github",
            nargs="*",
            metavar="OWNER/REPOSITORY",
            help="repositories on GitHub: first the one with the tracking issues, then"
            " those whose pull requests count, such as code and docs; none to stop",
        )
        parser.add_argument(
            "--commands",
            choices=MODES,
            help="slash commands in comments: not looked at, only read, shown with what"
            " they would do, or done at GitHub; else as the profile says",
        )

        parser.add_argument(
            "--comments",
            choices=("show", "send"),
            help="comments about entries that the release team puts on their way: only"
            " shown, or sent to GitHub; shown until it is said",
        )

    def handle(self, **options: Any) -> None:
        """Check the addresses, then track."""
        name = _checked_name(options["name"])
        locations = _locations(options)
        host = _host() if options["github"] is not None else ""
        repositories = _repositories(options["github"], host)
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
        if repositories is not None:
            try:
                projects.track_repositories(
                    project=project, host=host, names=repositories, by=getpass.getuser()
                )
            except projects.RepositoryTwice as twice:
                raise CommandError(str(twice)) from twice
        if options["commands"]:
            mode = options["commands"]
            projects.set_commands(project=project, mode=mode, by=getpass.getuser())
        if options["comments"]:
            projects.set_posts(
                project=project,
                is_sent=options["comments"] == "send",
                by=getpass.getuser(),
            )
        self._tell(project)

    def _tell(self, project: Project) -> None:
        self.stdout.write(f"Tracking {project.name} by the profile {project.profile}:")
        for source in Source.objects.filter(project=project):
            self.stdout.write(f"  {source.kind:<10} {source.location}")
        for row in Repository.objects.filter(project=project, removed_at__isnull=True):
            what = "tracking issues" if row.is_main else "pull requests"
            self.stdout.write(f"  {'github':<10} {row.name} ({what})")
        if project.commands:
            self.stdout.write(f"  {'commands':<10} {project.commands}")
        if project.posts:
            self.stdout.write(f"  {'comments':<10} send")
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


def _repositories(given: list[str] | None, host: str) -> list[str] | None:
    """Names `owner/name` of what was given as such or as an address there."""
    if given is None:
        return None
    web = addresses.web(host).casefold()
    names = []
    for text in given:
        found = _NAME.fullmatch(text.strip())
        if found is None:
            message = (
                f"--github: “{text}” is no repository. Write OWNER/REPOSITORY, such as"
                " kubevirt/enhancements."
            )
            raise CommandError(message)
        if found["host"] and found["host"].casefold() != urlsplit(web).netloc:
            message = (
                f"--github: “{text}” is not at {web}. Set TRACKER_GITHUB_URL to the"
                " GitHub where it is."
            )
            raise CommandError(message)
        names.append(found["name"])
    return names


def _host() -> str:
    """Base address of the API of the GitHub that is set up."""
    try:
        return Server.at(settings.GITHUB_URL).rest
    except Unconfigured as error:
        raise CommandError(str(error)) from error
