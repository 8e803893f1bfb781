"""The form for what a freeze asks: its fields by the register, and what was typed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from django.http import QueryDict

from enhancements.languages import gettext
from enhancements.policy.checks.catalogue import CHECKS
from enhancements.policy.checks.criteria import Criteria, Criterion, FreezeCriteria
from enhancements.policy.checks.criteria_edits import Edit
from enhancements.policy.checks.criteria_words import KIND_LABELS, STAGE_LABELS
from enhancements.policy.checks.parameters import LONGEST_TEXT, STAGES, Parameter
from enhancements.policy.checks.registry import Check

Act: TypeAlias = Literal["change", "add", "remove", "restore"]
ACTS: tuple[Act, ...] = ("change", "add", "remove", "restore")
_LONGEST_REASON = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A field of the form; how it looks follows from its kind."""

    name: str
    label: str
    kind: Literal["text", "lines", "flag", "choice", "choices", "by-stage"]
    value: Any
    """As the kind needs it: a text, the lines, whether it is on, the choices that are,
    the lines by stage."""
    choices: tuple[tuple[str, str], ...] = ()
    """(value, label)"""
    hint: str = ""
    errors: tuple[str, ...] = ()
    longest: int = LONGEST_TEXT


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """An edit while it is made."""

    act: Act
    freeze: str
    key: str
    """Of the criterion as it stands; empty when one is added."""
    check: str
    title: str
    """What the form is about."""
    seen: int
    """Id of the copy that it was begun from."""
    fields: tuple[Field, ...] = ()
    reason: str = ""
    errors: tuple[str, ...] = ()
    """What is wrong with none of the fields alone."""
    reason_error: str = ""

    def with_errors(self, errors: Mapping[str, Sequence[str]]) -> Form:
        """The form with what is wrong beside each field; other sentences above."""
        names = {field.name for field in self.fields}
        return dataclasses.replace(
            self,
            fields=tuple(
                dataclasses.replace(one, errors=tuple(errors.get(one.name, ())))
                for one in self.fields
            ),
            errors=tuple(
                text
                for name, texts in errors.items()
                if name not in names
                for text in texts
            ),
        )


def edit_of(form: QueryDict) -> Edit | None:
    """What was posted; None for what none of our forms says."""
    act = next((one for one in ACTS if one == form.get("act")), None)
    if act is None:
        return None
    check = CHECKS.get(form.get("check", ""))
    if act in ("change", "add") and check is None:
        return None
    row = _row(form, check) if check and act in ("change", "add") else {}
    return Edit(act, form.get("freeze", ""), form.get("of", ""), row)


def reason_of(form: QueryDict) -> str:
    """Why, in one line."""
    return " ".join(form.get("reason", "").split())[:_LONGEST_REASON]


def _row(form: QueryDict, check: Check) -> dict[str, Any]:
    """The criterion as the fields say it, as JSON holds it."""
    row: dict[str, Any] = {
        "check": check.key,
        "key": form.get("key", "").strip(),
        "title": form.get("title", "").strip(),
        "with": {
            name: _value(form, f"with.{name}", one)
            for name, one in check.parameters.items()
        },
    }
    row |= {name: form.getlist(name) for name in ("stages", "kinds")}
    release = form.get("from_release", "").strip()
    if release:
        row["from_release"] = release
    row["counts"] = form.get("counts") == "yes"
    return row


def _value(form: QueryDict, name: str, parameter: Parameter) -> Any:
    if parameter.type == "flag":
        return form.get(name) == "yes"
    if parameter.type == "text":
        return form.get(name, "").strip()
    if parameter.type == "texts":
        return form.getlist(name) if _is_chosen(parameter) else _lines(form.get(name))
    found = {stage: _lines(form.get(f"{name}.{stage}")) for stage in STAGES}
    return {stage: lines for stage, lines in found.items() if lines}


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _is_chosen(parameter: Parameter) -> bool:
    return bool(parameter.options) or bool(parameter.names)


def row_of(one: Criterion) -> dict[str, Any]:
    """A criterion as JSON holds it."""
    freeze = FreezeCriteria("", "", is_hard=True, criteria=(one,))
    row: dict[str, Any] = Criteria((freeze,)).as_json()[0]["checks"][0]
    return row


def new_row(check: Check) -> dict[str, Any]:
    """A criterion that asks the check as it is by itself."""
    values = {name: one.default for name, one in check.parameters.items()}
    return row_of(Criterion(check.key, check.key, check.title, values))


def fields_of(
    row: Mapping[str, Any], check: Check, statuses: Sequence[tuple[str, str]]
) -> tuple[Field, ...]:
    """The fields of a criterion, with what the row says in them.

    `statuses` are those of the profile: (key, label).
    """
    given = row.get("with", {})
    return (
        Field("title", gettext("Title on the board"), "text", row.get("title", "")),
        *(
            _field(f"with.{name}", name, one, given.get(name, one.default), statuses)
            for name, one in check.parameters.items()
        ),
        Field(
            name="counts",
            label=gettext("It counts"),
            kind="flag",
            value=row.get("counts", True),
            hint=gettext("Without, it is advice: shown, and no part of the verdict."),
        ),
        _only(row, "stages", gettext("Only of these target stages"), STAGE_LABELS),
        _only(row, "kinds", gettext("Only of this kind of work"), KIND_LABELS),
        Field(
            name="from_release",
            label=gettext("From release"),
            kind="text",
            value=row.get("from_release", ""),
            hint=gettext(
                "The first release of which it is asked, such as v1.9; empty for all."
            ),
        ),
        Field(
            name="key",
            label=gettext("Key in this freeze"),
            kind="text",
            value=row.get("key", ""),
            hint=gettext(
                "What waivers and history name. With another key it is another check."
            ),
        ),
    )


def _only(
    row: Mapping[str, Any], name: str, label: str, labels: Mapping[Any, str]
) -> Field:
    """Boxes of what a check is about; none ticked is all."""
    return Field(
        name=name,
        label=label,
        kind="choices",
        value=tuple(row.get(name, ())),
        choices=_said(labels),
        hint=gettext("None chosen means all."),
    )


def _said(labels: Mapping[Any, str]) -> tuple[tuple[str, str], ...]:
    """Choices as people read them."""
    return tuple((value, gettext(label)) for value, label in labels.items())


def _field(
    name: str,
    label: str,
    parameter: Parameter,
    value: Any,
    statuses: Sequence[tuple[str, str]],
) -> Field:
    hint = gettext(parameter.meaning)
    shown = label.replace("_", " ").capitalize()
    if parameter.type == "flag":
        return Field(name, shown, "flag", bool(value), hint=hint)
    if parameter.type == "by-stage":
        lines = {stage: "\n".join(value.get(stage, ())) for stage in STAGES}
        return Field(name, shown, "by-stage", lines, _said(STAGE_LABELS), hint)
    if _is_chosen(parameter):
        choices = tuple((one, one) for one in parameter.options) or tuple(statuses)
        if parameter.type == "text":
            return Field(name, shown, "choice", value, choices, hint)
        return Field(name, shown, "choices", tuple(value), choices, hint)
    if parameter.type == "texts":
        hint = gettext("%(meaning)s One a line.", meaning=hint)
        return Field(name, shown, "lines", "\n".join(value), hint=hint)
    return Field(name, shown, "text", value, hint=hint)
