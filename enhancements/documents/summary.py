"""The sentence in which a document says what it is about.

Pure: text in, a sentence out. It is the first of the section that is called Summary or
Overview, else of the first section in which anything is told; without marks, and cut at
a word where nobody ends it.
"""

from __future__ import annotations

import re

from enhancements.documents.markdown import LONGEST, Page, plain, read_page

LARGEST = 200_000
"""Characters that are read: what a document is about stands at its beginning."""
MOST = 300
"""Characters of a sentence."""
_NAMES = frozenset({"summary", "overview", "release note", "abstract", "introduction"})
_SKIPPED = re.compile(r"\s*(?:[-*+>|#]|[0-9]{1,9}[.)]\s|!?\[[^\]]*\]:|---|===|<)")
# The end of a sentence, not of "e.g." or "v1.9".
_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)[.!?](?=\s|$)")
_STATUS = re.compile(
    r"status|metadata|release|signoff|target|owner|author", re.IGNORECASE
)


def sentence(text: str) -> str:
    """The first sentence of a Markdown text; empty when it tells nothing."""
    page = read_page(text[:LARGEST], _after_front_matter(text[:LARGEST]))
    headings = page.headings
    if not headings:
        return _first(_paragraph(page, 1, len(page.lines) + 1))
    ends = [*(one.line for one in headings[1:]), len(page.lines) + 1]
    sections = list(zip(headings, ends, strict=True))
    named = [(one, end) for one, end in sections if _name(one.text) in _NAMES]
    others = [
        (one, end)
        for one, end in sections
        if _name(one.text) not in _NAMES and not _STATUS.search(one.text)
    ]
    for heading, end in (*named, *others):
        found = _paragraph(page, heading.line + 1, end)
        if found:
            return _first(found)
    return ""


def _after_front_matter(text: str) -> int:
    """The line after the front matter; 1 without one."""
    if not text.startswith("---\n"):
        return 1
    end = text.find("\n---", 3)
    return text.count("\n", 0, end) + 3 if end > 0 else 1


def _name(heading: str) -> str:
    return plain(heading).casefold().rstrip(":").strip()


def _paragraph(page: Page, start: int, end: int) -> str:
    """The first lines of prose between two lines, as one."""
    found: list[str] = []
    for number in range(start, min(end, len(page.lines) + 1)):
        line = page.lines[number - 1].text[:LONGEST]
        if not line.strip() or _SKIPPED.match(line):
            if found:
                break
            continue
        found.append(line.strip())
    return plain(" ".join(found))


def _first(text: str) -> str:
    """The first sentence of a paragraph, cut at a word when it is too long."""
    end = _END.search(text)
    said = text[: end.end()] if end else text
    if len(said) <= MOST:
        return said
    return f"{said[:MOST].rpartition(' ')[0]}…"
