"""When something happened about an enhancement, as far as sources tell."""

from __future__ import annotations

from django.db import models

from enhancements.models.enhancement import Enhancement


class Activity(models.Model):
    """Something happened about an enhancement: a commit to its documents, or anything
    on its issue or on one of its pull requests. Derived by `actions.activity`.

    Of each hour only the last moment is kept: it is asked for the last one before a
    moment, and shown in hours.
    """

    enhancement = models.ForeignKey(
        Enhancement, on_delete=models.CASCADE, related_name="activity", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("enhancement", "at")
        verbose_name_plural = "activity"
        constraints = (
            models.UniqueConstraint(fields=("enhancement", "at"), name="activity_once"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
