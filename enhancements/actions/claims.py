"""The ledger: compare what sources say with what is stored, and write the rest.

Claims are append-only. One that ended gets its `until`; one that was read
wrongly, or is gone from rewritten history, is retracted; everything else stays
as it is, so that deriving again without news writes no row.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from django.db import connection, transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from enhancements.actions import bulk
from enhancements.models import Claim, Project, Series
from enhancements.policy.spans import Span

PERSON = "person"


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Subject:
    """Whom a claim is about: an enhancement, a release, a SIG, or the project.

    `kind` is `enhancement`, `release`, `sig` or `project`; `id` is 0 for the last.
    """

    kind: str
    id: int = 0


@dataclasses.dataclass(slots=True)
class Tally:
    """How many claims were added, closed and retracted."""

    added: int = 0
    closed: int = 0
    retracted: int = 0

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        self.added += other.added
        self.closed += other.closed
        self.retracted += other.retracted


SeriesPlace: TypeAlias = tuple[Subject, str, str, str]
ClaimPlace: TypeAlias = tuple[Subject, str, str, str, dt.datetime]


@dataclasses.dataclass(frozen=True, slots=True)
class Stored:
    """A claim as stored, with its subject."""

    id: int
    subject: Subject
    span: Span

    @property
    def place(self) -> ClaimPlace:
        """What identifies it among claims that are not retracted."""
        return (self.subject, *self.span.series, self.span.since)


def stored(
    *, project: Project, subjects: Iterable[Subject], source: str = ""
) -> list[Stored]:
    """Claims of these subjects that are not retracted, in order of `since`.

    With `source` only those of that one.
    """
    standing = Claim.objects.filter(retracted_at__isnull=True)
    if source:
        standing = standing.filter(series__source=source)
    claims = (
        standing.filter(_about(project, subjects))
        .order_by("since", "pk")
        .values_list(
            "pk",
            "series__enhancement_id",
            "series__release_id",
            "series__sig_id",
            "series__track",
            "series__source",
            "series__field",
            _AS_TEXT,
            "raw",
            "since",
            "until",
            "problem",
            "version_id",
            "line",
            "version__path",
            "version__commit",
            "url",
        )
    )
    rows = list(claims)
    # All values in one go: a call for each would take longer than reading the rows.
    values = json.loads(f"[{','.join([row[7] or 'null' for row in rows])}]")
    found = []
    for row, value in zip(rows, values, strict=True):
        path, commit, url = row[14:]
        said = (*row[4:7], value, *row[8:14], path or "", commit or "", url)
        found.append(Stored(row[0], _subject(*row[1:4]), Span(*said)))
    return found


_AS_TEXT = Cast("value", TextField())


@transaction.atomic
def write(
    *,
    project: Project,
    subjects: Iterable[Subject],
    said: Sequence[tuple[Subject, Span]],
    reader: str,
    now: dt.datetime,
    source_prefix: str = "",
) -> Tally:
    """Make the ledger say of these subjects what their sources say.

    `said` is everything the sources say of them over all time; claims of people
    are left alone. With `source_prefix` only series of such sources are compared.
    """
    before = {
        claim.place: claim
        for claim in stored(project=project, subjects=subjects)
        if claim.span.source != PERSON and claim.span.source.startswith(source_prefix)
    }
    wanted = {(subject, *span.series, span.since): span for subject, span in said}
    stale = [claim.id for place, claim in before.items() if place not in wanted]
    ending: list[tuple[int, dt.datetime]] = []
    fresh: list[tuple[Subject, Span]] = []
    for place, span in wanted.items():
        claim = before.get(place)
        if claim is None:
            fresh.append((place[0], span))
        elif _same(claim.span, span):
            if claim.span.until is None and span.until is not None:
                ending.append((claim.id, span.until))
            elif claim.span.until != span.until:
                stale.append(claim.id)
                fresh.append((place[0], span))
        else:
            stale.append(claim.id)
            fresh.append((place[0], span))
    _retract(stale, now)
    _end(ending)
    _insert(project, fresh, reader)
    return Tally(added=len(fresh), closed=len(ending), retracted=len(stale))


def _same(before: Span, after: Span) -> bool:
    """Whether it is the same claim, with the same evidence.

    Rewritten history may keep the times and give the commits new ids.
    """
    return _content(before) == _content(after)


def _content(span: Span) -> tuple[object, ...]:
    return (span.value, span.raw, span.problem, span.version, span.line, span.url)


def _retract(ids: Sequence[int], now: dt.datetime) -> None:
    if ids:
        Claim.objects.filter(pk__in=ids).update(retracted_at=now)


def _end(ending: Sequence[tuple[int, dt.datetime]]) -> None:
    if not ending:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enhancements_claim AS claim SET until = ending.until"
            " FROM unnest(%s::bigint[], %s::timestamptz[]) AS ending(id, until)"
            " WHERE claim.id = ending.id",
            [[id_ for id_, _ in ending], [until for _, until in ending]],
        )


_COLUMNS = (
    "series_id",
    "value",
    "raw",
    "problem",
    "since",
    "until",
    "version_id",
    "line",
    "url",
    "by",
    "reason",
    "reader",
)


def _insert(
    project: Project, fresh: Sequence[tuple[Subject, Span]], reader: str
) -> None:
    if not fresh:
        return
    series = series_ids(
        project=project, places={(subject, *span.series) for subject, span in fresh}
    )
    bulk.copy(
        Claim._meta.db_table,  # noqa: SLF001 - what Django documents for any model
        _COLUMNS,
        (
            (
                series[(subject, *span.series)],
                None if span.value is None else json.dumps(span.value),
                span.raw,
                span.problem,
                span.since,
                span.until,
                span.version,
                span.line,
                span.url,
                "",
                "",
                reader,
            )
            for subject, span in fresh
        ),
    )


def by_people(*, ids: Iterable[int], fields: Iterable[str]) -> QuerySet[Claim]:
    """What people say of these fields of these enhancements and nobody ended."""
    return (
        Claim.objects.filter(
            series__enhancement__in=list(ids),
            series__source=PERSON,
            series__field__in=list(fields),
            until__isnull=True,
            retracted_at__isnull=True,
        )
        .select_related("series")
        .order_by("pk")
    )


def end(*, claim: Claim, now: dt.datetime) -> None:
    """End a claim that holds; one that began in this very moment was never true."""
    if claim.since >= now:
        claim.retracted_at = now
        claim.save(update_fields=["retracted_at"])
    else:
        claim.until = now
        claim.save(update_fields=["until"])


def series_ids(*, project: Project, places: set[SeriesPlace]) -> dict[SeriesPlace, int]:
    """Ids of the series at these places; missing ones are made."""
    known = _known_series(project, {place[0] for place in places})
    missing = sorted(places - set(known))
    if not missing:
        return known
    bulk.copy(
        Series._meta.db_table,  # noqa: SLF001 - what Django documents for any model
        ("project_id", *_KEYS, "track", "source", "field"),
        (
            (project.pk, *_keys_of(subject), track, source, field)
            for subject, track, source, field in missing
        ),
    )
    return _known_series(project, {place[0] for place in places})


_KEYS = ("enhancement_id", "release_id", "sig_id")


def _keys_of(subject: Subject) -> list[int | None]:
    """Values of _KEYS that name a subject; none for the project itself."""
    return [subject.id if name == f"{subject.kind}_id" else None for name in _KEYS]


def _known_series(
    project: Project, subjects: Iterable[Subject]
) -> dict[SeriesPlace, int]:
    rows = Series.objects.filter(_about(project, subjects, "")).values_list(
        "enhancement_id", "release_id", "sig_id", "track", "source", "field", "pk"
    )
    return {(_subject(*row[:3]), *row[3:6]): row[6] for row in rows}


def _subject(enhancement: int | None, release: int | None, sig: int | None) -> Subject:
    if enhancement is not None:
        return Subject("enhancement", enhancement)
    if release is not None:
        return Subject("release", release)
    if sig is not None:
        return Subject("sig", sig)
    return Subject("project")


def _about(
    project: Project, subjects: Iterable[Subject], prefix: str = "series__"
) -> Q:
    """Condition: the series is about one of these subjects of the project."""
    ids: dict[str, list[int]] = {}
    for subject in subjects:
        ids.setdefault(subject.kind, []).append(subject.id)
    condition = Q(pk__in=())
    for kind, wanted in ids.items():
        if kind == "project":
            nobody = {
                f"{prefix}{name}__isnull": True
                for name in ("enhancement", "release", "sig")
            }
            condition |= Q(**nobody, **{f"{prefix}project": project})
        else:
            condition |= Q(**{f"{prefix}{kind}_id__any": wanted})
    return condition
