"""The page of a SIG's asking: its ladder, who would be asked when, and who was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models.functions import Lower

from enhancements.languages import SOURCE, gettext, gettext_noop, speaking
from enhancements.models import Ask
from enhancements.policy import asking as policy
from enhancements.policy import asking_text
from enhancements.policy.asking import Ladder
from enhancements.queries import asked_of, asking, asking_letters, sql, waiting
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.asking import (
    AskedRow,
    Candidates,
    Planned,
    Prepared,
    SigAsking,
)

NOT_MAILED, NO_ADDRESS = gettext_noop("not mailed"), gettext_noop("no address")
# What was asked of entries that a SIG owns, and the first word on it since: of whoever
# was asked, or of anybody who said on the board how it goes. `sigs` null for all, and
# `handle` null for everybody.
_ASKED = """
SELECT ask.id AS ask, ask.login, ask.made_at AS at, ask.expires_at, ask.account,
       release.name AS release, record.key, record.number, record.title, item.track,
       item."freeze", item.rung, item.role, answer.word AS answer,
       answer.reason AS answer_reason, answer.by AS answered_by,
       answer.since AS answered_at, said.value AS said, said.reason AS said_reason,
       said.by AS said_by, said.since AS said_at,
       mail.id IS NOT NULL AS has_mail,
       coalesce(mail.sent_at <= %(at)s, false) AS is_sent,
       coalesce(mail.ended_at <= %(at)s, false) AS is_ended
  FROM enhancements_askitem item
  JOIN enhancements_ask ask ON ask.id = item.ask_id
   AND ask.project_id = %(project)s AND ask.made_at <= %(at)s
  JOIN enhancements_release release ON release.id = item.release_id
  JOIN enhancements_enhancement own ON own.id = item.enhancement_id
  JOIN enhancements_record record
    ON record.enhancement_id = coalesce(own.merged_into_id, own.id)
   AND record.since <= %(at)s AND (record.until IS NULL OR record.until > %(at)s)
  LEFT JOIN enhancements_askanswer answer
    ON answer.item_id = item.id AND answer.since <= %(at)s
   AND (answer.until IS NULL OR answer.until > %(at)s)
  LEFT JOIN enhancements_mail mail ON mail.ask_id = ask.id
  LEFT JOIN LATERAL (
    SELECT decision.value, decision.reason, decision.by, decision.since
      FROM enhancements_decision decision
      JOIN enhancements_enhancement other ON other.id = decision.enhancement_id
     WHERE decision.release_id = item.release_id AND decision.kind = 'check-in'
       AND coalesce(other.merged_into_id, other.id)
           = coalesce(own.merged_into_id, own.id)
       AND decision.track = item.track AND decision.since >= ask.made_at
       AND decision.since <= %(at)s
     ORDER BY decision.since LIMIT 1) said ON true
 WHERE item.release_id = ANY(%(releases)s) AND record.sig = %(sig)s
 ORDER BY ask.made_at DESC, lower(ask.login), record.number NULLS LAST, record.key,
          item.track
"""


def page(
    setting: Setting,
    name: str,
    *,
    ladder: Ladder | None = None,
    addresses: tuple[str, str] | None = None,
) -> SigAsking:
    """Everything the page shows, in four SQL statements beside the setting's two.

    `ladder` is one that somebody tries out, whose preview is shown. `addresses` are
    where one answers and where ladders stand, for who sends prepared messages.
    """
    history = asking.history(setting, name)
    stands = history[0] if history else None
    in_force = (stands.ladder if stands else None) or setting.profile.asking
    listed = tuple(rows(setting, name))
    with speaking(SOURCE):  # What is sent to others is the project's.
        found = asking.candidates(setting, sigs=[name])
        prepared = tuple(_prepared(setting, found, listed, addresses))
    return SigAsking(
        frame=setting.frame,
        name=name,
        ladder=in_force,
        stands=stands,
        history=tuple(history),
        planned=_planned(setting, found, ladder or in_force),
        rows=listed,
        releases=tuple(one.name for one in waiting.in_work(setting)),
        prepared=prepared,
    )


def _prepared(
    setting: Setting,
    found: Candidates,
    listed: Sequence[AskedRow],
    addresses: tuple[str, str] | None,
) -> Iterator[Prepared]:
    """Messages to those whom no mail reached, about what nobody has answered."""
    if addresses is None:
        return
    here, ladders = addresses
    names = {one.login: None for one in listed if one.way in (NO_ADDRESS, NOT_MAILED)}
    title = setting.frame.project.title
    for login in names:
        mine = [one for one in asked_of.of(found.rows.values(), login) if one.is_open]
        if not mine:
            continue
        letter = asking_letters.made(
            login, mine, title=title, link=here, page=here, ladders=ladders
        )
        text = asking_text.body(letter, setting.at.date())
        yield Prepared(login, asking_text.subject(letter), text)


def rows(setting: Setting, sig: str) -> list[AskedRow]:
    """Who was asked about a SIG's entries of the releases in work, the newest first;
    one SQL statement.
    """
    given = {
        "project": setting.id,
        "at": setting.at,
        "sig": sig,
        "releases": [one.id for one in waiting.in_work(setting)],
    }
    labels = {
        one.kind: one.label for release in setting.releases for one in release.deadlines
    }
    return [_row(row, labels) for row in sql.rows(_ASKED, given)]


def _planned(
    setting: Setting, found: Candidates, ladder: Ladder
) -> tuple[Planned, ...]:
    day = setting.at.astimezone(dt.UTC).date()
    asks = Ask.objects.filter(project=setting.id, day=day, made_at__lte=setting.at)
    told = set(asks.values_list(Lower("login"), flat=True))
    return tuple(
        Planned(
            day=when,
            login=message.login,
            role=gettext(policy.LABELS[message.lines[0].role]),
            entries=tuple(found.rows[line.entry.place] for line in message.lines),
        )
        for when, message in policy.preview(
            day, found.entries, lambda _: ladder, told=told
        )
    )


def _row(row: Mapping[str, Any], labels: Mapping[str, str]) -> AskedRow:
    label = policy.LABELS.get(row["role"])
    own = row["answer"] or ""
    said = row["said"] or ""
    # What they answered themselves tells more than what somebody said on the board.
    is_own = bool(own)
    return AskedRow(
        ask=row["ask"],
        login=row["login"],
        at=row["at"],
        expires_at=row["expires_at"],
        way=_way(row),
        release=row["release"],
        key=row["key"],
        number=row["number"],
        title=row["title"],
        track=row["track"],
        freeze=labels.get(row["freeze"], row["freeze"]),
        rung=row["rung"],
        role=gettext(label) if label else row["role"],
        answer=own or said,
        reason=(row["answer_reason"] if is_own else row["said_reason"]) or "",
        answered_by=(row["answered_by"] if is_own else row["said_by"]) or "",
        answered_at=row["answered_at"] if is_own else row["said_at"],
    )


def _way(row: Mapping[str, Any]) -> str:
    if row["is_sent"]:
        return gettext_noop("mailed")
    if row["is_ended"]:
        return NOT_MAILED
    return gettext_noop("on its way") if row["has_mail"] else NO_ADDRESS
