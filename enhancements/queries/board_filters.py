"""How the rows of a board are narrowed, grouped and sorted. No SQL."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop, ngettext, pgettext
from enhancements.policy.boards import Status, label
from enhancements.policy.decisions import ON_TRACK
from enhancements.queries import release, words
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow
from enhancements.queries.shapes.board import BoardRow
from enhancements.queries.shapes.board_page import BoardGroup

FILTERS = ("sig", "stage", "kind", "status", "contact", "owner", "needs")
"""Parameters by which the rows are narrowed, each with any number of values."""
GROUPS = (
    ("sig", gettext_noop("SIG")),
    ("stage", gettext_noop("Target")),
    ("contact", gettext_noop("Contact")),
    ("status", gettext_noop("Status")),
    ("none", gettext_noop("Nothing")),
)
COLUMNS = (
    ("stage", gettext_noop("Target")),
    ("kind", gettext_noop("Kind of work")),
    ("owner", gettext_noop("Owner")),
    ("contact", gettext_noop("Contact")),
    ("active", gettext_noop("Last activity")),
)
"""Columns besides the freezes."""
SORTS = ("number", "title", "stage", "status", "owner", "contact", "active")
NOBODY = "-"
"""Value of the filters by people for entries without one; no login begins with a
hyphen."""
NEEDS = (
    ("contrary", gettext_noop("Tracked against checks")),
    ("hopeful", gettext_noop("Owner says on track, checks say at risk")),
    ("worried", gettext_noop("Owner says at risk or off track")),
    ("drift", gettext_noop("Sources disagree")),
    ("problem", gettext_noop("Has a problem")),
    ("owner", gettext_noop("No owner")),
    ("contact", gettext_noop("No contact")),
    ("dependency", gettext_noop("Needs what lands later")),
    ("concern", gettext_noop("Has an open concern")),
    ("late", gettext_noop("Added late")),
    ("unplanned", gettext_noop("No longer planned")),
)
FIGURES: Mapping[str, tuple[str, tuple[Status, ...]]] = {
    "tracked": (gettext_noop("Tracked"), (Status.TRACKED,)),
    "met": (gettext_noop("Met"), (Status.MET,)),
    "at-risk": (gettext_noop("At risk"), (Status.AT_RISK,)),
    "exception": (
        gettext_noop("Exception"),
        (Status.EXCEPTION_OVER, Status.EXCEPTION_PENDING, Status.EXCEPTED),
    ),
    "unknown": (
        gettext_noop("Unknown"),
        (Status.UNKNOWN, Status.NOT_YET, Status.NOT_JUDGED),
    ),
    "out": (
        gettext_noop("Out"),
        (Status.DEFERRED, Status.REMOVED, Status.OUT),
    ),
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
            gettext("SIG"),
            lambda row: (row.entry.sig or release.NO_SIG,),
            labels={release.NO_SIG: gettext("No SIG")},
        ),
        _of_entry(release.stage_filter(setting, promised)),
        _of_entry(release.kind_filter(setting)),
        Filter(
            "status",
            gettext("Status"),
            lambda row: (row.status.value,),
            _present(rows),
        ),
        Filter(
            "contact",
            gettext("Contact"),
            lambda row: (row.contact or NOBODY,),
            [(login, f"@{login}") for login in contacts],
            labels={NOBODY: gettext("Nobody")},
        ),
        Filter("needs", pgettext("filter", "Show"), needs_of, said(NEEDS)),
        Filter("owner", gettext("Owner"), lambda row: owners_of(row) or (NOBODY,)),
    ]


def said(choices: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Values with their labels, which readers see in their language."""
    return [(value, gettext(label)) for value, label in choices]


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
    return [(one.value, label(one)) for one in Status if one in found]


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
        return gettext("SIG %(sig)s", sig=name) if name else gettext("No SIG")
    if by == "stage":
        return words.stage_of(setting.profile, name).label
    if by == "contact":
        return f"@{name}" if name else gettext("No contact")
    return label(Status(name))


def said_of(rows: Sequence[BoardRow], *, without: bool = False) -> str:
    """How many entries there are and how they stand; `without` only the first."""
    number = len(rows)
    parts = [ngettext("%(number)s entry", "%(number)s entries", number, number=number)]
    if not without:
        counted = Counter(figure_of(row.status) for row in rows)
        parts += [_counted(name, counted[name]) for name in FIGURES if counted[name]]
    return " · ".join(parts)


def _counted(figure: str, number: int) -> str:
    """How many entries one of FIGURES counts, within a line."""
    match figure:
        case "tracked":
            return gettext("%(number)s tracked", number=number)
        case "met":
            return gettext("%(number)s met", number=number)
        case "at-risk":
            return gettext("%(number)s at risk", number=number)
        case "exception":
            # English says it of any number, other languages do not.
            return ngettext(
                "%(number)s exception", "%(number)s exception", number, number=number
            )
        case "unknown":
            return gettext("%(number)s unknown", number=number)
        case _:
            return gettext("%(number)s out", number=number)


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
