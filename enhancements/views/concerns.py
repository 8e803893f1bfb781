"""What is done with the concerns of an enhancement: raise, resolve, open again."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.utils import timezone

from enhancements.actions import concerns
from enhancements.actions.concerns import ConcernClashed, ConcernRefused, Raising
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Concern
from enhancements.policy.permissions import Deed
from enhancements.views import policies
from enhancements.views.enhancement_desk import Desk, Matter, at_enhancement, done

_MATTER = Matter(
    part="concerns",
    fields=("name", "text", "release"),
    refused=ConcernRefused,
    clashed=ConcernClashed,
)
_MISSING = gettext_noop("There is no such concern. Look at the page again.")


@policies.decides(Deed.RAISE_CONCERN)
@at_enhancement
def raise_concern(desk: Desk) -> HttpResponseBase:
    """Raise a concern about an enhancement, or about it in a release."""
    release = desk.said("release")
    raising = Raising(desk.id, desk.said("name"), desk.said("text"), release)
    return done(
        desk,
        _MATTER,
        desk.rights.raising(release),
        lambda: concerns.raise_(
            project=desk.project, raising=raising, by=desk.by, now=timezone.now()
        ),
    )


@policies.decides(Deed.RESOLVE_CONCERN)
@at_enhancement
def resolve_concern(desk: Desk, pk: int) -> HttpResponseBase:
    """Resolve a concern: for who raised it, and for who may resolve others'."""
    row = _concern(desk, pk)
    if row is None:
        return desk.nothing(gettext(_MISSING))
    return done(
        desk,
        _MATTER,
        desk.rights.resolving(row.raised_by, row.raised_at, _release(row)),
        lambda: concerns.resolve(
            project=desk.project,
            concern=pk,
            how=desk.said("how"),
            by=desk.by,
            now=timezone.now(),
        ),
    )


@policies.decides(Deed.RAISE_CONCERN)
@at_enhancement
def reopen_concern(desk: Desk, pk: int) -> HttpResponseBase:
    """Open a concern again that was resolved."""
    row = _concern(desk, pk)
    if row is None:
        return desk.nothing(gettext(_MISSING))
    return done(
        desk,
        _MATTER,
        desk.rights.raising(_release(row)),
        lambda: concerns.reopen(
            project=desk.project,
            concern=pk,
            reason=desk.said("reason"),
            by=desk.by,
            now=timezone.now(),
        ),
    )


def _concern(desk: Desk, pk: int) -> Concern | None:
    """The concern, if it is of this enhancement or of one merged into it."""
    rows = Concern.objects.select_related("release", "enhancement").filter(pk=pk)
    row = rows.first()
    return row if row is not None and desk.has(row.enhancement) else None


def _release(row: Concern) -> str:
    return row.release.name if row.release else ""
