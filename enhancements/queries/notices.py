"""The inbox of somebody: what they are told, unread first, each with why it came."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from enhancements import profiles
from enhancements.languages import gettext_noop
from enhancements.models import Account
from enhancements.policy import following as policy
from enhancements.queries import following, paging, sql
from enhancements.queries.shapes import Page

PAGE_SIZE = 50
UNREAD, SNOOZED, ALL = "unread", "snoozed", "all"
STATES = {
    UNREAD: gettext_noop("Unread"),
    SNOOZED: gettext_noop("Snoozed"),
    ALL: gettext_noop("All"),
}
MOST_COUNTED = 100
"""No more are counted for the bar of every page."""

_RESTS_NOT = "(notice.snoozed_until IS NULL OR notice.snoozed_until <= %(now)s)"
_WAITS = f"notice.read_at IS NULL AND {_RESTS_NOT}"
_OF_STATE = {
    UNREAD: _WAITS,
    SNOOZED: "notice.read_at IS NULL AND notice.snoozed_until > %(now)s",
    ALL: "true",
}
_STATEMENT = """
SELECT notice.id, notice.subscriptions, notice.read_at, notice.made_at,
       CASE WHEN notice.snoozed_until > %(now)s THEN notice.snoozed_until END
         AS snoozed_until,
       headline.enhancement_id, headline.trigger, headline.kind, headline.title,
       headline.name, headline.text, headline.old, headline.new, headline.subject,
       headline.source, headline.evidence, headline.at, headline.release_id,
       release.name AS release, sig.name AS sig, project.name AS project,
       project.profile, count(*) OVER () AS total
  FROM enhancements_notice notice
  JOIN enhancements_headline headline ON headline.id = notice.headline_id
  JOIN enhancements_project project ON project.id = headline.project_id
  LEFT JOIN enhancements_release release ON release.id = headline.release_id
  LEFT JOIN enhancements_sig sig ON sig.id = headline.sig_id
 WHERE notice.account_id = %(account)s AND {state}
   AND (%(trigger)s = '' OR headline.trigger = %(trigger)s)
   AND (%(project)s = '' OR project.name = %(project)s)
 ORDER BY {first} notice.made_at DESC, notice.id DESC
 LIMIT %(size)s OFFSET %(offset)s
"""
_INBOX = {
    state: _STATEMENT.format(state=which, first="notice.read_at IS NOT NULL,")
    for state, which in _OF_STATE.items()
}
_LATEST = _STATEMENT.format(state=_RESTS_NOT, first="")
_COUNTS = f"""
SELECT count(*) FILTER (WHERE {_WAITS}) AS unread,
       count(*) FILTER (WHERE {_OF_STATE[SNOOZED]}) AS snoozed,
       count(*) AS "all", coalesce(max(notice.id), 0) AS newest,
       (SELECT count(*) FROM enhancements_subscription subscription
         WHERE subscription.account_id = %(account)s
           AND subscription.ended_at IS NULL) AS followed
  FROM enhancements_notice notice WHERE notice.account_id = %(account)s
"""
_UNREAD = """(
  SELECT count(*) FROM (
    SELECT FROM enhancements_notice notice
     WHERE notice.account_id = enhancements_account.id AND notice.read_at IS NULL
       AND (notice.snoozed_until IS NULL OR notice.snoozed_until <= now())
     LIMIT %s) AS waiting)"""


@dataclasses.dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of the inbox."""

    id: int
    text: str
    old: str
    new: str
    subject: str
    source: str
    evidence: str
    trigger: str
    at: dt.datetime
    """When it happened, as its source says."""
    made_at: dt.datetime
    """When it was told."""
    is_read: bool
    snoozed_until: dt.datetime | None
    why: tuple[str, ...]
    """What is followed that it belongs to: "SIG compute"."""


@dataclasses.dataclass(frozen=True, slots=True)
class NoticeGroup:
    """What changed of one thing, as far as it is on this page."""

    project: str
    project_title: str
    kind: str
    """A word of `queries.following.KINDS`."""
    name: str
    """Its key, name or number; empty for what has no page."""
    title: str
    rows: tuple[NoticeRow, ...]

    @property
    def unread(self) -> tuple[int, ...]:
        """Ids of those that were not read."""
        return tuple(one.id for one in self.rows if not one.is_read)


@dataclasses.dataclass(frozen=True, slots=True)
class InboxPage:
    """Everything the inbox shows."""

    login: str
    state: str
    trigger: str
    project: str
    counts: Mapping[str, int]
    """Notices by state."""
    newest: int
    """Id of the newest there is."""
    followed: int
    """How many things are followed."""
    groups: tuple[NoticeGroup, ...]
    page: Page
    now: dt.datetime

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter leaves some out."""
        return bool(self.trigger or self.project)


def counted(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """The accounts, each with how many notices wait for it, MOST_COUNTED at most; part
    of the statement that reads them.
    """
    return accounts.annotate(notices_waiting=RawSQL(_UNREAD, [MOST_COUNTED]))  # noqa: S611 - no text of others


def inbox(
    account: Account,
    *,
    now: dt.datetime,
    state: str = UNREAD,
    trigger: str = "",
    project: str = "",
    number: int = 1,
) -> InboxPage:
    """A page of the inbox, in three SQL statements; words that there are not are taken
    for none.
    """
    state = state if state in STATES else UNREAD
    trigger = trigger if trigger in policy.TRIGGERS else ""
    given = {"account": account.pk, "now": now, "trigger": trigger, "project": project}
    (counts,) = sql.rows(_COUNTS, given)
    offset = PAGE_SIZE * (max(1, number) - 1)
    rows = sql.rows(
        _INBOX[state],
        {**given, "size": PAGE_SIZE, "offset": offset},
    )
    asked = {"state": state if state != UNREAD else "", "trigger": trigger}
    asked["project"] = project
    return InboxPage(
        login=str(account),
        state=state,
        trigger=trigger,
        project=project,
        counts={one: counts[one] for one in STATES},
        newest=counts["newest"],
        followed=counts["followed"],
        groups=_groups(account, rows),
        page=paging.paged(
            asked,
            number=number if rows else 1,
            total=rows[0]["total"] if rows else 0,
            size=PAGE_SIZE,
        ),
        now=now,
    )


def latest(account: Account, *, now: dt.datetime, most: int) -> list[NoticeGroup]:
    """What somebody was told, whether they read it or not, the newest first and each by
    itself; without what rests. Two SQL statements.
    """
    given = {"account": account.pk, "now": now, "trigger": "", "project": ""}
    rows = sql.rows(_LATEST, {**given, "size": most, "offset": 0})
    known = _known(account, rows)
    return [_group([row], known) for row in rows]


def _groups(
    account: Account, rows: Sequence[Mapping[str, Any]]
) -> tuple[NoticeGroup, ...]:
    known = _known(account, rows)
    return tuple(_group(group, known) for group in following.grouped(rows))


def _known(
    account: Account, rows: Sequence[Mapping[str, Any]]
) -> dict[int, following.Followed]:
    """The subscriptions that notices name, by id."""
    ids = {one for row in rows for one in row["subscriptions"]}
    return following.named(account.pk, ids) if ids else {}


def _group(
    rows: Sequence[Mapping[str, Any]], known: Mapping[int, following.Followed]
) -> NoticeGroup:
    first = rows[0]
    kind, name = following.about(first)
    return NoticeGroup(
        project=first["project"],
        project_title=profiles.load(first["profile"]).title,
        kind=kind,
        name=name,
        title=first["title"] or name,
        rows=tuple(_row(row, known) for row in rows),
    )


def _row(row: Mapping[str, Any], known: Mapping[int, following.Followed]) -> NoticeRow:
    return NoticeRow(
        id=row["id"],
        text=row["text"],
        old=row["old"],
        new=row["new"] if row["kind"] != policy.VERDICT else "",
        subject=row["subject"],
        source=row["source"],
        evidence=row["evidence"],
        trigger=row["trigger"],
        at=row["at"],
        made_at=row["made_at"],
        is_read=row["read_at"] is not None,
        snoozed_until=row["snoozed_until"],
        why=tuple(known[one].label for one in row["subscriptions"] if one in known),
    )
