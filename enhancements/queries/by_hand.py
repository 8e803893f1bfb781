"""What people say of an enhancement by hand, as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from enhancements.policy import corrections
from enhancements.policy.spans import Span
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.people_of import Corrected

if TYPE_CHECKING:
    from enhancements.queries.enhancement import Claimed


def corrected(setting: Setting, claims: Iterable[Claimed]) -> tuple[Corrected, ...]:
    """The corrections that hold at the moment among these claims, which are all those
    of an enhancement. No SQL.
    """
    known = list(claims)
    spans = [one.span for one in known]
    return tuple(
        _corrected(setting, one, spans) for one in known if _holds(setting, one.span)
    )


def _holds(setting: Setting, span: Span) -> bool:
    return (
        span.source == corrections.PERSON
        and span.field in corrections.FIELDS
        and span.holds(setting.at)
    )


def _corrected(setting: Setting, one: Claimed, spans: list[Span]) -> Corrected:
    span = one.span
    return Corrected(
        field=span.field,
        label=corrections.label(span.field),
        value=corrections.names(span.value),
        by=one.by,
        since=span.since,
        reason=one.reason,
        source=corrections.said(spans, span.field, setting.at, setting.profile),
        third=corrections.third(span, spans, setting.at, setting.profile),
    )
