"""How often what boards show has changed."""

from __future__ import annotations

from enhancements.policy.live import PARTS, Version
from enhancements.queries import sql

_STATEMENT = """
SELECT part, number FROM enhancements_pulse WHERE project_id = %(project)s
"""


def version(project: int) -> Version:
    """The version of a project's boards now, in one SQL statement.

    Read it before what it is of: then nothing that is older is taken for new.
    """
    rows = sql.rows(_STATEMENT, {"project": project})
    numbers = {row["part"]: row["number"] for row in rows}
    return Version(*(numbers.get(part, 0) for part in PARTS))
