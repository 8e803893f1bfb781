"""What is told: changes as headlines, and for each person a notice of each."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from enhancements.models.account import Account
from enhancements.models.enhancement import Enhancement
from enhancements.models.mail import Mail
from enhancements.models.project import Project
from enhancements.models.release import Release
from enhancements.models.sig import Sig
from enhancements.models.subscription import Subscription


class Headline(models.Model):
    """One change, as it is told to everybody who follows what it is about. Written by
    `actions.telling`, and never changed: what was told stays what was told.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    key = models.TextField()
    """What it was made of, so that it is told once."""
    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.PROTECT, related_name="+", null=True
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="+", null=True
    )
    """The one that it is about."""
    sig = models.ForeignKey(Sig, on_delete=models.PROTECT, related_name="+", null=True)
    """Whose roster it is about."""
    place = models.TextField(blank=True)
    """Of a verdict: its track and freeze."""
    sigs = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """Ids of the SIGs whose followers are told,"""
    releases = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """of the releases,"""
    views = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """and of the saved views: those that find the enhancement, or are what changed."""
    trigger = models.TextField()
    """A word of `policy.following.TRIGGERS`, or `view`, which all are told."""
    kind = models.TextField()
    """As `queries.shapes.Change` has it, `verdict`, or `view`."""
    title = models.TextField()
    """Title of the enhancement, else name of the release, SIG or view."""
    name = models.TextField(blank=True)
    """Key of the enhancement then, number of the view; empty for all else."""
    text = models.TextField()
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    """First line of the commit message, or a person's reason."""
    source = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    by = models.TextField(blank=True)
    """Login of who did it, in lower case: they are not told. Empty for a source."""
    at = models.DateTimeField()
    """When it happened, as its source says."""
    made_at = models.DateTimeField()
    """When it was found."""

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("project", "key"), name="headline_once"),
            models.CheckConstraint(condition=~Q(text=""), name="headline_says"),
        )
        indexes = (
            models.Index(
                fields=("enhancement", "release", "place", "-id"),
                condition=Q(kind="verdict"),
                name="headline_of_verdict",
            ),
            models.Index(fields=("made_at",), name="headline_made"),
        )

    def __str__(self) -> str:
        return f"{self.title}: {self.text}"


class Notice(models.Model):
    """That somebody is told of a headline: one row for a person and a change, however
    many of their subscriptions it is for. Written by `actions.telling`; what its reader
    says of it by `actions.notices`, which message told it by `actions.digests`.
    """

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    headline = models.ForeignKey(
        Headline, on_delete=models.CASCADE, related_name="notices"
    )
    subscriptions = ArrayField(models.BigIntegerField())
    """Ids of the subscriptions that it is for: why it came."""
    rhythm = models.CharField(max_length=10, choices=Subscription.Rhythm, blank=True)
    """The most frequent of those that want mail; empty where none does."""
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    mail = models.ForeignKey(
        Mail, on_delete=models.SET_NULL, related_name="notices", null=True
    )
    """The message that tells it."""

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("account", "headline"), name="notice_once"),
            models.CheckConstraint(
                condition=Q(subscriptions__len__gt=0), name="notice_has_reason"
            ),
        )
        indexes = (
            models.Index(
                fields=("account",),
                condition=Q(read_at__isnull=True),
                name="notice_unread",
            ),
            models.Index(
                fields=("rhythm", "made_at"),
                condition=Q(mail__isnull=True, read_at__isnull=True) & ~Q(rhythm=""),
                name="notice_to_mail",
            ),
        )

    def __str__(self) -> str:
        return f"headline {self.headline_id} for account {self.account_id}"
