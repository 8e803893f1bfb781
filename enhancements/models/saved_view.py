"""Views of the list of enhancements that somebody saved."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from enhancements.models.account import Account
from enhancements.models.project import Project
from enhancements.models.sig import Sig


class SavedView(models.Model):
    """A search with a name, and how its list is shown. Written by
    `actions.saved_views`, which also tells its history as events.

    It is retired, never deleted: addresses and searches name it by its number, which
    triggers keep, with its project and who made it.
    """

    class Audience(models.TextChoices):
        """Who sees it."""

        PRIVATE = "private"
        """Its owner alone; for everybody else there is none."""
        SIG = "sig"
        """Everybody; it stands among those of a SIG, whose leads look after it."""
        EVERYBODY = "everybody"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="saved_views"
    )
    number = models.PositiveIntegerField()
    """Counted from 1 in each project; its address."""
    account = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, related_name="saved_views"
    )
    """Who made it; null once their account is deleted."""
    owner = models.TextField()
    """Their login then, as text: it outlives the account."""
    audience = models.CharField(max_length=10, choices=Audience)
    sig = models.ForeignKey(
        Sig, on_delete=models.PROTECT, null=True, related_name="saved_views"
    )
    """Of audience SIG, and of no other."""
    name = models.TextField()
    description = models.TextField(blank=True)
    query = models.TextField(blank=True)
    """All that it asks, in the language of `policy.search`; empty asks nothing."""
    columns = ArrayField(models.TextField(), default=list, blank=True)
    """Names of columns in their order; none for those that the list has by itself."""
    sort = models.TextField(blank=True)
    """As the address says it, with a minus before it for the other way round."""
    group = models.TextField(blank=True)
    """What the list is grouped by; empty for nothing."""
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    """When it was made, changed, retired or restored last."""
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it was retired; null while it is in use."""

    class Meta:
        ordering = ("project", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "number"), name="saved_view_number_once"
            ),
            models.UniqueConstraint(
                "project",
                Lower("name"),
                condition=Q(ended_at__isnull=True, audience="everybody"),
                name="saved_view_of_everybody_once",
            ),
            models.UniqueConstraint(
                "sig",
                Lower("name"),
                condition=Q(ended_at__isnull=True, audience="sig"),
                name="saved_view_of_sig_once",
            ),
            models.UniqueConstraint(
                "project",
                "account",
                Lower("name"),
                condition=Q(ended_at__isnull=True, audience="private"),
                name="saved_view_private_once",
            ),
            models.CheckConstraint(
                condition=Q(audience="sig", sig__isnull=False)
                | Q(audience__in=("private", "everybody"), sig__isnull=True),
                name="saved_view_for_whom",
            ),
            # Nobody could see it any more.
            models.CheckConstraint(
                condition=~Q(audience="private")
                | Q(account__isnull=False)
                | Q(ended_at__isnull=False),
                name="saved_view_private_of_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(owner="") & Q(number__gt=0),
                name="saved_view_has_names",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__gte=F("made_at"))
                & (Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at"))),
                name="saved_view_lasts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
