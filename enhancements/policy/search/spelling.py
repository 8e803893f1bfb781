"""How texts are spelled for searching: prose as it stands, code words by their parts.

`LiveMigration`, `kubevirt.io/v1`, `--feature-gates` and `snake_case` are found whole
and by their parts. So a text is kept with its code words taken apart, `Live Migration`,
and beside it with each code word in one piece, `livemigration`; what is searched for is
spelled in the same way. Pure.
"""

from __future__ import annotations

import dataclasses
import re

REVISION = 1
"""Raised when a text is spelled otherwise; everything is spelled anew then."""
MARK = "\x1f"
"""A sign without width between the parts of a code word, where it is shown."""
LEAD = 2_000
"""Characters at the beginning of a document, where it says what it is about."""
_LONGEST_CODE = 80
_ALL_CODES = 20_000

_HUMPS = (
    re.compile(r"([a-z0-9])(?=[A-Z])"),
    # Not before a plural's s: the parts of NetsOfGPUs are Nets, Of and GPUs.
    re.compile(r"([A-Z])(?=[A-Z](?!s(?![a-z]))[a-z])"),
    re.compile(r"([0-9])(?=[A-Za-z]{3})"),
)
_BETWEEN = re.compile(r"[\W_]+")
_SIGN = re.compile(r"[^\w\s]|_")
_RUN = re.compile(r"[\w./:@-]+")
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), 127], " ")


@dataclasses.dataclass(frozen=True, slots=True)
class Spelled:
    """A text for searching."""

    lead: str
    """Its beginning, which counts for more."""
    rest: str
    codes: str
    """Its code words in one piece each."""


def spelled(text: str, *, lead: int = LEAD) -> Spelled:
    """A text without what no reader sees, spelled; the first `lead` signs apart."""
    cut = len(text) if len(text) <= lead else _blank_before(text, lead)
    return Spelled(apart(text[:cut]), apart(text[cut:]), " ".join(codes(text)))


def _blank_before(text: str, place: int) -> int:
    """A place where no word is cut in two; the place itself within an endless one."""
    return max(text.rfind(" ", 0, place), text.rfind("\n", 0, place)) + 1 or place


def apart(text: str) -> str:
    """Words and parts of code words, with one blank between them."""
    for hump in _HUMPS:
        text = hump.sub(r"\1 ", text)
    return _BETWEEN.sub(" ", text).strip()


def marked(text: str) -> str:
    """The same text with MARK wherever `apart` would part it; see `unmarked`."""
    text = text.translate(_CONTROLS)
    for hump in _HUMPS:
        text = hump.sub(rf"\1{MARK}", text)
    return _SIGN.sub(lambda sign: f"{MARK}{sign[0]}{MARK}", text)


def unmarked(text: str) -> str:
    """The text without marks."""
    return text.replace(MARK, "")


def codes(text: str) -> list[str]:
    """The code words of a text in one piece each, in small letters, sorted.

    Of `gates.LiveMigration` that is the whole, and `livemigration`; no plain word.
    """
    found: set[str] = set()
    for run in set(_RUN.findall(text)):
        if run.isalpha() and run[1:].islower():
            continue
        pieces = [piece for piece in _BETWEEN.split(run) if piece]
        found.update(piece for piece in pieces if _has_humps(piece))
        if len(pieces) > 1:
            found.add("".join(pieces))
    kept: list[str] = []
    size = 0
    for code in sorted({code.lower() for code in found}):
        size += len(code) + 1
        if size > _ALL_CODES:
            break
        if len(code) <= _LONGEST_CODE:
            kept.append(code)
    return kept


def _has_humps(piece: str) -> bool:
    return any(hump.search(piece) for hump in _HUMPS)


# --- What no reader sees, or every text has -------------------------------------------

_HIDDEN = re.compile(
    r"<!--\s*toc\s*-->.*?<!--\s*/toc\s*-->|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE
)
_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.*?\n)---[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
_KEY = re.compile(r"^[ \t]*(?:- )?[\w-]+:(?=\s)", re.MULTILINE)
_CHECKLIST = re.compile(
    r"^(#+)[ \t][^\n]*\bchecklist[ \t]*$.*?(?=^#+[ \t]|\Z)",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_COMMAND = re.compile(r"^[ \t]*/[a-z][\w-]*\b[^\n]*$", re.MULTILINE)
_QUOTED = re.compile(r"^[ \t]*>[^\n]*$", re.MULTILINE)


def document(text: str) -> str:
    """A document without what templates put into every one of them.

    Left out are comments of Markdown, generated tables of contents, sections that are
    named a checklist, and the keys of the front matter; its values stay.
    """
    if matter := _MATTER.match(text):
        text = _KEY.sub(" ", matter[1]) + text[matter.end() :]
    return _CHECKLIST.sub(" ", issue(text))


def issue(text: str) -> str:
    """The text of an issue without comments of Markdown, in which templates explain
    themselves.
    """
    return _HIDDEN.sub(" ", text)


def comment(text: str) -> str:
    """A comment without slash commands, and without what it quotes of others."""
    return _QUOTED.sub(" ", _COMMAND.sub(" ", issue(text)))


def pull(text: str) -> str:
    """The text of a pull request without comments of Markdown, slash commands and
    sections that are named a checklist: templates put them into every one.
    """
    return _CHECKLIST.sub(" ", _COMMAND.sub(" ", issue(text.replace("\r\n", "\n"))))
