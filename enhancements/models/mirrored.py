"""What GitHub has, as it was last told: people, labels, milestones, items.

All of it is written by `actions.mirror` alone. Rows are keyed by GitHub's numeric
ids; names, titles and logins may change. Nothing is deleted: what is gone at
GitHub is marked, after proof.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from enhancements.models.enhancement import Enhancement
from enhancements.models.repository import Repository


class Person(models.Model):
    """Somebody with a GitHub identity: the numeric id; the login may change."""

    class Kind(models.TextChoices):
        """What GitHub says they are."""

        USER = "user"
        BOT = "bot"
        ORGANIZATION = "organization"
        MANNEQUIN = "mannequin"
        OTHER = "other"

    host = models.TextField()
    github_id = models.BigIntegerField()
    node_id = models.TextField(blank=True)
    login = models.TextField()
    """As GitHub spells it now; somebody else may have had it before."""
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.USER)
    told_at = models.DateTimeField()
    """When GitHub said so; an older answer changes nothing."""
    former = models.JSONField(default=list, blank=True)
    """List of {login, until}: what they were called before."""

    class Meta:
        ordering = ("login",)
        verbose_name_plural = "people"
        constraints = (
            models.UniqueConstraint(fields=("host", "github_id"), name="person_once"),
        )
        indexes = (
            models.Index(fields=("host", "login"), name="person_by_login"),
            # Whose a login was, which is asked with every question of roles.
            models.Index(Lower("login"), name="person_by_any_case"),
            models.Index(
                fields=("github_id",), condition=~Q(former=[]), name="person_renamed"
            ),
        )

    def __str__(self) -> str:
        return self.login


class Label(models.Model):
    """A label of a repository."""

    repository = models.ForeignKey(
        Repository, on_delete=models.CASCADE, related_name="labels"
    )
    github_id = models.BigIntegerField(null=True, blank=True)
    node_id = models.TextField()
    name = models.TextField()
    color = models.CharField(max_length=6, blank=True)
    description = models.TextField(blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("repository", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("repository", "node_id"), name="label_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Milestone(models.Model):
    """A milestone of a repository."""

    repository = models.ForeignKey(
        Repository, on_delete=models.CASCADE, related_name="milestones"
    )
    node_id = models.TextField()
    number = models.PositiveIntegerField()
    title = models.TextField()
    state = models.CharField(max_length=20, blank=True)
    due_on = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("repository", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("repository", "node_id"), name="milestone_once"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """An issue or a pull request; both share a repository's numbers."""

    class Kind(models.TextChoices):
        """Which of the two."""

        ISSUE = "issue"
        PULL = "pull"

    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="items"
    )
    kind = models.CharField(max_length=5, choices=Kind)
    number = models.PositiveBigIntegerField()
    github_id = models.BigIntegerField()
    """In the id space of its kind."""
    node_id = models.TextField()
    title = models.TextField()
    body = models.TextField(blank=True)
    state = models.CharField(max_length=20)
    """open, closed or merged."""
    state_reason = models.CharField(max_length=40, blank=True)
    author = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    """Null for a deleted account."""
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    """By GitHub's clock; a stored row never goes back behind it."""
    closed_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    """When the body was last edited."""
    is_locked = models.BooleanField(default=False)
    lock_reason = models.CharField(max_length=40, default="", db_default="", blank=True)
    """Why, in small letters with blanks between: `too heated`."""
    labels = ArrayField(models.TextField(), default=list, blank=True)
    """Node ids of labels: their names are the label's own business."""
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    assignees = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """Numeric ids of people."""
    is_draft = models.BooleanField(default=False)
    merged_at = models.DateTimeField(null=True, blank=True)
    merge_commit = models.CharField(max_length=64, blank=True)
    base_ref = models.TextField(blank=True)
    head_ref = models.TextField(blank=True)
    head_oid = models.CharField(max_length=64, blank=True)
    head_repository = models.TextField(blank=True)
    review_decision = models.CharField(max_length=40, blank=True)
    check_state = models.CharField(max_length=20, blank=True, db_default="")
    """What the checks of its head came to when it was fetched, in GitHub's word; empty
    where that is not known."""
    closes = ArrayField(models.TextField(), default=list, blank=True)
    """`owner/name#12` of the issues that GitHub says a pull request closes."""
    comment_count = models.PositiveIntegerField(default=0)
    event_count = models.PositiveIntegerField(default=0)
    raw = models.JSONField()
    """The last answer but for comments and timeline, as it came."""
    fetched_at = models.DateTimeField()
    """When it was fetched, by our clock."""
    gone_at = models.DateTimeField(null=True, blank=True)
    gone_reason = models.TextField(blank=True)
    """missing, deleted, transferred, converted or gone, and the same in a sentence."""
    moved_to = models.TextField(blank=True)
    """Address of what it became elsewhere."""

    enhancement = models.ForeignKey(
        Enhancement,
        on_delete=models.PROTECT,
        related_name="items",
        null=True,
        blank=True,
    )
    """The enhancement that a tracking issue tracks. Written by `actions.identity`."""
    attached_by = models.TextField(blank=True)
    """Who said so by hand; empty when the rules did, which may think again."""
    names_number = models.PositiveBigIntegerField(null=True, blank=True)
    """The tracking issue that a pull request names as its own. Derived."""
    names_rule = models.CharField(max_length=40, blank=True)
    """The rule by which it does."""
    named = ArrayField(
        models.BigIntegerField(), default=list, db_default=[], blank=True
    )
    """Every number that it named at some time, the present one among them. Derived."""
    owed_since = models.DateTimeField(null=True, blank=True)
    """Set with news, cleared with what was derived from them."""

    class Meta:
        ordering = ("repository", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("repository", "number"), name="item_number_once"
            ),
            models.UniqueConstraint(
                fields=("repository", "kind", "github_id"), name="item_once"
            ),
            models.CheckConstraint(
                condition=Q(enhancement__isnull=True) | Q(kind="issue"),
                name="item_tracks_as_issue",
            ),
        )
        indexes = (
            models.Index(fields=("repository", "node_id"), name="item_by_node"),
            # Which pull request a commit's checks are of.
            models.Index(
                fields=("repository", "head_oid"),
                condition=Q(kind="pull", state="open"),
                name="item_by_head",
            ),
            models.Index(
                fields=("repository", "owed_since"),
                condition=Q(owed_since__isnull=False),
                name="item_owed",
            ),
            models.Index(
                fields=("names_number",),
                condition=Q(names_number__isnull=False),
                name="item_names",
            ),
            GinIndex(fields=("named",), name="item_named"),
            # What is alike among the open ones: `queries.similar`.
            GinIndex(
                SearchVector("title", config="english"),
                condition=Q(state="open", gone_at__isnull=True),
                name="item_title_words",
            ),
            GinIndex(
                OpClass("title", name="gin_trgm_ops"),
                condition=Q(state="open", gone_at__isnull=True),
                name="item_title_spelling",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} #{self.number}"


class Edit(models.Model):
    """The body of an item, or of a comment, as somebody left it at a moment.

    The first is how it was written. A newer one is added, none is changed.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="edits")
    edited_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField(default=0, db_default=0)
    """Among those of the same second: GitHub tells no finer time."""
    editor = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    title = models.TextField(blank=True)
    """The title at that moment, from the timeline's renames."""
    body = models.TextField(blank=True)

    class Meta:
        ordering = ("item", "edited_at", "place")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "edited_at", "place"), name="edit_once"
            ),
        )

    def __str__(self) -> str:
        return f"item {self.item_id} at {self.edited_at:%Y-%m-%d %H:%M}"


class Comment(models.Model):
    """A comment on an item, or a review of a pull request."""

    class Kind(models.TextChoices):
        """Which of the two."""

        COMMENT = "comment"
        REVIEW = "review"

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="comments")
    kind = models.CharField(max_length=8, choices=Kind)
    github_id = models.BigIntegerField()
    node_id = models.TextField(blank=True)
    author = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    body = models.TextField(blank=True)
    state = models.CharField(max_length=20, blank=True)
    """Of a review: approved, changes_requested, commented, dismissed, pending."""
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    is_minimized = models.BooleanField(default=False)
    gone_at = models.DateTimeField(null=True, blank=True)
    raw = models.JSONField()

    class Meta:
        ordering = ("item", "created_at", "github_id")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "kind", "github_id"), name="comment_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.github_id}"


class TimelineItem(models.Model):
    """One thing that happened to an item, as GitHub's timeline has it.

    Append-only but for what GitHub itself takes back. Names of labels and titles of
    milestones are those of then.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="timeline")
    node_id = models.TextField()
    kind = models.CharField(max_length=60)
    """In GitHub's words, small letters with underscores: `labeled`, `milestoned`."""
    actor = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField()
    name = models.TextField(blank=True)
    """The label's name, the milestone's title, the assignee's login, the new title."""
    old_name = models.TextField(blank=True)
    """The title before a rename."""
    raw = models.JSONField()

    class Meta:
        ordering = ("item", "at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "node_id"), name="timeline_item_once"
            ),
        )
        indexes = (models.Index(fields=("item", "at"), name="timeline_of_item"),)

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
