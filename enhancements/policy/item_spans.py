"""From a mirrored tracking issue to what it claimed, from when to when.

Pure. Its text speaks in the versions that it had, its labels, milestone and assignees
by its timeline. What was put on it before the timeline begins counts from the day it
was opened. All ends when the issue is gone from GitHub.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from enhancements.documents import issue as issue_text
from enhancements.documents.facts import ISSUE, Fact
from enhancements.policy import mirrored
from enhancements.policy.mirrored import Held, Mirrored
from enhancements.policy.pen import Pen
from enhancements.policy.spans import Span
from enhancements.profiles import Profile

REVISION = 2
"""Raised whenever the same mirrored rows may give other claims than before."""

LABEL = "label"
MILESTONE = "milestone"
PULL = "pull:"
ISSUE_FIELD = "issue"
LABEL_FIELD = "label."
OWNERS = "owners"
ASSIGNED = "assigned: "
"""How what is said of owners begins where it is told by who is assigned."""
RELEASE = "release"


def issue_spans(item: Mirrored, profile: Profile) -> list[Span]:
    """Everything that the tracking issue of an enhancement claimed."""
    pen = Pen()
    pen.say(_said(item, "number", item.number, f"#{item.number}", item.created_at))
    _states(item, pen)
    text = _text_spans(item, profile)
    contacts = [span for span in text if span.field == OWNERS]
    _owners(item, contacts, pen)
    _labels(item, profile, pen)
    _milestones(item, profile, pen)
    rest = [span for span in text if span.field != OWNERS]
    spans = [*rest, *pen.spans()]
    return spans if item.gone_at is None else _ended(spans, item.gone_at)


def rival_span(item: Mirrored, deciding: int) -> Span:
    """The claim of an issue that is attached beside the one that decides."""
    problem = (
        f"Issue #{item.number} tracks this enhancement too, and #{deciding} is the one"
        " that counts; close it, or split it off."
    )
    source = f"{ISSUE}:{item.number}"
    span = _said(item, ISSUE_FIELD, None, f"#{item.number}", item.created_at)
    return dataclasses.replace(span, source=source, problem=problem, until=item.gone_at)


def _said(
    item: Mirrored,
    field: str,
    value: Any,
    raw: str,
    at: dt.datetime,
    *,
    source: str = ISSUE,
    event: str = "",
    line: int = 0,
    problem: str = "",
) -> Span:
    return Span(
        track="",
        source=source,
        field=field,
        value=value,
        raw=raw,
        since=at,
        until=None,
        problem=problem,
        line=line,
        url=item.url(event),
    )


def _ended(spans: Iterable[Span], end: dt.datetime) -> list[Span]:
    return [
        dataclasses.replace(span, until=min(span.until or end, end))
        for span in spans
        if span.since < end
    ]


def _text_spans(item: Mirrored, profile: Profile) -> list[Span]:
    pen = Pen()
    for at, title, body in mirrored.versions(item):
        read = issue_text.read(
            body,
            title=title,
            profile=profile,
            repository=item.repository,
            number=item.number,
        )
        pen.turn([_of_fact(item, fact, at) for fact in read.facts], at)
    return pen.spans()


def _of_fact(item: Mirrored, fact: Fact, at: dt.datetime) -> Span:
    # Of a pull request in its list the issue says: this is one of mine.
    value = item.number if fact.field.startswith(PULL) else fact.value
    span = _said(
        item, fact.field, value, fact.raw, at, line=fact.line, problem=fact.problem
    )
    return dataclasses.replace(span, track=fact.track)


# --- State, labels, milestone, assignees ----------------------------------------------


def _states(item: Mirrored, pen: Pen) -> None:
    for at, state, event in mirrored.states(item):
        value = {"number": item.number, "state": state, "url": item.url()}
        pen.say(_said(item, ISSUE_FIELD, value, state, at, event=event))


def _labels(item: Mirrored, profile: Profile, pen: Pen) -> None:
    """Each label, and the field of which the profile says that it speaks."""
    every = mirrored.held(item, "labeled", item.labels)
    on = True
    for one in every:
        field = f"{LABEL_FIELD}{one.name}"
        span = _said(
            item, field, on, one.name, one.since, source=LABEL, event=one.event
        )
        pen.say(span)
        if one.until is not None:
            pen.stop(span.series, one.until)
    for moment in mirrored.moments(every):
        said: dict[str, list[tuple[str, Held]]] = {}
        for one in mirrored.there(every, moment):
            claim = profile.label_claim(one.name)
            if claim is not None:
                said.setdefault(claim[0], []).append((claim[1], one))
        for field in {field for field, _ in _claims(every, profile)}:
            _family(item, field, said.get(field, []), moment, pen)


def _claims(every: Iterable[Held], profile: Profile) -> Iterable[tuple[str, str]]:
    for one in every:
        claim = profile.label_claim(one.name)
        if claim is not None:
            yield claim


def _family(
    item: Mirrored,
    field: str,
    said: Sequence[tuple[str, Held]],
    at: dt.datetime,
    pen: Pen,
) -> None:
    """What the labels of one family say together; several leave no value standing."""
    if not said:
        pen.stop(("", LABEL, field), at)
        return
    values = dict.fromkeys(value for value, _ in said)
    raw = ", ".join(one.name for _, one in said)
    is_one = len(values) == 1
    # Several SIGs take part in one enhancement; it can have but one stage.
    many = f"Its labels {raw} say different things; remove all but one."
    problem = "" if is_one or field == "sig" else many
    value = next(iter(values)) if is_one else None
    event = said[-1][1].event
    pen.say(
        _said(item, field, value, raw, at, source=LABEL, event=event, problem=problem)
    )


def _milestones(item: Mirrored, profile: Profile, pen: Pen) -> None:
    every = mirrored.held(
        item, "milestoned", [(item.milestone, item.milestone)] if item.milestone else []
    )
    fields = {
        one.name: RELEASE if profile.issues.is_release(one.name) else MILESTONE
        for one in every
    }
    for moment in mirrored.moments(every):
        there = mirrored.there(every, moment)
        # A new milestone takes the place of the one before.
        last = there[-1] if there else None
        for field in set(fields.values()):
            if last is None or fields[last.name] != field:
                pen.stop(("", MILESTONE, field), moment)
        if last is not None:
            pen.say(
                _said(
                    item,
                    fields[last.name],
                    last.name,
                    last.name,
                    moment,
                    source=MILESTONE,
                    event=last.event,
                )
            )


def _owners(item: Mirrored, contacts: Sequence[Span], pen: Pen) -> None:
    """Its assignees; while nobody is assigned, the contact that its text names."""
    assigned = mirrored.held(item, "assigned", item.assignees)
    moments = {*mirrored.moments(assigned), *(span.since for span in contacts)}
    moments.update(span.until for span in contacts if span.until is not None)
    for moment in sorted(moments):
        there = mirrored.there(assigned, moment)
        contact = next((span for span in contacts if span.holds(moment)), None)
        if there:
            names = list(dict.fromkeys(one.name for one in there))
            raw = f"{ASSIGNED}{', '.join(names)}"
            event = there[-1].event
            pen.say(_said(item, OWNERS, names, raw, moment, event=event))
        elif contact is not None:
            pen.say(dataclasses.replace(contact, since=moment, until=None))
        else:
            pen.stop(("", ISSUE, OWNERS), moment)
