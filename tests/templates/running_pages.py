"""Pages about how the installation runs and whom it tells, all parts filled."""

from __future__ import annotations

import dataclasses
from typing import Any

from enhancements.policy.permissions import Answer
from enhancements.queries.channels import ChannelRow, SendingRow
from enhancements.queries.shapes.jobs import DUE, WAITS, JobsPage, Owed, Queue
from enhancements.queries.shapes.outgoing import Heard, Outbox, Writing
from enhancements.queries.shapes.sources import (
    DeadLetter,
    Quota,
    RepositoryRow,
    SourcesPage,
    Work,
)
from enhancements.views.channels import ChannelsPage
from enhancements.views.demo_people import PeoplePage, Place, Somebody
from enhancements.views.following import StopPage
from tests.templates import samples as s

FRAME = s.frame(sources=s.BROKEN)
BEFORE = s.at(6, 11)
OWED = Owed("work", "1", "harbour/plans", DUE, BEFORE, None, 2, "Late.", 3, 9)
JOBS = JobsPage(
    FRAME,
    (Queue("Ropes", 2, BEFORE, 1, is_shared=True), Queue("Sails", 0, None, 0)),
    (OWED, dataclasses.replace(OWED, state=WAITS, next_at=s.NOW + s.DAY, total=0)),
    all_owed=1200,
    can_act=True,
)
REPOSITORY = RepositoryRow(
    name="harbour/plans",
    host="git.example",
    is_main=True,
    state=s.BROKEN[1],
    synced_at=None,
    reconciled_at=BEFORE,
    waiting=3,
    waiting_since=BEFORE,
    outgoing=1,
    work=(Work("full-sync", 3, 9, BEFORE),),
)
HEARD = Heard("ada", ("/lgtm",), "harbour/plans#1", "/", BEFORE, "read", "", ())
HEARDS = (
    HEARD,
    dataclasses.replace(HEARD, mode="dry-run", refused=("Never.",)),
    dataclasses.replace(HEARD, mode="failed", meaning="Lgtm."),
)
WRITING = Writing(1, "Labels", "ada", "harbour/plans#1", "/", BEFORE, "Lgtm.", "")
SOURCES = SourcesPage(
    frame=FRAME,
    files=s.BROKEN,
    repositories=(REPOSITORY, dataclasses.replace(REPOSITORY, is_main=False, work=())),
    deliveries=2,
    delivered_at=BEFORE,
    takes_deliveries=True,
    quotas=(
        Quota("git.example", "core", 4200, 5000, s.NOW + s.DAY, s.NOW + s.DAY, "Slow."),
        Quota("git.example", "graphql", None, None, None, None, ""),
    ),
    dead=(DeadLetter("writing", "1", "harbour/plans", "", 5, BEFORE),),
    all_dead=1200,
    outbox=Outbox("dry-run", HEARDS, (WRITING, WRITING)),
    can_retry=True,
)
IDLE = dataclasses.replace(
    SOURCES,
    repositories=(),
    dead=(),
    all_dead=0,
    outbox=Outbox("off", (), ()),
)
CHANNEL = ChannelRow(
    id=1,
    project="harbour",
    name="#crew",
    kind="webhook",
    sig="rigging",
    keeper="ada",
    shown="chat.example…abc",
    host="chat.example",
    stopped_at=BEFORE,
    stop_reason="Full.",
    failures=0,
    failing_since=None,
    last_error="",
    last_ok_at=BEFORE,
    owed=2,
    is_signed=True,
    is_kept_by=False,
)
FAILING = dataclasses.replace(
    CHANNEL, stopped_at=None, failures=2, failing_since=BEFORE, last_error="Busy."
)
LOG = SendingRow(1, "Sails", "given-up", BEFORE, BEFORE, BEFORE, 3, "Busy.")
LOGGED = (
    LOG,
    dataclasses.replace(LOG, state="sent"),
    dataclasses.replace(LOG, state="owed", due_at=s.NOW + s.DAY),
    dataclasses.replace(LOG, state="owed"),
)
MAY = Answer(allowed=True)
CHANNELS = ChannelsPage(
    frame=FRAME,
    rows=(CHANNEL, FAILING),
    places=(("", "harbour"), ("rigging", "rigging")),
    answer=MAY,
    chosen=CHANNEL,
    log=LOGGED,
    secret=LOG.subject,
    sig="rigging",
    kinds=(("zulip", "Zulip"),),
)
CAST = PeoplePage(
    (
        Place(
            "harbour",
            "Harbour",
            (
                Somebody("ada", "Ada", "Mate.", is_known=True, is_me=True),
                Somebody("bob", "Bob", "Mate.", is_known=True, is_me=False),
                Somebody("cy", "Cy", "Mate.", is_known=False, is_me=False),
            ),
        ),
    ),
    "/",
)
RUNNING: dict[str, tuple[str, str, Any]] = {
    "channels": ("channels.html", "sources", CHANNELS),
    "channels-failing": (
        "channels.html",
        "sources",
        dataclasses.replace(CHANNELS, chosen=FAILING, log=()),
    ),
    "channels-none": (
        "channels.html",
        "sources",
        dataclasses.replace(CHANNELS, rows=(), chosen=None, sig=""),
    ),
    "jobs": ("jobs.html", "sources", JOBS),
    "jobs-none": (
        "jobs.html",
        "sources",
        dataclasses.replace(JOBS, owed=(), all_owed=0),
    ),
    "people-of-the-sample": ("accounts/people.html", "", CAST),
    "sources": ("sources.html", "sources", SOURCES),
    "sources-idle": ("sources.html", "sources", IDLE),
    "stop": ("following/stop.html", "", StopPage("ada", "#12")),
    "stopped": ("following/stop.html", "", StopPage("ada", "#12", "stop")),
    "stop-again": ("following/stop.html", "", StopPage("ada", "#12", "again")),
}
"""By name: the template, what of the navigation is on, and the page."""
