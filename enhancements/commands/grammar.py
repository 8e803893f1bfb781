"""Slash commands in a comment or a body, by the grammar of Prow.

A command stands at the start of its line, alone there. The words of label families,
`/label` and `/milestone` are in lower case; the others in any case, as in Prow's
expressions (pkg/plugins of kubernetes-sigs/prow). Otherwise than in Prow, on purpose: a
command ends with its word and its line (Prow reads "/signal x" as a SIG, and goes on
in the next line behind an empty `/sig`), any blanks part values, what an HTML comment
hides never counts, and values that a template left, `$SIG`, are passed over.
"""

from __future__ import annotations

import bisect
import dataclasses
import re
from collections.abc import Iterator

from enhancements.documents.issue_lines import clean
from enhancements.profiles.command_rules import (
    CONCERNS,
    FIXED,
    LABEL_FAMILIES,
    CommandRules,
)

LONGEST_LIST = 100
"""Operations of one text, and values of one operation, that are kept."""
LONGEST_RAW = 200

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LINE = re.compile(r"/(?P<word>[A-Za-z][A-Za-z-]{0,40})(?:[ \t]+(?P<rest>.*))?")
_HANDLES = re.compile(r"(?:@?[-\w]+(?:[ \t]+@?[-\w]+)*)?", re.ASCII)
_PLACEHOLDER = re.compile(r"\$[A-Za-z_]+.*")
_CLEAR = "clear"
_CANCEL = "cancel"
_NO_ISSUE = "no-issue"
# Commands with nothing behind them but these words.
_BARE = {
    "lgtm": ("", _NO_ISSUE),
    "close": ("", "not-planned", "completed"),
    "reopen": ("",),
}
_ANY_CASE = frozenset(
    {*FIXED, *CONCERNS, "assign", "hold", "lgtm", "approve", "close", "reopen"}
)


@dataclasses.dataclass(frozen=True, slots=True)
class Operation:
    """One command as it was typed."""

    verb: str
    """The word without remove- and un-: `sig`, `label`, `assign`; for one that nobody
    hears the word itself."""
    family: str
    """The family of the labels that it sets, `sig`; empty for others."""
    values: tuple[str, ...]
    """Names behind the word, without the family; handles without their @. Empty for
    `/assign` alone, which means oneself, and for `/milestone clear`. Of a command about
    a concern all that stands behind the word, as one value."""
    remove: bool
    line: int
    """Of the text, from 1."""
    raw: str
    below: str = dataclasses.field(default="", compare=False)
    """Of a command about a concern what stands in the lines below, up to the next
    command; empty for others."""


def parse(text: str, rules: CommandRules) -> tuple[Operation, ...]:
    """The commands of a text in their order; it never raises.

    Only those that hold by `rules`, and those of which `rules` says that people type
    them and nobody hears. Of several `/milestone` the first counts.
    """
    found: dict[Operation, None] = {}
    has_milestone = False
    for number, line, below in _lines(clean(text), rules):
        operation = _operation(number, line, rules)
        if operation is None:
            continue
        if operation.verb in CONCERNS:
            operation = dataclasses.replace(operation, below=below.strip())
        if operation.verb == "milestone":
            if has_milestone:
                continue
            has_milestone = True
        found.setdefault(operation)
        if len(found) == LONGEST_LIST:
            break
    return tuple(found)


def _lines(text: str, rules: CommandRules) -> Iterator[tuple[int, str, str]]:
    """Number and words of each line that begins with a slash, without comments, and
    what stands below it, up to the next one.

    A comment over several lines joins what stands before and behind it.
    """
    shown, starts, shifts = _without_comments(text)
    offset, fence = 0, ""
    number, words, end = 0, "", 0
    for index, line in enumerate(shown.split("\n"), start=1):
        if rules.skip_code:
            fence = _fence_after(line, fence)
        if line.startswith("/") and not fence:
            if words:
                yield number, words, shown[end:offset]
            at = bisect.bisect_right(starts, offset) - 1
            number, words = index + shifts[at], line.rstrip()
            end = offset + len(line)
        offset += len(line) + 1
    if words:
        yield number, words, shown[end:]


def _without_comments(text: str) -> tuple[str, list[int], list[int]]:
    """The text without comments; where each stood there, and the line ends so far."""
    shown, starts, shifts = [], [0], [0]
    end = length = 0
    while (start := text.find("<!--", end)) >= 0:
        close = text.find("-->", start + 4)
        if close < 0:
            # It is never closed: then it is no comment, and none follows.
            break
        shown.append(text[end:start])
        length += start - end
        end = close + 3
        starts.append(length)
        shifts.append(shifts[-1] + text.count("\n", start, end))
    return "".join((*shown, text[end:])), starts, shifts


def _fence_after(line: str, fence: str) -> str:
    """The mark of the code block that is open behind a line."""
    found = _FENCE.match(line)
    if found is None:
        return fence
    if not fence:
        return found[1]
    is_end = found[1].startswith(fence) and not line.strip().strip(fence[0])
    return "" if is_end else fence


def _operation(number: int, line: str, rules: CommandRules) -> Operation | None:
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    word, rest = found["word"], (found["rest"] or "").strip()
    raw = line[:LONGEST_RAW]
    read = _read(word, rest)
    verb, values, remove = read or ("", (), False)
    said = tuple(rest.split()[:LONGEST_LIST])
    if rules.deaf_meaning(word, said) is not None and (
        verb not in rules.verbs or verb in FIXED
    ):
        return Operation(word.casefold(), "", said, remove=False, line=number, raw=raw)
    if verb not in rules.verbs:
        return None
    family = verb if verb in LABEL_FAMILIES or verb in FIXED else ""
    return Operation(verb, family, values, remove, number, raw)


def _read(word: str, rest: str) -> tuple[str, tuple[str, ...], bool] | None:
    """Verb, values and whether it takes away; None for what is no command."""
    lower = word.casefold()
    for prefix in ("remove-", "un"):
        verb = lower.removeprefix(prefix)
        is_known = verb in _PREFIXED[prefix]
        if verb != lower and is_known and (word == lower or verb in _ANY_CASE):
            values = _values(verb, rest, remove=True)
            return None if values is None else (verb, values, True)
    if word != lower and lower not in _ANY_CASE:
        return None
    if rest.casefold() == _CANCEL and lower in ("hold", "lgtm", "approve"):
        return lower, (), True
    if lower == "milestone" and rest == _CLEAR:
        return lower, (), True
    values = _values(lower, rest, remove=False)
    return None if values is None else (lower, values, False)


_PREFIXED = {
    "remove-": frozenset(
        {*LABEL_FAMILIES, *FIXED, "label", "hold", "lgtm", "approve"},
    ),
    "un": frozenset({"assign", "hold"}),
}


def _values(verb: str, rest: str, *, remove: bool) -> tuple[str, ...] | None:
    """What stands behind a word as values; None when that is no command."""
    if verb == "assign":
        is_handles = _HANDLES.fullmatch(rest) is not None
        names = tuple(name.strip("@") for name in rest.split()[:LONGEST_LIST])
        return tuple(filter(None, names)) if is_handles else None
    if verb in CONCERNS:
        # Without a name it is a command too, which is told what it wants.
        return None if _PLACEHOLDER.fullmatch(rest) else tuple(filter(None, (rest,)))
    if verb in ("hold", "approve"):
        # What follows is a reason, as in "/hold until the freeze".
        return () if not (remove and rest) else None
    if verb in _BARE:
        follows = ("",) if remove else _BARE[verb]
        return () if rest.casefold() in follows else None
    if verb == "milestone":
        return (rest,) if rest and _PLACEHOLDER.fullmatch(rest) is None else None
    words = [word for word in rest.split() if _PLACEHOLDER.fullmatch(word) is None]
    return tuple(word.casefold() for word in words[:LONGEST_LIST]) or None
