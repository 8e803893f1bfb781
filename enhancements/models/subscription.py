"""Who wants to be told of what, and how far a project's changes have been told."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from enhancements.models.account import Account
from enhancements.models.channel import Channel
from enhancements.models.enhancement import Enhancement
from enhancements.models.project import Project
from enhancements.models.release import Release
from enhancements.models.saved_view import SavedView
from enhancements.models.sig import Sig

_SUBJECTS = ("enhancement", "sig", "release", "view")


def _one_of(names: tuple[str, ...]) -> Q:
    """Exactly one of these is set."""
    found = Q()
    for name in names:
        found |= Q(**{f"{one}__isnull": one != name for one in names})
    return found


class Subscription(models.Model):
    """That somebody follows something. Written by `actions.subscriptions`; it goes
    with the account.

    It is ended, not deleted, so that links in old messages know what they are about.
    """

    class Rhythm(models.TextChoices):
        """How often mail tells of it."""

        AT_ONCE = "at-once"
        """Within minutes, all that came meanwhile in one message."""
        DAILY = "daily"
        WEEKLY = "weekly"

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="subscriptions"
    )
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    # Indexes below know what is open.
    enhancement = models.ForeignKey(
        Enhancement,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
    )
    sig = models.ForeignKey(
        Sig, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    view = models.ForeignKey(
        SavedView, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    triggers = ArrayField(models.TextField())
    """Which changes it tells of: words of `policy.following.TRIGGERS`."""
    rhythm = models.CharField(max_length=10, choices=Rhythm)
    by_mail = models.BooleanField()
    """Whether mail tells of it; the inbox always does."""
    channel = models.ForeignKey(
        Channel, on_delete=models.SET_NULL, related_name="subscriptions", null=True
    )
    """A channel of theirs that is told at once, besides; null for none."""
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("account", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "project", *_SUBJECTS),
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="subscription_open_once",
            ),
            models.CheckConstraint(
                condition=_one_of(_SUBJECTS), name="subscription_one_subject"
            ),
            models.CheckConstraint(
                condition=Q(triggers__len__gt=0), name="subscription_tells_something"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at")),
                name="subscription_lasts",
            ),
        )
        indexes = tuple(
            models.Index(
                fields=(name,),
                condition=Q(ended_at__isnull=True, **{f"{name}__isnull": False}),
                name=f"subscription_of_{name}",
            )
            for name in _SUBJECTS
        )

    def __str__(self) -> str:
        return f"subscription {self.pk} of account {self.account_id}"


class Watermark(models.Model):
    """How far the changes of a project have been told. Written by `actions.telling`.

    What is looked through begins an hour or more before the last look, since a
    transaction may end after one that began later; what was told is known by its key.
    """

    project = models.OneToOneField(
        Project, on_delete=models.CASCADE, primary_key=True, related_name="watermark"
    )
    began_at = models.DateTimeField()
    """Since when anything is told."""
    claim = models.BigIntegerField()
    """Claims with a greater id are looked through,"""
    event = models.BigIntegerField()
    """and events."""
    from_at = models.DateTimeField()
    """When these two were the newest."""
    next_claim = models.BigIntegerField()
    """Where it is gone on from once `next_at` is long enough ago."""
    next_event = models.BigIntegerField()
    next_at = models.DateTimeField()
    read = models.JSONField(default=dict)
    """By source (`source 3`, `repository 4`) when it was first seen to be read to its
    end: what the first reading brings is no news."""

    def __str__(self) -> str:
        return f"watermark of project {self.project_id}"
