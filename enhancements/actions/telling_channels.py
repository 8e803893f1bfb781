"""Which subscriptions a headline reaches, and what channels get of it: one message for
a channel and a round, whatever number of subscriptions it is for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings

from enhancements.actions import channels
from enhancements.models import Channel, Headline
from enhancements.policy import digest_text, following
from enhancements.policy.digest_text import Group, Line
from enhancements.queries import following as followed
from enhancements.queries import sql
from enhancements.queries.following import Followed

# Each way to a subscriber is a join of its own, so that an index leads it.
WAYS = """
WITH told AS (SELECT * FROM enhancements_headline WHERE id = ANY(%(ids)s)),
ways AS (
  SELECT told.id AS headline, subscription.id
    FROM told
    JOIN enhancements_enhancement subject ON subject.id = told.enhancement_id
    JOIN enhancements_enhancement own
      ON own.id IN (subject.id, subject.merged_into_id)
      OR own.merged_into_id = coalesce(subject.merged_into_id, subject.id)
    JOIN enhancements_subscription subscription
      ON subscription.enhancement_id = own.id AND subscription.ended_at IS NULL
  UNION
  SELECT told.id, subscription.id
    FROM told CROSS JOIN LATERAL unnest(told.sigs) AS concerned (sig)
    JOIN enhancements_subscription subscription
      ON subscription.sig_id = concerned.sig AND subscription.ended_at IS NULL
  UNION
  SELECT told.id, subscription.id
    FROM told CROSS JOIN LATERAL unnest(told.releases) AS concerned (release)
    JOIN enhancements_subscription subscription
      ON subscription.release_id = concerned.release AND subscription.ended_at IS NULL
  UNION
  SELECT told.id, subscription.id
    FROM told CROSS JOIN LATERAL unnest(told.views) AS concerned (view)
    JOIN enhancements_savedview view ON view.id = concerned.view
    JOIN enhancements_subscription subscription
      ON subscription.view_id = view.id AND subscription.ended_at IS NULL
     AND (view.audience <> 'private' OR view.account_id = subscription.account_id)
)
"""
"""Which headlines of `ids` reach which subscriptions that are open, as `told` and
`ways`: what a statement begins with."""

# Of who keeps the channel: what somebody else has taken over is no place of theirs.
_CHANNELS = (
    WAYS
    + """
SELECT subscription.channel_id AS channel, array_agg(DISTINCT told.id) AS headlines,
       array_agg(DISTINCT subscription.id) AS subscriptions
  FROM ways
  JOIN told ON told.id = ways.headline
  JOIN enhancements_subscription subscription ON subscription.id = ways.id
  JOIN enhancements_channel channel ON channel.id = subscription.channel_id
 WHERE (told.trigger = 'view' OR told.trigger = ANY(subscription.triggers))
   AND channel.account_id = subscription.account_id
   AND channel.project_id = subscription.project_id AND channel.stopped_at IS NULL
 GROUP BY subscription.channel_id
 ORDER BY subscription.channel_id
"""
)


def owe(*, told: Sequence[Headline], now: dt.datetime) -> int:
    """Owe the messages to channels, inside the caller's transaction; how many were
    owed. In two SQL statements and four for each channel.
    """
    if not told:
        return 0
    by_id = {one.pk: one for one in told}
    rows = sql.rows(_CHANNELS, {"ids": list(by_id)})
    found = Channel.objects.select_related("project", "account").in_bulk(
        [row["channel"] for row in rows]
    )
    number = 0
    for row in rows:
        channel = found[row["channel"]]
        why = followed.named(channel.account_id, row["subscriptions"])
        told_here = [by_id[one] for one in row["headlines"]]
        number += _owe(channel, told_here, list(why.values()), now)
    return number


def _owe(
    channel: Channel,
    told: Sequence[Headline],
    why: Sequence[Followed],
    now: dt.datetime,
) -> bool:
    project, names = channel.project.name, [one.label for one in why]
    groups = _groups(project, told)
    changes = [{**_data(one), "project": project} for one in told]
    mine, theirs = following.OWN_PAGE, following.channels_path(project)
    stop = _absolute(mine)
    foot = digest_text.room_foot(channel.account.login, names, stop, _absolute(theirs))
    return channels.owe(
        channel=channel,
        key=f"changes {told[0].pk} to {told[-1].pk}",
        subject=digest_text.subject_of(groups, len(told)),
        text=digest_text.said(groups[: digest_text.MOST], foot),
        data={
            "kind": "changes",
            "changes": changes,
            "by": channel.account.login,
            "follows": names,
            "stop": stop,
        },
        now=now,
    )


def _absolute(path: str) -> str:
    """The address of a page; empty where this installation's own is not known."""
    return f"{settings.ADDRESS}{path}" if settings.ADDRESS else ""


def _groups(project: str, told: Sequence[Headline]) -> list[Group]:
    rows = [
        {**vars(one), **_names(one), "row": one, "project": project} for one in told
    ]
    found = []
    for group in followed.grouped(rows):
        kind, name = followed.about(group[-1])
        link = settings.ADDRESS + following.path(kind, project, name) if name else ""
        lines = tuple(_line(one["row"]) for one in group)
        found.append(Group(group[-1]["title"], link if settings.ADDRESS else "", lines))
    return found


def _names(one: Headline) -> dict[str, str]:
    """A headline that is about no enhancement has the name of what it is about as its
    title.
    """
    return {
        "sig": one.title.removeprefix("SIG ") if one.sig_id else "",
        "release": one.title if one.release_id else "",
    }


def _line(one: Headline) -> Line:
    new = one.new if one.kind != following.VERDICT else ""
    return Line(one.text, one.at, one.old, new, one.source, one.subject)


def _data(one: Headline) -> dict[str, str]:
    """One change, for programs."""
    names = ("kind", "title", "text", "old", "new", "source", "subject", "evidence")
    said = {name: str(getattr(one, name)) for name in names}
    return {**said, "enhancement": one.name, "at": one.at.isoformat()}
