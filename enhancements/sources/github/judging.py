"""What a status, headers and a body mean: tells the budget, raises what went wrong.

Order of the rules for refusals: how long GitHub says to wait; else the end of a spent
hour; else a minute and longer. Source: GitHub's documentation, "Best practices for
using the REST API".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from enhancements.actions import budget
from enhancements.sources.github.answers import (
    Answer,
    Limits,
    read_date,
    read_json,
    read_limits,
    read_moment,
)
from enhancements.sources.github.failures import (
    BadAnswer,
    CursorRefused,
    GitHubFailed,
    Gone,
    Missing,
    Moved,
    NoGraphQL,
    Partial,
    RateLimited,
    Refused,
    Rejected,
    TooMuch,
    Unavailable,
)

_GOOD = {200, 201, 202, 204, 304}
_MOVED = {301, 308}
_TOO_LONG = {502, 504}
_TROUBLE = HTTPStatus.INTERNAL_SERVER_ERROR
"""From here on it is the server that fails."""
_LIMITED = re.compile(r"rate limit|abuse detection", re.IGNORECASE)
_SLOWER = re.compile(r"secondary|abuse", re.IGNORECASE)
_TOO_MUCH = re.compile(
    r"resource limit|timeout|timed out|something went wrong", re.IGNORECASE
)
_REFUSING = {"FORBIDDEN", "INSUFFICIENT_SCOPES", "SAML", "UNAUTHORIZED"}
_SPARED = {"statusCheckRollup"}
"""What a token may be refused alone: it needs a permission of its own. Without it the
pull request is told all the same, and its checks are not known."""


class Unauthorised(GitHubFailed):
    """401; ``date`` is the answer's own. The client makes Refused of it."""

    def __init__(self, sentence: str, date: str) -> None:
        super().__init__(sentence)
        self.date = date


@dataclass(frozen=True, slots=True)
class Place:
    """Whose budget an answer speaks of."""

    host: str
    credential: str
    resource: str


def judge(
    place: Place, status: int, headers: Mapping[str, str], body: bytes, *, moved: str
) -> None:
    """Return for a good answer, else raise; ``moved`` is where a redirect leads."""
    limits = read_limits(headers)
    said = "" if status in _GOOD else _message(body)
    if status in {403, 429}:
        _judge_refusal(place, status, limits, said)
    if status != HTTPStatus.UNAUTHORIZED and status < _TROUBLE:
        _tell(place, limits)
    if status in _GOOD:
        return
    if status == HTTPStatus.UNAUTHORIZED:
        sentence = f"GitHub does not accept the credential{said}"
        raise Unauthorised(sentence, headers.get("date", ""))
    _raise(place, status, said, moved)


def _raise(place: Place, status: int, said: str, moved: str) -> None:
    if status in _MOVED:
        raise Moved(f"GitHub has this at another address now{said}", moved)
    if status == HTTPStatus.NOT_FOUND and place.resource == budget.GRAPHQL:
        raise NoGraphQL("This server shows us no GraphQL.")
    kinds = {403: Refused, 451: Refused, 404: Missing, 410: Gone}
    if status in kinds:
        words = {403: "refuses this", 451: "may not show this", 410: "deleted this"}
        raise kinds[status](f"GitHub {words.get(status, 'does not find this')}{said}")
    if HTTPStatus.BAD_REQUEST <= status < _TROUBLE:
        raise Rejected(f"GitHub cannot do this ({status}){said}", status)
    if status in _TOO_LONG and place.resource == budget.GRAPHQL:
        raise TooMuch(f"GitHub could not answer in time ({status}).")
    if status >= _TROUBLE:
        raise Unavailable(f"GitHub is in trouble itself ({status}).")
    raise BadAnswer(f"GitHub answered with a status that means nothing here: {status}.")


def _message(body: bytes) -> str:
    """GitHub's own words, shortened, as the end of a sentence."""
    try:
        data = read_json(body)
    except BadAnswer:
        return "."
    message = data.get("message") if isinstance(data, dict) else None
    if not isinstance(message, str) or not message.strip():
        return "."
    words = " ".join(message.split())[:200]
    return f": {words.rstrip('.')}."


def _tell(place: Place, limits: Limits) -> None:
    if limits.resource not in {"", place.resource}:
        limits = Limits()
    budget.told(
        host=place.host,
        credential=place.credential,
        resource=place.resource,
        limit=limits.limit,
        remaining=limits.remaining,
        reset_in=limits.reset_in,
    )


def _judge_refusal(place: Place, status: int, limits: Limits, said: str) -> None:
    """Raise RateLimited when 403 or 429 is one; a mere 403 is about permissions."""
    is_about_limits = bool(_LIMITED.search(said))
    is_spent = limits.remaining == 0 or (
        is_about_limits and limits.retry_after is None and not _SLOWER.search(said)
    )
    has_to_wait = is_about_limits or limits.retry_after is not None
    if status == HTTPStatus.TOO_MANY_REQUESTS or is_spent or has_to_wait:
        _limited(place, limits, is_spent=is_spent)


def _limited(place: Place, limits: Limits, *, is_spent: bool) -> None:
    moments: list[dt.datetime] = []
    if is_spent and (limits.retry_after is None or limits.reset_in is not None):
        moments.append(
            budget.spent(
                host=place.host,
                credential=place.credential,
                resource=place.resource,
                reset_in=limits.reset_in,
            )
        )
    if not moments or limits.retry_after is not None:
        moments.append(
            budget.slowed(
                host=place.host,
                credential=place.credential,
                retry_after=limits.retry_after,
            )
        )
    until = max(moments)
    why = "This hour's requests are used up" if is_spent else "GitHub wants us slower"
    raise RateLimited(f"{why}. Nothing is asked before {until:%H:%M:%S} UTC.", until)


# GraphQL


def judge_graphql(place: Place, answer: Answer) -> None:
    """Return when there are data, with errors or not; else raise what it comes to."""
    told = answer.row()
    errors = errors_of(told)
    if any(_is_limit(error) for error in errors):
        limits = read_limits(answer.headers)
        words = " ".join(str(error.get("message")) for error in errors)
        _limited(place, limits, is_spent=not _SLOWER.search(words))
    inside = _told_inside(told, answer)
    if inside is not None:
        _tell(place, inside)
    if isinstance(told.get("data"), dict):
        return
    if not errors:
        raise BadAnswer("GitHub answered a query with neither data nor errors.")
    raise failure_of(errors)


def errors_of(told: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """The errors of a GraphQL answer that matter; empty when there are none."""
    errors = told.get("errors")
    if not errors:
        return ()
    if not isinstance(errors, list):
        return ({"message": str(errors)[:200]},)
    found = (
        one if isinstance(one, dict) else {"message": str(one)[:200]} for one in errors
    )
    return tuple(one for one in found if not _is_spared(one))


def _is_spared(error: Mapping[str, Any]) -> bool:
    """Whether a part was refused that can be done without."""
    path = error.get("path")
    named = {str(one) for one in path} if isinstance(path, list) else set()
    return error.get("type") in _REFUSING and bool(named & _SPARED)


def failure_of(errors: tuple[dict[str, Any], ...]) -> GitHubFailed:
    """What a whole question's errors come to."""
    words = str(errors[0].get("message") or "no reason given")[:200].rstrip(".")
    kinds = {str(error.get("type") or "") for error in errors}
    if kinds == {"NOT_FOUND"}:
        return Missing(f"GitHub does not find this: {words}.")
    if "INVALID_CURSOR_ARGUMENTS" in kinds:
        return CursorRefused(f"GitHub does not know a place in a list: {words}.")
    if kinds & _REFUSING:
        return Refused(f"GitHub refuses this: {words}.")
    if is_too_much(errors):
        return TooMuch(f"GitHub could not do so much at once: {words}.")
    return Partial(f"GitHub answered a query with errors: {words}.", errors)


def is_too_much(errors: tuple[dict[str, Any], ...]) -> bool:
    """Whether a smaller question may be answered; one part that failed says no."""
    return any(
        "LIMITS_EXCEEDED" in str(error.get("type") or "")
        or (
            not error.get("path")
            and bool(_TOO_MUCH.search(str(error.get("message") or "")))
        )
        for error in errors
    )


def _is_limit(error: Mapping[str, Any]) -> bool:
    if error.get("type") in {"RATE_LIMITED", "RATE_LIMIT"}:
        return True
    return bool(_LIMITED.search(str(error.get("message") or "")))


def price_of(told: Mapping[str, Any]) -> int | None:
    """The points that GitHub took for a query; None where it does not say."""
    limit = _rate_limit(told)
    cost = limit.get("cost")
    return cost if isinstance(cost, int) else None


def _rate_limit(told: Mapping[str, Any]) -> dict[str, Any]:
    data = told.get("data")
    limit = data.get("rateLimit") if isinstance(data, dict) else None
    return limit if isinstance(limit, dict) else {}


def _told_inside(told: Mapping[str, Any], answer: Answer) -> Limits | None:
    """What the query's own ``rateLimit`` says, where the headers said nothing."""
    if "x-ratelimit-remaining" in answer.headers:
        return None
    limit, date = _rate_limit(told), read_date(answer.headers.get("date", ""))
    try:
        left = (read_moment(limit["resetAt"]) - date).total_seconds() if date else None
        return Limits(int(limit["limit"]), int(limit["remaining"]), left)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
