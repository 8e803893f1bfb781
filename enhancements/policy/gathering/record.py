"""The record and the document as the checks see them, from claims at a moment."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.documents.facts import READINESS
from enhancements.languages.sentences import Sentence, sentence
from enhancements.policy import resolve
from enhancements.policy.checks.seen import Approval, Document, Resolved, Said
from enhancements.policy.gathering.told import Assigned, EntryOf, Link
from enhancements.policy.records import LATEST_MILESTONE, RELEASE, TARGET
from enhancements.policy.resolve import Choice
from enhancements.policy.spans import Span
from enhancements.profiles.schema import Profile

Held = Mapping[tuple[str, str], Choice]
"""What stands by (track, field)."""
DECISION = "decision"
"""As the source of what somebody decided about an entry."""
_READINESS = "readiness."


class Reader:
    """Reads fields of one enhancement at one moment."""

    def __init__(
        self, spans: Sequence[Span], held: Held, at: dt.datetime, link: Link
    ) -> None:
        self.held = held
        self.at = at
        self.link = link
        self._spans: dict[tuple[str, str], list[Span]] = {}
        for span in spans:
            if span.since <= at and not resolve.is_proposal(span.source):
                self._spans.setdefault((span.track, span.field), []).append(span)

    def value(self, field: str, track: str = "") -> Any:
        """What stands; None when nothing does."""
        choice = self.held.get((track, field))
        return choice.value if choice is not None else None

    def said(self, field: str, track: str = "") -> Said[Any]:
        """A field as resolved; of a track that does not speak of it the main one's."""
        choice = self.held.get((track, field))
        if choice is None and track:
            return self.said(field)
        if choice is None:
            return Said(None)
        winner = choice.winner
        others = tuple(_other(one) for one in _unlike(choice)) if choice.drift else ()
        if winner is None:
            first = choice.claims[0] if choice.claims else None
            url = self.link(first) if first is not None else ""
            return Said(None, url=url, others=others)
        return Said(
            choice.value,
            since=self.since(winner),
            url=self.link(winner),
            source=winner.source,
            is_merged=winner.version is not None,
            others=others,
        )

    def people(self, field: str) -> Said[tuple[str, ...]]:
        """A field that lists people."""
        said = self.said(field)
        return Said(
            tuple(said.value or ()),
            said.since,
            said.url,
            said.source,
            said.is_merged,
            said.others,
        )

    def since(self, winner: Span) -> dt.datetime:
        """Since when its value has stood, whichever source said so, without a break.

        What is merged counts by itself: before it was merged it was merely said.
        """
        every = self._spans.get((winner.track, winner.field), ())
        if len(every) == 1:
            # Its own claim alone: nothing else said so before.
            return winner.since
        value = resolve.canonical(winner.value)
        like = [
            one
            for one in every
            if resolve.canonical(one.value) == value
            and (one.version is not None or winner.version is None)
        ]
        start = winner.since
        for one in sorted(like, key=lambda span: span.since, reverse=True):
            if one.since < start and (one.until is None or one.until >= start):
                start = one.since
        return start


def _unlike(choice: Choice) -> list[Span]:
    mine = resolve.canonical(choice.value)
    return [
        one
        for one in choice.claims
        if one.value is not None and resolve.canonical(one.value) != mine
    ]


_SOURCES = {
    "directory": sentence("directory"),
    "document": sentence("document"),
    "front-matter": sentence("front-matter"),
    "issue": sentence("issue"),
    "label": sentence("label"),
    "metadata": sentence("metadata"),
    "milestone": sentence("milestone"),
}


def _other(span: Span) -> Sentence:
    words = span.raw or span.value
    if isinstance(words, list):
        words = ", ".join(map(str, words))
    source = _SOURCES.get(span.source, span.source)
    return sentence("%(source)s says %(said)s", source=source, said=str(words))


def resolved(reader: Reader, entry: EntryOf, profile: Profile) -> Resolved:
    """The record, of the entry's track where that has its own."""
    fields = {field for track, field in reader.held if track in ("", entry.track)}
    return Resolved(
        title=reader.value("title") or "",
        number=reader.value("number"),
        sig=reader.said("sig"),
        participating_sigs=tuple(reader.value("participating_sigs") or ()),
        status=reader.said("status"),
        stage=reader.said("stage", entry.track),
        latest_milestone=(
            reader.said(RELEASE)
            if profile.planned_by == LATEST_MILESTONE
            else Said(None)
        ),
        targets={
            field.removeprefix(TARGET): reader.said(field, entry.track)
            for field in sorted(fields)
            if field.startswith(TARGET)
        },
        reviewers=reader.people("reviewers"),
        approvers=reader.people("approvers"),
        owners=reader.people("owners"),
        authors=reader.people("authors"),
        feature_gates=_gates(reader, entry),
        gate_reason=_gate_reason(reader),
    )


def assigned(record: Resolved, said: Sequence[Assigned]) -> Resolved:
    """The record with the people who were named for the entry alone.

    Of two that stand after a merge the later one counts.
    """
    named: dict[str, Any] = {
        one.role: Said(one.logins, one.since, source=DECISION, by=one.by)
        for one in said
    }
    return dataclasses.replace(record, **named) if named else record


def _gates(reader: Reader, entry: EntryOf) -> Said[tuple[str, ...]]:
    """The gate of the entry's track, else those of the enhancement."""
    one = reader.said("gate", entry.track)
    if one.value:
        return Said(
            (str(one.value),), one.since, one.url, one.source, one.is_merged, one.others
        )
    return reader.people("feature_gates")


def _gate_reason(reader: Reader) -> Said[str]:
    """The words that stand where a gate would, when they name none."""
    for field in ("feature_gates", "gate"):
        choice = reader.held.get(("", field))
        for claim in choice.claims if choice is not None and not choice.value else ():
            words = " ".join(claim.raw.split())
            if words and claim.value is None:
                return Said(words, claim.since, reader.link(claim), claim.source)
    return Said("")


def document(reader: Reader, entry: EntryOf, profile: Profile) -> Document | None:
    """The main document that stands, and since when it promises the entry."""
    span = resolve.main_document(reader.held)
    if span is None:
        return None
    promise = _promise(reader, entry, profile)
    return Document(
        path=str(span.value["path"]),
        url=reader.link(span),
        merged_at=span.since,
        promised_at=promise[0] if promise else None,
        promised_url=promise[1] if promise else "",
    )


def _promise(
    reader: Reader, entry: EntryOf, profile: Profile
) -> tuple[dt.datetime, str] | None:
    """Since when a merged document names the release for the stage, and where."""
    if profile.planned_by != LATEST_MILESTONE:
        target = reader.said(f"{TARGET}{entry.stage}", entry.track)
        if target.value != entry.release or not target.is_merged or not target.since:
            return None
        return target.since, target.url
    release, stage = reader.said(RELEASE), reader.said("stage")
    wanted = ((release, entry.release), (stage, entry.stage))
    if any(said.value != value or not said.is_merged for said, value in wanted):
        return None
    if release.since is None or stage.since is None:
        return None
    return max(release.since, stage.since), release.url


def approvals(reader: Reader) -> tuple[Approval, ...]:
    """Who approved which stage, by the readiness files that are merged."""
    found = []
    for (track, field), choice in reader.held.items():
        if track or not field.startswith(_READINESS):
            continue
        for claim in choice.claims:
            if claim.source == READINESS:
                approver = str(claim.value or "")
                stage = field.removeprefix(_READINESS)
                url, since = reader.link(claim), reader.since(claim)
                found.append(
                    Approval(stage, approver, is_merged=True, url=url, since=since)
                )
    return tuple(found)
