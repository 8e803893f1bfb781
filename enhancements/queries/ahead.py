"""What comes next for one enhancement: who decides, and what is missing."""

from __future__ import annotations

from enhancements.policy import next_steps
from enhancements.queries import waiting
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.ahead import Ahead
from enhancements.queries.shapes.people import NextStep
from enhancements.queries.shapes.waiting import Queue


def told(setting: Setting, found: Queue, *, login: str = "") -> Ahead:
    """Of the enhancement that the queue is about; no SQL.

    What waits for `login`, who reads, is said to them first.
    """
    steps = []
    for entry in found.entries:
        waits = [row.wait for row in found.rows if row.entry.place == entry.place]
        steps.append(NextStep(entry, next_steps.sentences(waits, login=login)))
    releases = tuple(one.name for one in waiting.in_work(setting))
    return Ahead(tuple(steps), found.rows, releases)
