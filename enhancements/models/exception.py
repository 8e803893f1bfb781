"""Requests to go past a freeze, and what became of them. Written by
`actions.exceptions` and `actions.exceptions_import`.

A request itself never changes. Which freezes it holds, what it says, where it stands
and who voted are rows that begin and end: none is changed but ended, which a trigger
holds. So a request can be read as of any moment.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from enhancements.models.enhancement import Enhancement
from enhancements.models.project import Project
from enhancements.models.release import Release


class ExceptionRequest(models.Model):
    """Somebody asked for more time for an entry, at one freeze or several at once."""

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="exceptions"
    )
    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.PROTECT, related_name="exceptions"
    )
    track = models.TextField(blank=True)
    """Empty for the main one."""
    by = models.TextField()
    """Login of who asked, as text; `file` for one of an imported file."""
    at = models.DateTimeField()
    """When it was asked for; of an imported one the beginning of that day, UTC."""
    origin = models.TextField(blank=True)
    """What an imported request is known by: its file and what identifies it there.
    Empty for one that was asked for here."""
    raw = models.TextField(blank=True)
    """The imported request as it was written."""

    class Meta:
        ordering = ("release", "at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("release", "origin"),
                condition=~Q(origin=""),
                name="exception_imported_once",
            ),
            models.CheckConstraint(condition=~Q(by=""), name="exception_says_who"),
        )
        indexes = (models.Index(fields=("release", "at"), name="exception_of_release"),)

    def __str__(self) -> str:
        return f"exception {self.pk}"


class ExceptionFreeze(models.Model):
    """A freeze that a request is about, for as long as it keeps it from others.

    One per freeze and entry, which the database holds. What was withdrawn lets go, and
    what was rejected too where the profile's rules allow a second request.
    """

    request = models.ForeignKey(
        ExceptionRequest, on_delete=models.PROTECT, related_name="freezes"
    )
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.PROTECT, related_name="+"
    )
    track = models.TextField(blank=True)
    freeze = models.TextField()
    """Key of the deadline, such as `code-freeze`."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("request", "freeze", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("release", "enhancement", "track", "freeze"),
                condition=Q(until__isnull=True),
                name="exception_one_per_freeze",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="exception_freeze_lasts",
            ),
            models.CheckConstraint(
                condition=~Q(freeze=""), name="exception_freeze_is_one"
            ),
        )

    def __str__(self) -> str:
        return self.freeze


class ExceptionText(models.Model):
    """What a request says, until somebody corrects it."""

    request = models.ForeignKey(
        ExceptionRequest, on_delete=models.PROTECT, related_name="texts"
    )
    answers = models.JSONField(default=dict)
    """Key of the question to the answer."""
    days = models.PositiveIntegerField(null=True, blank=True)
    """Extra calendar days; None where an imported file says none."""
    links = models.JSONField(default=list)
    """Addresses of pull requests."""
    thread = models.TextField(blank=True)
    """Address of the mail's thread."""
    by = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("request", "since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("request",),
                condition=Q(until__isnull=True),
                name="exception_one_text",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="exception_text_lasts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.days} days"


class ExceptionState(models.Model):
    """Where a request stands, from when to when, by whom and why."""

    class State(models.TextChoices):
        """What may become of a request."""

        PENDING = "pending"
        APPROVED = "approved"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    class Evaluation(models.TextChoices):
        """What became of the entry when the extra time was over."""

        TRACKED = "tracked"
        REMOVED = "removed"

    request = models.ForeignKey(
        ExceptionRequest, on_delete=models.PROTECT, related_name="states"
    )
    state = models.CharField(max_length=10, choices=State)
    by = models.TextField()
    reason = models.TextField(blank=True)
    granted_until = models.DateTimeField(null=True, blank=True)
    """When the extra time is over, of what is approved; None where neither an imported
    file nor the profile's rules say."""
    evaluation = models.CharField(max_length=10, choices=Evaluation, blank=True)
    """Empty until somebody said what became of it."""
    batch = models.UUIDField(null=True, blank=True)
    """The step of decisions by which it was evaluated."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("request", "since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("request",),
                condition=Q(until__isnull=True),
                name="exception_one_state",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="exception_state_lasts",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("pending", "approved", "rejected", "withdrawn"))
                & ~Q(by=""),
                name="exception_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state="approved")
                | (Q(granted_until__isnull=True) & Q(evaluation="")),
                name="exception_grants_what_is_approved",
            ),
            models.CheckConstraint(
                condition=Q(evaluation="") | Q(batch__isnull=False),
                name="exception_is_evaluated_by_a_step",
            ),
        )
        indexes = (
            models.Index(
                fields=("batch",),
                condition=Q(batch__isnull=False, until__isnull=True),
                name="exception_of_batch",
            ),
        )

    def __str__(self) -> str:
        return self.state


class ExceptionVote(models.Model):
    """What somebody thinks of a request, until they say something else."""

    class Vote(models.TextChoices):
        """A vote."""

        FOR = "for"
        AGAINST = "against"
        ABSTAIN = "abstain"

    request = models.ForeignKey(
        ExceptionRequest, on_delete=models.PROTECT, related_name="votes"
    )
    vote = models.CharField(max_length=10, choices=Vote)
    word = models.TextField(blank=True)
    """Why, if they say it."""
    by = models.TextField()
    """Login of who votes, as they were called then."""
    github_id = models.BigIntegerField(null=True, blank=True)
    """Who they are, whatever they are called; null where only the login is known, as of
    a vote that a file tells of."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("request", "since", "pk")
        constraints = (
            models.UniqueConstraint(
                "request",
                Lower("by"),
                condition=Q(until__isnull=True, github_id__isnull=True),
                name="exception_one_vote_each",
            ),
            models.UniqueConstraint(
                fields=("request", "github_id"),
                condition=Q(until__isnull=True, github_id__isnull=False),
                name="exception_one_vote_by_number",
            ),
            models.CheckConstraint(
                condition=Q(vote__in=("for", "against", "abstain")) & ~Q(by=""),
                name="exception_known_vote",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="exception_vote_lasts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.vote} by {self.by}"


class ExceptionProblem(models.Model):
    """What of an imported file could not be taken in: kept as written, never lost.

    Replaced whenever its file is imported again.
    """

    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="exception_problems"
    )
    file = models.TextField()
    line = models.PositiveIntegerField()
    sentence = models.TextField()
    raw = models.TextField(blank=True)

    class Meta:
        ordering = ("release", "file", "line", "pk")

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class ExceptionFile(models.Model):
    """A file of exceptions as the schedules' repository has it now; written by
    `actions.exception_files`.

    It may name releases and enhancements before anybody else does: what cannot be taken
    in yet stays owed.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="exception_files"
    )
    release = models.TextField()
    """Name of the release that its path names."""
    path = models.TextField()
    content = models.BinaryField()
    is_owed = models.BooleanField(default=True)

    class Meta:
        ordering = ("project", "path")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "path"), name="exception_file_once"
            ),
        )

    def __str__(self) -> str:
        return self.path
