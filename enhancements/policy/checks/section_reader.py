"""The sections of a document, and whether an author wrote anything into them.

Pure: text in, `seen.Section` out. What stands in comments, is struck out, says only TBD
or is the template's own line is no author's word.
"""

from __future__ import annotations

import itertools
import re

from enhancements.documents.markdown import LONGEST, Page, plain, read_page
from enhancements.policy.checks.seen import Section

LARGEST = 1_000_000
"""Characters that are read."""

_ITEM = re.compile(r"(?:[-*+>]|[0-9]{1,9}[.)]|\[[ xX]?\])(?:\s+|$)")
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})")
_RULE = re.compile(r"[-=*_#~`|:.…\s]*")
_OPEN = frozenset({"tbd", "tba", "todo", "tbc", "to be done", "to be decided"})


def read(text: str, template: str | None = None) -> tuple[Section, ...]:
    """The headings of a Markdown text, each with whether words stand right below it.

    `template` is the text that authors begin with: its lines are not theirs. Without it
    only comments, blanks and TBD count as nothing. Never raises.
    """
    known = _template_lines(template) if template is not None else frozenset()
    page = read_page(text[:LARGEST], 1)
    code = _code_lines(page)
    ends = [heading.line for heading in page.headings[1:]]
    found = []
    for heading, end in itertools.zip_longest(page.headings, ends):
        last = end - 1 if end is not None else len(page.lines)
        words = (
            _words(page, number, code) for number in range(heading.line + 1, last + 1)
        )
        is_filled = any(word and word not in known for word in words)
        found.append(Section(heading.text, heading.level, is_filled))
    return tuple(found)


def _template_lines(template: str) -> frozenset[str]:
    """Every line of the template, as lines are compared."""
    page = read_page(template[:LARGEST], 1)
    code = _code_lines(page)
    return frozenset(_words(page, line.number, code) for line in page.lines)


def _words(page: Page, number: int, code: frozenset[int]) -> str:
    """What a line says, as it is compared; empty when it says nothing."""
    line = page.lines[number - 1]
    text = line.raw if number in code else line.text
    text = text[:LONGEST].strip()
    while (found := _ITEM.match(text)) is not None:
        text = text[found.end() :]
    text = plain(text).casefold()
    is_nothing = _RULE.fullmatch(text) is not None or text.rstrip(".:!") in _OPEN
    return "" if is_nothing else text


def _code_lines(page: Page) -> frozenset[int]:
    """Numbers of the lines inside code fences: they are words, and claim nothing."""
    found: list[int] = []
    is_code = is_comment = False
    for line in page.lines:
        if is_code:
            is_code = _FENCE.match(line.raw) is None
            found += [line.number] if is_code else []
        elif is_comment:
            is_comment = "-->" not in line.raw
        elif _FENCE.match(line.raw) is not None:
            is_code = not line.text
        elif "<!--" in line.raw:
            is_comment = "-->" not in line.raw.rpartition("<!--")[2]
    return frozenset(found)
