from __future__ import annotations

import os
import time

import pytest

from tracker import heartbeat


@pytest.fixture(autouse=True)
def _home(monkeypatch, tmp_path):
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path))


def test_no_sign_is_not_alive():
    assert heartbeat.seconds_since("worker") is None
    assert heartbeat.is_alive("worker") is False


def test_fresh_sign_is_alive():
    heartbeat.give("worker")
    assert heartbeat.is_alive("worker") is True
    assert heartbeat.is_alive("beat") is False


def test_old_sign_is_not_alive(tmp_path):
    heartbeat.give("beat")
    then = time.time() - heartbeat.LONGEST_SILENCE - 1
    os.utime(tmp_path / "heartbeats" / "beat", (then, then))
    assert heartbeat.is_alive("beat") is False


def test_longest_task_is_no_silence(settings):
    assert settings.CELERY_TASK_TIME_LIMIT < heartbeat.LONGEST_SILENCE
