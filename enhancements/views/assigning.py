"""Who does the work: the page of it, changing it for one or for several, and undo.

For an enhancement it is a correction; for one release alone it is a decision about the
entry, which `views.decide` makes.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_POST

from enhancements.actions import corrections
from enhancements.actions.corrections import StepUnknown
from enhancements.languages import gettext, gettext_noop
from enhancements.policy import people
from enhancements.policy.corrections import (
    FIELDS,
    MOST,
    SIGS,
    Clashed,
    CorrectionRefused,
    Wish,
)
from enhancements.policy.own_addresses import own_address
from enhancements.policy.permissions import Deed
from enhancements.queries import deciding, enhancement, people_of
from enhancements.queries.correcting import Wanted
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.deciding import Asked
from enhancements.queries.shapes.people_of import BulkPage, Correcting, PeopleOf
from enhancements.views import asked, assigning_many, decide, errors
from enhancements.views.assign_rights import Rights, rights
from enhancements.views.assigning_many import APPLY, FOR_ONE, judged_lines
from enhancements.views.deciding import Desk, at_desk, done, review, step_shown
from enhancements.views.deciding_forms import MINE, THEIRS, FormRefused, single
from enhancements.views.pages import (
    enhancement_unknown,
    project_page,
    release_unknown,
)
from enhancements.views.policies import decides, public

_NO_STEP = gettext_noop("There is no such step to undo here.")
_UNREADABLE = gettext_noop("The list of changes cannot be read, so nothing was done.")


# --- Pages ----------------------------------------------------------------------------


@public
@project_page
def people_page(request: HttpRequest, setting: Setting, key: str) -> HttpResponseBase:
    """Who does the work of an enhancement, who says so, and forms to change it.

    `part=form` asks for the form of one role alone.
    """
    name = setting.frame.project.name
    try:
        page = people_of.page(
            setting,
            key,
            release=asked.value(request, "release"),
            track=asked.value(request, "track"),
            role=asked.value(request, "role"),
            back=own_address(asked.value(request, "next"), ""),
        )
    except enhancement.EnhancementMoved as moved:
        query = request.GET.urlencode()
        address = reverse("enhancements:enhancement-people", args=[name, str(moved)])
        return HttpResponseRedirect(f"{address}?{query}" if query else address)
    except enhancement.EnhancementUnknown:
        return enhancement_unknown(request, setting, key)
    mine = rights(request, setting)
    page = dataclasses.replace(
        page,
        why_not=_why_not(page, mine),
        back=page.back or reverse("enhancements:enhancement", args=[name, page.key]),
    )
    template = "form" if asked.value(request, "part") == "form" else "page"
    more = {"step": step_shown(request, setting, page.release)}
    return _private(request, f"people/{template}", page, **more)


def _why_not(page: PeopleOf, mine: Rights) -> str:
    """Why who looks may change nothing here; whoever leads any SIG may have it come to
    theirs.
    """
    own = mine.why_not(sig=page.sig or "", key=page.key, release=page.release)
    leads = any(not mine.why_not(sig=sig, key="", release="") for sig in page.every_sig)
    return "" if leads else own


@public
@project_page
def release_people(
    request: HttpRequest, setting: Setting, name: str
) -> HttpResponseBase:
    """The entries of a release with their people, to change several at once."""
    release = setting.release(name)
    if release is None:
        return release_unknown(request, setting, name)
    mine = rights(request, setting)
    page = people_of.bulk(setting, release, sig=asked.value(request, "sig"))
    page = _judged_rows(page, mine)
    more = {
        "step": step_shown(request, setting, release.name),
        "nav": "releases",
    }
    return _private(request, "people/bulk", page, **more)


def _judged_rows(page: BulkPage, mine: Rights) -> BulkPage:
    rows = tuple(
        dataclasses.replace(
            row,
            why_not=mine.why_not(sig=row.sig or "", key=row.key, release=page.release),
        )
        for row in page.rows
    )
    barred = [row.why_not for row in rows if row.why_not]
    why = barred[0] if rows and len(barred) == len(rows) else ""
    return dataclasses.replace(page, rows=rows, why_not=why)


def _private(
    request: HttpRequest, template: str, page: Any, **more: Any
) -> HttpResponse:
    """A page with forms of whoever reads it; no shared cache may keep it."""
    told = {"page": page, "nav": "enhancements", **more}
    response = render(request, f"{template}.html", told)
    response["Cache-Control"] = "no-cache, private"
    return response


@public
@project_page
def known_people(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Everybody whom the project names now, for who types a login. JSON; a browser
    that has it hears that nothing changed.
    """
    response: HttpResponse = JsonResponse({"people": people_of.known(setting)})
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    found = get_conditional_response(request, etag=etag, response=response)
    return found if found is not None else response


# --- Changing -------------------------------------------------------------------------


@decides(Deed.ASSIGN, Deed.SET_CONTACT)
@require_POST
@at_desk
def assign(desk: Desk) -> HttpResponse:
    """Say who has a role, for an enhancement or for one release; of several entries
    after a review, which may also be about their contact.
    """
    form = desk.request.POST
    if "act" in form:
        return assigning_many.several(desk)
    if form.get("scope") == FOR_ONE:
        [line] = desk.lines([_single(desk)])
        if line.why_not:
            return errors.forbidden(desk.request, line.why_not, desk.setting.frame)
        return decide.apply(desk, [line])
    wanted = Wanted(
        _single(desk),
        people.logins(form.get("stood", "")),
        is_back="back" in form,
    )
    return _apply(desk, judged_lines(desk, [wanted]))


def _single(desk: Desk) -> Asked:
    """Raises FormRefused."""
    one = single(desk.request.POST)
    is_of_release = desk.request.POST.get("scope") == FOR_ONE
    if one.kind not in (people.ROLES if is_of_release else FIELDS):
        raise FormRefused(
            gettext("Say what it is about: owner, reviewers, approvers or SIGs.")
        )
    if one.kind in SIGS:
        bare = [_sig(desk, text) for text in people.logins(one.value)]
        one = dataclasses.replace(one, value=" ".join(bare))
    is_back = "back" in desk.request.POST
    return dataclasses.replace(one, value="" if is_back else one.value)


def _sig(desk: Desk, text: str) -> str:
    """The bare name of a SIG as somebody typed it: "sig-compute" is compute."""
    return desk.setting.profile.sig_name(text) or text


@decides(Deed.ASSIGN)
@require_POST
@at_desk
def apply_people(desk: Desk) -> HttpResponse:
    """Make all corrections of a review, or none."""
    wanted = _listed(desk.request)
    if not wanted:  # Everywhere somebody else's word was taken.
        return done(desk, None)
    return _apply(desk, judged_lines(desk, wanted))


@decides(Deed.ASSIGN)
@require_POST
@at_desk
def undo_people(desk: Desk) -> HttpResponse:
    """Take a step of corrections back; where somebody said otherwise since, both are
    shown.
    """
    try:
        batch = UUID(desk.request.POST.get("batch", ""))
        wishes = corrections.former(project=desk.project, batch=batch)
    except (ValueError, StepUnknown):
        return errors.not_found(desk.request, gettext(_NO_STEP), desk.setting.frame)
    lines = judged_lines(desk, _as_wanted(desk, wishes))
    refused = _refused(desk, lines)
    if refused is not None:
        return refused
    try:
        step = corrections.undo(
            project=desk.project, batch=batch, by=desk.who.by, now=desk.now
        )
    except Clashed:
        title = gettext("Somebody said otherwise since, so nothing was undone")
        again = [line for line in lines if line.is_clash]
        return review(desk, again, title=title, status=409, action=APPLY)
    return done(desk, step.batch if step.changed else None)


def _as_wanted(desk: Desk, wishes: Iterable[Wish]) -> list[Wanted]:
    """Wishes with the keys of today instead of ids, as forms carry them."""
    given = list(wishes)
    ids = [one.enhancement for one in given]
    known = deciding.entries(desk.setting, desk.release, (), ids=ids)
    names = {one.id: key for key, one in known.items()}
    return [
        Wanted(
            Asked(
                names.get(one.enhancement, ""),
                one.field,
                " ".join(one.value or ()),
                reason=one.reason,
            ),
            one.seen,
            is_back=one.value is None,
        )
        for one in given
    ]


def _apply(desk: Desk, lines: Sequence[Correcting]) -> HttpResponse:
    """Make these corrections, unless who asks may not or somebody was faster."""
    refused = _refused(desk, lines)
    if refused is not None:
        return refused
    try:
        step = corrections.correct(
            project=desk.project,
            wishes=[line.wish for line in lines],
            by=desk.who.by,
            now=desk.now,
        )
    except CorrectionRefused as why:
        return errors.bad_request(desk.request, str(why), desk.setting.frame)
    except Clashed:
        again = [Wanted(line.asked, line.seen, is_back=line.is_back) for line in lines]
        return review(desk, judged_lines(desk, again), status=409, action=APPLY)
    return done(desk, step.batch if step.changed else None)


def _refused(desk: Desk, lines: Iterable[Correcting]) -> HttpResponse | None:
    why = next((line.why_not for line in lines if line.why_not), "")
    return errors.forbidden(desk.request, why, desk.setting.frame) if why else None


def _listed(request: HttpRequest) -> list[Wanted]:
    """The corrections that a review carried, with what was chosen there since.

    Raises FormRefused.
    """
    form = request.POST
    try:
        rows = json.loads(form.get("wishes", ""))
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not rows or len(rows) > MOST:
        raise FormRefused(gettext(_UNREADABLE))
    return [
        _row(row, is_mine=form.get(f"take-{number}") == MINE)
        for number, row in enumerate(rows)
        if form.get(f"take-{number}") != THEIRS
    ]


_TEXTS = ("item", "kind", "value", "reason")


def _row(row: Any, *, is_mine: bool) -> Wanted:
    """Who takes mine has seen what the page showed. Raises FormRefused."""
    if not isinstance(row, dict):
        raise FormRefused(gettext(_UNREADABLE))
    texts = {name: row.get(name) or "" for name in _TEXTS}
    seen = row.get("shown" if is_mine else "seen") or ""
    if not all(isinstance(text, str) for text in (*texts.values(), seen)):
        raise FormRefused(gettext(_UNREADABLE))
    one = Asked(**texts, seen=None)
    return Wanted(one, people.logins(seen), is_back=row.get("back") is True)
