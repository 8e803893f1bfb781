"""The letters of a profile: comments, announcements, and the rule of the lights."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from enhancements.policy.letters.comments import Kind
from enhancements.policy.letters.lights import Rule
from enhancements.policy.letters.template import Template


@dataclasses.dataclass(frozen=True, slots=True)
class CommentText:
    """The text of a comment, with the slash commands that belong to it."""

    body: Template
    commands: tuple[Template, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class AnnouncementText:
    """An announcement: as a mail, and as a message in a chat."""

    title: str
    """What the page calls it."""
    subject: Template
    body: Template
    chat: Template


@dataclasses.dataclass(frozen=True, slots=True)
class Letters:
    """All letters of a profile."""

    source: str
    """The file that they were read from."""
    comments: Mapping[tuple[str, str, str], CommentText]
    """(kind, case, freeze) to the text; without a freeze for all without their own."""
    announcements: Mapping[str, AnnouncementText]
    """By name, of `policy.letters.names.ANNOUNCEMENT`."""
    lights: tuple[Rule, ...]

    def comment(self, kind: Kind, case: str, freeze: str) -> CommentText | None:
        """The text of a comment; None where the profile has none."""
        own = self.comments.get((kind, case, freeze))
        return own or self.comments.get((kind, case, ""))
