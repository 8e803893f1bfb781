"""What programs were answered, for whoever asks the same again."""

from __future__ import annotations

from django.db import models

from enhancements.models.account import Account


class Reply(models.Model):
    """The answer to a change that was sent with a key of its own.

    Written by `actions.replies`, in the transaction of the change: with the answer
    kept, it is done.
    """

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="replies"
    )
    key = models.CharField(max_length=200)
    """As the program made it up; it means nothing here."""
    digest = models.CharField(max_length=64)
    """SHA-256 of what was sent, in hexadecimal digits."""
    body = models.TextField()
    """The answer, JSON."""
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "replies"
        constraints = (
            models.UniqueConstraint(fields=("account", "key"), name="reply_once"),
        )
        indexes = (models.Index(fields=("made_at",), name="reply_by_age"),)

    def __str__(self) -> str:
        return self.key
