"""Who a repository is, and what it is called now: names may pass to others."""

from __future__ import annotations

from enhancements.actions import dirt, mirror_state
from enhancements.actions.dirt import Mark
from enhancements.models import Dirty
from enhancements.sources.github import reading
from enhancements.sources.github.failures import Missing, Moved
from enhancements.sources.github.running import Run


def doubt(run: Run) -> None:
    """Have it checked soon: an answer was about another repository, or name."""
    mark = Mark(dirt.RENAMED, kind=Dirty.Kind.REPOSITORY)
    dirt.mark(repository=run.repository, marks=[mark], now=run.now())


def identify(run: Run) -> None:
    """Find out who the repository is and what it is called now.

    By its id where that is known: names may pass to others. Raises WrongRepository,
    and what `reading.repository` raises.
    """
    known = run.repository.github_id
    try:
        if known is None:
            told = reading.repository(run.client, run.name)
        else:
            told = reading.repository_at(run.client, f"/repositories/{known}")
    except Moved as error:
        if not error.url:
            raise
        told = reading.repository_at(run.client, error.url)
    except Missing:
        if known is None:
            raise
        # By its old name another one may answer; that is worth saying.
        told = reading.repository(run.client, run.name)
    mirror_state.identify(lease=run.lease, told=told, now=run.now())
