"""Special interest groups."""

from __future__ import annotations

from django.db import models

from enhancements.models.project import Project


class Sig(models.Model):
    """A special interest group. Written by `actions.rosters`.

    It exists as soon as a document or a roster names it. Chairs, leads and
    approvers are claims, so that past pages name the people of that time.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="sigs")
    name = models.CharField(max_length=80)
    """Without prefix, lower case: `compute`."""

    class Meta:
        ordering = ("project", "name")
        constraints = (
            models.UniqueConstraint(fields=("project", "name"), name="sig_name_once"),
        )

    def __str__(self) -> str:
        return self.name
