"""Write the record: names, resolved states and entries of enhancements.

Only what differs from what is stored is written. `rebuild` also resolves anew
whoever shares a number or a directory's name with the enhancements given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from enhancements.actions import bulk, claims, identity, releases
from enhancements.actions.claims import Subject
from enhancements.models import Entry, Identifier, Project, Record, Version
from enhancements.policy import entries as entries_policy
from enhancements.policy import names as names_policy
from enhancements.policy import records as records_policy
from enhancements.policy.names import Name
from enhancements.policy.records import State, Stretch
from enhancements.policy.spans import Span
from enhancements.profiles.schema import Profile

SHARED_KINDS = (Identifier.Kind.NUMBER, Identifier.Kind.DIRECTORY)
Row = TypeVar("Row", bound=models.Model)


def rebuild(
    *,
    project: Project,
    profile: Profile,
    told: Mapping[int, Sequence[Span]],
    merged: Collection[int] = (),
) -> None:
    """Make names, records and entries of these enhancements follow their claims.

    `told` is what their sources claim, as it was just written; what people claim is
    read beside it. Those that were `merged` into others keep their names. Must
    run inside the transaction that wrote the claims.
    """
    ids = list(told)
    spans = {id_: list(said) for id_, said in told.items()}
    for id_, said in _spans(project, ids, source=claims.PERSON).items():
        spans[id_].extend(said)
    touched = _write_names(project, profile, ids, spans, merged)
    sharing = _sharing(project, touched, ids)
    spans.update(_spans(project, sharing))
    everyone = [*ids, *sharing]
    rivals = _rivals(project, everyone)
    stretches = {
        id_: records_policy.records(spans.get(id_, []), profile, rivals.get(id_, []))
        for id_ in everyone
    }
    _write_records(project, everyone, stretches)
    _write_entries(project, profile, everyone, stretches)


def _spans(
    project: Project, ids: Sequence[int], *, source: str = ""
) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    subjects = [Subject("enhancement", id_) for id_ in ids]
    for claim in claims.stored(project=project, subjects=subjects, source=source):
        found.setdefault(claim.subject.id, []).append(claim.span)
    return found


def _write_names(
    project: Project,
    profile: Profile,
    ids: Sequence[int],
    spans: Mapping[int, list[Span]],
    merged: Collection[int],
) -> set[tuple[str, str]]:
    """Write the names; returns (kind, value) of those that are or were theirs."""
    before = list(Identifier.objects.filter(enhancement_id__in=ids))
    kept = identity.names_of_merged(merged) if merged else {}
    wanted = [
        Identifier(
            project=project,
            enhancement_id=id_,
            kind=name.kind,
            value=name.value,
            since=name.since,
            until=name.until,
        )
        for id_ in ids
        for name in _names(spans.get(id_, []), profile, kept.get(id_))
    ]
    _replace(Identifier, before, wanted, _name_place)
    return {(row.kind, row.value) for row in [*before, *wanted]}


def _names(
    spans: Sequence[Span], profile: Profile, kept: list[list[str | None]] | None
) -> list[Name]:
    if kept is None:
        return names_policy.names(spans, profile)
    return [
        Name(
            str(kind),
            str(value),
            dt.datetime.fromisoformat(str(since)),
            dt.datetime.fromisoformat(until) if until else None,
        )
        for kind, value, since, until in kept
    ]


def _name_place(row: Identifier) -> Hashable:
    return (row.enhancement_id, row.kind, row.value, row.since, row.until)


def _sharing(
    project: Project, touched: Iterable[tuple[str, str]], ids: Sequence[int]
) -> list[int]:
    """Other enhancements that have or had one of these names."""
    condition = Q(pk__in=())
    for kind in SHARED_KINDS:
        values = [value for name_kind, value in touched if name_kind == kind]
        condition |= Q(kind=kind, value__in=values)
    return list(
        Identifier.objects.filter(
            condition, project=project, enhancement__merged_into__isnull=True
        )
        .exclude(enhancement_id__in=ids)
        .order_by("enhancement_id")
        .values_list("enhancement_id", flat=True)
        .distinct()
    )


def _rivals(project: Project, ids: Sequence[int]) -> dict[int, list[Name]]:
    """For each enhancement the same names while others held them."""
    mine = list(
        Identifier.objects.filter(
            enhancement_id__in=ids,
            kind__in=SHARED_KINDS,
            enhancement__merged_into__isnull=True,
        )
    )
    values = {row.value for row in mine}
    holders: dict[tuple[str, str], list[Identifier]] = {}
    for row in Identifier.objects.filter(
        project=project,
        kind__in=SHARED_KINDS,
        value__in=values,
        enhancement__merged_into__isnull=True,
    ):
        holders.setdefault((row.kind, row.value), []).append(row)
    found: dict[int, list[Name]] = {}
    for kind, value, id_ in {(row.kind, row.value, row.enhancement_id) for row in mine}:
        for row in holders[(kind, value)]:
            if row.enhancement_id != id_:
                name = Name(kind, value, row.since, row.until)
                found.setdefault(id_, []).append(name)
    return found


def _write_records(
    project: Project, ids: Sequence[int], stretches: Mapping[int, list[Stretch]]
) -> None:
    versions = {
        stretch.state.version
        for found in stretches.values()
        for stretch in found
        if stretch.state.version is not None
    }
    merged = dict(
        Version.objects.filter(pk__in=versions).values_list("pk", "merged_at")
    )
    wanted = [
        _record(project, id_, stretch, merged)
        for id_ in ids
        for stretch in stretches[id_]
    ]
    before = list(Record.objects.filter(enhancement_id__in=ids))
    _replace(Record, before, wanted, _record_place)


def _record(
    project: Project,
    enhancement: int,
    stretch: Stretch,
    merged: Mapping[int, dt.datetime],
) -> Record:
    state: State = stretch.state
    return Record(
        project=project,
        enhancement_id=enhancement,
        since=stretch.since,
        until=stretch.until,
        key=state.key,
        number=state.number,
        title=state.title,
        sig=state.sig,
        participating_sigs=list(state.participating_sigs),
        status=state.status,
        stage=state.stage,
        stage_from_target=state.stage_from_target,
        targets=state.targets,
        tracks=state.tracks,
        releases=list(state.releases),
        authors=list(state.authors),
        reviewers=list(state.reviewers),
        approvers=list(state.approvers),
        feature_gates=list(state.feature_gates),
        version_id=state.version,
        path=state.path,
        commit=state.commit,
        merged_at=merged[state.version] if state.version is not None else None,
        issue=state.issue,
        issue_url=state.issue_url,
        owners=list(state.owners),
        problems=state.problems,
        drift=state.drift,
    )


def _columns(model: type[models.Model]) -> list[str]:
    """Names of a table's columns but for its primary key."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django documents _meta
    return [field.attname for field in fields if not field.primary_key]


_RECORD_FIELDS = _columns(Record)
_ENTRY_FIELDS = _columns(Entry)


def _record_place(row: Record) -> Hashable:
    return _frozen([getattr(row, name) for name in _RECORD_FIELDS])


def _entry_place(row: Entry) -> Hashable:
    return _frozen([getattr(row, name) for name in _ENTRY_FIELDS])


def _frozen(value: Any) -> Hashable:
    """A hashable form of JSON, in which equal data are equal."""
    if isinstance(value, dict):
        return tuple(sorted((key, _frozen(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    return value  # type: ignore[no-any-return]  # scalars of JSON are hashable


def _write_entries(
    project: Project,
    profile: Profile,
    ids: Sequence[int],
    stretches: Mapping[int, list[Stretch]],
) -> None:
    promised = {
        id_: entries_policy.entries(stretches[id_], profile)
        for id_ in ids
        if stretches[id_]
    }
    names = {span.release for found in promised.values() for span in found}
    known = releases.ensure(project=project, names=names)
    wanted = [
        Entry(
            enhancement_id=id_,
            release_id=known[span.release],
            track=span.track,
            stage=span.stage,
            kind=span.kind,
            since=span.since,
            until=span.until,
            spoken_since=span.spoken_since,
            moved_from=span.moved_from,
            moved_to=span.moved_to,
            source=span.source,
            version_id=span.version,
            line=span.line,
            url=span.url,
        )
        for id_, found in promised.items()
        for span in found
    ]
    before = list(Entry.objects.filter(enhancement_id__in=ids))
    _replace(Entry, before, wanted, _entry_place)


def _replace(
    model: type[Row],
    before: Sequence[Row],
    wanted: Sequence[Row],
    place: Callable[[Row], Hashable],
) -> None:
    """Delete the rows that are no longer wanted and add the new ones."""
    kept = {place(row): row for row in wanted}
    had = {place(row): row.pk for row in before}
    gone = [pk for key, pk in had.items() if key not in kept]
    rows = model._default_manager  # noqa: SLF001 - what Django documents for any model
    if gone:
        rows.filter(pk__in=gone).delete()
    fresh = {key: row for key, row in kept.items() if key not in had}
    bulk.insert(list(fresh.values()))
