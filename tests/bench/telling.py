"""Telling one change to many: what it costs, and that each gets one message.

Everybody follows the same SIG, half of them the enhancement too. A worker that sends
the mail is killed twice on the way, wherever it is; a server of ours that takes mail
counts what arrives.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import override_settings

from enhancements.actions import concerns, digests, telling
from enhancements.actions.concerns import Raising
from enhancements.models import (
    Account,
    Mail,
    Mailbox,
    Notice,
    Project,
    Record,
    Sig,
    Subscription,
)
from enhancements.policy import following
from enhancements.sources import mail
from tests.bench import databases, measure
from tests.bench.report import Metric
from tests.support.mail_server import BACKEND, MailServer

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

Tell = Callable[[str], None]

_BOUND = 10
"""Processor seconds for 10,000 readers, of the issue."""
_KILLS = 2
_ID = re.compile(rb"^Message-ID: (<[^>]+>)", re.MULTILINE | re.IGNORECASE)


def metrics(*, readers: int, now: datetime, tell: Tell) -> list[Metric]:
    """Tell so many readers of one change, and mail it to them."""
    tell(f"{readers:,} people follow a SIG")
    databases.fill(100, entries=20, now=now)
    project = Project.objects.get()
    record = Record.objects.filter(until=None, sig="compute").earliest("pk")
    _follow(readers, project, record.enhancement_id, now)
    telling.begin(project=project, now=now)
    concerns.raise_(
        project=project,
        raising=Raising(record.enhancement_id, "Upgrade path", "It breaks upgrades."),
        by="somebody",
        now=now,
    )
    prepared = measure.work_of(lambda: telling.prepare(project=project, now=now))
    told = Notice.objects.count()
    later = now + 2 * following.COALESCED
    owed = measure.work_of(lambda: _owe(later))
    tell(f"{Mail.objects.count():,} messages are sent, by workers that are killed")
    began = time.monotonic()
    arrived = _sent(readers, now)
    seconds = time.monotonic() - began
    wrong = sum(len(ids) != 1 for ids in arrived.values()) + readers - len(arrived)
    messages = sum(map(len, arrived.values()))
    number = sum(ids.total() for ids in arrived.values())
    return [
        Metric(
            f"processor time to tell {readers:,} people of one change",
            _BOUND,
            prepared.cpu,
            unit="s",
            detail=f"{told:,} notices",
        ),
        Metric(
            f"processor time to owe {readers:,} messages",
            _BOUND,
            owed.cpu,
            unit="s",
            detail=f"{owed.rows:,.0f} rows",
        ),
        Metric(
            "people who did not get just one message, its sender killed twice",
            0,
            wrong,
            unit="",
            detail=f"{messages:,} messages for {len(arrived):,} people in"
            f" {seconds:.0f} s",
        ),
        # Who is killed between sending and saying so sends it once more, as the same.
        Metric(
            "messages that arrived again, of each sender that was killed one at most",
            _KILLS,
            number - messages,
            unit="",
            detail="under the same Message-ID, by which mail programs show it once",
        ),
    ]


def _follow(readers: int, project: Project, enhancement: int, now: datetime) -> None:
    accounts = Account.objects.bulk_create(
        [
            Account(github_id=10_000 + n, login=f"reader-{n}", stamp="0" * 32)
            for n in range(readers)
        ],
        batch_size=1000,
    )
    Mailbox.objects.bulk_create(
        [
            Mailbox(
                account=one,
                address=f"{one.login}@example.org",
                given_at=now,
                verified_at=now,
            )
            for one in accounts
        ],
        batch_size=1000,
    )
    sig = Sig.objects.get(project=project, name="compute")
    rows: list[dict[str, Any]] = [{"sig": sig} for _ in accounts]
    rows += [{"enhancement_id": enhancement} for _ in accounts[::2]]
    Subscription.objects.bulk_create(
        [
            Subscription(
                account=one,
                project=project,
                triggers=list(following.USUAL),
                rhythm=following.AT_ONCE,
                by_mail=True,
                made_at=now,
                **subject,
            )
            for one, subject in zip((*accounts, *accounts[::2]), rows, strict=True)
        ],
        batch_size=1000,
    )


def _owe(now: datetime) -> None:
    with _set_up(1):
        digests.owe(now=now)


def _set_up(port: int) -> override_settings:
    return override_settings(
        EMAIL_BACKEND=BACKEND,
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        MAIL_FROM="Tracker <tracker@example.org>",
        ADDRESS="https://tracker.example.org",
    )


# --- Sending, and being killed --------------------------------------------------------


def _sent(readers: int, now: datetime) -> dict[str, Counter[str]]:
    """By reader how often each message arrived, by its Message-ID."""
    with MailServer() as server, _set_up(server.port):
        for turn in range(_KILLS):
            # As after the pause in which the one that was killed might be at it.
            _owed().update(due_at=now)
            worker = _worker()
            goal = readers * (turn + 1) // (_KILLS + 1)
            while len(server.taken) < goal and worker.is_alive():
                time.sleep(0.001)
            if worker.pid is not None and worker.is_alive():
                os.kill(worker.pid, signal.SIGKILL)
            worker.join()
        _owed().update(due_at=now)
        _worker().join()
        return _counted(server.taken)


def _counted(taken: Sequence[tuple[str, bytes]]) -> dict[str, Counter[str]]:
    arrived: dict[str, Counter[str]] = defaultdict(Counter)
    for reader, message in taken:
        found = _ID.search(message)
        arrived[reader][found[1].decode() if found else ""] += 1
    return arrived


def _owed() -> QuerySet[Mail]:
    return Mail.objects.filter(sent_at=None, ended_at=None)


def _worker() -> multiprocessing.process.BaseProcess:
    """A child of its own connections: what it inherited of a pool, both would use."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()
    process = multiprocessing.get_context("fork").Process(target=_send)
    process.start()
    return process


def _send() -> None:
    while mail.send_due(seconds=60):
        pass
