"""The inbox of whoever is signed in."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enhancements.actions import notices as acts
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Account, Notice
from enhancements.policy import following as policy
from enhancements.policy.own_addresses import own_address
from enhancements.queries import frame, moments, notices
from enhancements.queries.frame import Setting
from enhancements.views import asked, deciding, errors, policies
from enhancements.views.me import mine

_FORM = gettext_noop(
    "The form says nothing that is done here. Load the page anew and try again."
)
_NO_DEADLINE = gettext_noop(
    "No deadline of what this is about is ahead, so nothing was put off. Choose another"
    " day."
)
_MOST = 200
"""Notices that one form names."""


@policies.own
@require_http_methods(["GET", "HEAD", "POST"])
@mine
def inbox_page(request: HttpRequest, account: Account) -> HttpResponseBase:
    """What I am told; with POST, what I say of it."""
    return (
        _said(request, account) if request.method == "POST" else _page(request, account)
    )


def _page(request: HttpRequest, account: Account) -> HttpResponse:
    page = notices.inbox(
        account,
        now=timezone.now(),
        state=asked.value(request, "state"),
        trigger=asked.value(request, "trigger"),
        project=asked.value(request, "project"),
        number=asked.number(request),
    )
    values = {
        "page": page,
        "nav": "",
        "states": policy.said(notices.STATES),
        "triggers": policy.said(policy.TRIGGERS),
        "snoozes": policy.said(policy.SNOOZES),
    }
    response = render(request, "following/inbox.html", values)
    response["Cache-Control"] = "no-store, private"
    return response


def _said(request: HttpRequest, account: Account) -> HttpResponse:
    given, now = request.POST, timezone.now()
    do, ids = given.get("do", ""), [asked.row_id(one) for one in given.getlist("id")]
    if len(ids) > _MOST:
        return errors.bad_request(request, gettext(_FORM))
    if do == "read":
        acts.read(account=account, ids=ids, now=now)
    elif do == "unread":
        acts.unread(account=account, ids=ids)
    elif do == "read-all":
        acts.read_all(
            account=account, until=asked.row_id(given.get("until", "")), now=now
        )
    elif do == "snooze":
        until = _until(account, ids, given.get("until", ""), now)
        if until is None:
            return errors.bad_request(request, gettext(_NO_DEADLINE))
        acts.snooze(account=account, ids=ids, until=until)
    else:
        return errors.bad_request(request, gettext(_FORM))
    here = reverse("enhancements:inbox")
    back = own_address(given.get("next", ""), here)
    return deciding.redirect(back if back.startswith(here) else here)


def _until(
    account: Account, ids: list[int], word: str, now: dt.datetime
) -> dt.datetime | None:
    """Until when notices rest; None where that cannot be said."""
    if word != policy.FREEZE:
        return policy.until(word, now, ())
    rows = Notice.objects.filter(account=account, pk__in=ids)
    first = rows.select_related("headline__project", "headline__release").first()
    if first is None:
        return None
    headline = first.headline
    setting = frame.load(headline.project.name, moments.parse(None, now=now), now=now)
    name = headline.release.name if headline.release else setting.frame.current
    return policy.until(word, now, _deadlines(setting, name))


def _deadlines(setting: Setting, name: str) -> list[dt.datetime]:
    release = setting.release(name) or setting.release(setting.frame.current)
    return [one.ends_at for one in release.deadlines] if release else []
