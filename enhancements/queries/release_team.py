"""Who is in the release team of a project now."""

from __future__ import annotations

from enhancements.actions.teams import TEAM
from enhancements.policy.roster_facts import ALIAS
from enhancements.profiles.role_rules import RELEASE_LEAD, RELEASE_SHADOW
from enhancements.profiles.schema import Profile
from enhancements.queries import sql

CONTACTS = (RELEASE_LEAD, RELEASE_SHADOW)
"""Roles whose holders look after entries."""
_STATEMENT = """
SELECT series.field, CASE WHEN series.source = 'team'
            THEN claim.value->'logins' ELSE claim.value END AS logins
  FROM enhancements_series series
  JOIN enhancements_claim claim ON claim.series_id = series.id
 WHERE series.project_id = %(project)s AND series.enhancement_id IS NULL
   AND series.release_id IS NULL AND series.sig_id IS NULL
   AND claim.retracted_at IS NULL AND claim.until IS NULL
   AND series.field = ANY(%(fields)s)
   AND (series.source = 'team' OR series.source LIKE 'roster:%%')
"""


def logins(*, project: int, profile: Profile) -> tuple[str, ...]:
    """Logins of the leads and shadows, by name; one SQL statement.

    Empty where neither a roster nor a team says who they are.
    """
    fields = [
        f"{ALIAS}{rule.alias}" if rule.alias else f"{TEAM}{rule.team}"
        for rule in profile.roles
        if rule.role in CONTACTS
    ]
    rows = sql.rows(_STATEMENT, {"project": project, "fields": fields})
    found: dict[str, str] = {}
    for row in rows:
        said = sql.parsed(row["logins"])
        for login in said if isinstance(said, list) else ():
            found.setdefault(str(login).casefold(), str(login))
    return tuple(found[key] for key in sorted(found))
