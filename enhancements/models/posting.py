"""Comments of ours about entries, as they were put on their way to GitHub."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from enhancements.models.enhancement import Enhancement
from enhancements.models.owed import Outgoing
from enhancements.models.release import Release


class Posting(models.Model):
    """One writing of the comment that an entry has at a freeze. Written by
    `actions.postings`.

    An entry has one comment for each freeze; the first posting makes it, later ones
    edit it in place. What came of it stands with its row in the outbox.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Stands in the causes of its rows in the outbox."""
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="postings"
    )
    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.PROTECT, related_name="postings"
    )
    track = models.TextField(blank=True)
    """Empty for the main one."""
    freeze = models.TextField()
    """Key of the deadline."""
    kind = models.CharField(max_length=10)
    """A word of `policy.letters.comments.Kind`."""
    case = models.CharField(max_length=10)
    """Which text of that kind it was, such as `not-met`."""
    root = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="edits", null=True
    )
    """The posting that made the comment which this one edits; null for that one."""
    outgoing = models.OneToOneField(
        Outgoing, on_delete=models.PROTECT, related_name="posting"
    )
    body = models.TextField()
    """What was to stand there, without the marker and without commands."""
    commands = models.JSONField(default=list)
    """Slash commands that belong to it, whether they stood in it or were done."""
    digest = models.CharField(max_length=64)
    """Of body and commands: tells whether anything changed since."""
    batch = models.UUIDField()
    """What was put on its way in one step, and is taken back in one."""
    by = models.TextField()
    """Login, as text: it outlives the account."""
    at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    """When it was taken back, before it was sent."""
    cancelled_by = models.TextField(blank=True)

    class Meta:
        ordering = ("release", "enhancement", "track", "freeze", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(by="") & ~Q(freeze="") & ~Q(body=""),
                name="posting_says_what_and_who",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by="")
                | Q(cancelled_at__isnull=False) & ~Q(cancelled_by=""),
                name="posting_is_cancelled_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=("release", "freeze"), name="posting_of_freeze"),
            models.Index(fields=("batch",), name="posting_of_batch"),
        )

    def __str__(self) -> str:
        return f"{self.kind} by {self.by}"
