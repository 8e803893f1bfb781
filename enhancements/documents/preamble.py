"""Metadata in prose: lines such as `Owners:` between the title and the text, and
the link to the tracking issue in the sign-off checklist.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from enhancements.documents import fields
from enhancements.documents.facts import Fact
from enhancements.documents.markdown import LONGEST, Line, Page
from enhancements.documents.target_lines import content
from enhancements.profiles import Profile

_KEY = re.compile(
    r"(?P<key>[A-Za-z][A-Za-z ()/-]{1,40}?)\s*:\s*(?P<value>.*)", re.DOTALL
)
_METADATA = re.compile(r"(?:.*\s)?(?:status\s+)?metadata", re.IGNORECASE)
_CHECKLIST = re.compile(r"(?:.*\s)?sign-?off\s+checklist", re.IGNORECASE)
_ISSUE_CREATED = re.compile(
    r"\[[^\]]{0,2}\].*\benhancement\s+\[?issue\b.*\bcreated\b",
    re.IGNORECASE | re.DOTALL,
)
_ISSUE_URL = re.compile(
    r"github\.com/[\w.-]+/enhancements/issues/([0-9]{1,9})(?![0-9])", re.IGNORECASE
)
_ISSUE = re.compile(r"(?<![\w/])#([0-9]{1,9})(?![0-9])")
Reader = Callable[[list[str], Profile], tuple[object, str]]

_TRACKING = re.compile(r"(?:tracking|enhancement)\s+issue", re.IGNORECASE)


def preamble_facts(page: Page, *, profile: Profile) -> list[Fact]:
    """Owners and the like, and the tracking issue where a text names its own."""
    facts = []
    lines = _metadata_lines(page)
    keyed = [
        (index, _key(found["key"]), found["value"])
        for index, line in enumerate(lines)
        if ":" in line.text and (found := _KEY.fullmatch(content(line.text)[0]))
    ]
    issues = _issues_of_checklists(page)
    for index, key, value in keyed:
        reader = _KEYS.get(key)
        if reader is not None:
            items = _items(value, lines, index + 1)
            facts.append(_fact(lines[index], reader, items, profile))
        elif _TRACKING.fullmatch(key):
            for number in _ISSUE_URL.findall(value) or _ISSUE.findall(value):
                issues.setdefault(int(number), lines[index])
    return [*facts, *_tracking_issue(issues)]


def _key(text: str) -> str:
    return re.sub(r"\(.*?\)", "", text).strip().casefold()


def _metadata_lines(page: Page) -> list[Line]:
    """The lines before the first section, and those directly under the metadata."""
    spans = []
    ends = [heading.line for heading in page.headings[1:]] + [len(page.lines) + 1]
    if not page.headings or page.headings[0].line > 1:
        first = page.headings[0].line if page.headings else len(page.lines) + 1
        spans.append((0, first))
    for index, heading in enumerate(page.headings):
        is_title = index == 0 and heading.level == 1
        if is_title or (heading.level > 1 and _METADATA.fullmatch(heading.text)):
            spans.append((heading.line, ends[index]))
    return [
        line
        for start, end in spans
        for line in page.lines[start : end - 1]
        if len(line.text) <= LONGEST
    ]


def _items(value: str, lines: Sequence[Line], below: int) -> list[str]:
    """What stands behind the key, or else the list below it."""
    if value.strip():
        return [item for item in re.split(r"[,;]", value) if item.strip()]
    items: list[str] = []
    for index in range(below, len(lines)):
        text, is_item = content(lines[index].text)
        if text and not is_item:
            break
        if text:
            items.append(text)
        elif items:
            break
    return items


def _fact(
    line: Line,
    reader: tuple[str, Reader],
    items: list[str],
    profile: Profile,
) -> Fact:
    field, read = reader
    value, problem = read(items, profile)
    if problem:
        problem = f"Line {line.number}: {problem}"
    raw = ", ".join(items)[:LONGEST]
    return Fact(field, value, raw, line.number, problem=problem)


def _issues_of_checklists(page: Page) -> dict[int, Line]:
    """Issues linked in the item that says that the tracking issue was made."""
    found: dict[int, Line] = {}
    for text, line in _checklist_items(page):
        if _ISSUE_CREATED.search(text):
            for number in _ISSUE_URL.findall(text):
                found.setdefault(int(number), line)
    return found


def _tracking_issue(found: dict[int, Line]) -> list[Fact]:
    """Only links that clearly are this document's own issue are given here."""
    if not found:
        return []
    (number, first), *others = found.items()
    raw = "\n".join(line.raw.strip() for line in found.values())
    if not others:
        return [Fact("tracking_issue", number, raw, first.number)]
    numbers = ", ".join(f"#{number}" for number in found)
    problem = (
        f"Line {first.number}: several tracking issues are linked, {numbers}; keep one."
    )
    return [Fact("tracking_issue", None, raw, first.number, problem=problem)]


def _checklist_items(page: Page) -> list[tuple[str, Line]]:
    """The items of the sign-off checklist, each with the lines that it wraps to."""
    items: list[tuple[str, Line]] = []
    ends = [*(heading.line for heading in page.headings[1:]), len(page.lines) + 1]
    for heading, end in zip(page.headings, ends, strict=False):
        if _CHECKLIST.fullmatch(heading.text) is None:
            continue
        for line in page.lines[heading.line : end - 1]:
            if len(line.text) > LONGEST or not line.text.strip():
                continue
            text, is_item = content(line.text)
            if is_item or not items or len(items[-1][0]) > LONGEST:
                items.append((text, line))
            else:
                above, first = items[-1]
                items[-1] = (f"{above} {text}", first)
    return items


def _people(items: list[str], profile: Profile) -> tuple[object, str]:
    del profile
    return fields.read_people(items or [""])


def _gates(items: list[str], profile: Profile) -> tuple[object, str]:
    del profile
    return fields.read_names(items or [""])


def _text_with(
    read: Callable[..., tuple[object, str]],
) -> Callable[[list[str], Profile], tuple[object, str]]:
    """A reader of one text as a reader of items."""

    def reader(items: list[str], profile: Profile) -> tuple[object, str]:
        return read(", ".join(items).strip("`* "), profile=profile)

    return reader


_KEYS: dict[str, tuple[str, Reader]] = {
    "owner": ("authors", _people),
    "owners": ("authors", _people),
    "author": ("authors", _people),
    "authors": ("authors", _people),
    "primary contact": ("authors", _people),
    "reviewer": ("reviewers", _people),
    "reviewers": ("reviewers", _people),
    "approver": ("approvers", _people),
    "approvers": ("approvers", _people),
    "feature gate": ("feature_gates", _gates),
    "feature gates": ("feature_gates", _gates),
    "status": ("status", _text_with(fields.read_status)),
    "stage": ("stage", _text_with(fields.read_stage)),
    "current stage": ("stage", _text_with(fields.read_stage)),
    "current feature stage": ("stage", _text_with(fields.read_stage)),
    "sig": ("sig", _text_with(fields.read_sig)),
    "owning sig": ("sig", _text_with(fields.read_sig)),
    "primary sig": ("sig", _text_with(fields.read_sig)),
    "responsible sig": ("sig", _text_with(fields.read_sig)),
}
