"""The record: claims resolved by the profile, for every stretch of time."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q

from enhancements.models.claim import ValidRange
from enhancements.models.document import Version
from enhancements.models.enhancement import Enhancement
from enhancements.models.project import Project
from enhancements.models.release import Release


class Record(models.Model):
    """An enhancement as resolved for one stretch of time.

    Derived by `actions.records` and only there; it can be thrown away and built
    again from the claims. One row per stretch in which nothing changed, so that
    a past moment is read by the same statement, and as fast, as now.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.CASCADE, related_name="records"
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    key = models.TextField()
    """The number when it was unique, else the directory's name."""
    number = models.BigIntegerField(null=True)
    title = models.TextField()
    sig = models.TextField(null=True)  # noqa: DJ001 - null: a meta document
    participating_sigs = ArrayField(models.TextField(), default=list)
    status = models.TextField(null=True)  # noqa: DJ001 - null: it has none
    stage = models.TextField(null=True)  # noqa: DJ001 - null: it has none
    stage_from_target = models.BooleanField(default=False)
    targets = models.JSONField()
    """Stage to release name or null; several tracks: only where all agree."""
    tracks = models.JSONField()
    """List of {name, gate, stage, targets}."""
    releases = ArrayField(models.TextField(), default=list)
    """Every release that a track's target names."""
    authors = ArrayField(models.TextField(), default=list)
    reviewers = ArrayField(models.TextField(), default=list)
    approvers = ArrayField(models.TextField(), default=list)
    feature_gates = ArrayField(models.TextField(), default=list)
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="+", null=True
    )
    """The version of the main document that stood; null while only an issue speaks."""
    path = models.TextField(blank=True)
    commit = models.CharField(max_length=64, blank=True)
    merged_at = models.DateTimeField(null=True)
    """When that version was merged."""
    issue = models.BigIntegerField(null=True)
    """Number of the tracking issue."""
    issue_url = models.TextField(blank=True, default="")
    """Its address."""
    owners = ArrayField(models.TextField(), default=list)
    """Who the tracking issue says is responsible: its assignees, else its contact."""
    problems = models.JSONField()
    """List of {field, track, source, raw, message, path, commit, line}."""
    drift = models.JSONField()
    """List of {field, track, claims: [{source, value, raw, ...}]}."""

    class Meta:
        ordering = ("enhancement", "since")
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="record_lasts",
            ),
            ExclusionConstraint(
                name="record_no_overlap",
                expressions=(
                    ("enhancement", RangeOperators.EQUAL),
                    (ValidRange("since", "until"), RangeOperators.OVERLAPS),
                ),
            ),
        )
        indexes = (
            models.Index(fields=("project", "key"), name="record_by_key"),
            # In the order of their numbers, at any moment.
            models.Index(
                fields=("project", "number", "key"),
                include=("since", "until"),
                name="record_by_number",
            ),
            models.Index(fields=("enhancement", "since"), name="record_since"),
            # A SIG's own in the order of their numbers, counted without reading them,
            # and those in which it takes part.
            models.Index(
                fields=("project", "sig", "number", "key"),
                include=("enhancement", "since", "until"),
                name="record_of_sig",
            ),
            GinIndex(fields=("participating_sigs",), name="record_of_others"),
            # What changed between two moments.
            models.Index(fields=("project", "since"), name="record_began"),
            models.Index(
                fields=("project", "until"),
                condition=Q(until__isnull=False),
                name="record_ended",
            ),
            # What is alike, by words and by spelling: `queries.similar`.
            GinIndex(
                SearchVector("title", config="english"), name="record_title_words"
            ),
            GinIndex(
                OpClass("title", name="gin_trgm_ops"), name="record_title_spelling"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} since {self.since:%Y-%m-%d}"


class Entry(models.Model):
    """A track promised for a release at a stage, for one stretch of time.

    Derived by `actions.records` with the records. What is planned at a moment
    are the rows that hold then; what is committed are those that held at the
    release's enhancements freeze.
    """

    class Kind(models.TextChoices):
        """What sort of work it is, as `policy.entries` tells it."""

        NEW = "new"
        GRADUATION = "graduation"
        SAME_STAGE = "same-stage"
        DEPRECATION = "deprecation"

    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.CASCADE, related_name="entries"
    )
    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="entries"
    )
    track = models.TextField(blank=True)
    stage = models.TextField()
    kind = models.CharField(max_length=20, choices=Kind, db_default=Kind.GRADUATION)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    spoken_since = models.DateTimeField()
    """Since when any source has spoken of the enhancement's targets."""
    moved_from = models.TextField(blank=True)
    """The release this stage was promised for just before, if another."""
    moved_to = models.TextField(blank=True)
    """The release this stage was promised for right after, if another."""
    source = models.TextField()
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="+", null=True
    )
    line = models.PositiveIntegerField(default=0)
    url = models.TextField(blank=True, default="")
    """Evidence on GitHub, where no file speaks."""

    class Meta:
        ordering = ("release", "enhancement", "track", "since")
        verbose_name_plural = "entries"
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="entry_lasts",
            ),
            models.UniqueConstraint(
                fields=("release", "enhancement", "track", "stage", "since"),
                name="entry_starts_once",
            ),
        )
        indexes = (
            models.Index(fields=("enhancement", "track"), name="entry_of_enhancement"),
        )

    def __str__(self) -> str:
        return f"{self.stage} in release {self.release_id}"
