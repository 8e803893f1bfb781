from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.household import is_gone, wait_until
from tracker import children
from tracker.children import Child, Children
from tracker.embedded.paths import project

# Starts a child that sleeps, prints its PID, and waits to be killed.
PARENT = """
import time
from tracker.children import Child, Children
child = Child("sleeper", ["sleep", "60"], {"PATH": "/usr/bin:/bin"})
Children(print, [child]).start()
print(child.process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def said() -> list[str]:
    return []


def shell(name: str, script: str) -> Child:
    return Child(name, ["/bin/sh", "-c", script], dict(os.environ))


def pid_of(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def test_child_that_ends_is_said_and_started_again(monkeypatch, said):
    monkeypatch.setattr(children, "FIRST_PAUSE", 0.1)
    child = shell("web", "exit 3")
    child.pause = 0.1
    both = Children(said.append, [child])
    both.start()
    first = pid_of(child)
    wait_until(lambda: (both.watch(), bool(said))[1])
    assert said == ["web ended (status 3); it is started again in 0 s."]
    wait_until(lambda: (both.watch(), child.process is not None)[1])
    assert pid_of(child) != first
    both.stop()


def test_child_that_is_killed_is_said_with_the_signal(said):
    child = shell("worker", "exec sleep 60")
    both = Children(said.append, [child])
    both.start()
    os.kill(pid_of(child), signal.SIGKILL)
    wait_until(lambda: (both.watch(), bool(said))[1])
    assert said == ["worker ended (signal SIGKILL); it is started again in 1 s."]
    both.stop()


def test_pause_doubles_up_to_the_longest(said):
    child = shell("beat", "exit 1")
    both = Children(said.append, [child])
    pauses = []
    for _ in range(7):
        child.start()
        assert child.process is not None
        child.process.wait()
        pauses.append(child.pause)
        both.watch()
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_pause_begins_anew_after_a_good_while(said):
    child = shell("beat", "exit 1")
    both = Children(said.append, [child])
    child.start()
    assert child.process is not None
    child.process.wait()
    child.pause = 16
    child.started_at = time.monotonic() - children.WELL_AFTER
    both.watch()
    assert said == ["beat ended (status 1); it is started again in 1 s."]


def test_stop_lets_children_end_by_themselves(said):
    child = shell("web", "trap 'exit 0' TERM; while :; do sleep 0.05; done")
    both = Children(said.append, [child])
    both.start()
    time.sleep(0.2)
    both.stop()
    assert child.process is not None
    assert child.process.returncode == 0
    assert said == []


def test_stop_kills_who_does_not_listen(monkeypatch, said):
    monkeypatch.setattr(children, "STOP_TIMEOUT", 0.2)
    child = shell("web", "trap '' TERM; while :; do sleep 0.05; done")
    both = Children(said.append, [child])
    both.start()
    time.sleep(0.2)
    both.stop()
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL
    assert said == ["web did not stop in time and is killed."]


def test_what_a_child_started_ends_with_it(tmp_path: Path, said):
    child = shell(
        "worker",
        f"sleep 60 & echo $! >{tmp_path}/new; mv {tmp_path}/new {tmp_path}/pid; wait",
    )
    both = Children(said.append, [child])
    both.start()
    wait_until((tmp_path / "pid").exists)
    grandchild = int((tmp_path / "pid").read_text(encoding="ascii"))
    os.kill(pid_of(child), signal.SIGKILL)
    wait_until(lambda: (both.watch(), bool(said))[1])
    wait_until(lambda: is_gone(grandchild))
    both.stop()


def test_children_end_with_a_killed_parent():
    with subprocess.Popen(
        [sys.executable, "-c", PARENT],
        cwd=project(),
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert not is_gone(child)
        parent.kill()
    wait_until(lambda: is_gone(child))
