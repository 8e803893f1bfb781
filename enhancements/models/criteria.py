"""What the freezes of a release ask for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enhancements.models.release import Release


class ReleaseCriteria(models.Model):
    """A release's own copy of the criteria, while it was in force. Written by
    `actions.criteria`.

    The first is the profile's, in force since ever. Later ones are in force from the
    moment of the edit on, so what was judged before stays as it was.
    """

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="criteria"
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    freezes = models.JSONField()
    """As `policy.checks.criteria.Criteria.as_json` writes them."""
    by = models.TextField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("release", "since")
        verbose_name_plural = "release criteria"
        constraints = (
            models.UniqueConstraint(
                fields=("release",),
                condition=Q(until__isnull=True),
                name="criteria_one_in_force",
            ),
            models.UniqueConstraint(
                fields=("release", "since"), name="criteria_begin_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="criteria_last",
            ),
        )

    def __str__(self) -> str:
        return f"criteria of release {self.release_id} since {self.since:%Y-%m-%d}"
