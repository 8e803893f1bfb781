"""The form for a text of a release's letters: its fields, and what is wrong in them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from enhancements.languages import gettext, gettext_noop
from enhancements.profiles.edited_letters import Mistake
from enhancements.queries.letters_page import LABELS

_LONGEST_REASON = 500
_LONGEST = {"text": 20_000, "commands": 2_000, "subject": 300, "chat": 5_000}
_ROWS = {"text": 18, "commands": 4, "subject": 1, "chat": 5}
_HINTS = {
    "text": gettext_noop(
        "A line of its own is a line on GitHub, so a paragraph stands on one line."
    ),
    "commands": gettext_noop(
        "Such as /label tracked/yes. They are heard where the project hears commands."
    ),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A part of the text."""

    part: str
    label: str
    value: str
    rows: int
    longest: int
    hint: str
    mistakes: tuple[Mistake, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """A text while it is edited."""

    name: str
    title: str
    seen: int
    """Id of the wording that it was begun from; 0 for the profile's."""
    fields: tuple[Field, ...]
    reason: str = ""
    reason_error: str = ""
    item: str = ""
    """Which entry or SIG the preview is about; empty for any."""

    @property
    def parts(self) -> dict[str, str]:
        """What is typed."""
        return {one.part: one.value for one in self.fields}

    @property
    def number(self) -> int:
        """How many mistakes there are."""
        return sum(len(one.mistakes) for one in self.fields)

    def with_mistakes(self, mistakes: Sequence[Mistake]) -> Form:
        """The form with what is wrong beside each field."""
        fields = (
            dataclasses.replace(
                field, mistakes=tuple(one for one in mistakes if one.part == field.part)
            )
            for field in self.fields
        )
        return dataclasses.replace(self, fields=tuple(fields))


def fields_of(parts: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields with these texts in them."""
    return tuple(
        Field(
            part=part,
            label=gettext(LABELS[part]),
            value=said,
            rows=_ROWS[part],
            longest=_LONGEST[part],
            # Only of comments: a mail's lines are what they are.
            hint=_hint(part) if "commands" in parts else "",
        )
        for part, said in parts.items()
    )


def _hint(part: str) -> str:
    known = _HINTS.get(part)
    return gettext(known) if known else ""


def typed(form: Mapping[str, str], parts: Mapping[str, str]) -> dict[str, str]:
    """What was sent for each of the text's parts; what stands for one that was not."""
    return {
        part: form.get(f"value-{part}", said).replace("\r\n", "\n")[
            : _LONGEST[part] + 1
        ]
        for part, said in parts.items()
    }


def reason_of(form: Mapping[str, str]) -> str:
    """Why, in one line."""
    said = form.get("reason", "").replace("\x00", "")
    return " ".join(said.split())[:_LONGEST_REASON]
