"""Whether a document has its sections, and words in them."""

from __future__ import annotations

import functools
import re

from enhancements.languages import gettext_noop
from enhancements.languages.sentences import sentence
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
    HOW,
    READ_AGAIN,
    both,
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
    sections=texts(
        (), gettext_noop("Headings; | between those of which one is enough.")
    ),
    by_stage=by_stage(gettext_noop("Further headings for a stage.")),
    content=text(
        FILLED,
        gettext_noop(
            "filled: words stand below each; present: the heading is enough, unless it"
            " is known that nothing stands there; heading: it is enough in any case."
        ),
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
        stage = seen.entry.stage
        return not_asked(sentence("No section is asked of %(stage)s.", stage=stage))
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
        return unknown(why, READ_AGAIN)
    return answers[0] if answers else _no_text(ask, open_texts)


def _no_text(ask: Ask, proposals: list[Proposal]) -> Answer:
    default = sentence("Open a pull request with the document from the template.")
    if proposals:
        names = joined([short(one.place) for one in proposals])
        default = by_freeze(ask.seen, sentence("Have %(names)s merged", names=names))
    reason = sentence("No document with text is merged.")
    return failed(reason, default, of_pulls(proposals))


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
        reason = sentence(
            "Whether %(sections)s is filled in was not read.", sections=joined(unsure)
        )
        return unknown(reason, READ_AGAIN, here)
    known = joined([names.partition("|")[0].strip() for names in wanted])
    return passed(sentence("It has %(sections)s.", sections=known), here)


def _lacking(
    ask: Ask, missing: list[str], empty: list[str], here: tuple[tuple[str, str], ...]
) -> Answer:
    none = sentence("It has no section %(sections)s.", sections=joined(missing))
    bare = sentence("Nothing is written below %(sections)s.", sections=joined(empty))
    reason = both(none, bare) if missing and empty else none if missing else bare
    default = sentence(
        "Fill in %(sections)s as the template asks.",
        sections=joined([*missing, *empty]),
    )
    return failed(reason, how(ask, default), here)


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
