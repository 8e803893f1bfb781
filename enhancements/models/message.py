"""What messages have in common, wherever they go."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """One message that is owed, was sent, or was given up."""

    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """When it is tried next; while a worker sends it, when another may."""
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    """Why the last try failed, or why it is not sent."""
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it was given up, or nobody wanted it any more."""

    class Meta:
        abstract = True
        ordering = ("due_at", "pk")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(ended_at__isnull=True),
                name="%(class)s_ends_one_way",
            ),
        )

    def state(self, at: dt.datetime) -> str:
        """`sent`, `given-up` or `owed`, at a moment."""
        if self.sent_at is not None and self.sent_at <= at:
            return "sent"
        if self.ended_at is not None and self.ended_at <= at:
            return "given-up"
        return "owed"
