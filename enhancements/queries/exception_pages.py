"""The desk of a release's exceptions, and the page of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from enhancements.languages import SOURCE, dates, gettext, speaking
from enhancements.policy import deadlines as dating
from enhancements.policy import exception_letters as letters
from enhancements.policy import exceptions as policy
from enhancements.policy.exception_phases import Phase
from enhancements.policy.exceptions import PHASE_LABELS, FreezeFacts
from enhancements.policy.letters.names import EXCEPTION_MAIL, EXCEPTION_TEXT
from enhancements.policy.letters.template import Template
from enhancements.profiles.exception_rules import Question
from enhancements.profiles.letters import Letters
from enhancements.queries import (
    clauses,
    exception_history,
    exceptions,
    facets,
    release_letters,
    sql,
    weeks,
    words,
)
from enhancements.queries.api_releases import of_name
from enhancements.queries.deadlines import Dates
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.release import NO_SIG
from enhancements.queries.shapes.exceptions import (
    DeskPage,
    Due,
    ExceptionPage,
    ExceptionRow,
    FreezeVerdict,
    Letter,
    ProblemRow,
)
from enhancements.queries.shapes.lists import Facet

FILTERS = ("state", "freeze", "sig")
"""Parameters by which the desk is narrowed, each with any number of values."""
_VERDICTS = """
SELECT request.id, about.key AS "freeze", coalesce(verdict.word, '') AS word,
       coalesce(verdict.checks::text, '[]') AS checks, decision.id AS seen,
       coalesce(decision.value, '') AS standing
  FROM enhancements_exceptionrequest request
  JOIN enhancements_enhancement own ON own.id = request.enhancement_id
  JOIN LATERAL (
    SELECT DISTINCT held.freeze AS key FROM enhancements_exceptionfreeze held
     WHERE held.request_id = request.id) about ON true
  LEFT JOIN enhancements_verdict verdict
    ON verdict.release_id = request.release_id
   AND verdict.enhancement_id = coalesce(own.merged_into_id, own.id)
   AND verdict.track = request.track AND verdict.freeze = about.key
   AND verdict.since <= %(at)s AND (verdict.until IS NULL OR verdict.until > %(at)s)
  LEFT JOIN LATERAL (
    SELECT one.id, one.value FROM enhancements_decision one
      JOIN enhancements_enhancement its ON its.id = one.enhancement_id
     WHERE one.release_id = request.release_id AND one.kind = 'standing'
       AND coalesce(its.merged_into_id, its.id) = coalesce(own.merged_into_id, own.id)
       AND one.track = request.track AND one.freeze = about.key
       AND one.since <= %(at)s AND (one.until IS NULL OR one.until > %(at)s)
     ORDER BY one.since DESC, one.id DESC LIMIT 1) decision ON true
 WHERE request.id = ANY(%(ids)s)
"""
_PROBLEMS = """
SELECT file, line, sentence, raw FROM enhancements_exceptionproblem
 WHERE release_id = %(release)s ORDER BY file, line, id
"""


def desk(setting: Setting, name: str, chosen: Mapping[str, Sequence[str]]) -> DeskPage:
    """The desk, in three SQL statements beside the setting's two; in four where
    anything ran out. Raises ReleaseUnknown.
    """
    release = of_name(setting, name)
    known = exceptions.freezes(setting, release)
    rows = exceptions.of_release(setting, release, known)
    parameters = {"as_of": setting.frame.moment.given, **chosen}
    kept, groups = facets.apply(rows, _filters(known), chosen, parameters)
    over = [row for row in rows if row.phase is Phase.OVER]
    found = verdicts(setting, known, [row.id for row in over]) if over else {}
    problems = sql.rows(_PROBLEMS, {"release": release.id})
    return DeskPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        release=name,
        rules=setting.profile.exceptions,
        rows=tuple(kept),
        total=len(rows),
        due=tuple(Due(row, found.get(row.id, ())) for row in over),
        endless=tuple(row for row in rows if row.has_no_end),
        counts=_counts(rows, chosen, parameters),
        facets=tuple(one for one in groups[1:] if len(one.facets) > 1),
        filtered=any(chosen.values()),
        problems=tuple(ProblemRow(**one) for one in problems),
        windows=tuple(exceptions.ref(setting, known, key) for key in known),
        combining=policy.combining(setting.profile.exceptions, known),
    )


def _filters(known: Mapping[str, FreezeFacts]) -> list[Filter[ExceptionRow]]:
    labels = {key: _upper(one.label) for key, one in known.items()}
    return [
        Filter("state", gettext("State"), lambda row: (row.phase.value,)),
        Filter(
            "freeze",
            gettext("Freeze"),
            lambda row: [one.key for one in row.freezes],
            labels=labels,
        ),
        Filter(
            "sig",
            gettext("SIG"),
            lambda row: (row.sig or NO_SIG,),
            labels={NO_SIG: gettext("No SIG")},
        ),
    ]


def _upper(label: str) -> str:
    return label[:1].upper() + label[1:]


def _counts(
    rows: Sequence[ExceptionRow],
    chosen: Mapping[str, Sequence[str]],
    parameters: Mapping[str, object],
) -> tuple[Facet, ...]:
    on = set(chosen.get("state", ()))
    found = []
    for phase in Phase:
        number = sum(row.phase is phase for row in rows)
        if not number and phase.value not in on:
            continue
        is_on = on == {phase.value}
        query = words.query({**parameters, "state": [] if is_on else [phase.value]})
        label = clauses.label(PHASE_LABELS[phase])
        found.append(Facet(phase.value, label, number, is_on, query))
    return tuple(found)


def verdicts(
    setting: Setting, known: Mapping[str, FreezeFacts], ids: Sequence[int]
) -> dict[int, tuple[FreezeVerdict, ...]]:
    """By request what the checks say at the moment at each of its freezes, and what
    people decided there; one SQL statement.
    """
    found: dict[int, list[FreezeVerdict]] = {}
    for row in sql.rows(_VERDICTS, {"ids": list(ids), "at": setting.at}):
        label = exceptions.ref(setting, known, row["freeze"]).label
        found.setdefault(row["id"], []).append(
            FreezeVerdict(
                freeze=row["freeze"],
                label=label,
                word=row["word"],
                missing=tuple(_missing(row["checks"])),
                seen=row["seen"],
                standing=row["standing"],
            )
        )
    order = list(known)
    return {
        id_: tuple(
            sorted(
                many, key=lambda x: order.index(x.freeze) if x.freeze in order else 99
            )
        )
        for id_, many in found.items()
    }


def _missing(stored: str) -> Iterable[str]:
    data = sql.parsed(stored)
    listed: Sequence[Mapping[str, Any]] = (
        data["checks"] if isinstance(data, dict) else data
    )
    return (
        one["title"]
        for one in listed
        if one["state"] in ("failed", "unknown") and one["is_asked"] and one["counts"]
    )


def page(
    setting: Setting, name: str, id_: int, absolute: Callable[[str], str]
) -> ExceptionPage:
    """One request, in five SQL statements beside the setting's two.

    `absolute` makes the whole address of the request's page, for its letters. Raises
    ReleaseUnknown and ExceptionUnknown.
    """
    release = of_name(setting, name)
    known = exceptions.freezes(setting, release)
    row = exceptions.one(setting, release, known, id_)
    rules = setting.profile.exceptions
    asked = [(one, answer(row, one)) for one in rules.questions]
    keys = {one.key for one in rules.questions}
    history = exception_history.of_request(setting, id_)
    worded = release_letters.of_release(setting, release)
    # What is sent to others is the project's.
    with speaking(SOURCE):
        told = _told(name, row, absolute(str(id_)))
        subject = letters.subject(rules, told, worded.body(EXCEPTION_MAIL))
        mail = _mail(setting, told, subject, _answers(row, rules.questions))
        announcement = _announcement(setting, told, subject)
        comment = _comment(setting, told, worded)
    return ExceptionPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        release=name,
        rules=rules,
        row=row,
        questions=tuple(asked),
        others=tuple(
            (key.replace("-", " ").replace("_", " ").capitalize(), text)
            for key, text in row.answers.items()
            if key not in keys and text
        ),
        history=history,
        mail=mail,
        announcement=announcement,
        comment=comment,
        verdicts=verdicts(setting, known, [id_]).get(id_, ()),
        grant=_grant(setting, release, row, known),
    )


def answer(row: ExceptionRow, question: Question) -> str:
    """The answer to a question: what was typed, or what the record says."""
    if question.is_text:
        return row.answers.get(question.key, "")
    days = str(row.days or "")
    if row.days and row.asks_until:
        day = dates.day(row.asks_until, with_year=False)
        days = gettext("%(days)s, until the end of %(day)s AoE", days=row.days, day=day)
    known = {
        "title": row.title,
        "stage": row.stage.label if row.stage else "",
        "sig": row.sig,
        "issue": row.issue_url or (f"#{row.number}" if row.number else ""),
        "pulls": "\n".join(row.links),
        "days": days,
        "thread": row.thread,
    }
    return known[question.fills]


def _answers(row: ExceptionRow, questions: Sequence[Question]) -> list[tuple[str, str]]:
    """What the mail says; its thread is the mail itself."""
    threads = {one.label for one in questions if one.fills == "thread"}
    kept = (one for one in questions if one.label not in threads)
    return [(one.label, answer(row, one)) for one in kept]


def _told(release: str, row: ExceptionRow, address: str) -> letters.Told:
    return letters.Told(
        release=release,
        title=row.title,
        number=str(row.number or row.key),
        sig=row.sig,
        freeze=clauses.together([words.in_sentence(one.label) for one in row.freezes]),
        state=row.state,
        reason=row.reason,
        granted_until=row.granted_until,
        address=address,
    )


def _mail(
    setting: Setting,
    told: letters.Told,
    subject: str,
    asked: Sequence[tuple[str, str]],
) -> Letter:
    rules = setting.profile.exceptions
    text = letters.mail(told, asked)
    return _letter(rules.mail.to, subject, text, told)


def _announcement(setting: Setting, told: letters.Told, subject: str) -> Letter | None:
    text = letters.announcement(told)
    if not text:
        return None
    announce = setting.profile.exceptions.mail.announce
    return _letter(announce, f"Re: {subject}", text, told)


def _letter(
    to: Iterable[Template], subject: str, text: str, told: letters.Told
) -> Letter:
    names = letters.receivers(to, told)
    return Letter(text, names, subject, letters.mailto(names, subject, text))


def _comment(setting: Setting, told: letters.Told, worded: Letters) -> Letter | None:
    own = worded.body(EXCEPTION_TEXT)
    text = letters.comment(setting.profile.exceptions, told, own)
    return Letter(text) if text else None


def _grant(
    setting: Setting,
    release: Dates,
    row: ExceptionRow,
    known: Mapping[str, FreezeFacts],
) -> dt.date | None:
    """What was asked for, counted from when it was asked; where that is over by now,
    counted from today.
    """
    del release
    if not row.days:
        return None
    if row.asks_until and dating.ends_at(row.asks_until) > setting.at:
        return row.asks_until
    about = [known[one.key] for one in row.freezes if one.key in known]
    return policy.last_day(about, row.days, setting.at)
