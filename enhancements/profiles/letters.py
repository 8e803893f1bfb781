"""The letters of a profile: comments, announcements, and the rule of the lights."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TypeAlias

from enhancements.languages.sentences import Sentence
from enhancements.policy.letters.comments import CASES, Kind
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
class LoneText:
    """A text of a single part: of a check-in, of the clean-up, of an exception."""

    title: Sentence
    """What the page calls it."""
    body: Template
    is_line: bool = False
    """Whether it is the subject of a mail, which stands on one line."""


Text: TypeAlias = CommentText | AnnouncementText | LoneText
CommentPlace: TypeAlias = tuple[Kind, str, str]
"""Kind, case and freeze; without a freeze for all that have no text of their own."""
_COMMENTS: Mapping[str, tuple[Kind, str]] = {
    f"{kind}-{case}": (kind, case) for kind, cases in CASES.items() for case in cases
}


def comment_place(name: str) -> CommentPlace | None:
    """The comment that a name means: `party-removed` of any freeze, or of one
    `party-removed.code-freeze`. None for what names no comment.
    """
    base, _, freeze = name.partition(".")
    found = _COMMENTS.get(base)
    return None if found is None else (*found, freeze)


def name_of(place: tuple[str, str, str]) -> str:
    """The name of a comment's text."""
    kind, case, freeze = place
    return f"{kind}-{case}.{freeze}" if freeze else f"{kind}-{case}"


@dataclasses.dataclass(frozen=True, slots=True)
class Letters:
    """All letters of a profile, or of a release that words some in its own way."""

    source: str
    """The file that they were read from."""
    comments: Mapping[tuple[str, str, str], CommentText]
    """(kind, case, freeze) to the text; without a freeze for all without their own."""
    announcements: Mapping[str, AnnouncementText]
    """By name, of `policy.letters.names.ANNOUNCEMENT`."""
    lights: tuple[Rule, ...]
    no_outreach: frozenset[str] = frozenset()
    """SIGs that want no outreach, as long as nobody says otherwise."""
    lone: Mapping[str, LoneText] = dataclasses.field(default_factory=dict)
    """By name, of `policy.letters.names.of_lone`: texts of one part."""
    changed: frozenset[str] = frozenset()
    """Names of the texts that the release words in its own way."""

    def body(self, name: str) -> Template | None:
        """The text of one part of that name; None where the profile has none."""
        found = self.lone.get(name)
        return found.body if found else None

    def comment(self, kind: Kind, case: str, freeze: str) -> CommentText | None:
        """The text of a comment; None where the profile has none."""
        own = self.comments.get((kind, case, freeze))
        return own or self.comments.get((kind, case, ""))

    def names(self) -> tuple[str, ...]:
        """The names of all texts: comments by occasion, announcements, the others."""
        order = list(_COMMENTS)
        places = sorted(
            self.comments, key=lambda one: (order.index(name_of((*one[:2], ""))), one)
        )
        return (*map(name_of, places), *self.announcements, *self.lone)

    def text(self, name: str) -> Text | None:
        """The text of that name; of a freeze without one of its own that of all."""
        place = comment_place(name)
        if place is not None:
            return self.comment(*place)
        return self.announcements.get(name) or self.lone.get(name)

    def worded(self, texts: Mapping[str, Text]) -> Letters:
        """The same with these texts, by name, in the place of its own."""
        own_comments, own_announcements = dict(self.comments), dict(self.announcements)
        own_lone = dict(self.lone)
        for name, text in texts.items():
            place = comment_place(name)
            if place is not None and isinstance(text, CommentText):
                own_comments[place] = text
            elif isinstance(text, AnnouncementText):
                own_announcements[name] = text
            elif isinstance(text, LoneText):
                own_lone[name] = text
        return dataclasses.replace(
            self,
            comments=own_comments,
            announcements=own_announcements,
            lone=own_lone,
            changed=self.changed | set(texts),
        )
