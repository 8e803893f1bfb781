"""Owing the messages of those who follow something: one for a person, with all that is
due to them.

A message and what it tells are tied together in one statement, so that who is killed
has owed all of it or nothing, and nothing is told in two messages.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction

from enhancements.actions import mails
from enhancements.policy import following

_LOCK = 7_402_771
# What one part of the statement hands on to the next has no statistics: among many
# readers the planner would look through all of it for each of them.
_BEFORE = """
SELECT set_config('enable_nestloop', 'off', true), pg_advisory_xact_lock(%s)
"""
_OWED = """
WITH open AS (
  SELECT notice.id, notice.account_id, notice.rhythm, notice.made_at
    FROM enhancements_notice notice
    JOIN enhancements_account account ON account.id = notice.account_id
    JOIN enhancements_mailbox box ON box.account_id = notice.account_id
   WHERE notice.mail_id IS NULL AND notice.read_at IS NULL AND notice.rhythm <> ''
     AND notice.made_at > %(oldest)s
     AND (notice.snoozed_until IS NULL OR notice.snoozed_until <= %(now)s)
     AND account.is_active AND account.login <> ''
     AND box.verified_at IS NOT NULL AND box.stopped_at IS NULL
),
due AS (
  SELECT open.id, open.account_id FROM open
   WHERE (open.rhythm = 'daily' AND open.made_at < %(daily)s)
      OR (open.rhythm = 'weekly' AND open.made_at < %(weekly)s)
      OR (open.rhythm = 'at-once' AND open.account_id IN (
            SELECT account_id FROM open
             WHERE rhythm = 'at-once' AND made_at <= %(at_once)s))
),
made AS (
  INSERT INTO enhancements_mail
         (account_id, kind, message_id, made_at, due_at, attempts, error)
  SELECT one.account_id, 'digest', gen_random_uuid()::text || '@' || %(host)s,
         %(now)s::timestamptz, %(now)s::timestamptz, 0, ''
    FROM (SELECT DISTINCT account_id FROM due) AS one
  RETURNING id, account_id
),
tied AS (
  UPDATE enhancements_notice notice SET mail_id = made.id
    FROM due JOIN made ON made.account_id = due.account_id
   WHERE notice.id = due.id
  RETURNING notice.id
)
SELECT count(*) FROM made
"""


@transaction.atomic
def owe(*, now: dt.datetime) -> int:
    """Owe the messages that are due at a moment, in one SQL statement; how many were
    owed. Nothing where no mail is set up.
    """
    if not mails.is_set_up():
        return 0
    ends = following.ends(now)
    parameters: dict[str, Any] = {
        "now": now,
        "oldest": now - following.TOO_OLD,
        "at_once": ends[following.AT_ONCE],
        "daily": ends[following.DAILY],
        "weekly": ends[following.WEEKLY],
        "host": mails.host(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [_LOCK])
        cursor.execute(_OWED, parameters)
        return int(cursor.fetchone()[0])
