"""Finding the rows that people name, in commands and in addresses of forms."""

from __future__ import annotations

import dataclasses

from django.utils import timezone

from enhancements.models import Enhancement, Project, Sig
from enhancements.queries import enhancement, sql
from enhancements.queries.enhancement import BY_KEY, WANTED
from enhancements.queries.frame import Setting
from enhancements.queries.sigs import SigUnknown

_PLACE = f"{BY_KEY} SELECT record.enhancement_id, record.key, record.sig FROM record"


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Which enhancement a form is about, and whose it is."""

    id: int
    key: str
    sig: str
    """The SIG that owns it at the moment; empty for none."""


def place(setting: Setting, key: str) -> Place:
    """The enhancement of that key at the setting's moment, in one SQL statement.

    Raises as `enhancement.page` does.
    """
    row = enhancement.by_key(setting, _PLACE, key)
    return Place(row["enhancement_id"], row["key"], row["sig"] or "")


def sig(setting: Setting, name: str) -> Sig:
    """The SIG of that name, whoever names it, with its project; one SQL statement.

    Raises SigUnknown.
    """
    found = Sig.objects.filter(project=setting.id, name=name).select_related("project")
    row = found.first()
    if row is None:
        raise SigUnknown(name)
    return row


def by_key(project: Project, key: str) -> Enhancement | None:
    """The enhancement that has that key now, else that had it or such a name."""
    given = {"project": project.pk, "key": key, "at": timezone.now()}
    found = sql.rows(f"{WANTED} SELECT enhancement_id FROM wanted", given)
    return Enhancement.objects.get(pk=found[0]["enhancement_id"]) if found else None
