"""What comes back over HTTP, read with suspicion: JSON, links, limits, moments.

Pure functions of bytes and headers. Texts lose what PostgreSQL cannot hold, U+0000 and
lone surrogates, which become U+FFFD.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NoReturn

from enhancements.policy.leap_seconds import without_leap_second
from enhancements.policy.storable import clean
from enhancements.sources.github.failures import BadAnswer

# How JSON may spell them; without any of these a text needs no second look.
_ESCAPED = re.compile(r"\\u0000|\\ud[89a-f]", re.IGNORECASE)
_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*\w+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)')
_NEXT = re.compile(r";\s*rel\s*=\s*(?:\"[^\"]*\bnext\b[^\"]*\"|next\b)", re.IGNORECASE)
# A clock further off says nothing.
_LONGEST = 30 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer says of the budget; None for what it does not say."""

    limit: int | None = None
    remaining: int | None = None
    reset_in: float | None = None
    """Seconds from the answer's own ``Date`` to the moment the hour begins anew."""
    retry_after: float | None = None
    """Seconds."""
    resource: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer. ``data`` is its JSON; None where there is none: 204, 304."""

    status: int
    data: Any
    url: str
    """The address that answered."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case name."""
    next: str = ""
    """The address of the next page; empty on the last."""
    date: dt.datetime | None = None
    """When it was given, by GitHub's clock, UTC."""

    @property
    def etag(self) -> str:
        """The answer's validator, for asking again whether anything changed."""
        return self.headers.get("etag", "")

    @property
    def not_modified(self) -> bool:
        """304: what was there before still holds."""
        return self.status == HTTPStatus.NOT_MODIFIED

    def rows(self) -> list[dict[str, Any]]:
        """The answer as a list of objects. Raises BadAnswer for anything else."""
        if not isinstance(self.data, list):
            raise BadAnswer("GitHub answered something else than a list.")
        return [row if isinstance(row, dict) else {} for row in self.data]

    def row(self) -> dict[str, Any]:
        """The answer as an object. Raises BadAnswer for anything else."""
        if not isinstance(self.data, dict):
            raise BadAnswer("GitHub answered something else than an object.")
        return self.data


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def read_json(body: bytes) -> Any:
    """The JSON of a body, fit for PostgreSQL.

    Bytes that are no UTF-8 become U+FFFD. Raises BadAnswer for an empty body and for
    what is no JSON, such as an HTML page or one that was cut.
    """
    if not body.strip():
        raise BadAnswer("GitHub answered with an empty body.")
    text = body.decode("utf-8", errors="replace")
    try:
        data = json.loads(text, parse_constant=_no_number)
        return clean(data) if _ESCAPED.search(text) else data
    except (ValueError, RecursionError) as error:
        raise BadAnswer("GitHub's answer is no JSON, or was cut.") from error


def next_link(header: str) -> str:
    """The address of ``rel="next"`` in a ``Link`` header; empty without one."""
    for address, parameters in _LINK.findall(header):
        if _NEXT.search(parameters):
            return str(address)
    return ""


def read_date(header: str) -> dt.datetime | None:
    """The moment of a ``Date`` header, UTC; None where it cannot be read."""
    try:
        moment = email.utils.parsedate_to_datetime(without_leap_second(header))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(dt.UTC)


def read_moment(value: Any) -> dt.datetime:
    """A moment as GitHub spells it, UTC. Raises ValueError for anything else."""
    if not isinstance(value, str):
        raise ValueError(f"{value!r:.40} is no moment")  # noqa: TRY004 it is data
    moment = dt.datetime.fromisoformat(without_leap_second(value))
    if moment.tzinfo is None:
        raise ValueError(f"{value!r:.40} has no time zone")
    return moment.astimezone(dt.UTC)


def spell_moment(moment: dt.datetime) -> str:
    """A moment as GitHub wants it: UTC, whole seconds, rounded down."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_limits(headers: Mapping[str, str]) -> Limits:
    """What the headers, by lower-case name, say of the budget.

    The end of the hour is told by GitHub's clock, so it is compared with the answer's
    own ``Date``; without that nothing is said about it.
    """
    date = read_date(headers.get("date", ""))
    reset = _number(headers.get("x-ratelimit-reset"))
    left = None if reset is None or date is None else reset - date.timestamp()
    return Limits(
        limit=_whole(headers.get("x-ratelimit-limit")),
        remaining=_whole(headers.get("x-ratelimit-remaining")),
        reset_in=None if left is None else min(max(left, 0.0), _LONGEST),
        retry_after=_retry_after(headers.get("retry-after"), date),
        resource=headers.get("x-ratelimit-resource", "").strip().lower(),
    )


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _whole(text: str | None) -> int | None:
    number = _number(text)
    return None if number is None else int(min(number, 2**31 - 1))


def _retry_after(text: str | None, date: dt.datetime | None) -> float | None:
    """Seconds; RFC 9110 allows a moment, too."""
    seconds = _number(text)
    if seconds is None and text and date and (moment := read_date(text)):
        seconds = max(0.0, (moment - date).total_seconds())
    return None if seconds is None else min(seconds, _LONGEST)
