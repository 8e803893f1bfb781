"""What tracking issues and pull requests said, for searching."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from enhancements.models.mirrored import Item


class Wording(models.Model):
    """The words of the title and body of a tracking issue, or of a pull request, while
    they stood.

    Derived by `actions.wordings` from the item and its edits; it may be thrown away and
    made again. Issues that track no enhancement have none, nor have pull requests that
    never belonged to one. To which a pull request belongs, claims say.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="wordings")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    """SHA-256 of the text, so that it is known whether it changed."""
    words = SearchVectorField()

    class Meta:
        ordering = ("item", "since")
        constraints = (
            models.UniqueConstraint(fields=("item", "since"), name="wording_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")),
                name="wording_lasts",
            ),
        )
        indexes = (GinIndex(fields=("words",), name="wording_words"),)

    def __str__(self) -> str:
        return f"item {self.item_id} since {self.since:%Y-%m-%d %H:%M}"
