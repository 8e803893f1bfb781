"""What changed, as feeds tell it: the newest first, grouped as on the pages."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Mapping

from enhancements.queries import browse, changes, changes_page, filters, sql
from enhancements.queries import enhancement as enhancements_
from enhancements.queries.browse_scope import scope
from enhancements.queries.filters import Filters
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Change
from enhancements.queries.window import Window

MOST = 100
"""Entries of a feed."""
DAYS, LONG_DAYS = 30, 366
"""How far back a feed goes; that of a few enhancements goes further."""


@dataclasses.dataclass(frozen=True, slots=True)
class FeedEntry:
    """What one thing underwent at one moment."""

    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        """The line that stands first, which says what it is about."""
        return self.changes[0]

    @property
    def at(self) -> dt.datetime:
        """The moment."""
        return self.first.at

    @property
    def place(self) -> str:
        """What tells it from all others of its project, for ever."""
        return _place(self.first)


@dataclasses.dataclass(frozen=True, slots=True)
class Feed:
    """A feed before it is written down."""

    title: str
    subtitle: str
    """The scope of the list, in a sentence."""
    route: str
    """Name of the page that it belongs to, and its arguments."""
    args: tuple[str, ...]
    entries: tuple[FeedEntry, ...]
    begins: dt.datetime
    """Where it begins, which is when it was new as long as it has no entry."""

    @property
    def updated(self) -> dt.datetime:
        """When its newest entry was made."""
        return self.entries[0].at if self.entries else self.begins


def of_list(setting: Setting, *, about: str = "", name: str = "") -> Feed:
    """Of the project, a `sig` or a `release`; two SQL statements beside the
    setting's two.
    """
    days = _days(setting, DAYS)
    rows = changes_page.found(setting, days, about=about, name=name)
    where = {"sig": f" in SIG {name}", "release": f" in {name}"}.get(about, "")
    routes = {"sig": "sig-changes", "release": "release-changes"}
    own = setting.frame.project
    return Feed(
        title=f"{own.title}: what changed{where}",
        subtitle=changes_page.scope(setting, days, rows, about, name),
        route=routes.get(about, "changes"),
        args=(own.name, name) if about else (own.name,),
        entries=_entries(rows),
        begins=days.after,
    )


def of_enhancement(setting: Setting, key: str) -> Feed:
    """Of one enhancement; three SQL statements beside the setting's two.

    Raises EnhancementUnknown, and EnhancementMoved for a name that it had once.
    """
    found = enhancements_.by_key(setting, _BY_KEY, key)
    days = _days(setting, LONG_DAYS)
    rows = changes.between(
        setting, days.after, days.before, enhancements=[found["enhancement_id"]]
    )
    own = setting.frame.project
    name = key if found["number"] is None else f"#{found['number']}"
    return Feed(
        title=f"{own.title}: what changed in {name} {found['title']}",
        subtitle=changes_page.scope(setting, days, rows, "", ""),
        route="enhancement",
        args=(own.name, key),
        entries=_entries(rows),
        begins=days.after,
    )


def of_search(setting: Setting, wanted: Filters) -> Feed:
    """Of the enhancements that meet the filters at the moment; three SQL statements
    beside the setting's two, and those of boards where a search asks how entries stand.
    """
    conditions, parameters = filters.conditions(wanted)
    statement = f"""
    SELECT record.enhancement_id AS id {browse.BASE}
       AND {filters.joined(conditions.values())}
    """
    given: Mapping[str, object] = {"project": setting.id, "at": setting.at}
    read = sql.rows_by_index if wanted.ranked else sql.rows
    ids = [row["id"] for row in read(statement, {**parameters, **given})]
    days = _days(setting, LONG_DAYS)
    rows = changes.between(setting, days.after, days.before, enhancements=ids)
    own = setting.frame.project
    # The number changes from day to day, and readers tell feeds apart by their title.
    _, _, words = scope(setting, wanted, 0).partition(" ")
    return Feed(
        title=f"{own.title}: what changed of {words}",
        subtitle=f"{scope(setting, wanted, len(ids))} now",
        route="browse",
        args=(own.name,),
        entries=_entries(rows),
        begins=days.after,
    )


_BY_KEY = f"""{enhancements_.BY_KEY}
SELECT record.key, record.enhancement_id, record.number, record.title FROM record"""


def _days(setting: Setting, number: int) -> Window:
    last = setting.at.astimezone(dt.UTC).date()
    return Window(last - dt.timedelta(days=number - 1), last, setting.at)


def _place(change: Change) -> str:
    """What a change is about, and when: more that becomes known of the same moment
    makes no other entry of it.
    """
    about = change.key or change.release or change.sig or change.title
    return f"{about} {change.at.astimezone(dt.UTC).isoformat()}"


def _entries(rows: Iterable[Change]) -> tuple[FeedEntry, ...]:
    groups: dict[str, list[Change]] = {}
    for change in rows:
        groups.setdefault(_place(change), []).append(change)
    kept = itertools.islice(groups.values(), MOST)
    return tuple(FeedEntry(tuple(group)) for group in kept)
