"""Letters that a release words in its own way, and SIGs that want none."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enhancements.models.release import Release
from enhancements.models.sig import Sig


class ReleaseLetter(models.Model):
    """A text of a release's letters, while it was in force. Written by
    `actions.release_letters`.

    A release without a row for a text has the profile's, whatever it says by then.
    """

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="letters"
    )
    name = models.TextField()
    """Which text, as `profiles.letters` names it: `party-removed.code-freeze`."""
    parts = models.JSONField(null=True)
    """Its parts as they were typed, as `profiles.edited_letters` reads them; null for
    the profile's text again."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.TextField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("release", "name", "since")
        constraints = (
            models.UniqueConstraint(
                fields=("release", "name"),
                condition=Q(until__isnull=True),
                name="letter_one_in_force",
            ),
            models.UniqueConstraint(
                fields=("release", "name", "since"), name="letter_begins_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="letter_last",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} of release {self.release_id} since {self.since:%Y-%m-%d}"


class SigOutreach(models.Model):
    """Whether a SIG wants the release team's outreach, while somebody's word on it
    held. Written by `actions.outreach`.

    Of a SIG without a row the profile says it.
    """

    sig = models.ForeignKey(Sig, on_delete=models.PROTECT, related_name="outreach")
    is_wanted = models.BooleanField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.TextField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("sig", "since")
        verbose_name_plural = "SIG outreach"
        constraints = (
            models.UniqueConstraint(
                fields=("sig",),
                condition=Q(until__isnull=True),
                name="outreach_one_in_force",
            ),
            models.UniqueConstraint(
                fields=("sig", "since"), name="outreach_begins_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="outreach_last",
            ),
        )

    def __str__(self) -> str:
        return f"outreach to SIG {self.sig_id} since {self.since:%Y-%m-%d}"
