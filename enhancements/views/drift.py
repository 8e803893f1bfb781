"""The drift list of a release: reading it, having it mended, calling that off."""

from __future__ import annotations

import re
import uuid

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from enhancements.actions import mending
from enhancements.actions.mending import Mending, MendingRefused
from enhancements.exports import drift as sheets
from enhancements.languages import SOURCE, current, gettext, gettext_noop, speaking
from enhancements.policy.permissions import Deed
from enhancements.queries import drift
from enhancements.queries.frame import Setting
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.shapes.drift import DriftRow, MendPage
from enhancements.views import asked, errors, exports
from enhancements.views.deciding import Desk, at_desk, redirect, shown
from enhancements.views.pages import project_page, release_unknown
from enhancements.views.policies import decides, public
from enhancements.views.who import Who, thing, who

_NAV = "releases"
_MOST = 500
_ID = re.compile("[0-9]{1,17}")
_GONE = gettext_noop("It is not so any more; the list shows how it is now.")
_ELSEWHERE = gettext_noop("It is mended elsewhere: the list says how.")


@public
@project_page
def drift_page(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """Every disagreement of the release's entries."""
    chosen = {one: asked.values(request, one) for one in drift.FILTERS}
    try:
        if exports.wanted(request):
            rows = drift.of_release(setting, name, chosen)
            return exports.answer(request, setting, sheets.DRIFT, rows, about=name)
        reason = why_not(setting, name, who(request, setting))
        page = drift.page(setting, name, chosen, why_not=reason)
    except ReleaseUnknown:
        return release_unknown(request, setting, name)
    return asked.page(request, "drift/index", _NAV, page)


def why_not(setting: Setting, name: str, asking: Who) -> str:
    """Why who looks may mend nothing at all here; empty for who may mend something."""
    if setting.frame.moment.is_past:
        return gettext("This is a past moment: what is mended is mended now.")
    sigs = {one.of for one in asking.held if one.of}
    answers = [
        asking.may(Deed.MEND_DRIFT, thing(setting, release=name, sig=sig))
        for sig in ("", *sorted(sigs))
    ]
    return "" if any(answers) else answers[0].reason


@decides(Deed.MEND_DRIFT)
@require_POST
@at_desk
def mend(desk: Desk) -> HttpResponse:
    """What would be written for the chosen rows, and what not and why; then, asked
    again, have it written.
    """
    form = desk.request.POST
    wanted = dict.fromkeys(form.getlist("row")[:_MOST])
    is_meant = form.get("do") == "apply"
    # What is kept of it is the project's, whoever has it mended.
    with speaking(SOURCE if is_meant else current()):
        every = {row.id: row for row in drift.find(desk.setting, desk.release)}
    known = [every[one] for one in wanted if one in every]
    refused = {row.id: why for row in known if (why := _refused(desk, row))}
    kept = [row for row in known if row.write and row.id not in refused]
    if is_meant:
        if refused or not known:
            why = next(iter(refused.values()), "") or _refused(desk, None)
            if why:
                return errors.forbidden(desk.request, why, desk.setting.frame)
        return _apply(desk, kept, form.get("batch", ""))
    gone = (gettext("A disagreement"), gettext(_GONE))
    left = [gone for one in wanted if one not in every]
    left += [
        (_words(row), refused.get(row.id, gettext(_ELSEWHERE)))
        for row in known
        if row not in kept
    ]
    if not known and (why := _refused(desk, None)):
        left.append((gettext("All that is of the release"), why))
    page = MendPage(
        frame=desk.setting.frame,
        release=desk.release.name,
        rows=tuple(kept),
        left_out=tuple(left),
        batch=str(uuid.uuid4()),
        back=desk.address("drift"),
        writes=drift.writes(desk.setting),
        by=desk.who.by,
    )
    return shown(desk, "mend", page)


def _refused(desk: Desk, row: DriftRow | None) -> str:
    """Why who asks may not mend this; empty for who may. None is a whole release."""
    sig, key = (row.sig or "", row.key) if row is not None else ("", "")
    about = thing(desk.setting, release=desk.release.name, sig=sig, key=key)
    return desk.who.may(Deed.MEND_DRIFT, about).reason


def _leads(desk: Desk) -> bool:
    """Whether who asks may mend what is of some SIG."""
    return not why_not(desk.setting, desk.release.name, desk.who)


def _apply(desk: Desk, rows: list[DriftRow], batch: str) -> HttpResponse:
    try:
        number = uuid.UUID(batch)
        mending.mend(
            project=desk.project,
            release=desk.release.name,
            mendings=[_mending(row) for row in rows],
            batch=number,
            by=desk.who.by,
            now=desk.now,
        )
    except (ValueError, MendingRefused) as wrong:
        is_ours = isinstance(wrong, MendingRefused)
        whole = gettext("The form is not whole. Begin again.")
        said = str(wrong) if is_ours else whole
        return errors.bad_request(desk.request, said, desk.setting.frame)
    return redirect(f"{desk.address('drift')}#sent")


def _mending(row: DriftRow) -> Mending:
    write = row.write
    if write is None:  # pragma: no cover - rows without a write are left out before
        raise MendingRefused(gettext(_GONE))
    said = tuple((side.source, side.words) for side in row.difference.sides)
    return Mending(write, row.difference.label, said, row.enhancement)


def _words(row: DriftRow) -> str:
    return f"{row.title}: {row.difference.label}"


@decides(Deed.MEND_DRIFT)
@require_POST
@at_desk
def cancel_mending(desk: Desk) -> HttpResponse:
    """Call off what was put on its way and nobody has begun to write."""
    text = desk.request.POST.get("id", "")
    pk = int(text) if _ID.fullmatch(text) else 0
    answer = desk.who.may(
        Deed.MEND_DRIFT, thing(desk.setting, release=desk.release.name)
    )
    # A SIG's lead calls off what they put in themselves.
    is_own = _leads(desk) and mending.made_by(pk=pk) == desk.who.by
    if not answer and not is_own:
        return errors.forbidden(desk.request, answer.reason, desk.setting.frame)
    try:
        mending.cancel(
            project=desk.project,
            pk=pk,
            by=desk.who.by,
            now=desk.now,
        )
    except MendingRefused as wrong:
        return errors.bad_request(desk.request, str(wrong), desk.setting.frame)
    return redirect(f"{desk.address('drift')}#sent")
