"""Finding the rows that people name in commands."""

from __future__ import annotations

from django.utils import timezone

from enhancements.models import Enhancement, Project
from enhancements.queries import sql
from enhancements.queries.enhancement import WANTED


def by_key(project: Project, key: str) -> Enhancement | None:
    """The enhancement that has that key now, else that had it or such a name."""
    given = {"project": project.pk, "key": key, "at": timezone.now()}
    found = sql.rows(f"{WANTED} SELECT enhancement_id FROM wanted", given)
    return Enhancement.objects.get(pk=found[0]["enhancement_id"]) if found else None
