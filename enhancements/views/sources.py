"""How the sources of a project do, for everybody; trying again, for operators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from enhancements.actions import letters, owed_work, waking
from enhancements.actions.letters import LetterUnknown
from enhancements.languages import gettext
from enhancements.models import Project
from enhancements.policy.permissions import Deed, Thing
from enhancements.queries import jobs_page
from enhancements.queries import sources_page as query
from enhancements.queries.frame import Setting
from enhancements.views import errors, policies
from enhancements.views.pages import in_project, project_page
from enhancements.views.who import who


@policies.public
@project_page
def sources_page(request: HttpRequest, setting: Setting) -> HttpResponse:
    """What was read when, what waits, what was given up."""
    answer = who(request, setting).may(Deed.RETRY, Thing())
    page = query.page(setting, can_retry=answer.allowed)
    return render(request, "sources.html", {"page": page, "nav": "sources"})


@policies.decides(Deed.RETRY)
@require_POST
@in_project
def retry(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Try dead letters again; only operators may."""
    asking = who(request, setting)
    answer = asking.may(Deed.RETRY, Thing())
    if not answer:
        return errors.forbidden(request, answer.reason, setting.frame)
    try:
        letters.retry(
            project=Project.objects.get(pk=setting.id),
            places=request.POST.getlist("place"),
            by=asking.by,
            now=timezone.now(),
        )
    except LetterUnknown as unknown:
        return errors.bad_request(request, str(unknown), setting.frame)
    waking.wake_inbox()
    name = setting.frame.project.name
    return HttpResponseRedirect(reverse("enhancements:sources", args=(name,)))


@policies.public
@project_page
def jobs(request: HttpRequest, setting: Setting) -> HttpResponse:
    """What is owed and what was given up, each piece with what can be done about it."""
    answer = who(request, setting).may(Deed.RETRY, Thing())
    page = jobs_page.page(setting, can_act=answer.allowed)
    return render(request, "jobs.html", {"page": page, "nav": "sources"})


_DOINGS = {"now": owed_work.hasten, "cancel": owed_work.cancel}


@policies.decides(Deed.RETRY)
@require_POST
@in_project
def act_on_jobs(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Have work tried now, or cancel it; only operators may."""
    asking = who(request, setting)
    answer = asking.may(Deed.RETRY, Thing())
    if not answer:
        return errors.forbidden(request, answer.reason, setting.frame)
    do = _DOINGS.get(request.POST.get("do", ""))
    if do is None:
        sentence = gettext("Say what is to be done: “now” or “cancel”.")
        return errors.bad_request(request, sentence, setting.frame)
    project = Project.objects.get(pk=setting.id)
    places = request.POST.getlist("place")
    try:
        do(project=project, places=places, by=asking.by, now=timezone.now())
    except LetterUnknown as unknown:
        return errors.bad_request(request, str(unknown), setting.frame)
    waking.wake_inbox()
    for repository in owed_work.repositories(project=project):
        waking.wake(repository)
    name = setting.frame.project.name
    return HttpResponseRedirect(reverse("enhancements:jobs", args=(name,)))
