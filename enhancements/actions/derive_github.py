"""Derive what GitHub says: settle the items with news, then derive enhancements.

Deriving an enhancement may give an issue reason to be looked at again (its document
names it), and settling an issue gives an enhancement news; so both go on until nothing
is owed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from enhancements.actions import derive, former_names, github_rows, readers, tracking
from enhancements.actions.claims import Tally
from enhancements.models import Enhancement, Item, Project, Repository
from enhancements.profiles.schema import Profile

BATCH = 350
"""Enhancements per transaction: large enough to be quick, small enough to lose
little."""

Progress = Callable[[int], None]
"""Called with how many enhancements have been derived so far."""


def project(
    *,
    project: Project,
    profile: Profile,
    now: dt.datetime,
    batch: int = BATCH,
    on_progress: Progress | None = None,
) -> Tally:
    """Derive everything that is owed by items, documents and enhancements.

    The caller holds the project's lock (`sources.sync`). Killed anywhere, the next run
    goes on where this one was.
    """
    tally, done, reached = Tally(), 0, 0
    known = github_rows.repositories(project)
    profile = former_names.known_to(profile, project=project, known=known)
    for repository in known:
        _keep_up(repository, profile, now)
    while True:
        settled = 0
        if known:
            settled = tracking.settle(
                project=project, profile=profile, known=known, now=now
            )
        if settled == tracking.BATCH:
            continue
        ids = derive.owed(project=project, limit=batch, after=reached)
        if ids:
            tally.add(
                derive.enhancements(project=project, profile=profile, ids=ids, now=now)
            )
            done, reached = done + len(ids), ids[-1]
            if on_progress is not None:
                on_progress(done)
        elif reached:
            reached = 0  # What owes again since it was passed.
        elif not settled:
            return tally


def _keep_up(repository: Repository, profile: Profile, now: dt.datetime) -> None:
    """Another parser or profile reads everything anew, or another former name."""
    reader = readers.github_reader(profile)
    if repository.reader != reader:
        owe_everything(repository=repository, reader=reader, now=now)


def owe_everything(*, repository: Repository, reader: str, now: dt.datetime) -> None:
    """Have every item of a repository settled and derived anew, by this reader."""
    with transaction.atomic():
        Item.objects.filter(repository=repository, owed_since__isnull=True).update(
            owed_since=now
        )
        repository.reader = reader
        repository.save(update_fields=["reader"])


def rebuild(*, project: Project, profile: Profile, now: dt.datetime) -> None:
    """Have everything of a project derived anew that is not from its documents."""
    known = github_rows.repositories(project)
    profile = former_names.known_to(profile, project=project, known=known)
    for repository in known:
        reader = readers.github_reader(profile)
        owe_everything(repository=repository, reader=reader, now=now)
    Enhancement.objects.filter(project=project, merged_into__isnull=False).update(
        owed_since=now
    )
