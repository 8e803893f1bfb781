"""How much people review and approve in a release, by their own word."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enhancements.models.release import Release


class Capacity(models.Model):
    """What somebody takes on in a release, while their word on it held. Written by
    `actions.capacity`.

    Of who has no row nothing is known.
    """

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="capacities"
    )
    login = models.TextField()
    """Whose it is, in lower case and without an @, as they were called then."""
    github_id = models.BigIntegerField(null=True, blank=True)
    """Who they are, whatever they are called; null where that was not known."""
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    """Reviews and approvals together; null from when they took their word back."""
    note = models.TextField(blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.TextField()
    """Login as it is written, as text: it outlives the account."""

    class Meta:
        ordering = ("release", "login", "since")
        verbose_name_plural = "capacities"
        constraints = (
            models.UniqueConstraint(
                fields=("release", "login"),
                condition=Q(until__isnull=True, github_id__isnull=True),
                name="capacity_one_stands",
            ),
            models.UniqueConstraint(
                fields=("release", "github_id"),
                condition=Q(until__isnull=True, github_id__isnull=False),
                name="capacity_one_stands_by_number",
            ),
            models.UniqueConstraint(
                fields=("release", "login", "since"), name="capacity_begins_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="capacity_lasts",
            ),
            models.CheckConstraint(
                condition=~Q(login="") & ~Q(by=""), name="capacity_has_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.login} takes on {self.number}"
