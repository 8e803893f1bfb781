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

    class Meta:
        ordering = ("project", "major", "minor")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "name"), name="release_name_once"
            ),
        )

    def __str__(self) -> str:
        return self.name
