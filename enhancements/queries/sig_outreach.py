"""Which SIGs want the release team's outreach, and who said so."""

from __future__ import annotations

from django.db.models import Q

from enhancements.models import SigOutreach
from enhancements.profiles.letters import Letters
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.letters import Outreach


def of_project(setting: Setting, letters: Letters) -> dict[str, Outreach]:
    """By SIG what holds at the setting's moment, in one SQL statement: what somebody
    said, else that the profile leaves it out. Others are wanted.
    """
    found = {name: Outreach(name, is_wanted=False) for name in letters.no_outreach}
    rows = SigOutreach.objects.filter(
        Q(until=None) | Q(until__gt=setting.at),
        sig__project=setting.id,
        since__lte=setting.at,
    )
    for row in rows.select_related("sig"):
        found[row.sig.name] = _shown(row)
    return found


def history(setting: Setting, sig: str) -> list[Outreach]:
    """What was said of one SIG up to the setting's moment, the newest first; one SQL
    statement.
    """
    rows = SigOutreach.objects.filter(
        sig__project=setting.id, sig__name=sig, since__lte=setting.at
    )
    return [_shown(row) for row in rows.select_related("sig").order_by("-since")]


def _shown(row: SigOutreach) -> Outreach:
    return Outreach(
        sig=row.sig.name,
        is_wanted=row.is_wanted,
        id=row.pk,
        by=row.by,
        since=row.since,
        reason=row.reason,
    )
