"""From a mirrored pull request to what it claimed, from when to when.

Pure. It names the tracking issue that it belongs to (source `pull`); while it is open
on the documents' repository, its documents at their heads propose what they say
(source `proposal:<number>`). Proposals are shown and never resolved into a record.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from enhancements.documents import pulls as pull_text
from enhancements.documents.facts import Fact, Reading
from enhancements.documents.pulls import Named
from enhancements.policy import addresses, resolve
from enhancements.policy.item_spans import PULL
from enhancements.policy.mirrored import OPEN, Mirrored, states, versions
from enhancements.policy.pen import Pen
from enhancements.policy.spans import DOCUMENT_FIELD, SIDE_FIELDS, Span
from enhancements.profiles import Profile

SOURCE = "pull"
PROPOSAL = "proposal:"


@dataclasses.dataclass(frozen=True, slots=True)
class HeadText:
    """A file at a head: what was read in it; None when it is removed there."""

    path: str
    reading: Reading | None
    path_facts: tuple[Fact, ...] = ()
    is_main: bool = True
    problem: str = ""
    """Why its bytes could not be had."""


@dataclasses.dataclass(frozen=True, slots=True)
class HeadTexts:
    """The files of one enhancement at a head of a pull request."""

    oid: str
    since: dt.datetime
    files: tuple[HeadText, ...]


Naming = tuple[dt.datetime, Named | None]
"""(since, what it names as its own from then on)."""


def namings(
    item: Mirrored,
    profile: Profile,
    *,
    documents: str,
    heads: Sequence[tuple[dt.datetime, Sequence[str]]] = (),
) -> list[Naming]:
    """Which tracking issue a pull request named over time, oldest first.

    `documents` is the repository of the tracking issues, `heads` are the times of the
    heads with the files that they change, oldest first.
    """
    words = versions(item)
    moments = sorted({*(at for at, _, _ in words), *(at for at, _ in heads)})
    found: list[Naming] = []
    for moment in moments:
        _, title, body = _last_of(words, moment)
        paths = [paths for at, paths in heads if at <= moment]
        named = pull_text.attribute(
            title=title,
            body=body,
            repository=item.repository,
            documents=documents,
            profile=profile,
            paths=paths[-1] if paths else (),
        ).own
        if not found or found[-1][1] != named:
            found.append((max(moment, item.created_at), named))
    return found


def _last_of(
    words: Sequence[tuple[dt.datetime, str, str]], at: dt.datetime
) -> tuple[dt.datetime, str, str]:
    found = [one for one in words if one[0] <= at]
    return found[-1] if found else words[0]


def name_of(item: Mirrored) -> str:
    """`owner/name#12`, the repository in lower case as lists of issues give it."""
    return f"{item.repository.casefold()}#{item.number}"


def naming_spans(item: Mirrored, all_namings: Iterable[Naming]) -> list[Span]:
    """The claims of a pull request about itself: the number that it names."""
    pen = Pen()
    field = f"{PULL}{name_of(item)}"
    for at, named in all_namings:
        if named is None:
            pen.stop(("", SOURCE, field), at)
            continue
        span = Span(
            track="",
            source=SOURCE,
            field=field,
            value=named.number,
            raw=f"{named.rule}: {named.raw}",
            since=at,
            until=None,
            line=named.line,
            url=addresses.pull(item.host, item.repository, item.number),
        )
        pen.say(span)
    return pen.spans(item.gone_at)


# --- Proposals --------------------------------------------------------------------


def proposal_spans(
    item: Mirrored, heads: Sequence[HeadTexts], profile: Profile
) -> list[Span]:
    """What the documents of a pull request propose while it is open."""
    pen = Pen()
    turns: list[tuple[dt.datetime, HeadTexts | None, bool]] = [
        *((max(head.since, item.created_at), head, True) for head in heads),
        *((at, None, state == OPEN) for at, state, _ in states(item)),
    ]
    current: HeadTexts | None = None
    is_open = True
    for at, head, opened in sorted(turns, key=lambda turn: turn[0]):
        current = head or current
        is_open = is_open if head is not None else opened
        said = _said(item, current, at, profile) if current and is_open else []
        pen.turn(said, at)
    return pen.spans(item.gone_at)


def _said(
    item: Mirrored, head: HeadTexts, at: dt.datetime, profile: Profile
) -> list[Span]:
    """The claims of one head: the main document's first, of each field the surest."""
    found: list[Span] = []
    for file in sorted(head.files, key=lambda file: (not file.is_main, file.path)):
        if file.reading is None and not file.problem:
            continue
        facts = [*file.path_facts] if file.is_main else []
        facts.extend(file.reading.facts if file.reading is not None else ())
        kept = [fact for fact in facts if file.is_main or _may_say(fact)]
        kept.sort(key=lambda f: resolve.rank(f.source, profile.precedence_of(f.field)))
        problem = file.problem or (file.reading.unreadable if file.reading else "")
        value = {"path": file.path, "commit": head.oid}
        kept.append(Fact(DOCUMENT_FIELD, value, raw=file.path, problem=problem))
        found.extend(_of_fact(item, head, file, fact, at) for fact in kept)
    return found


def _may_say(fact: Fact) -> bool:
    blank = fact.value is None and not fact.problem
    return not blank and fact.field.partition(".")[0] in SIDE_FIELDS


def _of_fact(
    item: Mirrored,
    head: HeadTexts,
    file: HeadText,
    fact: Fact,
    at: dt.datetime,
) -> Span:
    return Span(
        track=fact.track,
        source=f"{PROPOSAL}{item.number}",
        field=fact.field,
        value=fact.value,
        raw=fact.raw,
        since=at,
        until=None,
        problem=fact.problem,
        line=fact.line,
        url=addresses.file(item.host, item.repository, head.oid, file.path, fact.line),
    )
