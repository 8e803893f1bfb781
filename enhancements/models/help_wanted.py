"""Enhancements for which somebody is wanted."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enhancements.models.enhancement import Enhancement


class HelpWanted(models.Model):
    """One kind of help that an enhancement wanted, from when to when. Written by
    `actions.help_wanted`.
    """

    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.PROTECT, related_name="help_wanted"
    )
    kind = models.CharField(max_length=10)
    """`owner`, `reviewer`, `code` or `docs`."""
    text = models.TextField()
    """What there is to do."""
    by = models.TextField()
    """Login, as text: it outlives the account."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("enhancement", "kind", "since")
        verbose_name_plural = "help wanted"
        constraints = (
            models.UniqueConstraint(
                fields=("enhancement", "kind"),
                condition=Q(until__isnull=True),
                name="help_one_stands",
            ),
            models.UniqueConstraint(
                fields=("enhancement", "kind", "since"), name="help_begins_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="help_lasts",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("owner", "reviewer", "code", "docs"))
                & ~Q(text="")
                & ~Q(by=""),
                name="help_says_what_and_who",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} wanted since {self.since:%Y-%m-%d}"
