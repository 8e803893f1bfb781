"""What people asked for by slash commands, and what that came to."""

from __future__ import annotations

from django.db import models

from enhancements.models.mirrored import Comment, Item
from enhancements.models.repository import Repository


class Asked(models.Model):
    """The slash commands of one text: a comment, a review or an item's body.

    Written by `actions.slash`, once for each text with commands, whether the tracker
    acts or only reads. What is then written to GitHub is in the outbox.
    """

    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="asked"
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="asked")
    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, related_name="asked", null=True
    )
    """Null where the commands stand in the item's body."""
    cause = models.TextField(unique=True)
    """`command:` and whose id it is: handled once, ever."""
    by = models.TextField()
    """Login of who typed them."""
    mode = models.CharField(max_length=10)
    """What was done about commands then, of `command_rules.MODES`; `failed` where they
    could not be heard and were given up."""
    said = models.JSONField()
    """The commands as typed: a list of texts."""
    plan = models.JSONField()
    """What they come to: `add`, `remove`, `milestone`, `assign`, `unassign`, `state`,
    `raise` and `resolve` with names of concerns, and `refused` with a sentence for each
    that does nothing. Without what is empty."""
    said_at = models.DateTimeField()
    """By GitHub's clock."""
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "asked"

    def __str__(self) -> str:
        return self.cause
