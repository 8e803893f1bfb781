"""What the list of enhancements can show: its columns, orders and groups. Pure.

The one table behind addresses, saved views, files and the form that chooses columns.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """One column beside the enhancement itself, which always stands first."""

    name: str
    label: str
    meaning: str
    """What it shows, as half a sentence in lower case."""
    sort: str = ""
    """Word of `?sort=` that orders by it; empty for what is not ordered by."""


EVERY = (
    Column("sig", "SIG", "the SIG that owns it", "sig"),
    Column("stage", "Stage", "the stage it has", "stage"),
    Column("release", "Targets", "what is planned for which release", "release"),
    Column("status", "Status", "the state of the proposal itself", "status"),
    Column("author", "Authors", "who wrote the document", "authors"),
    Column("owner", "Owners", "who is responsible", "owner"),
    Column("reviewer", "Reviewers", "who reviews it"),
    Column("approver", "Approvers", "who approves it"),
    Column("gate", "Feature gates", "the names of its feature gates"),
    Column("freeze", "At the freeze", "how it stands at the next freeze"),
    Column("waiting", "Waits on", "on whose next step it waits"),
    Column("updated", "Last activity", "when anything about it changed", "updated"),
    Column("merged", "Last change", "when its document changed last", "merged"),
)
"""Every column, in the order in which they are offered."""
OF_NAME: Mapping[str, Column] = {one.name: one for one in EVERY}
DEFAULT = ("sig", "stage", "release", "author", "merged")
FIRST = ("key", "number", "title")
"""The enhancement itself: said among columns, these change nothing."""
DEFAULT_SORT = "number"
BEST = "best"
"""By how well the words of a search match: its own order where it has some."""
SORTS = (DEFAULT_SORT, *(one.sort for one in EVERY if one.sort))
GROUPS: Mapping[str, str] = {
    "sig": "SIG",
    "stage": "Stage",
    "release": "Last release planned for",
    "status": "Status",
    "owner": "First owner",
}
"""What the list can be grouped by, and how that is called."""


class ShownRefused(ValueError):
    """What the list cannot show; the text says what it can."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def read(given: Iterable[str]) -> tuple[str, ...]:
    """Columns as an address says them, each once; commas and repetition alike.

    Empty for those that the list has by itself, whether said or not. Raises
    ShownRefused.
    """
    said = [part.strip() for one in given for part in one.split(",")]
    names = tuple(dict.fromkeys(one for one in said if one and one not in FIRST))
    for name in names:
        if name not in OF_NAME:
            known = ", ".join(OF_NAME)
            message = f"There is no column “{name}”. Columns are: {known}."
            raise ShownRefused("columns", message)
    return () if names == DEFAULT else names


def shown(names: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of these names; those that the list has by itself for none."""
    return tuple(OF_NAME[name] for name in names or DEFAULT)


def group(given: str) -> str:
    """What to group by, as an address says it. Raises ShownRefused."""
    name = given.strip()
    if name and name not in GROUPS:
        message = f"The list cannot be grouped by “{name}”. It can by: "
        raise ShownRefused("group", f"{message}{', '.join(GROUPS)}.")
    return name


def sort(given: str) -> str:
    """An order as an address says it; empty for none, which is the list's own.

    An unknown one is the list's own, as it is in an address.
    """
    name = given.strip()
    return name if name == BEST or name.removeprefix("-") in SORTS else ""
