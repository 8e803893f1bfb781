"""When the owners of enhancements were seen on them last, within others' statements.

Seen is who commented, reviewed, opened or edited something on the tracking issue or on
a pull request of the enhancement, whoever acted there otherwise (pushed by force,
labelled, closed), and who did something about it here. Who committed is not among it:
commits name addresses of mail, and nobody's account.

A login means whoever has it now, and whoever had it before: of two it counts who was
seen last, so that nobody is missed because of a name.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.policy import absence, addresses
from enhancements.policy.absence import Absent, Known, Left, Sight
from enhancements.queries import pull_fields
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain

# Pull requests are found by the claims that name them, as `actions.activity` does.
_THINGS = f"""
  SELECT item.enhancement_id, item.id, item.number, item.kind, item.repository_id
    FROM enhancements_item item
   WHERE item.enhancement_id IN (SELECT enhancement_id FROM owned)
  UNION
  SELECT named.enhancement_id, item.id, item.number, item.kind, item.repository_id
    FROM (SELECT series.enhancement_id, series.project_id,
                 {pull_fields.HOME} AS home, {pull_fields.NUMBER} AS number
            FROM enhancements_series series
           WHERE series.enhancement_id IN (SELECT enhancement_id FROM owned)
             AND series.field LIKE 'pull:%%#%%') named
    JOIN enhancements_repository repository
      ON repository.project_id = named.project_id
     AND lower(repository.name) = named.home
    JOIN enhancements_item item
      ON item.repository_id = repository.id AND item.kind = 'pull'
     AND item.number = named.number
"""
# The last of each sort is one step back from the moment, not a count of all.
_DONE = """
  (SELECT comment.created_at AS at, comment.kind AS what, comment.github_id AS place
     FROM enhancements_comment comment
    WHERE comment.item_id = things.id AND comment.author_id = accounts.id
      AND comment.created_at <= %(at)s
    ORDER BY comment.created_at DESC LIMIT 1)
  UNION ALL
  (SELECT event.at, 'acted', NULL FROM enhancements_timelineitem event
    WHERE event.item_id = things.id AND event.actor_id = accounts.id
      AND event.at <= %(at)s
    ORDER BY event.at DESC LIMIT 1)
  UNION ALL
  (SELECT edit.edited_at, 'edited', NULL FROM enhancements_edit edit
    WHERE edit.item_id = things.id AND edit.editor_id = accounts.id
      AND edit.edited_at <= %(at)s
    ORDER BY edit.edited_at DESC LIMIT 1)
  UNION ALL
  SELECT item.created_at, 'opened', NULL FROM enhancements_item item
   WHERE item.id = things.id AND item.author_id = accounts.id
     AND item.created_at <= %(at)s
"""
# Who is in a list under the name that they have now is in it, whatever documents call
# them. A team that cannot be read any more says nothing about who left.
_LISTED = """
  SELECT names.login,
         max(coalesce(claim.until, 'infinity')) AS until,
         (array_agg(series.source ORDER BY coalesce(claim.until, 'infinity') DESC))[1]
           AS source
    FROM enhancements_series series
    JOIN enhancements_claim claim ON claim.series_id = series.id
   CROSS JOIN LATERAL jsonb_array_elements_text(
         CASE jsonb_typeof(claim.value) WHEN 'array' THEN claim.value
              WHEN 'object' THEN claim.value->'logins' END) AS handle
    JOIN names ON names.name = lower(handle)
   WHERE series.project_id = %(project)s AND series.enhancement_id IS NULL
     AND series.release_id IS NULL AND claim.retracted_at IS NULL
     AND claim.since <= %(at)s
     AND (series.source LIKE 'roster:%%' OR series.source = 'team'
          AND (claim.until IS NULL OR claim.until > %(at)s))
   GROUP BY names.login
"""
# From when the last stretch in which a source names them without a break.
_NAMED = """
  SELECT min(began) FROM (
    SELECT max(claim.since) AS began
      FROM enhancements_series series
      JOIN enhancements_claim claim ON claim.series_id = series.id
     WHERE series.enhancement_id = owned.enhancement_id
       AND series.field IN ('owners', 'authors') AND claim.retracted_at IS NULL
       AND claim.since <= %(at)s
       AND lower(claim.value::text)::jsonb ?| ARRAY[owned.login, '@' || owned.login]
       AND NOT EXISTS (SELECT FROM enhancements_claim former
                        WHERE former.series_id = claim.series_id
                          AND former.until = claim.since
                          AND former.retracted_at IS NULL
                          AND lower(former.value::text)::jsonb
                              ?| ARRAY[owned.login, '@' || owned.login])
     GROUP BY series.id) stretches
"""
STATEMENT = f"""
WITH accounts AS MATERIALIZED (
  SELECT named.login, person.id, person.kind, person.login AS called,
         true AS is_now
    FROM (SELECT DISTINCT login FROM owned) named
    JOIN enhancements_person person ON lower(person.login) = named.login
  UNION ALL
  SELECT DISTINCT named.login, person.id, person.kind, person.login, false
    FROM enhancements_person person
   CROSS JOIN LATERAL jsonb_array_elements(person.former) AS was
    JOIN (SELECT DISTINCT login FROM owned) named
      ON named.login = lower(was->>'login')
   WHERE person.former <> '[]' AND lower(person.login) <> named.login
), names AS MATERIALIZED (
  SELECT DISTINCT login, login AS name FROM owned
  UNION SELECT login, lower(called) FROM accounts
), things AS MATERIALIZED ({_THINGS}
), did AS MATERIALIZED (
  SELECT owned.enhancement_id, owned.login, done.at, done.what, done.place,
         things.number, things.kind, repository.host, repository.name
    FROM owned
    JOIN accounts ON accounts.login = owned.login
    JOIN things ON things.enhancement_id = owned.enhancement_id
    JOIN enhancements_repository repository ON repository.id = things.repository_id
   CROSS JOIN LATERAL ({_DONE}) done
  UNION ALL
  SELECT owned.enhancement_id, owned.login, event.happened_at, 'here', NULL, NULL,
         '', '', ''
    FROM owned
    JOIN names ON names.login = owned.login
    JOIN enhancements_event event
      ON event.enhancement_id = owned.enhancement_id
     AND lower(event.by) = names.name AND event.happened_at <= %(at)s
), listed AS MATERIALIZED ({_LISTED})
SELECT owned.enhancement_id, owned.login, ({_NAMED}) AS named_at,
       EXISTS (SELECT FROM things
                WHERE things.enhancement_id = owned.enhancement_id) AS is_looked_at,
       (SELECT to_jsonb(accounts) FROM accounts WHERE accounts.login = owned.login
         ORDER BY accounts.is_now DESC LIMIT 1) AS account,
       (SELECT to_jsonb(did) FROM did
         WHERE did.enhancement_id = owned.enhancement_id AND did.login = owned.login
         ORDER BY did.at DESC LIMIT 1) AS last,
       (SELECT to_jsonb(listed) FROM listed
         WHERE listed.login = owned.login AND listed.until <= %(at)s) AS gone
  FROM owned
"""
"""A row of each owner, for a statement that has `owned` (enhancement_id, login in lower
case), `project` and `at`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """What is known of an owner of an enhancement."""

    known: Known
    named_at: dt.datetime | None
    """Since when they are named without a break."""
    is_looked_at: bool
    """Whether anything of it on GitHub is read, where they could be seen."""


Sightings = Mapping[tuple[int, str], Seen]
"""By the id of the enhancement and the login in lower case."""

_WHAT = {
    "comment": "with a comment on {name}",
    "review": "with a review of {name}",
    "acted": "on {name}",
    "edited": "editing {name}",
    "opened": "opening {name}",
    "here": "here",
}
_PLACES = {"comment": "#issuecomment-", "review": "#pullrequestreview-"}


def made(rows: Iterable[Mapping[str, Any]]) -> Sightings:
    """What the rows of STATEMENT say, as JSON."""
    return {
        (one["enhancement_id"], one["login"]): Seen(
            _known(one), _at(one["named_at"]), one["is_looked_at"]
        )
        for one in rows
    }


def absent(
    setting: Setting,
    seen: Sightings,
    enhancement: int,
    owners: Sequence[str],
    since: dt.datetime | None,
) -> tuple[Absent, ...]:
    """Those of these owners who are gone or silent; `since` is from when the work is
    waited for, None while it is not. Where nothing of GitHub is read that could show
    them, nobody is silent.
    """
    found = []
    for login in owners:
        row = seen.get((enhancement, plain(login)))
        if row is None:
            continue
        asked = max(since, row.named_at) if since and row.named_at else since
        one = absence.judge(
            dataclasses.replace(row.known, login=login.lstrip("@")),
            asked_since=asked if row.is_looked_at else None,
            at=setting.at,
            days=setting.profile.silent_days,
        )
        if one is not None:
            found.append(one)
    return tuple(found)


def _known(one: Mapping[str, Any]) -> Known:
    account, last, left = one["account"] or {}, one["last"], one["gone"]
    called = account.get("called") or ""
    return Known(
        login=one["login"],
        kind=account.get("kind") or "",
        called="" if called.casefold() == one["login"] else called,
        last=_sight(last) if last else None,
        left=_left(left) if left else None,
    )


def _sight(last: Mapping[str, Any]) -> Sight:
    name = f"{last['name'].rpartition('/')[2]}#{last['number']}"
    at = dt.datetime.fromisoformat(last["at"]).astimezone(dt.UTC)
    what = _WHAT[last["what"]].format(name=name)
    if last["number"] is None:
        return Sight(at, what)
    page = addresses.pull if last["kind"] == "pull" else addresses.issue
    url = page(last["host"], last["name"], last["number"])
    place = _PLACES.get(last["what"], "")
    return Sight(at, what, f"{url}{place}{last['place']}" if place else url)


def _left(left: Mapping[str, Any]) -> Left:
    at = dt.datetime.fromisoformat(left["until"]).astimezone(dt.UTC)
    return Left(at, left["source"].partition(":")[2])


def _at(said: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(said).astimezone(dt.UTC) if said else None
