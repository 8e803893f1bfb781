"""What is done with what an enhancement depends on: named, and dropped again."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from enhancements.actions import dependencies
from enhancements.actions.dependencies import (
    DependencyClashed,
    DependencyRefused,
    Naming,
)
from enhancements.models import Dependency, Enhancement, Project
from enhancements.policy.permissions import Deed
from enhancements.queries import enhancement, known_enhancements, lookup
from enhancements.queries.frame import Setting
from enhancements.views import (
    asked,
    assign_rights,
    concern_rights,
    dependency_rights,
    errors,
    gate_rights,
    policies,
)
from enhancements.views.concern_rights import ConcernRights
from enhancements.views.dependency_rights import DependencyRights
from enhancements.views.pages import in_project, project_page

_LONGEST = 4000
_GIVEN = ("needs", "stage", "reason")
_MISSING = "There is no such dependency. Look at the page again."


@dataclasses.dataclass(frozen=True, slots=True)
class _Desk:
    """An enhancement of which somebody says what it depends on."""

    request: HttpRequest
    setting: Setting
    key: str
    id: int
    concerned: ConcernRights
    rights: DependencyRights

    @property
    def project(self) -> Project:
        return Project.objects.get(pk=self.setting.id)

    def said(self, name: str) -> str:
        """What the form says."""
        return asked.text(self.request.POST.get(name), _LONGEST)


@policies.public
@project_page
def known(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Enhancements of the moment whose number or title has the `text`, for who types
    one. JSON.
    """
    found = known_enhancements.find(setting, asked.value(request, "text"))
    response = JsonResponse({"enhancements": found})
    response["Cache-Control"] = "no-cache"
    return response


@policies.decides(Deed.NAME_DEPENDENCY)
@require_POST
@in_project
def name_dependency(
    request: HttpRequest, setting: Setting, key: str
) -> HttpResponseBase:
    """Say that an enhancement needs another."""
    desk = _desk(request, setting, key)
    if desk is None:
        return _nothing(request, setting, key)

    def act() -> None:
        project, text = desk.project, desk.said("needs")
        other = _meant(project, text) if text else None
        if other is None:
            word = setting.profile.word
            message = f"No {word} has the number or name “{text}”. Type its number."
            raise DependencyRefused(message)
        dependencies.name(
            project=project,
            profile=setting.profile,
            naming=Naming(desk.id, other.pk, desk.said("stage"), desk.said("reason")),
            by=desk.rights.asking.by,
            now=timezone.now(),
        )

    return _done(desk, act)


@policies.decides(Deed.NAME_DEPENDENCY)
@require_POST
@in_project
def drop_dependency(
    request: HttpRequest, setting: Setting, key: str, pk: int
) -> HttpResponseBase:
    """Say that an enhancement does not need another any more."""
    desk = _desk(request, setting, key)
    if desk is None or not _is_of(desk, pk):
        return _nothing(request, setting, key)
    return _done(
        desk,
        lambda: dependencies.drop(
            project=desk.project,
            dependency=pk,
            reason=desk.said("reason"),
            by=desk.rights.asking.by,
            now=timezone.now(),
        ),
    )


def _meant(project: Project, text: str) -> Enhancement | None:
    """The enhancement that was typed or chosen: `12`, `#12`, `#12 Warm spare disks`."""
    first = text.split(maxsplit=1)[0].removeprefix("#")
    return lookup.by_key(project, text) or lookup.by_key(project, first)


def _desk(request: HttpRequest, setting: Setting, key: str) -> _Desk | None:
    try:
        row, _ = enhancement.read(setting, key)
    except (enhancement.EnhancementMoved, enhancement.EnhancementUnknown):
        return None
    concerned = concern_rights.of(request, setting, sig=row["sig"], key=row["key"])
    rights = DependencyRights(concerned.asking, setting, row["sig"] or "", row["key"])
    return _Desk(request, setting, key, row["enhancement_id"], concerned, rights)


def _is_of(desk: _Desk, pk: int) -> bool:
    """Whether it is of this enhancement or of one merged into it."""
    row = Dependency.objects.select_related("enhancement").filter(pk=pk).first()
    if row is None:
        return False
    return (row.enhancement.merged_into_id or row.enhancement_id) == desk.id


def _done(desk: _Desk, act: Callable[[], object]) -> HttpResponseBase:
    answer = desk.rights.naming()
    if not answer:
        return errors.forbidden(desk.request, answer.reason, desk.setting.frame)
    try:
        act()
    except DependencyClashed as clashed:
        return _again(desk, str(clashed), status=409)
    except DependencyRefused as refused:
        return _again(desk, str(refused), status=400)
    project = desk.setting.frame.project.name
    address = reverse("enhancements:enhancement", args=[project, desk.key])
    return HttpResponseRedirect(f"{address}#dependencies")


def _again(desk: _Desk, error: str, *, status: int) -> HttpResponse:
    """The enhancement's page with what was asked for and why it was not done."""
    request, setting = desk.request, desk.setting
    page = gate_rights.of(request, setting, enhancement.page(setting, desk.key))
    asking = desk.concerned.asking
    told = {
        "page": page,
        "nav": "enhancements",
        **assign_rights.told(request, setting, setting.frame.current),
        "concerned": desk.concerned,
        **dependency_rights.told(asking, setting, sig=page.sig, key=page.key),
        "dependency_error": error,
        "dependency_given": {name: desk.said(name) for name in _GIVEN},
    }
    return render(request, "enhancement.html", told, status=status)


def _nothing(request: HttpRequest, setting: Setting, key: str) -> HttpResponse:
    if _desk(request, setting, key) is None:
        message = f"No {setting.profile.word} has the number or name “{key}”."
        return errors.not_found(request, message, setting.frame)
    return errors.not_found(request, _MISSING, setting.frame)
