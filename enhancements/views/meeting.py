"""The page with which a SIG goes through a meeting."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from enhancements.languages import gettext
from enhancements.queries import meeting as meetings
from enhancements.queries.frame import Setting
from enhancements.queries.sigs import SigUnknown
from enhancements.views import asked, assign_rights, errors, policies
from enhancements.views.pages import project_page


@policies.public
@project_page
def meeting(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """What a SIG looks at together: large, for a projector or for paper."""
    try:
        page = meetings.page(setting, name, asked.value(request, "release"))
    except SigUnknown:
        message = gettext(
            "Neither a roster nor an entry in work names a SIG “%(name)s”.", name=name
        )
        return errors.not_found(request, message, setting.frame)
    more = assign_rights.told(request, setting, page.release)
    return asked.page(request, "sig/meeting", "sigs", page, **more)
