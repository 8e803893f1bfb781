"""Letters that a release words in its own way: read as they were typed on a page.

A text is edited by its parts, each as one text: of a comment what it says (`text`) and
its slash commands, one a line (`commands`); of an announcement `subject`, `text` and
`chat`; of a text of one part `text`, or `subject` where it is one. They are read by the
same rules as a profile's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from enhancements.languages import gettext, gettext_noop
from enhancements.policy.letters import names
from enhancements.policy.letters.template import Names, Template, TemplateInvalid
from enhancements.profiles import letter_texts
from enhancements.profiles.letters import (
    AnnouncementText,
    CommentText,
    Letters,
    LoneText,
    Text,
    comment_place,
)
from enhancements.profiles.reader import ProfileInvalid
from enhancements.profiles.schema import Profile

T = TypeVar("T")
_CALLED = {
    "text": gettext_noop("The text"),
    "commands": gettext_noop("The commands"),
    "subject": gettext_noop("The subject"),
    "chat": gettext_noop("The message"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a part."""

    part: str
    sentence: str
    """It says the line where one is wrong, and what to write instead."""
    line: str = ""
    """That line, as it was typed; empty where no line is wrong by itself."""


class LetterRefused(ValueError):
    """A text that cannot be used; `mistakes` has at least one, of any of its parts."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(" ".join(one.sentence for one in mistakes))
        self.mistakes = tuple(mistakes)


def known(name: str, letters: Letters, profile: Profile) -> Text | None:
    """The text of that name in these letters; None where the profile has neither the
    text nor the freeze that it is for.
    """
    place = comment_place(name)
    freezes = {one.key for one in profile.deadlines}
    if place is not None and place[2] not in ("", *freezes):
        return None
    if place is not None and name.endswith("."):
        return None
    return letters.text(name)


def may_name(name: str) -> Names:
    """What a text of that name may name."""
    if comment_place(name) is not None:
        return names.COMMENT
    return names.ANNOUNCEMENT.get(name) or names.of_lone(name)


def parts_of(text: Text) -> dict[str, str]:
    """A text's parts, as they were typed."""
    if isinstance(text, CommentText):
        return {
            "text": text.body.source.strip("\n"),
            "commands": "\n".join(one.source for one in text.commands),
        }
    if isinstance(text, LoneText):
        return {_part_of(text): text.body.source.strip("\n")}
    return {
        "subject": text.subject.source,
        "text": text.body.source.strip("\n"),
        "chat": text.chat.source.strip("\n"),
    }


def _part_of(text: LoneText) -> str:
    return "subject" if text.is_line else "text"


def tidy(parts: Mapping[str, str]) -> dict[str, str]:
    """The parts without blanks at their ends and at the ends of their lines."""
    return {
        part: "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
        for part, text in parts.items()
    }


def read(name: str, parts: Mapping[str, str], stands: Text, profile: Profile) -> Text:
    """The text of that name with these parts, in the place of the one that `stands`.

    Raises LetterRefused with all that is wrong.
    """
    reader = _Reader(parts, may_name(name), profile)
    made = reader.comment() if isinstance(stands, CommentText) else None
    if isinstance(stands, AnnouncementText):
        made = reader.announcement(stands.title)
    if isinstance(stands, LoneText):
        made = reader.lone(stands)
    if reader.mistakes or made is None:
        raise LetterRefused(reader.mistakes)
    return made


class _Reader:
    """Reads the parts of one text, and goes on after a mistake."""

    def __init__(
        self, parts: Mapping[str, str], known_: Names, profile: Profile
    ) -> None:
        self._parts, self._known, self._profile = parts, known_, profile
        self.mistakes: list[Mistake] = []

    def comment(self) -> Text | None:
        body = self._template("text")
        rules = self._profile.command_rules
        commands: list[Template] = []
        for line in self._parts.get("commands", "").splitlines():
            if not line.strip():
                continue
            found = self._tried(
                "commands",
                lambda said, where: letter_texts.command(
                    said, names.COMMAND, rules, where
                ),
                line.strip(),
            )
            if found is not None:
                commands.append(found)
        return None if body is None else CommentText(body, tuple(commands))

    def announcement(self, title: str) -> Text | None:
        subject = self._template("subject", letter_texts.line)
        body, chat = self._template("text"), self._template("chat")
        if subject is None or body is None or chat is None:
            return None
        return AnnouncementText(title, subject, body, chat)

    def lone(self, stands: LoneText) -> Text | None:
        part = _part_of(stands)
        reading = letter_texts.line if stands.is_line else letter_texts.template
        body = self._template(part, reading)
        return None if body is None else dataclasses.replace(stands, body=body)

    def _template(
        self,
        part: str,
        reading: Callable[[str, Names, str], Template] = letter_texts.template,
    ) -> Template | None:
        text = self._parts.get(part, "")
        if not text.strip():
            ask = gettext(
                "%(part)s is empty: write one, or take the profile's.",
                part=gettext(_CALLED[part]),
            )
            self.mistakes.append(Mistake(part, ask))
            return None
        return self._tried(
            part, lambda said, where: reading(said, self._known, where), text
        )

    def _tried(
        self, part: str, reading: Callable[[str, str], T], text: str
    ) -> T | None:
        try:
            return reading(text, gettext(_CALLED[part]))
        except ProfileInvalid as wrong:
            self.mistakes.append(Mistake(part, f"{wrong}", _line(text, wrong)))
            return None


def _line(text: str, wrong: ProfileInvalid) -> str:
    """The line of the text that is wrong."""
    cause = wrong.__cause__
    if not isinstance(cause, TemplateInvalid) or not cause.line:
        return ""
    lines = text.splitlines()
    return lines[cause.line - 1].strip() if cause.line <= len(lines) else ""
