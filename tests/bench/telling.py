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
import socketserver
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from django.db import connections
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
    arrived = _sent(readers, now)
    wrong = sum(len(ids) != 1 for ids in arrived.values()) + readers - len(arrived)
    number = sum(map(sum, (ids.values() for ids in arrived.values())))
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
            detail=f"{number:,} arrived at {len(arrived):,} people, those that came"
            " twice under one Message-ID",
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
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        MAIL_FROM="Tracker <tracker@example.org>",
        ADDRESS="https://tracker.example.org",
    )


# --- Sending, and being killed --------------------------------------------------------


def _sent(readers: int, now: datetime) -> dict[str, dict[str, int]]:
    """By reader how often each message arrived, by its Message-ID."""
    with _Server() as server, _set_up(server.port):
        for turn in range(_KILLS):
            # As after the pause in which the one that was killed might be at it.
            _owed().update(due_at=now)
            worker = _worker()
            goal = readers * (turn + 1) // (_KILLS + 1)
            while server.number < goal and worker.is_alive():
                time.sleep(0.001)
            if worker.pid is not None and worker.is_alive():
                os.kill(worker.pid, signal.SIGKILL)
            worker.join()
        _owed().update(due_at=now)
        _worker().join()
        return server.arrived


def _owed() -> QuerySet[Mail]:
    return Mail.objects.filter(sent_at=None, ended_at=None)


def _worker() -> multiprocessing.process.BaseProcess:
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_send)
    process.start()
    return process


def _send() -> None:
    while mail.send_due(seconds=60):
        pass


class _Server(socketserver.ThreadingTCPServer):
    """Takes mail as RFC 5321 wants it, and counts it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.port = int(self.server_address[1])
        self.arrived: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.number = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def take(self, reader: str, message: bytes) -> None:
        """Note that a message arrived."""
        found = _ID.search(message)
        name = found[1].decode() if found else ""
        with self._lock:
            self.arrived[reader][name] += 1
            self.number += 1


class _Taking(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        reader = ""
        self._say("220 here")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"RCPT":
                reader = line.decode().partition("<")[2].partition(">")[0]
            if word == b"DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.take(reader, b"".join(lines))  # type: ignore[attr-defined]  # ours
            if word == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 so be it")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
