"""Reading a VEP: its title, its metadata, its targets.

The forms are those that KubeVirt's documents really have, from 2024 to now:
without a section of targets, with one, and with front matter (VEP 282).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from enhancements.documents import fields
from enhancements.documents.facts import DIRECTORY, Fact, Heading, Reading
from enhancements.documents.front_matter import read_front_matter
from enhancements.documents.markdown import Page, read_page
from enhancements.documents.preamble import preamble_facts
from enhancements.documents.targets import target_facts
from enhancements.documents.text import Unreadable, decode
from enhancements.profiles import Profile

REVISION = 2
"""Raised whenever the same text may give other facts than before."""

LONGEST_NUMBER = 12
"""Digits of a number in a directory's name, zeros in front included."""

_NUMBER_OR_WORD = r"(?P<number>[0-9]+(?:\.[0-9]+)*(?![0-9A-Za-z]))?"
_TITLE_MARKS = " \t:.-\N{EN DASH}\N{EM DASH}"
_TEMPLATE_NUMBER = re.compile(r"N+\b|X+\b")
_SECTION_TITLES = re.compile(
    r"overview|summary|motivation|introduction|background|goals|design|proposal"
    r"|abstract|table of contents|appendix\b.*|references|.*\b(?:metadata|checklist)",
    re.IGNORECASE,
)
_DIRECTORY_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)*)(?:[-_ ]|$)")


def read(data: bytes, *, profile: Profile) -> Reading:
    """Everything that one version of a document says; it never raises.

    The same for main and side documents: whose claims they are is the caller's
    to decide. A field stands at most once for each source and track.
    """
    try:
        text = decode(data)
        front = read_front_matter(text, profile=profile)
    except Unreadable as error:
        return Reading(unreadable=str(error))
    page = read_page(text, front.body_at if front else 1)
    facts = [
        *(front.facts if front else ()),
        *_title_facts(page, profile),
        *preamble_facts(page, profile=profile),
        *target_facts(page, profile=profile),
        *_open_mark_facts(page),
    ]
    return Reading(facts=tuple(_once(facts)), headings=page.headings)


def path_facts(path: str, *, profile: Profile) -> tuple[Fact, ...]:
    """What the place of a document says: number, SIG, directory."""
    rules = profile.documents
    facts = []
    directory = rules.directory_of(path)
    if rules.flat:
        name = path.rpartition("/")[2]
        facts.append(_of_path("directory", directory or name.rpartition(".")[0], name))
    elif directory is None:
        name = path.rpartition("/")[2]
        problem = (
            f"{name} lies directly in its SIG's directory; move it into a directory "
            f"named after its tracking issue, as in 123-name/{rules.main}."
        )
        facts.append(_of_path("number", None, name, problem))
    else:
        facts.append(_directory_number(directory, profile))
        facts.append(_of_path("directory", directory, directory))
    sig_directory = rules.sig_directory_of(path) or ""
    facts.append(_of_path("sig", rules.sig_of(path), sig_directory))
    return tuple(facts)


def _directory_number(directory: str, profile: Profile) -> Fact:
    found = _DIRECTORY_NUMBER.match(directory)
    digits = found[1] if found else ""
    is_whole = digits.isdigit() and len(digits) <= LONGEST_NUMBER
    if is_whole and 0 < int(digits) <= fields.LARGEST_NUMBER:
        return _of_path("number", int(digits), directory)
    problem = (
        f'The directory "{directory}" does not begin with a whole number; name it '
        f"after the {profile.word}'s tracking issue, as in 123-name."
    )
    return _of_path("number", None, directory, problem)


def _of_path(field: str, value: str | int | None, raw: str, problem: str = "") -> Fact:
    return Fact(field, value, raw, source=DIRECTORY, problem=problem)


def _title_facts(page: Page, profile: Profile) -> list[Fact]:
    """Title and number from the heading `# VEP #10: Title`."""
    word = re.escape(profile.word)
    pattern = re.compile(
        rf"{word}s?(?![a-z])[\s:_-]*(?P<hash>\\?#?)\s*{_NUMBER_OR_WORD}(?P<title>.*)",
        re.IGNORECASE | re.DOTALL,
    )
    tops = [heading for heading in page.headings if heading.level == 1]
    for heading in tops:
        found = pattern.fullmatch(heading.text)
        if found is not None:
            return _numbered_title(heading, found, profile)
    if not tops or tops[0] is not page.headings[0]:
        return []
    if _SECTION_TITLES.fullmatch(tops[0].text) or not tops[0].text:
        return []
    return [_title(tops[0], tops[0].text, profile)]


def _numbered_title(
    heading: Heading, found: re.Match[str], profile: Profile
) -> list[Fact]:
    title = found["title"].strip(_TITLE_MARKS)
    template = _TEMPLATE_NUMBER.match(title) if found["number"] is None else None
    if template is not None:
        title = title[template.end() :].strip(_TITLE_MARKS)
    facts = [_title(heading, title, profile)]
    if found["number"] is not None or found["hash"] or template is not None:
        given = found["number"] or (template[0] if template else title)
        number, problem = fields.read_number(given, profile=profile)
        if number is None:
            problem = problem or f'"{given}" is no number; write the tracking issue\'s.'
            problem = f"Line {heading.line}: {problem}"
        line = heading.line
        facts.append(Fact("number", number, heading.text, line, problem=problem))
    return facts


def _title(heading: Heading, text: str, profile: Profile) -> Fact:
    title, problem = fields.read_title(text, profile=profile)
    if problem:
        problem = f"Line {heading.line}: {problem}"
    return Fact("title", title, heading.text, heading.line, problem=problem)


def _open_mark_facts(page: Page) -> list[Fact]:
    """A code block or comment that is never closed hides all that follows."""
    marks = (
        (page.open_fence_at, "code block", "with the mark that opens it"),
        (page.open_comment_at, "comment", "with -->"),
    )
    for line, name, how in marks:
        if line:
            problem = (
                f"The {name} that begins on line {line} is never closed, so nothing "
                f"after it is read; close it {how}."
            )
            raw = page.lines[line - 1].raw.strip()
            return [Fact("text", None, raw, line, problem=problem)]
    return []


def _once(facts: Iterable[Fact]) -> Iterable[Fact]:
    """Each field, track and source once; two facts that differ leave no value."""
    known: dict[tuple[str, str, str], Fact] = {}
    for fact in facts:
        key = (fact.source, fact.track, fact.field)
        first = known.setdefault(key, fact)
        if first is not fact and first.value != fact.value:
            lines = f"Lines {first.line} and {fact.line}"
            known[key] = dataclasses.replace(
                first,
                value=None,
                raw=f"{first.raw}\n{fact.raw}",
                problem=f"{lines} differ on {fact.field}; keep one of them.",
            )
    return known.values()
