"""The pages about feature gates, and linking one by hand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from enhancements.actions import gate_links
from enhancements.actions.gate_links import GateClashed, GateRefused, Saying
from enhancements.exports import gate_lists
from enhancements.models import Project
from enhancements.policy.permissions import Deed, Thing
from enhancements.queries import enhancement, lookup
from enhancements.queries import gates as query
from enhancements.queries.frame import Setting
from enhancements.views import asked, errors, exports, gate_rights, policies
from enhancements.views.pages import (
    enhancement_unknown,
    in_project,
    project_page,
)
from enhancements.views.who import who

_ACTS = {
    "link": gate_links.link,
    "unlink": gate_links.unlink,
    "withdraw": gate_links.withdraw,
}
_LONGEST = 300


@policies.public
@project_page
def gates_page(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """All gates, with their stage at each release's tag."""
    chosen = {name: asked.values(request, name) for name in query.FILTERS}
    page = query.page(setting, chosen, text=asked.value(request, "text"))
    if exports.wanted(request):
        sheet = gate_lists.gates([column.tag for column in page.columns])
        return exports.answer(request, setting, sheet, page.rows)
    return asked.page(request, "gates", "gates", page)


@policies.public
@project_page
def gate_page(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """One gate: its stages, whose it is, and what it proves."""
    try:
        page = query.one(setting, name)
    except query.GateUnknown:
        message = f"The code registers no feature gate “{name}”, and nobody names one."
        return errors.not_found(request, message, setting.frame)
    if exports.wanted(request):
        return exports.answer(
            request, setting, gate_lists.PROOFS, page.proofs, about=name
        )
    return asked.page(request, "gate", "gates", page)


@policies.decides(Deed.LINK_GATE)
@require_POST
@in_project
def link_gate(request: HttpRequest, setting: Setting, key: str) -> HttpResponseBase:
    """Link a gate, say that it is not the enhancement's, or take that back."""
    try:
        place = lookup.place(setting, key)
    except (enhancement.EnhancementMoved, enhancement.EnhancementUnknown):
        return enhancement_unknown(request, setting, key)
    asking = who(request, setting)
    thing = Thing(sig=place.sig, key=place.key)
    answer = asking.may(Deed.LINK_GATE, thing)
    if not answer:
        return errors.forbidden(request, answer.reason, setting.frame)
    form = request.POST
    act = _ACTS.get(form.get("do", ""))
    gate = form.get("gate", "").strip()[:_LONGEST].replace("\x00", "")
    if act is None or not gate:
        return errors.bad_request(request, "Name a feature gate.", setting.frame)
    saying = Saying(
        enhancement=place.id,
        track=form.get("track", "")[:_LONGEST],
        gate=gate,
        by=asking.by,
        reason=form.get("reason", "").strip()[:_LONGEST].replace("\x00", ""),
        seen=form.get("seen"),
    )
    try:
        act(
            project=Project.objects.get(pk=setting.id),
            profile=setting.profile,
            saying=saying,
            now=timezone.now(),
        )
    except GateClashed as clashed:
        return _again(request, setting, key, str(clashed), status=409)
    except GateRefused as refused:
        return _again(request, setting, key, str(refused), status=400)
    address = reverse(
        "enhancements:enhancement", args=[setting.frame.project.name, key]
    )
    return HttpResponseRedirect(f"{address}#gates")


def _again(
    request: HttpRequest, setting: Setting, key: str, error: str, *, status: int
) -> HttpResponse:
    """The enhancement's page with what was asked for and why it was not done."""
    page = gate_rights.of(request, setting, enhancement.page(setting, key))
    given = {name: request.POST.get(name, "") for name in ("gate", "track", "reason")}
    told = {"page": page, "nav": "enhancements", "gate_error": error, "given": given}
    return render(request, "enhancement.html", told, status=status)
