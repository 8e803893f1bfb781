"""A repository's own row: who it is, what it is called, how reading it went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from enhancements.actions import events, leases, mirror_lists, streams
from enhancements.actions.leases import Lease
from enhancements.actions.streams import Place
from enhancements.actions.told import LabelTold, MilestoneTold, RepositoryTold
from enhancements.models import Event, Repository


class WrongRepository(RuntimeError):
    """The name leads to another repository than before; a sentence for people."""


def is_same_repository(repository: Repository, github_id: int) -> bool:
    """Whether GitHub's id is the one that is mirrored; names may pass to others."""
    return repository.github_id is None or repository.github_id == github_id


def identify(*, lease: Lease, told: RepositoryTold, now: dt.datetime) -> None:
    """Store who the repository is and what it is called now.

    Raises WrongRepository when it is another than before, or is mirrored already under
    another name; nothing is written then.
    """
    repository = lease.repository
    if not is_same_repository(repository, told.github_id):
        message = (
            f"{repository.name} is another repository on GitHub than before:"
            f" its id was {repository.github_id} and is {told.github_id}."
            " Nothing was read from it. Track the new one anew, or say where the old"
            " one is now."
        )
        raise WrongRepository(message)
    twin = (
        Repository.objects.filter(
            project=repository.project,
            host=repository.host,
            github_id=told.github_id,
            removed_at__isnull=True,
        )
        .exclude(pk=repository.pk)
        .first()
    )
    if twin is not None:
        message = f"{repository.name} is the same repository as {twin.name}."
        raise WrongRepository(message)
    before = repository.name
    is_new = repository.github_id is None or repository.node_id != told.node_id
    if not is_new and before == told.name:
        return
    leases.begin(lease)
    with transaction.atomic():
        leases.check(lease)
        repository.github_id, repository.node_id = told.github_id, told.node_id
        repository.name = told.name
        repository.save(update_fields=["github_id", "node_id", "name"])
        if before.lower() != told.name.lower():
            events.record(
                project=repository.project,
                kind=Event.Kind.REPOSITORY_RENAMED,
                subject=told.name,
                old=before,
                new=told.name,
                by="sync",
                happened_at=now,
            )


@transaction.atomic
def trouble(*, repository: Repository, error: str, now: dt.datetime) -> bool:
    """Note why reading failed, in a sentence; the same again writes nothing.

    Needs no lease: it says something about us. Returns whether it is news.
    """
    row = Repository.objects.select_for_update(no_key=True).get(pk=repository.pk)
    if row.error == error:
        return False
    row.error, row.error_at = error, now
    row.save(update_fields=["error", "error_at"])
    return True


def went_well(*, lease: Lease, now: dt.datetime, brought_news: bool) -> None:
    """Note that GitHub was asked for news with success.

    A look without news writes no row; the cache has its moment.
    """
    repository = lease.repository
    if not (brought_news or repository.error or repository.polled_at is None):
        return  # Nothing to say that the cache does not say.
    leases.begin(lease)
    with transaction.atomic():
        leases.check(lease)
        repository.error, repository.error_at = "", None
        repository.polled_at = now
        repository.save(update_fields=["error", "error_at", "polled_at"])


def read_once(*, lease: Lease, now: dt.datetime) -> None:
    """Note that everything has been read once."""
    leases.begin(lease)
    with transaction.atomic():
        leases.check(lease)
        lease.repository.synced_at = now
        lease.repository.save(update_fields=["synced_at"])


def compared(*, lease: Lease, now: dt.datetime) -> None:
    """Note that everything was compared with GitHub."""
    leases.begin(lease)
    with transaction.atomic():
        leases.check(lease)
        lease.repository.reconciled_at = now
        lease.repository.save(update_fields=["reconciled_at"])


def store_labels(
    *,
    lease: Lease,
    told: Sequence[LabelTold],
    is_whole: bool,
    place: Place,
    now: dt.datetime,
) -> int:
    """Store the list of labels with its place. Returns how many changed."""
    leases.begin(lease)
    with transaction.atomic():
        leases.check(lease)
        changed = mirror_lists.store_labels(
            repository=lease.repository, told=told, is_whole=is_whole, now=now
        )
        streams.move(lease=lease, place=place, now=now)
    return changed


def store_milestones(
    *,
    lease: Lease,
    told: Sequence[MilestoneTold],
    is_whole: bool,
    place: Place,
    now: dt.datetime,
) -> int:
    """Store the list of milestones with its place. Returns how many changed."""
    leases.begin(lease)
    with transaction.atomic():
        leases.check(lease)
        changed = mirror_lists.store_milestones(
            repository=lease.repository, told=told, is_whole=is_whole, now=now
        )
        streams.move(lease=lease, place=place, now=now)
    return changed
