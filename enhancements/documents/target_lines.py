"""One line of prose that says which release a stage is meant for.

The template of kubevirt/enhancements has `- This VEP targets alpha for version:`;
authors write it with other words, marks and values.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from enhancements.documents.markdown import LONGEST, Line
from enhancements.profiles import Profile

UNSTAGED = "unstaged"

_FLAGS = re.IGNORECASE | re.DOTALL
_BULLET = re.compile(r"[ \t>]*(?:(?:[-*+\u2022\u2013]|[0-9]{1,9}[.)])[ \t]+)?")
_CHECKBOX = re.compile(r"\[.{0,2}\](?!\()")
_MARKS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")
_NOISE = re.compile(r"\b(?:the|an?|stage|phase|its|for|in|at|release)\b", _FLAGS)
_SUBJECT = r"(?:this|the)\s+[a-z]+\s+(?:#?[0-9]+\s+)?"
_VERB = r"(?:is\s+|was\s+|will\s+|has\s+)?target(?:s|ed|ing)?\b"
_THING = r"(?:versions?|releases?|milestones?)"
_REMARK = r"\s*(?:\([^()]*\))?"

# This VEP targets alpha for version: v1.9
_SENTENCE = re.compile(
    rf"(?:{_SUBJECT})?{_VERB}(?P<stage>[^:=]{{0,80}}?)\b{_THING}{_REMARK}"
    r"\s*[:=](?P<value>.*)",
    _FLAGS,
)
# Ship target version: v1.9
_TITLED = re.compile(
    rf"(?P<stage>[^:=]{{1,40}}?)\s+target(?:ed)?\s+{_THING}{_REMARK}"
    r"\s*[:=](?P<value>.*)",
    _FLAGS,
)
# Alpha release target (x.y): v1.9, or Alpha: v1.9
_SHORT = re.compile(
    rf"(?P<stage>[^:=(]{{1,40}}?)(?:\s+target)?{_REMARK}\s*[:=](?P<value>.*)", _FLAGS
)
# This VEP targets alpha for v1.9
_LOOSE = re.compile(
    rf"{_SUBJECT}{_VERB}\s+(?P<stage>[^:=]{{0,40}}?)\b(?:\s+{_THING})?\s*:?\s*"
    r"(?P<value>\bv?[0-9].*)",
    _FLAGS,
)
_RELEASE_WITHIN = re.compile(r"(?<![\w.])v?[0-9]+\.[0-9]+")


class TargetLine(NamedTuple):
    """A line that names a stage, and the text that stands for its release."""

    line: int
    stage: str | None
    """Key of a stage; None when the line names an unknown one, or none clearly."""
    value: str
    """What is to be read as a release."""
    raw: str
    """The value as it stands in the file; the whole line when the stage is unknown."""
    words: str = ""
    """The author's words for the stage."""
    is_loose: bool = False
    """Might be a sentence about the targets instead of naming one."""


def read_line(line: Line, *, profile: Profile, inside: bool) -> TargetLine | None:
    """The target that a line names, or None when it names none.

    `inside` a section of target releases shorter forms count, and a list item
    that names a release without a known form is given with an unknown stage.
    """
    if not line.text or len(line.text) > LONGEST:
        return None
    if not inside and "arget" not in line.text and "ARGET" not in line.text:
        return None
    text, is_item = content(line.text)
    if _CHECKBOX.match(text):
        return None
    found = _SENTENCE.fullmatch(text)
    if found is not None:
        return _target(line, found, profile, is_loose=False)
    found = _TITLED.fullmatch(text)
    if found is not None and (inside or _stage(found["stage"], profile)):
        return _target(line, found, profile, is_loose=False)
    return _read_inside(line, text, profile, is_item=is_item) if inside else None


def content(text: str) -> tuple[str, bool]:
    """A line without its bullet and marks, and whether it had a bullet."""
    bullet = _BULLET.match(text)
    start = bullet.end() if bullet else 0
    words = _MARKS.sub("", text[start:]).strip()
    return words, bool(text[:start].strip(" \t>"))


def _read_inside(
    line: Line, text: str, profile: Profile, *, is_item: bool
) -> TargetLine | None:
    found = _SHORT.fullmatch(text)
    if found is not None and _stage(found["stage"], profile):
        return _target(line, found, profile, is_loose=False)
    found = _LOOSE.fullmatch(text)
    if found is not None and _stage(found["stage"], profile):
        return _target(line, found, profile, is_loose=True)
    if is_item and _RELEASE_WITHIN.search(text):
        return TargetLine(line.number, None, "", line.raw.strip())
    return None


def _target(
    line: Line, found: re.Match[str], profile: Profile, *, is_loose: bool
) -> TargetLine:
    words = " ".join(_NOISE.sub(" ", found["stage"]).split())
    stage = _stage(words, profile) if words else UNSTAGED
    value = found["value"].strip()
    raw = value
    if line.raw != line.text and ":" in line.raw and not is_loose:
        # Something on the line is struck out or commented out: show it all.
        raw = line.raw.partition(":")[2].strip()
    if stage is None:
        raw = line.raw.strip()
    return TargetLine(line.number, stage, value, raw, words, is_loose)


def _stage(words: str, profile: Profile) -> str | None:
    stage = profile.stage(words) or profile.stage(_NOISE.sub(" ", words))
    return stage.key if stage is not None else None
