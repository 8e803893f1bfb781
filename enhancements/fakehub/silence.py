"""When an answer forbids to ask again, by the rules that GitHub documents.

Whoever is refused waits as long as `Retry-After` says; else, with nothing left, until
the hour begins anew; else a minute. A refusal for asking too fast is about everything.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from enhancements.fakehub.calls import Answer

CORE, GRAPHQL = "core", "graphql"
UNTOLD = 60
_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)


def told(answer: Answer, is_graphql: bool, now: int) -> dict[str, int]:  # noqa: FBT001 it is a fact
    """By resource the second of the world before which nobody may ask again."""
    own = GRAPHQL if is_graphql else CORE
    headers = {name.lower(): value for name, value in answer.headers.items()}
    is_refused = _is_refused(answer)
    if is_refused and "retry-after" in headers:
        return dict.fromkeys((CORE, GRAPHQL), now + int(headers["retry-after"]))
    if headers.get("x-ratelimit-remaining") == "0":
        return {own: int(headers["x-ratelimit-reset"])}
    return dict.fromkeys((CORE, GRAPHQL), now + UNTOLD) if is_refused else {}


def _is_refused(answer: Answer) -> bool:
    """Whether it is about limits; a mere 403 is about permissions."""
    if answer.status not in _REFUSALS:
        return False
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    return "rate limit" in json.dumps(answer.body).lower()
