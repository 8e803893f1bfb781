"""Claims: what a source says of a field, from when to when."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from enhancements.models.document import Version
from enhancements.models.enhancement import Enhancement
from enhancements.models.project import Project
from enhancements.models.release import Release
from enhancements.models.sig import Sig


class Series(models.Model):
    """One field of one subject as one source speaks of it.

    The subject is an enhancement (and its track), a release, a SIG, or, when
    all three are empty, the project. Written by `actions.claims`.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.PROTECT, related_name="series", null=True
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="series", null=True
    )
    sig = models.ForeignKey(
        Sig, on_delete=models.PROTECT, related_name="series", null=True
    )
    track = models.TextField(blank=True)
    source = models.TextField()
    """`front-matter`, `document`, `document:<file>`, `directory`, `issue`, `milestone`,
    `label`, `pull`, `proposal:<number>`, `schedule`, `roster:<file>`, `person`, ..."""
    field = models.TextField()

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "series"
        constraints = (
            models.UniqueConstraint(
                fields=(
                    "project",
                    "enhancement",
                    "release",
                    "sig",
                    "track",
                    "source",
                    "field",
                ),
                nulls_distinct=False,
                name="series_once",
            ),
            models.CheckConstraint(
                condition=Q(enhancement__isnull=True, release__isnull=True)
                | Q(enhancement__isnull=True, sig__isnull=True)
                | Q(release__isnull=True, sig__isnull=True),
                name="series_one_subject",
            ),
        )
        indexes = (
            models.Index(
                fields=("project", "release"),
                condition=Q(release__isnull=False),
                name="series_of_releases",
            ),
            models.Index(
                fields=("project", "sig"),
                condition=Q(sig__isnull=False),
                name="series_of_sigs",
            ),
            # Which issues list a pull request, or link a document.
            models.Index(
                fields=("project", "field"),
                condition=Q(source="issue"),
                name="series_of_issues",
            ),
            # To which enhancements a pull request belongs.
            models.Index(
                fields=("project", "field"),
                condition=Q(field__startswith="pull:"),
                name="series_of_pulls",
            ),
            # When the freezes of releases are, which every page tells.
            models.Index(
                fields=("release",),
                condition=Q(field__startswith="deadline:"),
                name="series_deadlines",
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} on {self.field}"


class ValidRange(Func):
    """`tstzrange(since, until, '[)')` of a row."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Claim(models.Model):
    """A value held in this series from `since` up to but not at `until`.

    Written by `actions.claims`. Append-only: a trigger lets only `until` and
    `retracted_at` be set, once each; claims of one series that are not
    retracted never overlap.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="claims")
    value = models.JSONField(null=True)
    """JSON; null when the source speaks of the field and names no value."""
    raw = models.TextField(blank=True)
    """The source's own words."""
    problem = models.TextField(blank=True)
    """What is wrong with them and what to write instead, in a sentence."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="claims", null=True
    )
    """Evidence: the version of the file that first said so."""
    line = models.PositiveIntegerField(default=0)
    url = models.TextField(blank=True)
    """Evidence on GitHub: the address of the issue, pull request or what happened to
    it; empty for what a file or a person says."""
    by = models.TextField(blank=True)
    """For what a person says: who."""
    reason = models.TextField(blank=True)
    reader = models.CharField(max_length=80, blank=True)
    """Parser revision that read it."""
    retracted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("series", "since")
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="claim_lasts",
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=False) | ~Q(by="") | ~Q(url=""),
                name="claim_has_evidence",
            ),
            ExclusionConstraint(
                name="claim_no_overlap",
                expressions=(
                    ("series", RangeOperators.EQUAL),
                    (ValidRange("since", "until"), RangeOperators.OVERLAPS),
                ),
                condition=Q(retracted_at__isnull=True),
            ),
        )
        indexes = (
            models.Index(
                fields=("series", "since"),
                condition=Q(retracted_at__isnull=True),
                name="claim_of_series",
            ),
            models.Index(
                fields=("series",),
                condition=Q(retracted_at__isnull=True) & ~Q(problem=""),
                name="claim_problems",
            ),
            # What changed between two moments: claims that began or ended there.
            models.Index(
                fields=("since",),
                condition=Q(retracted_at__isnull=True),
                name="claim_began",
            ),
            models.Index(
                fields=("until",),
                condition=Q(retracted_at__isnull=True, until__isnull=False),
                name="claim_ended",
            ),
        )

    def __str__(self) -> str:
        return f"{self.value!r} since {self.since:%Y-%m-%d}"
