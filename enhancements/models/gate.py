"""Feature gates: tags of releases, what is registered there, and whose they are."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enhancements.models.document import Blob
from enhancements.models.enhancement import Enhancement
from enhancements.models.project import Source


class Tag(models.Model):
    """A tag of the code repository, as it was when it was read. Written by
    `actions.gate_tags`.

    A tag that was moved or deleted keeps its row, with `gone_at`; a moved one has a
    second row for where it is now.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="tags")
    name = models.TextField()
    oid = models.CharField(max_length=64)
    """What the name pointed at: a commit, or the tag's own object."""
    commit = models.CharField(max_length=64)
    tagged_at = models.DateTimeField()
    """When it was tagged, by the tagger's clock, else the commit's committer time."""
    release = models.TextField()
    """Name of the release that it makes, or leads to: `v1.9`."""
    is_final = models.BooleanField()
    """False for a pre-release, whose gates are hints and prove nothing."""
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    """Since when the name points elsewhere, or is no more."""
    reader = models.CharField(max_length=80, blank=True)
    """Parser revision and profile that read its files; empty while they are owed."""

    class Meta:
        ordering = ("source", "tagged_at", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "name"),
                condition=Q(gone_at__isnull=True),
                name="tag_once",
            ),
        )

    def __str__(self) -> str:
        return self.name


class TagFile(models.Model):
    """A registration file at a tag. Written once by `actions.gate_tags`."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="files")
    path = models.TextField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("tag", "path")
        constraints = (
            models.UniqueConstraint(fields=("tag", "path"), name="tag_file_once"),
        )

    def __str__(self) -> str:
        return self.path


class Registration(models.Model):
    """What a registration file says of a gate at a tag.

    Derived by `actions.gate_tags` from the tag's files; it can be thrown away and read
    again.
    """

    class Kind(models.TextChoices):
        """What sort of saying it is. Only the first one proves anything."""

        REGISTERED = "registered"
        CONSTANT = "constant"
        """A name that is defined and registered nowhere."""
        HINT = "hint"
        """A comment in the code."""
        UNREAD = "unread"
        """A registration that could not be read."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="registrations")
    kind = models.CharField(max_length=10, choices=Kind)
    gate = models.TextField(blank=True)
    """Its name as people write it; empty where it could not be read."""
    stage = models.TextField(blank=True)
    """Key of the profile's stage; empty when none is known by that word."""
    word = models.TextField(blank=True)
    """The code's own word for the stage: `Beta`; of a hint also the release."""
    path = models.TextField()
    line = models.PositiveIntegerField()
    raw = models.TextField()
    problem = models.TextField(blank=True)
    """Why it could not be read, or what speaks against it, in a sentence."""

    class Meta:
        ordering = ("tag", "gate", "path", "line")
        constraints = (
            models.UniqueConstraint(
                fields=("tag", "gate"),
                condition=Q(kind="registered"),
                name="registration_once",
            ),
        )
        indexes = (models.Index(fields=("gate", "kind"), name="registration_of_gate"),)

    def __str__(self) -> str:
        return f"{self.gate} {self.word}"


class GateLink(models.Model):
    """A gate is, or by a person's word is not, the one of an enhancement's track.

    Written by `actions.gate_links`. What sources say is derived and can be thrown away;
    what people say is ended, never changed.
    """

    class How(models.TextChoices):
        """Who says so, best first."""

        PERSON = "person"
        FRONT_MATTER = "front-matter"
        METADATA = "metadata"
        ISSUE = "issue"
        SENTENCE = "sentence"
        """The document names a registered gate as its own."""

    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.CASCADE, related_name="gate_links"
    )
    track = models.TextField(blank=True)
    """Empty for the main one."""
    gate = models.TextField()
    how = models.CharField(max_length=12, choices=How)
    denies = models.BooleanField(default=False)
    """A person says that what a source says is wrong."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    raw = models.TextField(blank=True)
    """The source's own words: the sentence, the field."""
    path = models.TextField(blank=True)
    line = models.PositiveIntegerField(default=0)
    url = models.TextField(blank=True)
    """Address of the evidence; empty where there is none."""
    by = models.TextField(blank=True)
    """Login of who says so; empty for a source."""
    reason = models.TextField(blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        ordering = ("enhancement", "track", "gate", "since")
        constraints = (
            models.UniqueConstraint(
                fields=("enhancement", "track", "gate"),
                condition=Q(how="person", until__isnull=True),
                name="gate_link_one_word",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="gate_link_lasts",
            ),
            models.CheckConstraint(
                condition=~Q(how="person") | (~Q(by="") & ~Q(reason="")),
                name="gate_link_person_says_why",
            ),
            models.CheckConstraint(
                condition=Q(how="person") | Q(denies=False),
                name="gate_link_only_people_deny",
            ),
        )
        indexes = (models.Index(fields=("gate",), name="gate_link_of_gate"),)

    def __str__(self) -> str:
        return f"{self.gate} of {self.enhancement_id}"
