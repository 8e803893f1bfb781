"""YAML front matter at the top of a document, as VEP 282 describes it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from enhancements.documents import fields
from enhancements.documents.facts import FRONT_MATTER, Fact
from enhancements.documents.text import Unreadable
from enhancements.documents.yaml_text import Pair, Plain, Yaml
from enhancements.profiles import Profile

MOST_UNKNOWN_KEYS = 50
LONGEST_TEXT = 10_000
LONGEST_LIST = 200
LONGEST_ITEM = 500

_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY_LINE = re.compile(r"(?:[ \t]*(?:#.*)?\n)*[A-Za-z][\w-]*[ \t]*:(?:[ \t]|\n)")

Read = tuple[Any, str]
"""A value and a problem, as the readers of `fields` give them."""


class FrontMatter(NamedTuple):
    """What the front matter says, and the line on which the document goes on."""

    facts: tuple[Fact, ...]
    body_at: int


def read_front_matter(text: str, *, profile: Profile) -> FrontMatter | None:
    """The facts of the front matter; None when the text has none.

    Raises Unreadable when there is one that is never closed or is no YAML.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return None
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        if _KEY_LINE.match(text, opening.end()):
            raise Unreadable(
                "The front matter that begins on line 1 is never closed; "
                "write --- on a line of its own after its last key."
            )
        return None
    yaml_text = text[opening.end() : closing.start()]
    pairs = _pairs(yaml_text)
    if pairs is None:
        return None
    body_at = text.count("\n", 0, closing.start()) + 2
    return FrontMatter(_facts(pairs, profile), body_at)


def _pairs(yaml_text: str) -> list[Pair] | None:
    try:
        parsed = Yaml(yaml_text, first_line=2)
        return parsed.pairs(parsed.root)
    except Unreadable as error:
        if not _KEY_LINE.match(yaml_text):
            # Markdown between two rules, not front matter.
            return None
        raise Unreadable(
            f"The front matter is not YAML, {error}. Correct that line; a text with "
            "a colon or a # in it needs quotes."
        ) from error


def _facts(pairs: list[Pair], profile: Profile) -> tuple[Fact, ...]:
    by_field: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_field.setdefault(_field(pair.key), []).append(pair)
    facts: list[Fact] = []
    unknown: list[Pair] = []
    for field, group in by_field.items():
        if field.startswith("other."):
            unknown.extend(group[:1])
        if len(group) > 1:
            facts.append(_repeated(field, group))
        elif field == "milestone":
            facts.extend(_targets(group[0], profile))
        elif field in _READERS:
            facts.append(_fact(field, group[0], _READERS[field](group[0], profile)))
    known_twice = {fact.field for fact in facts}
    facts.extend(_others([p for p in unknown if _field(p.key) not in known_twice]))
    return tuple(facts)


@functools.lru_cache(maxsize=1000)
def _field(key: str) -> str:
    name = key.strip().casefold().replace("_", "-").replace(" ", "-")
    return _FIELDS.get(name, f"other.{name[:100]}")


def _fact(field: str, pair: Pair, read: Read) -> Fact:
    value, problem = read
    if problem:
        problem = f"Front matter, line {pair.line}, {pair.key}: {problem}"
    return Fact(
        field=field,
        value=value,
        raw=pair.raw[:LONGEST_TEXT],
        line=pair.line,
        source=FRONT_MATTER,
        problem=problem,
    )


def _repeated(field: str, group: list[Pair]) -> Fact:
    lines = " and ".join(str(pair.line) for pair in group)
    return Fact(
        field="target" if field == "milestone" else field,
        value=None,
        raw="\n".join(pair.raw for pair in group)[:LONGEST_TEXT],
        line=group[0].line,
        source=FRONT_MATTER,
        problem=f"Front matter, lines {lines}: {group[0].key} stands there more than "
        "once; keep one.",
    )


def _others(pairs: list[Pair]) -> list[Fact]:
    """Keys that no reader knows, kept as they are."""
    facts = [
        _fact(_field(pair.key), pair, (_stored(pair.value), ""))
        for pair in pairs[:MOST_UNKNOWN_KEYS]
    ]
    if len(pairs) > MOST_UNKNOWN_KEYS:
        count = len(pairs) - MOST_UNKNOWN_KEYS
        problem = f"{count} more keys are not known here; remove those not needed."
        facts.append(_fact("other", pairs[MOST_UNKNOWN_KEYS], (None, problem)))
    return facts


def _stored(value: Plain) -> Plain:
    """A text or a list of texts as it is; of anything else only the raw text stays."""
    if isinstance(value, str):
        return value[:LONGEST_TEXT]
    if isinstance(value, bool):
        return str(value).lower()
    items = _texts(value)
    if items is not None and max(map(len, items), default=0) <= LONGEST_ITEM:
        return [*items]
    return None


def _targets(pair: Pair, profile: Profile) -> list[Fact]:
    """One fact for each stage of `milestone`; none when it is left blank."""
    if pair.value is None or pair.value == "":
        return []
    if not isinstance(pair.value, dict):
        example = ", ".join(f'{s.key}: "v1.9"' for s in profile.stages if s.ladder)
        problem = f"write a release for each stage, as in {{{example}}}."
        return [_fact("target", pair, (None, problem))]
    by_field: dict[str, list[Pair]] = {}
    for inner in pair.inner:
        stage = profile.stage(inner.key)
        field = f"target.{stage.key}" if stage else "target"
        by_field.setdefault(field, []).append(inner)
    return [_target(field, group, profile) for field, group in by_field.items()]


def _target(field: str, group: list[Pair], profile: Profile) -> Fact:
    if field == "target":
        keys = ", ".join(pair.key for pair in group)
        known = ", ".join(stage.key for stage in profile.stages if stage.ladder)
        problem = f"no stage is called {keys[:LONGEST_ITEM]}; write one of {known}."
        return _fact(field, group[0], (None, problem))
    if group[1:]:
        return _repeated(field, group)
    return _fact(field, group[0], _of_text(group[0], fields.read_release, profile))


def _of_text(pair: Pair, reader: Callable[..., Read], profile: Profile) -> Read:
    if pair.value is None:
        return None, ""
    if not isinstance(pair.value, str):
        return None, "write one text in quotes."
    return reader(pair.value, profile=profile)


def _title(pair: Pair, profile: Profile) -> Read:
    return _of_text(pair, fields.read_title, profile)


def _day(pair: Pair, profile: Profile) -> Read:
    return _of_text(pair, fields.read_day, profile)


def _number(pair: Pair, profile: Profile) -> Read:
    return _of_text(pair, fields.read_number, profile)


def _status(pair: Pair, profile: Profile) -> Read:
    return _of_text(pair, fields.read_status, profile)


def _stage(pair: Pair, profile: Profile) -> Read:
    return _of_text(pair, fields.read_stage, profile)


def _sig(pair: Pair, profile: Profile) -> Read:
    return _of_text(pair, fields.read_sig, profile)


def _texts(value: Plain) -> list[str] | None:
    """The value as a list of texts; None when it is something else."""
    if not isinstance(value, list) or len(value) > LONGEST_LIST:
        return None
    texts = ["" if item is None else item for item in value]
    strings = [text for text in texts if isinstance(text, str)]
    return strings if len(strings) == len(texts) else None


def _people(pair: Pair, profile: Profile) -> Read:
    del profile
    if pair.value is None or _is_open(pair.value):
        return None, ""
    items = _texts(pair.value)
    if items is None:
        return None, 'write a list of GitHub handles, as in ["@name"].'
    return fields.read_people(items)


def _sigs(pair: Pair, profile: Profile) -> Read:
    if pair.value is None or _is_open(pair.value):
        return None, ""
    items = _texts(pair.value)
    if items is None:
        return None, f'write a list, as in ["{profile.documents.sig_prefix}network"].'
    reads = [fields.read_sig(item, profile=profile) for item in items]
    problem = " ".join(problem for _, problem in reads if problem)
    names = [name for name, _ in reads if name is not None]
    return (None if problem or (items and not names) else names), problem


def _gates(pair: Pair, profile: Profile) -> Read:
    del profile
    items = [pair.value] if isinstance(pair.value, str) else _texts(pair.value)
    if pair.value is None:
        return None, ""
    if items is None:
        return None, "write the feature gate's name, or a list of names."
    return fields.read_names([item[:LONGEST_ITEM] for item in items])


def _is_open(value: Plain) -> bool:
    return isinstance(value, str) and fields.is_undecided(value.strip())


_FIELDS = {
    "title": "title",
    "vep-number": "number",
    "kep-number": "number",
    "number": "number",
    "creation-date": "created",
    "status": "status",
    "stage": "stage",
    "authors": "authors",
    "owning-sig": "sig",
    "participating-sigs": "participating_sigs",
    "reviewers": "reviewers",
    "approvers": "approvers",
    "feature-gate": "feature_gates",
    "feature-gates": "feature_gates",
    "milestone": "milestone",
    "milestones": "milestone",
    "replaces": "replaces",
    "superseded-by": "superseded_by",
}

_READERS: dict[str, Callable[[Pair, Profile], Read]] = {
    "title": _title,
    "number": _number,
    "created": _day,
    "status": _status,
    "stage": _stage,
    "authors": _people,
    "sig": _sig,
    "participating_sigs": _sigs,
    "reviewers": _people,
    "approvers": _people,
    "feature_gates": _gates,
    "replaces": _number,
    "superseded_by": _number,
}
