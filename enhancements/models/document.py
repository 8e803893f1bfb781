"""Files in git and every version of them: the immutable truth."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value

from enhancements.models.enhancement import Enhancement
from enhancements.models.project import Source


class Blob(models.Model):
    """The bytes of a file as git named them. Written once by `actions.versions`."""

    oid = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.oid


class Reading(models.Model):
    """What is kept of one blob as one parser revision read it: headings and words.

    Derived by `actions.readings`; it may be thrown away and made again.
    """

    blob = models.ForeignKey(Blob, on_delete=models.CASCADE, related_name="readings")
    reader = models.CharField(max_length=80)
    headings = models.JSONField()
    """List of [level, text, line]."""
    unreadable = models.TextField(blank=True, db_default="")
    """Why the text could not be read, in a sentence; empty when it could."""
    words = SearchVectorField(null=True)
    """The text's words, for searching; empty for what is not prose."""

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("blob", "reader"), name="reading_once"),
        )
        indexes = (GinIndex(fields=("words",), name="reading_words"),)

    def __str__(self) -> str:
        return f"{self.reader} of blob {self.blob_id}"


FOLDER_NUMBER = "([0-9]+)(?:[-_ ][^/]*)?$"
"""PostgreSQL's pattern of the number that begins the name of a directory."""


class Document(models.Model):
    """A file followed through its renames. Written by `actions.versions`.

    Its history is that of git's rename pairs inside one commit, never of
    numbers. Schedules, rosters and readiness files have no enhancement.
    """

    class Role(models.TextChoices):
        """What the file is for its enhancement or project."""

        MAIN = "main"
        SIDE = "side"
        SCHEDULE = "schedule"
        ROSTER = "roster"
        READINESS = "readiness"
        """Who approved an enhancement's production readiness, by its number."""

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="documents"
    )
    enhancement = models.ForeignKey(
        Enhancement,
        on_delete=models.PROTECT,
        related_name="documents",
        null=True,
        blank=True,
    )
    path = models.TextField()
    """Where it is now, or was last."""
    folder = models.TextField()
    """The folder that it shares with the documents of its enhancement; its own
    path when it lies in none."""
    role = models.CharField(max_length=10, choices=Role)
    removed = models.BooleanField(default=False)
    owed_since = models.DateTimeField(null=True, blank=True)
    """Set with new versions, cleared with the claims derived from them."""

    class Meta:
        ordering = ("source", "path")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "path"),
                condition=Q(removed=False),
                name="document_path_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=("main", "side"), enhancement__isnull=False)
                | Q(
                    role__in=("schedule", "roster", "readiness"),
                    enhancement__isnull=True,
                ),
                name="document_role_fits",
            ),
        )
        indexes = (
            models.Index(fields=("source", "path"), name="document_by_path"),
            models.Index(fields=("source", "folder"), name="document_by_folder"),
            models.Index(
                fields=("source", "owed_since"),
                condition=Q(owed_since__isnull=False),
                name="document_owed",
            ),
            # Readiness files name the directory of their enhancement by its number.
            models.Index(
                Func(
                    Func(F("folder"), Value(FOLDER_NUMBER), function="substring"),
                    Value("0"),
                    function="ltrim",
                ),
                condition=Q(role="main"),
                name="document_by_number",
            ),
        )

    def __str__(self) -> str:
        return self.path


class Version(models.Model):
    """One version of a document on the first-parent line.

    Written by `actions.versions`, immutable: a trigger lets only `retracted_at`
    be set, once, when upstream rewrote its history.
    """

    class Change(models.TextChoices):
        """What the commit did to the file."""

        ADDED = "added"
        MODIFIED = "modified"
        RENAMED = "renamed"
        DELETED = "deleted"

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="versions"
    )
    ordinal = models.PositiveIntegerField()
    """Position of the commit on the first-parent line, counted from 1."""
    commit = models.CharField(max_length=64)
    merged_at = models.DateTimeField()
    """Committer time of the commit on the first-parent line, UTC."""
    subject = models.TextField(blank=True)
    """First line of the commit message."""
    change = models.CharField(max_length=10, choices=Change)
    path = models.TextField()
    mode = models.CharField(max_length=6, blank=True)
    role = models.CharField(max_length=10, choices=Document.Role)
    """The document's role at that commit."""
    blob = models.ForeignKey(
        Blob, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    seen_at = models.DateTimeField()
    """When it was fetched; a committer's clock may run ahead of ours."""
    retracted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("document", "ordinal")
        constraints = (
            models.UniqueConstraint(
                fields=("document", "ordinal"),
                condition=Q(retracted_at__isnull=True),
                name="version_once_per_commit",
            ),
            models.CheckConstraint(
                condition=Q(change="deleted", blob__isnull=True)
                | (~Q(change="deleted") & Q(blob__isnull=False)),
                name="version_has_blob",
            ),
        )

    def __str__(self) -> str:
        return f"{self.path} at {self.commit[:10]}"
