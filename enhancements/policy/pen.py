"""Writes down who said what from when to when, while time goes forward.

Pure. Of several sayings at one moment the last one counts; what lasted no time at all
is no claim; a saying that only repeats the one before keeps its evidence.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from enhancements.policy.spans import Span, is_same

Series = tuple[str, str, str]
"""(track, source, field)."""


class Pen:
    """Open claims while time goes forward, and the closed ones."""

    def __init__(self) -> None:
        self._open: dict[Series, Span] = {}
        self._closed: list[Span] = []

    def say(self, span: Span) -> None:
        """From `span.since` on this is said in its series."""
        before = self._open.get(span.series)
        if before is not None:
            if is_same(before, span):
                return
            self.stop(span.series, span.since)
        self._open[span.series] = span

    def stop(self, series: Series, at: dt.datetime) -> None:
        """From this moment on nothing is said in the series."""
        before = self._open.pop(series, None)
        if before is not None and before.since < at:
            self._closed.append(dataclasses.replace(before, until=at))

    def turn(self, said: Iterable[Span], at: dt.datetime) -> None:
        """A whole text: what it says no longer ends, the rest is said."""
        found: dict[Series, Span] = {}
        for span in said:
            found.setdefault(span.series, span)
        for series in [series for series in self._open if series not in found]:
            self.stop(series, at)
        for span in found.values():
            self.say(span)

    def spans(self, end: dt.datetime | None = None) -> list[Span]:
        """Everything that was said; at `end` the speaker fell silent."""
        if end is not None:
            for series in list(self._open):
                self.stop(series, end)
        kept = [*self._closed, *self._open.values()]
        if end is None:
            return kept
        return [_cut(span, end) for span in kept if span.since < end]


def _cut(span: Span, end: dt.datetime) -> Span:
    if span.until is None or span.until > end:
        return dataclasses.replace(span, until=end)
    return span
