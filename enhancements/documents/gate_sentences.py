"""Sentences in which a document names the feature gate of its own work.

A gate that a text mentions need not be its own: it may depend on it, replace it, or be
unlike it. So a name counts only where the sentence says that the work is behind the
gate, or brings it. Forms that count: “guarded by the `X` feature gate”, “a new feature
gate `X`”, “feature gate called X”, “FeatureGate: `X`”, “feature gate `X` guards the
change”, also with the name in brackets, “add the `X` feature gate”. What makes it
somebody else's, or denies it, when it comes before the name: “unlike”, “depends on”,
“not”, “VEP 141 introduces”, ...
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from enhancements.documents.markdown import LONGEST, read_page

REVISION = 2
_GATE = r"[`*\"“]{0,3}(?P<gate>[A-Za-z][A-Za-z0-9_]{2,99})[`*\"”]{0,3}"
_FG = r"(?:feature[\s-]?gates?|FG)"
_DET = r"(?:(?:the|a|an|its|own|new|same|dedicated|separate|single|alpha|beta)\s+){0,4}"
_GUARDED = r"(?:guarded|gated|protected|controlled|hidden|conditioned|covered|guard)"
_BEHIND = rf"{_GUARDED}\s+(?:by|behind|under|with|through|via)\s+"
_CALLED = r"(?:introduced\s+)?(?:called|named|name(?:\s+is)?)"
_GUARDS = (
    r"(?:(?:will|shall|to)\s+)?(?:be\s+)?"
    r"(?:guards?|gates?|controls?|protects?|introduced|added|registered)\b"
)
_BRINGS = r"(?:adds?|adding|introduc(?:es?|ing)|registers?|registering)"
_IS = r"(?:is|was|will\s+be)\s+"
_LINK = r"[\s,:]+"
# In each form the gate stands beside the words that say that it is one.
_FORMS = (
    rf"{_BEHIND}{_DET}{_GATE}\s+{_FG}\b",
    rf"{_BEHIND}{_DET}{_FG}{_LINK}(?:called\s+|named\s+)?{_GATE}",
    rf"{_FG}\s*[-\s]*gated\s+(?:under|behind|by)\s+{_DET}{_GATE}",
    rf"feature\s+gated\s+(?:under|behind|by)\s+{_DET}{_GATE}",
    rf"\bbehind\s+{_DET}{_GATE}\s+{_FG}\b",
    rf"\bbehind\s+{_DET}{_FG}{_LINK}(?:called\s+|named\s+)?{_GATE}",
    rf"\b{_FG}\**\s*(?:{_IS})?{_CALLED}\s*:?\s*{_GATE}",
    rf"\b{_FG}\s+(?:will\s+be|is)\s+introduced,?\s+(?:called|named)\s+{_GATE}",
    rf"\b{_FG}\s*[*_]{{0,2}}\s*:\s*[*_]{{0,2}}\s*{_GATE}",
    rf"\bnew\s+(?:(?:alpha|beta)\s+)?{_FG},?\s+{_GATE}",
    rf"\bnew\s+{_GATE}\s+{_FG}\b",
    rf"{_GATE}\s+(?:-|\u2013|\u2014|is)\s+(?:a\s+|the\s+)?new\s+{_FG}\b",
    rf"\b{_FG}\s+{_GATE},?\s+(?:{_IS})?{_GUARDS}",
    rf"\b{_FG}\s+\(\s*{_GATE}\s*\),?\s+(?:{_IS})?{_GUARDS}",
    rf"{_GATE}\s+(?:(?:alpha|beta)\s+)?{_FG},?\s+(?:{_IS})?{_GUARDS}",
    rf"\b{_BRINGS}\s+{_DET}{_FG},?\s+{_GATE}",
    rf"\b{_BRINGS}\s+{_DET}{_GATE}\s+{_FG}\b",
)
_OWN = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)
_ANOTHERS = re.compile(
    r"\b(?:unlike|depend(?:s|ing|ent|ed)?\s+(?:up)?on|requires?|required|needs?|"
    r"prerequisites?|similar(?:ly)?\s+to|same\s+as|as\s+with|like\s+the|instead\s+of|"
    r"rather\s+than|in\s+addition\s+to|previous(?:ly)?|existing|former(?:ly)?|old|"
    r"deprecat(?:e|es|ed|ing)|another|other|kubernetes|k8s|upstream|not|never|no|"
    r"no\s+longer|without|neither|nor|(?:VEP|KEP)[\s#-]*\d+|alternatively|could|might|"
    r"(?:separate|different|apart|distinct)\s+from|would\s+have|replac(?:e|es|ed|ing))\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_BY_ANOTHER = re.compile(
    rf"[`*\"”\s]*(?:{_FG})?[,\s]*(?:that\s+|which\s+)?(?:{_IS})?(?:introduced|added)"
    r"\s+(?:by|in|with)\s+(?:the\s+)?\[?(?:VEP|KEP|another|an?other)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"[ \t>]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+(?:\[[ xX]?\][ \t]+)?")
_HEADING = re.compile(r"[ \t>]*#{1,6}(?:[ \t]|$)")
_SENTENCE = re.compile(r"(?<=[.!?])[ \t]+(?=[A-Z`*_\[])")
_SPEAKS = re.compile(_FG, re.IGNORECASE)
_WORDS = frozenset(
    {"the", "this", "that", "feature", "gate", "gates", "and", "will", "new", "for"}
    | {"alpha", "beta", "ga", "stable"}
    | {"which", "its", "with", "called", "named", "name", "guards", "changes", "all"}
)


class Sentence(NamedTuple):
    """A sentence that names a gate as its document's own."""

    gate: str
    """As it is written, without marks."""
    line: int
    """Line on which its paragraph begins."""
    text: str
    is_marked: bool
    """Written as code, so that the case of its letters is all that may be wrong."""


def named(text: str) -> list[Sentence]:
    """Every sentence of a Markdown text that names a gate as its own, in order.

    Whether there is such a gate is not known here: a name is whatever stands where one
    would. Code, comments and what is struck out say nothing.
    """
    found: list[Sentence] = []
    for line, paragraph in _paragraphs(text):
        if _SPEAKS.search(paragraph) is None:
            continue
        for sentence in _SENTENCE.split(paragraph):
            found.extend(
                Sentence(gate, line, sentence.strip(), is_marked)
                for gate, is_marked in _of(sentence).items()
            )
    return found


def _of(sentence: str) -> dict[str, bool]:
    """The gates of one sentence, and whether each is written as code."""
    gates: dict[str, bool] = {}
    for form in _OWN:
        for match in form.finditer(sentence):
            gate, start = match["gate"], match.start("gate")
            is_marked = sentence[:start].endswith("`")
            is_word = not is_marked and gate.islower()
            if is_word or gate.casefold() in _WORDS:
                continue
            is_others = _ANOTHERS.search(sentence[:start]) is not None
            if not is_others and _BY_ANOTHER.match(sentence, match.end("gate")) is None:
                gates[gate] = gates.get(gate, False) or is_marked
    return gates


def _after_front_matter(text: str) -> int:
    """The first line that is not metadata."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return 1
    ends = (n for n, line in enumerate(lines[1:], 2) if line.strip() in ("---", "..."))
    return next(ends, 0) + 1


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """What stands together, each item of a list by itself, with its first line."""
    lines: list[str] = []
    start = 0
    for line in read_page(text, _after_front_matter(text)).lines:
        said = line.text if len(line.text) <= LONGEST else ""
        begins = _ITEM.match(said)
        if lines and (not said.strip() or begins or _HEADING.match(said)):
            yield start, " ".join(lines)
            lines = []
        if said.strip() and not _HEADING.match(said):
            start = start if lines else line.number
            lines.append((said[begins.end() :] if begins else said).strip())
    if lines:
        yield start, " ".join(lines)
