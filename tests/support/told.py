"""Versions of documents as the policies take them, without a database."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from enhancements import profiles
from enhancements.documents import vep
from enhancements.documents.facts import Fact, Reading
from enhancements.policy.spans import MAIN, SIDE, DocumentVersion, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

PROFILE = profiles.load("kubevirt")
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
PATH = "veps/sig-compute/10-warm-standby/vep.md"


def moment(minutes: float) -> dt.datetime:
    """So many minutes after the start of 2026, UTC."""
    return START + dt.timedelta(minutes=minutes)


def reading(**values: Any) -> Reading:
    """Facts of a document; two underscores in a name stand for a dot."""
    return Reading(
        tuple(
            Fact(name.replace("__", "."), value, raw=str(value or ""))
            for name, value in values.items()
        )
    )


def version(
    ordinal: int,
    at: dt.datetime,
    read: Reading | None,
    *,
    path: str = PATH,
    role: str = MAIN,
) -> DocumentVersion:
    """A version on the first-parent line; its id is 100 more than its ordinal."""
    return DocumentVersion(
        id=100 + ordinal,
        ordinal=ordinal,
        at=at,
        path=path,
        commit=f"c{ordinal}",
        role=role,
        reading=read,
        path_facts=vep.path_facts(path, profile=PROFILE),
    )


def beside(ordinal: int, at: dt.datetime, read: Reading | None) -> DocumentVersion:
    """A version of the side document notes.md."""
    path = PATH.replace("vep.md", "notes.md")
    return version(ordinal, at, read, path=path, role=SIDE)


def of_field(spans: Iterable[Span], field: str) -> list[tuple[Any, ...]]:
    """(value, since, until) of the claims of a field, oldest first."""
    found = [span for span in spans if span.field == field]
    return [
        (span.value, span.since, span.until)
        for span in sorted(found, key=lambda span: span.since)
    ]
