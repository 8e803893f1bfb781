"""Heads of open pull requests on the main repository, with the documents in them."""

from __future__ import annotations

from collections.abc import Callable

from enhancements import profiles
from enhancements.actions import dirt, mirror_heads
from enhancements.models import Dirty
from enhancements.sources.github import heads
from enhancements.sources.github.failures import BadAnswer, Missing
from enhancements.sources.github.running import Run

_AT_ONCE = 20


def fetch(run: Run) -> int:
    """Fetch the heads that are marked and not stored yet. Returns how many were new.

    Raises what `heads.head` raises, but for what concerns one head alone.
    """
    new = 0
    wants: Callable[[str], bool] | None = None
    while not run.is_over():
        claims = dirt.due(
            repository=run.repository,
            kinds=(Dirty.Kind.HEAD,),
            limit=_AT_ONCE,
            now=run.now(),
        )
        if not claims:
            break
        wants = wants or _wants(run)
        for claimed in claims:
            if run.is_over():
                break
            new += _fetch(run, claimed, wants)
            run.tell(f"{run.name}: proposals", new, 0)
    run.news += new
    return new


def _fetch(run: Run, claimed: dirt.Claimed, wants: Callable[[str], bool]) -> bool:
    if not mirror_heads.is_wanted(lease=run.lease, claimed=claimed):
        dirt.drop(claims=[claimed])
        return False
    try:
        told = heads.head(run.client, run.name, claimed.number, wants)
    except (Missing, BadAnswer) as error:
        dirt.failed(claims=[claimed], error=str(error), now=run.now())
        return False
    return mirror_heads.store(
        lease=run.lease, told=told, claimed=claimed, now=run.now()
    )


def _wants(run: Run) -> Callable[[str], bool]:
    """Whether a path is one of those that the profile reads as documents."""
    return profiles.load(run.repository.project.profile).documents.wants
