"""Mistakes of programs that change something: each is logged, with how many of late."""

from __future__ import annotations

import contextlib
import logging

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

from enhancements.models import Token

log = logging.getLogger(__name__)
SECONDS = 3600
"""So long a mistake counts."""
# What a cache raises that cannot be reached; then nobody counts.
_AWAY = (RedisError, OSError)
_REFUSED = 400


def note(request: HttpRequest, response: HttpResponse, token: Token | None) -> None:
    """Log a refusal: who was refused what, and how often within an hour."""
    if response.status_code < _REFUSED:
        return
    who = f"token {token}" if token else "no token"
    log.warning(
        "%s %s refused with %d, mistake %d of this hour by %s of %s",
        request.method,
        request.path,
        response.status_code,
        _count(token),
        who,
        token.account if token else "nobody",
    )


def _count(token: Token | None) -> int:
    place = f"api-mistakes:{token.pk if token else 0}"
    with contextlib.suppress(*_AWAY):
        cache.add(place, 0, timeout=SECONDS)
        with contextlib.suppress(ValueError):  # It ended in between.
            return int(cache.incr(place))
    return 1
