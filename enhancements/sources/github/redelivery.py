"""Ask GitHub to send again what did not arrive while nobody was there to take it.

GitHub sends nothing again by itself, keeps a log of the last three days, and sends
what is asked for under the same id ("Handling failed webhook deliveries"). Polls bring
the same news in the end; this is sooner, and tells of what a poll cannot see.

The web process may come up after the worker, and then what was asked for fails once
more. So the log is soon looked at again, with pauses that grow.
"""

from __future__ import annotations

import datetime as dt
import urllib.parse
from collections import Counter
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.http.request import validate_host

from enhancements.actions import inbox, jobs, streams
from enhancements.actions.told import DeliveryTold
from enhancements.models import Job, Repository
from enhancements.sources.github import client, hooks
from enhancements.sources.github.client import Client
from enhancements.sources.github.failures import GitHubFailed, RateLimited
from enhancements.sources.github.reconcile import LONGEST_OUTAGE

EVERY = dt.timedelta(hours=1)
WEBHOOK = "/webhooks/github"
"""Where deliveries are taken."""
ATTEMPTS = 5
"""So often a delivery is sent in all; then what is wrong with it is not the way."""
MOST = 100
"""More than so many are not asked for, a second apart: comparing is less work."""
_FIRST_PAUSE = dt.timedelta(seconds=30)
"""After the first time that something was asked for; four times as long each time."""
_AFTER_FAILURE = dt.timedelta(minutes=1)
# What was under way when the log was read last may have failed since.
_OVERLAP = dt.timedelta(minutes=10)


def hooked() -> list[list[Repository]]:
    """Repositories by the hook they share: all have the App's, else each its own."""
    tracked = list(Repository.objects.filter(removed_at__isnull=True).order_by("pk"))
    if settings.GITHUB_APP_ID:
        return [tracked] if tracked else []
    return [[one] for one in tracked]


def hooked_and_due(now: dt.datetime) -> list[list[Repository]]:
    """Those of `hooked` whose log is to be looked at again by now."""
    due = streams.deliveries_due(now=now)
    return [one for one in hooked() if one[0].pk in due] if due else []


def run(*, repositories: Sequence[Repository], now: dt.datetime) -> int:
    """Have what failed since the last look sent again. Returns how many.

    The repositories share a hook; how far was looked is kept with the first.

    Where the last look is longer ago than GitHub's log, or too much is missing, a
    comparison of everything is opened instead. Raises what `client` raises, Missing
    where no webhook of GitHub's sends to us; after what passes by itself the next look
    is soon.
    """
    try:
        return _run(repositories, now)
    except GitHubFailed as error:
        if error.is_passing:
            until = error.until if isinstance(error, RateLimited) else now
            at = max(until, now + _AFTER_FAILURE)
            streams.look_at_deliveries_again(repository=repositories[0], at=at)
        raise


def _run(repositories: Sequence[Repository], now: dt.datetime) -> int:
    repository = repositories[0]
    with client.connect(repository.name) as asking:
        path = hooks.hook(asking, repository.name, is_ours)
        last = streams.deliveries_read(repository=repository)
        oldest = now - LONGEST_OUTAGE
        since = oldest if last is None else max(last - _OVERLAP, oldest)
        found = _read(asking, path, since)
        failed = _failed(found)
        if last is not None and last < oldest:
            _compare(repositories, "deliveries older than three days are lost")
        if len(failed) > MOST:
            _compare(repositories, f"{len(failed)} deliveries did not arrive")
            failed = []
        for one in failed:
            hooks.redeliver(asking, path, one.number)
    again = now + pause if (pause := _pause(found, failed)) else None
    # What was asked for just now is looked at again, to see whether it arrived.
    seen = [one.delivered_at for one in failed or found]
    until = (min(seen) if failed else max(seen)) if seen else now
    streams.note_deliveries(repository=repository, until=until, now=now, again=again)
    return len(failed)


def _pause(
    found: Iterable[DeliveryTold], failed: Iterable[DeliveryTold]
) -> dt.timedelta | None:
    """How long until it can be seen whether what was asked for arrived; None where
    nothing more would be asked for.

    30 seconds, 2 minutes, 8 minutes, by how often it was sent before.
    """
    sent = Counter(one.guid for one in found)
    attempts = min((sent[one.guid] for one in failed), default=ATTEMPTS)
    if attempts + 1 >= ATTEMPTS:
        return None
    pause: dt.timedelta = _FIRST_PAUSE * 4 ** (attempts - 1)
    return pause


def is_ours(url: str) -> bool:
    """Whether a webhook sends to this installation, by the hosts it answers for."""
    parts = urllib.parse.urlsplit(url)
    is_known = validate_host(parts.hostname or "", settings.ALLOWED_HOSTS)
    return is_known and parts.path.rstrip("/").endswith(WEBHOOK)


def _read(asking: Client, path: str, since: dt.datetime) -> list[DeliveryTold]:
    """The log since then, newest first."""
    found: list[DeliveryTold] = []
    for page in hooks.deliveries(asking, path):
        found += [one for one in page if one.delivered_at >= since]
        if any(one.delivered_at < since for one in page):
            break
    return found


def _failed(found: Iterable[DeliveryTold]) -> list[DeliveryTold]:
    """What never arrived, oldest first, each by its latest attempt."""
    attempts: dict[str, list[DeliveryTold]] = {}
    for one in found:
        attempts.setdefault(one.guid, []).append(one)
    missing = {
        guid: max(many, key=lambda one: one.number)
        for guid, many in attempts.items()
        if len(many) < ATTEMPTS and not any(one.is_good for one in many)
    }
    # Our answer may have come too late for GitHub.
    arrived = inbox.arrived(ids=missing)
    left = [one for guid, one in missing.items() if guid not in arrived]
    return sorted(left, key=lambda one: one.number)


def _compare(repositories: Iterable[Repository], reason: str) -> None:
    for one in repositories:
        jobs.open_(repository=one, name=Job.Name.RECONCILE, reason=reason, by="sync")
