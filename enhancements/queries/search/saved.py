"""Which saved views a search may use."""

from __future__ import annotations

from collections.abc import Sequence

from enhancements.languages import gettext
from enhancements.policy.search.saved import View
from enhancements.queries import sql
from enhancements.queries.handles import plain

_STATEMENT = """
SELECT view.number, view.name, view.query, view.audience, sig.name AS sig,
       view.ended_at IS NOT NULL AS is_retired
  FROM enhancements_savedview view
  LEFT JOIN enhancements_account account ON account.id = view.account_id
  LEFT JOIN enhancements_sig sig ON sig.id = view.sig_id
 WHERE view.project_id = %(project)s
   AND (view.audience <> 'private' OR lower(account.login) = ANY(%(me)s))
 ORDER BY view.number
"""


def known(project: int, *, me: Sequence[str] = ()) -> tuple[View, ...]:
    """The views of a project that who asks may see, retired ones too; one statement.

    `me` are their logins. They are those of now, whatever moment a search asks about.
    """
    logins = [plain(one) for one in me if one]
    rows = sql.rows(_STATEMENT, {"project": project, "me": logins})
    return tuple(
        View(
            number=row["number"],
            name=row["name"],
            query=row["query"],
            whose=whose(row["audience"], row["sig"]),
            is_retired=row["is_retired"],
        )
        for row in rows
    )


def whose(audience: str, sig: str | None) -> str:
    """Whose a view is that somebody sees, in words."""
    if audience == "private":
        return gettext("yours")
    if audience == "sig":
        return gettext("of SIG %(sig)s", sig=sig)
    return gettext("everybody's")
