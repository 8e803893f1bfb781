"""What the search box offers at the cursor: fields first, then values with counts."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.policy.search import suggesting
from enhancements.policy.search.fields import Field, Kind
from enhancements.policy.search.suggesting import Option, Typing
from enhancements.queries import browse, sql
from enhancements.queries.frame import Setting
from enhancements.queries.search import saved

MOST = 8
"""Options that are offered at once."""
_PEOPLE = {
    "owner": "record.owners",
    "author": "record.authors",
    "reviewer": "record.reviewers",
    "approver": "record.approvers",
}
_EVERYBODY = "record.owners || record.authors || record.reviewers || record.approvers"
_ARRAYS = {
    "release": "record.releases",
    "participating-sig": "record.participating_sigs",
    "gate": "record.feature_gates",
    **_PEOPLE,
}
_COLUMNS = {"sig": "record.sig", "stage": "record.stage", "status": "record.status"}


@dataclasses.dataclass(frozen=True, slots=True)
class Suggestions:
    """What may be meant at the cursor, and help about it."""

    typing: Typing
    options: tuple[Option, ...]
    title: str
    """The field that is being typed, or that fields are offered."""
    help: str


def at(
    setting: Setting, text: str, cursor: int, *, me: Sequence[str] = ()
) -> Suggestions:
    """What is offered; one SQL statement at the value of a field, none else.

    `me` are logins of who types: their own saved views are offered, too.
    """
    found = suggesting.typing(text, cursor)
    if found.field is None:
        options = suggesting.of_fields(found.prefix)
        return Suggestions(found, options, gettext("Fields"), gettext(_GENERAL))
    field = found.field
    standing = suggesting.of_choices(field, found.prefix)
    counted = (
        _views(setting, found.prefix, me)
        if field.kind is Kind.VIEW
        else _counted(setting, field, found.prefix)
    )
    options = (*counted, *standing) if counted else standing
    meaning = gettext(field.meaning)
    help_ = f"{meaning[0].upper()}{meaning[1:]}."
    return Suggestions(found, options[: 2 * MOST], f"{field.name}:", help_)


_GENERAL = gettext_noop(
    "Words are looked for in titles, people and gates, and in the texts of documents,"
    " issues, comments and pull requests."
    " A comma between values is “or”; a minus before a part is “not”."
)


def _views(setting: Setting, prefix: str, me: Sequence[str]) -> tuple[Option, ...]:
    """The saved views whose number begins so, or whose name has it."""
    folded = prefix.casefold()
    return tuple(
        Option(str(one.number), f"{one.name}, {one.whose}")
        for one in saved.known(setting.id, me=me)
        if not one.is_retired
        and (str(one.number).startswith(folded) or folded in one.name.casefold())
    )


def _counted(setting: Setting, field: Field, prefix: str) -> tuple[Option, ...]:
    values = _values(field)
    if values is None:
        return ()
    order = (
        "value" if field.kind is not Kind.RELEASE else "length(value) DESC, value DESC"
    )
    statement = f"""
    SELECT value, count(*) AS count
      FROM (SELECT record.enhancement_id, {values} AS value {browse.BASE}) AS held
     WHERE value ILIKE %(prefix)s
     GROUP BY value ORDER BY {_by_count(field)}{order} LIMIT {MOST}
    """
    given: dict[str, Any] = {
        "project": setting.id,
        "at": setting.at,
        "prefix": f"{sql.escaped(prefix.removeprefix('@'))}%",
    }
    return tuple(
        Option(row["value"], _label(setting, field, row["value"]), row["count"])
        for row in sql.rows(statement, given)
    )


def _by_count(field: Field) -> str:
    return "" if field.kind is Kind.RELEASE else "count(*) DESC, "


def _values(field: Field) -> str | None:
    """The expression of a record's values; None of a field whose values stand fixed."""
    if field.name in _COLUMNS:
        return _COLUMNS[field.name]
    if field.name in _ARRAYS:
        return f"unnest({_ARRAYS[field.name]})"
    return f"unnest({_EVERYBODY})" if field.kind is Kind.PERSON else None


def _label(setting: Setting, field: Field, value: str) -> str:
    if field.kind is Kind.STAGE and (stage := setting.profile.stage(value)):
        return stage.label
    if field.kind is Kind.STATUS and (status := setting.profile.status(value)):
        return status.label
    return ""
