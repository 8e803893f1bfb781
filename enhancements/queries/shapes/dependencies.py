"""What enhancements need of each other, as pages show it."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.queries.shapes.facts import StageRef, Target


@dataclasses.dataclass(frozen=True, slots=True)
class Other:
    """The enhancement at the other end."""

    key: str
    name: str
    """What it is called in a sentence: `#12`, or its key."""
    title: str
    sig: str | None
    stage: StageRef | None
    planned: tuple[Target, ...] = ()
    """What is planned for releases that are not out, the earliest first."""
    is_removed: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class DependencyRow:
    """That one enhancement needs another, from named to dropped."""

    id: int
    other: Other
    wanted: StageRef | None
    """The stage that is needed; None for that of the one that needs it."""
    reason: str
    by: str
    """Login of who named it."""
    since: dt.datetime
    until: dt.datetime | None
    """When it was dropped; None while it stands at the moment shown."""
    dropped_by: str
    dropped_because: str
    word: str = ""
    """A word of `policy.dependencies.Late`; empty where nothing is wrong."""
    label: str = ""
    """That word as pages say it: "lands later"."""
    text: str = ""
    """What is wrong, in a sentence; empty for nothing."""
    is_latest: bool = True
    """Whether nobody named the same one later."""

    @property
    def stands(self) -> bool:
        """Whether it stands at the moment shown."""
        return self.until is None


@dataclasses.dataclass(frozen=True, slots=True)
class Relation:
    """What a document says of another enhancement, which is no dependency."""

    field: str
    label: str
    """`Replaces`, `Superseded by` or `See also`."""
    text: str
    """As the document has it."""
    key: str = ""
    """Of the enhancement that is meant; empty where none is known."""
    title: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Dependencies:
    """What an enhancement needs, and what needs it."""

    needs: tuple[DependencyRow, ...] = ()
    """What is late first, then as they were named; dropped ones last."""
    needed_by: tuple[DependencyRow, ...] = ()
    """Those that stand."""
    circle: tuple[str, ...] = ()
    """Names on the way from it back to it, with it at both ends; empty for none."""
    relations: tuple[Relation, ...] = ()

    @property
    def standing(self) -> tuple[DependencyRow, ...]:
        """What it needs at the moment shown."""
        return tuple(one for one in self.needs if one.stands)

    @property
    def dropped(self) -> tuple[DependencyRow, ...]:
        """What it does not need any more."""
        return tuple(one for one in self.needs if not one.stands)

    @property
    def late(self) -> tuple[DependencyRow, ...]:
        """What it needs and does not get in time."""
        return tuple(one for one in self.standing if one.text)


@dataclasses.dataclass(frozen=True, slots=True)
class Need:
    """What an entry of a board needs."""

    key: str
    name: str
    word: str
    """A word of `policy.dependencies.Late`; empty where it lands in time."""
    label: str
    text: str
