"""Tests of a record as SQL conditions on `record`; %(at)s is the moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from enhancements.policy.search.fields import Kind
from enhancements.policy.search.reading import Want
from enhancements.profiles.schema import Profile
from enhancements.queries import handles, pull_fields, sql


class Sheet:
    """Parameters of a statement, each under a name of its own that begins so."""

    def __init__(self, profile: Profile, begins: str = "searched") -> None:
        self.profile = profile
        self.begins = begins
        self.parameters: dict[str, Any] = {}

    def put(self, value: Any) -> str:
        """The name under which the statement has a value."""
        name = f"{self.begins}_{len(self.parameters)}"
        self.parameters[name] = value
        return name


def of_record(sheet: Sheet, want: Want) -> str:
    """A test of an enhancement, whatever entry; never NULL where it has to be false
    in a Not, which asks IS NOT TRUE.
    """
    known = _BY_NAME.get(want.field.name)
    if known is not None:
        return known(sheet, want)
    return _BY_KIND[want.field.kind](sheet, want)


def _any(parts: Sequence[str]) -> str:
    return f"({' OR '.join(parts)})" if parts else "false"


def _column(column: str) -> Callable[[Sheet, Want], str]:
    def condition(sheet: Sheet, want: Want) -> str:
        name = sheet.put(list(want.names))
        found = [f"{column} = ANY(%({name})s)"]
        return _any([*found, f"{column} IS NULL"] if want.or_none else found)

    return condition


def _array(column: str) -> Callable[[Sheet, Want], str]:
    def condition(sheet: Sheet, want: Want) -> str:
        return f"{column} && %({sheet.put(list(want.names))})s::text[]"

    return condition


def _people(*columns: str) -> Callable[[Sheet, Want], str]:
    joined = " || ".join(columns)

    def condition(sheet: Sheet, want: Want) -> str:
        parts = []
        if want.names:
            name = sheet.put(list(want.names))
            parts.append(f"({handles.named(name)} AND {handles.has(joined, name)})")
        if want.or_none:
            parts.append(f"cardinality({joined}) = 0")
        return _any(parts)

    return condition


def _like(column: str) -> Callable[[Sheet, Want], str]:
    def condition(sheet: Sheet, want: Want) -> str:
        names = [sheet.put(f"%{sql.escaped(one)}%") for one in want.names]
        parts = [f"{column} ILIKE %({name})s" for name in names]
        if want.or_none:
            parts.append("cardinality(record.feature_gates) = 0")
        return _any(parts)

    return condition


def _numbers(sheet: Sheet, want: Want) -> str:
    parts = []
    for one in want.numbers:
        low = sheet.put(one.low if one.low is not None else 0)
        high = sheet.put(one.high if one.high is not None else 2**63 - 1)
        parts.append(f"record.number BETWEEN %({low})s AND %({high})s")
    return _any(parts)


def _moments(moment: str) -> Callable[[Sheet, Want], str]:
    def condition(sheet: Sheet, want: Want) -> str:
        parts = []
        for one in want.spans:
            low, high = sheet.put(one.low), sheet.put(one.high)
            parts.append(
                f"({moment} >= coalesce(%({low})s::timestamptz, '-infinity')"
                f" AND {moment} < coalesce(%({high})s::timestamptz, 'infinity'))"
            )
        return _any(parts)

    return condition


ACTIVE = """(SELECT max(active.at) FROM enhancements_activity active
    WHERE active.enhancement_id = record.enhancement_id AND active.at <= %(at)s)"""
"""When anything about a record's enhancement last changed."""
_BEGAN = """(SELECT min(first.since) FROM enhancements_record first
    WHERE first.enhancement_id = record.enhancement_id)"""
_PULL = """EXISTS (
    SELECT FROM enhancements_series series
      JOIN enhancements_claim claim ON claim.series_id = series.id
      {more}
     WHERE series.enhancement_id = record.enhancement_id
       AND series.field LIKE 'pull:%%#%%' AND claim.retracted_at IS NULL
       AND claim.value IS NOT NULL AND claim.since <= %(at)s
       AND (claim.until IS NULL OR claim.until > %(at)s) {which})"""
_OPEN_PULL = _PULL.format(
    more=f"""JOIN enhancements_repository repository
        ON repository.project_id = record.project_id
       AND lower(repository.name) = {pull_fields.HOME}
      JOIN enhancements_item item
        ON item.repository_id = repository.id AND item.kind = 'pull'
       AND item.number = {pull_fields.NUMBER}""",
    which="""AND item.created_at <= %(at)s
       AND (item.closed_at IS NULL OR item.closed_at > %(at)s)
       AND (item.gone_at IS NULL OR item.gone_at > %(at)s)""",
)
_PROPOSAL = """EXISTS (
    SELECT FROM enhancements_series series
      JOIN enhancements_claim claim ON claim.series_id = series.id
     WHERE series.enhancement_id = record.enhancement_id
       AND series.source LIKE 'proposal:%%' AND claim.retracted_at IS NULL
       AND claim.since <= %(at)s AND (claim.until IS NULL OR claim.until > %(at)s))"""
_CORRECTION = _PROPOSAL.replace("LIKE 'proposal:%%'", "= 'person'")
_HAS: Mapping[str, str] = {
    "document": "record.version_id IS NOT NULL",
    "issue": "record.issue IS NOT NULL",
    "proposal": _PROPOSAL,
    "pull": _PULL.format(more="", which=""),
    "open-pull": _OPEN_PULL,
    "correction": _CORRECTION,
    "owner": "cardinality(record.owners || record.authors) > 0",
    "reviewer": "cardinality(record.reviewers) > 0",
    "approver": "cardinality(record.approvers) > 0",
    "gate": "cardinality(record.feature_gates) > 0",
    "problem": "jsonb_array_length(record.problems) > 0",
    "drift": "jsonb_array_length(record.drift) > 0",
    "concern": """EXISTS (SELECT FROM enhancements_concern concern
        WHERE concern.enhancement_id = record.enhancement_id
          AND concern.since <= %(at)s
          AND (concern.until IS NULL OR concern.until > %(at)s))""",
}


def _has(sheet: Sheet, want: Want) -> str:
    return _any([_HAS.get(name) or _docs(sheet) for name in want.names])


def _docs(sheet: Sheet) -> str:
    """A pull request in one of the repositories of the users' documentation."""
    name = sheet.put(
        [sql.escaped(one).replace("*", "%") for one in sheet.profile.pulls.docs]
    )
    which = f"AND {pull_fields.HOME} ILIKE ANY(%({name})s)"
    return _PULL.format(more="", which=which)


_BY_NAME: Mapping[str, Callable[[Sheet, Want], str]] = {
    "sig": _column("record.sig"),
    "participating-sig": _array("record.participating_sigs"),
    "release": _array("record.releases"),
    "stage": _column("record.stage"),
    "status": _column("record.status"),
    "owner": _people("record.owners"),
    "author": _people("record.authors"),
    "reviewer": _people("record.reviewers"),
    "approver": _people("record.approvers"),
    "involves": _people(
        "record.owners", "record.authors", "record.reviewers", "record.approvers"
    ),
    "title": _like("record.title"),
    "gate": _like("array_to_string(record.feature_gates, ' ')"),
    "updated": _moments(ACTIVE),
    "created": _moments(_BEGAN),
    "has": _has,
}
_BY_KIND: Mapping[Kind, Callable[[Sheet, Want], str]] = {Kind.NUMBER: _numbers}
