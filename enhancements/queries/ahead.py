"""What comes next for one enhancement: who decides, and what is missing."""

from __future__ import annotations

from enhancements.policy import next_steps
from enhancements.queries import waiting
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.ahead import Ahead
from enhancements.queries.shapes.people import NextStep
from enhancements.queries.shapes.waiting import Queue


def of(setting: Setting, enhancement: int, *, login: str = "") -> Ahead:
    """Of the enhancement with this id, in one SQL statement.

    What waits for `login`, who reads, is said to them first.
    """
    return told(setting, waiting.queue(setting, only=[enhancement]), login=login)


def told(setting: Setting, found: Queue, *, login: str = "") -> Ahead:
    """The same of a queue that was read already, of one enhancement."""
    steps = []
    for entry in found.entries:
        waits = [row.wait for row in found.rows if row.entry.place == entry.place]
        said = next_steps.sentences(waits, login=login)
        decides = next_steps.deciding(entry.facts, entry.release)
        steps.append(NextStep(entry, said, decides))
    releases = tuple(one.name for one in waiting.in_work(setting))
    return Ahead(tuple(steps), found.rows, releases)
