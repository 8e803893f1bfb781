"""How enhancements of a SIG have fared: the first are listed, and all are counted."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements.queries import frame, moments, sig_record
from tests.support.generated import History

pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    """Three in alpha since v1.1, which is longer than the time box; two that missed
    their beta twice.
    """
    history = History()
    ids = []
    for number in (1, 2, 3):
        own = history.enhancement(number)
        history.entry(own, 0, "alpha", since=5)
        history.prove(own, 0, "alpha")
        ids.append(own.pk)
    for number in (4, 5):
        own = history.enhancement(number)
        history.entry(own, 0, since=5, until=80, moved_to="v1.2")
        history.entry(own, 1, since=80)
        history.prove(own, 1, "beta", "absent")
        ids.append(own.pk)
    now = timezone.now()
    setting = frame.load("demo", moments.parse("2025-06-01", now=now), now=now)
    return lambda: sig_record.read(setting, ids)


def test_all_are_listed_where_they_are_few(record):
    found = record()
    assert [one.key for one in found.aged] == ["1", "2", "3"]
    assert [one.key for one in found.stuck] == ["1", "2", "3"]
    assert [one.key for one in found.missed] == ["4", "5"]
    assert found.missed[0].releases == ("v1.1", "v1.2")
    assert (found.aged_count, found.stuck_count) == ({"alpha": 3}, 3)
    assert found.missed_count == 2


def test_of_many_the_first_are_listed_and_all_are_counted(record, monkeypatch):
    monkeypatch.setattr(sig_record, "LISTED", 1)
    found = record()
    assert [one.key for one in found.aged] == ["1"]
    assert [one.key for one in found.missed] == ["4"]
    assert (found.aged_count, found.stuck_count) == ({"alpha": 3}, 3)
    assert found.missed_count == 2
