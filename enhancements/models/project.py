"""Projects and the sources they are read from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

RESERVED_NAMES = (
    "api",
    "static",
    "healthz",
    "accounts",
    "readyz",
    "metrics",
    "webhooks",
    "me",
    "feeds",
)
"""Words that stand in an address where a project's name stands."""


class Project(models.Model):
    """One tracked body of enhancements. Written by `actions.projects`."""

    name = models.SlugField(max_length=60, unique=True)
    """Slug of its URL and the word used in commands, e.g. `kubevirt`."""
    profile = models.CharField(max_length=60)
    """Name of the profile file that describes its process."""
    commands = models.CharField(max_length=10, blank=True)
    """What is done about slash commands here, a word of `command_rules.MODES`; empty
    where the profile says it."""
    posts = models.BooleanField(default=False, db_default=False)
    """Whether comments of ours about entries are written to GitHub; until then they are
    only shown."""
    created_at = models.DateTimeField(auto_now_add=True)
    judged_by = models.CharField(max_length=40, blank=True, db_default="")
    """What its verdicts rest on besides its enhancements: code, dates, rosters, which
    repositories are read; when it changes, all is judged anew."""

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(name__in=RESERVED_NAMES),
                name="project_name_not_reserved",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """A repository that a project is read from. Written by `actions.projects`.

    Where reading stands (`commit`, `ordinal`) is written in the same
    transaction as the versions read up to there, so a killed sync goes on where
    it was.
    """

    class Kind(models.TextChoices):
        """What a source is read for."""

        DOCUMENTS = "documents"
        SCHEDULES = "schedules"
        ROSTERS = "rosters"
        GATES = "gates"
        """The code repository, of which only the registrations of feature gates at
        the releases' tags are read."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="sources"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    location = models.TextField()
    """Address or path of the repository, without credentials."""
    commit = models.CharField(max_length=64, blank=True)
    """Last commit of the first-parent line that has been read."""
    ordinal = models.PositiveIntegerField(default=0)
    """Its position on that line, counted from 1."""
    branch = models.TextField(blank=True, db_default="")
    """Name of the default branch when it was last read; empty until then."""
    reader = models.CharField(max_length=80, blank=True)
    """Parser revision and profile that the claims were last derived with."""
    read_at = models.DateTimeField(null=True, blank=True)
    """Last time that a reading brought something new or ended a failure.

    The last successful look without news is in the cache, so that looking
    again writes no row.
    """
    error = models.TextField(blank=True)
    """Why reading failed last time, in a sentence; empty while all is well."""
    error_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("project", "kind")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "kind"), name="source_once_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(error="", error_at__isnull=True)
                | (~Q(error="") & Q(error_at__isnull=False)),
                name="source_error_has_time",
            ),
            models.CheckConstraint(
                condition=Q(commit="", ordinal=0) | (~Q(commit="") & Q(ordinal__gt=0)),
                name="source_position_paired",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.project_id}"
