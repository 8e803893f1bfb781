"""What the code says of its feature gates at one commit.

Pure. The readers of `documents.gates_go` and `documents.gates_yaml` say what the files
say, in the code's own words; which stage such a word means is the profile's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from enhancements.documents import gates_go, gates_yaml
from enhancements.documents.gate_facts import REGISTERED, UNREAD, Said
from enhancements.profiles.gate_rules import VERSIONED_YAML, GateRules

REVISION = "gates-2"
"""Changes with what the readers make of the same files."""


def read(
    files: Mapping[str, bytes], rules: GateRules, *, release: str
) -> tuple[Said, ...]:
    """What these files, by path, say of gates as of a release, such as `v1.9`.

    At most one registration of each gate; what speaks beside it is kept as unread. By
    gate, path and line. Never raises: what cannot be read is said as such.
    """
    if rules.format == VERSIONED_YAML:
        said = gates_yaml.read(files, release=release)
    else:
        said = gates_go.read(files, rules)
    once = _once([_known(one, rules) for one in said])
    return tuple(sorted(once, key=lambda one: (one.gate, one.path, one.line, one.kind)))


def _known(said: Said, rules: GateRules) -> Said:
    """A registration in a word that the profile does not know has a problem."""
    if said.kind != REGISTERED or said.stage_word in rules.stages or said.problem:
        return said
    known = ", ".join(rules.stages)
    problem = f"No stage is known by the word {said.stage_word!r}, only {known}."
    return dataclasses.replace(said, problem=problem)


def _once(said: Sequence[Said]) -> list[Said]:
    """Of several registrations of a gate the last one counts: it is the one that the
    program would keep.
    """
    last = {
        one.gate: one
        for one in sorted(said, key=lambda one: (one.path, one.line))
        if one.kind == REGISTERED
    }
    found = []
    for one in said:
        counts = last.get(one.gate)
        if one.kind != REGISTERED or counts is None or one == counts:
            found.append(one)
            continue
        problem = (
            f"{one.gate} is registered again in {counts.path}, line {counts.line},"
            " and that one counts."
        )
        found.append(dataclasses.replace(one, kind=UNREAD, problem=problem))
    return found
