"""What people decided about the entries of a release."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enhancements.models.enhancement import Enhancement
from enhancements.models.release import Release


class Decision(models.Model):
    """What somebody decided about an entry, while it stood. Written by
    `actions.decisions`.

    An entry is an enhancement's track in a release, whether a source still plans it or
    not. A place holds one decision at a time: an entry's standing at a freeze, a waiver
    of one of its checks, its contact, its note. Another decision ends the one before;
    none is ever changed, which a trigger holds.
    """

    class Kind(models.TextChoices):
        """What is decided."""

        OPT_IN = "opt-in"
        """The SIG wants it in the release; about no freeze."""
        STANDING = "standing"
        """Of an entry at a freeze: `tracked`, `deferred` or `removed`."""
        WAIVER = "waiver"
        """One criterion of a freeze need not be met."""
        CONTACT = "contact"
        """Who of the release team looks after the entry: a login; about no freeze."""
        NOTE = "note"
        """A text for all who read the board; about no freeze."""
        OUTCOME = "outcome"
        """What became of the entry, said by hand: `shipped`, `removed` or `deferred`;
        about no freeze."""
        OWNERS = "owners"
        """Who owns it for this release, where that is not the enhancement's owners:
        logins with a blank between them; about no freeze."""
        REVIEWERS = "reviewers"
        """Who reviews it for this release: logins, likewise."""
        APPROVERS = "approvers"
        """Who approves it for this release: logins, likewise."""
        CHECK_IN = "check-in"
        """How it goes, in the words of its owner or contact: `on-track`, `at-risk` or
        `off-track`; about no freeze."""

    class Standing(models.TextChoices):
        """What an entry's standing may be."""

        TRACKED = "tracked"
        DEFERRED = "deferred"
        """By its SIG, to a later release."""
        REMOVED = "removed"
        """By the release team."""

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="decisions"
    )
    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.PROTECT, related_name="decisions"
    )
    track = models.TextField(blank=True)
    """Empty for the main one."""
    kind = models.CharField(max_length=10, choices=Kind)
    freeze = models.TextField(blank=True)
    """Key of the deadline, such as `code-freeze`."""
    criterion = models.TextField(blank=True)
    """Key of the criterion that a waiver is about."""
    value = models.TextField()
    """A standing, an outcome, one login or several, how it goes, a text; `yes` for an
    opt-in and a waiver."""
    reason = models.TextField(blank=True)
    by = models.TextField()
    """Login, as text: it outlives the account."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)
    batch = models.UUIDField()
    """What was decided in one step, and is undone in one."""
    ended_batch = models.UUIDField(null=True, blank=True)
    """The step that ended it."""

    class Meta:
        ordering = ("release", "enhancement", "track", "since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=(
                    *("release", "enhancement", "track"),
                    *("kind", "freeze", "criterion"),
                ),
                condition=Q(until__isnull=True),
                name="decision_one_stands",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="decision_lasts",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, ended_batch__isnull=True)
                | Q(until__isnull=False, ended_batch__isnull=False),
                name="decision_is_ended_by_a_step",
            ),
            models.CheckConstraint(
                condition=~Q(value="") & ~Q(by=""), name="decision_says_what_and_who"
            ),
            models.CheckConstraint(
                condition=~Q(kind="standing")
                | (Q(value__in=("tracked", "deferred", "removed")) & ~Q(freeze="")),
                name="decision_known_standing",
            ),
            models.CheckConstraint(
                condition=~Q(kind="waiver")
                | (~Q(freeze="") & ~Q(criterion="") & ~Q(reason="")),
                name="decision_waiver_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind="outcome")
                | (
                    Q(value__in=("shipped", "removed", "deferred"))
                    & Q(freeze="")
                    & ~Q(reason="")
                ),
                name="decision_known_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(kind="check-in")
                | (
                    Q(value__in=("on-track", "at-risk", "off-track"))
                    & Q(freeze="")
                    & (Q(value="on-track") | ~Q(reason=""))
                ),
                name="decision_known_check_in",
            ),
            models.CheckConstraint(
                condition=Q(kind="waiver") | Q(criterion=""),
                name="decision_criterion_is_waived",
            ),
        )
        indexes = (
            models.Index(fields=("release", "since"), name="decision_of_release"),
            models.Index(fields=("batch",), name="decision_of_batch"),
            # Whether one ends later than the moment: `queries.sig_record`.
            models.Index(
                fields=("until",),
                condition=Q(until__isnull=False),
                name="decision_ended",
            ),
            models.Index(
                fields=("ended_batch",),
                condition=Q(ended_batch__isnull=False),
                name="decision_ended_by_batch",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.value} by {self.by}"
