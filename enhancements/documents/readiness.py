"""Reading a production-readiness file: who approved which stage.

Format of kubernetes/enhancements (`keps/prod-readiness/<sig>/<number>.yaml`, its
api/approval.go): `kep-number`, and for each stage a table with `approver`.
"""

from __future__ import annotations

import re

from enhancements.documents import fields
from enhancements.documents.facts import READINESS, Fact, Reading
from enhancements.documents.text import Unreadable, decode
from enhancements.documents.yaml_text import Pair, Yaml
from enhancements.profiles import Profile

REVISION = 1
"""Raised whenever the same text may give other facts than before."""

_STEM = re.compile(r"0*([0-9]{1,12})")
_NUMBER_KEY = "kep-number"
_LONGEST = 1000
_LONGEST_KEY = 100


def number_of(path: str) -> str:
    """The number that names a file, without zeros in front; empty when none does."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    found = _STEM.fullmatch(stem)
    return found[1] if found else ""


def read(data: bytes, *, profile: Profile) -> Reading:
    """Everything that one version of a readiness file says; it never raises.

    Its number is a claim like any other: one unlike the directory's is drift.
    """
    try:
        parsed = Yaml(decode(data))
        pairs = parsed.pairs(parsed.root)
    except Unreadable as error:
        return Reading(unreadable=f"The readiness file cannot be read: {error}.")
    if pairs is None:
        return Reading(
            unreadable="The readiness file cannot be read: it has no keys; write"
            f" {_NUMBER_KEY}: and the approver of each stage."
        )
    facts: dict[str, Fact] = {}
    for pair in pairs:
        fact = _fact(pair, profile)
        facts.setdefault(fact.field, fact)
    return Reading(tuple(facts.values()))


def _fact(pair: Pair, profile: Profile) -> Fact:
    stage = profile.stage(pair.key)
    value: str | int | None = None
    if pair.key == _NUMBER_KEY:
        field = "number"
        value, problem = fields.read_number(str(pair.value or ""), profile=profile)
    elif stage is None:
        field = f"readiness.{pair.key[:_LONGEST_KEY]}"
        problem = f"no stage is called {fields.quoted(pair.key)}; remove the key."
    else:
        field = f"readiness.{stage.key}"
        value, problem = _approver(pair)
    if problem:
        problem = f"Readiness file, line {pair.line}: {problem}"
    return Fact(
        field=field,
        value=value,
        raw=pair.raw[:_LONGEST],
        line=pair.line,
        source=READINESS,
        problem=problem,
    )


def _approver(pair: Pair) -> tuple[str | None, str]:
    """The handle of the approver; None while nobody is named."""
    table = {inner.key: inner for inner in pair.inner}
    if pair.value is None or (isinstance(pair.value, dict) and "approver" not in table):
        return None, ""
    if not isinstance(pair.value, dict):
        return None, 'write the approver below the stage, as in approver: "@name".'
    given = table["approver"].value
    if given is None:
        return None, ""
    if not isinstance(given, str):
        return None, 'write one handle, as in approver: "@name".'
    people, problem = fields.read_people([given])
    return (people[0] if people else None), problem
