"""The way to the SIG of whoever asks: one address for everybody, for a key."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from enhancements.profiles.role_rules import SIG_LEAD
from enhancements.queries.frame import Setting
from enhancements.views import policies
from enhancements.views.pages import moment_query, project_page
from enhancements.views.who import who


@policies.public
@project_page
def my_sig(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Lead to the page of the SIG that whoever is signed in leads; to the list of SIGs
    for who leads none, or several.
    """
    held = who(request, setting).held
    led = sorted({one.of for one in held if one.role == SIG_LEAD and one.of})
    project = setting.frame.project.name
    if len(led) == 1:
        address = reverse("enhancements:sig", args=[project, led[0]])
    else:
        address = reverse("enhancements:sigs", args=[project])
    return HttpResponseRedirect(address + moment_query(setting))
