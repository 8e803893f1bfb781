"""What claims and documents say of feature gates, for `actions.gate_links`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from enhancements.documents import gate_sentences
from enhancements.documents.facts import DOCUMENT
from enhancements.documents.text import Unreadable, decode
from enhancements.models import Claim, Document, Version
from enhancements.policy.gate_links import FIELDS, SENTENCE, STRUCTURED, Told

Sayings = dict[int, list[Told]]
"""By id of the enhancement."""


def sources_say(ids: Sequence[int]) -> Sayings:
    """What front matter, metadata, issues and titles of targets say, over all time."""
    rows = Claim.objects.filter(
        series__enhancement_id__in=ids,
        series__field__in=FIELDS,
        retracted_at__isnull=True,
        value__isnull=False,
    ).order_by("since", "pk")
    found: Sayings = {}
    for row in rows.values_list(
        *("series__enhancement_id", "series__source", "series__track", "value"),
        *("since", "until", "raw", "version__path", "line", "url", "version__commit"),
    ):
        enhancement, source, track, value, *rest = row
        how = source if source in STRUCTURED else ""
        if source.partition(":")[0] == DOCUMENT and track:
            how = SENTENCE
        gates = tuple(value) if isinstance(value, list) else (str(value),)
        if how and value:
            since, until, raw, path, line, url, commit = rest
            found.setdefault(enhancement, []).append(
                Told(
                    *(how, track, gates, since, until, raw, path or "", line, url),
                    commit=commit or "",
                )
            )
    return found


class _Row(NamedTuple):
    enhancement: int
    document: int
    merged_at: dt.datetime
    seen_at: dt.datetime
    path: str
    commit: str
    change: str
    content: bytes | None

    @property
    def at(self) -> dt.datetime:
        return min(self.merged_at, self.seen_at)


def documents_say(ids: Sequence[int], told: Mapping[int, Sequence[Told]]) -> Sayings:
    """What sentences of their documents say, where `told` leaves any time to them."""
    found: Sayings = {}
    documents: dict[int, list[_Row]] = {}
    for row in _versions(ids):
        documents.setdefault(row.document, []).append(row)
    for rows in documents.values():
        enhancement = rows[0].enhancement
        if not _is_told(told.get(enhancement, ()), rows[0].at):
            found.setdefault(enhancement, []).extend(_of_document(rows))
    return found


def _is_told(told: Sequence[Told], at: dt.datetime) -> bool:
    """Whether a field has named a gate ever since."""
    fields = (one for one in told if one.how in STRUCTURED)
    return any(one.since <= at and one.until is None for one in fields)


def _versions(ids: Sequence[int]) -> list[_Row]:
    rows = Version.objects.filter(
        document__enhancement_id__in=ids,
        document__role__in=(Document.Role.MAIN, Document.Role.SIDE),
        retracted_at__isnull=True,
        path__iendswith=".md",
    ).order_by("document_id", "ordinal")
    return [
        _Row(*row)
        for row in rows.values_list(
            *("document__enhancement_id", "document_id", "merged_at", "seen_at"),
            *("path", "commit", "change", "blob__content"),
        )
    ]


def _of_document(rows: Sequence[_Row]) -> list[Told]:
    found: list[Told] = []
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        until = after.at if after is not None else None
        if row.content is None or (until is not None and until <= row.at):
            continue
        found.extend(
            Told(
                how=SENTENCE,
                track="",
                gates=(sentence.gate,),
                since=row.at,
                until=until,
                raw=sentence.text,
                path=row.path,
                line=sentence.line,
                commit=row.commit,
                is_exact=not sentence.is_marked,
            )
            for sentence in _sentences(bytes(row.content))
        )
    return found


def _sentences(content: bytes) -> Sequence[gate_sentences.Sentence]:
    try:
        return gate_sentences.named(decode(content))
    except Unreadable:
        return ()
