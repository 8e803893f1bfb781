"""Where people say whether all is still true: signed in, or by the link of a message.

Opening a link writes nothing, since programs that look after mail open links, too; each
answer is a form of its own. Whoever answers by a link does so under the login that the
message went to, with the roles which that one holds now.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from enhancements.actions import answers, asking_links, mailboxes
from enhancements.actions.answers import NOT_MINE, Said
from enhancements.actions.asking_links import LinkBad, LinkExpired
from enhancements.actions.decisions import StepUnknown
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Account, AskAnswer, Project, Record
from enhancements.policy import permissions
from enhancements.policy.decisions import ON_TRACK, Clashed, DecisionRefused
from enhancements.policy.permissions import OWNER, Answer, Deed, Held
from enhancements.queries import asked_of, words
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.shapes import Frame
from enhancements.queries.shapes.asking import MineRow
from enhancements.views import asked, deciding, errors, policies
from enhancements.views.pages import in_project
from enhancements.views.who import Who, of_account, thing, who

_MOST = 300
_SIGN_IN = gettext_noop("Sign in first: what is answered here is answered by name.")
_FORM = gettext_noop(
    "The form cannot be read. Load the page anew and answer once more."
)
_BAD = gettext_noop(
    "This link is none of ours, or whoever it was for has no account here any more."
    " Check that it was copied whole, to its last letter; or sign in and look at what"
    " waits for you."
)
_WORDS = {
    "on-track": gettext_noop("on track"),
    "at-risk": gettext_noop("at risk"),
    "off-track": gettext_noop("off track"),
    NOT_MINE: gettext_noop("not yours any more"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class AskedPage:
    """Everything the page shows."""

    frame: Frame
    login: str
    """Of whoever answers; empty for nobody."""
    rows: tuple[MineRow, ...] = ()
    until: dt.datetime | None = None
    """Until when the link is good; None for who is signed in."""
    step: UUID | None = None
    """What was answered just now, and can be taken back."""
    said: str = ""
    """That, in a sentence."""
    error: str = ""
    reason: str = ""
    """What was typed, where it was not taken."""

    @property
    def open(self) -> tuple[MineRow, ...]:
        """Those that wait for an answer."""
        return tuple(one for one in self.rows if one.is_open)

    @property
    def answered(self) -> tuple[MineRow, ...]:
        """Those that somebody has answered."""
        return tuple(one for one in self.rows if not one.is_open)


@dataclasses.dataclass(frozen=True, slots=True)
class StopPage:
    """Whose mail is stopped, or is to be."""

    account: Account
    is_done: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Desk:
    """Somebody who answers, and where."""

    request: HttpRequest
    setting: Setting
    who: Who
    here: str
    """The address of the page."""
    until: dt.datetime | None = None

    def may(self, row: MineRow) -> Answer:
        """Whether they may say how this entry goes: by their roles of now, or because
        a release names them as its owner.
        """
        entry = row.entry
        about = thing(
            self.setting, release=entry.release, sig=entry.sig or "", key=entry.key
        )
        answer = self.who.may(Deed.CHECK_IN, about)
        if not answer and plain(self.who.by) in map(plain, entry.facts.owners):
            held = [Held(OWNER, entry.key, "the release")]
            return permissions.may(held, Deed.CHECK_IN, about)
        return answer


@policies.decides(Deed.CHECK_IN)
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def asked_page(request: HttpRequest, setting: Setting) -> HttpResponse:
    """What whoever is signed in was asked."""
    here = reverse("enhancements:asked", args=[setting.frame.project.name])
    desk = _Desk(request, setting, who(request, setting), here)
    if desk.who.account is None:
        if request.method == "POST":
            return errors.forbidden(request, gettext(_SIGN_IN), setting.frame)
        return _shown(request, AskedPage(setting.frame, ""))
    return _answered(desk) if request.method == "POST" else _page(desk)


@policies.linked("the signed link of a message, good for two weeks")
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def answer_page(request: HttpRequest, setting: Setting, token: str) -> HttpResponse:
    """The same for whoever has the link of a message to them."""
    try:
        ask, account = asking_links.ask_of(
            token, project=setting.id, now=timezone.now()
        )
    except LinkExpired:
        page = AskedPage(setting.frame, "")
        values = {"page": page, "nav": ""}
        return render(request, "asking/over.html", values, status=410)
    except LinkBad:
        return errors.not_found(request, gettext(_BAD), setting.frame)
    here = reverse("enhancements:answer", args=[setting.frame.project.name, token])
    asking = of_account(account, project=setting.id, profile=setting.profile)
    desk = _Desk(request, setting, asking, here, ask.expires_at)
    return _answered(desk) if request.method == "POST" else _page(desk)


@policies.linked("the signed link that stands in every message")
@csrf_exempt  # Mail programs post it by themselves (RFC 8058), and know no cookie.
@require_http_methods(["GET", "HEAD", "POST"])
def stop_asking(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mail to somebody; with GET only the button that does."""
    try:
        account = asking_links.whose_to_stop(token)
    except LinkBad:
        return errors.not_found(request, gettext(_BAD))
    is_done = request.method == "POST"
    if is_done:
        mailboxes.want(account=account, is_wanted=False, now=timezone.now())
    page = StopPage(account, is_done)
    return asked.page(request, "asking/stop", "", page, is_private=True)


# --- Reading --------------------------------------------------------------------------


def _page(desk: _Desk, *, status: int = 200, **more: Any) -> HttpResponse:
    page = AskedPage(
        desk.setting.frame,
        desk.who.by,
        asked_of.rows(desk.setting, desk.who.by),
        desk.until,
        **more,
    )
    step = _step(desk.request)
    if step is not None and not page.error:
        page = _with_step(page, step)
    return _shown(desk.request, page, status)


def _with_step(page: AskedPage, step: UUID) -> AskedPage:
    """The page with what was answered by that step and stands."""
    rows = AskAnswer.objects.filter(batch=step, by=page.login, until=None)
    found = dict(rows.values_list("item", "word"))
    names = [
        (one.entry.title, found[item])
        for one in page.rows
        for item in one.items[-1:]
        if item in found
    ]
    if not names:
        return page
    first, word = names[0]
    answer = gettext(_WORDS[word])
    if names[1:]:
        said = gettext(
            "Thank you. You said of %(title)s and %(number)s more: %(answer)s.",
            title=first,
            number=len(names) - 1,
            answer=answer,
        )
    else:
        said = gettext(
            "Thank you. You said of %(title)s: %(answer)s.", title=first, answer=answer
        )
    return dataclasses.replace(page, step=step, said=said)


def _step(request: HttpRequest) -> UUID | None:
    try:
        return UUID(asked.value(request, deciding.STEP))
    except ValueError:
        return None


def _shown(request: HttpRequest, page: AskedPage, status: int = 200) -> HttpResponse:
    return asked.page(request, "asking/asked", "", page, status=status, is_private=True)


# --- Answering ------------------------------------------------------------------------


def _answered(desk: _Desk) -> HttpResponse:
    """Take what a form says, all of it or nothing."""
    given = desk.request.POST
    reason = asked.text(given.get("reason", ""), 5000)
    project = Project.objects.get(pk=desk.setting.id)
    now, by = timezone.now(), desk.who.by
    try:
        if given.get("do") == "back":
            step = UUID(given.get("step", ""))
            answers.take_back(project=project, batch=step, by=by, now=now)
            return deciding.redirect(desk.here)
        rows = _rows(desk, _entries(given.get("entries", "")))
        word = given.get("word", "")
        said = [_said(desk, row, seen, word, reason) for row, seen in rows]
        batch = answers.answer(project=project, said=said, by=by, now=now)
    except _NotAllowed as no:
        return errors.forbidden(desk.request, str(no), desk.setting.frame)
    except (DecisionRefused, ValueError) as refused:
        error = str(refused) if isinstance(refused, DecisionRefused) else gettext(_FORM)
        return _page(desk, status=400, error=error, reason=reason)
    except StepUnknown:
        error = gettext("You gave no such answer, so nothing was taken back.")
        return _page(desk, status=400, error=error)
    except Clashed:
        error = gettext(
            "Somebody said meanwhile how it goes, so nothing was written. Below is how"
            " it stands; answer once more if you see it otherwise."
        )
        return _page(desk, status=409, error=error, reason=reason)
    return deciding.redirect(f"{desk.here}?{deciding.STEP}={batch}")


class _NotAllowed(Exception):
    """They may not say how an entry goes; the text says who may."""


Place = tuple[str, str, str]
_RECORD = ("key", "enhancement", "sig")
_PLACE = ("release", "item", "track")


def _entries(text: str) -> dict[Place, int | None]:
    """(release, key, track) of the entries that a form names, and what was seen
    standing. Raises ValueError.
    """
    found: dict[Place, int | None] = {}
    listed = json.loads(text)
    if not isinstance(listed, list) or not 0 < len(listed) <= _MOST:
        raise ValueError(text)
    for one in listed:
        if not isinstance(one, Mapping):
            raise ValueError(text)  # noqa: TRY004 - the form cannot be read
        place = tuple(asked.text(one.get(name), 300) for name in _PLACE)
        seen = one.get("seen")
        if type(seen) not in (int, type(None)) or (seen or 0) >= 2**63:
            raise ValueError(text)
        found[place[0], place[1], place[2]] = seen
    return found


def _rows(
    desk: _Desk, wanted: Mapping[Place, int | None]
) -> Sequence[tuple[MineRow, int | None]]:
    """The entries, with what was seen standing. Raises _NotAllowed where they may not
    answer, and DecisionRefused where one is planned no longer.
    """
    keys = {key for _, key, _ in wanted}
    records = Record.objects.filter(project=desk.setting.id, until=None, key__in=keys)
    known = {key: (id_, sig) for key, id_, sig in records.values_list(*_RECORD)}
    also = [id_ for id_, _ in known.values()]
    found = {
        (one.entry.release, one.entry.key, one.entry.track): one
        for one in asked_of.rows(desk.setting, desk.who.by, also=also)
    }
    for place in wanted:
        release, key, _ = place
        sig = known[key][1] or "" if key in known else ""
        about = thing(desk.setting, release=release, sig=sig, key=key)
        row = found.get(place)
        may = desk.may(row) if row else desk.who.may(Deed.CHECK_IN, about)
        if not may and key in known:
            raise _NotAllowed(may.reason)
        if row is None:
            message = gettext(
                "%(key)s is not planned for %(release)s any more.",
                key=key[:80],
                release=release[:80],
            )
            raise DecisionRefused(message)
    return [(found[place], seen) for place, seen in wanted.items()]


def _said(desk: _Desk, row: MineRow, seen: int | None, word: str, reason: str) -> Said:
    release = desk.setting.release(row.entry.release)
    if word == ON_TRACK and not reason:
        reason = _confirmed(desk, row)
    return Said(
        release=release.id if release else 0,
        enhancement=row.entry.enhancement,
        track=row.entry.track,
        word=word,
        reason=reason,
        seen=seen,
        items=row.items,
    )


def _confirmed(desk: _Desk, row: MineRow) -> str:
    """Why it is on track: somebody looked at it, so long before the freeze. It is
    stored, so it is the project's.
    """
    facts = row.entry.facts
    if facts.ends_at is None:
        return "Still true."
    days = (facts.ends_at.date() - desk.setting.at.date()).days
    when = "1 day" if days == 1 else f"{days} days"
    return f"Still true {when} before the {words.in_sentence(facts.freeze)}."
