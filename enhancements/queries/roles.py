"""Which roles somebody holds in a project now, by its own rosters and teams.

Never from what is kept about a session: a role that ended in a roster is gone with the
next request.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from enhancements.actions.teams import TEAM
from enhancements.policy.permissions import OPERATOR, OWNER, Held
from enhancements.policy.roster_facts import ALIAS
from enhancements.profiles.role_rules import SIG_LEAD
from enhancements.profiles.schema import Profile
from enhancements.queries import sql

_LEADS = ("chairs", "leads")
# A line of a roster means whoever had that login when it was written. Where the login
# was somebody else's, a line older than the change of hands is none of whom has it now,
# until the list was seen without it. `passed` is that moment, null for a login that was
# never another's: when the other was told to be called otherwise, or, where only the
# newcomer was seen, when they were first called so.
_PASSED = """
SELECT max(moment) AS at FROM (
  SELECT (was->>'until')::timestamptz AS moment
    FROM enhancements_person other, jsonb_array_elements(other.former) AS was
   WHERE other.former <> '[]' AND other.github_id <> %(github_id)s
     AND lower(was->>'login') = lower(%(login)s)
  UNION ALL
  SELECT coalesce((mine.former->-1->>'until')::timestamptz, mine.told_at,
                  clock_timestamp())
    FROM enhancements_person other
    LEFT JOIN enhancements_person mine
      ON mine.host = other.host AND mine.github_id = %(github_id)s
     AND lower(mine.login) = lower(%(login)s)
   WHERE other.github_id <> %(github_id)s AND lower(other.login) = lower(%(login)s)
) AS moments
"""
_STATEMENT = f"""
WITH passed AS MATERIALIZED ({_PASSED})
SELECT coalesce(sig.name, '') AS sig, series.field, series.source
  FROM enhancements_series series
  JOIN enhancements_claim claim ON claim.series_id = series.id
  LEFT JOIN enhancements_sig sig ON sig.id = series.sig_id
 CROSS JOIN passed
 WHERE series.project_id = %(project)s AND series.enhancement_id IS NULL
   AND series.release_id IS NULL
   AND claim.retracted_at IS NULL AND claim.until IS NULL
   AND CASE WHEN series.source = 'team'
            THEN claim.value->'ids' @> to_jsonb(%(github_id)s::bigint)
            ELSE series.source LIKE 'roster:%%'
             AND (series.field = ANY(%(leads)s) OR series.field LIKE 'alias:%%')
             AND jsonb_typeof(claim.value) = 'array'
             AND EXISTS (SELECT FROM jsonb_array_elements_text(claim.value) AS handle
                          WHERE lower(handle) = lower(%(login)s))
             AND (passed.at IS NULL
                  OR EXISTS (SELECT FROM enhancements_claim later
                              WHERE later.series_id = series.id
                                AND later.retracted_at IS NULL
                                AND later.since > passed.at
                                AND NOT lower(later.value::text)::jsonb
                                        ? lower(%(login)s))
                  OR NOT EXISTS (SELECT FROM enhancements_claim old
                                  WHERE old.series_id = series.id
                                    AND old.retracted_at IS NULL
                                    AND old.since <= passed.at
                                    AND (old.until IS NULL OR old.until > passed.at)
                                    AND lower(old.value::text)::jsonb
                                        ? lower(%(login)s))) END
UNION ALL
SELECT '', 'owner', record.key
  FROM enhancements_record record CROSS JOIN passed
 WHERE record.project_id = %(project)s AND record.until IS NULL
   AND tracker_handles(record.authors || record.owners || record.reviewers
                       || record.approvers) && ARRAY[lower(%(login)s)]
   AND tracker_handles(record.authors || record.owners) && ARRAY[lower(%(login)s)]
   AND (passed.at IS NULL
        OR EXISTS (SELECT FROM enhancements_record later
                    WHERE later.enhancement_id = record.enhancement_id
                      AND later.since > passed.at
                      AND NOT tracker_handles(later.authors || later.owners)
                              && ARRAY[lower(%(login)s)])
        OR NOT EXISTS (SELECT FROM enhancements_record old
                        WHERE old.enhancement_id = record.enhancement_id
                          AND old.since <= passed.at
                          AND (old.until IS NULL OR old.until > passed.at)
                          AND tracker_handles(old.authors || old.owners)
                              && ARRAY[lower(%(login)s)]))
 ORDER BY 2, 1, 3
"""


def held(
    *,
    project: int,
    profile: Profile,
    login: str,
    github_id: int,
    operators: Iterable[int] = (),
) -> tuple[Held, ...]:
    """The roles of the account with this number, called so now; one SQL statement.

    Each once, with the sources where it stands. Who took a login that was somebody
    else's holds nothing by lines that were written while it was the other's.
    """
    rows = sql.rows(
        _STATEMENT,
        {
            "project": project,
            "login": login,
            "github_id": github_id,
            "leads": list(_LEADS),
        },
    )
    found = [one for row in rows for one in _roles(profile, row)]
    if github_id in set(operators):
        found.append(Held(OPERATOR, source="the setting TRACKER_OPERATORS"))
    return tuple(_once(found))


def passed_at(*, login: str, github_id: int) -> dt.datetime | None:
    """When a login passed on to the account that is called so now; None for one that
    was never another's. One SQL statement.
    """
    (row,) = sql.rows(_PASSED, {"login": login, "github_id": github_id})
    found: dt.datetime | None = row["at"]
    return found


def _roles(profile: Profile, row: Mapping[str, Any]) -> Iterable[Held]:
    field, sig, source = row["field"], row["sig"], row["source"]
    if field == OWNER:
        yield Held(OWNER, source, "the record")
    elif field in _LEADS:
        if sig:
            yield Held(SIG_LEAD, sig, source.partition(":")[2])
    elif field.startswith(ALIAS):
        yield from _ruled(profile, "alias", field.removeprefix(ALIAS))
    elif field.startswith(TEAM):
        yield from _ruled(profile, "team", field.removeprefix(TEAM))


def _ruled(profile: Profile, kind: str, name: str) -> Iterable[Held]:
    for rule in profile.roles:
        if not getattr(rule, kind):
            continue
        sig = rule.sig_of(name)
        if sig is not None:
            yield Held(rule.role, sig, f"{kind} {name}")


def _once(found: Iterable[Held]) -> Iterable[Held]:
    """One of each role and place; the sources are joined."""
    sources: dict[tuple[str, str], list[str]] = {}
    for one in found:
        known = sources.setdefault((one.role, one.of), [])
        if one.source not in known:
            known.append(one.source)
    for (role, of), named in sources.items():
        yield Held(role, of, ", ".join(named))
