"""What enhancements depend on, as people say it. Written by `actions.dependencies`."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enhancements.models.enhancement import Enhancement


class Dependency(models.Model):
    """That one enhancement needs another, for as long as somebody says so.

    A row may be ended, once, which a trigger holds. One that is named again is a new
    row, so any moment can be shown.
    """

    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.PROTECT, related_name="dependencies"
    )
    """The one that needs."""
    needs = models.ForeignKey(
        Enhancement, on_delete=models.PROTECT, related_name="dependants"
    )
    """The one that is needed."""
    stage = models.TextField(blank=True)
    """Key of the stage that it has to have reached; empty for the one that the
    enhancement itself is planned for."""
    reason = models.TextField(blank=True)
    """What it is needed for."""
    by = models.TextField()
    """Login of who named it."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    """When it was dropped; null while it stands."""
    dropped_by = models.TextField(blank=True)
    dropped_because = models.TextField(blank=True)

    class Meta:
        ordering = ("enhancement", "since", "pk")
        verbose_name_plural = "dependencies"
        constraints = (
            models.UniqueConstraint(
                fields=("enhancement", "needs"),
                condition=Q(until__isnull=True),
                name="dependency_once",
            ),
            models.CheckConstraint(
                condition=~Q(enhancement=F("needs")), name="dependency_on_another"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="dependency_lasts",
            ),
            models.CheckConstraint(condition=~Q(by=""), name="dependency_says_who"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | ~Q(dropped_by=""),
                name="dependency_says_who_dropped",
            ),
        )

    def __str__(self) -> str:
        return f"{self.enhancement_id} needs {self.needs_id}"
