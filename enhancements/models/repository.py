"""Repositories on GitHub whose issues and pull requests are mirrored."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from enhancements.models.project import Project


class Repository(models.Model):
    """A repository on GitHub that a project is mirrored from.

    Its identity is GitHub's numeric id, known from the first answer on; its name
    may change. Tracked by `actions.projects`; its state is written by
    `actions.mirror`, always under the lease that the row counts.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="repositories"
    )
    host = models.TextField()
    """Base address of the API, without a slash at its end:
    `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise server."""
    name = models.TextField()
    """`owner/name` as GitHub has it now; until known as it was given."""
    github_id = models.BigIntegerField(null=True, blank=True)
    node_id = models.TextField(blank=True)
    is_main = models.BooleanField(default=False)
    """Whether the tracking issues are here, and the pull requests on documents."""
    lease = models.BigIntegerField(default=0)
    """Counted up by each worker that takes the repository in hand; a worker that
    stopped and woke up finds another number and writes nothing."""
    synced_at = models.DateTimeField(null=True, blank=True)
    """When everything had been read once; null until then."""
    polled_at = models.DateTimeField(null=True, blank=True)
    """When news were last asked for with success; also in the cache, so that an
    idle look writes no row."""
    reconciled_at = models.DateTimeField(null=True, blank=True)
    """When everything was last compared with GitHub."""
    error = models.TextField(blank=True)
    """Why reading failed last time, in a sentence; empty while all is well."""
    error_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    """When it stopped being tracked; what was mirrored stays."""
    reader = models.CharField(max_length=80, blank=True)
    """Parser revision and profile that its claims were last derived with."""

    class Meta:
        ordering = ("project", "-is_main", "name")
        verbose_name_plural = "repositories"
        constraints = (
            models.UniqueConstraint(
                "project",
                "host",
                Lower("name"),
                condition=Q(removed_at__isnull=True),
                name="repository_name_once",
            ),
            models.UniqueConstraint(
                fields=("project", "host", "github_id"),
                condition=Q(removed_at__isnull=True),
                name="repository_id_once",
            ),
            models.UniqueConstraint(
                fields=("project",),
                condition=Q(is_main=True, removed_at__isnull=True),
                name="repository_one_main",
            ),
            models.CheckConstraint(
                condition=Q(error="", error_at__isnull=True)
                | (~Q(error="") & Q(error_at__isnull=False)),
                name="repository_error_has_time",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Stream(models.Model):
    """How far one stream of a repository has been read.

    Written by `actions.mirror` in the transaction that stores the page, so that
    a killed worker goes on where it was.
    """

    class Name(models.TextChoices):
        """What is read."""

        ISSUES = "issues"
        """All issues, oldest change first."""
        PULLS = "pulls"
        """All pull requests, oldest change first."""
        UPDATES = "updates"
        """Issues and pull requests changed since."""
        COMMENTS = "comments"
        """Comments changed since."""
        LABELS = "labels"
        MILESTONES = "milestones"
        SWEEP_ISSUES = "sweep-issues"
        """Numbers, times and counts of all issues, to compare."""
        SWEEP_PULLS = "sweep-pulls"
        DELIVERIES = "deliveries"
        """The log of webhook deliveries at GitHub."""
        COMMANDS = "commands"
        """Texts that were looked at for slash commands."""

    repository = models.ForeignKey(
        Repository, on_delete=models.CASCADE, related_name="streams"
    )
    name = models.CharField(max_length=20, choices=Name)
    cursor = models.TextField(blank=True)
    """GitHub's opaque place after the last page that was stored."""
    since = models.DateTimeField(null=True, blank=True)
    """Latest `updated_at` seen, by GitHub's clock."""
    etag = models.TextField(blank=True)
    """Validator of the first page, for asking again at no cost."""
    etag_of = models.TextField(blank=True)
    """The address that it belongs to."""
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    """When the last page was stored; null while pages are left."""
    data = models.JSONField(default=dict, blank=True)
    """What a stream keeps besides, e.g. how many it has read of how many."""

    class Meta:
        ordering = ("repository", "name")
        constraints = (
            models.UniqueConstraint(fields=("repository", "name"), name="stream_once"),
        )

    def __str__(self) -> str:
        return f"{self.name} of repository {self.repository_id}"
