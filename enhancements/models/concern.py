"""Concerns about enhancements, each with a name. Written by `actions.concerns`."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from enhancements.models.enhancement import Enhancement
from enhancements.models.release import Release


class Concern(models.Model):
    """A concern for as long as it was open: from raised, or opened again, to resolved.

    A row may be ended, once, which a trigger holds. One that is opened again is a new
    row of the same name, so what was said before stays, and any moment can be shown.
    """

    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.PROTECT, related_name="concerns"
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="concerns", null=True
    )
    """The release that it is about; null for the enhancement as a whole."""
    name = models.TextField()
    """What people call it, in a few words; one open concern of an enhancement has it,
    whatever its case."""
    text = models.TextField()
    """What the concern is, in the words of who raised it."""
    raised_by = models.TextField()
    """Login of who raised it first."""
    raised_at = models.DateTimeField()
    by = models.TextField()
    """Login of who opened this row: who raised it, or opened it again."""
    reason = models.TextField(blank=True)
    """Why it was opened again; empty for one that was raised."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    """When it was resolved; null while it is open."""
    resolved_by = models.TextField(blank=True)
    resolution = models.TextField(blank=True)
    """How it was resolved; never empty for one that is."""

    class Meta:
        ordering = ("enhancement", "since", "pk")
        constraints = (
            models.UniqueConstraint(
                "enhancement",
                Lower("name"),
                condition=Q(until__isnull=True),
                name="concern_open_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="concern_lasts",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(by="") & ~Q(raised_by=""),
                name="concern_says_who",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True)
                | (~Q(resolved_by="") & ~Q(resolution="")),
                name="concern_says_how_resolved",
            ),
        )

    def __str__(self) -> str:
        return self.name
