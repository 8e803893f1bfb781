"""From a mirrored tracking issue to what it claimed, from when to when.

Pure. Its text speaks in the versions that it had, its labels, milestone and assignees
by its timeline. What was put on it before the timeline begins counts from the day it
was opened. All ends when the issue is gone from GitHub.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from enhancements.documents import issue as issue_text
from enhancements.documents.facts import ISSUE, Fact
from enhancements.policy import addresses
from enhancements.policy.pen import Pen
from enhancements.policy.spans import Span
from enhancements.profiles import Profile

REVISION = 1
"""Raised whenever the same mirrored rows may give other claims than before."""

LABEL = "label"
MILESTONE = "milestone"
PULL = "pull:"
ISSUE_FIELD = "issue"
LABEL_FIELD = "label."
OWNERS = "owners"
RELEASE = "release"

OPEN = "open"
CLOSED = "closed"
CLOSING = {"closed": CLOSED, "merged": CLOSED, "reopened": OPEN}

Pair = Literal["labeled", "milestoned", "assigned"]
_ENDS: dict[Pair, str] = {
    "labeled": "unlabeled",
    "milestoned": "demilestoned",
    "assigned": "unassigned",
}
KINDS = (*_ENDS, *_ENDS.values(), *CLOSING, "renamed")
"""Kinds of timeline items that are read."""


@dataclasses.dataclass(frozen=True, slots=True)
class Happening:
    """One item of a timeline."""

    kind: str
    at: dt.datetime
    name: str = ""
    old_name: str = ""
    event: str = ""
    """GitHub's number of the event; empty where it has none."""
    key: str = ""
    """Id of the label or person that it is about; empty where it is not told."""


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """An item's body as it was from a moment on."""

    at: dt.datetime
    body: str


@dataclasses.dataclass(frozen=True, slots=True)
class Mirrored:
    """An issue or a pull request as it is mirrored."""

    host: str
    repository: str
    number: int
    title: str
    body: str
    state: str
    created_at: dt.datetime
    updated_at: dt.datetime
    closed_at: dt.datetime | None = None
    edited_at: dt.datetime | None = None
    gone_at: dt.datetime | None = None
    texts: tuple[Text, ...] = ()
    """Oldest first."""
    timeline: tuple[Happening, ...] = ()
    """Oldest first."""
    labels: tuple[tuple[str, str], ...] = ()
    """Id and name of today of each that it has."""
    milestone: str = ""
    assignees: tuple[tuple[str, str], ...] = ()
    """Id and login of today."""

    def url(self, event: str = "") -> str:
        """Its page, or the place there where an event is shown."""
        return addresses.issue(self.host, self.repository, self.number, event)


def bodies(item: Mirrored) -> list[Text]:
    """Every body that it had, oldest first; the one of today is always the last."""
    found = sorted(item.texts, key=lambda text: text.at)
    if not found:
        # An edit whose text is not known: what stood there before it is not either.
        return [Text(item.edited_at or item.created_at, item.body)]
    if found[-1].body != item.body:
        at = item.edited_at or item.updated_at
        found.append(Text(max(at, found[-1].at), item.body))
    return found


def titles(item: Mirrored) -> list[Text]:
    """Every title that it had, oldest first."""
    renames = [one for one in item.timeline if one.kind == "renamed"]
    first = renames[0].old_name if renames else item.title
    return [
        Text(item.created_at, first or item.title),
        *(Text(one.at, one.name) for one in renames),
    ]


def versions(item: Mirrored) -> list[tuple[dt.datetime, str, str]]:
    """(since, title, body) of every state of its words, oldest first."""
    all_titles, all_bodies = titles(item), bodies(item)
    moments = sorted({text.at for text in (*all_titles, *all_bodies)})
    begins = all_bodies[0].at
    return [
        (at, _last(all_titles, at), _last(all_bodies, at))
        for at in moments
        if at >= begins
    ]


def _last(texts: Sequence[Text], at: dt.datetime) -> str:
    found = [text.body for text in texts if text.at <= at]
    return found[-1] if found else texts[0].body


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
    return dataclasses.replace(
        span, source=source, problem=problem, until=item.gone_at
    )


def _said(  # noqa: PLR0913 - the columns of a claim
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
    for at, title, body in versions(item):
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
    for at, state, event in states(item):
        value = {"number": item.number, "state": state, "url": item.url()}
        pen.say(_said(item, ISSUE_FIELD, value, state, at, event=event))


def states(item: Mirrored) -> list[tuple[dt.datetime, str, str]]:
    """(since, open or closed, event) over time; merged counts as closed."""
    found = [(item.created_at, OPEN, "")]
    for one in item.timeline:
        state = CLOSING.get(one.kind)
        if state and state != found[-1][1]:
            found.append((max(one.at, item.created_at), state, one.event))
    is_open = item.state == OPEN
    if is_open != (found[-1][1] == OPEN):
        # The timeline does not say so; the item itself does.
        at = item.updated_at if is_open else item.closed_at or item.updated_at
        found.append((max(at, found[-1][0]), OPEN if is_open else CLOSED, ""))
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A label, milestone or assignee while it was on an item."""

    name: str
    since: dt.datetime
    until: dt.datetime | None
    event: str


def held(item: Mirrored, kind: Pair, now: Iterable[tuple[str, str]]) -> list[Held]:
    """What was put on the item and taken off it, by the names of then.

    `now` is what is on it, as (id, name). What the timeline does not say was there from
    the start; what is gone although nothing took it off (a label that was deleted) ended
    at the latest when the item last changed.
    """
    today = dict(now)
    ids = {name.casefold(): key for key, name in today.items()}
    begun: dict[str, Happening] = {}
    found: list[Held] = []
    known: set[str] = set()
    for one in item.timeline:
        if one.kind not in (kind, _ENDS[kind]):
            continue
        name = one.name.casefold()
        key = one.key if one.key in today else ids.get(name, one.key or name)
        start = begun.get(key)
        if one.kind == kind:
            begun.setdefault(key, one)
        elif start is not None:
            found.append(Held(start.name, start.at, one.at, start.event))
            del begun[key]
        elif key not in known:
            # It was taken off, so it had been put on: before the timeline begins.
            found.append(Held(one.name, item.created_at, one.at, one.event))
        known.add(key)
    for key, start in begun.items():
        end = None if key in today else max(item.updated_at, start.at)
        found.append(Held(start.name, start.at, end, start.event))
    found.extend(
        Held(name, item.created_at, None, "")
        for key, name in today.items()
        if key not in begun
    )
    return sorted(
        (one for one in found if one.until is None or one.since < one.until),
        key=lambda one: (one.since, one.name),
    )


def _labels(item: Mirrored, profile: Profile, pen: Pen) -> None:
    """Each label, and the field of which the profile says that it speaks."""
    every = held(item, "labeled", item.labels)
    for one in every:
        field = f"{LABEL_FIELD}{one.name}"
        span = _said(
            item, field, True, one.name, one.since, source=LABEL, event=one.event
        )
        pen.say(span)
        if one.until is not None:
            pen.stop(span.series, one.until)
    for moment in _moments(every):
        said: dict[str, list[tuple[str, Held]]] = {}
        for one in _at(every, moment):
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
        _said(
            item, field, value, raw, at, source=LABEL, event=event, problem=problem
        )
    )


def _milestones(item: Mirrored, profile: Profile, pen: Pen) -> None:
    every = held(
        item, "milestoned", [(item.milestone, item.milestone)] if item.milestone else []
    )
    fields = {
        one.name: RELEASE if profile.issues.is_release(one.name) else MILESTONE
        for one in every
    }
    for moment in _moments(every):
        there = _at(every, moment)
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
    assigned = held(item, "assigned", item.assignees)
    moments = {*_moments(assigned), *(span.since for span in contacts)}
    moments.update(span.until for span in contacts if span.until is not None)
    for moment in sorted(moments):
        there = _at(assigned, moment)
        contact = next((span for span in contacts if span.holds(moment)), None)
        if there:
            names = list(dict.fromkeys(one.name for one in there))
            raw = f"assigned: {', '.join(names)}"
            event = there[-1].event
            pen.say(_said(item, OWNERS, names, raw, moment, event=event))
        elif contact is not None:
            pen.say(dataclasses.replace(contact, since=moment, until=None))
        else:
            pen.stop(("", ISSUE, OWNERS), moment)


def _moments(every: Iterable[Held]) -> list[dt.datetime]:
    moments = set()
    for one in every:
        moments.add(one.since)
        if one.until is not None:
            moments.add(one.until)
    return sorted(moments)


def _at(every: Iterable[Held], at: dt.datetime) -> list[Held]:
    return [
        one for one in every if one.since <= at and (one.until is None or at < one.until)
    ]
