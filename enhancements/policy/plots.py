"""Where the marks of a report's charts are drawn, in percent of the drawing.

Pure. Charts are drawn by the server in percent, so that text never scales and a chart
fits a phone as it fits a screen. There are two kinds: rows of stacked bars, and columns
along days. Every mark has its number in words beside it: in a bar's line, or in the
table that stands below each chart.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

TONES = (
    "kept",
    "kept-2",
    "kept-3",
    "planned",
    "lost",
    "late",
    "late-2",
    "deferred",
    "exception",
    "unknown",
)
"""What a mark may stand for; `static/css/components/report.css` has their looks."""


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A number of something that a bar or column is made of."""

    tone: str
    """A word of TONES."""
    number: int
    said: str
    """What it counts, in a word or two: "slipped"."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle in percent."""

    tone: str
    start: float
    """From the left for a bar, from the top for a column."""
    size: float
    said: str


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """A line of a chart: a label, what is said of it, and its bar."""

    label: str
    said: str
    marks: tuple[Mark, ...]
    group: str = ""
    """Heading above it; the same as of the line before for none."""


@dataclasses.dataclass(frozen=True, slots=True)
class Bars:
    """A chart of lines with bars, all on one scale from nought."""

    title: str
    description: str
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, str], ...]
    """(tone, what it stands for), of the tones that are drawn."""
    kind: str = "bars"


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column at a place of the axis."""

    x: float
    width: float
    marks: tuple[Mark, ...]
    said: str


@dataclasses.dataclass(frozen=True, slots=True)
class Tick:
    """A label at an axis or a line across the drawing."""

    place: float
    text: str
    anchor: str = "middle"


@dataclasses.dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns along an axis of days."""

    title: str
    description: str
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    lines: tuple[Tick, ...]
    """Where something happened: a freeze."""
    legend: tuple[tuple[str, str], ...]
    kind: str = "columns"


Line = tuple[str, str, Sequence[Part]]
"""Label, what is said of it, its parts."""


def bars(
    title: str, description: str, lines: Sequence[Line], *, groups: Sequence[str] = ()
) -> Bars:
    """A bar for every line, the longest over the whole width."""
    most = max((sum(one.number for one in parts) for _, _, parts in lines), default=0)
    heads = list(groups) or [""] * len(lines)
    drawn = tuple(
        Bar(label, said, _marks(parts, most), group)
        for (label, said, parts), group in zip(lines, heads, strict=True)
    )
    return Bars(title, description, drawn, _legend(p for _, _, p in lines))


def _marks(parts: Sequence[Part], most: int) -> tuple[Mark, ...]:
    found, start = [], 0
    for part in parts:
        if part.number > 0:
            place, size = (_percent(n, most) for n in (start, part.number))
            said = f"{part.number} {part.said}"
            found.append(Mark(part.tone, place, size, said))
            start += part.number
    return tuple(found)


def columns(
    title: str,
    description: str,
    lines: Sequence[Line],
    *,
    ticks: Sequence[tuple[int, str]],
    marks: Sequence[tuple[float, str]] = (),
) -> Columns:
    """A column for every line, from left to right, the highest nearly over all.

    `ticks` are (number of the column, text below it), `marks` (place between columns
    counted from the left, text): 3 is the line before the fourth column.
    """
    count = max(len(lines), 1)
    most = max((sum(one.number for one in parts) for _, _, parts in lines), default=0)
    top = _ceiling(most)
    width = 100 / count
    drawn = tuple(
        Column(
            round(place * width + width * 0.1, 3),
            round(width * 0.8, 3),
            _stacked(parts, top),
            f"{label}: {said}",
        )
        for place, (label, said, parts) in enumerate(lines)
    )
    levels = tuple(
        Tick(round(100 - _percent(number, top), 3), str(number))
        for number in dict.fromkeys((0, top // 2, top))
        if top
    )
    return Columns(
        title,
        description,
        drawn,
        tuple(_tick((n + 0.5) * width, text) for n, text in ticks),
        levels,
        tuple(_tick(n * width, text) for n, text in marks),
        _legend(parts for _, _, parts in lines),
    )


def _stacked(parts: Sequence[Part], top: int) -> tuple[Mark, ...]:
    found, height = [], 0
    for part in parts:
        if part.number > 0:
            height += part.number
            place = round(100 - _percent(height, top), 3)
            size = _percent(part.number, top)
            found.append(Mark(part.tone, place, size, f"{part.number} {part.said}"))
    return tuple(found)


_NEAR_EDGE = 12


def _tick(place: float, text: str) -> Tick:
    near = place < _NEAR_EDGE, place > 100 - _NEAR_EDGE
    anchor = "start" if near[0] else "end" if near[1] else "middle"
    return Tick(round(min(max(place, 0), 100), 3), text, anchor)


def _ceiling(most: int) -> int:
    """The next even number at or above: half of it is a level too."""
    return most + most % 2


def _percent(number: int, most: int) -> float:
    return round(100 * number / most, 3) if most else 0.0


def _legend(lines: Iterable[Sequence[Part]]) -> tuple[tuple[str, str], ...]:
    said: dict[str, str] = {}
    for parts in lines:
        for part in parts:
            if part.number > 0:
                said.setdefault(part.tone, part.said)
    return tuple((tone, said[tone]) for tone in TONES if tone in said)
