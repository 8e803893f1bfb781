"""The fields of an issue's body, each read from the lines below its key.

A field stays without a fact while its text is blank or still the template's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from enhancements.documents import fields
from enhancements.documents.facts import ISSUE, Fact
from enhancements.documents.references import has_address
from enhancements.profiles import Profile

LONGEST_RAW = 1000
LONGEST_LIST = 100
"""Names in one list that are looked at."""
LONGEST_SIG = 40
WORDS_OF_SIG = 3

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_PLACEHOLDER = re.compile(r"\$[A-Z_]+")
_COMMAND = re.compile(r"/(?P<verb>[a-z-]+)(?:[ \t]+(?P<rest>.*))?$", re.IGNORECASE)
_SPLIT = re.compile(r"[,;&]|\band\b", re.IGNORECASE)
_TEAM = re.compile(
    r"@[\w-]{1,40}/(sig-[a-z-]{1,60}?)(?:-(?:feature-requests|feature|misc|bugs"
    r"|test-failures|api-reviews|proposals|pr-reviews|leads|approvers))?"
)
_GATE = re.compile(r"[A-Za-z][A-Za-z0-9_./-]{0,120}")
_NO_GATE = re.compile(
    r"(?:no|without)\s+(?:fg|feature\s*gates?|gates?)\b.*", re.IGNORECASE
)
_GATE_WORDS = re.compile(r"\b(?:feature ?gates?|fg)\b|\([^()]*\)", re.IGNORECASE)
# "Alpha in 1.7.0", "Alpha - https://…", "Beta (on by default)".
_STAGE_END = re.compile(
    r"\s*[(,;:\u2013\u2014]|\s+-|\s+(?:in|for|since|as of|from|v?[0-9]|https?:)\b"
)


class Said(NamedTuple):
    """A line below a key, or the text behind it."""

    number: int
    raw: str
    text: str
    is_command: bool = False
    """Whether it was typed as a command, `/sig compute`; `text` is what follows."""
    again: int = 0
    """How often its key stood before: 0 for the first."""


Read = tuple[Any, str]
Reader = Callable[[Sequence[Said], Profile], Read]


def command(text: str, verb: str) -> str | None:
    """What follows a command on a line of its own, `compute` of "/sig compute"."""
    if not text.startswith("/"):
        return None
    found = _COMMAND.match(text)
    if found is None or found["verb"].casefold() != verb:
        return None
    return (found["rest"] or "").strip()


def fact(field: str, said: Sequence[Said], profile: Profile) -> Fact | None:
    """The fact of a field; None when its text is blank or the template's."""
    lines = [line for line in said if _is_written(line.text)]
    if not lines:
        return None
    value, problem = READERS[field](lines, profile)
    return _fact(field, value, lines, problem)


def _is_written(text: str) -> bool:
    return bool(_PLACEHOLDER.sub("", text).strip(" ,;&-`*_.~"))


def sigs(
    primary: Sequence[Said], further: Sequence[Said], profile: Profile
) -> list[Fact]:
    """The owning SIG, which is the first that is named, and those that take part."""
    own, problem = _sig_names(primary, profile)
    others, further_problem = _sig_names(further, profile)
    rest = [one for one in dict.fromkeys([*own[1:], *others]) if one not in own[:1]]
    facts = [_fact("sig", own[0] if own else None, primary, problem)]
    field = "participating_sigs"
    facts.append(_fact(field, rest or None, further, further_problem))
    if rest and facts[-1] is None:
        facts[-1] = _fact(field, rest, primary, "")
    return [one for one in facts if one is not None]


def _fact(field: str, value: Any, lines: Sequence[Said], problem: str) -> Fact | None:
    written = [line for line in lines if _is_written(line.text)]
    if not written:
        return None
    raw = "\n".join(dict.fromkeys(line.raw for line in written))[:LONGEST_RAW]
    number = written[0].number
    problem = f"Line {number}: {problem}" if problem else ""
    return Fact(field, value, raw, number, source=ISSUE, problem=problem)


def _sig_names(lines: Sequence[Said], profile: Profile) -> tuple[list[str], str]:
    """Names in order; prose is a problem only when nothing else names one."""
    names: list[str] = []
    strange: list[str] = []
    for line in lines:
        for item in _words_of(line):
            name = _sig_name(item, profile)
            if name is not None:
                names.append(name)
            elif not fields.is_undecided(item):
                strange.append(item)
    if names or not strange or all(fields.is_undecided(one.text) for one in lines):
        return list(dict.fromkeys(names))[:LONGEST_LIST], ""
    what = fields.quoted(strange[0])
    return [], f"{what} names no SIG; write a line such as /sig compute, or N/A."


def _words_of(line: Said) -> list[str]:
    """The single names of a line; a command takes several, split by blanks."""
    if fields.is_undecided(line.text):
        return []
    text = _PLACEHOLDER.sub(" ", line.text)
    parts = text.replace(",", " ").split() if line.is_command else _SPLIT.split(text)
    return [part.strip(" \t.`") for part in parts[:LONGEST_LIST] if part.strip(" \t.`")]


def _sig_name(item: str, profile: Profile) -> str | None:
    team = _TEAM.fullmatch(item.casefold())
    word = team[1] if team is not None else item
    word = command(word, "sig") or word
    # A sentence names no SIG although each of its words could.
    is_name = len(word) <= LONGEST_SIG and len(word.split()) <= WORDS_OF_SIG
    if not is_name or "/" in word.removeprefix("sig/"):
        return None
    return profile.sig_name(word)


def _people(lines: Sequence[Said], profile: Profile) -> Read:
    del profile
    people: dict[str, str] = {}
    problems: list[str] = []
    for line in lines:
        text = _PLACEHOLDER.sub(" ", line.text)
        items = text.split() if line.is_command else re.split(r"[,;]", text)
        items = [item.strip(" .") for item in items if item.strip(" .")]
        names, problem = fields.read_people(items[:LONGEST_LIST])
        for name in names or ():
            people.setdefault(name.casefold(), name)
        if problem:
            problems.append(problem)
    if people:
        return list(people.values())[:LONGEST_LIST], ""
    return None, problems[0] if problems else ""


def _stage(lines: Sequence[Said], profile: Profile) -> Read:
    """The stage of the first line; a later line counts when it names one too.

    Below a sentence none counts: it may be a plan.
    """
    first, *rest = (_stage_of(line.text, profile) for line in lines)
    if not first[0]:
        known = ", ".join(one.label for one in profile.stages if one.ladder)
        return None, (
            f"{fields.quoted(lines[0].text)} is no stage; write one word, New or one "
            f"of {known}, and the rest elsewhere."
        )
    if {stage for is_known, stage in rest if is_known} - {first[1]}:
        return None, "Several stages are named; write the one that it has reached now."
    return first[1], ""


def _stage_of(text: str, profile: Profile) -> tuple[bool, str | None]:
    words = _LINK.sub(r"\1", text).strip(" \t.`\"'")
    if fields.is_undecided(words):
        return True, None
    is_known, stage = profile.issue_stage(words)
    if is_known:
        return True, stage
    end = _STAGE_END.search(words[:60])
    if end is None:
        return False, None
    return profile.issue_stage(words[: end.start()].strip(" ."))


def _status(lines: Sequence[Said], profile: Profile) -> Read:
    text = lines[0].text.strip(" .`\"'")
    return fields.read_status(text, profile=profile)


def _gates(lines: Sequence[Said], profile: Profile) -> Read:
    """Names of gates; what a key that stands twice leaves open gives way."""
    del profile
    names: dict[str, None] = {}
    strange = ""
    last = max(line.again for line in lines)
    for line in lines:
        text = _LINK.sub(r"\1", " ".join(line.text.split())).strip(" .`\"'")
        if fields.is_undecided(text) or _NO_GATE.match(text):
            continue
        items = [_GATE_WORDS.sub(" ", item).strip(" .`\"'") for item in _items(text)]
        items = [item for item in items if item and not fields.is_undecided(item)]
        if items and all(_GATE.fullmatch(item) for item in items):
            names.update(dict.fromkeys(items))
        elif line.again == last and not names:
            strange = strange or text
    if names:
        return list(names)[:LONGEST_LIST], ""
    if not strange:
        return None, ""
    what = fields.quoted(strange)
    return None, f"{what} is no name of a feature gate; write its name alone, or N/A."


def _items(text: str) -> Iterable[str]:
    return _SPLIT.split(text)[:LONGEST_LIST]


def is_prose(text: str) -> bool:
    """Whether a text says something else than an address or that it is open."""
    return not fields.is_undecided(text.strip(" .")) and not has_address(text)


READERS: dict[str, Reader] = {
    "owners": _people,
    "reviewers": _people,
    "approvers": _people,
    "stage": _stage,
    "status": _status,
    "feature_gates": _gates,
}
"""Fields with a reader of their own; SIGs, links and targets are read elsewhere."""
