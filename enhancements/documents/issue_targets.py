"""The releases that an issue's body names for stages, in the form of `targets`.

Templates: `* Alpha release target (x.y):` and `* [ ] Alpha` (KubeVirt), `- [ ] Alpha -
v1.xx` (Kubernetes). Authors also write the release into the parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from enhancements.documents import fields
from enhancements.documents.facts import ISSUE, Fact
from enhancements.documents.issue_lines import Item
from enhancements.documents.target_lines import UNSTAGED
from enhancements.profiles import Profile

_TARGET = re.compile(
    r"(?P<stage>[^:()]{1,60}?)\s+(?:release\s+target|target\s+(?:release|version))s?\b"
    r"(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_REST = re.compile(
    r"\s*(?:\((?P<inside>[^()]*)\))?(?P<middle>[^:]*)(?::(?P<value>.*))?", re.DOTALL
)
_HEADER = re.compile(
    r"(?P<stage>[A-Za-z][A-Za-z0-9 ./-]{0,40}?)"
    r"(?:\s*\((?P<inside>[^()]*)\)\s*:?|\s*[:\u2013\u2014](?P<after>.*)|\s+-(?P<dash>.*)"
    r"|\s+(?P<bare>v?\s?[0-9]+\.[0-9x].*))?\s*",
    re.IGNORECASE | re.DOTALL,
)
_REMARK = re.compile(r"\[[^\[\]]*\]|\([^()]*\)")
_EXAMPLE = re.compile(
    r"\(?\s*(?:v?[0-9x]+\.[xyzn]+(?:\.[xyzn0-9]+)?|release)\s*\)?", re.IGNORECASE
)
_RELEASE_WITHIN = re.compile(r"(?<![\w./#-])v?[0-9]{1,3}\.[0-9]{1,3}(?![\w/])")
_BARE = re.compile(r"v?[0-9]{1,3}\.[0-9]{1,3}(?:\.(?:[0-9]{1,3}|x))?\.?", re.IGNORECASE)
_RELEASE_START = re.compile(r"\(?\s*v?\s?[0-9]{1,3}\.[0-9]", re.IGNORECASE)


class Target(NamedTuple):
    """A line that names a stage and what stands for its release."""

    item: Item
    stage: str | None
    """Key of a stage; None for words that are none."""
    words: str
    """The author's words for the stage."""
    value: str


class Header(NamedTuple):
    """A line that begins what belongs to one stage."""

    stage: str
    value: str
    """The release behind it; empty when nothing there is one."""
    rest: str
    """What stands behind it otherwise."""


def target_line(item: Item, *, profile: Profile) -> Target | None:
    """`Alpha release target (x.y): 1.9`, with the release where it is written."""
    if "arget" not in item.text and "ARGET" not in item.text:
        return None
    found = _TARGET.fullmatch(item.text)
    rest = _REST.fullmatch(found["rest"]) if found is not None else None
    if found is None or rest is None:
        return None
    words = " ".join(_REMARK.sub(" ", found["stage"]).split())
    stage = profile.stage(words)
    values = (rest["value"], rest["inside"], rest["middle"])
    written = [value.strip() for value in values if value and value.strip(" \t.-")]
    value = next((one for one in written if not _EXAMPLE.fullmatch(one)), "")
    return Target(item, stage.key if stage else None, words, value)


def stage_header(item: Item, *, profile: Profile) -> Header | None:
    """`[ ] Alpha`, `[x] Alpha (v1.9)`, `[ ] Alpha - v1.35`, `[ ] Alpha v1.9`."""
    if not (item.is_item or item.is_heading or item.is_bold_key):
        return None
    found = _HEADER.fullmatch(item.text)
    stage = profile.stage(found["stage"]) if found is not None else None
    if found is None or stage is None:
        return None
    parts = (found["inside"], found["after"], found["dash"], found["bare"])
    rest = next((part.strip(" \t-\u2013\u2014") for part in parts if part), "")
    is_release = _RELEASE_START.match(rest) is not None or _is_open(rest)
    if _EXAMPLE.fullmatch(rest) is not None:
        return Header(stage.key, "", "")
    return Header(stage.key, rest, "") if is_release else Header(stage.key, "", rest)


def _is_open(text: str) -> bool:
    return bool(text) and fields.is_undecided(text)


def bare_target(item: Item) -> Target | None:
    """A line that is nothing but a release."""
    if _BARE.fullmatch(item.text) is None:
        return None
    return Target(item, UNSTAGED, "", item.text)


def names_release(text: str) -> bool:
    """Whether a release stands somewhere in a text."""
    return _RELEASE_WITHIN.search(text) is not None


def target_facts(
    targets: Iterable[Target], prose: Sequence[Item], *, profile: Profile
) -> list[Fact]:
    """One fact for each stage, and one, `target`, for all lines that cannot count."""
    groups: dict[str, list[Target]] = {}
    complaints: list[tuple[Item, str]] = []
    for target in targets:
        if not target.value and target.stage is not None:
            continue
        if target.stage is None:
            complaints.append((target.item, _unknown_stage(target, profile)))
        else:
            groups.setdefault(target.stage, []).append(target)
    for item in prose:
        problem = (
            f"a release is named in a sentence; write a line such as {_example()}."
        )
        complaints.append((item, problem))
    facts = [_fact(stage, found, profile) for stage, found in groups.items()]
    return [*facts, *_complaint_fact(complaints)]


def _unknown_stage(target: Target, profile: Profile) -> str:
    known = ", ".join(stage.label for stage in profile.stages if stage.ladder)
    return (
        f"{fields.quoted(target.words)} is no known stage; write a line such as "
        f"{_example()} with one of {known}."
    )


def _example() -> str:
    return '"* Alpha release target (x.y): 1.9"'


def _fact(stage: str, targets: Sequence[Target], profile: Profile) -> Fact:
    """Several lines must agree; one that leaves the release open gives way."""
    reads = {
        one.item.number: fields.read_release(one.value, profile=profile)
        for one in targets
    }
    said = [one for one in targets if reads[one.item.number] != (None, "")]
    said = said or list(targets[:1])
    first = said[0].item.number
    value, problem = reads[first]
    if len({reads[one.item.number] for one in said}) > 1:
        lines = " and ".join(dict.fromkeys(str(one.item.number) for one in said))
        value, problem = None, f"Lines {lines} differ on {stage}; keep one of them."
    elif problem:
        problem = f"Line {first}: {problem}"
    raw = "\n".join(dict.fromkeys(one.value for one in said))
    return Fact(f"target.{stage}", value, raw, first, source=ISSUE, problem=problem)


def _complaint_fact(complaints: Sequence[tuple[Item, str]]) -> list[Fact]:
    if not complaints:
        return []
    kept = complaints[:20]
    raw = "\n".join(item.raw for item, _ in kept)
    problem = " ".join(f"Line {item.number}: {why}" for item, why in kept)
    line = kept[0][0].number
    return [Fact("target", None, raw, line, source=ISSUE, problem=problem)]
