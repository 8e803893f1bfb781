"""Releases of a project."""

from __future__ import annotations

from django.db import models

from enhancements.models.project import Project


class Release(models.Model):
    """A release such as v1.9. Written by `actions.releases`.

    It exists as soon as a document or a schedule names it. Its deadlines are
    claims (`deadline:<kind>`), so that every date keeps its history.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="releases"
    )
    name = models.CharField(max_length=40)
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    opened_at = models.DateTimeField(null=True, blank=True)
    """When its lead opened it; null for one that sources only name."""
    opened_by = models.TextField(blank=True, db_default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    """When its lead closed it; null again when it was reopened. What held at another
    moment the events tell."""
    closed_by = models.TextField(blank=True, db_default="")

    class Meta:
        ordering = ("project", "major", "minor")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "name"), name="release_name_once"
            ),
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=True, opened_by="")
                | models.Q(opened_at__isnull=False) & ~models.Q(opened_by=""),
                name="release_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by="")
                | models.Q(closed_at__isnull=False) & ~models.Q(closed_by=""),
                name="release_closed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.name
