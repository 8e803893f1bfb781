"""What is said in comments on tracking issues, for searching."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from enhancements.models.mirrored import Comment


class Remark(models.Model):
    """The words of a comment on a tracking issue.

    Derived by `actions.remarks`; it may be thrown away and made again. Whether the
    comment is gone or hidden is asked of the comment itself.
    """

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, related_name="remark"
    )
    digest = models.CharField(max_length=40)
    """Tells from which text, and how spelled, the words were made."""
    words = SearchVectorField()

    class Meta:
        ordering = ("comment",)
        indexes = (GinIndex(fields=("words",), name="remark_words"),)

    def __str__(self) -> str:
        return f"comment {self.comment_id}"
