"""The list of what changed: in a project, of a SIG, or of a release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from enhancements.queries import changes, facets, paging, weeks, words
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Change, ChangesPage, FacetGroup
from enhancements.queries.window import Window

PAGE_SIZE = 200
FILTERS = ("kind", "sig")
KINDS = (
    ("target", "Targets"),
    ("stage", "Stage"),
    ("status", "Status"),
    ("people", "People"),
    ("added", "Documents added"),
    ("removed", "Documents removed"),
    ("moved", "Documents moved"),
    ("text", "Text of documents"),
    ("deadline", "Deadlines"),
    ("problem", "Problems"),
    ("drift", "Sources disagree"),
    ("decision", "Decisions"),
    ("concern", "Concerns"),
    ("dependency", "Dependencies"),
    ("asking", "Asked whether all is still true"),
    ("letter", "Comments and texts"),
    ("exception", "Exceptions"),
    ("release", "Releases opened and closed"),
    ("other", "Everything else"),
)
_NO_SIG = "none"


def found(
    setting: Setting, window: Window, *, about: str = "", name: str = ""
) -> list[Change]:
    """Every change of the days asked for, in two SQL statements.

    `about` is `sig` or `release` with its `name`, or empty for the whole project.
    """
    release = setting.release(name) if about == "release" else None
    return changes.between(
        setting,
        window.after,
        window.before,
        sig=name if about == "sig" else "",
        release=release.id if release else None,
    )


def apply(
    rows: Sequence[Change],
    chosen: Mapping[str, Sequence[str]],
    parameters: Mapping[str, object],
    about: str,
) -> tuple[list[Change], tuple[FacetGroup, ...]]:
    """Changes that meet the filters, and the filters with their counts."""
    filters: list[Filter[Change]] = [
        Filter("kind", "What changed", lambda row: [row.kind], KINDS)
    ]
    if about != "sig":
        filters.append(
            Filter(
                "sig",
                "SIG",
                lambda row: [row.sig or _NO_SIG],
                labels={_NO_SIG: "No SIG"},
            )
        )
    return facets.apply(rows, filters, chosen, parameters)


def page(
    setting: Setting,
    window: Window,
    chosen: Mapping[str, Sequence[str]],
    *,
    number: int,
    about: str = "",
    name: str = "",
    given: Mapping[str, str] | None = None,
) -> ChangesPage:
    """Everything the page shows, in two SQL statements beside the setting's two.

    `chosen` maps `kind` and `sig` to the values that are on; `given` are `since` and
    `until` as they were asked for.
    """
    rows = found(setting, window, about=about, name=name)
    frame = {"as_of": setting.frame.moment.given}
    parameters = {**chosen, **(given or {}), **frame}
    kept, groups = apply(rows, chosen, parameters, about)
    shown = paging.paged(parameters, number=number, total=len(kept), size=PAGE_SIZE)
    later = window.later()
    release = setting.release(name) if about == "release" else None
    return ChangesPage(
        frame=setting.frame,
        about=about,
        name=name,
        changes=shown.of(kept),
        page=shown,
        facets=groups,
        scope=scope(setting, window, kept, about, name),
        first=window.first,
        last=window.last,
        earlier=words.query({**chosen, **frame, **window.earlier()}),
        later=words.query({**chosen, **frame, **later}) if later else "",
        everything=words.query({**(given or {}), **frame}),
        unfiltered=len(rows),
        week=weeks.of_release(setting, release) if release else None,
        hidden=tuple(
            (key, value)
            for key, values in {**chosen, "as_of": [frame["as_of"]]}.items()
            for value in values
            if value
        ),
    )


def scope(
    setting: Setting, window: Window, rows: Sequence[Change], about: str, name: str
) -> str:
    """One sentence that says what the list holds."""
    said = "1 change" if len(rows) == 1 else f"{len(rows):,} changes"
    keys = len({row.key for row in rows if row.key})
    if keys:
        noun = setting.frame.word if keys == 1 else setting.frame.words
        said += f" of {keys:,} {noun}"
    if about == "sig":
        said += f" of SIG {name}"
    elif about == "release":
        said += f" in {name}"
    days = f"from {_day(window.first)} to {_day(window.last)}"
    if window.first == window.last:
        days = f"on {_day(window.first)}"
    cut = ", the newest" if len(rows) >= changes.MOST else ""
    return f"{said} {days}, UTC{cut}"


def _day(date: dt.date) -> str:
    return f"{date.day} {date:%b} {date.year}"
