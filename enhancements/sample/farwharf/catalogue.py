"""Farwharf's enhancements as data: reads the files of the catalogue folder.

Each file holds a SIG and its enhancements, an enhancement its prose and a `life`:
what happened to its files, step by step, in days of the calendar. A key that is
not known is refused, so that a slip of the pen in the data is an error.
"""

from __future__ import annotations

import dataclasses
import itertools
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from enhancements.sample.catalogue import CatalogueBroken

FOLDER = Path(__file__).parent / "catalogue"

STAGES = ("alpha", "beta", "stable", "deprecated", "disabled", "removed")
"""Keys of a step that set a milestone, in the order of kep.yaml."""

FIRST_PULL_REQUEST = 615
"""What lies before was in the repository from which the KEPs were moved."""

PULL_REQUEST_STEP = 5
"""Issues take the numbers between two pull requests."""

Milestones = Mapping[str, str]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change of an enhancement's files."""

    day: int | None = None
    """None: it came with the move of the repository."""
    time: str = ""
    say: str = ""
    """The commit's subject; without it one is made from what the step does."""
    why: str = ""
    by: str = ""
    """Who did it, when it was not the first author."""
    note: str = ""
    """A line of the history in README.md; alone it changes nothing else."""
    to: str = ""
    """`beta v1.29`: stage, its milestone and the latest milestone at once."""
    stage: str = ""
    latest: str = ""
    milestones: Milestones = dataclasses.field(default_factory=dict)
    status: str = ""
    prr: str | None = None
    """Stage that gets an approver of its production readiness; None: that of `to`,
    empty: none."""
    approver: str = ""
    """The approver as written, when it is not one of the usual."""
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Key of kep.yaml to what stands behind it from now on, verbatim."""
    drop: tuple[str, ...] = ()
    """Keys that kep.yaml does not have from now on."""
    usual: tuple[str, ...] = ()
    """Keys that are written as usual again."""
    edits: tuple[tuple[str, str], ...] = ()
    """Text to replace in the finished kep.yaml, until a step mends it."""
    mend: bool = False
    fill: bool = False
    """The sections of README.md that were left as in the template are written."""
    directory: str = ""
    """Where the enhancement lies from now on, below keps."""
    merge: bool = False
    """Came with a merge commit and a side branch, not squashed."""
    delete: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Enhancement:
    """One enhancement: its prose and its life."""

    number: int
    name: str
    title: str
    authors: tuple[str, ...]
    """Handles without @, the first one's owner of the commits."""
    sig: str
    """Bare name of the SIG whose directory it lies in."""
    summary: str
    motivation: str
    goals: tuple[str, ...]
    non_goals: tuple[str, ...]
    design: str
    proof: str
    life: tuple[Step, ...]
    group: str = ""
    """Folder between the SIG's and its own."""
    gates: tuple[str, ...] = ()
    owner: str = ""
    """Bare name of the SIG that owns it, when that is another one."""
    readiness: bool = True
    """It has a file of its production readiness."""
    was: str = ""
    """Its first directory below keps, when that was another one."""
    open: tuple[str, ...] = ()
    """Headings of README.md that are left as in the template until filled."""

    @property
    def directory(self) -> str:
        """Its folder below keps; a grouped one's once the group is there."""
        middle = f"{self.group}/" if self.group else ""
        return f"sig-{self.sig}/{middle}{self.number}-{self.name}"


@cache
def enhancements() -> tuple[Enhancement, ...]:
    """All enhancements, by number and name."""
    found: list[Enhancement] = []
    for file in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        found += [_enhancement(item, data["sig"]) for item in data["enhancement"]]
    names = [item.name for item in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CatalogueBroken(f"Names given twice: {twice}.")
    return tuple(sorted(found, key=lambda item: (item.number, item.name)))


def pull_requests() -> Iterator[int]:
    """Numbers of pull requests, without end and without those of enhancements."""
    taken = {item.number for item in enhancements()}
    every = itertools.count(FIRST_PULL_REQUEST, PULL_REQUEST_STEP)
    return (number + 1 if number in taken else number for number in every)


def _enhancement(data: dict[str, Any], sig: str) -> Enhancement:
    life = tuple(_step(dict(item)) for item in data.pop("life"))
    for key in ("authors", "goals", "non_goals", "gates", "open"):
        data[key] = tuple(data.get(key, ()))
    for key in ("summary", "motivation", "design"):
        data[key] = str(data[key]).strip()
    try:
        return Enhancement(sig=sig, life=life, **data)
    except TypeError as error:
        raise CatalogueBroken(f"{data.get('title')}: {error}") from error


def _step(data: dict[str, Any]) -> Step:
    milestones = {stage: data.pop(stage) for stage in STAGES if stage in data}
    edits = tuple((old, new) for old, new in data.pop("edits", ()))
    for key in ("drop", "usual"):
        data[key] = tuple(data.get(key, ()))
    try:
        return Step(milestones=milestones, edits=edits, **data)
    except TypeError as error:
        raise CatalogueBroken(f"Day {data.get('day')}: {error}") from error
