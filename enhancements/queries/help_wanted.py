"""Enhancements for which somebody is wanted, as of a moment."""

from __future__ import annotations

from enhancements.queries import helps, sql
from enhancements.queries.enhancement import BY_KEY, by_key
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.help_wanted import Help, HelpList, HelpPage

_ONE = f"""{BY_KEY}
SELECT record.enhancement_id, record.key, record.number, record.title, record.sig,
{helps.COLUMN} FROM record
"""
_LIST = f"""
SELECT record.key, record.number, record.title, record.sig, help.id, help.kind,
       help.text, help.by, help.since, NULL::timestamptz AS until
{helps.STANDING}
 ORDER BY help.since DESC, help.id DESC
"""


def listing(setting: Setting, *, sig: str = "", kind: str = "") -> HelpList:
    """What the project's enhancements want, the newest first, in one SQL statement."""
    rows = sql.rows(_LIST, {"project": setting.id, "at": setting.at})
    every = [Help(**row) for row in rows]
    return HelpList(
        frame=setting.frame,
        rows=tuple(
            one
            for one in every
            if one.sig == (sig or one.sig) and kind in ("", one.kind)
        ),
        sig=sig,
        kind=kind,
        sigs=tuple(sorted({one.sig for one in every if one.sig})),
        total=len(every),
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
