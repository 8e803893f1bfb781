"""What the pages about feature gates show."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.queries.shapes.facts import StageRef
from enhancements.queries.shapes.frame import Frame, SourceState
from enhancements.queries.shapes.lists import FacetGroup


@dataclasses.dataclass(frozen=True, slots=True)
class TagColumn:
    """A release's tag: a column of the matrix."""

    release: str
    tag: str
    tagged_at: dt.datetime
    is_known: bool
    """Whether the project has such a release."""


@dataclasses.dataclass(frozen=True, slots=True)
class GateCell:
    """A gate at a release's tag."""

    state: str
    """`registered`, `gone` when it was registered before, or `none`."""
    stage: StageRef | None = None
    word: str = ""
    """The code's own word."""
    path: str = ""
    line: int = 0
    url: str | None = None
    problem: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class LinkedTo:
    """An enhancement's track that a gate is linked to."""

    key: str
    number: int | None
    title: str
    sig: str | None
    track: str
    gate: str
    how: str
    """`front-matter`, `metadata`, `issue`, `sentence` or `person`."""
    how_label: str
    denies: bool
    """A person says that it is not."""
    since: dt.datetime
    until: dt.datetime | None
    raw: str
    url: str
    by: str
    reason: str

    @property
    def stands(self) -> bool:
        """Whether it is said now, and links."""
        return self.until is None and not self.denies


@dataclasses.dataclass(frozen=True, slots=True)
class GateRow:
    """A gate with its stage at each release's tag."""

    name: str
    cells: tuple[GateCell, ...]
    """One per column."""
    links: tuple[LinkedTo, ...]
    """What links it now."""

    @property
    def last(self) -> GateCell:
        """At the newest tag."""
        return self.cells[-1] if self.cells else GateCell("none")


@dataclasses.dataclass(frozen=True, slots=True)
class Unproven:
    """Something that registers nothing: a hint, a constant, what cannot be read."""

    kind: str
    gate: str
    word: str
    tag: str
    path: str
    line: int
    url: str | None
    raw: str
    problem: str


@dataclasses.dataclass(frozen=True, slots=True)
class GatesPage:
    """Everything the list of gates shows."""

    frame: Frame
    columns: tuple[TagColumn, ...]
    rows: tuple[GateRow, ...]
    """After the filters, by name."""
    total: int
    facets: tuple[FacetGroup, ...]
    others: tuple[Unproven, ...]
    """At the newest tag: what registers nothing, and what could not be read."""
    source: SourceState | None
    """The code repository; None where none is read."""
    filtered: bool
    text: str = ""
    earlier: int = 0
    """How many older tags are left out of the columns."""


@dataclasses.dataclass(frozen=True, slots=True)
class GatePage:
    """Everything the page of one gate shows."""

    frame: Frame
    name: str
    columns: tuple[TagColumn, ...]
    cells: tuple[GateCell, ...]
    links: tuple[LinkedTo, ...]
    """All that was ever said, the latest first."""
    proofs: tuple[GateProof, ...]
    others: tuple[Unproven, ...]
    """What else the code says of it, at every tag."""


@dataclasses.dataclass(frozen=True, slots=True)
class GateProof:
    """What the gate shows of an entry."""

    release: str
    key: str
    number: int | None
    title: str
    track: str
    stage: StageRef
    word: str
    registered: StageRef | None
    tag: str
    url: str
    admitted_at: dt.datetime | None
