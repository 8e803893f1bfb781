"""Who leads a SIG and approves for it, and the change of the files that say so."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from enhancements.exports.rosters import ROSTERS
from enhancements.queries import sig_rosters
from enhancements.queries.frame import Setting
from enhancements.queries.sigs import SigUnknown
from enhancements.views import asked, exports
from enhancements.views.pages import project_page, sig_unknown
from enhancements.views.policies import public


@public
@project_page
def rosters_page(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """Who has which role, in which file; `role` and `who` ask for the change that has
    just these people named. Nothing is written. `format` gives it as a file.
    """
    role = asked.value(request, "role")
    who = asked.value(request, "who")
    try:
        page = sig_rosters.page(setting, name, role=role, who=who)
    except SigUnknown:
        return sig_unknown(request, setting, name)
    if exports.wanted(request):
        return exports.answer(request, setting, ROSTERS, page.roles, about=name)
    status = 400 if page.error else 200
    told = {"page": page, "nav": "sigs"}
    return render(request, "sig/rosters.html", told, status=status)
