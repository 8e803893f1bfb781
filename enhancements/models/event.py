"""History of what was done here, by whom and why."""

from __future__ import annotations

from django.db import models
from django.db.models.fields.json import KT

from enhancements.models.enhancement import Enhancement
from enhancements.models.project import Project
from enhancements.models.release import Release
from enhancements.models.sig import Sig

OF_ACCOUNTS = (
    "account-joined",
    "account-renamed",
    "account-ended",
    "account-restored",
    "account-deleted",
    "sessions-ended",
    "token-made",
    "token-revoked",
    "feed-made",
    "feed-revoked",
)
"""Kinds of what happens to an account, in no project."""
OF_LIFE = (
    "release-opened",
    "release-unopened",
    "release-closed",
    "release-reopened",
)
"""Kinds of what tells whether a release is open."""

OF_VIEWS = ("view-saved", "view-changed", "view-retired", "view-restored")
"""Kinds of what is done with a saved view; `new` has its number as `view`."""

CORRECTING = ("corrected", "correction-withdrawn")
"""Kinds of what a step of corrections does."""


class Event(models.Model):
    """One append-only row: what happened, when, by whom, why.

    Written by `actions.events.record` inside the action's transaction; a
    trigger refuses any change. Names are kept as text beside the keys.
    """

    class Kind(models.TextChoices):
        """What happened."""

        PROJECT_TRACKED = "project-tracked"
        SOURCE_SET = "source-set"
        HISTORY_REWRITTEN = "history-rewritten"
        DEADLINE_CORRECTED = "deadline-corrected"
        CORRECTION_WITHDRAWN = "correction-withdrawn"
        REPOSITORY_TRACKED = "repository-tracked"
        REPOSITORY_UNTRACKED = "repository-untracked"
        REPOSITORY_RENAMED = "repository-renamed"
        ITEM_GONE = "item-gone"
        ITEM_BACK = "item-back"
        ENHANCEMENTS_MERGED = "enhancements-merged"
        ENHANCEMENT_SPLIT = "enhancement-split"
        IDENTITY_UNDONE = "identity-undone"
        ISSUE_ATTACHED = "issue-attached"
        COMMANDS_SET = "commands-set"
        COMMAND_ANSWERED = "command-answered"
        WRITTEN_TO_GITHUB = "written-to-github"
        RETRIED = "retried"
        CANCELLED = "cancelled"
        """An operator stopped work that was owed."""
        RESTORED = "restored"
        """The database was restored from a backup; `old` says of when it was."""
        DECIDED = "decided"
        """Somebody decided about an entry: `old` and `new` are the decisions."""
        DECISION_UNDONE = "decision-undone"
        CRITERIA_CHANGED = "criteria-changed"
        SNAPSHOT_MADE = "snapshot-made"
        RELEASE_OPENED = "release-opened"
        RELEASE_UNOPENED = "release-unopened"
        RELEASE_CLOSED = "release-closed"
        RELEASE_REOPENED = "release-reopened"
        EXCEPTION_ASKED = "exception-asked"
        EXCEPTION_CHANGED = "exception-changed"
        EXCEPTION_VOTED = "exception-voted"
        EXCEPTION_DECIDED = "exception-decided"
        EXCEPTION_WITHDRAWN = "exception-withdrawn"
        EXCEPTION_IMPORTED = "exception-imported"
        COMMENT_WRITTEN = "comment-written"
        """A text of ours about an entry was put on its way to GitHub."""
        LETTER_CHANGED = "letter-changed"
        """A release's own text of a letter: `old` and `new` are its parts."""
        OUTREACH_SET = "outreach-set"
        """Whether a SIG wants the release team's outreach."""
        GATE_LINKED = "gate-linked"
        GATE_UNLINKED = "gate-unlinked"
        DRIFT_MENDED = "drift-mended"
        CORRECTED = "corrected"
        """Somebody said of an enhancement what a source says otherwise."""
        CORRECTION_AGREED = "correction-agreed"
        """The source says by now what somebody had said: the correction has ended."""
        CAPACITY_SAID = "capacity-said"
        """Somebody said how much they review in a release."""
        HELP_SOUGHT = "help-sought"
        HELP_FOUND = "help-found"
        TAKE_OVER_OFFERED = "take-over-offered"
        TAKE_OVER_ANSWERED = "take-over-answered"
        CONCERN_RAISED = "concern-raised"
        CONCERN_RESOLVED = "concern-resolved"
        CONCERN_REOPENED = "concern-reopened"
        STILL_TRUE_ASKED = "still-true-asked"
        """Somebody was asked whether what is known of their entries is still true."""
        STILL_TRUE_ANSWERED = "still-true-answered"
        ASKING_CHANGED = "asking-changed"
        """A SIG changed who is asked when."""
        DEPENDENCY_NAMED = "dependency-named"
        DEPENDENCY_DROPPED = "dependency-dropped"
        VIEW_SAVED = "view-saved"
        VIEW_CHANGED = "view-changed"
        """What a saved view asks, shows, or whom it is for: `old` and `new` say all."""
        VIEW_RETIRED = "view-retired"
        VIEW_RESTORED = "view-restored"
        CHANNEL_MADE = "channel-made"
        CHANNEL_CHANGED = "channel-changed"
        CHANNEL_RENEWED = "channel-renewed"
        """It signs with a new secret."""
        CHANNEL_STOPPED = "channel-stopped"
        CHANNEL_STARTED = "channel-started"
        ACCOUNT_JOINED = "account-joined"
        ACCOUNT_RENAMED = "account-renamed"
        ACCOUNT_ENDED = "account-ended"
        ACCOUNT_RESTORED = "account-restored"
        ACCOUNT_DELETED = "account-deleted"
        SESSIONS_ENDED = "sessions-ended"
        TOKEN_MADE = "token-made"  # noqa: S105 - a word for what happened
        TOKEN_REVOKED = "token-revoked"  # noqa: S105 - the same
        FEED_MADE = "feed-made"
        """Somebody got a secret address of a feed."""
        FEED_REVOKED = "feed-revoked"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="events", null=True
    )
    """Null for what happened to an account, and for nothing else."""
    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.PROTECT, related_name="events", null=True
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="events", null=True
    )
    sig = models.ForeignKey(
        Sig, on_delete=models.PROTECT, related_name="events", null=True
    )
    kind = models.CharField(max_length=40, choices=Kind)
    subject = models.TextField()
    """What it is about, as text, e.g. `documents` or `v1.9 code-freeze`."""
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    by = models.TextField()
    reason = models.TextField(blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-happened_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~models.Q(by=""), name="event_has_actor"),
            models.CheckConstraint(
                condition=models.Q(project__isnull=True, kind__in=OF_ACCOUNTS)
                | models.Q(project__isnull=False) & ~models.Q(kind__in=OF_ACCOUNTS),
                name="event_has_project",
            ),
        )
        indexes = (
            models.Index(fields=("project", "-happened_at"), name="event_of_project"),
            # Few among many: every page asks which releases were opened and closed.
            models.Index(
                fields=("project", "happened_at"),
                condition=models.Q(kind__in=OF_LIFE),
                name="event_of_release_life",
            ),
            # What one step of corrections did: they are claims, which know no step.
            models.Index(
                KT("new__batch"),
                condition=models.Q(kind__in=CORRECTING),
                name="event_of_correction",
            ),
            models.Index(
                "project",
                KT("new__view"),
                condition=models.Q(kind__in=OF_VIEWS),
                name="event_of_view",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
