"""What is done with what an enhancement depends on: named, and dropped again."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from enhancements.actions import dependencies
from enhancements.actions.dependencies import (
    DependencyClashed,
    DependencyRefused,
    Naming,
)
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Dependency, Enhancement, Project
from enhancements.policy.permissions import Deed
from enhancements.queries import known_enhancements, lookup
from enhancements.queries.frame import Setting
from enhancements.views import asked, policies
from enhancements.views.enhancement_desk import Desk, Matter, at_enhancement, done
from enhancements.views.pages import project_page

_MATTER = Matter(
    part="dependencies",
    fields=("needs", "stage", "reason"),
    refused=DependencyRefused,
    clashed=DependencyClashed,
)
_MISSING = gettext_noop("There is no such dependency. Look at the page again.")


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
@at_enhancement
def name_dependency(desk: Desk) -> HttpResponseBase:
    """Say that an enhancement needs another."""

    def act() -> None:
        project, text = desk.project, desk.said("needs")
        other = _meant(project, text) if text else None
        if other is None:
            word = desk.setting.profile.word
            message = gettext(
                "No %(word)s has the number or name “%(text)s”. Type its number.",
                word=word,
                text=text,
            )
            raise DependencyRefused(message)
        dependencies.name(
            project=project,
            profile=desk.setting.profile,
            naming=Naming(desk.id, other.pk, desk.said("stage"), desk.said("reason")),
            by=desk.by,
            now=timezone.now(),
        )

    return done(desk, _MATTER, desk.rights.naming(), act)


@policies.decides(Deed.NAME_DEPENDENCY)
@at_enhancement
def drop_dependency(desk: Desk, pk: int) -> HttpResponseBase:
    """Say that an enhancement does not need another any more."""
    row = Dependency.objects.select_related("enhancement").filter(pk=pk).first()
    if row is None or not desk.has(row.enhancement):
        return desk.nothing(gettext(_MISSING))
    return done(
        desk,
        _MATTER,
        desk.rights.naming(),
        lambda: dependencies.drop(
            project=desk.project,
            dependency=pk,
            reason=desk.said("reason"),
            by=desk.by,
            now=timezone.now(),
        ),
    )


def _meant(project: Project, text: str) -> Enhancement | None:
    """The enhancement that was typed or chosen: `12`, `#12`, `#12 Warm spare disks`."""
    first = text.split(maxsplit=1)[0].removeprefix("#")
    return lookup.by_key(project, text) or lookup.by_key(project, first)
