"""What people were asked about entries, and whether they answered: read with what
waits (`queries.waiting`), whose statement has `questions`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, ngettext
from enhancements.policy import asking, decisions
from enhancements.policy.boards import LEFT, Status
from enhancements.policy.waiting import (
    TEAM,
    Asked,
    CheckIn,
    Facts,
    Question,
    Side,
    Whom,
)
from enhancements.queries import words
from enhancements.queries.handles import plain

REASON = "still-true"
"""What a question waits for in the queue (`policy.waiting.Wait.reason`)."""
NOT_MINE = "not-mine"
# Of a project and of releases in work, as of the moment: `project`, `releases`, `at`.
QUESTIONS = """
SELECT item.release_id, coalesce(own.merged_into_id, own.id) AS enhancement_id,
       item.track, item.id AS item, item."freeze", item.rung, item.role,
       ask.login, item.login AS handle, ask.made_at AS at,
       answer.word AS answer, answer.since AS answered_at
  FROM enhancements_askitem item
  JOIN enhancements_ask ask ON ask.id = item.ask_id
   AND ask.project_id = %(project)s AND ask.made_at <= %(at)s
  JOIN enhancements_enhancement own ON own.id = item.enhancement_id
  LEFT JOIN enhancements_askanswer answer
    ON answer.item_id = item.id AND answer.since <= %(at)s
   AND (answer.until IS NULL OR answer.until > %(at)s)
 WHERE item.release_id = ANY(%(releases)s)
"""


def told(facts: Facts, decided: Sequence[Mapping[str, Any]], rows: Any) -> Facts:
    """The facts with what people said of the entry, and what they were asked.

    `decided` are the decisions that stand, the oldest first, `rows` those of QUESTIONS.
    """
    said = {one["kind"]: one for one in decided}
    check_in, contact = said.get(decisions.CHECK_IN), said.get(decisions.CONTACT)
    found = tuple(
        Question(
            item=one["item"],
            login=one["login"],
            freeze=one["freeze"],
            rung=one["rung"],
            role=one["role"],
            at=words.at(one["at"]),
            answer=one["answer"] or "",
            answered_at=words.at(one["answered_at"]) if one["answered_at"] else None,
        )
        for one in rows or ()
        if one["freeze"] == facts.freeze_key
    )
    facts = dataclasses.replace(
        facts,
        contact=contact["value"] if contact else "",
        is_closed=decisions.OUTCOME in said,
        check_in=_check_in(check_in) if check_in else None,
        questions=found,
    )
    return dataclasses.replace(facts, asked=facts.asked + _asked(facts))


def is_over(facts: Facts) -> bool:
    """Whether nothing more is to be said of an entry before this freeze."""
    done = facts.status in LEFT or facts.status is Status.TRACKED
    return done or facts.is_closed or facts.ends_at is None


def answered_at(facts: Facts) -> dt.datetime | None:
    """When somebody last said how it goes: on the board or asked."""
    moments = [
        one.answered_at
        for one in facts.questions
        if one.answered_at and one.answer != NOT_MINE
    ]
    if facts.check_in is not None:
        moments.append(facts.check_in.since)
    return max(moments, default=None)


def open_questions(facts: Facts) -> tuple[Question, ...]:
    """Those that nobody has answered since; each person's are answered by anybody."""
    if is_over(facts):
        return ()
    said = answered_at(facts)
    return tuple(
        one
        for one in facts.questions
        if not one.answer and (said is None or said < one.at)
    )


def no_longer(facts: Facts) -> frozenset[str]:
    """Who said, since they were asked last, that it is not theirs; as compared."""
    last = {plain(one.login): one for one in facts.questions}
    return frozenset(key for key, one in last.items() if one.answer == NOT_MINE)


def entry(
    facts: Facts,
    place: tuple[str, int, str],
    leads: Sequence[str],
) -> asking.Entry | None:
    """What asking has to know of an entry; None where no freeze is worked for."""
    if facts.ends_at is None:
        return None
    release, enhancement, track = place
    gone = no_longer(facts)
    said = answered_at(facts)
    return asking.Entry(
        release=release,
        enhancement=enhancement,
        track=track,
        sig=facts.sig,
        freeze=facts.freeze_key,
        ends_on=facts.ends_at.date(),
        is_over=is_over(facts),
        is_met=facts.status is Status.MET,
        owners=tuple(_name(one) for one in facts.owners if plain(one) not in gone),
        contact=facts.contact,
        leads=tuple(map(_name, leads)),
        answered_on=said.date() if said else None,
        asked=frozenset(one.rung for one in facts.questions),
    )


def _asked(facts: Facts) -> tuple[Asked, ...]:
    """What waits for whoever was asked; for the SIG, where its owners gave it up."""
    found = []
    waiting = open_questions(facts)
    if waiting:
        last = max(waiting, key=lambda one: one.at)
        found.append(
            Asked(
                reason=REASON,
                ask=gettext("Say whether all is still true"),
                why=_why(facts, last),
                whom=tuple(_whom(waiting)),
                since=min(one.at for one in waiting),
                due=facts.ends_at,
            )
        )
    given_up = _given_up(facts)
    return (*found, given_up) if given_up else tuple(found)


def _given_up(facts: Facts) -> Asked | None:
    """What waits for the SIG once all owners said that it is not theirs."""
    gone = no_longer(facts)
    if not gone or is_over(facts):
        return None
    if any(plain(one) not in gone for one in facts.owners):
        return None
    names = ", ".join(f"@{one}" for one in sorted(gone))
    moments = [one.answered_at for one in facts.questions if one.answered_at]
    return Asked(
        reason=REASON,
        ask=gettext("Name an owner"),
        why=gettext("%(names)s said that it is not theirs any more.", names=names),
        whom=(Whom(Side.SIG, facts.sig) if facts.sig else TEAM,),
        since=max(moments),
        due=facts.ends_at,
    )


def _why(facts: Facts, last: Question) -> str:
    if last.rung == 0:
        asked = gettext("Asked on the day of the %(freeze)s.", freeze=facts.freeze)
    else:
        asked = ngettext(
            "Asked %(days)s day before the %(freeze)s.",
            "Asked %(days)s days before the %(freeze)s.",
            last.rung,
            days=last.rung,
            freeze=facts.freeze,
        )
    if facts.check_in is None:
        said = gettext("Nobody has said how it goes.")
        return f"{asked} {said}"
    said = gettext(
        "@%(login)s said last that it is %(said)s.",
        login=facts.check_in.by,
        said=decisions.in_words(decisions.CHECK_IN, facts.check_in.value),
    )
    return f"{asked} {said}"


def _whom(questions: Sequence[Question]) -> list[Whom]:
    names = {plain(one.login): one.login for one in questions}
    return [Whom(Side.PERSON, name) for name in names.values()]


def _check_in(row: Mapping[str, Any]) -> CheckIn:
    return CheckIn(
        row["id"], row["value"], row["reason"], row["by"], words.at(row["since"])
    )


def _name(login: str) -> str:
    return login.strip().removeprefix("@")
