"""Saved views as pages show them: listed for who asks, opened, with their history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from enhancements.models.event import OF_VIEWS
from enhancements.policy.columns import GROUPS
from enhancements.policy.saved_views import AUDIENCES, EVERYBODY, PRIVATE, SIG
from enhancements.policy.search import saved
from enhancements.queries import sql
from enhancements.queries.contract import iso
from enhancements.queries.frame import Setting
from enhancements.queries.scope import Place, Scope
from enhancements.queries.search.saved import whose
from enhancements.queries.shapes.saved_views import (
    Opened,
    ViewMenu,
    ViewRow,
    ViewsPage,
    ViewStep,
)

_STATEMENT = """
SELECT view.number, view.name, view.description, view.query, view.columns, view.sort,
       view."group", view.audience, view.owner, view.made_at, view.changed_at,
       view.ended_at, coalesce(sig.name, '') AS sig,
       coalesce(view.account_id = %(account)s, false) AS is_mine
  FROM enhancements_savedview view
  LEFT JOIN enhancements_sig sig ON sig.id = view.sig_id
 WHERE view.project_id = %(project)s
   AND (view.audience <> 'private' OR view.account_id = %(account)s)
 ORDER BY lower(view.name), view.number
"""
_HISTORY = """
SELECT event.kind, event.happened_at, event.by, event.old, event.new
  FROM enhancements_event event
 WHERE event.project_id = %(project)s AND event.kind = ANY(%(kinds)s)
   AND event.new ->> 'view' = %(view)s
 ORDER BY event.happened_at DESC, event.id DESC
 LIMIT %(most)s
"""
MOST_STEPS = 50
_DID = {
    "view-saved": "saved it",
    "view-retired": "retired it",
    "view-restored": "restored it",
}
_PARTS = {
    "query": "what it asks",
    "name": "its name",
    "description": "its description",
    "audience": "who it is for",
    "sig": "its SIG",
    "columns": "its columns",
    "sort": "its order",
    "group": "its groups",
}


def every(place: Place, *, account: int | None) -> tuple[ViewRow, ...]:
    """Every view that the account of this id may see, by name, retired ones too; in
    one SQL statement. They are those of now, whatever moment the page shows.
    """
    rows = sql.rows(_STATEMENT, {"project": place.id, "account": account})
    return tuple(_row(row) for row in rows)


def api_listing(scope: Scope) -> dict[str, Any]:
    """The views in use that all may see in the form of the API, by number; in one SQL
    statement.
    """
    rows = [one for one in every(scope, account=None) if not one.is_retired]
    return {
        "project": scope.name,
        "as_of": iso(scope.at),
        "items": [_data(one) for one in sorted(rows, key=lambda one: one.number)],
    }


def _data(row: ViewRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "name": row.name,
        "description": row.description,
        "audience": row.audience,
        "sig": row.sig or None,
        "owner": row.owner,
        "query": row.query,
        "columns": list(row.columns),
        "sort": row.sort,
        "group": row.group,
        "made_at": iso(row.made_at),
        "changed_at": iso(row.changed_at),
    }


def menu(views: Collection[ViewRow], *, sigs: Collection[str]) -> ViewMenu:
    """Those in use by whose they are; `sigs` are those of who asks."""
    used = [one for one in views if not one.is_retired]
    of_sigs = [one for one in used if one.audience == SIG]
    return ViewMenu(
        mine=tuple(one for one in used if one.audience == PRIVATE),
        of_sigs=tuple(one for one in of_sigs if one.sig in sigs),
        everybody=tuple(one for one in used if one.audience == EVERYBODY),
        others=tuple(one for one in of_sigs if one.sig not in sigs),
    )


def page(
    setting: Setting, views: Collection[ViewRow], *, sigs: Collection[str]
) -> ViewsPage:
    """Everything the list of views shows, of all that who asks may see."""
    used = [one for one in views if not one.is_retired]
    return ViewsPage(
        frame=setting.frame,
        menu=menu(views, sigs=sigs),
        retired=tuple(one for one in views if one.is_retired),
        rows=tuple(sorted(used, key=lambda one: one.number)),
    )


def opened(setting: Setting, views: Collection[ViewRow], number: int) -> Opened | None:
    """The view of this number with its history; None when who asks may see none.

    `views` are all that they may see. One SQL statement.
    """
    view = next((one for one in views if one.number == number), None)
    if view is None:
        return None
    return Opened(
        view=view,
        steps=history(setting, view),
        users=tuple(
            one
            for one in views
            if not one.is_retired and number in saved.uses(one.query)
        ),
    )


def history(setting: Setting, view: ViewRow) -> tuple[ViewStep, ...]:
    """What was done with a view, the newest first; one SQL statement.

    What its owner did while it was theirs alone nobody else is told.
    """
    rows = sql.rows(
        _HISTORY,
        {
            "project": setting.id,
            "kinds": list(OF_VIEWS),
            "view": str(view.number),
            "most": MOST_STEPS,
        },
    )
    steps = (_step(row, is_mine=view.is_mine) for row in rows)
    return tuple(one for one in steps if one is not None)


def _row(row: Mapping[str, Any]) -> ViewRow:
    return ViewRow(
        number=row["number"],
        name=row["name"],
        description=row["description"],
        query=row["query"],
        columns=tuple(row["columns"]),
        sort=row["sort"],
        group=row["group"],
        audience=row["audience"],
        sig=row["sig"],
        owner=row["owner"],
        is_mine=row["is_mine"],
        whose=whose(row["audience"], row["sig"]),
        made_at=row["made_at"],
        changed_at=row["changed_at"],
        ended_at=row["ended_at"],
    )


def _step(row: Mapping[str, Any], *, is_mine: bool) -> ViewStep | None:
    old, new = sql.parsed(row["old"]) or {}, sql.parsed(row["new"])
    now = {**old, **new}
    if now["audience"] == PRIVATE and not is_mine:
        return None
    if row["kind"] != "view-changed":
        return ViewStep(row["happened_at"], row["by"], _DID[row["kind"]])
    if old["audience"] == PRIVATE and not is_mine:
        return ViewStep(row["happened_at"], row["by"], "made it for others to see")
    differ = [name for name in _PARTS if old[name] != new[name]]
    said = [_said(name, new) for name in differ]
    has_query = "query" in differ
    return ViewStep(
        at=row["happened_at"],
        by=row["by"],
        did=f"changed {_listed(said)}",
        old=old["query"] if has_query else "",
        new=new["query"] if has_query else "",
    )


def _said(name: str, new: Mapping[str, Any]) -> str:
    """A part that changed, and where few words say it, to what."""
    said = _PARTS[name]
    if name == "name":
        return f"{said} to “{new[name]}”"
    if name == "audience":
        return f"{said} to “{AUDIENCES[new[name]]}”"
    if name == "group" and new[name]:
        return f"{said} to “{GROUPS[new[name]]}”"
    return said


def _listed(said: list[str]) -> str:
    *first, last = said
    return f"{', '.join(first)} and {last}" if first else last
