"""Projects, SIGs and people."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from enhancements.api.schemas.base import Answer, Fact
from enhancements.api.schemas.release import Counts


class ProjectRow(Fact):
    """A project in the list."""

    project: str
    title: str
    words: str
    """What it calls its enhancements."""
    summary: str
    enhancements: int


class Projects(Fact):
    """Every project."""

    as_of: dt.datetime
    items: list[ProjectRow]


class Stage(Fact):
    """A stage of the project's process."""

    key: str
    label: str
    canonical: str
    """What it is called across projects."""


class Status(Fact):
    """A status of the project's process."""

    key: str
    label: str
    meaning: str


class Source(Fact):
    """A repository that the project is read from."""

    kind: Literal["documents", "schedules", "rosters", "gates", "github"]
    location: str
    checked_at: dt.datetime | None
    """When it was last read without an error."""
    error: str
    stale: bool


class ProjectDetail(Answer):
    """A project: its words, sources and counts."""

    title: str
    word: str
    words: str
    summary: str
    enhancements: int
    problems: int
    drift: int
    current: str | None
    """The release being worked on."""
    releases: list[str]
    """Newest first."""
    stages: list[Stage]
    statuses: list[Status]
    sources: list[Source]


class Sig(Fact):
    """A SIG in the list."""

    sig: str
    title: str
    listed: bool
    """Whether a roster names it."""
    chairs: list[str]
    enhancements: int
    problems: int
    """Enhancements with a problem."""
    drift: int
    planned_current: int
    planned_following: int


class Sigs(Answer):
    """Every SIG by name."""

    current: str | None
    """The release in work, of `planned_current`."""
    following: str | None
    items: list[Sig]


class Contact(Fact):
    """A way to reach a SIG."""

    label: str
    text: str


class SigRelease(Counts):
    """Counts of a SIG in one release."""

    release: str


class SigDetail(Answer):
    """A SIG with its people and its counts in every release."""

    sig: str
    title: str
    listed: bool
    chairs: list[str]
    leads: list[str]
    approvers: list[str]
    reviewers: list[str]
    contact: list[Contact]
    enhancements: int
    participates: int
    """Enhancements of other SIGs that it takes part in."""
    problems: int
    drift: int
    releases: list[SigRelease]


class PersonEnhancement(Fact):
    """An enhancement that names the person."""

    key: str
    number: int | None
    title: str
    sig: str | None
    status: str | None
    stage: str | None
    releases: list[str]


class PersonRole(Fact):
    """A role in a roster."""

    sig: str | None
    """Null: of the whole project."""
    role: Literal["chairs", "leads", "approvers", "reviewers"]
    source: str


class Person(Answer):
    """What a person owns, reviews and approves."""

    login: str
    owns: list[PersonEnhancement]
    reviews: list[PersonEnhancement]
    approves: list[PersonEnhancement]
    roles: list[PersonRole]
