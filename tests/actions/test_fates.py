"""An item is gone only after proof, and a comparison is what finds out."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements.actions import (
    dirt,
    leases,
    mirror,
    mirror_fates,
    mirror_lists,
    streams,
    sweeps,
)
from enhancements.actions.streams import Place
from enhancements.actions.told import ChangeTold, GoneTold, LabelTold, MilestoneTold
from enhancements.models import Dirty, Event, Item, Label, Milestone
from tests.support.telling import at, comment, issue, make_repository

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def lease(db):  # noqa: ARG001 - for its effect
    with leases.take(repository=make_repository()) as taken:
        mirror.store(lease=taken, told=[issue(1), issue(2), issue(3)], now=at(0))
        yield taken


def miss(lease, number, minute, reason="missing", moved_to=""):
    [claimed] = [
        one
        for one in dirt.due(
            repository=lease.repository, kinds=("item",), limit=9, now=at(minute)
        )
        if one.number == number
    ]
    told = GoneTold(number, reason, moved_to)
    return mirror_fates.store(
        lease=lease, told=[(claimed, told)], again=MINUTE, now=at(minute)
    )


def mark(lease, reason, number=1, minute=1):
    mark = dirt.Mark(reason, number=number)
    dirt.mark(repository=lease.repository, marks=[mark], now=at(minute))


@pytest.mark.parametrize("reason", dirt.PROOFS)
def test_second_miss_after_proof_is_the_end(lease, reason):
    mark(lease, reason)
    assert miss(lease, 1, 2).gone == []
    assert Item.objects.get(number=1).gone_at is None
    assert miss(lease, 1, 3, "deleted").gone == [1]

    item = Item.objects.get(number=1)
    assert (item.gone_at, item.owed_since) == (at(3), at(3))
    said = "deleted" if reason == dirt.RECONCILE else reason
    assert item.gone_reason.startswith(f"{said}: It was ")
    assert not Dirty.objects.exists()
    assert Event.objects.get().kind == Event.Kind.ITEM_GONE


def test_misses_without_proof_never_end_an_item(lease):
    mark(lease, dirt.WEBHOOK)
    for minute in range(2, 9):
        fates = miss(lease, 1, minute * 2)
    assert (fates.gone, fates.unproven) == ([], [1])
    assert Item.objects.get(number=1).gone_at is None


def test_second_look_waits(lease):
    mark(lease, dirt.RECONCILE)
    miss(lease, 1, 2)
    later = dirt.due(
        repository=lease.repository,
        kinds=("item",),
        limit=9,
        now=at(2) + MINUTE / 2,
    )
    assert later == []


def test_poll_that_saw_it_takes_the_proof_away(lease):
    mark(lease, dirt.RECONCILE)
    miss(lease, 1, 2)
    mark(lease, dirt.POLL, minute=3)
    assert miss(lease, 1, 4).gone == []


def test_late_delivery_does_not_take_the_proof_away(lease):
    mark(lease, dirt.DELETED)
    miss(lease, 1, 2)
    mark(lease, dirt.WEBHOOK, minute=3)
    assert miss(lease, 1, 4).gone == [1]


def test_transferred_item_is_fetched_where_it_is_now(lease):
    there = make_repository("acme/other", is_main=False)
    mark(lease, dirt.TRANSFERRED)
    url = "https://github.com/Acme/Other/issues/7"
    miss(lease, 1, 2, "transferred", url)
    miss(lease, 1, 4, "transferred", url)

    assert Item.objects.get(number=1).moved_to == url
    marked = Dirty.objects.get()
    assert (marked.repository, marked.number, marked.reason) == (there, 7, "moved")


def test_number_that_was_never_here_is_forgotten_in_the_end(lease):
    mark(lease, dirt.WEBHOOK, number=99)
    for minute in range(2, 2 + dirt.DOUBTED_AFTER):
        miss(lease, 99, minute * 2)
    assert not Dirty.objects.exists()


def sweep(lease, *told, failed=0, is_finished=True):
    names = ("sweep-issues",)
    sweeps.begin(lease=lease, names=names, now=at(10))
    stream = streams.get(lease=lease, name=names[0], now=at(10))
    sweeps.compare(
        lease=lease,
        told=told,
        failed=failed,
        place=Place(stream, cursor="x", is_finished=is_finished),
        now=at(10),
    )
    return stream


def line(number, minute=0, comments=0, events=0):
    return ChangeTold("issue", number, f"I_{number}", at(minute), comments, events)


def unseen(lease, stream):
    return sweeps.mark_unseen(lease=lease, stream=stream, kind="issue", now=at(11))


def test_whole_sweep_marks_what_it_did_not_have(lease):
    stream = sweep(lease, line(1), line(3))
    assert not Dirty.objects.exists()
    assert unseen(lease, stream) == [2]
    assert list(Dirty.objects.values_list("number", "reason")) == [(2, "reconcile")]


@pytest.mark.parametrize(
    ("told", "more"),
    [
        ((), {}),
        ((line(1),), {"failed": 1}),
        ((line(1),), {"is_finished": False}),
    ],
)
def test_empty_unreadable_or_unfinished_sweep_shows_nothing_missing(lease, told, more):
    assert unseen(lease, sweep(lease, *told, **more)) == []


def test_item_stored_after_the_sweep_began_is_not_missed(lease):
    mirror.store(lease=lease, told=[issue(4, 20)], now=at(10) + MINUTE / 2)
    assert unseen(lease, sweep(lease, line(1), line(2), line(3))) == []


def test_differences_are_told_apart_and_marked(lease):
    told = issue(1, comments=(comment(1), comment(2)))
    mirror.store(lease=lease, told=[told], now=at(1))
    mirror.store(lease=lease, told=[issue(5, 9)], now=at(1))
    stream = sweep(
        lease, line(1, comments=1), line(2, minute=3), line(3), line(4), line(5, 2)
    )
    found = {sort: stream.data[sort] for sort in sweeps.SORTS}
    assert found == {"missing": [1, [4]], "stale": [1, [2]], "counts": [1, [1]]}
    assert sorted(Dirty.objects.values_list("number", flat=True)) == [1, 2, 4]


def test_numbers_survive_writing():
    numbers = sweeps.Numbers.read("")
    for number in (1, 8, 100_000):
        numbers.add(number)
    again = sweeps.Numbers.read(numbers.written())
    assert [n for n in range(100_010) if n in again] == [1, 8, 100_000]


@pytest.mark.parametrize(
    ("model", "store", "told"),
    [
        (
            Label,
            mirror_lists.store_labels,
            [LabelTold(f"L_{name}", name) for name in "ab"],
        ),
        (
            Milestone,
            mirror_lists.store_milestones,
            [MilestoneTold(f"M_{n}", n, f"v1.{n}", "open") for n in (1, 2)],
        ),
    ],
)
def test_empty_list_is_no_proof_that_anything_is_gone(lease, model, store, told):
    def live(told, minute, *, is_whole=True):
        repository = lease.repository
        store(repository=repository, told=told, is_whole=is_whole, now=at(minute))
        return model.objects.filter(gone_at=None).count()

    assert live(told, 1) == 2
    assert live([], 2) == 2
    assert live(told[:1], 3, is_whole=False) == 2
    assert live(told[:1], 4) == 1
