"""Whether all is still true: who was asked, with what answer, and by which ladder.

Written by `actions.asking`. Models of slash commands have the word "asked" already, so
one message is an `Ask`.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from enhancements.models.enhancement import Enhancement
from enhancements.models.project import Project
from enhancements.models.release import Release
from enhancements.models.sig import Sig


class AskingLadder(models.Model):
    """When whom a SIG's entries ask, while somebody's word on it held.

    A row may be ended, once, which a trigger holds. Of a SIG without a row the profile
    says it.
    """

    sig = models.ForeignKey(
        Sig, on_delete=models.PROTECT, related_name="asking_ladders"
    )
    ladder = models.JSONField(null=True)
    """As `policy.asking.as_data` makes it; null for the profile's again."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.TextField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("sig", "since")
        constraints = (
            models.UniqueConstraint(
                fields=("sig",),
                condition=Q(until__isnull=True),
                name="asking_one_in_force",
            ),
            models.UniqueConstraint(fields=("sig", "since"), name="asking_begins_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="asking_lasts",
            ),
        )

    def __str__(self) -> str:
        return f"ladder of SIG {self.sig_id} since {self.since:%Y-%m-%d}"


class Ask(models.Model):
    """One message to one person: all that they were asked on a day. Never changed."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="asks")
    login = models.TextField()
    """As the source that names them writes it."""
    account = models.BigIntegerField(null=True)
    """Id of the account that its link speaks for; null for who had none. No foreign
    key: what was asked outlives the account."""
    day = models.DateField()
    """In UTC."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    """Until when its link is good."""

    class Meta:
        ordering = ("-made_at", "login")
        constraints = (
            models.UniqueConstraint(
                "project", Lower("login"), "day", name="ask_once_a_day"
            ),
            models.CheckConstraint(condition=~Q(login=""), name="ask_says_whom"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="ask_expires"
            ),
        )

    def __str__(self) -> str:
        return f"@{self.login} on {self.day}"


class AskItem(models.Model):
    """One entry that somebody was asked about. Never changed."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="items")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="asks")
    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.PROTECT, related_name="asks"
    )
    track = models.TextField(blank=True)
    """Empty for the main one."""
    freeze = models.TextField()
    """Key of the deadline before which one asks."""
    rung = models.PositiveSmallIntegerField()
    """Days of the ladder's rung."""
    role = models.TextField()
    """As what they were asked: a word of `policy.asking.ROLES`."""
    login = models.TextField()
    """The ask's, in lower case: with it the database keeps anybody from being asked
    the same twice."""

    class Meta:
        ordering = ("ask", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=(
                    *("release", "enhancement", "track"),
                    *("freeze", "rung", "login"),
                ),
                name="ask_item_once",
            ),
        )
        indexes = (models.Index(fields=("login",), name="ask_item_of_login"),)

    def __str__(self) -> str:
        return f"{self.freeze} {self.rung} of {self.login}"


class AskAnswer(models.Model):
    """What somebody answered, while it stood: until they answer otherwise or take it
    back. A row may be ended, once, which a trigger holds.
    """

    class Word(models.TextChoices):
        """What was answered."""

        ON_TRACK = "on-track"
        AT_RISK = "at-risk"
        OFF_TRACK = "off-track"
        NOT_MINE = "not-mine"
        """Who was asked has nothing to do with it any more."""

    item = models.ForeignKey(AskItem, on_delete=models.PROTECT, related_name="answers")
    word = models.CharField(max_length=10, choices=Word)
    reason = models.TextField(blank=True)
    by = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    batch = models.UUIDField()
    """The step of decisions that came of it, and of what is taken back with it."""

    class Meta:
        ordering = ("item", "since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("item",),
                condition=Q(until__isnull=True),
                name="ask_answer_one_stands",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="ask_answer_lasts",
            ),
        )
        indexes = (models.Index(fields=("batch",), name="ask_answer_of_batch"),)

    def __str__(self) -> str:
        return f"{self.word} by {self.by}"
