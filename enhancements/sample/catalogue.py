"""The sample's enhancements as data: reads the files of the catalogue folder.

Each file holds a SIG and its enhancements. An enhancement has its prose and a
`life`: what happened to its document, step by step, in days of the calendar.
The loader refuses a key that it does not know, so that a slip of the pen in the
data is an error and not a silent difference.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "catalogue"

STAGES = (
    "alpha",
    "alpha2",
    "beta",
    "ga",
    "ship",
    "version",
    "announcement",
    "enforcement",
)
"""Keys of a step that set a target: the value is written as it stands."""

Targets = Mapping[str, str]


class CatalogueBroken(ValueError):
    """The sample's own data is wrong; the text names the enhancement and why."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change of an enhancement's documents."""

    day: int
    time: str = ""
    say: str = ""
    """The commit's subject; without it one is made from what the step does."""
    why: str = ""
    """The commit's body."""
    note: str = ""
    """A change of wording that moves no target."""
    targets: Targets = dataclasses.field(default_factory=dict)
    tracks: Mapping[str, Targets] = dataclasses.field(default_factory=dict)
    status: str = ""
    layout: str = ""
    heading: str = ""
    edits: tuple[tuple[str, str], ...] = ()
    """Text to replace in the finished document, from this step on."""
    crlf: bool = False
    encoding: str = ""
    side: str = ""
    """File name of a side document that this step adds."""
    side_title: str = ""
    side_targets: Targets = dataclasses.field(default_factory=dict)
    merge: bool = False
    """Came with a merge commit and a side branch, not squashed."""
    delete: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Enhancement:
    """One enhancement of the sample: its prose and its life."""

    number: int
    name: str
    title: str
    owner: str
    sig: str
    """Bare name of the SIG; empty for proposals about the process."""
    overview: str
    motivation: str
    goals: tuple[str, ...]
    non_goals: tuple[str, ...]
    story: str
    design: str
    proof: str
    life: tuple[Step, ...]
    gate: str = ""
    was: str = ""
    """Path below the SIG's folder before directory names were normalised."""
    born_in: str = ""
    """SIG that it started in, when that was another one."""
    heading: str = ""
    layout: str = "prose"

    @property
    def folder(self) -> str:
        """Folder of the SIG that owns it now."""
        return sig_folder(self.sig)

    @property
    def path(self) -> str:
        """Path of the main document after names were normalised."""
        return f"{self.folder}/{self.number}-{self.name}/vep.md"

    @property
    def first_path(self) -> str:
        """Path under which the document was first added."""
        if not self.was:
            return self.path
        return f"{sig_folder(self.born_in or self.sig)}/{self.was}"


def sig_folder(sig: str) -> str:
    """Folder of a SIG's documents; that of the meta proposals for no SIG."""
    return f"veps/sig-{sig}" if sig else "veps/meta-VEPs"


@cache
def enhancements() -> tuple[Enhancement, ...]:
    """All enhancements of the sample, by number."""
    found: list[Enhancement] = []
    for file in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        found += [_enhancement(item, data["sig"]) for item in data["enhancement"]]
    numbers = [item.number for item in found]
    twice = {number for number in numbers if numbers.count(number) > 1}
    if twice:
        raise CatalogueBroken(f"Numbers given twice: {sorted(twice)}.")
    return tuple(sorted(found, key=lambda item: item.number))


def _enhancement(data: dict[str, Any], sig: str) -> Enhancement:
    life = tuple(_step(dict(item)) for item in data.pop("life"))
    for key in ("goals", "non_goals"):
        data[key] = tuple(data[key])
    for key in ("overview", "motivation", "design"):
        data[key] = data[key].strip()
    try:
        return Enhancement(sig=sig, life=life, **data)
    except TypeError as error:
        raise CatalogueBroken(f"{data.get('title')}: {error}") from error


def _step(data: dict[str, Any]) -> Step:
    targets = {stage: data.pop(stage) for stage in STAGES if stage in data}
    edits = tuple((old, new) for old, new in data.pop("edits", ()))
    try:
        return Step(targets=targets, edits=edits, **data)
    except TypeError as error:
        raise CatalogueBroken(f"Day {data.get('day')}: {error}") from error
