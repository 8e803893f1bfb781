"""Feeds that are somebody's own: the page that hands out their addresses, and the
feeds, for programs that know nothing but the address.

No cookie is read for them and no page of ours shown: who has the address is answered,
everybody else is told that nothing is there.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from enhancements import presenters
from enhancements.actions import feed_addresses as acts
from enhancements.actions.feed_addresses import FeedRefused
from enhancements.feeds import atom, ics
from enhancements.feeds.atom import Item
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Account, FeedAddress
from enhancements.policy import following
from enhancements.queries import calendars, frame, notices, waiting_page
from enhancements.queries import feed_addresses as query
from enhancements.queries.calendars import Occasion
from enhancements.queries.feed_addresses import FeedUnknown
from enhancements.queries.frame import Setting
from enhancements.queries.notices import NoticeGroup
from enhancements.queries.shapes import Moment
from enhancements.queries.shapes.waiting import WaitRow
from enhancements.views import deciding, errors, policies
from enhancements.views.feeds import conditional
from enhancements.views.me import mine
from enhancements.views.who import of_account

_OWN = "private, max-age=300"
_MOST = 100
_NEVER = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """A feed that somebody may have an address of."""

    what: str
    """A word of `FeedAddress.What`."""
    file: str
    """What stands behind the token in its address."""
    title: str
    text: str
    """What is in it, for whoever decides to have one."""
    read: Callable[[HttpRequest, Account, dt.datetime], HttpResponseBase]


@dataclasses.dataclass(frozen=True, slots=True)
class FeedsPage:
    """Everything the page shows."""

    account: Account
    kinds: tuple[tuple[Kind, FeedAddress | None], ...]
    now: dt.datetime
    made: str = ""
    """The feed whose address was made just now, and the address; shown this once."""
    address: str = ""


@policies.own
@require_http_methods(["GET", "HEAD", "POST"])
@mine
def my_feeds(request: HttpRequest, account: Account) -> HttpResponseBase:
    """The feeds of whoever is signed in; with POST, an address made or revoked."""
    if request.method != "POST":
        return _shown(request, _page(account))
    do, what = request.POST.get("do", ""), request.POST.get("what", "")
    by, now = str(account), timezone.now()
    kind = next((one for one in KINDS if one.what == what), None)
    if kind is None or do not in ("make", "revoke"):
        message = gettext("The form says nothing that is done here.")
        return errors.bad_request(request, message)
    if do == "revoke":
        acts.revoke(account=account, what=what, by=by, now=now)
        return deciding.redirect(reverse("enhancements:my-feeds"))
    try:
        made = acts.make(account=account, what=what, by=by, now=now)
    except FeedRefused as refused:
        return errors.bad_request(request, str(refused))
    there = reverse("enhancements:secret-feed", args=[made.token, kind.file])
    page = dataclasses.replace(
        _page(account), made=what, address=request.build_absolute_uri(there)
    )
    return _shown(request, page)


def _page(account: Account) -> FeedsPage:
    has = query.kept(account)
    kinds = tuple((_said(one), has.get(one.what)) for one in KINDS)
    return FeedsPage(account, kinds, timezone.now())


def _said(kind: Kind) -> Kind:
    """In the language of who reads the page."""
    return dataclasses.replace(kind, title=gettext(kind.title), text=gettext(kind.text))


def _shown(request: HttpRequest, page: FeedsPage) -> HttpResponse:
    response = render(request, "accounts/feeds.html", {"page": page, "nav": ""})
    response["Cache-Control"] = "no-store, private"
    return response


@policies.linked("the secret address of a feed, which its owner can renew")
@csrf_exempt  # Nothing is written whatever is posted, and no cookie counts.
def secret_feed(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """Somebody's own feed."""
    kind = next((one for one in KINDS if one.file == name), None)
    try:
        found = query.find(token, kind.what if kind else "")
    except FeedUnknown:
        return _hidden(HttpResponse("Nothing is here.", _TEXT, status=404))
    if kind is None or request.method not in ("GET", "HEAD"):
        return _hidden(HttpResponseNotAllowed(["GET", "HEAD"]))
    now = timezone.now()
    acts.use(address=found, now=now)
    return _hidden(kind.read(request, found.account, now))


_TEXT = "text/plain; charset=utf-8"


def _hidden(response: HttpResponseBase) -> HttpResponseBase:
    """No cache that others share keeps it, and no search engine lists it."""
    response["Cache-Control"] = _OWN
    response["X-Robots-Tag"] = "noindex"
    return response


def _settings(now: dt.datetime) -> Sequence[Setting]:
    return frame.load_all(Moment(now), now=now)


def _calendar(
    request: HttpRequest, account: Account, now: dt.datetime
) -> HttpResponseBase:
    """In two SQL statements and three for each project."""

    def link(one: Occasion) -> str:
        address = reverse(f"enhancements:{one.route}", args=one.args)
        return request.build_absolute_uri(address)

    login = account.login
    found = [
        dataclasses.replace(one, key=f"{setting.frame.project.name}/{one.key}")
        for setting in (_settings(now) if login else ())
        for one in calendars.of_person(setting, login)
    ]
    body = ics.write(
        name=f"Deadlines of @{login}",
        address=request.build_absolute_uri("/"),
        family=f"me/{account.pk}",
        occasions=found,
        link=link,
        about="The freezes that your entries are worked for, and when their exceptions"
        f" end. {_stop(request)}",
    )
    return conditional(request, body, ics.CONTENT_TYPE, cache=_OWN)


def _waiting(
    request: HttpRequest, account: Account, now: dt.datetime
) -> HttpResponseBase:
    """In two SQL statements and two for each project."""
    items = [
        _item(request, setting, row)
        for setting in (_settings(now) if account.login else ())
        for row in _rows(setting, account)
    ]
    items.sort(key=lambda one: one.at, reverse=True)
    body = atom.write(
        title=f"What waits for @{account.login}",
        subtitle=f"The newest first; what is done is in it no longer. {_stop(request)}",
        address=request.build_absolute_uri(),
        page=request.build_absolute_uri(reverse("enhancements:me")),
        family=f"/feeds/waiting/{account.pk}/",
        updated=items[0].at if items else account.joined_at,
        items=items[:_MOST],
        is_secret=True,
    )
    return conditional(request, body, atom.CONTENT_TYPE, cache=_OWN)


def _stop(request: HttpRequest) -> str:
    """How to be rid of a feed, for whoever finds it in a program of theirs."""
    page = request.build_absolute_uri(reverse("enhancements:my-feeds"))
    return f"To stop it, revoke its address: {page}"


def _rows(setting: Setting, account: Account) -> list[WaitRow]:
    """What waits for them, for SIGs that they lead, and for the team they are of."""
    held = of_account(account, project=setting.id, profile=setting.profile).held
    page = waiting_page.of_me(setting, account.login, held)
    return [row for part in page.parts for row in part.rows]


def _item(request: HttpRequest, setting: Setting, row: WaitRow) -> Item:
    entry, wait = row.entry, row.wait
    name = f"#{entry.number}" if entry.number is not None else entry.key
    project = setting.frame.project.name
    there = reverse("enhancements:enhancement", args=[project, entry.key])
    place = (project, *entry.place, wait.reason, wait.check, wait.ask)
    due = f"Due {wait.due:%d %b %Y, %H:%M} UTC." if wait.due else ""
    return Item(
        place=" ".join(map(str, place)),
        title=f"{wait.ask.rstrip('.')}: {name} {entry.title}",
        lines=tuple(filter(None, (f"{entry.release}, {entry.stage.label}.", wait.why)))
        + ((due,) if due else ()),
        link=request.build_absolute_uri(there),
        at=wait.since or entry.facts.since or _NEVER,
    )


def _inbox(
    request: HttpRequest, account: Account, now: dt.datetime
) -> HttpResponseBase:
    """In four SQL statements."""
    items = [
        _notice(request, one) for one in notices.latest(account, now=now, most=_MOST)
    ]
    body = atom.write(
        title=f"Inbox of @{account.login}",
        subtitle=f"What changed of what you follow. {_stop(request)}",
        address=request.build_absolute_uri(),
        page=request.build_absolute_uri(reverse("enhancements:inbox")),
        family=f"/feeds/inbox/{account.pk}/",
        updated=items[0].at if items else account.joined_at,
        items=items,
        is_secret=True,
    )
    return conditional(request, body, atom.CONTENT_TYPE, cache=_OWN)


def _notice(request: HttpRequest, group: NoticeGroup) -> Item:
    """One line of the inbox, with why it came and where that is stopped."""
    [row] = group.rows
    there = reverse("enhancements:inbox")
    if group.name:
        there = following.path(group.kind, group.project, group.name)
    follows = request.build_absolute_uri(reverse("enhancements:following"))
    source = presenters.source_name(row.source) if row.source else ""
    said = f"{row.old} -> {row.new}" if row.old and row.new else row.new or row.old
    why = f"You follow {', '.join(row.why)}. " if row.why else ""
    lines = (said, ": ".join(filter(None, (source, row.subject))))
    return Item(
        place=str(row.id),
        title=f"{group.title}: {row.text}",
        lines=(
            *filter(None, lines),
            f"{why}What you follow, and how you are told: {follows}",
        ),
        link=request.build_absolute_uri(there),
        at=row.made_at,
        categories=(group.project_title, row.trigger),
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        FeedAddress.What.CALENDAR,
        "mine.ics",
        gettext_noop("My calendar"),
        gettext_noop(
            "The freezes that your entries are worked for, with the checks that fail,"
            " and when your exceptions end."
        ),
        _calendar,
    ),
    Kind(
        FeedAddress.What.WAITING,
        "waiting.atom",
        gettext_noop("What waits for me"),
        gettext_noop(
            "What you, the SIGs that you lead and your part of the release team have to"
            " do, as a feed."
        ),
        _waiting,
    ),
    Kind(
        FeedAddress.What.INBOX,
        "inbox.atom",
        gettext_noop("My inbox"),
        gettext_noop(
            "What changed of what you follow, as a feed; also what you have read here."
            " What you snoozed comes back when its time is over."
        ),
        _inbox,
    ),
)
"""Every feed that there is. A new one needs a word of `FeedAddress.What` and a line
here."""
