"""Boards as they stood when a freeze ended."""

from __future__ import annotations

from django.db import models

from enhancements.models.release import Release


class Snapshot(models.Model):
    """The board of a release at the moment of a deadline, for ever. Written by
    `actions.snapshots`; a trigger refuses any change.

    A deadline that is moved after its moment has another one at the new moment.
    """

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="snapshots"
    )
    freeze = models.TextField()
    """Key of the deadline."""
    label = models.TextField()
    """What the deadline was called."""
    moment = models.DateTimeField()
    """As of when it is: the deadline's end."""
    made_at = models.DateTimeField()
    """By our clock; later than the moment when nobody was there to make it."""
    content = models.TextField()
    """Canonical JSON: sorted keys, no blanks, UTF-8."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the content, in hexadecimal digits."""
    reads = models.JSONField(default=list, db_default=[])
    """When each source had been read well before it was made, as `queries.snapshots`
    writes it. Beside the content: it says how much was known, not how the board was."""

    class Meta:
        ordering = ("release", "moment", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("release", "freeze", "moment"), name="snapshot_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.label} of release {self.release_id}"
