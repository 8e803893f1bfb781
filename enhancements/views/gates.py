"""The pages about feature gates, and linking one by hand."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from enhancements.actions import gate_links
from enhancements.actions.gate_links import GateClashed, GateRefused, Saying
from enhancements.exports import gate_lists
from enhancements.languages import gettext
from enhancements.policy.permissions import Deed
from enhancements.queries import gates as query
from enhancements.queries.frame import Setting
from enhancements.views import asked, errors, exports, policies
from enhancements.views.enhancement_desk import Desk, Matter, at_enhancement, done
from enhancements.views.pages import project_page

_ACTS = {
    "link": gate_links.link,
    "unlink": gate_links.unlink,
    "withdraw": gate_links.withdraw,
}
_LONGEST = 300
_MATTER = Matter(
    part="gates",
    fields=("gate", "track", "reason"),
    refused=GateRefused,
    clashed=GateClashed,
)


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
        message = gettext(
            "The code registers no feature gate “%(name)s”, and nobody names one.",
            name=name,
        )
        return errors.not_found(request, message, setting.frame)
    if exports.wanted(request):
        return exports.answer(
            request, setting, gate_lists.PROOFS, page.proofs, about=name
        )
    return asked.page(request, "gate", "gates", page)


@policies.decides(Deed.LINK_GATE)
@at_enhancement
def link_gate(desk: Desk) -> HttpResponseBase:
    """Link a gate, say that it is not the enhancement's, or take that back."""

    def act() -> None:
        say, gate = _ACTS.get(desk.said("do")), desk.said("gate")[:_LONGEST]
        if say is None or not gate:
            raise GateRefused(gettext("Name a feature gate."))
        saying = Saying(
            enhancement=desk.id,
            track=desk.said("track")[:_LONGEST],
            gate=gate,
            by=desk.by,
            reason=desk.said("reason")[:_LONGEST],
            seen=desk.request.POST.get("seen"),
        )
        say(
            project=desk.project,
            profile=desk.setting.profile,
            saying=saying,
            now=timezone.now(),
        )

    return done(desk, _MATTER, desk.rights.linking(), act)
