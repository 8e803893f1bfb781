"""Feeds of what changed: in a project, a SIG, a release, an enhancement, a search."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from enhancements.feeds import atom
from enhancements.queries import enhancement, feeds, filters
from enhancements.queries.feeds import Feed, FeedEntry
from enhancements.queries.frame import Setting
from enhancements.queries.search import narrowing
from enhancements.views import asked, policies
from enhancements.views.pages import (
    enhancement_unknown,
    moment_query,
    project_page,
    release_unknown,
)

_SHARED = "public, max-age=300"


@policies.public
@project_page
def of_project(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Everything that changed in a project."""
    return _answer(request, setting, feeds.of_list(setting))


@policies.public
@project_page
def of_sig(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """What changed of a SIG; of one that nobody names, nothing has."""
    return _answer(request, setting, feeds.of_list(setting, about="sig", name=name))


@policies.public
@project_page
def of_release(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """What changed of a release."""
    if setting.release(name) is None:
        return release_unknown(request, setting, name)
    return _answer(request, setting, feeds.of_list(setting, about="release", name=name))


@policies.public
@project_page
def of_enhancement(
    request: HttpRequest, setting: Setting, key: str
) -> HttpResponseBase:
    """What changed of an enhancement; an old name leads to the one of today."""
    try:
        return _answer(request, setting, feeds.of_enhancement(setting, key))
    except enhancement.EnhancementMoved as moved:
        project = setting.frame.project.name
        address = reverse("enhancements:enhancement-feed", args=[project, str(moved)])
        return HttpResponseRedirect(address + moment_query(setting))
    except enhancement.EnhancementUnknown:
        return enhancement_unknown(request, setting, key)


@policies.public
@project_page
def of_search(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """What changed of the enhancements that a search finds now. It means the same
    whoever asks: nobody is “me” to a feed that everybody may read.
    """
    given = {name: asked.values(request, name) for name in filters.NAMES}
    wanted = narrowing.read(setting, given)
    return _answer(request, setting, feeds.of_search(setting, wanted), given)


def _answer(
    request: HttpRequest,
    setting: Setting,
    feed: Feed,
    given: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    query = urlencode([(k, v) for k, v in (given or {}).items() if v], doseq=True)
    page = reverse(f"enhancements:{feed.route}", args=feed.args)
    home = reverse("enhancements:home", args=[setting.frame.project.name])
    items = [
        atom.of_changes(one, request.build_absolute_uri(_link(setting, one)))
        for one in feed.entries
    ]
    body = atom.write(
        title=feed.title,
        subtitle=feed.subtitle,
        address=request.build_absolute_uri(request.get_full_path()),
        page=request.build_absolute_uri(f"{page}?{query}" if query else page),
        family=f"{home}changes/",
        updated=feed.updated,
        items=items,
    )
    return conditional(request, body, atom.CONTENT_TYPE, feed.updated.timestamp())


def conditional(
    request: HttpRequest,
    body: bytes,
    content_type: str,
    changed: float | None = None,
    *,
    cache: str = _SHARED,
) -> HttpResponseBase:
    """The body, or 304 for who has it already.

    `changed` is a POSIX time for `Last-Modified`, which only who sends no ETag goes by.
    """
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    moment = int(changed) if changed is not None else None
    response = HttpResponse(body, content_type=content_type)
    answered = get_conditional_response(
        request, etag=etag, last_modified=moment, response=response
    )
    answered = answered or response
    answered["ETag"] = etag
    if moment is not None:
        answered["Last-Modified"] = http_date(moment)
    answered["Cache-Control"] = cache
    return answered


def _link(setting: Setting, entry: FeedEntry) -> str:
    """The page of what it is about."""
    first, project = entry.first, setting.frame.project.name
    for route, name in (
        ("enhancement", first.key),
        ("release", first.release),
        ("sig", first.sig),
    ):
        if name:
            return reverse(f"enhancements:{route}", args=[project, name])
    return reverse("enhancements:changes", args=[project])
