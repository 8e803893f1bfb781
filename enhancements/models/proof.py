"""What the releases themselves prove of what was promised for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from enhancements.models.enhancement import Enhancement
from enhancements.models.release import Release


class Proof(models.Model):
    """What a release's tag shows of a track at a stage. Written by `actions.proofs`.

    Derived: from the feature gates registered at the tag and the gates linked to the
    track; it can be thrown away and built again. Where no gate is linked, or the tag
    was not read, there is no row: then nothing is proven either way.
    """

    class Word(models.TextChoices):
        """What the tag shows."""

        PROVEN = "proven"
        """The gate had reached the stage, or was gone after it was stable."""
        ABSENT = "absent"
        """The gate is registered in a lower stage."""

    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="proofs"
    )
    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.CASCADE, related_name="proofs"
    )
    track = models.TextField(blank=True)
    """Empty for the main one."""
    stage = models.TextField()
    """Key of the stage that was promised."""
    word = models.CharField(max_length=10, choices=Word)
    gate = models.TextField()
    registered = models.TextField(blank=True)
    """Key of the stage that the gate had at the tag; empty when it was gone."""
    tag = models.TextField()
    tagged_at = models.DateTimeField()
    path = models.TextField(blank=True)
    """File that registers it, or registered it last."""
    line = models.PositiveIntegerField(default=0)
    url = models.TextField(blank=True)
    """Address of that line at the tag; empty when the repository has none."""
    admitted_at = models.DateTimeField(null=True, blank=True)
    """Of what is absent: when a document first admitted it; null for never."""

    class Meta:
        ordering = ("release", "enhancement", "track", "stage")
        constraints = (
            models.UniqueConstraint(
                fields=("release", "enhancement", "track", "stage"), name="proof_once"
            ),
            models.CheckConstraint(
                condition=Q(admitted_at__isnull=True) | Q(word="absent"),
                name="proof_admits_what_is_absent",
            ),
            models.CheckConstraint(
                condition=~Q(word="absent") | ~Q(registered=""),
                name="proof_absent_is_registered",
            ),
        )
        indexes = (
            models.Index(
                fields=("enhancement", "release"), name="proof_of_enhancement"
            ),
            models.Index(fields=("tagged_at",), name="proof_by_tag"),
        )

    def __str__(self) -> str:
        return f"{self.gate} at {self.tag}: {self.word}"
