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
    waits = found.by_entry()
    steps = tuple(
        NextStep(
            one,
            next_steps.sentences(waits.get(one.place, ()), login=login),
            next_steps.deciding(one.facts, one.release),
        )
        for one in found.entries
    )
    releases = tuple(one.name for one in waiting.in_work(setting))
    return Ahead(steps, found.rows, releases)
