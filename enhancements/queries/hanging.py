"""What hangs on a release's being open: what people did in it since it was opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from enhancements.languages import gettext, ngettext
from enhancements.queries import sql

# Only what still stands: whatever was taken back hangs on nothing. What people decided
# before it was opened was theirs without it, and stays.
_STATEMENT = """
SELECT (SELECT count(*) FROM enhancements_decision
         WHERE release_id = %(release)s AND until IS NULL AND since >= %(opened)s)
         AS decisions,
       (SELECT count(*) FROM enhancements_exceptionrequest request
          JOIN enhancements_exceptionstate state
            ON state.request_id = request.id AND state.until IS NULL
         WHERE request.release_id = %(release)s AND request.at >= %(opened)s
           AND state.state <> 'withdrawn') AS exceptions,
       (SELECT count(*) FROM enhancements_posting
         WHERE release_id = %(release)s AND at >= %(opened)s
           AND cancelled_at IS NULL) AS comments,
       (SELECT count(*) FROM enhancements_snapshot
         WHERE release_id = %(release)s AND moment >= %(opened)s) AS snapshots,
       (SELECT count(*) FROM enhancements_claim claim
          JOIN enhancements_series series ON series.id = claim.series_id
         WHERE series.release_id = %(release)s AND series.source = 'person'
           AND claim.until IS NULL AND claim.retracted_at IS NULL
           AND claim.since > %(opened)s) AS dates,
       (SELECT count(*) FROM enhancements_releasecriteria
         WHERE release_id = %(release)s AND until IS NULL AND by <> 'profile'
           AND since > %(opened)s) AS criteria,
       (SELECT count(*) FROM enhancements_releaseletter
         WHERE release_id = %(release)s AND until IS NULL AND parts IS NOT NULL
           AND since > %(opened)s) AS letters,
       (SELECT count(*) FROM enhancements_capacity
         WHERE release_id = %(release)s AND until IS NULL AND number IS NOT NULL
           AND since > %(opened)s) AS rooms,
       (SELECT count(*) FROM enhancements_concern
         WHERE release_id = %(release)s AND since > %(opened)s) AS concerns,
       (SELECT count(*) FROM enhancements_takeover
         WHERE release_id = %(release)s AND until IS NULL
           AND since > %(opened)s) AS offers,
       (SELECT count(*) FROM enhancements_askitem item
          JOIN enhancements_ask ask ON ask.id = item.ask_id
         WHERE item.release_id = %(release)s AND ask.made_at > %(opened)s) AS questions
"""
_SAID: tuple[tuple[str, Callable[[int], str]], ...] = (
    (
        "decisions",
        lambda n: ngettext(
            "%(num)s decision about its entries: take them back on its board.",
            "%(num)s decisions about its entries: take them back on its board.",
            n,
        ),
    ),
    (
        "exceptions",
        lambda n: ngettext(
            "%(num)s request for an exception: withdraw what waits; what was decided"
            " stays.",
            "%(num)s requests for an exception: withdraw what waits; what was decided"
            " stays.",
            n,
        ),
    ),
    (
        "comments",
        lambda n: ngettext(
            "%(num)s comment on GitHub, written or on the way.",
            "%(num)s comments on GitHub, written or on the way.",
            n,
        ),
    ),
    (
        "snapshots",
        lambda n: ngettext(
            "%(num)s deadline passed and kept as a snapshot, which nobody can take"
            " back.",
            "%(num)s deadlines passed and kept as a snapshot, which nobody can take"
            " back.",
            n,
        ),
    ),
    (
        "dates",
        lambda n: ngettext(
            "%(num)s date moved since: take the correction back on its schedule.",
            "%(num)s dates moved since: take the correction back on its schedule.",
            n,
        ),
    ),
    (
        "criteria",
        lambda _: gettext(
            "What its freezes ask was changed since; that is its own by now."
        ),
    ),
    (
        "letters",
        lambda n: ngettext(
            "%(num)s text of its letters in words of its own: go back to the"
            " profile's on its letters' page.",
            "%(num)s texts of its letters in words of its own: go back to the"
            " profile's on its letters' page.",
            n,
        ),
    ),
    (
        "rooms",
        lambda n: ngettext(
            "%(num)s person said how much they take on: they take it back on its"
            " capacity page.",
            "%(num)s people said how much they take on: they take it back on its"
            " capacity page.",
            n,
        ),
    ),
    (
        "concerns",
        lambda n: ngettext(
            "%(num)s concern about it, open or resolved; they stay.",
            "%(num)s concerns about it, open or resolved; they stay.",
            n,
        ),
    ),
    (
        "offers",
        lambda n: ngettext(
            "%(num)s offer to take over an entry: answer first.",
            "%(num)s offers to take over an entry: answer first.",
            n,
        ),
    ),
    (
        "questions",
        lambda n: ngettext(
            "%(num)s question whether an entry is still true: somebody was asked,"
            " which stays.",
            "%(num)s questions whether an entry is still true: somebody was asked,"
            " which stays.",
            n,
        ),
    ),
)


def on(release: int, opened_at: dt.datetime) -> tuple[str, ...]:
    """A sentence for each thing that hangs on it, with what to do; none where nobody
    has worked on it since it was opened. One SQL statement.
    """
    given = {"release": release, "opened": opened_at}
    (row,) = sql.rows(_STATEMENT, given)
    found: Mapping[str, Any] = row
    return tuple(said(found[name]) for name, said in _SAID if found[name])
