"""How the sources of a project do, for everybody; trying again, for operators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from enhancements.actions import letters, waking
from enhancements.actions.letters import LetterUnknown
from enhancements.models import Project
from enhancements.queries import sources_page as query
from enhancements.queries.frame import Setting
from enhancements.views import errors
from enhancements.views.pages import project_page
from enhancements.views.signing import account_of


@project_page
def sources_page(request: HttpRequest, setting: Setting) -> HttpResponse:
    """What was read when, what waits, what was given up."""
    page = query.page(setting, can_retry=is_operator(request))
    return render(request, "sources.html", {"page": page, "nav": "sources"})


@require_POST
def retry(request: HttpRequest, project: str) -> HttpResponseBase:
    """Try dead letters again; only operators may."""
    found = Project.objects.filter(name=project).first()
    if found is None:
        message = f"No project named “{project}” is tracked here."
        return errors.not_found(request, message)
    if not is_operator(request):
        message = "Only operators of this installation may try again what was given up."
        return errors.forbidden(request, message)
    try:
        letters.retry(
            project=found,
            places=request.POST.getlist("place"),
            by=str(request.user),
            now=timezone.now(),
        )
    except LetterUnknown as unknown:
        return errors.bad_request(request, str(unknown))
    waking.wake_inbox()
    return HttpResponseRedirect(reverse("enhancements:sources", args=(project,)))


def is_operator(request: HttpRequest) -> bool:
    """Whether who asks operates this installation."""
    account = account_of(request)
    return account is not None and account.is_operator
