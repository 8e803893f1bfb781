"""Which enhancement a pull request says it belongs to.

By fixed rules, the surest first, which KubeVirt's earlier tracker learnt from its
errors: a keyword with a number, a keyword with a link, the whole number in the title, a
closing word, any link to a tracking issue. What a pull request of the documents
repository changes is surer than its title: titles there often carry another number.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable, Iterator

from enhancements.documents.issue_lines import clean
from enhancements.documents.vep import path_facts
from enhancements.profiles import Profile

REVISION = 1
"""Raised whenever the same pull request may be attributed otherwise than before."""

KEYWORD = "keyword"
"""`Tracking issue: #10`"""
KEYWORD_LINK = "keyword-link"
"""`Tracking issue: https://github.com/…/issues/10`"""
DIRECTORY = "directory"
"""The number of the one directory whose documents it adds or changes."""
TITLE = "title"
"""`VEP 10: …` in the title, the whole number."""
CLOSING = "closing"
"""`Fixes #10`"""
LINK = "link"
"""Any link to a tracking issue."""
RULES = (KEYWORD, KEYWORD_LINK, DIRECTORY, TITLE, CLOSING, LINK)
"""From the surest on."""

LONGEST_RAW = 200
LONGEST_LIST = 100
"""Numbers of one pull request that are kept."""

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")
_MARK_BEFORE = r"(?<![\w/-])"
_NUMBER = re.compile(r"\#?0*(?P<number>[1-9][0-9]{0,8})(?![0-9\w]|[.][0-9])")
_OWN = re.compile(r"\#0*(?P<number>[1-9][0-9]{0,8})(?![0-9\w])")


@dataclasses.dataclass(frozen=True, slots=True)
class Named:
    """One number that a pull request names, and by which rule it was found."""

    number: int
    rule: str
    """One of RULES."""
    raw: str
    """The words, or the path, that name it."""
    line: int = 0
    """Of the body, from 1; 0 for the title and for paths."""


@dataclasses.dataclass(frozen=True, slots=True)
class Attribution:
    """The enhancement that a pull request claims, and the others that it names."""

    own: Named | None = None
    """None when it names none."""
    others: tuple[Named, ...] = ()
    """Further numbers, each once, the surest first."""

    @property
    def number(self) -> int | None:
        """The number of the tracking issue, or None."""
        return self.own.number if self.own is not None else None


def attribute(
    *,
    title: str,
    body: str,
    repository: str,
    documents: str,
    profile: Profile,
    paths: Iterable[str] = (),
) -> Attribution:
    """The enhancement that a pull request names by itself; it never raises.

    `repository` is the pull request's, `documents` that of the tracking issues, both
    `owner/name`. A bare `#10` behind a closing word is of the pull request's own
    repository. `paths` are the files that it adds or changes; they count in the
    documents repository only, and only when all lead to one number.
    """
    rules = _Rules(profile, documents)
    is_own = repository.casefold() == documents.casefold()
    best: dict[int, Named] = {}
    found = [*rules.of_title(title), *rules.of_body(body, is_own=is_own)]
    if is_own:
        found.extend(_of_paths(paths, profile))
    for named in found:
        known = best.get(named.number)
        if known is None or RULES.index(named.rule) < RULES.index(known.rule):
            best[named.number] = named
    ordered = sorted(best.values(), key=lambda one: RULES.index(one.rule))
    if not ordered:
        return Attribution()
    return Attribution(ordered[0], tuple(ordered[1 : LONGEST_LIST + 1]))


class _Rules:
    """The profile's words, made into expressions for one documents repository."""

    def __init__(self, profile: Profile, documents: str) -> None:
        self._pulls = profile.pulls
        self._link = profile.pulls.link_pattern(documents)
        self._keyword = _words(profile.pulls.keywords)
        self._closing = _words(profile.pulls.closing)

    def of_title(self, title: str) -> Iterator[Named]:
        """`VEP 10` in a title, never "VEP 25.1"."""
        words = _MARKS.sub("", clean(title)[:LONGEST_RAW])
        found = self._pulls.number_in_title(words)
        if found is not None and int(found["number"]) > 0:
            raw = " ".join(words.split())
            yield Named(int(found["number"]), TITLE, raw)

    def of_body(self, body: str, *, is_own: bool) -> Iterator[Named]:
        """What the lines of the body name, without comments and placeholders."""
        text = _COMMENT.sub(_blank_lines, clean(body))
        for placeholder in self._pulls.placeholders:
            text = text.replace(placeholder, " ")
        lines = text.split("\n")
        for index, line in enumerate(lines):
            if not line or ("#" not in line and "/" not in line and ":" not in line):
                continue
            yield from self._of_line(lines, index, is_own=is_own)

    def _of_line(
        self, lines: list[str], index: int, *, is_own: bool
    ) -> Iterator[Named]:
        words = _MARKS.sub("", lines[index])[:LONGEST_LINE]
        raw, number = lines[index].strip()[:LONGEST_RAW], index + 1
        for found in self._keyword.finditer(words):
            value = words[found.end() :].lstrip(" \t")
            if not value.strip(":"):
                # The author left the line below for the value.
                value = f":{_below(lines, index)}"
            yield from self._declared(value, raw, number)
        for found in self._closing.finditer(words):
            value = words[found.end() :].lstrip(" \t:")
            own = _OWN.match(value) if is_own else None
            linked = self._link.match(value) or self._after_scheme(value)
            if own is not None:
                yield Named(int(own["number"]), CLOSING, raw, number)
            elif linked is not None:
                yield Named(_number_of(linked), CLOSING, raw, number)
        for found in self._link.finditer(words):
            if _number_of(found) > 0:
                yield Named(_number_of(found), LINK, raw, number)

    def _declared(self, value: str, raw: str, line: int) -> Iterator[Named]:
        """What stands behind a keyword: a number, or the last link of its text.

        Of a Markdown link the address counts, not the words that are shown.
        """
        is_given = value.startswith((":", "#"))
        value = value.lstrip(" \t:")
        found = _NUMBER.match(value) if is_given else None
        if found is not None:
            yield Named(int(found["number"]), KEYWORD, raw, line)
            return
        target = value.partition("](")[2] if value.startswith("[") else ""
        linked = self._link.search(target or value[:LONGEST_RAW])
        if linked is not None and _number_of(linked) > 0:
            yield Named(_number_of(linked), KEYWORD_LINK, raw, line)

    def _after_scheme(self, value: str) -> re.Match[str] | None:
        """A link at the start of a text, behind `https://` and perhaps `www.`."""
        start = re.match(r"(?:https?://)?(?:www\.)?", value, re.IGNORECASE)
        return self._link.match(value, start.end()) if start is not None else None


LONGEST_LINE = 2000
"""Characters of a line in which something is looked for."""


@functools.lru_cache(maxsize=64)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these words, the longest first; nothing without words."""
    ordered = sorted(words, key=len, reverse=True)
    parts = [r"\s+".join(map(re.escape, one.split())) for one in ordered]
    if not parts:
        return re.compile(r"(?!)")
    return re.compile(
        rf"{_MARK_BEFORE}(?:{'|'.join(parts)})(?=\s*:|\s+\S|\s*$)", re.IGNORECASE
    )


def _below(lines: list[str], index: int) -> str:
    """The next line that is not blank, when it is close and nothing but a value."""
    for line in lines[index + 1 : index + 3]:
        words = _MARKS.sub("", line[:LONGEST_LINE]).strip(" \t-*")
        if words:
            return words if len(words.split()) == 1 else ""
    return ""


def _number_of(found: re.Match[str]) -> int:
    return int(next(group for group in found.groups() if group is not None))


def _blank_lines(found: re.Match[str]) -> str:
    """As many line ends as a comment has, so that lines keep their numbers."""
    return "\n" * found[0].count("\n")


def _of_paths(paths: Iterable[str], profile: Profile) -> list[Named]:
    """The number of the one directory to which all documents among the files belong."""
    found: dict[int, str] = {}
    for path in paths:
        if not profile.documents.wants(path):
            continue
        for fact in path_facts(path, profile=profile):
            if fact.field == "number" and fact.value is not None:
                found.setdefault(int(fact.value), path)
    return [Named(number, DIRECTORY, path) for number, path in found.items()][
        : 1 if len(found) == 1 else 0
    ]
