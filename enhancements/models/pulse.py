"""Whether anything that boards show has changed."""

from __future__ import annotations

from django.db import models

from enhancements.models.project import Project


class Pulse(models.Model):
    """A number for each part of a project's data that grows with every change of it.

    Written by triggers alone, in the transaction that changes something: whoever reads
    the numbers first and the data afterwards never takes old data for new. Each part
    has its row, so that people who decide do not wait for a sync.
    """

    class Part(models.TextChoices):
        """What is counted."""

        RECORDS = "records"
        """Records, entries, deadlines, and whether sources could be read."""
        VERDICTS = "verdicts"
        PEOPLE = "people"
        """Decisions, criteria, snapshots."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=10, choices=Part)
    number = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("project", "part")
        constraints = (
            models.UniqueConstraint(fields=("project", "part"), name="pulse_once"),
        )

    def __str__(self) -> str:
        return f"{self.part} {self.number}"
