"""Merged work without an enhancement: reading the list, and saying whose it is."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from enhancements.actions import attributions, waking
from enhancements.actions.attributions import AttributionRefused
from enhancements.exports.drift import UNTRACKED
from enhancements.languages import gettext
from enhancements.models import Claim, Item, Project, Record, Release
from enhancements.policy.permissions import Deed
from enhancements.queries import untracked
from enhancements.queries.frame import Setting
from enhancements.queries.release import ReleaseUnknown
from enhancements.views import asked, errors, exports
from enhancements.views.deciding import Desk, at_desk, redirect
from enhancements.views.drift import why_not
from enhancements.views.pages import project_page, release_unknown
from enhancements.views.policies import decides, public
from enhancements.views.who import thing, who

_NAV = "releases"
_ID = re.compile("[0-9]{1,17}")


@public
@project_page
def untracked_page(
    request: HttpRequest, setting: Setting, name: str
) -> HttpResponseBase:
    """Merged feature work of the release that no enhancement claims."""
    chosen = {one: asked.values(request, one) for one in untracked.FILTERS}
    try:
        if exports.wanted(request):
            rows = untracked.of_release(setting, name, chosen)
            return exports.answer(request, setting, UNTRACKED, rows, about=name)
        reason = why_not(setting, name, who(request, setting))
        page = untracked.page(setting, name, chosen, why_not=reason)
    except ReleaseUnknown:
        return release_unknown(request, setting, name)
    return asked.page(request, "drift/untracked", _NAV, page)


@decides(Deed.MEND_DRIFT)
@require_POST
@at_desk
def attribute(desk: Desk) -> HttpResponse:
    """Say to which enhancement a pull request belongs."""
    form = desk.request.POST
    key = form.get("key", "").replace("\x00", "").strip().lstrip("#")
    sig = _sig_of(desk, key=key)

    def do(project: Project, release: Release) -> None:
        attributions.attribute(
            project=project,
            release=release,
            item=_item(desk),
            key=key,
            reason=form.get("reason", ""),
            by=desk.who.by,
            now=desk.now,
        )

    return _done(desk, sig, key, do)


@decides(Deed.MEND_DRIFT)
@require_POST
@at_desk
def unattribute(desk: Desk) -> HttpResponse:
    """Undo that."""
    text = desk.request.POST.get("claim", "")
    number = int(text) if _ID.fullmatch(text) else 0
    claim = Claim.objects.filter(pk=number).select_related("series").first()
    owner = claim.series.enhancement_id if claim is not None else None
    record = Record.objects.filter(enhancement=owner, until=None).first()
    key = record.key if owner is not None and record is not None else ""

    def do(project: Project, release: Release) -> None:
        attributions.take_back(
            project=project,
            release=release,
            claim=number,
            by=desk.who.by,
            now=desk.now,
        )

    return _done(desk, _sig_of(desk, key=key), key, do)


@decides(Deed.MEND_DRIFT)
@require_POST
@at_desk
def exempt(desk: Desk) -> HttpResponse:
    """Say that a pull request needs no enhancement, and why; or take that back."""
    form = desk.request.POST

    def do(project: Project, release: Release) -> None:
        item, by = _item(desk), desk.who.by
        if form.get("do") == "undo":
            attributions.ask_again(
                project=project, release=release, item=item, by=by, now=desk.now
            )
            return
        attributions.exempt(
            project=project,
            release=release,
            item=item,
            reason=form.get("reason", ""),
            by=by,
            now=desk.now,
        )

    return _done(desk, "", "", do)


def _done(
    desk: Desk, sig: str, key: str, do: Callable[[Project, Release], None]
) -> HttpResponse:
    """Do it for who may, and lead back to the list.

    A SIG's lead may give work to their own enhancements; that one needs none is the
    release team's to say.
    """
    about = thing(desk.setting, release=desk.release.name, sig=sig, key=key)
    answer = desk.who.may(Deed.MEND_DRIFT, about)
    if not answer:
        return errors.forbidden(desk.request, answer.reason, desk.setting.frame)
    project = desk.project
    release = Release.objects.get(pk=desk.release.id)
    try:
        do(project, release)
    except AttributionRefused as refused:
        return errors.bad_request(desk.request, str(refused), desk.setting.frame)
    waking.wake_sync(project.pk)
    return redirect(desk.address("untracked"))


def _item(desk: Desk) -> Item:
    text = desk.request.POST.get("item", "")
    rows = Item.objects.filter(repository__project=desk.setting.id)
    found = rows.select_related("repository").filter(
        pk=int(text) if _ID.fullmatch(text) else 0
    )
    item = found.first()
    if item is None:
        raise AttributionRefused(gettext("That pull request is not known here."))
    return item


def _sig_of(desk: Desk, *, key: str) -> str:
    """The SIG that owns the enhancement now; empty for none."""
    rows = Record.objects.filter(project=desk.setting.id, key=key, until=None)
    return rows.values_list("sig", flat=True).first() or ""
