"""The guide of a project: its page of explanations and its glossary, as data.

A guide is a companion file of a profile, `<name>.guide.toml`. It may say
`extends = "kubevirt"` and then holds only what differs. In its texts {project},
{word} and {words} stand for the profile's own; `glossary` says how code and links
are marked. `answers` judges the questions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from enhancements.profiles.glossary import Glossary, Piece, Term

POINTS = frozenset({"yes", "no", "unsure", "none"})
SHOWS = frozenset(
    {"", "questions", "stages", "deadlines", "labels", "marks", "glossary"}
)
VERDICTS = ("yes", "no", "ask", "open")


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """An answer that a question offers."""

    value: str
    """As in the address: `yes`."""
    label: str
    points: str
    """To what it leads: `yes`, `no`, `unsure`, or `none` when it decides nothing."""
    reason: str = ""
    """A clause that ends the sentence of the answer; after a doubt, "whether ...\""""


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """A question that helps to decide what is an enhancement."""

    key: str
    text: str
    hint: str
    choices: tuple[Choice, ...]

    def choice(self, value: str) -> Choice | None:
        """The choice of that value; None when the question does not offer it."""
        return next((one for one in self.choices if one.value == value), None)

    @property
    def can_say_yes(self) -> bool:
        """Whether one of its choices makes the thing an enhancement."""
        return any(choice.points == "yes" for choice in self.choices)


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """Something to do next."""

    text: str
    shows: str = ""
    """`freeze` when the date of the next freeze stands after it."""


@dataclasses.dataclass(frozen=True, slots=True)
class AnswerText:
    """What the guide says for one verdict."""

    lead: str
    rest: str
    """The end of the sentence when there is no reason to name."""
    despite: str
    steps: tuple[Step, ...]
    links: tuple[tuple[str, str], ...]
    """(key of a link, label of its button), the main one first."""


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Points under a small heading, which may be missing."""

    title: str
    ordered: bool
    points: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A section of the page, in the order of the file."""

    key: str
    """Its place on the page: `#key`."""
    title: str
    aside: str
    lead: str
    shows: str
    """What stands in it beside its text: one of SHOWS."""
    groups: tuple[Group, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Ask:
    """Whom to ask: what stands above the list of contacts."""

    title: str
    lead: str


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Guide:
    """A project's guide. Two guides are equal only when they are one."""

    title: str
    lead: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    answers: Mapping[str, AnswerText]
    """By verdict: one of VERDICTS."""
    ask: Ask
    links: Mapping[str, str]
    """Key to address; an empty address means that there is no such place."""
    glossary: Glossary

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of the glossary by name."""
        return self.glossary.terms

    def term(self, form: str) -> Term | None:
        """The term of that name or other form, in any case; None when unknown."""
        return self.glossary.term(form)

    def pieces(self, text: str, seen: list[str]) -> Iterator[Piece]:
        """The text in pieces with its code, links and terms.

        `seen` collects the keys of the terms found in one section, so that each
        becomes a link there only once: give a new list for each section.
        """
        return self.glossary.pieces(text, seen, self.links)
