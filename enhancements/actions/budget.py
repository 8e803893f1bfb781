"""What GitHub still allows, shared by all workers: rows, so that all stop together.

Asking costs one short read before and at most one short write after. Call these outside
of transactions: what is written must hold for the others at once, whatever becomes of
the work that asked. Moments that GitHub tells are passed as seconds from now, since its
clock is not ours.

Source of the rules: GitHub's documentation, "Rate limits for the REST API" and "Best
practices for using the REST API".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from enhancements.models import Budget

CORE = "core"
GRAPHQL = "graphql"
RESOURCES = (CORE, GRAPHQL)

RESERVE = 0.1
"""Share of the hour that is kept for what somebody waits for: a sync by hand."""
BETWEEN_WRITES = dt.timedelta(seconds=1)
FIRST_WAIT = 60.0
"""Seconds after a refusal without a word how long; doubled with each in a row."""
LONGEST_WAIT = 3600.0

# Within one hour answers may overtake each other: the smaller remainder is the newer.
# An end that is told clearly different from the known one is another hour.
_OTHER_HOUR = """(old.remaining IS NULL OR old.reset_at IS NULL
  OR old.reset_at <= %(now)s
  OR excluded.reset_at NOT BETWEEN old.reset_at - interval '30 seconds'
                               AND old.reset_at + interval '30 seconds')"""
_TOLD = f"""
INSERT INTO enhancements_budget AS old
  (host, credential, resource, "limit", remaining, reset_at, strikes, reason, told_at)
VALUES (%(host)s, %(credential)s, %(resource)s, %(limit)s, %(remaining)s,
        %(reset_at)s, 0, '', %(now)s)
ON CONFLICT (host, credential, resource) DO UPDATE SET
  "limit" = COALESCE(excluded."limit", old."limit"),
  remaining = CASE WHEN {_OTHER_HOUR} THEN excluded.remaining
                   ELSE LEAST(old.remaining, excluded.remaining) END,
  reset_at = CASE WHEN {_OTHER_HOUR} THEN excluded.reset_at ELSE old.reset_at END,
  strikes = CASE WHEN old.blocked_until > %(now)s THEN old.strikes ELSE 0 END,
  reason = CASE WHEN old.blocked_until > %(now)s THEN old.reason ELSE '' END,
  blocked_until = CASE
    WHEN old.blocked_until > %(now)s THEN old.blocked_until END,
  told_at = excluded.told_at
WHERE {_OTHER_HOUR} OR old.remaining > excluded.remaining
   OR old."limit" IS DISTINCT FROM excluded."limit" OR old.blocked_until <= %(now)s
"""  # noqa: S608 - joined from constants

# A good answer of one resource shows that the other is not refused any more, either.
_STRIKES = """(SELECT min(strikes) FROM enhancements_budget AS known
  WHERE known.host = old.host AND known.credential = old.credential
    AND known.resource = ANY(%(resources)s))"""
# One row for each resource of the credential: whoever is refused stops with all. The
# wait doubles only when the last one is over, so that workers who were refused
# together count once.
_BLOCK = f"""
INSERT INTO enhancements_budget AS old
  (host, credential, resource, remaining, strikes, reason, blocked_until, told_at)
SELECT %(host)s, %(credential)s, resource, NULL::integer, 1, %(reason)s,
       %(now)s + make_interval(secs => %(wait)s), %(now)s
  FROM unnest(%(resources)s::text[]) AS resource
ON CONFLICT (host, credential, resource) DO UPDATE SET
  remaining = CASE WHEN %(is_spent)s THEN 0 ELSE old.remaining END,
  reset_at = CASE WHEN %(is_spent)s THEN excluded.blocked_until ELSE old.reset_at END,
  strikes = CASE WHEN %(is_spent)s OR old.blocked_until > %(now)s
                 THEN old.strikes ELSE LEAST({_STRIKES}, 20) + 1 END,
  reason = excluded.reason,
  blocked_until = GREATEST(
    old.blocked_until,
    CASE WHEN %(is_fixed)s THEN excluded.blocked_until
         WHEN old.blocked_until > %(now)s THEN old.blocked_until
         ELSE %(now)s + make_interval(
           secs => LEAST(%(longest)s, %(wait)s * power(2, LEAST({_STRIKES}, 20))))
    END),
  told_at = excluded.told_at
RETURNING blocked_until
"""  # noqa: S608 - joined from constants

_SLOT = """
INSERT INTO enhancements_budget AS old
  (host, credential, resource, strikes, reason, written_at)
VALUES (%(host)s, %(credential)s, %(resource)s, 0, '', %(now)s)
ON CONFLICT (host, credential, resource) DO UPDATE SET
  written_at = GREATEST(%(now)s, old.written_at + %(between)s)
RETURNING written_at
"""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nobody may ask before ``until`` (UTC); the reason is a sentence."""

    until: dt.datetime
    reason: str


def allow(
    *,
    host: str,
    credential: str,
    resource: str,
    cost: int = 1,
    is_interactive: bool = False,
) -> Wait | None:
    """None when a request for ``cost`` requests or points may be sent now.

    What nobody waits for leaves a tenth of the hour to what is ``is_interactive``. What
    is unknown, as on a server without limits, stops nobody.
    """
    known = Budget.objects.filter(host=host, credential=credential, resource=resource)
    row = known.first()
    if row is None:
        return None
    now = timezone.now()
    if row.blocked_until is not None and row.blocked_until > now:
        return Wait(row.blocked_until, row.reason)
    if row.remaining is None or row.reset_at is None or row.reset_at <= now:
        return None
    kept = 0 if is_interactive else int((row.limit or 0) * RESERVE)
    if row.remaining - cost >= kept:
        return None
    reason = f"{row.remaining} of {row.limit} of this hour's requests are left."
    return Wait(row.reset_at, reason)


def told(
    *,
    host: str,
    credential: str,
    resource: str,
    limit: int | None = None,
    remaining: int | None = None,
    reset_in: float | None = None,
) -> None:
    """Note what a good answer said; it also ends the count of refusals in a row.

    Without a word of limits, and without a refusal before, nothing is written.
    """
    now = timezone.now()
    values = {
        "host": host,
        "credential": credential,
        "resource": resource,
        "limit": limit,
        "remaining": remaining if reset_in is not None else None,
        "reset_at": None if reset_in is None else now + dt.timedelta(seconds=reset_in),
        "now": now,
    }
    if values["remaining"] is None:
        _forgive(host=host, credential=credential, resource=resource, now=now)
        return
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, values)


def _forgive(*, host: str, credential: str, resource: str, now: dt.datetime) -> None:
    Budget.objects.filter(
        host=host, credential=credential, resource=resource, blocked_until__lte=now
    ).update(strikes=0, blocked_until=None, reason="")


def spent(
    *, host: str, credential: str, resource: str, reset_in: float | None
) -> dt.datetime:
    """The hour's budget is used up: nobody asks before the next. Returns when.

    Where GitHub does not say when that is, a minute, then two and so on.
    """
    wait = FIRST_WAIT if reset_in is None else max(reset_in, 0.0) + 1
    return _block(
        host=host,
        credential=credential,
        resources=[resource],
        wait=wait,
        is_fixed=reset_in is not None,
        is_spent=reset_in is not None,
        reason="This hour's requests to GitHub are used up.",
    )


def slowed(*, host: str, credential: str, retry_after: float | None) -> dt.datetime:
    """GitHub finds that we ask too fast: nobody asks anything. Returns until when.

    For as long as it says; else a minute, and twice as long each time in a row.
    """
    return _block(
        host=host,
        credential=credential,
        resources=list(RESOURCES),
        wait=FIRST_WAIT if retry_after is None else max(retry_after, 1.0),
        is_fixed=retry_after is not None,
        is_spent=False,
        reason="GitHub asked us to be slower.",
    )


def _block(*, wait: float, **values: Any) -> dt.datetime:
    values |= {"wait": wait, "longest": LONGEST_WAIT, "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(_BLOCK, values)
        moments = [row[0] for row in cursor.fetchall()]
    latest: dt.datetime = max(moments)
    return latest


def writing_slot(*, host: str, credential: str) -> float:
    """Reserve a moment for a write, a second after the last one of all workers.

    Returns how many seconds to wait for it.
    """
    now = timezone.now()
    values: dict[str, Any] = {
        "host": host,
        "credential": credential,
        "resource": CORE,
        "now": now,
        "between": BETWEEN_WRITES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SLOT, values)
        [moment] = cursor.fetchone()
    wait: float = (moment - now).total_seconds()
    return max(0.0, wait)
