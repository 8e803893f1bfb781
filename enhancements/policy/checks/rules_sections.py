"""Whether a document has its sections, and words in them."""

from __future__ import annotations

import functools
import re

from enhancements.policy.checks.named_field import PROPOSED, WHERE
from enhancements.policy.checks.parameters import by_stage, text, texts
from enhancements.policy.checks.registry import (
    Answer,
    Ask,
    check,
    failed,
    not_asked,
    passed,
    unknown,
)
from enhancements.policy.checks.seen import Proposal, Section, Text
from enhancements.policy.checks.wording import (
    AGAIN,
    HOW,
    by_freeze,
    file_name,
    how,
    joined,
    link,
    of_pulls,
    short,
)

_NOT_WORDS = re.compile(r"[^0-9a-z]+")

PRESENT = "present"
HEADING = "heading"
FILLED = "filled"


@check(
    "sections",
    "Document has its sections",
    sections=texts((), "Headings; | between those of which one is enough."),
    by_stage=by_stage("Further headings for a stage."),
    content=text(
        FILLED,
        "filled: words stand below each; present: the heading is enough, unless it is"
        " known that nothing stands there; heading: it is enough in any case.",
        FILLED,
        PRESENT,
        HEADING,
    ),
    where=WHERE,
    how=HOW,
)
def sections(ask: Ask) -> Answer:
    """The document has every one of these headings, with words of the author below
    them or below their subheadings. Whether the words are good people say. When a
    section was written is not known, so none is called late.

    Source: kubernetes/sig-release releases/release_phases.md (P4, E1, E3, E4);
    kubernetes/enhancements keps/NNNN-kep-template/README.md on what each stage needs.
    """
    seen = ask.seen
    wanted = (*ask.texts("sections"), *ask.of_stage("by_stage"))
    if not wanted:
        return not_asked(f"No section is asked of {seen.entry.stage}.")
    ask.look(wanted=wanted)
    may_be_proposed = ask.text("where") == PROPOSED
    gaps = ("text", "proposals") if may_be_proposed else ("text",)
    answers: list[Answer] = []
    if seen.text is not None:
        here = link(file_name(seen.text.path), seen.text.url)
        ask.look(found=[one.heading for one in seen.text.sections])
        if not ask.gap("text"):
            answers.append(_of_text(ask, seen.text, wanted, here))
    open_texts = [one for one in seen.proposals if one.text is not None]
    if may_be_proposed and not ask.gap("proposals"):
        answers += [
            _of_proposal(ask, one, one.text, wanted)
            for one in open_texts
            if one.text is not None and not seen.is_late(one.said_at)
        ]
    for state in ("passed", "unknown"):
        for answer in answers:
            if answer.state == state:
                return answer
    why = ask.gap(*gaps)
    if why:
        return unknown(why, AGAIN)
    return answers[0] if answers else _no_text(ask, open_texts)


def _no_text(ask: Ask, proposals: list[Proposal]) -> Answer:
    names = joined([short(one.place) for one in proposals])
    default = "Open a pull request with the document from the template."
    if proposals:
        default = f"Have {names} merged{by_freeze(ask.seen)}."
    return failed("No document with text is merged.", default, of_pulls(proposals))


def _of_proposal(
    ask: Ask, proposal: Proposal, text: Text, wanted: tuple[str, ...]
) -> Answer:
    return _of_text(ask, text, wanted, of_pulls([proposal]))


def _of_text(
    ask: Ask, text: Text, wanted: tuple[str, ...], here: tuple[tuple[str, str], ...]
) -> Answer:
    found = _by_heading(text.sections)
    missing: list[str] = []
    empty: list[str] = []
    unsure: list[str] = []
    for names in wanted:
        first = names.partition("|")[0].strip()
        places = [found[key] for key in _keys(names) if key in found]
        if not places:
            missing.append(first)
        if not places or ask.text("content") == HEADING:
            continue
        states = {_is_filled(text.sections, place) for place in places}
        if True not in states:
            (unsure if None in states else empty).append(first)
    ask.look(missing=missing, empty=empty, not_looked_at=unsure)
    if missing or empty:
        return _lacking(ask, missing, empty, here)
    if unsure and ask.text("content") == FILLED:
        reason = f"Whether {joined(unsure)} is filled in was not read."
        return unknown(reason, AGAIN, here)
    names = joined([names.partition("|")[0].strip() for names in wanted])
    return passed(f"It has {names}.", here)


def _lacking(
    ask: Ask, missing: list[str], empty: list[str], here: tuple[tuple[str, str], ...]
) -> Answer:
    parts = []
    if missing:
        parts.append(f"It has no section {joined(missing)}.")
    if empty:
        parts.append(f"Nothing is written below {joined(empty)}.")
    default = f"Fill in {joined([*missing, *empty])} as the template asks."
    return failed(" ".join(parts), how(ask, default), here)


def _keys(names: str) -> list[str]:
    return [_key(name) for name in names.split("|")]


@functools.lru_cache(maxsize=4096)
def _key(heading: str) -> str:
    """A heading as it is compared: its words and figures."""
    return _NOT_WORDS.sub(" ", heading.casefold()).strip()


def _by_heading(rows: tuple[Section, ...]) -> dict[str, int]:
    """Heading to the place where it stands first."""
    found: dict[str, int] = {}
    for place, one in enumerate(rows):
        found.setdefault(_key(one.heading), place)
    return found


def _is_filled(rows: tuple[Section, ...], place: int) -> bool | None:
    """Whether words stand below a heading or one of its subheadings."""
    states = {rows[place].is_filled}
    for one in rows[place + 1 :]:
        if one.level <= rows[place].level:
            break
        states.add(one.is_filled)
    if True in states:
        return True
    return None if None in states else False
