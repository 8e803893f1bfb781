"""How the rows of a board are narrowed, grouped and sorted. No SQL."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from enhancements.policy.boards import LABELS, Status
from enhancements.policy.decisions import ON_TRACK
from enhancements.queries import release, words
from enhancements.queries.entry_states import KINDS
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow
from enhancements.queries.shapes.board import BoardRow
from enhancements.queries.shapes.board_page import BoardGroup

FILTERS = ("sig", "stage", "kind", "status", "contact", "owner", "needs")
"""Parameters by which the rows are narrowed, each with any number of values."""
GROUPS = (
    ("sig", "SIG"),
    ("stage", "Target"),
    ("contact", "Contact"),
    ("status", "Status"),
    ("none", "Nothing"),
)
COLUMNS = (
    ("stage", "Target"),
    ("kind", "Kind of work"),
    ("owner", "Owner"),
    ("contact", "Contact"),
    ("active", "Last activity"),
)
"""Columns besides the freezes."""
SORTS = ("number", "title", "stage", "status", "owner", "contact", "active")
NOBODY = "-"
"""Value of the filters by people for entries without one; no login begins with a
hyphen."""
NEEDS = (
    ("contrary", "Tracked against checks"),
    ("hopeful", "Owner says on track, checks say at risk"),
    ("worried", "Owner says at risk or off track"),
    ("drift", "Sources disagree"),
    ("problem", "Has a problem"),
    ("owner", "No owner"),
    ("contact", "No contact"),
    ("dependency", "Needs what lands later"),
    ("concern", "Has an open concern"),
    ("late", "Added late"),
    ("unplanned", "No longer planned"),
)
FIGURES: Mapping[str, tuple[str, tuple[Status, ...]]] = {
    "tracked": ("Tracked", (Status.TRACKED,)),
    "met": ("Met", (Status.MET,)),
    "at-risk": ("At risk", (Status.AT_RISK,)),
    "exception": (
        "Exception",
        (Status.EXCEPTION_OVER, Status.EXCEPTION_PENDING, Status.EXCEPTED),
    ),
    "unknown": ("Unknown", (Status.UNKNOWN, Status.NOT_YET, Status.NOT_JUDGED)),
    "out": ("Out", (Status.DEFERRED, Status.REMOVED, Status.OUT)),
}
"""The numbers: every status belongs to one of them. That of exceptions is shown only
where there are any."""
_FIGURE_OF = {one: name for name, (_, all_) in FIGURES.items() for one in all_}
_URGENCY = {status: place for place, status in enumerate(Status)}


def figure_of(status: Status) -> str:
    """Which of the five numbers counts it."""
    return _FIGURE_OF[status]


def owners_of(row: BoardRow) -> tuple[str, ...]:
    """Who is responsible: by the tracking issue, else the document's authors."""
    return row.entry.owners or row.entry.authors


def needs_of(row: BoardRow) -> list[str]:
    """The words of NEEDS that hold for a row."""
    entry = row.entry
    # In the order of NEEDS.
    holds = (
        row.is_contrary,
        row.is_hopeful,
        row.check_in is not None and row.check_in.value != ON_TRACK,
        entry.drift > 0,
        entry.problems > 0,
        not (entry.owners or entry.authors),
        not row.contact,
        bool(row.late),
        bool(row.concerns),
        entry.late,
        not row.is_planned,
    )
    return [word for (word, _), is_so in zip(NEEDS, holds, strict=True) if is_so]


def filters(setting: Setting, rows: Sequence[BoardRow]) -> list[Filter[BoardRow]]:
    """The filters of a board with these rows."""
    promised = {row.entry.stage.key for row in rows}
    contacts = sorted({row.contact for row in rows if row.contact}, key=str.casefold)
    return [
        Filter(
            "sig",
            "SIG",
            lambda row: (row.entry.sig or release.NO_SIG,),
            labels={release.NO_SIG: "No SIG"},
        ),
        _of_entry(release.stage_filter(setting, promised)),
        _of_entry(release.kind_filter(setting)),
        Filter(
            "status",
            "Status",
            lambda row: (row.status.value,),
            _present(rows),
        ),
        Filter(
            "contact",
            "Contact",
            lambda row: (row.contact or NOBODY,),
            [(login, f"@{login}") for login in contacts],
            labels={NOBODY: "Nobody"},
        ),
        Filter("needs", "Show", needs_of, NEEDS),
        Filter("owner", "Owner", lambda row: owners_of(row) or (NOBODY,)),
    ]


def _of_entry(one: Filter[EntryRow]) -> Filter[BoardRow]:
    values = one.values
    return Filter(
        one.name,
        one.title,
        lambda row: values(row.entry),
        one.choices,
        one.canonical,
        one.labels,
    )


def _present(rows: Iterable[BoardRow]) -> list[tuple[str, str]]:
    """The statuses that rows have, the most urgent first."""
    found = {row.status for row in rows}
    return [(one.value, LABELS[one]) for one in Status if one in found]


def matches(row: BoardRow, text: str) -> bool:
    """Whether a row holds these words: in its title, key, SIG, track or people."""
    entry = row.entry
    people = " ".join([*entry.owners, *entry.authors, row.contact])
    said = f"{entry.title} #{entry.key} {entry.sig or ''} {entry.track} {people}"
    folded = said.casefold()
    return all(word in folded for word in text.casefold().split())


# --- Order ------------------------------------------------------------------------

_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)
_KEYS: Mapping[str, Callable[[BoardRow], Any]] = {
    "title": lambda row: row.entry.title.casefold(),
    "stage": lambda row: row.entry.stage.rank,
    "status": lambda row: _URGENCY[row.status],
    "owner": lambda row: (owners_of(row) or ("~",))[0].casefold(),
    "contact": lambda row: (row.contact or "~").casefold(),
    "active": lambda row: row.active_at or _LONG_AGO,
}


def ordered(rows: Sequence[BoardRow], sort: str) -> list[BoardRow]:
    """Rows sorted by a column of SORTS, with a minus before it the other way round.

    They come by SIG, number and key, which breaks ties; an unknown column sorts so.
    """
    name = sort.removeprefix("-")
    is_reverse = sort.startswith("-")
    key = _KEYS.get(name)
    if key is None:
        return list(reversed(rows)) if is_reverse and name == "number" else list(rows)
    return sorted(rows, key=key, reverse=is_reverse)


# --- Groups -----------------------------------------------------------------------


def grouped(
    setting: Setting, rows: Sequence[BoardRow], by: str
) -> tuple[BoardGroup, ...]:
    """Rows in the order given, put together by one of GROUPS."""
    if by == "none":
        return (BoardGroup("", "", "", tuple(rows)),) if rows else ()
    name_of = _NAMES[by]
    found: dict[str, list[BoardRow]] = {}
    for row in rows:
        found.setdefault(name_of(row), []).append(row)
    ranks = {stage.key: stage.rank for stage in setting.profile.stages}
    names = sorted(found, key=_group_order(by, ranks))
    return tuple(
        BoardGroup(
            name,
            _title(setting, by, name),
            said_of(found[name], without=by == "status"),
            tuple(found[name]),
        )
        for name in names
    )


_NAMES: Mapping[str, Callable[[BoardRow], str]] = {
    "sig": lambda row: row.entry.sig or "",
    "stage": lambda row: row.entry.stage.key,
    "contact": lambda row: row.contact,
    "status": lambda row: row.status.value,
}


def _group_order(
    by: str, ranks: Mapping[str, int]
) -> Callable[[str], tuple[object, ...]]:
    if by == "status":
        return lambda name: (_URGENCY[Status(name)],)
    if by == "stage":
        return lambda name: (ranks.get(name, 0), name)
    return lambda name: (not name, name.casefold())


def _title(setting: Setting, by: str, name: str) -> str:
    if by == "sig":
        return f"SIG {name}" if name else "No SIG"
    if by == "stage":
        return words.stage_of(setting.profile, name).label
    if by == "contact":
        return f"@{name}" if name else "No contact"
    return LABELS[Status(name)]


def said_of(rows: Sequence[BoardRow], *, without: bool = False) -> str:
    """How many entries there are and how they stand; `without` only the first."""
    parts = [f"{len(rows)} {'entry' if len(rows) == 1 else 'entries'}"]
    if not without:
        counted = Counter(figure_of(row.status) for row in rows)
        parts += [
            f"{counted[name]} {label.lower()}"
            for name, (label, _) in FIGURES.items()
            if counted[name]
        ]
    return " · ".join(parts)


KIND_LABELS = dict(KINDS)


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see of a board, as its address says it."""

    chosen: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    """FILTERS to the values that are on."""
    text: str = ""
    group: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    """Keys of freezes and names of COLUMNS; empty for the usual ones."""
    compare: str = ""
    item: str = ""
    """Key of the entry whose panel is open."""
    track: str = ""
    freeze: str = ""

    def parameters(self, as_of: str) -> dict[str, object]:
        """All of it as parameters of an address."""
        return {
            **{name: list(self.chosen.get(name, ())) for name in FILTERS},
            "text": self.text,
            "group": self.group,
            "sort": self.sort,
            "columns": list(self.columns),
            "as_of": as_of,
            "compare": self.compare,
            "item": self.item,
            "track": self.track,
            "freeze": self.freeze,
        }
