"""The list of enhancements as a file with the columns that somebody chose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.policy.search import excerpts
from enhancements.queries.browse_facts import NOTHING
from enhancements.queries.browse_shown import Shown
from enhancements.queries.shapes import EnhancementRow
from enhancements.queries.shapes.found import Line, Match
from enhancements.queries.shapes.lists import RowFacts

_Cell = Callable[[EnhancementRow], Any]
_FIRST: tuple[tuple[str, _Cell], ...] = (
    ("key", lambda row: row.key),
    ("number", lambda row: row.number),
    ("title", lambda row: row.title),
)
_OF_ROW: Mapping[str, _Cell] = {
    "sig": lambda row: row.sig,
    "stage": lambda row: row.stage.key if row.stage else None,
    "release": lambda row: {t.stage.key: t.release for t in row.targets if t.release},
    "status": lambda row: row.status,
    "author": lambda row: list(row.authors),
    "owner": lambda row: list(row.owners),
    "merged": lambda row: iso(row.merged_at),
}
_OF_FACTS: Mapping[str, Callable[[RowFacts], Any]] = {
    "reviewer": lambda facts: list(facts.reviewers),
    "approver": lambda facts: list(facts.approvers),
    "gate": lambda facts: list(facts.gates),
    "freeze": lambda facts: [
        {"release": one.release, "track": one.track, "status": one.status.value}
        for one in facts.standings
    ],
    "waiting": lambda facts: [one.name for one in facts.whom],
    "updated": lambda facts: iso(facts.updated_at),
}


def of(shown: Shown, facts: Mapping[int, RowFacts]) -> Sheet[EnhancementRow]:
    """The sheet of these columns; `facts` are by id of enhancement."""

    def cell(name: str) -> _Cell:
        if name in _OF_ROW:
            return _OF_ROW[name]
        made = _OF_FACTS[name]
        return lambda row: made(facts.get(row.enhancement, NOTHING))

    columns = ((one.name, cell(one.name)) for one in shown.every)
    return Sheet("enhancements", (*_FIRST, *columns))


def found(
    sheet: Sheet[EnhancementRow], matches: Mapping[int, Match]
) -> Sheet[EnhancementRow]:
    """The sheet of a list that was searched for words, with where they were found.

    `matches` are by id of enhancement; others meet the words, too, and are not ranked.
    """

    def rank(row: EnhancementRow) -> int | None:
        match = matches.get(row.enhancement)
        return match.rank if match else None

    def of_line(value: Callable[[Line], str], name: str = "") -> _Cell:
        def cell(row: EnhancementRow) -> str | None:
            match = matches.get(row.enhancement)
            if match is None:
                return None
            return value(match.line) if match.line else name or None

        return cell

    columns: tuple[tuple[str, _Cell], ...] = (
        ("rank", rank),
        ("found_in", of_line(lambda line: line.kind, "name")),
        ("found_text", of_line(lambda line: excerpts.plain(line.pieces))),
        ("found_url", of_line(lambda line: line.url)),
    )
    return Sheet(sheet.name, (*sheet.columns, *columns))
