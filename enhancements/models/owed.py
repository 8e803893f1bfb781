"""What is owed: rows, so that a lost task costs seconds and nothing else.

Celery only wakes workers up. A worker claims a row for a while with a token; only
who still holds the token may call the work done.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from enhancements.models.project import Project
from enhancements.models.repository import Repository


class Delivery(models.Model):
    """A webhook delivery as it was received: the inbox. Written by `actions.inbox`."""

    delivery_id = models.TextField(primary_key=True)
    """GitHub's; a redelivery has the same."""
    event = models.TextField()
    action = models.TextField(blank=True)
    host = models.TextField(blank=True)
    repository = models.TextField(blank=True)
    """`owner/name` as the delivery has it."""
    received_at = models.DateTimeField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    processed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    """When it was given up, after several attempts; an operator may try again."""

    class Meta:
        ordering = ("received_at",)
        verbose_name_plural = "deliveries"
        indexes = (
            models.Index(
                fields=("received_at",),
                condition=Q(processed_at__isnull=True, dead_at__isnull=True),
                name="delivery_owed",
            ),
            models.Index(fields=("-received_at",), name="delivery_latest"),
        )

    def __str__(self) -> str:
        return f"{self.event} {self.delivery_id}"


class Dirty(models.Model):
    """An object to fetch again, once however often it was said to have changed.

    Written by `actions.dirt`, removed in the transaction that stores the object.
    """

    class Kind(models.TextChoices):
        """What is to be fetched."""

        ITEM = "item"
        HEAD = "head"
        """Files and documents at the head of a pull request."""
        LABELS = "labels"
        MILESTONES = "milestones"
        REPOSITORY = "repository"

    repository = models.ForeignKey(
        Repository, on_delete=models.CASCADE, related_name="dirty"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.PositiveBigIntegerField(default=0)
    """Of the item; 0 for what a repository has one of."""
    node_id = models.TextField(blank=True)
    reason = models.TextField()
    """Why: webhook, poll, reconcile, moved, partial, ..."""
    marked_at = models.DateTimeField()
    """When it was last said; what was fetched before that is not enough."""
    wanted_at = models.DateTimeField(null=True, blank=True)
    """The `updated_at` that a delivery spoke of: an older answer is not enough."""
    not_before = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    """How often GitHub said that it is not there; twice after a whole comparison is
    proof."""
    error = models.TextField(blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("repository", "marked_at")
        verbose_name_plural = "dirty"
        constraints = (
            models.UniqueConstraint(
                fields=("repository", "kind", "number"), name="dirty_once"
            ),
        )
        indexes = (
            models.Index(
                fields=("repository", "not_before", "marked_at"),
                condition=Q(dead_at__isnull=True),
                name="dirty_owed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} #{self.number}"


class Outgoing(models.Model):
    """Something we want to write to GitHub: the outbox. Written by `actions.outbox`.

    The marker stands in the content (or the content is the state itself), so that
    a worker that does not know whether it wrote can look before it writes again.
    """

    class Kind(models.TextChoices):
        """What is written."""

        COMMENT = "comment"
        EDIT = "edit"
        """Of a comment of ours, in place."""
        LABELS = "labels"
        ASSIGNEES = "assignees"
        MILESTONE = "milestone"
        STATE = "state"

    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="outgoing"
    )
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    marker = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cause = models.TextField(unique=True)
    """What it answers, e.g. `comment:123:labels`: written once for it, ever."""
    payload = models.JSONField()
    is_dry = models.BooleanField(default=False)
    """Only shown, never sent."""
    by = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    """When it was put in, or an operator last had it tried again."""
    not_before = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "outgoing"
        indexes = (
            models.Index(
                fields=("not_before", "id"),
                condition=Q(done_at__isnull=True, dead_at__isnull=True, is_dry=False),
                name="outgoing_owed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} on #{self.number}"


class Job(models.Model):
    """Long work with a checkpoint: a first full reading, a comparison.

    Written by `actions.jobs`. At most one of a name is open per repository.
    """

    class Name(models.TextChoices):
        """What is done."""

        FULL_SYNC = "full-sync"
        RECONCILE = "reconcile"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="jobs")
    repository = models.ForeignKey(
        Repository, on_delete=models.CASCADE, related_name="jobs", null=True
    )
    name = models.CharField(max_length=20, choices=Name)
    reason = models.TextField(blank=True)
    by = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    checkpoint = models.JSONField(default=dict, blank=True)
    done = models.PositiveIntegerField(default=0)
    """How many are done, of `total`; for showing progress."""
    total = models.PositiveIntegerField(default=0)
    """0 while unknown."""
    report = models.JSONField(null=True, blank=True)
    """What came out, e.g. the differences that a comparison found."""
    error = models.TextField(blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("repository", "name"),
                condition=Q(finished_at__isnull=True, dead_at__isnull=True),
                name="job_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} of repository {self.repository_id}"


class Budget(models.Model):
    """What GitHub still allows: shared by all workers. Written by `actions.budget`."""

    host = models.TextField()
    credential = models.TextField()
    """Name of the credential, never its value."""
    resource = models.CharField(max_length=20)
    """`core` (REST requests) or `graphql` (points)."""
    limit = models.PositiveIntegerField(null=True)
    remaining = models.PositiveIntegerField(null=True)
    reset_at = models.DateTimeField(null=True)
    blocked_until = models.DateTimeField(null=True)
    """Nobody asks anything before: GitHub said so, or would have."""
    strikes = models.PositiveIntegerField(default=0)
    """Refusals in a row, for waiting longer each time."""
    reason = models.TextField(blank=True)
    written_at = models.DateTimeField(null=True)
    """When something was last written, to keep a second between two writes."""
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("host", "resource")
        constraints = (
            models.UniqueConstraint(
                fields=("host", "credential", "resource"), name="budget_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.resource} at {self.host}"


class ScheduleRun(models.Model):
    """A due slot of the schedule that somebody took: two beats, one run.

    Written by `actions.slots`.
    """

    name = models.CharField(max_length=60)
    slot = models.DateTimeField()

    class Meta:
        ordering = ("name", "-slot")
        constraints = (
            models.UniqueConstraint(fields=("name", "slot"), name="schedule_run_once"),
        )

    def __str__(self) -> str:
        return f"{self.name} at {self.slot:%Y-%m-%d %H:%M:%S}"
