"""Pages that a browser keeps, and asks for again only to hear that nothing changed.

Never stale: the pulses of the project are read before anything else, so a page is at
most named too old. Decision 34 says what else the name of a page holds, and why.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags

from enhancements import languages, styles
from enhancements.models import Account
from enhancements.queries.frame import Begun
from enhancements.queries.shapes import SourceState
from enhancements.views.who import Who


def digest(request: HttpRequest, begun: Begun, who: Who) -> str:
    """What a page depends on, besides the time at which it stops being true.

    Looks at the sources that brought no news are not in it, since only the cache knows
    of them: `ends` sees to it that no page goes on for long without asking there.
    """
    account = who.account
    parts = (
        _code(),
        languages.current().code,
        request.get_full_path(),
        request.headers.get("HX-Request", ""),
        begun.id,
        begun.pulses,
        begun.projects,
        begun.reading,
        _reader(account) if account else "",
        who.held,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _reader(account: Account) -> tuple[object, ...]:
    """What the bar of every page says of who is signed in."""
    said = (account.pk, str(account), account.name)
    return (*said, account.visited_at, account.unread)


def unchanged(
    request: HttpRequest, name: str, now: dt.datetime
) -> HttpResponseBase | None:
    """304 when the browser has just this page, and it is still true; else None."""
    for tag in parse_etags(request.headers.get("If-None-Match", "")):
        known, _, until = tag.removeprefix("W/").strip('"').rpartition(".")
        if known != _whole(request, name) or not _SECONDS.fullmatch(until):
            continue
        if now.timestamp() < int(until):
            response = HttpResponseNotModified()
            return named(
                request, response, name, dt.datetime.fromtimestamp(int(until), dt.UTC)
            )
    return None


def ends(good_until: dt.datetime, sources: Iterable[SourceState]) -> dt.datetime:
    """When a page with these sources stops being true that is good until then."""
    return min((good_until, *(one.good_until for one in sources if one.good_until)))


_SECONDS = re.compile("[0-9]{1,11}")


def _whole(request: HttpRequest, name: str) -> str:
    """The name with the cookie to which the token of the page's forms belongs: it may
    be given with the page itself.
    """
    secret = str(request.META.get("CSRF_COOKIE") or "")
    return f"{name}.{hashlib.sha256(secret.encode()).hexdigest()[:12]}"


def named(
    request: HttpRequest,
    response: HttpResponseBase,
    name: str,
    good_until: dt.datetime,
) -> HttpResponseBase:
    """The response with the name that a browser asks about next time.

    It holds the second at which the page stops being true even if nothing is written.
    Whoever makes up a later one deceives only themselves.
    """
    whole = _whole(request, name)
    response["ETag"] = f'W/"{whole}.{int(good_until.timestamp())}"'
    patch_cache_control(response, private=True, no_cache=True)
    return response


@functools.cache
def _code() -> str:
    """A digest of what makes pages: another version of the program makes others."""
    found = hashlib.sha256(styles.bundle().digest.encode())
    base = Path(settings.BASE_DIR)
    for folder in ("enhancements", "locale", "templates", "static", "tracker"):
        for path in sorted((base / folder).rglob("*.*")):
            if path.suffix in _KINDS:
                found.update(path.read_bytes())
    return found.hexdigest()


_KINDS = {".py", ".toml", ".po", ".html", ".js", ".svg"}
