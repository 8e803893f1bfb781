"""Two moments side by side."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

from enhancements.queries.shapes.frame import Moment

Place = tuple[int, str]
"""Which row is meant at both moments: (id of the enhancement, track)."""


class Placed(Protocol):
    """A row that can be found again at another moment."""

    @property
    def place(self) -> Place:
        """Where it stands, whatever its key is at the moment."""


Row = TypeVar("Row", bound=Placed)


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """How a row differs between the older moment and the newer one."""

    mark: str
    """`added`, `removed` or `changed`, in the order of time."""
    other: Mapping[str, str]
    """Column to what it says at the other moment, where that differs; for a row that is
    in the list only at the other moment, what it says at the one shown."""


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison(Generic[Row]):
    """A list compared with the same list at another moment."""

    moment: Moment
    """The other moment."""
    given: str
    """What was asked for: a date, a time with zone, `freeze` or `snapshot:ID`."""
    is_older: bool
    """Whether the other moment comes before the one shown."""
    release: str
    """The release whose freeze or snapshot it is; empty for a moment given as such."""
    sentence: str
    """What is compared, which is older, and how much differs."""
    differences: Mapping[Place, Difference]
    gone: tuple[Row, ...]
    """Rows of the list only at the other moment, as they are there."""
    gone_total: int = 0

    def of(self, row: Row) -> Difference | None:
        """How this row differs; None when it does not."""
        return self.differences.get(row.place)

    def carried(self, name: str, args: tuple[str, ...]) -> str:
        """The value of `compare` for a link to that page; empty where it has none.

        A freeze and a snapshot belong to their release: only links to its page and to
        its board carry them.
        """
        if name not in ("release", "sig", "browse", "board"):
            return ""
        is_of_release = name in ("release", "board")
        if self.release and not (is_of_release and args[1:] == (self.release,)):
            return ""
        return self.given
