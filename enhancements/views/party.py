"""The freeze party: the page on the shared screen of the call."""

from __future__ import annotations

import dataclasses
import json

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import decisions
from enhancements.policy.boards import (
    DEFERRED_STANDING,
    REMOVED_STANDING,
    TRACKED_STANDING,
)
from enhancements.policy.live import Version
from enhancements.policy.permissions import Answer, Deed, Thing
from enhancements.queries import frame, moments, party
from enhancements.queries.frame import Setting
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.shapes.deciding import StepShown
from enhancements.queries.shapes.party import PartyPage, PartyRow
from enhancements.views import asked, errors, pages, policies, validated
from enhancements.views.deciding import step_shown
from enhancements.views.who import Who, thing, who_in

_WORDS = {
    TRACKED_STANDING: gettext_noop("Tracked"),
    REMOVED_STANDING: gettext_noop("Removed"),
    DEFERRED_STANDING: gettext_noop("Deferred"),
}
_DEEDS = (Deed.TRACK, Deed.REMOVE, Deed.DEFER, Deed.NOTE)
_NO = Answer(allowed=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """A decision that may be staged for the entry shown, or not."""

    value: str
    """A standing of `Decision`."""
    word: str
    answer: Answer
    asks: bool
    """Whether the checks say something else, so that a reason is asked."""
    wishes: str
    """It alone, as the review page reads it: a list in JSON."""


@dataclasses.dataclass(frozen=True, slots=True)
class PartyRights:
    """What whoever looks may do, and what the page's script needs to know."""

    stage: bool
    """Whether they may decide anything of this release."""
    sentence: str
    """Who may, for who may not; empty for who may."""
    offers: tuple[Offer, ...]
    """For the entry shown; empty when they may decide nothing about it."""
    note: Answer
    exception: str
    """Address of the request for more time at this freeze, or of the form that asks;
    empty for who may do neither."""
    stands: str
    """`PartyPage.stands` as JSON."""
    stands_here: str
    """The same of the entry shown alone."""
    back: str
    """Address of this page, to come back to."""
    events: str
    """Address of what happens since this page was made; empty for the past."""
    now_query: str
    """The page's query string without a past moment."""
    step: StepShown | None = None
    """What was just applied, with its undo."""


@policies.public
@require_safe
def party_page(request: HttpRequest, project: str, name: str) -> HttpResponseBase:
    """The entries of a release at a freeze, one of them in full; 304 when the browser
    has it already and nothing changed.

    With `part=entry` it is only that one, for who goes through them by keys.
    """

    def made() -> HttpResponseBase:
        now = timezone.now()
        moment = moments.parse(request.GET.get("as_of"), now=now)
        # What has changed is counted before it is read: at most, news come twice.
        begun = frame.begin(project)
        somebody = who_in(request, project=begun.id, profile=begun.profile)
        tag = validated.digest(request, begun, somebody)
        if (answer := validated.unchanged(request, tag, now)) is not None:
            return answer
        setting = frame.load(project, moment, now=now, begun=begun)
        wanted = _asked(request)
        try:
            page = party.page(setting, name, wanted)
        except ReleaseUnknown:
            return pages.release_unknown(request, setting, name)
        if wanted.item and page.shown is None and _is_part(request):
            message = gettext(
                "%(name)s is not an entry of %(release)s.",
                name=wanted.item,
                release=name,
            )
            return errors.not_found(request, message, setting.frame)
        version = str(Version.of(begun.pulses))
        may = dataclasses.replace(
            _rights(somebody, setting, page, wanted, version),
            step=step_shown(request, setting, page.release),
        )
        response = _rendered(request, page, may)
        if wanted.item and page.shown is None:
            # That something is not there is no page to keep.
            patch_cache_control(response, private=True, no_cache=True)
            return response
        until = validated.ends(page.good_until, setting.frame.sources)
        return validated.named(request, response, tag, until)

    return pages.refusing(request, project, made)


def _is_part(request: HttpRequest) -> bool:
    """Whether only the entry that is talked about is asked for."""
    return asked.value(request, "part") == "entry"


def _rendered(request: HttpRequest, page: PartyPage, may: PartyRights) -> HttpResponse:
    return render(
        request,
        "board/party-entry.html" if _is_part(request) else "board/party.html",
        {"page": page, "may": may, "nav": ""},
        status=404 if page.item and page.shown is None else 200,
    )


def _asked(request: HttpRequest) -> party.Asked:
    only = asked.value(request, "id")
    return party.Asked(
        freeze=asked.value(request, "freeze"),
        item=asked.value(request, "item"),
        track=asked.value(request, "track"),
        only=int(only) if only.isascii() and only.isdigit() else None,
        chosen={key: asked.values(request, key) for key in party.FILTERS},
    )


def _rights(
    somebody: Who,
    setting: Setting,
    page: PartyPage,
    wanted: party.Asked,
    version: str,
) -> PartyRights:
    is_past = setting.frame.moment.is_past
    shown = page.shown.at if page.shown else None
    here = _thing(setting, page, shown)
    may_note = _NO if is_past else somebody.may(Deed.NOTE, here)
    offers = () if is_past or shown is None else _offers(somebody, here, page, shown)
    may_here = bool(may_note) or any(offer.answer for offer in offers)
    return PartyRights(
        stage=not is_past and (may_here or _may_elsewhere(somebody, setting, page)),
        sentence="" if may_here else somebody.may(Deed.TRACK, here).reason,
        offers=offers if may_here else (),
        note=may_note,
        exception="" if is_past else _exception(somebody, here, page, shown),
        stands=_json(page.stands),
        stands_here=_json(party.stands([shown] if shown else [])),
        back=_back(page, wanted),
        events="" if is_past else _events(page, version),
        now_query=wanted.query(""),
    )


def _thing(setting: Setting, page: PartyPage, one: PartyRow | None) -> Thing:
    entry = one.row.entry if one else None
    return thing(
        setting,
        release=page.release,
        sig=(entry.sig or "") if entry else "",
        key=entry.key if entry else "",
        freeze=page.freeze,
    )


def _may_elsewhere(somebody: Who, setting: Setting, page: PartyPage) -> bool:
    """Whether they may decide about any other entry that is listed."""
    return bool(somebody.held) and any(
        somebody.may(deed, _thing(setting, page, one))
        for one in (*page.open, *page.decided)
        for deed in _DEEDS
    )


def _offers(
    somebody: Who, here: Thing, page: PartyPage, shown: PartyRow
) -> tuple[Offer, ...]:
    stands = shown.cell.decision
    found = []
    for value, word in _WORDS.items():
        needed = decisions.deeds(
            decisions.STANDING, value, stands.value if stands else ""
        )
        answers = [somebody.may(deed, here) for deed in needed]
        wish = {
            "item": shown.row.entry.key,
            "track": shown.row.entry.track,
            "kind": decisions.STANDING,
            "freeze": page.freeze,
            "criterion": "",
            "value": value,
            "reason": "",
            "seen": stands.id if stands else None,
        }
        found.append(
            Offer(
                value=value,
                word=gettext(word),
                answer=next((one for one in answers if not one), answers[0]),
                asks=decisions.contradicts(value, shown.cell.verdict),
                wishes=_json([wish]),
            )
        )
    return tuple(found)


def _exception(
    somebody: Who, here: Thing, page: PartyPage, shown: PartyRow | None
) -> str:
    if shown is None:
        return ""
    project, entry = page.frame.project.name, shown.row.entry
    if shown.cell.exception is not None:
        given = [project, page.release, shown.cell.exception.id]
        return reverse("enhancements:exception", args=given)
    if not somebody.may(Deed.ASK_EXCEPTION, here):
        return ""
    asked_for = {"item": entry.key, "track": entry.track, "freezes": page.freeze}
    return f"{_address('exception-new', page)}?{urlencode(asked_for)}"


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _back(page: PartyPage, wanted: party.Asked) -> str:
    return f"{_address('party', page)}?{wanted.query('', freeze=page.freeze)}"


def _events(page: PartyPage, version: str) -> str:
    return f"{_address('board-events', page)}?{urlencode({'seen': version})}"


def _address(name: str, page: PartyPage) -> str:
    return reverse(f"enhancements:{name}", args=[page.frame.project.name, page.release])
