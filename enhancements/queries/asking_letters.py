"""The message to somebody, with what is known of their entries when it is sent."""

from __future__ import annotations

import datetime as dt

from enhancements.models import Ask
from enhancements.policy import asking, decisions
from enhancements.policy.asking_text import Letter, Line
from enhancements.policy.waiting import Facts
from enhancements.queries import asked_of, frame, moments
from enhancements.queries.handles import plain
from enhancements.queries.shapes.asking import MineRow

_AS = {asking.OWNERS: "owner", asking.CONTACT: "contact", asking.LEADS: "lead"}


def letter(
    ask: Ask, *, link: str, page: str, ladders: str, stop: str, now: dt.datetime
) -> Letter | None:
    """The message, in three SQL statements; None where all was answered meanwhile."""
    setting = frame.load(ask.project.name, moments.parse(None, now=now), now=now)
    rows = [one for one in asked_of.rows(setting, ask.login) if one.is_open]
    if not rows:
        return None
    return made(
        ask.login,
        rows,
        title=setting.frame.project.title,
        link=link,
        until=ask.expires_at.date(),
        page=page,
        ladders=ladders,
        stop=stop,
    )


def made(
    login: str,
    rows: list[MineRow],
    *,
    title: str,
    link: str,
    page: str,
    ladders: str,
    until: dt.date | None = None,
    stop: str = "",
) -> Letter:
    """The message about these entries; without `until` its link asks to sign in."""
    return Letter(
        login=login,
        project=title,
        link=link,
        is_signed=until is not None,
        until=until or dt.date.max,
        page=page,
        ladders=ladders,
        stop=stop,
        lines=tuple(_line(one, login) for one in rows),
    )


def _line(row: MineRow, login: str) -> Line:
    entry, facts = row.entry, row.entry.facts
    name = f"#{entry.number}" if entry.number is not None else entry.key
    return Line(
        release=entry.release,
        freeze=facts.freeze,
        ends_on=facts.ends_at.date() if facts.ends_at else dt.date.max,
        name=f"{name} {entry.track}".strip(),
        title=entry.title,
        stage=entry.stage.label,
        status=row.status,
        said=_said(facts),
        why=_why(facts, login),
    )


def _said(facts: Facts) -> str:
    if facts.check_in is None:
        return ""
    word = decisions.in_words(decisions.CHECK_IN, facts.check_in.value)
    since = facts.check_in.since
    return f"@{facts.check_in.by} said {word} on {since.day} {since:%B}"


def _why(facts: Facts, login: str) -> str:
    mine = [one for one in facts.questions if plain(one.login) == plain(login)]
    role = _AS.get(mine[-1].role, "") if mine else ""
    return f"{role} of SIG {facts.sig}" if role == "lead" and facts.sig else role
