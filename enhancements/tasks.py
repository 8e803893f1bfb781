"""Celery's adapters: ids in, an action or a sync called, nothing else.

Tasks carry no information that a row does not hold. They are safe to run twice
and safe to lose: beat issues them again.
"""

from __future__ import annotations

import datetime as dt
import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from enhancements import profiles
from enhancements.actions import (
    accounts,
    asking,
    channels,
    derive,
    digests,
    dirt,
    feed_addresses,
    freshness,
    inbox,
    jobs,
    leases,
    merge_labels,
    outbox,
    replies,
    slots,
    snapshots,
    telling,
    waking,
)
from enhancements.models import Project, Repository
from enhancements.sources import channels as sending
from enhancements.sources import mail, sync
from enhancements.sources.github import account_names, redelivery, team_roles
from enhancements.sources.github import pump as pumping
from enhancements.sources.github.failures import GitHubFailed, Missing, Unconfigured

log = logging.getLogger(__name__)

# Seconds after which a run of the pump leaves at its next checkpoint and another goes
# on: well below the limit after which Celery would cut it off.
PUMP_SECONDS = 120.0


@shared_task(name="enhancements.sync_projects")  # type: ignore[untyped-decorator]  # Celery ships no types
def sync_projects() -> None:
    """Wake up a sync of every project."""
    for pk in Project.objects.values_list("pk", flat=True):
        sync_project.delay(project_id=pk)


@shared_task(name=waking.SYNC)  # type: ignore[untyped-decorator]  # the same
def sync_project(*, project_id: int) -> None:
    """Read the sources of one project; a run under way makes this one leave."""
    project = Project.objects.filter(pk=project_id).first()
    if project is None:
        log.info("project %s is gone", project_id)
        return
    try:
        # What is read for the first time is shown at once; the sweep judges it.
        report = sync.sync(project=project, is_judged=bool(project.judged_by))
    except sync.AlreadyRunning as busy:
        log.info("%s", busy)
        return
    for source in report.failed:
        log.warning("%s: %s: %s", project.name, source.kind, source.error)
    log.info("%s: %s new versions", project.name, report.versions)


@shared_task(name="enhancements.poll_repositories")  # type: ignore[untyped-decorator]  # the same
def poll_repositories() -> None:
    """Wake up a look for news of every repository on GitHub."""
    tracked = Repository.objects.filter(removed_at__isnull=True)
    for pk in tracked.values_list("pk", flat=True):
        pump.delay(repository_id=pk)


@shared_task(name=waking.PUMP)  # type: ignore[untyped-decorator]  # the same
def pump(*, repository_id: int) -> None:
    """Do what is owed to one repository; a run under way makes this one leave.

    Who works there looks for more before it ends, so nothing waits for this one.
    """
    if freshness.failed_lately(repository=repository_id):
        return
    try:
        outcome = pumping.pump(repository_id=repository_id, seconds=PUMP_SECONDS)
    except Repository.DoesNotExist:
        log.info("repository %s is not mirrored any more", repository_id)
        return
    except leases.Taken as busy:
        log.debug("%s", busy)
        return
    if outcome.news:
        log.info("%s: %s news", outcome.repository, outcome.news)


@shared_task(name="enhancements.refresh_teams")  # type: ignore[untyped-decorator]  # the same
def refresh_teams() -> None:
    """Read the teams that hold roles, and what those are called who signed in; what
    cannot be read now is read next time.
    """
    try:
        if renamed := account_names.refresh(now=timezone.now()):
            log.info("%s accounts are called otherwise now", renamed)
    except Unconfigured:
        return  # The pages say what to set.
    except GitHubFailed as error:
        log.warning("accounts: %s", error)
    for pk in team_roles.with_teams():
        project = Project.objects.get(pk=pk)
        try:
            changed = team_roles.refresh(project=project, now=timezone.now())
        except Unconfigured:
            return  # The pages say what to set.
        except GitHubFailed as error:
            log.warning("%s: teams: %s", project.name, error)
            continue
        if changed:
            log.info("%s: %s teams changed", project.name, changed)


@shared_task(name="enhancements.sweep")  # type: ignore[untyped-decorator]  # the same
def sweep() -> None:
    """Find what is owed and nobody was woken for, in seconds rather than at the next
    look: what is marked, jobs to go on with, what is to be written, what killed
    workers left.
    """
    leases.end_stalled(after=dt.timedelta(seconds=settings.STALLED_SECONDS))
    now = timezone.now()
    if inbox.count_owed():
        drain_inbox()
    owing = {
        *dirt.with_due(now=now),
        *jobs.with_due(now=now),
        *outbox.with_due(now=now),
    }
    for pk in sorted(owing):
        if not leases.is_taken(repository=pk):
            pump.delay(repository_id=pk)
    if settings.WEBHOOK_SECRETS and redelivery.hooked_and_due(now):
        waking.wake_second_redelivery()
    for project in derive.with_owed_work():
        try:
            tally = sync.finish(project=project)
        except sync.AlreadyRunning:
            continue
        except profiles.ProfileInvalid as error:
            # The next project's is another.
            log.warning("%s: %s", project.name, error)
            continue
        log.info("%s: finished what was owed: %s claims", project.name, tally.added)
    _keep_labels()


def _keep_labels() -> None:
    """See to the labels of the merge gate, where anything may have changed."""
    now = timezone.now()
    try:
        projects = merge_labels.labelled()
    except profiles.ProfileInvalid as error:
        log.warning("%s", error)
        return
    done = sum(
        merge_labels.keep(project=project, now=now)
        for project in projects
        if merge_labels.has_news(project=project, now=now)
    )
    for pk in outbox.with_due(now=now) if done else ():
        pump.delay(repository_id=pk)


@shared_task(name=waking.INBOX)  # type: ignore[untyped-decorator]  # the same
def drain_inbox() -> None:
    """Work off what webhooks brought; others that do so at the same time share it."""
    while (passed := inbox.pass_on(now=timezone.now())).deliveries:
        for repository in passed.repositories:
            waking.wake(repository)
        for project in passed.pushed:
            waking.wake_sync(project)


@shared_task(name="enhancements.forget_deliveries")  # type: ignore[untyped-decorator]  # the same
def forget_deliveries() -> None:
    """Delete what webhooks brought long ago, once it was worked off."""
    inbox.forget(before=timezone.now() - inbox.KEPT)


# However often workers are started anew, GitHub's log is not read more often.
_BETWEEN_STARTS = dt.timedelta(minutes=1)
_BETWEEN_LOOKS = dt.timedelta(seconds=10)


@shared_task(name=waking.REDELIVER)  # type: ignore[untyped-decorator]  # the same
def redeliver(*, is_start: int = 0, is_again: int = 0) -> None:
    """Ask GitHub for deliveries that did not arrive: once an hour, when a worker was
    started, and again soon where what was asked for may not have arrived.
    """
    name, every = ("redeliver", redelivery.EVERY)
    if is_start:
        name, every = ("redeliver-at-start", _BETWEEN_STARTS)
    elif is_again:
        name, every = ("redeliver-again", _BETWEEN_LOOKS)
    if not settings.WEBHOOK_SECRETS:
        return
    now = timezone.now()
    if not slots.take(name=name, every=every, now=now):
        return
    hooked = redelivery.hooked_and_due(now) if is_again else redelivery.hooked()
    for repositories in hooked:
        name = repositories[0].name
        try:
            asked = redelivery.run(repositories=repositories, now=now)
        except (Missing, Unconfigured) as none:
            log.debug("%s", none)
        except GitHubFailed as error:
            log.warning("%s: deliveries: %s", name, error)
        else:
            if asked:
                log.info("%s: %s deliveries asked for again", name, asked)


@shared_task(name="enhancements.forget_old_sessions")  # type: ignore[untyped-decorator]  # the same
def forget_old_sessions() -> None:
    """Delete sessions that hold no longer, answers that nobody asks for again, what was
    told and sent to channels long ago, and addresses of feeds long revoked.
    """
    now = timezone.now()
    accounts.forget_old_sessions(now=now)
    replies.forget(before=now - replies.KEPT)
    channels.forget(before=now - channels.KEPT)
    feed_addresses.forget(before=now - feed_addresses.KEPT)
    telling.forget(before=now - telling.KEPT)


@shared_task(name="enhancements.make_snapshots")  # type: ignore[untyped-decorator]  # the same
def make_snapshots() -> None:
    """Keep the boards of deadlines that have passed, as they stood then."""
    now = timezone.now()
    for deadline in snapshots.due(now=now):
        try:
            taken = snapshots.take(deadline=deadline, by=snapshots.BY, now=now)
        except snapshots.SnapshotRefused as refused:
            log.warning("%s: %s", deadline.project, refused)
            continue
        if taken is not None and taken.is_new:
            log.info(
                "%s %s: %s is kept", deadline.project, deadline.name, deadline.label
            )


@shared_task(name="enhancements.prepare_asks")  # type: ignore[untyped-decorator]  # the same
def prepare_asks() -> None:
    """Ask whose entries are due today whether all is still true; once a day."""
    made = asking.prepare_all(now=timezone.now())
    if made:
        log.info("%s people are asked whether all is still true", made)
        send_mail.delay()


@shared_task(name="enhancements.tell")  # type: ignore[untyped-decorator]  # the same
def tell() -> None:
    """Tell what changed to whoever follows it, and owe the mail that is due."""
    now = timezone.now()
    try:
        made = telling.prepare_all(now=now)
    except profiles.ProfileInvalid as error:
        log.warning("%s", error)
        made = 0
    if made:
        log.info("%s notices", made)
    if digests.owe(now=now):
        send_mail.delay()


@shared_task(name="enhancements.send_mail")  # type: ignore[untyped-decorator]  # the same
def send_mail() -> None:
    """Send the mail that is owed; who else does so at the same time shares it."""
    mail.send_due(seconds=PUMP_SECONDS)


@shared_task(name=waking.CHANNELS)  # type: ignore[untyped-decorator]  # the same
def send_to_channels() -> None:
    """Send what is owed to chats and programs; several workers share it."""
    sending.send_due(seconds=PUMP_SECONDS)
