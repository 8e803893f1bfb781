"""Reading a tracking issue: its title, and what its body says of an enhancement.

Templates of kubevirt/enhancements (vep.md, since 2025) and kubernetes/enhancements
(enhancement.md, since 2017), with the forms that authors really write. Which keys,
words and titles count is the profile's `[issues]`.

Beside the fields of documents: `title_number` (the number that the title names, a
hint), `owners` (handles), `document_link` (paths inside the documents repository) and,
for each pull request that the body lists, `pull:<owner/name#number>`, the repository in
lower case, with the value
`{"kind": "document" | "code" | "docs", "stage": <key or "">, "checked": <bool>}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from enhancements.documents import fields, issue_values
from enhancements.documents.facts import ISSUE, Fact, Reading
from enhancements.documents.issue_body import Body
from enhancements.documents.issue_lines import clean
from enhancements.documents.issue_targets import target_facts
from enhancements.documents.markdown import Page, read_page
from enhancements.profiles import Profile
from enhancements.profiles.issue_rules import is_template_title

REVISION = 1
"""Raised whenever the same text may give other facts than before."""

LONGEST_TITLE = 1024
"""Characters of a title that are read; GitHub takes 256."""


def read(
    body: str,
    *,
    title: str,
    profile: Profile,
    repository: str,
    number: int | None = None,
) -> Reading:
    """Everything that a tracking issue says, with source `issue`; it never raises.

    `repository` is the issue's, `owner/name`. With `number`, the issue's own, a title
    that names another is a problem. Lines are those of the body; the title's is 0.
    What is blank or still the template's gives no fact.
    """
    text = clean(body)
    page = read_page(text)
    found = Body(page, repository=repository, profile=profile)
    facts = [
        *_title_facts(clean(title[:LONGEST_TITLE]), number, profile),
        *_value_facts(found, profile),
        *target_facts(found.targets, found.prose, profile=profile),
        *found.pull_facts(),
        *_open_mark_facts(page),
    ]
    facts.sort(key=lambda fact: fact.line)
    return Reading(facts=tuple(facts))


def _value_facts(found: Body, profile: Profile) -> Iterator[Fact]:
    for field in issue_values.READERS:
        fact = issue_values.fact(field, found.said(field), profile)
        if fact is not None:
            yield fact
    yield from issue_values.sigs(
        found.said("sig"), found.said("participating_sigs"), profile
    )
    link = found.link_fact()
    if link is not None:
        yield link


def _title_facts(title: str, number: int | None, profile: Profile) -> Iterator[Fact]:
    """The title without its prefix, and the number in it, which is often wrong."""
    raw = " ".join(title.split())
    word, rest = profile.issues.split_title(raw)
    example = f'"{profile.word} {number or 123}: short title"'
    if is_template_title(rest):
        problem = f"The title is still the template's; write one such as {example}."
        yield Fact("title", None, raw, source=ISSUE, problem=problem)
    else:
        yield Fact("title", rest[: fields.LONGEST_TITLE], raw, source=ISSUE)
    found, problem = _title_number(word, number, example, profile)
    if found is not None or problem:
        yield Fact("title_number", found, raw, source=ISSUE, problem=problem)


def _title_number(
    word: str | None, number: int | None, example: str, profile: Profile
) -> tuple[int | None, str]:
    what = "the whole number of this issue"
    if word is None:
        is_wanted = profile.issues.has_numbered_titles
        problem = f"The title names no number; begin it with {what}, as in {example}."
        return None, problem if is_wanted else ""
    found, problem = fields.read_number(word, profile=profile)
    if found is None:
        return None, f'The title says "{word}"; write {what}, as in {example}.'
    if number is not None and found != number:
        return found, (
            f"The title says {found} and this is issue #{number}; write {what}, as in "
            f"{example}."
        )
    return found, problem


def _open_mark_facts(page: Page) -> Iterator[Fact]:
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
            raw = page.lines[line - 1].raw.strip()[: issue_values.LONGEST_RAW]
            yield Fact("text", None, raw, line, source=ISSUE, problem=problem)
