"""What the checks see of an entry, for a freeze, at a moment."""

from __future__ import annotations

import copy
import datetime as dt

from enhancements.policy import resolve
from enhancements.policy.checks.seen import (
    Document,
    Entry,
    FreezeAt,
    Resolved,
    Seen,
)
from enhancements.policy.gathering import github, record
from enhancements.policy.gathering.record import Reader
from enhancements.policy.gathering.told import EntryOf, Told
from enhancements.profiles.schema import Profile


class View:
    """One enhancement at one moment: resolved once for all its entries and freezes."""

    def __init__(self, told: Told, profile: Profile, at: dt.datetime) -> None:
        self.told = told
        self.profile = profile
        self.at = at
        held = resolve.choices((s for s in told.spans if s.holds(at)), profile)
        self._reader = Reader(told.spans, held, at, told.link)
        self._issue = github.issue(self._reader)
        number = self._issue.number if self._issue is not None else None
        self._pulls = github.pulls(self._reader, told, number)
        self._proposals = github.proposals(told.spans, told, profile, at)
        self._approvals = record.approvals(self._reader)
        self._text = github.text(told, at)
        self._signoffs = tuple(
            one for one in told.signoffs if one.at is None or one.at <= at
        )
        self._read: dict[tuple[str, ...], tuple[Resolved, Document | None]] = {}

    def later(self, at: dt.datetime) -> View:
        """The same at another moment, where none of `moments` lies between."""
        other = copy.copy(self)
        other.at = at
        return other

    def see(self, entry: EntryOf, freeze: FreezeAt) -> Seen:
        """What the checks of this freeze see of this entry."""
        stage = self.profile.stage(entry.stage)
        resolved, document = self._of(entry)
        return Seen(
            at=self.at,
            entry=Entry(
                release=entry.release,
                stage=entry.stage,
                canonical=stage.canonical if stage is not None else "other",
                stage_label=stage.label if stage is not None else entry.stage,
                kind=entry.kind,
                track=entry.track,
                starts_at=entry.starts_at,
            ),
            freeze=freeze,
            record=record.assigned(
                resolved,
                [one for one in self.told.assigned if one.is_of(entry, self.at)],
            ),
            document=document,
            text=self._text,
            proposals=self._proposals,
            approvals=self._approvals,
            issue=self._issue,
            pulls=self._pulls,
            signoffs=self._signoffs,
            repository=self.told.repository,
            gaps=self.told.gaps,
        )

    def _of(self, entry: EntryOf) -> tuple[Resolved, Document | None]:
        """The record and the document of an entry, for every freeze."""
        place = (entry.release, entry.track, entry.stage, entry.kind)
        found = self._read.get(place)
        if found is None:
            found = self._read[place] = (
                record.resolved(self._reader, entry, self.profile),
                record.document(self._reader, entry, self.profile),
            )
        return found


def moments(told: Told) -> list[dt.datetime]:
    """Every moment at which an answer may change by what sources say, in order."""
    found = set(resolve.boundaries(told.spans))
    for pull in told.pulls.values():
        found.update(one.at for one in pull.item.timeline)
        found.update((pull.item.created_at, *pull.approvals))
        # What changed without a word of the timeline did so when the item did last.
        found.add(pull.item.updated_at)
        ends = (pull.merged_at, pull.item.closed_at, pull.item.gone_at)
        found.update(filter(None, ends))
    found.update(one.since for one in told.prose)
    found.update(one.at for one in told.signoffs if one.at is not None)
    for said in told.assigned:
        found.update(filter(None, (said.since, said.until)))
    return sorted(found)
