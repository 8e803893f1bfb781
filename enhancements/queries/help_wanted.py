"""Enhancements for which somebody is wanted, as of a moment."""

from __future__ import annotations

from enhancements.policy.help_wanted import OWNER
from enhancements.queries import helps, sql, take_overs
from enhancements.queries.enhancement import BY_KEY, by_key
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.help_wanted import HelpList, HelpPage

_ONE = f"""{BY_KEY}
SELECT record.enhancement_id, record.key, record.number, record.title, record.sig,
{helps.COLUMN} FROM record
"""
_WANTED = f"""
SELECT record.key, record.number, record.title, record.sig, help.id, help.kind,
       help.text, help.by, help.since, NULL::timestamptz AS until
{helps.STANDING}
 ORDER BY help.since DESC, help.id DESC
"""
_LIST = f"""
WITH offered AS MATERIALIZED ({take_overs.OPEN})
SELECT (SELECT jsonb_agg(to_jsonb(wanted)) FROM ({_WANTED}) wanted) AS wanted,
       ({take_overs.EVERY}) AS offers
"""


def listing(setting: Setting, *, sig: str = "", kind: str = "") -> HelpList:
    """What the project's enhancements want, the newest first, and who offers to take
    them over, the oldest first; in one SQL statement.
    """
    (row,) = sql.rows(_LIST, {"project": setting.id, "at": setting.at})
    every = [helps.made(one) for one in sql.parsed(row["wanted"]) or []]
    offers = [take_overs.made(one) for one in sql.parsed(row["offers"]) or []]
    owning = [*(one.sig for one in every), *(one.sig for one in offers)]
    return HelpList(
        frame=setting.frame,
        rows=tuple(
            one
            for one in every
            if one.sig == (sig or one.sig) and kind in ("", one.kind)
        ),
        sig=sig,
        kind=kind,
        sigs=tuple(sorted({one for one in owning if one})),
        total=len(every),
        offers=tuple(
            one for one in offers if one.sig == (sig or one.sig) and kind in ("", OWNER)
        ),
    )


def page(setting: Setting, key: str) -> HelpPage:
    """What one enhancement wants, in one SQL statement.

    Raises EnhancementUnknown, and EnhancementMoved for a name it had once.
    """
    row = by_key(setting, _ONE, key)
    history = helps.of_record(row)
    return HelpPage(
        frame=setting.frame,
        key=row["key"],
        number=row["number"],
        title=row["title"],
        sig=row["sig"] or "",
        stands=helps.standing(setting, history),
        history=history,
        enhancement=row["enhancement_id"],
    )
