"""What follows for pull requests from how their enhancements stand."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enhancements.models.mirrored import Item
from enhancements.models.release import Release


class MergeAnswer(models.Model):
    """What the merge gate said last of an open pull request, of all open releases.

    Written by `actions.merge_labels`. A row owes as long as its label has not been seen
    to: that a worker is killed in between costs seconds.
    """

    item = models.OneToOneField(
        Item, on_delete=models.PROTECT, related_name="merge_answer"
    )
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    """By which it is so: the first that lets it merge, else the one in work."""
    approved = models.BooleanField()
    why = models.TextField()
    """In a sentence or two."""
    count = models.PositiveIntegerField(default=0)
    """How often the answer changed; what is written because of one has it in its cause,
    so that it is written once."""
    since = models.DateTimeField()
    owed_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("item",)
        indexes = (
            models.Index(
                fields=("owed_since",),
                condition=Q(owed_since__isnull=False),
                name="merge_answer_owed",
            ),
        )

    def __str__(self) -> str:
        return f"{'may' if self.approved else 'may not'} merge: item {self.item_id}"


class Exempt(models.Model):
    """A merged pull request of which somebody said that it needs no enhancement.

    Written by `actions.attributions`. Kept when it is taken back.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="exempted")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    """On whose list it stood."""
    reason = models.TextField()
    by = models.TextField()
    """Login, as text: it outlives the account."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        ordering = ("item", "since", "pk")
        verbose_name_plural = "exempt"
        constraints = (
            models.UniqueConstraint(
                fields=("item",),
                condition=Q(until__isnull=True),
                name="exempt_one_stands",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(by=""), name="exempt_says_why_and_who"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="exempt_lasts",
            ),
        )

    def __str__(self) -> str:
        return f"item {self.item_id} needs none"
