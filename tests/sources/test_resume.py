"""A sync that is killed goes on where it was."""

from __future__ import annotations

import pytest

from enhancements.models import Version
from enhancements.sources import sync
from tests.support.histories import fresh, history
from tests.support.tables import snapshot


def batches_of(size, monkeypatch):
    monkeypatch.setattr(sync, "_BATCH_FILES", size)
    monkeypatch.setattr(sync, "_BATCH_ENHANCEMENTS", 1)


class Killed(BaseException):
    """What a process that is killed raises, as far as its code is concerned."""


def dies_at(call, action):
    """The action, but its n-th call dies at its end, after all its work."""
    calls = []

    def dying(*args, **given):
        calls.append(1)
        if len(calls) == call:
            raise Killed
        return action(*args, **given)

    return dying


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 5])
def test_sync_killed_while_storing_goes_on_where_it_was(demo, monkeypatch, batch):
    demo.track()
    history(demo)
    batches_of(1, monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(sync, "_store", dies_at(batch, sync._store))
        with pytest.raises(Killed):
            demo.sync()
    assert demo.source().ordinal == batch - 1
    demo.sync()

    assert snapshot(demo.project) == fresh(demo)


@pytest.mark.parametrize("call", [1, 2])
def test_sync_killed_while_deriving_goes_on_where_it_was(demo, monkeypatch, call):
    demo.track()
    history(demo)
    batches_of(1, monkeypatch)
    with monkeypatch.context() as patch:
        dying = dies_at(call, sync.derive.enhancements)
        patch.setattr(sync.derive, "enhancements", dying)
        with pytest.raises(Killed):
            demo.sync()
    demo.sync()

    assert snapshot(demo.project) == fresh(demo)


def test_version_killed_in_the_midst_of_a_batch_leaves_nothing_of_it(demo, monkeypatch):
    demo.track("documents")
    history(demo)
    with monkeypatch.context() as patch:
        patch.setattr(sync.versions, "_save", dies_at(1, None))
        with pytest.raises(Killed):
            demo.sync()

    assert (Version.objects.count(), demo.source().commit) == (0, "")
