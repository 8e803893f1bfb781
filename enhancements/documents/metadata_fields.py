"""What a key of a metadata block means: its field, and how its value is read.

Each reader gives (value, problem), as the readers of `fields` do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enhancements.documents import fields
from enhancements.documents.yaml_text import Pair, Plain
from enhancements.profiles import Profile

LONGEST_LIST = 200
LONGEST_ITEM = 500

Read = tuple[Any, str]
"""A value and a problem."""

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
    "latest-milestone": "release",
    "replaces": "replaces",
    "superseded-by": "superseded_by",
}


def field_of(key: str, profile: Profile) -> str:
    """The field that a key names, by the profile's own words or by everybody's."""
    name = key.strip().casefold().replace("_", "-").replace(" ", "-")
    own = profile.documents.fields.get(name)
    return own or _FIELDS.get(name) or f"other.{name[:100]}"


def of_text(pair: Pair, reader: Callable[..., Read], profile: Profile) -> Read:
    """The value of a key that holds one text."""
    if pair.value is None:
        return None, ""
    if not isinstance(pair.value, str):
        return None, "write one text in quotes."
    return reader(pair.value, profile=profile)


def texts(value: Plain) -> list[str] | None:
    """The value as a list of texts; None when it is something else."""
    if not isinstance(value, list) or len(value) > LONGEST_LIST:
        return None
    items = ["" if item is None else item for item in value]
    strings = [text for text in items if isinstance(text, str)]
    return strings if len(strings) == len(items) else None


def _title(pair: Pair, profile: Profile) -> Read:
    return of_text(pair, fields.read_title, profile)


def _day(pair: Pair, profile: Profile) -> Read:
    return of_text(pair, fields.read_day, profile)


def _number(pair: Pair, profile: Profile) -> Read:
    return of_text(pair, fields.read_number, profile)


def _status(pair: Pair, profile: Profile) -> Read:
    return of_text(pair, fields.read_status, profile)


def _stage(pair: Pair, profile: Profile) -> Read:
    return of_text(pair, fields.read_stage, profile)


def _sig(pair: Pair, profile: Profile) -> Read:
    return of_text(pair, fields.read_sig, profile)


def _release(pair: Pair, profile: Profile) -> Read:
    """A release; 0.0 is what a script once wrote where none was known."""
    release, problem = of_text(pair, fields.read_release, profile)
    return (None if release == "v0.0" else release), problem


def _people(pair: Pair, profile: Profile) -> Read:
    del profile
    if pair.value is None or _is_open(pair.value):
        return None, ""
    items = texts(pair.value)
    if items is None:
        return None, 'write a list of GitHub handles, as in ["@name"].'
    return fields.read_people(items)


def _sigs(pair: Pair, profile: Profile) -> Read:
    if pair.value is None or _is_open(pair.value):
        return None, ""
    items = texts(pair.value)
    if items is None:
        return None, f'write a list, as in ["{profile.documents.sig_prefix}network"].'
    reads = [fields.read_sig(item, profile=profile) for item in items]
    problem = " ".join(problem for _, problem in reads if problem)
    names = [name for name, _ in reads if name is not None]
    return (None if problem or (items and not names) else names), problem


def _gates(pair: Pair, profile: Profile) -> Read:
    """Names of feature gates: one, a list, or a list of tables with `name`."""
    del profile
    if pair.value is None:
        return None, ""
    items = [pair.value] if isinstance(pair.value, str) else texts(_names(pair.value))
    if items is None:
        return None, "write the feature gate's name, or a list of names."
    return fields.read_names([item[:LONGEST_ITEM] for item in items])


def _names(value: Plain) -> Plain:
    """A list with each table in it replaced by its `name`."""
    if not isinstance(value, list):
        return value
    return [item.get("name") if isinstance(item, dict) else item for item in value]


def _related(pair: Pair, profile: Profile) -> Read:
    """Another enhancement by its number, or a list of paths and addresses."""
    items = texts(pair.value)
    if items is None:
        return _number(pair, profile)
    named = [item.strip()[:LONGEST_ITEM] for item in items]
    return [item for item in named if not fields.is_undecided(item)], ""


def _list(pair: Pair, profile: Profile) -> Read:
    """One text or several, kept as they are."""
    del profile
    items = [pair.value] if isinstance(pair.value, str) else texts(pair.value)
    if items is None:
        return None, "" if pair.value is None else "write a list of texts."
    return [item[:LONGEST_ITEM] for item in items if item.strip()], ""


def _is_open(value: Plain) -> bool:
    return isinstance(value, str) and fields.is_undecided(value.strip())


READERS: dict[str, Callable[[Pair, Profile], Read]] = {
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
    "release": _release,
    "replaces": _related,
    "superseded_by": _related,
    "links": _list,
}
"""Fields with a reader; `milestone` is read as targets."""
