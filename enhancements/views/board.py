"""The freeze board of a release."""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from enhancements.exports import boards
from enhancements.exports.lists import compared
from enhancements.languages import gettext
from enhancements.policy.live import Version
from enhancements.policy.permissions import Deed
from enhancements.queries import board_page, frame, moments
from enhancements.queries.board_filters import FILTERS, Asked
from enhancements.queries.board_panel import Reader
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.shapes.board_page import BoardPage
from enhancements.queries.shapes.board_panel import BoardPanel
from enhancements.views import asked, exports, pages, validated
from enhancements.views.decide import beside
from enhancements.views.policies import public
from enhancements.views.who import Who, who_in

_NAV = "board"
_PARTS = {"": "board", "counts": "board/counts", "panel": "board/panel"}
"""What of the page `part` asks for, and the template that makes it."""


@public
@require_safe
def board(request: HttpRequest, project: str, name: str) -> HttpResponseBase:
    """The board; 304 when the browser has it already and nothing changed."""

    def made() -> HttpResponseBase:
        now = timezone.now()
        moment = moments.parse(request.GET.get("as_of"), now=now)
        begun = frame.begin(project)
        who = who_in(request, project=begun.id, profile=begun.profile)
        tag = validated.digest(request, begun, who)
        if (answer := validated.unchanged(request, tag, now)) is not None:
            return answer
        setting = frame.load(project, moment, now=now, begun=begun)
        try:
            page = board_page.page(setting, name, _asked(request), _reader(who))
        except ReleaseUnknown:
            return pages.release_unknown(request, setting, name)
        if not moment.is_past:
            seen = str(Version.of(begun.pulses))
            page = dataclasses.replace(page, version=seen)
        response = _answer(request, setting, page)
        if page.panel is not None and _is_fresh_only(page.panel):
            patch_cache_control(response, private=True, no_cache=True)
            return response
        until = validated.ends(page.good_until, setting.frame.sources)
        return validated.named(request, response, tag, until)

    return pages.refusing(request, project, made)


def _is_fresh_only(panel: BoardPanel) -> bool:
    """Whether a panel shows what no pulse counts: the release team, of whom a contact
    is chosen, and how the comment of a check-in stands.
    """
    who = panel.who
    says = who[Deed.CHECK_IN] or who[Deed.POST_COMMENT]
    return bool(who[Deed.SET_CONTACT] or (panel.comment is not None and says))


def _asked(request: HttpRequest) -> Asked:
    return Asked(
        chosen={one: asked.values(request, one) for one in FILTERS},
        text=asked.value(request, "text").strip(),
        group=asked.value(request, "group"),
        sort=asked.value(request, "sort"),
        columns=tuple(asked.values(request, "columns")),
        compare=asked.value(request, "compare").strip(),
        item=asked.value(request, "item"),
        track=asked.value(request, "track"),
        freeze=asked.value(request, "freeze"),
    )


def _reader(who: Who) -> Reader:
    account = who.account
    return Reader(
        may=who.may,
        signed_in=account is not None,
        visited_at=account.visited_at if account else None,
    )


def _answer(
    request: HttpRequest, setting: Setting, page: BoardPage
) -> HttpResponseBase:
    if exports.wanted(request):
        rows = [row for group in page.groups for row in group.rows]
        listed = compared(boards.sheet(page.freezes), rows, page.comparison)
        return exports.answer(request, setting, *listed, about=page.release)
    part = request.GET.get("part", "")
    if part not in _PARTS:
        message = gettext(
            "The board has no part “%(part)s”. Leave it out for the whole.",
            part=part[:40],
        )
        raise FilterRefused("part", message)
    return _rendered(request, setting, _PARTS[part], page)


def _rendered(
    request: HttpRequest, setting: Setting, template: str, page: BoardPage
) -> HttpResponse:
    values = {"page": page, "nav": _NAV, **beside(request, setting, page)}
    return render(request, f"{template}.html", values)
