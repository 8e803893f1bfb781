"""Where somebody says something of an enhancement, on a part of its page: concerns,
dependencies and feature gates.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from enhancements.models import Enhancement, Project
from enhancements.policy.permissions import Answer
from enhancements.queries import enhancement, lookup
from enhancements.queries.enhancement import EnhancementMoved, EnhancementUnknown
from enhancements.queries.frame import Setting
from enhancements.views import asked, enhancement_rights, errors
from enhancements.views.enhancement_rights import EnhancementRights
from enhancements.views.pages import enhancement_unknown, in_project

P = ParamSpec("P")
# More than any of the texts may have, so that what is too long is said to be, not cut.
_LONGEST = 8000


@dataclasses.dataclass(frozen=True, slots=True)
class Matter:
    """A part of the page, and how it goes wrong there."""

    part: str
    """Id of its section."""
    fields: tuple[str, ...]
    """What was typed there and stays when it is refused."""
    refused: type[Exception]
    """Raised by its actions, with a text that says why; answered with 400."""
    clashed: type[Exception]
    """The same where somebody else was faster; answered with 409."""


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """What was not done: a part of the page shows it and what was typed."""

    part: str
    error: str
    given: dict[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """An enhancement of which somebody says something, as they are stored now."""

    request: HttpRequest
    setting: Setting
    key: str
    """As it stands in the address."""
    id: int
    rights: EnhancementRights

    @property
    def project(self) -> Project:
        """The project; one SQL statement."""
        return Project.objects.get(pk=self.setting.id)

    @property
    def by(self) -> str:
        """The name that history keeps."""
        return self.rights.asking.by

    def said(self, name: str) -> str:
        """What the form says."""
        return asked.text(self.request.POST.get(name), _LONGEST)

    def has(self, row: Enhancement) -> bool:
        """Whether this is the enhancement, or the one that it was merged into."""
        return (row.merged_into_id or row.pk) == self.id

    def nothing(self, message: str) -> HttpResponse:
        """404 for what the enhancement does not have."""
        return errors.not_found(self.request, message, self.setting.frame)


def at_enhancement(
    view: Callable[Concatenate[Desk, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Load the project and find the enhancement of now, for what is posted; answer what
    there is not.
    """

    def answer(
        request: HttpRequest, setting: Setting, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        key = str(kwargs.pop("key"))
        try:
            place = lookup.place(setting, key)
        except (EnhancementMoved, EnhancementUnknown):
            return enhancement_unknown(request, setting, key)
        rights = enhancement_rights.of(request, setting, sig=place.sig, key=place.key)
        return view(Desk(request, setting, key, place.id, rights), *args, **kwargs)

    update_wrapper(answer, view)
    return require_POST(in_project(answer))


def done(
    desk: Desk, matter: Matter, answer: Answer, act: Callable[[], object]
) -> HttpResponseBase:
    """Do it for who may, and lead back to that part of the page."""
    if not answer:
        return errors.forbidden(desk.request, answer.reason, desk.setting.frame)
    try:
        act()
    except matter.clashed as clashed:
        return _again(desk, matter, str(clashed), status=409)
    except matter.refused as refused:
        return _again(desk, matter, str(refused), status=400)
    given = (desk.setting.frame.project.name, desk.key)
    address = reverse("enhancements:enhancement", args=given)
    return HttpResponseRedirect(f"{address}#{matter.part}")


def _again(desk: Desk, matter: Matter, error: str, *, status: int) -> HttpResponse:
    """The enhancement's page with what was asked for and why it was not done."""
    request, setting = desk.request, desk.setting
    page = enhancement.page(setting, desk.key)
    typed = {name: desk.said(name) for name in matter.fields}
    return asked.page(
        request,
        "enhancement",
        "enhancements",
        page,
        status=status,
        refusal=Refusal(matter.part, error, typed),
        **enhancement_rights.told(request, setting, page),
    )
