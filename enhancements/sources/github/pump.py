"""One run for one repository: whatever it is owed, in the order that matters.

Numbered, because the order matters. Under the repository's lease:

1. deliveries are handed on: they become marks,
2. who the repository is, if that is not certain,
3. the first reading of everything, page by page, until it is done,
4. a look for news, if one is due,
5. what is marked is fetched, and the heads of open pull requests,
6. commands in what is new are heard, and what is owed to GitHub is written; after
   each write whatever came meanwhile is fetched and heard,
7. a comparison of everything, if one is due,
8. what fell due meanwhile is fetched and heard, too,

and without the lease what follows from the news is derived; what came too late for this
run wakes another. Killed at any point, the
next run goes on where this one was. Nothing waits in here longer than some seconds:
where GitHub says wait, the run ends and a later one goes on.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import logging
import time
from collections.abc import Iterator

from django.db import DatabaseError
from django.utils import timezone

from enhancements import profiles
from enhancements.actions import (
    dirt,
    freshness,
    inbox,
    jobs,
    leases,
    mirror_state,
    waking,
)
from enhancements.actions.leases import LeaseLost
from enhancements.actions.mirror_state import WrongRepository
from enhancements.models import Dirty, Item, Job, Repository
from enhancements.sources import sync
from enhancements.sources.github import (
    client,
    fetch,
    full,
    identity,
    obeying,
    poll,
    proposals,
    reconcile,
    sending,
)
from enhancements.sources.github.failures import (
    GitHubFailed,
    Gone,
    Missing,
    Moved,
    RateLimited,
    Unconfigured,
)
from enhancements.sources.github.running import Progress, Run

log = logging.getLogger(__name__)

# Work that falls due so soon is waited for, so that a change shows in two seconds even
# when GitHub's first answer was too old.
_SOON = dt.timedelta(seconds=2.5)
_PATIENCE = 5.0
_ITEMS = (Dirty.Kind.ITEM, Dirty.Kind.HEAD, Dirty.Kind.LABELS, Dirty.Kind.MILESTONES)


@dataclasses.dataclass(slots=True)
class Outcome:
    """What a run came to."""

    repository: str
    news: int = 0
    error: str = ""
    """Why it ended early, in a sentence."""
    until: dt.datetime | None = None
    """Nobody may ask GitHub before."""
    is_unfinished: bool = False
    """The time was over; somebody should go on at once."""
    is_through: bool = False
    """It came to its end, so nothing was due any more when it last looked."""
    report: dict[str, object] | None = None
    """Of a comparison that was finished."""


def pump(
    *,
    repository_id: int,
    seconds: float | None = None,
    is_forced: bool = False,
    is_interactive: bool = False,
    compare: bool = False,
    by: str = "sync",
    derives: bool = True,
    on_progress: Progress | None = None,
) -> Outcome:
    """Do what is owed to a repository, for about so many seconds.

    `is_forced` looks for news even if the last look was just now; `is_interactive`:
    somebody waits for it; `compare` opens a comparison of everything. With `derives`
    False what follows from the news stays owed: who reads several repositories derives
    once. Raises Taken when another process is at it, and Repository.DoesNotExist for
    one that is not mirrored.
    """
    repository = Repository.objects.select_related("project").get(
        pk=repository_id, removed_at__isnull=True
    )
    until = None if seconds is None else time.monotonic() + seconds
    outcome, name = Outcome(repository.name), repository.name
    with leases.take(repository=repository) as lease:
        try:
            with client.connect(
                repository.name, is_interactive=is_interactive
            ) as asking:
                _check_host(repository, asking)
                run = Run(lease, asking, on_progress or _silent, until)
                run.polled_before = _polled(lease.repository)
                if compare:
                    _open_comparison(run, "asked for", by)
                try:
                    _work(run, outcome, is_forced=is_forced)
                finally:
                    outcome.news = run.news
        except (GitHubFailed, WrongRepository) as error:
            _note(repository, outcome, error)
        except LeaseLost as error:
            outcome.error = str(error)
            log.warning("%s", error)
        except Exception as error:
            _note_ours(repository, error)
            raise
    if outcome.is_unfinished or _came_too_late(repository, outcome):
        waking.wake(repository.pk)
    if derives:
        _derive(repository, is_renamed=repository.name != name)
    return outcome


def _came_too_late(repository: Repository, outcome: Outcome) -> bool:
    """Whether there is news since the last look: who was woken for it found us here."""
    return outcome.is_through and bool(
        dirt.due(
            repository=repository,
            kinds=(Dirty.Kind.ITEM,),
            limit=1,
            now=timezone.now(),
        )
    )


def _check_host(repository: Repository, asking: client.Client) -> None:
    """A credential is for one server. Raises Unconfigured."""
    if asking.server.rest != repository.host:
        message = (
            f"{repository.name} is on {repository.host}, but the tracker is set up for"
            f" {asking.server.rest}. Set TRACKER_GITHUB_URL, or track it anew."
        )
        raise Unconfigured(message)


def _polled(repository: Repository) -> dt.datetime | None:
    """When it was last asked for news: the cache knows better, the row for longer."""
    return freshness.polled([repository.pk]).get(repository.pk, repository.polled_at)


def _silent(doing: str, done: int, of: int) -> None:
    """Report progress to nobody."""


def _note_ours(repository: Repository, error: Exception) -> None:
    """What is not GitHub's fault is worth knowing, too, if the database can be told."""
    kind = type(error).__name__
    freshness.note_failure(repository=repository.pk)
    with contextlib.suppress(DatabaseError):
        mirror_state.trouble(
            repository=repository,
            error=f"It could not be read because of an error of the tracker: {kind}.",
            now=timezone.now(),
        )


def _note(
    repository: Repository, outcome: Outcome, error: GitHubFailed | WrongRepository
) -> None:
    outcome.error = str(error)
    if isinstance(error, RateLimited):
        outcome.until = error.until
    freshness.note_failure(repository=repository.pk)
    mirror_state.trouble(repository=repository, error=outcome.error, now=timezone.now())
    log.warning("%s: %s", repository.name, error)


def _work(run: Run, outcome: Outcome, *, is_forced: bool) -> None:
    _hand_on(run)
    _identify_if_in_doubt(run)
    try:
        if run.repository.synced_at is None and not _read_everything(run, outcome):
            return
        obeying.begin_if_current(run)
        has_polled = is_forced or poll.is_due(run)
        if has_polled:
            poll.poll(run)
        _serve(run)
        _obey(run)
        heard = run.news
        _compare(run, outcome)
        _wait_for_what_is_due_soon(run, heard)
        if has_polled:
            _went_well(run)
    except (Missing, Moved, Gone):
        # Perhaps it is not where it was; if nothing is there, this says so.
        identity.identify(run)
        raise
    outcome.is_unfinished = outcome.is_unfinished or run.is_over()
    outcome.is_through = True


def _hand_on(run: Run) -> None:
    """Deliveries become marks; those of others wake who is there for them."""
    passed = inbox.pass_on(now=run.now())
    for repository in passed.repositories:
        if repository != run.repository.pk:
            waking.wake(repository)
    for project in passed.pushed:
        waking.wake_sync(project)


def _identify_if_in_doubt(run: Run) -> None:
    claims = dirt.due(
        repository=run.repository,
        kinds=(Dirty.Kind.REPOSITORY,),
        limit=1,
        now=run.now(),
    )
    if run.repository.github_id is None or claims:
        identity.identify(run)
        dirt.drop(claims=claims)


def _read_everything(run: Run, outcome: Outcome) -> bool:
    name = Job.Name.FULL_SYNC
    if jobs.is_given_up(repository=run.repository, name=name):
        outcome.error = "The first reading was given up; an operator may retry it."
        return False
    job = jobs.open_(
        repository=run.repository, name=name, reason="first reading", by="sync"
    )
    if not jobs.is_due(job, run.now()):
        return False
    with _answering_for(run, job):
        is_done = full.read(run, job, between=_between_pages)
    outcome.is_unfinished = not is_done
    return is_done


def _between_pages(run: Run) -> None:
    if run.repository.error:
        _went_well(run)
    _serve(run)


def _went_well(run: Run) -> None:
    brought_news = run.news > 0
    mirror_state.went_well(lease=run.lease, now=run.now(), brought_news=brought_news)


def _serve(run: Run) -> None:
    """What somebody waits for: deliveries, and what is marked."""
    _hand_on(run)
    if dirt.due(repository=run.repository, kinds=_ITEMS, limit=1, now=run.now()):
        fetch.fetch(run)
        proposals.fetch(run)
        _lists_if_marked(run)


def _obey(run: Run) -> None:
    """Commands, and what else is to be written.

    Each write waits a second, so after each what came is fetched, as is what was
    written; and what was said there is heard.
    """

    def catch_up() -> None:
        _serve(run)
        obeying.hear(run)

    obeying.hear(run)
    sending.send(run, between=catch_up)


def _lists_if_marked(run: Run) -> None:
    kinds = (Dirty.Kind.LABELS, Dirty.Kind.MILESTONES)
    if dirt.due(repository=run.repository, kinds=kinds, limit=1, now=run.now()):
        run.news += poll.lists(run)


def _compare(run: Run, outcome: Outcome) -> None:
    """Compare everything, if that is due; an open comparison goes on."""
    job = jobs.current(repository=run.repository, name=Job.Name.RECONCILE)
    if job is None:
        reason = reconcile.reason_of(run.repository, run.polled_before, run.now())
        if not reason or reconcile.was_given_up(run):
            return
        job = _open_comparison(run, reason, "sync")
    if not jobs.is_due(job, run.now()):
        return
    with _answering_for(run, job):
        if reconcile.reconcile(run, job):
            outcome.report = job.report


def _open_comparison(run: Run, reason: str, by: str) -> Job:
    return jobs.open_(
        repository=run.repository, name=Job.Name.RECONCILE, reason=reason, by=by
    )


@contextlib.contextmanager
def _answering_for(run: Run, job: Job) -> Iterator[None]:
    """Note on the job why it ended early. Only what is not GitHub's fault counts."""
    try:
        yield
    except RateLimited as error:
        jobs.wait(job=job, error=str(error), until=error.until)
        raise
    except GitHubFailed as error:
        jobs.wait(job=job, error=str(error), until=run.now() + jobs.backoff(0))
        raise
    except (LeaseLost, WrongRepository):
        raise
    except Exception as error:
        jobs.fail(job=job, error=str(error) or type(error).__name__, now=run.now())
        raise


def _wait_for_what_is_due_soon(run: Run, heard: int) -> None:
    """An answer may be older than the news it was asked for; GitHub needs a moment.

    News are heard, too, that came after those which were counted as `heard`.
    """
    patience = time.monotonic() + _PATIENCE
    while not run.is_over() and time.monotonic() < patience:
        _serve(run)
        if run.news != heard:
            _obey(run)
            heard = run.news
        due = dirt.next_due(repository=run.repository)
        if due is None or due - run.now() > _SOON:
            return
        time.sleep(max(0.02, (due - run.now()).total_seconds()))


def _derive(repository: Repository, *, is_renamed: bool) -> None:
    """What follows from the news, unless a sync of the project does it just now.

    Texts that name a repository as it was called are about it still.
    """
    owed = Item.objects.filter(repository=repository, owed_since__isnull=False)
    if not is_renamed and not owed.exists():
        return
    try:
        # What is read for the first time is shown at once; the sweep judges it.
        project = repository.project
        sync.finish(project=project, is_judged=bool(project.judged_by))
    except (sync.AlreadyRunning, profiles.ProfileInvalid) as error:
        log.info("%s: derived later: %s", repository.name, error)
