"""How enhancements of a SIG have fared: the first are listed, and all are counted."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements.models import Claim, Enhancement, Proof, Record
from enhancements.policy.reports import STUCK
from enhancements.queries import frame, moments, sig_record
from enhancements.queries.remembered import Remembered
from enhancements.queries.reports import asking, stuck
from tests.support.generated import DAY, History, chance, fill

pytestmark = pytest.mark.django_db


def at(given: str | None = None):
    """The project at a moment, as a request would load it now."""
    now = timezone.now()
    return frame.load("demo", moments.parse(given, now=now), now=now)


@pytest.fixture
def record():
    """Three in alpha since v1.1, which is longer than the time box; two that missed
    their beta twice.
    """
    history = History()
    for number in (1, 2, 3):
        own = history.enhancement(number)
        history.entry(own, 0, "alpha", since=5)
        history.prove(own, 0, "alpha")
    for number in (4, 5):
        own = history.enhancement(number)
        history.entry(own, 0, since=5, until=80, moved_to="v1.2")
        history.entry(own, 1, since=80)
        history.prove(own, 1, "beta", "absent")
    return lambda: sig_record.read(at("2025-06-01"), "compute")


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
    monkeypatch.setattr(sig_record, "_KEPT", Remembered(5))
    found = record()
    assert [one.key for one in found.aged] == ["1"]
    assert [one.key for one in found.missed] == ["4"]
    assert (found.aged_count, found.stuck_count) == ({"alpha": 3}, 3)
    assert found.missed_count == 2


@pytest.mark.parametrize("seed", [0, 6, 12])
def test_a_record_counts_what_the_report_counts(seed):
    history = History()
    fill(history, chance(seed), enhancements=60)
    setting = at("2025-03-01")
    asked = asking.read(setting, STUCK, {"sig": ["compute"]}, number=1, is_file=False)
    page = stuck.page(setting, asked, {})
    counted = {
        row[0].value: [cell.value for cell in row[1:]] for row in page.tables[0].rows
    }

    found = sig_record.read(setting, "compute")

    numbers = [sum(found.aged_count.values()), found.stuck_count, found.missed_count]
    assert counted == {"compute": numbers}
    assert numbers[0] > 0
    assert numbers[2] > 0


@pytest.mark.usefixtures("record")
def test_what_a_sig_takes_part_in_is_in_its_record():
    found = sig_record.read(at("2025-06-01"), "network")
    assert (found.aged, found.missed) == ((), ())
    Record.objects.filter(key="1").update(participating_sigs=["network"])
    found = sig_record.read(at("2025-06-01"), "network")
    assert [one.key for one in found.aged] == ["1"]


@pytest.mark.usefixtures("record")
def test_a_record_is_read_once_while_nothing_changes(django_assert_num_queries):
    first = sig_record.read(at(), "compute")
    setting = at()
    with django_assert_num_queries(0):
        again = sig_record.read(setting, "compute")
    assert again is first
    with django_assert_num_queries(1):
        sig_record.read(setting, "network")
    setting = at("2025-06-01")
    with django_assert_num_queries(1):
        sig_record.read(setting, "compute")


CHANGES = {
    "entry": lambda history, own: history.entry(own, 1, "beta", since=120),
    "proof": lambda _, own: Proof.objects.filter(enhancement=own).update(word="absent"),
    "decision": lambda history, own: history.decide(
        own, 0, "outcome", "removed", since=101
    ),
    "record": lambda _, own: Record.objects.filter(enhancement=own).update(
        sig="network"
    ),
    "date": lambda history, _: history.date(history.releases[0], "docs-freeze", 80),
    "merge": lambda _, own: Enhancement.objects.filter(pk=own.pk).update(
        merged_into=Enhancement.objects.exclude(pk=own.pk).first()
    ),
}
"""Each thing that a record is made of, changed."""


@pytest.mark.parametrize("what", list(CHANGES))
def test_a_record_is_read_anew_when_anything_of_it_changed(
    what, django_assert_num_queries
):
    history = History()
    own = history.enhancement(1)
    history.entry(own, 0, "alpha", since=5)
    history.prove(own, 0, "alpha")
    assert sig_record.read(at(), "compute").aged_count == {"alpha": 1}
    CHANGES[what](history, own)
    setting = at()
    with django_assert_num_queries(1):
        sig_record.read(setting, "compute")


def test_a_record_ends_where_something_stored_already_begins_or_ends():
    history = History(releases=3)
    own = history.enhancement(1)
    history.entry(own, 0, "alpha", since=5)
    history.prove(own, 0, "alpha")
    now = at().at
    tagged = Proof.objects.create(
        release=history.releases[1],
        enhancement=own,
        stage="beta",
        word="proven",
        gate="Gate",
        registered="beta",
        tag="v1.2.0",
        tagged_at=now + DAY,
    )
    history.entry(own, 1, "beta", since=105)
    setting = at()
    assert sig_record.read(setting, "compute").aged_count == {"alpha": 1}

    later = setting.later(tagged.tagged_at)
    assert sig_record.read(later, "compute").aged_count == {"beta": 1}
    # And one of before does not show what is known since.
    assert sig_record.read(setting, "compute").aged_count == {"alpha": 1}
    Claim.objects.filter(series__release=history.releases[2]).update(
        until=now + 2 * DAY
    )
    kept = sig_record.read(at(), "compute")
    assert kept.aged_count == {"alpha": 1}
