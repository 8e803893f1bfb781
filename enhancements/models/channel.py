"""Where messages go besides mail: chats and programs, and what is owed to them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from enhancements.models.account import Account
from enhancements.models.message import Message
from enhancements.models.project import Project
from enhancements.models.sig import Sig

_SHOWN = 4


class Channel(models.Model):
    """An address of a chat or a program that takes messages about a project. Written
    by `actions.channels`; it goes with the account that keeps it.

    The address of a chat is a secret itself: pages show its host and its last letters
    (`shown`), events and logs its host alone.
    """

    class Kind(models.TextChoices):
        """What listens there."""

        SLACK = "slack"
        """Slack's incoming webhook, or another chat that takes the same."""
        ZULIP = "zulip"
        """Zulip's incoming webhook for what is written for Slack."""
        WEBHOOK = "webhook"
        """A program, which gets JSON with a signature."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="channels"
    )
    """Who keeps it: who gave the address, or took it over."""
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="channels"
    )
    sig = models.ForeignKey(
        Sig, on_delete=models.PROTECT, null=True, blank=True, related_name="channels"
    )
    """The SIG that it is for; null for the project."""
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.TextField()
    """What people call it."""
    address = models.TextField()
    secret = models.TextField(blank=True)
    """With which messages to a program are signed; empty for chats."""
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    """Since when nothing goes there; null while it does."""
    stop_reason = models.TextField(blank=True)
    """Why, as a sentence for its keeper."""
    failures = models.PositiveIntegerField(default=0)
    """Tries that failed since the last one that did not."""
    failing_since = models.DateTimeField(null=True, blank=True)
    """When the first of them failed."""
    waits_until = models.DateTimeField(null=True, blank=True)
    """Nothing is tried before: after a failure, and while a worker tries."""
    last_ok_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    """Why the last try failed; empty when it did not."""

    class Meta:
        ordering = ("project", "name")
        constraints = (
            models.UniqueConstraint(
                F("project"), Lower("name"), name="channel_name_once"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(address=""), name="channel_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(kind="webhook") & ~Q(secret="")
                | ~Q(kind="webhook") & Q(secret=""),
                name="channel_signs_to_programs",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stop_reason="")
                | Q(stopped_at__isnull=False) & ~Q(stop_reason=""),
                name="channel_stopped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since__isnull=True)
                | Q(failures__gt=0, failing_since__isnull=False),
                name="channel_failing_since",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """The machine that it is at, which is no secret."""
        return urlsplit(self.address).hostname or ""

    @property
    def shown(self) -> str:
        """As much of the address as tells it from others."""
        return f"{self.host}/…{self.address[-_SHOWN:]}"

    @property
    def is_on(self) -> bool:
        """Whether anything goes there."""
        return self.stopped_at is None


class Sending(Message):
    """One message to a channel that is owed, was sent, or was given up. Written by
    `actions.channels`.

    It is sent at least once, each time with the same id, by which a program knows it
    again; chats show it twice where an answer was lost.
    """

    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, related_name="sendings"
    )
    key = models.TextField()
    """What it tells of, in the words of whoever owes it: owed once per channel."""
    subject = models.TextField()
    text = models.TextField(blank=True)
    """What chats show, as plain text; its lines stay lines."""
    data = models.JSONField(default=dict, blank=True)
    """What programs get besides."""

    class Meta(Message.Meta):
        constraints = (
            *Message.Meta.constraints,
            models.UniqueConstraint(
                fields=("channel", "key"), name="sending_once_a_channel"
            ),
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(subject=""), name="sending_says_something"
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=Q(sent_at__isnull=True, ended_at__isnull=True),
                name="sending_owed",
            ),
            models.Index(fields=("channel", "-made_at"), name="sending_of_channel"),
        )

    def __str__(self) -> str:
        return f"{self.key} to channel {self.channel_id}"
