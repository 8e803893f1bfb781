"""The targets that the prose of a document states, each stage of a track once.

Since March 2026 a VEP has a section "Target releases" (template of
kubevirt/enhancements). A document with several feature gates gives each its own
section, "Target releases (Gate)"; each is a track.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from enhancements.documents import fields
from enhancements.documents.facts import Fact
from enhancements.documents.markdown import Page
from enhancements.documents.target_lines import TargetLine, content, read_line
from enhancements.documents.versions import parse_release
from enhancements.profiles import Profile

_SECTION = re.compile(
    r"(?:target(?:ed)?\s+(?:releases?|versions?)|(?:release|version)\s+targets?)\s*:?"
    r"(?:\s*[(\[\u2013\u2014-]?\s*(?P<track>[^()\[\]]+?)\s*[)\]]?)?",
    re.IGNORECASE,
)
_BEFORE_CONTENT = re.compile(r"metadata|target|sign-?off|releases?\b", re.IGNORECASE)
_GATE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


LONGEST = 300
"""Characters of a section's title that are looked at."""


class Section(NamedTuple):
    """The lines after `start` and before `end` speak of one track."""

    track: str
    start: int
    end: int


class Complaint(NamedTuple):
    """A line that looks like a target and cannot count as one."""

    track: str
    line: int
    raw: str
    problem: str


def target_facts(page: Page, *, profile: Profile) -> list[Fact]:
    """Targets and gates of a text. A line that cannot count is a problem."""
    sections = _sections(page)
    found = [
        (section.track, target)
        for section in sections
        for target in _inside(page, section, profile)
    ]
    strays = _outside(page, sections, profile)
    if not sections:
        first = _first_content(page)
        found = [("", target) for target in strays if target.line < first]
        strays = [target for target in strays if target.line >= first]
    facts, complaints = _resolve(found, profile)
    complaints.extend(_about_strays(strays, facts, profile))
    return [*_gate_facts(sections), *facts, *_complaint_facts(complaints)]


def _sections(page: Page) -> list[Section]:
    titles = {
        index: found
        for index, heading in enumerate(page.headings)
        if heading.level > 1 and (found := _SECTION.fullmatch(heading.text[:LONGEST]))
    }
    return [
        Section(_track(found), page.headings[index].line, _end(page, index, titles))
        for index, found in titles.items()
    ]


def _track(found: re.Match[str]) -> str:
    """The suffix of the section's title; a release there names no track."""
    suffix = (found["track"] or "").strip()
    return "" if parse_release(suffix) else suffix[:200]


def _end(page: Page, index: int, titles: Container[int]) -> int:
    """The line of the next heading that is no part of the section."""
    for other in range(index + 1, len(page.headings)):
        is_above = page.headings[other].level <= page.headings[index].level
        if is_above or other in titles:
            return page.headings[other].line
    return len(page.lines) + 1


def _first_content(page: Page) -> int:
    """The line of the first heading that begins the text proper."""
    for heading in page.headings:
        if heading.level > 1 and not _BEFORE_CONTENT.search(heading.text):
            return heading.line
    return len(page.lines) + 1


def _inside(page: Page, section: Section, profile: Profile) -> list[TargetLine]:
    targets: list[TargetLine] = []
    taken = 0
    for number in range(section.start + 1, section.end):
        if number <= taken:
            continue
        target = read_line(page.lines[number - 1], profile=profile, inside=True)
        if target is not None and not target.value and target.stage is not None:
            below = _value_below(page, number, section.end, profile)
            if below:
                target, taken = target._replace(value=below, raw=below), number + 1
        if target is not None:
            targets.append(target)
    clear = {target.stage for target in targets if not target.is_loose}
    return [
        target
        for target in targets
        if not target.is_loose or _counts(target, clear, profile)
    ]


def _counts(target: TargetLine, clear: set[str | None], profile: Profile) -> bool:
    """A sentence about a target counts when it names one, or nothing else does."""
    release, _ = fields.read_release(target.value, profile=profile)
    return release is not None or target.stage not in clear


def _value_below(page: Page, number: int, end: int, profile: Profile) -> str:
    """The release that an author wrote on the line below; else empty."""
    if number + 1 >= end:
        return ""
    text, _ = content(page.lines[number].text)
    release, _ = fields.read_release(text, profile=profile)
    return text if release is not None else ""


def _outside(
    page: Page, sections: Sequence[Section], profile: Profile
) -> list[TargetLine]:
    inside = {
        number for section in sections for number in range(section.start, section.end)
    }
    targets = (
        read_line(line, profile=profile, inside=False)
        for line in page.lines
        if line.text and line.number not in inside
    )
    return [target for target in targets if target is not None]


def _resolve(
    found: Iterable[tuple[str, TargetLine]], profile: Profile
) -> tuple[list[Fact], list[Complaint]]:
    groups: dict[tuple[str, str], list[TargetLine]] = {}
    complaints = []
    for track, target in found:
        if target.stage is None:
            problem = _unknown_stage(target, profile)
            complaints.append(Complaint(track, target.line, target.raw, problem))
        else:
            groups.setdefault((track, target.stage), []).append(target)
    facts = [
        _fact(track, stage, targets, profile)
        for (track, stage), targets in groups.items()
    ]
    return facts, complaints


def _unknown_stage(target: TargetLine, profile: Profile) -> str:
    known = ", ".join(stage.label for stage in profile.stages if stage.ladder)
    what = f'"{target.words[:60]}" is no known stage' if target.words else "no stage"
    return (
        f"Line {target.line}: {what} is named here; write a line such as "
        f'"This {profile.word} targets alpha for version: v1.9" with one of {known}.'
    )


def _fact(track: str, stage: str, targets: list[TargetLine], profile: Profile) -> Fact:
    """One stage of one track; several lines must agree, a blank one gives way."""
    targets = [target for target in targets if target.value] or targets[:1]
    reads = [fields.read_release(t.value, profile=profile) for t in targets]
    value, problem = reads[0]
    if any(read != reads[0] for read in reads):
        lines = " and ".join(str(target.line) for target in targets)
        value, problem = None, f"Lines {lines} differ on {stage}; keep one of them."
    elif problem:
        problem = f"Line {targets[0].line}: {problem}"
    raws = dict.fromkeys(target.raw for target in targets)
    return Fact(
        field=f"target.{stage}",
        value=value,
        raw="\n".join(raws),
        line=targets[0].line,
        track=track,
        problem=problem,
    )


def _about_strays(
    strays: Iterable[TargetLine], facts: Iterable[Fact], profile: Profile
) -> list[Complaint]:
    """Lines elsewhere in the text that say something else than the section."""
    known = {(fact.field, fact.value) for fact in facts}
    complaints = []
    for target in strays:
        release, _ = fields.read_release(target.value, profile=profile)
        if release is None or (f"target.{target.stage}", release) in known:
            continue
        problem = (
            f"Line {target.line} names {release} for {target.words or 'no stage'}, and "
            'only lines of a section "Target releases" count; move it there or '
            "take it out."
        )
        complaints.append(Complaint("", target.line, target.raw, problem))
    return complaints


def _complaint_facts(complaints: Iterable[Complaint]) -> list[Fact]:
    tracks: dict[str, list[Complaint]] = {}
    for complaint in complaints:
        tracks.setdefault(complaint.track, []).append(complaint)
    return [
        Fact(
            field="target",
            value=None,
            raw="\n".join(complaint.raw for complaint in group),
            line=group[0].line,
            track=track,
            problem=" ".join(complaint.problem for complaint in group),
        )
        for track, group in tracks.items()
    ]


def _gate_facts(sections: Iterable[Section]) -> list[Fact]:
    gates = {
        section.track: Fact(
            field="gate",
            value=section.track,
            raw=section.track,
            line=section.start,
            track=section.track,
        )
        for section in reversed(list(sections))
        if _GATE.fullmatch(section.track)
    }
    return list(reversed(gates.values()))
