"""Saved views as pages show them: listed for who asks, opened, with their history."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any

from enhancements.languages import gettext, gettext_noop, pgettext
from enhancements.models.event import OF_VIEWS
from enhancements.policy.columns import GROUPS
from enhancements.policy.saved_views import AUDIENCES, EVERYBODY, PRIVATE, SIG
from enhancements.policy.search import saved
from enhancements.policy.sentences import listed
from enhancements.queries import sql, words
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

_VIEWS = """
SELECT view.number, view.name, view.description, view.query, view.columns, view.sort,
       view."group", view.audience, view.owner, view.made_at, view.changed_at,
       view.ended_at, coalesce(sig.name, '') AS sig,
       coalesce(view.account_id = %(account)s, false) AS is_mine
  FROM enhancements_savedview view
  LEFT JOIN enhancements_sig sig ON sig.id = view.sig_id
 WHERE view.project_id = %(project)s
   AND (view.audience <> 'private' OR view.account_id = %(account)s)
"""
LISTED = f"""
SELECT jsonb_agg(to_jsonb(one) ORDER BY lower(one.name), one.number)
  FROM ({_VIEWS}) AS one
"""
"""The views of %(project)s that the account of the id %(account)s may see, by name,
retired ones too, as JSON for `read`; NULL for none.
"""
JOINED = "views"
_STEPS = """
SELECT jsonb_agg(to_jsonb(one) ORDER BY one.happened_at DESC, one.id DESC)
  FROM (SELECT event.id, event.kind, event.happened_at, event.by, event.old, event.new
          FROM enhancements_event event
         WHERE event.project_id = %(project)s AND event.kind = ANY(%(kinds)s)
           AND event.new ->> 'view' = %(view)s
         ORDER BY event.happened_at DESC, event.id DESC
         LIMIT %(most)s) AS one
"""
MOST_STEPS = 50
_DID = {
    "view-saved": gettext_noop("saved it"),
    "view-retired": gettext_noop("retired it"),
    "view-restored": gettext_noop("restored it"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """Whoever asks which views they may see."""

    account: int | None = None
    """Id of their account; None for who is not signed in."""


def every(place: Place, reader: Reader) -> tuple[ViewRow, ...]:
    """Every view that a reader may see, by name, retired ones too; in one SQL
    statement. They are those of now, whatever moment the page shows.
    """
    given = {"project": place.id, "account": reader.account}
    (row,) = sql.rows(f"SELECT ({LISTED}) AS views", given)
    return read(row["views"])


def joined(
    statement: str, parameters: Mapping[str, Any], reader: Reader | None
) -> tuple[str, dict[str, Any]]:
    """A statement of rows of name, value and count, and its parameters, with one row
    more: JOINED, with the views that a reader may see as its value, for `read`.
    Without a reader it stays as it is.
    """
    if reader is None:
        return statement, {**parameters}
    more = f"UNION ALL SELECT '{JOINED}', ({LISTED})::text, 0"
    return f"{statement} {more}", {**parameters, "account": reader.account}


def read(found: Any) -> tuple[ViewRow, ...]:
    """The views of LISTED."""
    return tuple(_row(one) for one in sql.parsed(found) or ())


def api_listing(scope: Scope) -> dict[str, Any]:
    """The views in use that all may see in the form of the API, by number; in one SQL
    statement.
    """
    rows = [one for one in every(scope, Reader()) if not one.is_retired]
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


def opened(
    setting: Setting, reader: Reader, number: int
) -> tuple[tuple[ViewRow, ...], Opened | None]:
    """Every view that a reader may see, as of `every`, and the one of this number with
    its history, None when they may see none; in one SQL statement.
    """
    given = {
        "project": setting.id,
        "account": reader.account,
        "kinds": list(OF_VIEWS),
        "view": str(number),
        "most": MOST_STEPS,
    }
    statement = f"SELECT ({LISTED}) AS views, ({_STEPS}) AS steps"
    (row,) = sql.rows(statement, given)
    views = read(row["views"])
    view = next((one for one in views if one.number == number), None)
    if view is None:
        return views, None
    users = tuple(
        one for one in views if not one.is_retired and number in saved.uses(one.query)
    )
    return views, Opened(view, _history(view, sql.parsed(row["steps"])), users)


def _history(view: ViewRow, found: Any) -> tuple[ViewStep, ...]:
    """What was done with a view, the newest first.

    What its owner did while it was theirs alone nobody else is told.
    """
    steps = (_step(one, is_mine=view.is_mine) for one in found or ())
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
        made_at=words.at(row["made_at"]),
        changed_at=words.at(row["changed_at"]),
        ended_at=words.moment(row["ended_at"]),
    )


def _step(row: Mapping[str, Any], *, is_mine: bool) -> ViewStep | None:
    old, new = row["old"] or {}, row["new"]
    at, by, now = words.at(row["happened_at"]), row["by"], {**old, **new}
    if now["audience"] == PRIVATE and not is_mine:
        return None
    if row["kind"] != "view-changed":
        did = _DID[row["kind"]]
        return ViewStep(at, by, gettext(did))
    if old["audience"] == PRIVATE and not is_mine:
        return ViewStep(at, by, gettext("made it for others to see"))
    differ = [name for name in _parts() if old[name] != new[name]]
    said = [_said(name, new) for name in differ]
    has_query = "query" in differ
    return ViewStep(
        at=at,
        by=by,
        did=gettext("changed %(parts)s", parts=listed(said)),
        old=old["query"] if has_query else "",
        new=new["query"] if has_query else "",
    )


def _parts() -> dict[str, str]:
    """What of a view may change, in words."""
    return {
        "query": pgettext("view", "what it asks"),
        "name": pgettext("view", "its name"),
        "description": pgettext("view", "its description"),
        "audience": pgettext("view", "who it is for"),
        "sig": pgettext("view", "its SIG"),
        "columns": pgettext("view", "its columns"),
        "sort": pgettext("view", "its order"),
        "group": pgettext("view", "its groups"),
    }


def _said(name: str, new: Mapping[str, Any]) -> str:
    """A part that changed, and where few words say it, to what."""
    said = _parts()[name]
    if name == "name":
        return gettext("%(part)s to “%(new)s”", part=said, new=new[name])
    if name == "audience":
        audience = gettext(AUDIENCES[new[name]])
        return gettext("%(part)s to “%(new)s”", part=said, new=audience)
    if name == "group" and new[name]:
        group = gettext(GROUPS[new[name]])
        return gettext("%(part)s to “%(new)s”", part=said, new=group)
    return said
