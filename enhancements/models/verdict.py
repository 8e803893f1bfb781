"""Verdicts of freezes: what the checks came to, for every stretch of time."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from enhancements.models.claim import ValidRange
from enhancements.models.enhancement import Enhancement
from enhancements.models.release import Release


class Verdict(models.Model):
    """What a freeze's checks say of an entry, while they say so. Derived by
    `actions.verdicts`.

    It can be thrown away and judged anew from the record, the criteria and the waivers.
    A stretch may begin in the future: what will be said when the freeze is over, if
    nothing changes until then.
    """

    class Word(models.TextChoices):
        """What the checks come to; see `policy.checks.judge`."""

        MET = "met"
        AT_RISK = "at-risk"
        UNKNOWN = "unknown"

    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.CASCADE, related_name="verdicts"
    )
    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="verdicts"
    )
    track = models.TextField(blank=True)
    freeze = models.TextField()
    """Key of the deadline with which it ends."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    word = models.CharField(max_length=10, choices=Word)
    asked = models.PositiveSmallIntegerField()
    """How many checks are asked and count."""
    failed = models.PositiveSmallIntegerField()
    unknown = models.PositiveSmallIntegerField()
    waived = models.PositiveSmallIntegerField()
    first_missing = models.TextField(blank=True, db_default="")
    """Title of the first check that fails, of those that are unknown when none does;
    empty when nothing is missing."""
    checks = models.JSONField()
    """The outcomes as `policy.checks.stored` writes them, with `stands_since`: since
    when each check's state is what it is, and `sentences`: the reason and the remedy as
    data, to be said in other languages (`stored.said`). Rows that were judged before
    there were any have none."""

    class Meta:
        ordering = ("release", "enhancement", "track", "freeze", "since")
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="verdict_lasts",
            ),
            ExclusionConstraint(
                name="verdict_no_overlap",
                expressions=(
                    ("enhancement", RangeOperators.EQUAL),
                    ("release", RangeOperators.EQUAL),
                    ("track", RangeOperators.EQUAL),
                    ("freeze", RangeOperators.EQUAL),
                    (ValidRange("since", "until"), RangeOperators.OVERLAPS),
                ),
            ),
        )
        indexes = (
            models.Index(fields=("release", "since"), name="verdict_of_release"),
        )

    def __str__(self) -> str:
        return f"{self.freeze}: {self.word} since {self.since:%Y-%m-%d}"
