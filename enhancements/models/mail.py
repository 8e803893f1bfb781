"""Where somebody wants mail, and the messages that are owed to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from enhancements.models.account import Account
from enhancements.models.asking import Ask
from enhancements.models.message import Message


class Mailbox(models.Model):
    """The address that somebody gave for mail, and nothing else: nobody is known by it
    and nobody signs in with it. Written by `actions.mailboxes`; it goes with the
    account.
    """

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, primary_key=True, related_name="mailbox"
    )
    address = models.TextField()
    given_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    """When its owner opened the link that was sent there."""
    stopped_at = models.DateTimeField(null=True, blank=True)
    """When they said that they want none; null while they want it."""

    class Meta:
        verbose_name_plural = "mailboxes"
        constraints = (
            models.CheckConstraint(condition=~Q(address=""), name="mailbox_somewhere"),
        )

    def __str__(self) -> str:
        return f"mailbox of account {self.account_id}"

    @property
    def is_open(self) -> bool:
        """Whether mail may go there."""
        return self.verified_at is not None and self.stopped_at is None


class Mail(Message):
    """One message that is owed, was sent, or was given up. Written by `actions.mails`.

    It holds no address and no text: both are read when it is sent, so that nothing goes
    to who wants none by then. It is sent at least once; every try has the same
    `message_id`, by which mail programs show it once.
    """

    class Kind(models.TextChoices):
        """What it says."""

        VERIFY = "verify"
        """That the address is to be confirmed."""
        ASK = "ask"
        DIGEST = "digest"
        """What changed of what somebody follows: the notices that name it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=10, choices=Kind)
    ask = models.OneToOneField(
        Ask, on_delete=models.PROTECT, null=True, related_name="mail"
    )
    message_id = models.TextField(unique=True)
    """Without its angle brackets."""

    class Meta(Message.Meta):
        constraints = (
            *Message.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="ask", ask__isnull=False)
                | Q(kind__in=("verify", "digest"), ask__isnull=True),
                name="mail_of_an_ask",
            ),
        )
        indexes = (
            # In the order in which they are taken: thousands are due at one moment.
            models.Index(
                fields=("due_at", "id"),
                condition=Q(sent_at__isnull=True, ended_at__isnull=True),
                name="mail_owed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"
