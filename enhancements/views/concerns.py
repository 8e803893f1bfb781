"""What is done with the concerns of an enhancement: raise, resolve, open again."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from enhancements.actions import concerns
from enhancements.actions.concerns import ConcernClashed, ConcernRefused, Raising
from enhancements.models import Concern, Project
from enhancements.policy.permissions import Answer, Deed
from enhancements.queries import enhancement, lookup
from enhancements.queries.frame import Setting
from enhancements.views import (
    assign_rights,
    concern_rights,
    dependency_rights,
    errors,
    gate_rights,
    policies,
)
from enhancements.views.concern_rights import ConcernRights
from enhancements.views.pages import enhancement_unknown, in_project

_LONGEST = 8000
_GIVEN = ("name", "text", "release")
_MISSING = "There is no such concern. Look at the page again."


@dataclasses.dataclass(frozen=True, slots=True)
class _Desk:
    """An enhancement whose concerns somebody does something with."""

    request: HttpRequest
    setting: Setting
    key: str
    id: int
    rights: ConcernRights

    @property
    def project(self) -> Project:
        return Project.objects.get(pk=self.setting.id)

    def said(self, name: str) -> str:
        """What the form says."""
        return self.request.POST.get(name, "")[:_LONGEST]


@policies.decides(Deed.RAISE_CONCERN)
@require_POST
@in_project
def raise_concern(request: HttpRequest, setting: Setting, key: str) -> HttpResponseBase:
    """Raise a concern about an enhancement, or about it in a release."""
    desk = _desk(request, setting, key)
    if desk is None:
        return _nothing(request, setting, key)
    release = desk.said("release")
    raising = Raising(desk.id, desk.said("name"), desk.said("text"), release)
    return _done(
        desk,
        desk.rights.raising(release),
        lambda: concerns.raise_(
            project=desk.project,
            raising=raising,
            by=desk.rights.asking.by,
            now=timezone.now(),
        ),
    )


@policies.decides(Deed.RESOLVE_CONCERN)
@require_POST
@in_project
def resolve_concern(
    request: HttpRequest, setting: Setting, key: str, pk: int
) -> HttpResponseBase:
    """Resolve a concern: for who raised it, and for who may resolve others'."""
    desk = _desk(request, setting, key)
    row = _concern(desk, pk)
    if desk is None or row is None:
        return _nothing(request, setting, key)
    release = row.release.name if row.release else ""
    return _done(
        desk,
        desk.rights.resolving(row.raised_by, release),
        lambda: concerns.resolve(
            project=desk.project,
            concern=pk,
            how=desk.said("how"),
            by=desk.rights.asking.by,
            now=timezone.now(),
        ),
    )


@policies.decides(Deed.RAISE_CONCERN)
@require_POST
@in_project
def reopen_concern(
    request: HttpRequest, setting: Setting, key: str, pk: int
) -> HttpResponseBase:
    """Open a concern again that was resolved."""
    desk = _desk(request, setting, key)
    row = _concern(desk, pk)
    if desk is None or row is None:
        return _nothing(request, setting, key)
    release = row.release.name if row.release else ""
    return _done(
        desk,
        desk.rights.raising(release),
        lambda: concerns.reopen(
            project=desk.project,
            concern=pk,
            reason=desk.said("reason"),
            by=desk.rights.asking.by,
            now=timezone.now(),
        ),
    )


def _desk(request: HttpRequest, setting: Setting, key: str) -> _Desk | None:
    try:
        place = lookup.place(setting, key)
    except (enhancement.EnhancementMoved, enhancement.EnhancementUnknown):
        return None
    rights = concern_rights.of(request, setting, sig=place.sig, key=place.key)
    return _Desk(request, setting, key, place.id, rights)


def _concern(desk: _Desk | None, pk: int) -> Concern | None:
    """The concern, if it is of this enhancement or of one merged into it."""
    if desk is None:
        return None
    rows = Concern.objects.select_related("release", "enhancement").filter(pk=pk)
    row = rows.first()
    if row is None:
        return None
    own = row.enhancement.merged_into_id or row.enhancement_id
    return row if own == desk.id else None


def _done(desk: _Desk, answer: Answer, act: Callable[[], object]) -> HttpResponseBase:
    if not answer:
        return errors.forbidden(desk.request, answer.reason, desk.setting.frame)
    try:
        act()
    except ConcernClashed as clashed:
        return _again(desk, str(clashed), status=409)
    except ConcernRefused as refused:
        return _again(desk, str(refused), status=400)
    project = desk.setting.frame.project.name
    address = reverse("enhancements:enhancement", args=[project, desk.key])
    return HttpResponseRedirect(f"{address}#concerns")


def _again(desk: _Desk, error: str, *, status: int) -> HttpResponse:
    """The enhancement's page with what was asked for and why it was not done."""
    request, setting = desk.request, desk.setting
    page = gate_rights.of(request, setting, enhancement.page(setting, desk.key))
    told = {
        "page": page,
        "nav": "enhancements",
        **assign_rights.told(request, setting, setting.frame.current),
        "concerned": desk.rights,
        **dependency_rights.told(
            desk.rights.asking, setting, sig=page.sig, key=page.key
        ),
        "concern_error": error,
        "concern_given": {name: desk.said(name) for name in _GIVEN},
    }
    return render(request, "enhancement.html", told, status=status)


def _nothing(request: HttpRequest, setting: Setting, key: str) -> HttpResponse:
    if _desk(request, setting, key) is None:
        return enhancement_unknown(request, setting, key)
    return errors.not_found(request, _MISSING, setting.frame)
