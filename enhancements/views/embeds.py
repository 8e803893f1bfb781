"""One thing for elsewhere: an enhancement as JSON, badges and cards as SVG.

A card is an SVG and not a page in a frame: READMEs and issues show pictures and take
frames out, and a picture needs no exception from our policy on frames.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response

from enhancements import charts
from enhancements.exports import cells
from enhancements.queries import single, words
from enhancements.queries.enhancement import EnhancementMoved, EnhancementUnknown
from enhancements.queries.frame import Setting
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.shapes import EntryRow, ReleaseSummary
from enhancements.queries.single import Single
from enhancements.views import policies
from enhancements.views.pages import (
    enhancement_unknown,
    moment_query,
    project_page,
    release_unknown,
)

# A picture may have styles of its own and nothing else; it is shown on other sites.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300",
}


# A card has room for three dates.
_DATED = ("enhancements-freeze", "code-freeze", "release")


@policies.public
@project_page
def enhancement_json(
    request: HttpRequest, setting: Setting, key: str
) -> HttpResponseBase:
    """An enhancement as `query` gives it, with its address, moment and entries."""
    found = _find(request, setting, key, "enhancement-json")
    if isinstance(found, HttpResponse):
        return found
    own = reverse("enhancements:enhancement", args=[setting.frame.project.name, key])
    data = {
        "address": request.build_absolute_uri(own + moment_query(setting)),
        "as_of": cells.iso(setting.at),
        **found.data,
        "removed_at": cells.iso(found.removed_at),
        "entries": [single.entry_data(*one) for one in found.entries],
        **single.beside(found),
    }
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})


@policies.public
@project_page
def enhancement_badge(
    request: HttpRequest, setting: Setting, key: str
) -> HttpResponseBase:
    """Where an enhancement stands, in two words."""
    found = _find(request, setting, key, "enhancement-badge")
    if isinstance(found, HttpResponse):
        return found
    message, state = _standing(setting, found)
    return _picture(
        request, "badge", charts.badge(_name(setting, found), message, state)
    )


@policies.public
@project_page
def enhancement_card(
    request: HttpRequest, setting: Setting, key: str
) -> HttpResponseBase:
    """An enhancement in a few lines."""
    found = _find(request, setting, key, "enhancement-card")
    if isinstance(found, HttpResponse):
        return found
    data = found.data
    sig = f"SIG {data['sig']}" if data["sig"] else "no SIG"
    lead = [_name(setting, found), sig]
    if found.removed_at:
        lead.append(f"removed {_day(found.removed_at)}")
    elif label := words.status_label(setting.profile, data["status"]):
        lead.append(label)
    planned = [one for one in found.entries if one[1].planned]
    committed = [one for one in found.entries if one[1].committed]
    shipped = [one for one in found.entries if one[1].shipped]
    rows = [
        ("Planned", _said(planned) or "no release named"),
        ("Committed", _said(committed) or "no evidence"),
        ("Shipped", _said(shipped) or "not proven"),
    ]
    drawn = charts.card(data["title"], " · ".join(lead), rows, _foot(setting))
    return _picture(request, "card", drawn)


@policies.public
@project_page
def release_badge(
    request: HttpRequest, setting: Setting, name: str
) -> HttpResponseBase:
    """Where a release stands, in two words."""
    try:
        summary = single.release(setting, name)
    except ReleaseUnknown:
        return release_unknown(request, setting, name)
    label = f"{setting.frame.project.title} {name}"
    committed = summary.committed
    message, state = f"{summary.planned} planned", "planned"
    if committed is not None:
        message, state = f"{committed} committed", "committed"
    if when := _date(summary):
        message = f"{message}, {when}"
    return _picture(request, "badge", charts.badge(label, message, state))


@policies.public
@project_page
def release_card(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """A release in a few lines."""
    try:
        summary = single.release(setting, name)
    except ReleaseUnknown:
        return release_unknown(request, setting, name)
    dates = [f"{d.label} {_day(d.date)}" for d in summary.deadlines if d.kind in _DATED]
    committed = summary.committed
    rows = [
        ("Planned", f"{summary.planned}"),
        ("Committed", "no evidence" if committed is None else f"{committed}"),
    ]
    if committed is not None and (summary.added or summary.out):
        rows[1] = (
            "Committed",
            f"{committed}; since the freeze {summary.added} added, {summary.out} out",
        )
    title = f"{setting.frame.project.title} {name}"
    lead = " · ".join(dates) or "no schedule gives its dates yet"
    return _picture(request, "card", charts.card(title, lead, rows, _foot(setting)))


def _find(
    request: HttpRequest, setting: Setting, key: str, route: str
) -> Single | HttpResponse:
    """The enhancement, or the answer that leads to it or says that there is none."""
    try:
        return single.enhancement(setting, key)
    except EnhancementMoved as moved:
        project = setting.frame.project.name
        address = reverse(f"enhancements:{route}", args=[project, str(moved)])
        return HttpResponseRedirect(address + moment_query(setting))
    except EnhancementUnknown:
        return enhancement_unknown(request, setting, key)


def _name(setting: Setting, found: Single) -> str:
    number = found.data["number"]
    name = found.data["key"] if number is None else f"#{number}"
    return f"{setting.profile.word} {name}"


def _standing(setting: Setting, found: Single) -> tuple[str, str]:
    """The words of the badge and their colour."""
    if found.removed_at:
        return "removed", "gone"
    nearest = single.nearest(setting, found)
    if nearest is None:
        return "no target", "none"
    release, entry = nearest
    word = state = "committed" if entry.committed else "planned"
    if entry.late:
        word, state = "planned after the freeze", "late"
    return f"{entry.stage.label} {release}, {word}", state


def _said(entries: list[tuple[str, EntryRow]]) -> str:
    """Stages and releases, the latest first: they are cut at the end."""
    return ", ".join(f"{entry.stage.label} {name}" for name, entry in reversed(entries))


def _date(summary: ReleaseSummary) -> str:
    if summary.next_deadline:
        return f"{summary.next_deadline.label} {_day(summary.next_deadline.date)}"
    out = [d for d in summary.deadlines if d.kind == "release"]
    return f"out since {_day(out[0].date)}" if summary.is_out and out else ""


def _foot(setting: Setting) -> str:
    return (
        f"{setting.frame.project.title} · as of {_day(setting.at.astimezone(dt.UTC))}"
    )


def _day(date: dt.date) -> str:
    return f"{date.day} {date:%b} {date.year}"


def _picture(request: HttpRequest, template: str, drawn: Any) -> HttpResponseBase:
    """The drawing with its headers; 304 for who has it already."""
    text = render_to_string(f"embed/{template}.svg", {"page": drawn}, using="jinja2")
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    response = HttpResponse(text, content_type="image/svg+xml; charset=utf-8")
    response["ETag"] = etag
    answered = get_conditional_response(request, etag=etag, response=response)
    answered = answered or response
    for name, value in _HEADERS.items():
        answered[name] = value
    return answered
