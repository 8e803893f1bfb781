"""Durations that no variable sets, scaled to polls of half a second."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import time_machine
from django.conf import settings

from enhancements.actions import dirt, jobs, mirror
from enhancements.commands import grammar
from enhancements.sources.github import poll
from tracker import limits

DEADLY = "words that kill"
"""A text with these ends whoever hears it, while the switch `deadly-text` is on."""


def scale() -> None:
    """A minute becomes half a second, or what is nearest to it and still works."""
    dirt._FIRST_WAIT = dt.timedelta(seconds=0.1)
    dirt._LONGEST_WAIT = dt.timedelta(seconds=1)
    jobs._FIRST_WAIT = dt.timedelta(seconds=0.5)
    jobs._LONGEST_WAIT = dt.timedelta(seconds=2)
    limits.BODY_SECONDS = 1.5
    pool = settings.DATABASES["default"]["OPTIONS"].get("pool")
    if pool:
        pool["timeout"] = 2
    if memory := os.environ.get("FAULTS_MEMORY"):
        settings.CELERY_WORKER_MAX_MEMORY_PER_CHILD = int(memory)
    _obey()
    _follow_clock()
    os.register_at_fork(after_in_child=_follow_clock)


def switched(name: str) -> int:
    """What a switch of the house says to processes that run; 0 where it is off."""
    try:
        return int((settings.TRACKER_HOME / "switches" / name).read_text("ascii"))
    except FileNotFoundError:
        return 0


def hearings(home: Path) -> Path:
    """A file with a dot for each time that the deadly text was heard."""
    return home / "logs" / "deadly-text.heard"


def _obey() -> None:
    """An issue that cannot be stored, or whose storing ends the process; a text that
    ends whoever hears it; no polls.
    """
    write, is_due = mirror._write, poll.is_due

    def poisoned(lease: Any, told: Any, now: Any) -> Any:
        numbers = {one.number for one in told}
        if switched("poison") in numbers:
            raise RuntimeError("poison")
        if switched("deadly") in numbers:
            os.kill(os.getpid(), signal.SIGSEGV)
        return write(lease, told, now)

    parse = grammar.parse

    def heard(body: str, rules: Any) -> Any:
        if DEADLY in body and switched("deadly-text"):
            with hearings(settings.TRACKER_HOME).open("a") as file:
                file.write(".")
            os.kill(os.getpid(), signal.SIGSEGV)
        return parse(body, rules)

    mirror._write = poisoned
    grammar.parse = heard
    poll.is_due = lambda run: not switched("no-polls") and is_due(run)


_LOOK_SECONDS = 0.05


def _follow_clock() -> None:
    """The clock of this process is as wrong as the switch `clock` says, in seconds."""
    threading.Thread(target=_set_clock, daemon=True).start()


def _set_clock() -> None:
    error, set_ = 0, None
    while True:
        time.sleep(_LOOK_SECONDS)
        if (told := switched("clock")) == error:
            continue
        if set_ is not None:
            set_.stop()
        error, set_ = told, None
        if error:
            set_ = time_machine.travel(time.time() + error, tick=True)
            set_.start()
