"""A repository of any size: enhancements that change, among commits that do not
concern them. The same sizes and seed give the same commit ids everywhere."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from enhancements.sample.repository import RepoBuilder

if TYPE_CHECKING:
    from pathlib import Path

SIGS = ("compute", "network", "storage", "observability", "release")
STAGES = ("alpha", "beta", "stable")
START = datetime(2018, 1, 8, 9, 0, tzinfo=UTC)
STEP = timedelta(hours=6)
_WORDS = [
    "guest",
    "node",
    "volume",
    "snapshot",
    "network",
    "policy",
    "device",
    "memory",
    "migration",
    "cluster",
    "controller",
    "webhook",
    "metric",
    "quota",
    "scheduler",
    "image",
    "console",
    "backup",
    "restore",
    "plug",
]


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """How large a repository is: commits, and versions of so many documents."""

    commits: int
    versions: int
    files: int

    @property
    def words(self) -> str:
        """The shape in a few words."""
        return (
            f"{self.commits:,} commits, {self.versions:,} versions of"
            f" {self.files:,} documents"
        )


def write(folder: Path, shape: Shape, *, seed: int = 7) -> None:
    """Write a repository of that shape into a folder."""
    chance = random.Random(seed)  # noqa: S311 - the same history every time
    changed = [*range(shape.files)]
    changed += chance.choices(changed, k=shape.versions - shape.files)
    chance.shuffle(changed)
    places = iter(sorted(chance.sample(range(shape.commits), shape.versions)))
    following = next(places)
    seen: dict[int, int] = {}
    with RepoBuilder(folder) as repository:
        for place in range(shape.commits):
            at = START + place * STEP
            if place != following:
                repository.commit(_unrelated(place), at, f"Tidy up {place}")
                continue
            number = changed.pop()
            seen[number] = seen.get(number, 0) + 1
            files = {path(number): document(number, seen[number])}
            repository.commit(files, at, f"KEP {number}: revision {seen[number]}")
            following = next(places, -1)


def change(folder: Path, number: int, revision: int, *, place: int) -> None:
    """Add one commit that changes one document.

    Its text names the folder: a content that two repositories share is stored once.
    """
    with RepoBuilder(folder) as repository:
        text = document(number, revision) + f"# In {folder.name}.\n".encode()
        at = START + place * STEP
        repository.commit({path(number): text}, at, f"KEP {number}: one more")


def _unrelated(place: int) -> dict[str, bytes | None]:
    return {f"hack/{place % 20}/notes-{place % 400}.txt": f"{place}\n".encode() * 20}


def path(number: int) -> str:
    """Where a document lies."""
    sig = SIGS[number % len(SIGS)]
    return f"keps/sig-{sig}/{number + 1}-{_name(number)}/kep.yaml"


def _name(number: int) -> str:
    count = len(_WORDS)
    return f"{_WORDS[number % count]}-{_WORDS[number // count % count]}-{number}"


def document(number: int, revision: int) -> bytes:
    """The text of one version: a metadata file as large projects keep them.

    With the comments of its template. Every second revision changes the reviewers,
    every third one the targets and the status, every one the date.
    """
    release = 1 + number % 30 + (revision + 1) // 3
    stages = STAGES[: 1 + revision // 3 % 3]
    targets = "\n".join(
        f'  {stage}: "v1.{release + later}"' for later, stage in enumerate(stages)
    )
    statuses = ("provisional", "implementable", "implemented")
    status = statuses[min(revision // 3, 2)]
    return f"""\
title: "{_name(number).replace("-", " ").capitalize()}"
kep-number: {number + 1}
creation-date: "2018-01-08"
last-updated: "{2018 + revision // 12}-{1 + revision % 12:02}-{1 + number % 28:02}"
# One of provisional, implementable, implemented, deferred, rejected, withdrawn.
status: {status}
authors:
{_people("author", (number, number + 7), 90)}
owning-sig: sig-{SIGS[number % len(SIGS)]}
participating-sigs:
  - sig-{SIGS[(number + 1) % len(SIGS)]}
  - sig-{SIGS[(number + 2) % len(SIGS)]}
# Who has agreed to look at it.
reviewers:
{_people("reviewer", (number, number + 5, number + 9 + revision // 2), 40)}
# Who decides; owners of the SIG.
approvers:
{_people("approver", (number, number + 3), 12)}
see-also:
  - "/keps/sig-{SIGS[(number + 1) % len(SIGS)]}/{number + 2}-{_name(number + 1)}"
  - "/keps/sig-{SIGS[(number + 2) % len(SIGS)]}/{number + 3}-{_name(number + 2)}"
replaces: []
superseded-by: []
# The stage that the work of this release reaches.
stage: {stages[-1]}
# The last release in which somebody worked on it.
latest-milestone: "v1.{release}"
# Name only the releases that are planned for.
milestone:
{targets}
# The gates that have to be on, and where they are read.
feature-gates:
  - name: Gate{number}
    components:
      - controller-{number % 7}
      - handler-{number % 5}
      - api-{number % 3}
disable-supported: true
# What operators watch to see it work.
metrics:
  - tracker_{_name(number).replace("-", "_")}_total
  - tracker_{_name(number).replace("-", "_")}_errors_total
  - tracker_{_name(number).replace("-", "_")}_duration_seconds
# Revision {revision}.
""".encode()


def _people(role: str, numbers: tuple[int, ...], count: int) -> str:
    return "\n".join(f'  - "@{role}-{number % count}"' for number in numbers)
