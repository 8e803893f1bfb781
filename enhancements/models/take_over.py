"""Offers to take over enhancements whose owners are gone, silent or seek somebody."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from enhancements.models.enhancement import Enhancement
from enhancements.models.release import Release


class TakeOver(models.Model):
    """An offer for as long as it was open: from offered, or open again, to answered.

    Written by `actions.take_overs`. A row may be ended, once, which a trigger holds. An
    answer that is taken back makes a row of its own, so that any moment can be shown.
    """

    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.PROTECT, related_name="take_overs"
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="take_overs", null=True
    )
    """The release for which alone they offer it; null for the enhancement."""
    track = models.TextField(blank=True)
    """Of the entry in that release; empty for the main one."""
    login = models.TextField()
    """Who offers, in lower case and without an @, as they were called then."""
    github_id = models.BigIntegerField(null=True, blank=True)
    """Who they are, whatever they are called; null where that was not known."""
    by = models.TextField()
    """Their login as it is written, as text: it outlives the account."""
    text = models.TextField(blank=True)
    """What they say with it."""
    ground = models.CharField(max_length=10)
    """Why it could be offered: a word of `policy.take_overs.GROUNDS`."""
    offered_at = models.DateTimeField()
    """When they offered it first."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    """When it was answered or withdrawn; null while it is open."""
    answer = models.CharField(max_length=10, blank=True)
    """`accepted`, `declined` or `withdrawn`; empty while it is open."""
    answered_by = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    """What was said with the answer; never empty for one that was declined."""
    before = ArrayField(models.TextField(), default=list, blank=True)
    """Who owned it when it was accepted."""
    batch = models.UUIDField(null=True, blank=True)
    """The step of corrections, or of decisions, that accepting it made."""

    class Meta:
        ordering = ("enhancement", "since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("enhancement", "login"),
                condition=Q(until__isnull=True, github_id__isnull=True),
                name="takeover_open_once",
            ),
            models.UniqueConstraint(
                fields=("enhancement", "github_id"),
                condition=Q(until__isnull=True, github_id__isnull=False),
                name="takeover_open_once_by_number",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="takeover_lasts",
            ),
            models.CheckConstraint(
                condition=~Q(login="") & ~Q(by="") & ~Q(ground=""),
                name="takeover_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, answer="", answered_by="")
                | Q(
                    until__isnull=False,
                    answer__in=("accepted", "declined", "withdrawn"),
                )
                & ~Q(answered_by=""),
                name="takeover_is_open_or_answered",
            ),
            models.CheckConstraint(
                condition=~Q(answer="declined") | ~Q(reason=""),
                name="takeover_says_why_declined",
            ),
            models.CheckConstraint(
                condition=Q(release__isnull=False) | Q(track=""),
                name="takeover_track_has_release",
            ),
        )

    def __str__(self) -> str:
        return f"{self.by} offers to take over since {self.offered_at:%Y-%m-%d}"
