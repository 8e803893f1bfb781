"""The form in which an enhancement is proposed. It stores nothing: what is typed is in
its address, and what is prepared is made by a person on GitHub.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from enhancements.exports.similar import SIMILAR
from enhancements.policy.propose import draft as drafts
from enhancements.profiles.propose_loader import propose_of
from enhancements.queries import propose
from enhancements.queries.frame import Setting
from enhancements.views import exports, policies
from enhancements.views.pages import project_page

_LONGEST = 2_000
"""Characters of a field that are looked at; the longest field takes fewer."""


@policies.public
@project_page
def propose_page(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """The form with what is alike, and once it is sent, the prepared texts; with
    `format` what is alike as a file.

    With `part=near` only what is alike and whose it may be, for who is still typing;
    the browser's address then becomes that of the draft, so that it survives a reload.
    """
    given = {
        name: [one.replace("\x00", "")[:_LONGEST] for one in values]
        for name, values in request.GET.lists()
    }
    draft = drafts.read(given, setting.profile, propose_of(setting.profile))
    page = propose.page(setting, draft, is_tried="do" in given)
    if exports.wanted(request):
        alike = (*page.similar, *page.proposed)
        return exports.answer(request, setting, SIMILAR, alike)
    if given.get("part") == ["near"]:
        shown = {"page": page, "nav": "guide", "is_part": True}
        response = render(request, "propose/near.html", shown)
        response["HX-Replace-Url"] = f"?{page.address}"
        return response
    shown = {"page": page, "nav": "guide", "is_part": False}
    return render(request, "propose/index.html", shown)
