"""What hangs on a release's being open: what people did in it since it was opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from enhancements.policy.sentences import counted
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
        lambda n: (
            f"{counted(n, 'decision')} about its entries: take them back on its board."
        ),
    ),
    (
        "exceptions",
        lambda n: (
            f"{counted(n, 'request')} for an exception: withdraw what waits;"
            " what was decided stays."
        ),
    ),
    (
        "comments",
        lambda n: f"{counted(n, 'comment')} on GitHub, written or on the way.",
    ),
    (
        "snapshots",
        lambda n: (
            f"{counted(n, 'deadline')} passed and kept as a snapshot, which"
            " nobody can take back."
        ),
    ),
    (
        "dates",
        lambda n: (
            f"{counted(n, 'date')} moved since: take the correction back on its"
            " schedule."
        ),
    ),
    (
        "criteria",
        lambda _: "What its freezes ask was changed since; that is its own by now.",
    ),
    (
        "letters",
        lambda n: (
            f"{counted(n, 'text')} of its letters in words of its own: go back to the"
            " profile's on its letters' page."
        ),
    ),
    (
        "rooms",
        lambda n: (
            f"{counted(n, 'person', 'people')} said how much they take on: they take"
            " it back on its capacity page."
        ),
    ),
    (
        "concerns",
        lambda n: f"{counted(n, 'concern')} about it, open or resolved; they stay.",
    ),
    (
        "offers",
        lambda n: f"{counted(n, 'offer')} to take over an entry: answer first.",
    ),
    (
        "questions",
        lambda n: (
            f"{counted(n, 'question')} whether an entry is still true: somebody was"
            " asked, which stays."
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
