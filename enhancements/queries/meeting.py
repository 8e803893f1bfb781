"""What a SIG looks at together in a meeting: its queue, and entry by entry what is
next.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from enhancements.languages import gettext
from enhancements.policy import boards, next_steps
from enhancements.policy.boards import Status
from enhancements.policy.next_steps import Piece
from enhancements.policy.waiting import Wait
from enhancements.queries import rosters, waiting_page, words
from enhancements.queries import waiting as waits
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Frame
from enhancements.queries.shapes.waiting import QueueEntry, WaitRow
from enhancements.queries.sigs import SigUnknown


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """One entry on the agenda."""

    entry: QueueEntry
    status: Status
    label: str
    next: tuple[Piece, ...]
    """What comes next, in a sentence; empty when nothing is waited for."""


@dataclasses.dataclass(frozen=True, slots=True)
class MeetingPage:
    """Everything the page shows."""

    frame: Frame
    sig: str
    release: str
    """Empty when no release is in work."""
    ours: tuple[WaitRow, ...]
    """What waits for the SIG itself; of people `items` tell it entry by entry."""
    others: tuple[WaitRow, ...]
    items: tuple[Item, ...]
    contact: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The agenda as Markdown, to paste into the meeting's notes: in the language
        of who prepares it, as the waits themselves are.
        """
        lines = [f"# SIG {self.sig}{f', {self.release}' if self.release else ''}", ""]
        for title, rows in (
            (gettext("Waiting on us"), self.ours),
            (gettext("We wait on others"), self.others),
        ):
            lines += [f"## {title}", ""]
            lines += [_line(row) for row in rows] or [gettext("Nothing.")]
            lines.append("")
        if self.items:
            lines += [f"## {self.release}", ""]
            lines += [_item(one) for one in self.items]
        return "\n".join(lines).rstrip() + "\n"


def page(setting: Setting, sig: str, release: str = "") -> MeetingPage:
    """The meeting of a SIG about a release, by default the one in work; in one SQL
    statement beside the setting's two. Raises SigUnknown.
    """
    shown = _shown(setting, release)
    found = waits.queue(setting, sigs=[sig], releases=shown)
    mine = [one for one in found.entries if one.sig == sig]
    if sig not in found.rosters and not mine:
        raise SigUnknown(sig)
    ours, _, others = waiting_page.split(found.rows, sig)
    by_entry = found.by_entry()
    items = [_made(one, by_entry.get(one.place, ())) for one in mine]
    order = list(Status)
    items.sort(
        key=lambda one: (order.index(one.status), one.entry.number or 0, one.entry.key)
    )
    return MeetingPage(
        frame=setting.frame,
        sig=sig,
        release=shown[0].name if shown else "",
        ours=ours,
        others=others,
        items=tuple(items),
        contact=found.rosters.get(sig, rosters.Roster(sig)).contact,
    )


def _shown(setting: Setting, release: str) -> list[Dates]:
    chosen = setting.release(release)
    return [chosen] if chosen is not None else waits.in_work(setting)[:1]


def _made(entry: QueueEntry, waits: Sequence[Wait]) -> Item:
    status = entry.facts.status
    said = next_steps.sentences(waits)
    return Item(entry, status, gettext(boards.LABELS[status]), said)


def _line(row: WaitRow) -> str:
    """One line; what a source wrote cannot end it, nor make markup of it."""
    whom = next_steps.names(row.wait.whom)
    return f"- {_plain(row.entry)}: {_escaped(row.wait.ask)} ({_escaped(whom)})"


def _item(one: Item) -> str:
    said = "".join(text for text, _ in one.next)
    label = f"{one.entry.stage.label}, {words.within(one.label)}"
    return f"- {_plain(one.entry)}: {_escaped(label)}. {_escaped(said)}".rstrip()


def _plain(entry: QueueEntry) -> str:
    name = f"#{entry.number}" if entry.number is not None else entry.key
    return f"{_escaped(name)} {_escaped(entry.title)}"


_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|"})


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_MARKS)
