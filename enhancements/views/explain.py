"""What a check sees of an entry, and its answer, at any moment."""

from __future__ import annotations

import dataclasses
import shlex

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from enhancements.queries import explained, weeks
from enhancements.queries.enhancement import EnhancementMoved, EnhancementUnknown
from enhancements.queries.explained import Explained, NothingToExplain
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Frame, Week
from enhancements.views import asked, errors, policies
from enhancements.views.pages import (
    enhancement_unknown,
    project_page,
    release_unknown,
)

_PARAMETERS = ("item", "track", "freeze", "check")


@dataclasses.dataclass(frozen=True, slots=True)
class ExplainPage:
    """Everything the page shows."""

    frame: Frame
    week: Week
    item: str
    check: str
    """Key of the one check asked for; empty for all of the freeze."""
    found: Explained | None = None
    """None until an entry is named."""
    command: str = ""
    """The command that says the same."""


@policies.public
@project_page
def explain(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """What the checks of a freeze see of an entry; all of them, or the one named."""
    release = setting.release(name)
    if release is None:
        return release_unknown(request, setting, name)
    given = {one: asked.value(request, one).strip() for one in _PARAMETERS}
    page = ExplainPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        item=given["item"],
        check=given["check"],
    )
    if not given["item"]:
        return asked.page(request, "explain", "releases", page)
    try:
        found = explained.load(
            setting,
            name,
            key=given["item"],
            track=given["track"],
            freeze=given["freeze"],
            check=given["check"],
        )
    except EnhancementMoved as moved:
        as_of = setting.frame.moment.given
        query = given | {"item": str(moved)} | ({"as_of": as_of} if as_of else {})
        kept = {one: text for one, text in query.items() if text}
        address = reverse("enhancements:explain", args=[_project(setting), name])
        return HttpResponseRedirect(f"{address}?{urlencode(kept)}")
    except EnhancementUnknown:
        return enhancement_unknown(request, setting, given["item"])
    except NothingToExplain as nothing:
        return errors.not_found(request, str(nothing), setting.frame)
    page = dataclasses.replace(
        page, found=found, command=_command(setting, name, found, given["check"])
    )
    return asked.page(request, "explain", "releases", page)


def _project(setting: Setting) -> str:
    return setting.frame.project.name


def _command(setting: Setting, release: str, found: Explained, check: str) -> str:
    """The command line that says the same."""
    parts = ["manage.py", "explain", _project(setting), found.entry.key, release]
    parts += ["--freeze", found.freeze.key]
    if check:
        parts += ["--check", check]
    if setting.frame.moment.given:
        parts += ["--as-of", setting.frame.moment.given]
    return shlex.join(parts)
