"""What whoever is signed in follows, and the link in a message that stops it."""

from __future__ import annotations

import dataclasses

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from enhancements.actions import following_links, mails, subscriptions
from enhancements.actions.asking_links import LinkBad
from enhancements.actions.subscriptions import FollowingRefused, Subject, Wish
from enhancements.languages import gettext, gettext_noop
from enhancements.models import (
    Account,
    Channel,
    Enhancement,
    Mailbox,
    Project,
    Release,
    SavedView,
    Sig,
    Subscription,
)
from enhancements.policy.following import DAILY, RHYTHMS, TRIGGERS, USUAL, said
from enhancements.policy.own_addresses import own_address
from enhancements.queries import following
from enhancements.queries.following import Followed
from enhancements.views import asked, deciding, errors, policies
from enhancements.views.me import mine

_FORM = gettext_noop(
    "The form says nothing that is done here. Load the page anew and try again."
)
_GONE = gettext_noop("There is nothing of that name to follow here any more.")
_NOT_YOURS = gettext_noop(
    "You follow no such thing: it was stopped, or is somebody else's."
)
_BAD = gettext_noop(
    "This link is none of ours, or whoever it was for has no account here any more."
    " Check that it was copied whole, to its last letter."
)
STOPPED = "stopped"
"""Parameter that tells what was stopped just now."""


@dataclasses.dataclass(frozen=True, slots=True)
class FollowingPage:
    """Everything the list of what is followed shows."""

    login: str
    rows: tuple[Followed, ...]
    box: Mailbox | None
    is_set_up: bool
    """Whether this installation sends mail at all."""
    channels: tuple[Channel, ...] = ()
    """Those that they keep and that are on."""
    stopped: Followed | None = None
    """What was stopped just now."""
    error: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class StopPage:
    """What the page of a link shows."""

    login: str
    label: str
    do: str = ""
    """What was done just now: `stop` or `again`."""


@policies.own
@require_http_methods(["GET", "HEAD", "POST"])
@mine
def following_page(request: HttpRequest, account: Account) -> HttpResponseBase:
    """What I follow; with POST one thing more, less, or told in another way."""
    if request.method != "POST":
        stopped = asked.row_id(asked.value(request, STOPPED))
        return _shown(request, _page(account, stopped))
    do = request.POST.get("do", "")
    try:
        if do == "follow":
            return _followed(request, account)
        if do in ("change", "stop", "again"):
            return _changed(request, account, do)
    except FollowingRefused as refused:
        page = dataclasses.replace(_page(account), error=str(refused))
        return _shown(request, page, 400)
    return errors.bad_request(request, gettext(_FORM))


@policies.linked("the signed link that stands in every message, for one subscription")
@csrf_exempt  # Mail programs post it by themselves (RFC 8058), and know no cookie.
@require_http_methods(["GET", "HEAD", "POST"])
def stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Stop following one thing, or take that back; with GET only the button that does,
    since programs open links.
    """
    try:
        row = following_links.what_to_stop(token)
    except LinkBad:
        return errors.not_found(request, gettext(_BAD))
    now, do = timezone.now(), ""
    if request.method == "POST":
        do = "again" if request.POST.get("do") == "again" else "stop"
        deed = subscriptions.resume if do == "again" else subscriptions.stop
        deed(subscription=row, now=now)
    label = following.named(row.account_id, [row.pk])[row.pk].label
    page = StopPage(str(row.account), label, do)
    return _private(render(request, "following/stop.html", {"page": page, "nav": ""}))


def _followed(request: HttpRequest, account: Account) -> HttpResponse:
    """Raises FollowingRefused."""
    given = request.POST
    project = Project.objects.filter(name=asked.text(given.get("project"), 60)).first()
    kind, name = given.get("kind", ""), asked.text(given.get("subject"), 200)
    subject = _subject(project, account, kind, name) if project else None
    if project is None or subject is None:
        return errors.not_found(request, gettext(_GONE))
    row = subscriptions.follow(
        account=account,
        project=project,
        subject=subject,
        wish=_wish(request),
        now=timezone.now(),
    )
    otherwise = f"{reverse('enhancements:following')}#follow-{row.pk}"
    return deciding.redirect(own_address(given.get("next", ""), otherwise))


def _subject(
    project: Project, account: Account, kind: str, name: str
) -> Subject | None:
    """What a form names; None for what there is not, and for views that they do not
    see.
    """
    found: Enhancement | Release | SavedView | Sig | None = None
    if kind == following.ENHANCEMENT:
        rows = Enhancement.objects.filter(project=project, pk=asked.row_id(name))
        found = rows.first()
    elif kind == following.SIG:
        found = Sig.objects.filter(project=project, name=name).first()
    elif kind == following.RELEASE:
        found = Release.objects.filter(project=project, name=name).first()
    elif kind == following.VIEW:
        views = SavedView.objects.filter(project=project, ended_at=None)
        seen = ~Q(audience=SavedView.Audience.PRIVATE) | Q(account=account)
        found = views.filter(seen, number=asked.row_id(name)).first()
    return Subject(kind, found.pk) if found else None


def _changed(request: HttpRequest, account: Account, do: str) -> HttpResponse:
    """Raises FollowingRefused."""
    number = asked.row_id(request.POST.get("id", ""))
    row = Subscription.objects.filter(pk=number, account=account).first()
    if row is None or (do == "change" and row.ended_at is not None):
        return errors.not_found(request, gettext(_NOT_YOURS))
    here, now = reverse("enhancements:following"), timezone.now()
    if do == "stop":
        subscriptions.stop(subscription=row, now=now)
        back = own_address(request.POST.get("next", ""), f"{here}?{STOPPED}={row.pk}")
        return deciding.redirect(back)
    if do == "again":
        row = subscriptions.resume(subscription=row, now=now)
    else:
        subscriptions.change(subscription=row, wish=_wish(request))
    return deciding.redirect(f"{here}#follow-{row.pk}")


def _wish(request: HttpRequest) -> Wish:
    given = request.POST
    return Wish(
        rhythm=given.get("rhythm", DAILY),
        by_mail=given.get("mail") == "yes",
        triggers=given.getlist("trigger"),
        channel=asked.row_id(given.get("channel", "")),
    )


def _page(account: Account, stopped: int = 0) -> FollowingPage:
    rows = following.listed(account.pk)
    named = following.named(account.pk, [stopped]) if stopped else {}
    ended = named.get(stopped)
    again = ended and any(
        (one.project, one.kind, one.name) == (ended.project, ended.kind, ended.name)
        for one in rows
    )
    channels = Channel.objects.filter(account=account, stopped_at=None)
    return FollowingPage(
        login=str(account),
        rows=tuple(rows),
        box=Mailbox.objects.filter(account=account).first(),
        is_set_up=mails.is_set_up(),
        channels=tuple(channels.select_related("project")),
        stopped=ended if ended and not ended.is_open and not again else None,
    )


def _shown(
    request: HttpRequest, page: FollowingPage, status: int = 200
) -> HttpResponse:
    values = {
        "page": page,
        "nav": "",
        "rhythms": said(RHYTHMS),
        "triggers": said(TRIGGERS),
        "usual": USUAL,
    }
    return _private(render(request, "following/index.html", values, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    return response
