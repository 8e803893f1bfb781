"""The invented projects, each with all that a folder of its repositories depends on."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from datetime import date

from enhancements.sample import calendar, catalogue, farwharf, people
from enhancements.sample.calendar import Calendar
from enhancements.sample.changes import Change
from enhancements.sample.code import code
from enhancements.sample.proposals import proposals
from enhancements.sample.rosters import rosters
from enhancements.sample.schedules import schedules


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One invented project."""

    tracked_as: str
    """Its name in the demo."""
    profile: str
    folder: str
    """Where its repositories lie below the folder of all samples; empty: there."""
    repositories: dict[str, Callable[[Calendar], list[Change]]]
    """Name of a repository to what makes its history, in the order of writing."""
    anchor_for: Callable[[date], date]
    """Today to day 0 of its calendar."""
    author: Callable[[str], str]
    """A handle to the name and address that stand in a commit."""
    pull_requests: Callable[[], Iterator[int]]
    """Their numbers, without end; issues and pull requests share theirs."""


def _lodestead_pull_requests() -> Iterator[int]:
    taken = {item.number for item in catalogue.enhancements()}
    return (number for number in itertools.count(1) if number not in taken)


LODESTEAD = Story(
    tracked_as="sample",
    profile="sample",
    folder="",
    repositories={
        "enhancements": proposals,
        "sig-release": schedules,
        "community": rosters,
        "code": code,
    },
    anchor_for=calendar.anchor_for,
    author=people.commit_author,
    pull_requests=_lodestead_pull_requests,
)

FARWHARF = Story(
    tracked_as="farwharf",
    profile="sample-kep",
    folder="farwharf",
    repositories={
        "enhancements": farwharf.proposals,
        "sig-release": farwharf.schedules,
        "community": farwharf.rosters,
        "code": farwharf.code,
    },
    anchor_for=farwharf.anchor_for,
    author=farwharf.commit_author,
    pull_requests=farwharf.pull_requests,
)

STORIES = (LODESTEAD, FARWHARF)
"""All of them, in the order in which they are written and tracked."""
