"""Enhancements and the names by which people know them."""

from __future__ import annotations

from django.db import models

from enhancements.models.project import Project


class Enhancement(models.Model):
    """The umbrella (VEP, KEP): an identity of ours. Written by `actions.versions`.

    It has no facts of its own: they are claims, resolved into records. Numbers,
    paths and directory names come and go; they are `Identifier` rows.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="enhancements"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="merged", null=True, blank=True
    )
    """The enhancement that it turned out to be. Written by `actions.identity`."""
    owed_since = models.DateTimeField(null=True, blank=True)
    """Set when something about it besides its documents changed, cleared with the
    claims derived from it."""
    unjudged_since = models.DateTimeField(null=True, blank=True)
    """Set when something that checks look at may have changed, cleared with the
    verdicts judged anew. Written by `actions.verdicts`."""

    class Meta:
        ordering = ("pk",)
        indexes = (
            models.Index(
                fields=("project", "owed_since"),
                condition=models.Q(owed_since__isnull=False),
                name="enhancement_owed",
            ),
            models.Index(
                fields=("project", "unjudged_since"),
                condition=models.Q(unjudged_since__isnull=False),
                name="enhancement_unjudged",
            ),
            # Into which one was merged, few as they are: `queries.sql.winner`.
            models.Index(
                fields=("id",),
                include=("merged_into",),
                condition=models.Q(merged_into__isnull=False),
                name="enhancement_merged",
            ),
        )

    def __str__(self) -> str:
        return f"enhancement {self.pk}"


class Identifier(models.Model):
    """A name that an enhancement had for a time. Derived by `actions.records`.

    One value may belong to several enhancements at once (a number given twice):
    that is a problem on a page, not an error.
    """

    class Kind(models.TextChoices):
        """What sort of name it is."""

        NUMBER = "number"
        DIRECTORY = "directory"
        PATH = "path"
        OTHER = "other"
        """A number that it has in one of its sources and that does not stand, or a name
        of an enhancement that was merged into it. Only old addresses ask for it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.CASCADE, related_name="identifiers"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("enhancement", "kind", "since")
        constraints = (
            models.UniqueConstraint(
                fields=("enhancement", "kind", "value", "since"),
                name="identifier_starts_once",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True)
                | models.Q(until__gt=models.F("since")),
                name="identifier_lasts",
            ),
        )
        indexes = (
            models.Index(fields=("project", "kind", "value"), name="identifier_lookup"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
