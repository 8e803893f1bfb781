"""What somebody follows, named as it is called now."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from enhancements import profiles
from enhancements.languages import gettext, gettext_noop
from enhancements.policy import following
from enhancements.queries import sql

ENHANCEMENT, SIG, RELEASE, VIEW = "enhancement", "sig", "release", "view"
KINDS = (ENHANCEMENT, SIG, RELEASE, VIEW)
"""What can be followed."""

_STATEMENT = """
SELECT subscription.id, project.name AS project, project.profile, record.key,
       record.number, record.title, sig.name AS sig, release.name AS release,
       subscription.rhythm, subscription.by_mail, subscription.triggers,
       subscription.made_at, subscription.ended_at, view.number AS view,
       channel.id AS channel, channel.name AS channel_name,
       CASE WHEN view.audience <> 'private' OR view.account_id = %(account)s
            THEN view.name ELSE '' END AS view_name
  FROM enhancements_subscription subscription
  JOIN enhancements_project project ON project.id = subscription.project_id
  LEFT JOIN enhancements_sig sig ON sig.id = subscription.sig_id
  LEFT JOIN enhancements_release release ON release.id = subscription.release_id
  LEFT JOIN enhancements_channel channel
    ON channel.id = subscription.channel_id AND channel.stopped_at IS NULL
   AND channel.account_id = subscription.account_id
  LEFT JOIN enhancements_savedview view ON view.id = subscription.view_id
  LEFT JOIN enhancements_enhancement own ON own.id = subscription.enhancement_id
  LEFT JOIN LATERAL (
    SELECT key, number, title FROM enhancements_record record
     WHERE record.enhancement_id = coalesce(own.merged_into_id, own.id)
     ORDER BY record.since DESC LIMIT 1) record ON true
 WHERE subscription.account_id = %(account)s AND {which}
 ORDER BY project.name, subscription.release_id NULLS LAST,
          subscription.sig_id NULLS LAST, subscription.view_id NULLS LAST,
          subscription.id
"""
_OPEN = _STATEMENT.format(which="subscription.ended_at IS NULL")
_NAMED = _STATEMENT.format(which="subscription.id = ANY(%(ids)s)")
_OF = {
    ENHANCEMENT: "subscription.enhancement_id = %(subject)s",
    SIG: "subscription.sig_id = (SELECT id FROM enhancements_sig"
    " WHERE project_id = %(project)s AND name = %(subject)s)",
    RELEASE: "subscription.release_id = (SELECT id FROM enhancements_release"
    " WHERE project_id = %(project)s AND name = %(subject)s)",
    VIEW: "view.number = %(subject)s::int AND view.project_id = %(project)s",
}
_MAIL = {
    following.AT_ONCE: gettext_noop("mail at once"),
    following.DAILY: gettext_noop("mail daily"),
    following.WEEKLY: gettext_noop("mail weekly"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Followed:
    """A subscription, as its owner sees it."""

    id: int
    project: str
    project_title: str
    kind: str
    """A word of KINDS."""
    name: str
    """Key of the enhancement, name of the SIG or release, number of the view; empty for
    what has no page any more."""
    label: str
    """Within a sentence: "SIG compute"."""
    rhythm: str
    by_mail: bool
    triggers: tuple[str, ...]
    made_at: dt.datetime
    is_open: bool
    channel: int = 0
    """Id of the channel that is told besides; 0 for none."""
    channel_name: str = ""

    @property
    def told(self) -> str:
        """How one is told, in words: "mail daily"."""
        mail = gettext(_MAIL[self.rhythm]) if self.by_mail else ""
        if mail and self.channel_name:
            named = {"mail": mail, "channel": self.channel_name}
            return gettext("%(mail)s and %(channel)s", **named)
        return mail or self.channel_name or gettext("inbox alone")


def listed(account: int) -> list[Followed]:
    """What somebody follows now, in one SQL statement."""
    return [_followed(row) for row in sql.rows(_OPEN, {"account": account})]


def named(account: int, ids: Iterable[int]) -> dict[int, Followed]:
    """Subscriptions of somebody by id, ended ones too; in one SQL statement."""
    rows = sql.rows(_NAMED, {"account": account, "ids": sorted(set(ids))})
    return {row["id"]: _followed(row) for row in rows}


def of(account: int, project: int, kind: str, subject: int | str) -> Followed | None:
    """How somebody follows one thing, in one SQL statement: an enhancement by its id,
    everything else by its name, a view by its number.
    """
    which = f"subscription.ended_at IS NULL AND {_OF[kind]}"
    parameters = {"account": account, "project": project, "subject": subject}
    rows = sql.rows(_STATEMENT.format(which=which), parameters)
    return _followed(rows[0]) if rows else None


def about(headline: Mapping[str, Any]) -> tuple[str, str]:
    """What a headline is about, and its key, name or number; empty for what has no
    page. The row has `enhancement_id`, `kind`, `name`, `sig` and `release`, the last
    two as names.
    """
    if headline["enhancement_id"] is not None:
        return ENHANCEMENT, headline["name"]
    if headline["kind"] == following.VIEW:
        return VIEW, headline["name"]
    if headline["sig"]:
        return SIG, headline["sig"]
    return RELEASE, headline["release"] or ""


def grouped(
    rows: Iterable[Mapping[str, Any]],
) -> list[list[Mapping[str, Any]]]:
    """Headlines by what they are about, in the order of the first of each."""
    found: dict[tuple[object, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        kind, name = about(row)
        thing = row["enhancement_id"] or name or row["title"]
        found.setdefault((row["project"], kind, thing), []).append(row)
    return list(found.values())


def _followed(row: Mapping[str, Any]) -> Followed:
    kind, name, label = _subject(row)
    return Followed(
        id=row["id"],
        project=row["project"],
        project_title=profiles.load(row["profile"]).title,
        kind=kind,
        name=name,
        label=label,
        rhythm=row["rhythm"],
        by_mail=row["by_mail"],
        triggers=tuple(row["triggers"]),
        made_at=row["made_at"],
        is_open=row["ended_at"] is None,
        channel=row["channel"] or 0,
        channel_name=row["channel_name"] or "",
    )


def _subject(row: Mapping[str, Any]) -> tuple[str, str, str]:
    if row["sig"]:
        return SIG, row["sig"], f"SIG {row['sig']}"
    if row["release"]:
        label = gettext("release %(name)s", name=row["release"])
        return RELEASE, row["release"], label
    if row["view"] is not None:
        # The name of a view that became somebody else's own is theirs.
        if not row["view_name"]:
            label = gettext("view %(number)s, which is private now", number=row["view"])
            return VIEW, "", label
        label = gettext("view %(name)s", name=row["view_name"])
        return VIEW, str(row["view"]), label
    name = row["key"] or ""
    known = f"#{row['number']}" if row["number"] is not None else name
    label = f"{known} {row['title'] or ''}".strip()
    return ENHANCEMENT, name, label or gettext("an enhancement that is gone")
