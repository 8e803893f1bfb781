"""The history of an enhancement: every change that a source or a person made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from enhancements.documents.facts import ISSUE
from enhancements.languages import gettext, gettext_noop
from enhancements.policy import corrections, resolve
from enhancements.policy.spans import DOCUMENT_FIELD, Span
from enhancements.queries import (
    concerns,
    decision_words,
    dependencies,
    pull_history,
    words,
    work_words,
)
from enhancements.queries.frame import Setting
from enhancements.queries.ladders import Entry
from enhancements.queries.shapes import HistoryItem
from enhancements.queries.shapes.concerns import ConcernRow
from enhancements.queries.shapes.dependencies import Dependencies

if TYPE_CHECKING:
    from enhancements.queries.enhancement import Claimed

_QUIET = frozenset({"directory", "created", "title_number", "document_link"})


def build(
    setting: Setting,
    claims: Sequence[Claimed],
    entries: Sequence[Entry],
    *,
    decided: Iterable[Mapping[str, Any]] = (),
    raised: Iterable[ConcernRow] = (),
    worked: Iterable[Mapping[str, Any]] = (),
    needs: Dependencies | None = None,
) -> tuple[HistoryItem, ...]:
    """Changes, freezes and what people decided, newest first.

    `decided` are rows of `decision_words.COLUMN`, `raised` its concerns,
    `worked` rows of `work_words.COLUMN`, `needs` what it depends on.
    """
    items = [
        *_telling(_changes(setting, claims)),
        *_freezes(setting, entries),
        *decision_words.history(setting, decided),
        *concerns.history(raised),
        *work_words.history(worked),
        *dependencies.history(needs or Dependencies()),
    ]
    items.sort(key=lambda item: item.at, reverse=True)
    return tuple(items)


def _telling(items: Iterable[HistoryItem]) -> list[HistoryItem]:
    """Changes without "changed its text" where the same commit changed a field."""
    every = list(items)
    telling = {item.at for item in every if not item.is_text}
    return [item for item in every if not item.is_text or item.at not in telling]


def _changes(setting: Setting, claims: Sequence[Claimed]) -> Iterable[HistoryItem]:
    series: dict[tuple[str, str, str], list[Claimed]] = {}
    for claim in claims:
        series.setdefault(claim.span.series, []).append(claim)
    begins = min((claim.span.since for claim in claims), default=None)
    opened = _opened(claims)
    pulls: dict[str, list[HistoryItem]] = {}
    for (track, source, field), said in series.items():
        if field == ISSUE:
            yield from _issue(setting, said)
        elif field == DOCUMENT_FIELD:
            yield from _documents(setting, source, said)
        elif field.startswith(pull_history.PREFIX):
            told = pull_history.changes(setting, field, source, said)
            came = opened if source == ISSUE else None
            pulls.setdefault(field, []).extend(one for one in told if one.at != came)
        elif field not in _QUIET and not resolve.is_proposal(source):
            for before, claim in zip([None, *said[:-1]], said, strict=True):
                first = claim.span.since in (
                    begins,
                    opened if source == ISSUE else None,
                )
                if not first or before is not None:
                    yield from _change(setting, track, field, before, claim)
            yield from _ending(setting, track, field, said[-1])
    yield from (pull_history.one_each(found) for found in pulls.values() if found)


def _opened(claims: Sequence[Claimed]) -> dt.datetime | None:
    """When the tracking issue was opened: what it said then came with it."""
    return min((c.span.since for c in claims if c.span.field == ISSUE), default=None)


def _issue(setting: Setting, said: Sequence[Claimed]) -> Iterable[HistoryItem]:
    """A tracking issue was opened, closed, opened again, or is gone."""
    before: Span | None = None
    for claim in said:
        span = claim.span
        old = before.value if before and before.until == span.since else None
        yield HistoryItem(
            at=span.since,
            kind="source",
            title=words.issue_change(old, span.value),
            new=f"#{span.value['number']}" if span.value and not old else "",
            detail=span.problem,
            evidence=span.url,
        )
        before = span
    if before is not None and before.until and before.until <= setting.at:
        yield HistoryItem(
            at=before.until, kind="source", title=words.issue_change(before.value, None)
        )


_TEXT = gettext_noop("%(name)s changed its text")


def _documents(
    setting: Setting, source: str, said: Sequence[Claimed]
) -> Iterable[HistoryItem]:
    """A document was added, moved, changed, or taken out."""
    name = words.document_name(source)
    before: Span | None = None
    for claim in said:
        span = claim.span
        path = span.value["path"] if span.value else span.path
        what, old, new = _TEXT, "", ""
        if before is None or before.until != span.since:
            what, new = gettext_noop("%(name)s added"), path
        elif before.value and before.value["path"] != path:
            what = gettext_noop("%(name)s moved")
            old, new = before.value["path"], path
        if span.problem:
            what = gettext_noop("%(name)s became unreadable")
        yield HistoryItem(
            at=span.since,
            kind="source",
            title=gettext(what, name=name),
            old=old,
            new=new,
            detail=span.problem,
            evidence=span.url or setting.evidence.url(span.path, span.commit),
            subject=claim.subject,
            is_text=what == _TEXT,
        )
        before = span
    if before is not None and before.until and before.until <= setting.at:
        title = gettext("%(name)s removed", name=name)
        yield HistoryItem(at=before.until, kind="source", title=title)


def _change(
    setting: Setting, track: str, field: str, before: Claimed | None, claim: Claimed
) -> Iterable[HistoryItem]:
    label = words.field_label(setting.profile, field, track)
    new = _said(setting, claim.span, field)
    joined = before is not None and before.span.until == claim.span.since
    old = _said(setting, before.span, field) if before and joined else ""
    if not old and not new:
        return
    what = gettext_noop("%(name)s set")
    if old:
        what = gettext_noop("%(name)s changed")
    if old and not new:
        what = gettext_noop("%(name)s cleared")
    if claim.by:
        what = gettext_noop("%(name)s corrected by @%(by)s")
    yield HistoryItem(
        at=claim.span.since,
        kind="person" if claim.by else "source",
        title=gettext(what, name=label, by=claim.by),
        old=old,
        new=new,
        detail=claim.reason or claim.span.problem,
        evidence=claim.span.url
        or setting.evidence.url(claim.span.path, claim.span.commit, claim.span.line),
        subject=claim.subject,
    )


def _ending(
    setting: Setting, track: str, field: str, last: Claimed
) -> Iterable[HistoryItem]:
    """The last claim of a series ended, and nothing took its place."""
    span = last.span
    old = _said(setting, span, field)
    if span.until is None or span.until > setting.at or not old:
        return
    what = gettext_noop("%(name)s no longer said")
    if last.by:
        what = gettext_noop("%(name)s: correction ended")
    label = words.field_label(setting.profile, field, track)
    yield HistoryItem(
        at=span.until,
        kind="person" if last.by else "source",
        title=gettext(what, name=label),
        old=old,
    )


def _said(setting: Setting, span: Span, field: str) -> str:
    if span.source == corrections.PERSON and span.value == []:
        return gettext("nobody")
    # Labels may name several SIGs, which is no problem and no single value either.
    is_worded = bool(span.problem) or field == "sig"
    return words.value_text(span.value, setting.profile, field) or (
        span.raw if is_worded else ""
    )


def _freezes(setting: Setting, entries: Sequence[Entry]) -> Iterable[HistoryItem]:
    """Freezes that an entry was committed at."""
    seen: set[tuple[str, str, dt.datetime]] = set()
    for entry in entries:
        release = setting.release(entry.promise.release)
        if not entry.promise.committed or release is None or release.frozen_at is None:
            continue
        place = (release.name, entry.promise.stage, release.frozen_at)
        if place in seen:
            continue
        seen.add(place)
        freeze = release.deadline("deadline:enhancements-freeze")
        label = freeze.label if freeze else gettext("Freeze")
        yield HistoryItem(
            at=release.frozen_at,
            kind="freeze",
            title=gettext(
                "%(freeze)s of %(release)s", freeze=label, release=release.name
            ),
            new=_committed(setting, entry),
        )


def _committed(setting: Setting, entry: Entry) -> str:
    """Which stage was promised, and of which track."""
    stage = words.stage_of(setting.profile, entry.promise.stage).label
    if entry.track:
        named = {"stage": stage, "track": entry.track}
        return gettext("%(stage)s committed for %(track)s", **named)
    return gettext("%(stage)s committed", stage=stage)
