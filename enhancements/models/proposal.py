"""Documents as open pull requests would have them."""

from __future__ import annotations

from django.db import models

from enhancements.models.document import Blob
from enhancements.models.mirrored import Item


class Head(models.Model):
    """The head of a pull request on the documents repository, at one commit.

    Written by `actions.mirror`; the newest is the proposal that stands while the
    pull request is open.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="heads")
    oid = models.CharField(max_length=64)
    since = models.DateTimeField()
    """When it became the head, by GitHub's clock; where unknown, when it was seen."""
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("item", "since", "pk")
        constraints = (
            models.UniqueConstraint(fields=("item", "oid"), name="head_once"),
        )

    def __str__(self) -> str:
        return self.oid[:10]


class HeadFile(models.Model):
    """A file that a pull request changes, as it is at its head."""

    head = models.ForeignKey(Head, on_delete=models.CASCADE, related_name="files")
    path = models.TextField()
    change = models.CharField(max_length=20)
    """added, modified, removed, renamed, copied or changed."""
    blob = models.ForeignKey(
        Blob, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    """Its bytes, of files that the profile reads as documents; null when removed."""
    problem = models.TextField(blank=True)
    """Why its bytes could not be had, in a sentence."""

    class Meta:
        ordering = ("head", "path")
        constraints = (
            models.UniqueConstraint(fields=("head", "path"), name="head_file_once"),
        )
        indexes = (models.Index(fields=("path",), name="head_file_by_path"),)

    def __str__(self) -> str:
        return self.path
