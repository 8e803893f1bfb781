"""What each source says of each field, and what stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.policy import resolve
from enhancements.policy.resolve import Choice
from enhancements.policy.spans import DOCUMENT_FIELD, Span
from enhancements.profiles.schema import Profile
from enhancements.queries import words
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import ClaimView, FieldView

_ORDER = ("number", "title", "sig", "participating_sigs", "status", "stage", "target")
_HIDDEN = frozenset({DOCUMENT_FIELD, "directory"})


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """Rows of the table and its columns."""

    fields: tuple[FieldView, ...]
    sources: tuple[str, ...]
    folded_sources: tuple[str, ...] = ()
    """Columns of the fields that are folded."""


def build(setting: Setting, spans: Sequence[Span]) -> Table:
    """The table of the claims that hold at the setting's moment."""
    said = [span for span in spans if span.holds(setting.at)]
    held = _with_proposals(resolve.choices(said, setting.profile), said)
    shown = {place: choice for place, choice in held.items() if place[1] not in _HIDDEN}
    order = setting.profile.precedence_of("default")
    fields = tuple(
        _field(setting, track, field, shown[(track, field)])
        for track, field in sorted(shown, key=lambda place: _place(setting, *place))
    )
    return Table(
        fields=fields,
        sources=_sources((f for f in fields if not f.is_folded), order),
        folded_sources=_sources((f for f in fields if f.is_folded), order),
    )


def _sources(fields: Iterable[FieldView], order: Sequence[str]) -> tuple[str, ...]:
    """The sources that speak of these fields, those that count most first."""
    found = {claim.source for field in fields for claim in field.claims}
    return tuple(sorted(found, key=lambda s: (resolve.rank(s, order), s)))


def _with_proposals(
    held: Mapping[tuple[str, str], Choice], said: Iterable[Span]
) -> dict[tuple[str, str], Choice]:
    """What was weighed, and beside it what open pull requests propose."""
    found = dict(held)
    nothing = Choice(None, None, (), drift=False)
    for span in said:
        if resolve.is_proposal(span.source):
            place = (span.track, span.field)
            choice = found.get(place, nothing)
            found[place] = dataclasses.replace(choice, claims=(*choice.claims, span))
    return found


def _place(setting: Setting, track: str, field: str) -> tuple[str, int, int, str]:
    stem, _, rest = field.partition(".")
    first = _ORDER.index(stem) if stem in _ORDER else len(_ORDER)
    rank = words.stage_of(setting.profile, rest).rank if stem == "target" else 0
    return (track, first, rank, field)


def _text(value: Any, profile: Profile, field: str) -> str:
    """A value in words; a list that was left empty on purpose names nobody."""
    return "none" if value == [] else words.value_text(value, profile, field)


def _field(setting: Setting, track: str, field: str, choice: Choice) -> FieldView:
    profile = setting.profile
    return FieldView(
        field=field,
        label=words.field_label(profile, field, track),
        track=track,
        value=_text(choice.value, profile, field),
        claims=tuple(
            ClaimView(
                source=claim.source,
                value=_text(claim.value, profile, field),
                raw=claim.raw,
                since=claim.since,
                until=claim.until,
                evidence=claim.url
                or setting.evidence.url(claim.path, claim.commit, claim.line),
                used=claim is choice.winner,
                disagrees=choice.drift
                and not resolve.is_proposal(claim.source)
                and claim.value is not None
                and resolve.canonical(claim.value) != resolve.canonical(choice.value),
                problem=claim.problem,
                path=claim.path,
                line=claim.line,
                commit=claim.commit,
            )
            for claim in choice.claims
        ),
        drift=choice.drift,
    )
