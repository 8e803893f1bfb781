"""Addresses by which a calendar or a feed reader gets what is somebody's own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from enhancements.models.account import Account


class FeedAddress(models.Model):
    """A secret address of one feed of one account. Written by `actions.feed_addresses`;
    it goes with the account.

    Only the hash of its token is kept: 256 random bits, so nothing can be guessed.
    """

    class What(models.TextChoices):
        """What is read there."""

        CALENDAR = "calendar"
        """The deadlines of what they own, and when their exceptions end."""
        WAITING = "waiting"
        """What waits for them."""
        INBOX = "inbox"
        """What they were told."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="feed_addresses"
    )
    what = models.CharField(max_length=10, choices=What)
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the token, in hexadecimal digits."""
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    """To the minute."""
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "feed addresses"
        ordering = ("account", "what", "-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "what"),
                condition=Q(revoked_at__isnull=True),
                name="feed_address_one_of_each",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} of account {self.account_id}"
