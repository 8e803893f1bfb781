"""Closing a release: what became of each entry, by hand where nothing proves it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from enhancements.actions import release_life
from enhancements.actions.release_life import LifeRefused
from enhancements.exports import life
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Release
from enhancements.policy.decisions import MOST, OUTCOME
from enhancements.policy.outcomes import SAID
from enhancements.policy.permissions import Deed
from enhancements.queries import closing
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.deciding import Asked
from enhancements.views import asked, deciding, errors, exports
from enhancements.views.deciding import Desk, at_desk, step_shown
from enhancements.views.deciding_forms import FormRefused, seen_of
from enhancements.views.pages import project_page, release_unknown
from enhancements.views.policies import decides
from enhancements.views.who import thing, who

BACK = "back"
"""Chosen to take back what was said by hand."""
_CHOICES = frozenset({*SAID, BACK})
_NOTHING = gettext_noop("Choose for at least one entry what became of it.")


@decides(Deed.CLOSE_ENTRY, Deed.CLOSE_RELEASE)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, project: str, name: str) -> HttpResponseBase:
    """What became of each entry; with POST a review of what is chosen, or the release
    is closed or opened again.
    """
    view: Callable[..., HttpResponseBase] = (
        _posted if request.method == "POST" else _shown
    )
    return view(request, project=project, name=name)


@project_page
def _shown(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    release = setting.release(name)
    if release is None:
        return release_unknown(request, setting, name)
    if exports.wanted(request):
        rows = closing.rows(setting, release)
        return exports.answer(request, setting, life.OUTCOMES, rows, about=name)
    person = who(request, setting)
    about = thing(setting, release=name)
    page = closing.page(
        setting,
        release,
        answer=person.may(Deed.CLOSE_ENTRY, about),
        closer=person.may(Deed.CLOSE_RELEASE, about),
        step=step_shown(request, setting, name),
    )
    return _answer(request, page)


def _answer(
    request: HttpRequest, page: closing.ClosingPage, status: int = 200
) -> HttpResponse:
    return asked.page(
        request,
        "life/close",
        "releases",
        page,
        status=status,
        is_private=bool(page.answer),
    )


@at_desk
def _posted(desk: Desk) -> HttpResponse:
    act = desk.request.POST.get("act", "")
    if act == "review":
        return deciding.review(desk, desk.lines(_chosen(desk)))
    if act in ("close", "reopen"):
        return _turned(desk, act)
    message = gettext("The form names nothing that can be done here.")
    return errors.bad_request(desk.request, message, desk.setting.frame)


def _chosen(desk: Desk) -> list[Asked]:
    """What the form asks for: an entry's own choice, else that of its group.

    Raises FormRefused.
    """
    form = desk.request.POST
    shared = asked.text(form.get("reason"), release_life.LONGEST)
    found = []
    for number in range(MOST):
        item = form.get(f"item-{number}")
        if item is None:
            break
        group = form.get(f"in-{number}", "")
        choice = form.get(f"choice-{number}", "") or form.get(f"group-{group}", "")
        if choice not in _CHOICES:
            continue
        own = asked.text(form.get(f"why-{number}"), release_life.LONGEST)
        found.append(
            Asked(
                item=item,
                kind=OUTCOME,
                value="" if choice == BACK else choice,
                track=form.get(f"track-{number}", ""),
                reason=own or shared,
                seen=seen_of(form.get(f"seen-{number}", "")),
            )
        )
    if not found:
        raise FormRefused(gettext(_NOTHING))
    return found


def _turned(desk: Desk, act: str) -> HttpResponse:
    """The release is closed, or opened again."""
    about = thing(desk.setting, release=desk.release.name)
    closer = desk.who.may(Deed.CLOSE_RELEASE, about)
    if not closer:
        return errors.forbidden(desk.request, closer.reason, desk.setting.frame)
    row = Release.objects.select_related("project").get(pk=desk.release.id)
    reason = asked.text(desk.request.POST.get("reason"), release_life.LONGEST)
    try:
        if act == "close":
            counts = closing.counts(closing.rows(desk.setting, desk.release))
            release_life.close_release(
                release=row,
                counts=counts,
                by=desk.who.by,
                reason=reason,
                now=desk.now,
                out_at=desk.release.out_at,
            )
        else:
            release_life.reopen_release(
                release=row, by=desk.who.by, reason=reason, now=desk.now
            )
    except LifeRefused as refused:
        answer = desk.who.may(Deed.CLOSE_ENTRY, about)
        page = closing.page(desk.setting, desk.release, answer=answer, closer=closer)
        page = dataclasses.replace(page, error=str(refused), reason=reason)
        return _answer(desk.request, page, 400)
    done = {"done": "closed" if act == "close" else "reopened"}
    return deciding.redirect(f"{desk.address('close-release')}?{urlencode(done)}")
