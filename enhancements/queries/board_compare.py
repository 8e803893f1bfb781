"""A board beside itself at another moment."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from enhancements.languages import gettext
from enhancements.policy import sentences
from enhancements.queries import board, comparing
from enhancements.queries.board import Found
from enhancements.queries.board_filters import owners_of
from enhancements.queries.comparing import Other
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.board import BoardRow
from enhancements.queries.shapes.compare import Comparison


def read(
    setting: Setting, release: str, text: str, visited_at: dt.datetime | None
) -> Other | None:
    """The moment that `compare` names, as `comparing.read` takes it."""
    return comparing.read(setting, text, release=release, visited_at=visited_at)


def compared(
    setting: Setting,
    other: Other,
    release: Dates,
    here: tuple[Sequence[BoardRow], Found],
    narrow: Callable[[Setting, Sequence[BoardRow]], Sequence[BoardRow]],
) -> Comparison[BoardRow]:
    """The rows shown beside those of the other moment, narrowed in the same way; three
    SQL statements.
    """
    kept, found = here
    before = comparing.then(setting, other)
    dates = before.release(release.name) or dataclasses.replace(release, deadlines=())
    then = board.find(before, dates)
    return comparing.compared(
        setting,
        other,
        (kept, narrow(before, then.rows)),
        (found.rows, then.rows),
        texts,
    )


def texts(row: BoardRow) -> Mapping[str, str]:
    """What a row says, column by column; freezes by their keys."""
    entry, owners = row.entry, owners_of(row)
    said = {
        "title": entry.title,
        "key": entry.key,
        "sig": entry.sig or gettext("no SIG"),
        "stage": entry.stage.label,
        "owner": sentences.people(owners) if owners else gettext("nobody"),
        "contact": f"@{row.contact}" if row.contact else gettext("nobody"),
    }
    for cell in row.cells:
        said[cell.freeze] = f"{cell.text}, {cell.detail}" if cell.detail else cell.text
    return said
