"""Is my thing an enhancement? The answer to a guide's questions."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from enhancements.profiles.guide import AnswerText, Choice, Guide, Question, Step


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What the guide says to the answers given so far."""

    verdict: str
    """`yes`, `no`, `ask`, or `open` while nothing decides it yet."""
    lead: str
    """The beginning of the sentence, which says the verdict."""
    rest: str
    """The end of the sentence, from its colon or full stop on."""
    reasons: tuple[str, ...]
    """The clauses that led to the verdict, in the order of the questions."""
    despite: str
    """What speaks against the verdict, as sentences; empty when nothing does."""
    steps: tuple[Step, ...]
    links: tuple[tuple[str, str], ...]
    """(label, address) of what to do next, the main one first."""
    given: Mapping[str, str]
    """Question key to the value chosen, for those that were answered."""
    refused: tuple[str, ...]
    """A sentence for each answer that is none of its question's choices."""
    left: int
    """How many questions have no answer yet."""

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return self.lead + self.rest

    @property
    def query(self) -> str:
        """The answers as a query string without "?", to share them."""
        return urlencode(self.given)


def answer(guide: Guide, answers: Mapping[str, str]) -> Answer:
    """The verdict on these answers: question key to the value of a choice.

    One reason to track it makes it an enhancement, whatever else was said. Else
    one doubt means that somebody should be asked, one reason not to track it that
    it is none, and so does a "no" to every question that could have made it one.
    Keys that are no question are left alone; a value that is no choice counts as
    no answer and is named in `refused`.
    """
    chosen, refused = _chosen(guide, answers)
    by_points = {
        points: tuple(choice for _, choice in chosen if choice.points == points)
        for points in ("yes", "no", "unsure")
    }
    verdict = _verdict(guide, chosen, by_points)
    text = guide.answers[verdict]
    decided_by = by_points.get("unsure" if verdict == "ask" else verdict, ())
    reasons = tuple(choice.reason for choice in decided_by if choice.reason)
    return Answer(
        verdict=verdict,
        lead=text.lead,
        rest=_rest(verdict, reasons, text),
        reasons=reasons,
        despite=_despite(text, by_points["no"]) if verdict == "yes" else "",
        steps=text.steps,
        links=tuple(
            (label, guide.links[key]) for key, label in text.links if guide.links[key]
        ),
        given={question.key: choice.value for question, choice in chosen},
        refused=refused,
        left=len(guide.questions) - len(chosen),
    )


def _chosen(
    guide: Guide, answers: Mapping[str, str]
) -> tuple[list[tuple[Question, Choice]], tuple[str, ...]]:
    """The choices that the answers name, and a sentence for each that names none."""
    chosen: list[tuple[Question, Choice]] = []
    refused: list[str] = []
    for question in guide.questions:
        value = answers.get(question.key, "").strip()
        choice = question.choice(value)
        if choice is not None:
            chosen.append((question, choice))
        elif value:
            known = ", ".join(choice.value for choice in question.choices)
            refused.append(
                f"“{value}” is no answer to “{question.text}” "
                "Choose one of its answers, or write "
                f"{question.key}= with one of: {known}."
            )
    return chosen, tuple(refused)


def _verdict(
    guide: Guide,
    chosen: Sequence[tuple[Question, Choice]],
    by_points: Mapping[str, Sequence[Choice]],
) -> str:
    if by_points["yes"]:
        return "yes"
    if by_points["unsure"]:
        return "ask"
    if by_points["no"]:
        return "no"
    answered = {question.key for question, _ in chosen}
    signs = {question.key for question in guide.questions if question.can_say_yes}
    if not signs <= answered:
        return "open"
    # Every sign is denied. Somebody who then says that it is more than a small
    # change has told us of something that no question asks for.
    return "no" if answered == signs else "ask"


def _rest(verdict: str, reasons: Sequence[str], text: AnswerText) -> str:
    if not reasons:
        return text.rest
    if verdict == "ask":
        return f": you are not sure {_joined(reasons)}."
    return f": {_joined(reasons)}."


def _despite(text: AnswerText, against: Sequence[Choice]) -> str:
    reasons = [choice.reason for choice in against if choice.reason]
    return f"You also said that {_joined(reasons)}. {text.despite}" if reasons else ""


def _joined(clauses: Sequence[str]) -> str:
    """The clauses as a list: "a", "a, and b", "a, b, and c"."""
    *others, last = clauses
    return f"{', '.join(others)}, and {last}" if others else last
