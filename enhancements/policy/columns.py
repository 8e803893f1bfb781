"""What the list of enhancements can show: its columns, orders and groups. Pure.

The one table behind addresses, saved views, files and the form that chooses columns.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from enhancements.languages import gettext, gettext_noop


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
    Column("sig", gettext_noop("SIG"), gettext_noop("the SIG that owns it"), "sig"),
    Column("stage", gettext_noop("Stage"), gettext_noop("the stage it has"), "stage"),
    Column(
        "release",
        gettext_noop("Targets"),
        gettext_noop("what is planned for which release"),
        "release",
    ),
    Column(
        "status",
        gettext_noop("Status"),
        gettext_noop("the state of the proposal itself"),
        "status",
    ),
    Column(
        "author",
        gettext_noop("Authors"),
        gettext_noop("who wrote the document"),
        "authors",
    ),
    Column(
        "owner", gettext_noop("Owners"), gettext_noop("who is responsible"), "owner"
    ),
    Column("reviewer", gettext_noop("Reviewers"), gettext_noop("who reviews it")),
    Column("approver", gettext_noop("Approvers"), gettext_noop("who approves it")),
    Column(
        "gate",
        gettext_noop("Feature gates"),
        gettext_noop("the names of its feature gates"),
    ),
    Column(
        "freeze",
        gettext_noop("At the freeze"),
        gettext_noop("how it stands at the next freeze"),
    ),
    Column(
        "waiting", gettext_noop("Waits on"), gettext_noop("on whose next step it waits")
    ),
    Column(
        "updated",
        gettext_noop("Last activity"),
        gettext_noop("when anything about it changed"),
        "updated",
    ),
    Column(
        "merged",
        gettext_noop("Last change"),
        gettext_noop("when its document changed last"),
        "merged",
    ),
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
    "sig": gettext_noop("SIG"),
    "stage": gettext_noop("Stage"),
    "release": gettext_noop("Last release planned for"),
    "status": gettext_noop("Status"),
    "owner": gettext_noop("First owner"),
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
            message = gettext(
                "There is no column “%(name)s”. Columns are: %(known)s.",
                name=name,
                known=known,
            )
            raise ShownRefused("columns", message)
    return () if names == DEFAULT else names


def shown(names: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of these names; those that the list has by itself for none."""
    return tuple(OF_NAME[name] for name in names or DEFAULT)


def group(given: str) -> str:
    """What to group by, as an address says it. Raises ShownRefused."""
    name = given.strip()
    if name and name not in GROUPS:
        message = gettext(
            "The list cannot be grouped by “%(name)s”. It can by: %(known)s.",
            name=name,
            known=", ".join(GROUPS),
        )
        raise ShownRefused("group", message)
    return name


def sort(given: str) -> str:
    """An order as an address says it; empty for none, which is the list's own.

    An unknown one is the list's own, as it is in an address.
    """
    name = given.strip()
    return name if name == BEST or name.removeprefix("-") in SORTS else ""
