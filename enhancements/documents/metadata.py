"""The keys of a metadata block, front matter or a kep.yaml, as facts.

A key that no reader knows is kept as it is (`other.<key>`); a key that stands there
twice says nothing and is a problem.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from enhancements.documents import fields
from enhancements.documents.facts import Fact
from enhancements.documents.metadata_fields import (
    LONGEST_ITEM,
    READERS,
    Read,
    field_of,
    of_text,
    texts,
)
from enhancements.documents.yaml_text import Pair, Plain
from enhancements.profiles import Profile

MOST_UNKNOWN_KEYS = 50
LONGEST_TEXT = 10_000


class Place(NamedTuple):
    """Where the keys stand."""

    source: str
    """Source of the facts."""
    one: str
    """A line in words, as in "Front matter, line {}"."""
    several: str
    """Lines in words, as in "Front matter, lines {}"."""


def facts(pairs: Sequence[Pair], profile: Profile, place: Place) -> tuple[Fact, ...]:
    """What the keys say, in the order in which they stand there first."""
    return _Keys(profile, place).facts(pairs)


class _Keys:
    """Reads keys for one profile and place."""

    def __init__(self, profile: Profile, place: Place) -> None:
        self.profile = profile
        self.place = place

    def facts(self, pairs: Sequence[Pair]) -> tuple[Fact, ...]:
        by_field: dict[str, list[Pair]] = {}
        for pair in pairs:
            by_field.setdefault(field_of(pair.key, self.profile), []).append(pair)
        found: list[Fact] = []
        unknown: list[tuple[str, Pair]] = []
        for field, group in by_field.items():
            if len(group) > 1:
                found.append(self._repeated(field, group))
            elif field == "milestone":
                found.extend(self._targets(group[0]))
            elif field in READERS:
                read = READERS[field](group[0], self.profile)
                found.append(self._fact(field, group[0], read))
            else:
                unknown.append((field, group[0]))
        found.extend(self._others(unknown))
        return tuple(found)

    def _fact(self, field: str, pair: Pair, read: Read) -> Fact:
        value, problem = read
        if problem:
            problem = f"{self.place.one.format(pair.line)}, {pair.key}: {problem}"
        return Fact(
            field=field,
            value=value,
            raw=pair.raw[:LONGEST_TEXT],
            line=pair.line,
            source=self.place.source,
            problem=problem,
        )

    def _repeated(self, field: str, group: Sequence[Pair]) -> Fact:
        lines = self.place.several.format(" and ".join(str(p.line) for p in group))
        return Fact(
            field="target" if field == "milestone" else field,
            value=None,
            raw="\n".join(pair.raw for pair in group)[:LONGEST_TEXT],
            line=group[0].line,
            source=self.place.source,
            problem=f"{lines}: {group[0].key} stands there more than once; keep one.",
        )

    def _others(self, unknown: Sequence[tuple[str, Pair]]) -> list[Fact]:
        """Keys that no reader knows, kept as they are."""
        found = [
            self._fact(field, pair, (_stored(pair.value), ""))
            for field, pair in unknown[:MOST_UNKNOWN_KEYS]
        ]
        if len(unknown) > MOST_UNKNOWN_KEYS:
            count = len(unknown) - MOST_UNKNOWN_KEYS
            problem = f"{count} more keys are not known here; remove those not needed."
            first = unknown[MOST_UNKNOWN_KEYS][1]
            found.append(self._fact("other", first, (None, problem)))
        return found

    def _targets(self, pair: Pair) -> list[Fact]:
        """One fact for each stage of `milestone`; none when it is left blank."""
        if pair.value is None or pair.value == "":
            return []
        ladder = [stage.key for stage in self.profile.stages if stage.ladder]
        if not isinstance(pair.value, dict):
            example = ", ".join(f'{key}: "v1.9"' for key in ladder)
            problem = f"write a release for each stage, as in {{{example}}}."
            return [self._fact("target", pair, (None, problem))]
        by_field: dict[str, list[Pair]] = {}
        for inner in pair.inner:
            stage = self.profile.stage(inner.key)
            field = f"target.{stage.key}" if stage else "target"
            by_field.setdefault(field, []).append(inner)
        return [self._target(field, group, ladder) for field, group in by_field.items()]

    def _target(self, field: str, group: Sequence[Pair], ladder: Sequence[str]) -> Fact:
        if field == "target":
            keys = ", ".join(pair.key for pair in group)[:LONGEST_ITEM]
            problem = f"no stage is called {keys}; write one of {', '.join(ladder)}."
            return self._fact(field, group[0], (None, problem))
        if group[1:]:
            return self._repeated(field, group)
        read = of_text(group[0], fields.read_release, self.profile)
        return self._fact(field, group[0], read)


def _stored(value: Plain) -> Plain:
    """A text or a list of texts as it is; of anything else only the raw text stays."""
    if isinstance(value, str):
        return value[:LONGEST_TEXT]
    if isinstance(value, bool):
        return str(value).lower()
    items = texts(value)
    if items is not None and max(map(len, items), default=0) <= LONGEST_ITEM:
        return [*items]
    return None
