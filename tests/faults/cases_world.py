"""F12 to F16: lists that move, lag, fates, long histories, labels and milestones."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING
from unittest import mock

from django.conf import settings

from enhancements.actions.told import GoneTold
from enhancements.models import Comment, Dirty, Event, Item, Label, TimelineItem
from enhancements.sources.github import changes
from tests.faults import rig as rigs
from tests.faults.cases import (
    ACTIONS,
    GITHUB,
    case,
    no,
    nothing,
    replaced,
    yes,
)
from tests.faults.cases_wire import by_page_numbers, small_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.rig import Rig

PLANS = rigs.PLANS


def _deleted(_: object, number: int, __: str) -> GoneTold:
    """Takes whatever answers 410 for deleted."""
    return GoneTold(number, "deleted")


@contextlib.contextmanager
def pages_of_five() -> Iterator[None]:
    """Every list has five lines a page."""
    with mock.patch.object(changes, "PER_PAGE", 5), small_pages(5):
        yield


@case(
    "F12 drift",
    "Items change between the pages of a list",
    without=replaced(f"{GITHUB}.changes._Walk.pages", by_page_numbers),
)
def drift(rig: Rig) -> None:
    with pages_of_five():
        rig.before_answers(lambda: rig.touch(rig.number()))
        rig.synced()
        rig.as_told()
        rig.settle()
        rig.check()
        for _ in range(2):
            # Long ago each: a second look some minutes back would hide a loss.
            for number in rig.rng.sample(rig.numbers(), 12):
                rig.touch(number)
                rig.pass_time(600)
            oldest = _oldest(rig)
            rig.before_answers(lambda: rig.touch(next(oldest)), "/issues")  # noqa: B023 - it ends here
            rig.look()
            rig.as_told()
        rig.settle()
        # Without any comparison.
        rig.check()
    rig.finish()


def _oldest(rig: Rig) -> Iterator[int]:
    """Again and again the issue that was changed the longest ago."""
    while True:
        yield min(rig.numbers(), key=lambda one: rig.world.issue(PLANS, one).updated_at)


@case(
    "F12 ties",
    "More changes in one second than a page has",
    without=replaced(f"{GITHUB}.changes._Walk._inside", lambda *_: ()),
)
def ties(rig: Rig) -> None:
    with pages_of_five():
        rig.synced()
        many = rig.rng.sample(rig.numbers(), 12)
        with rig.world.at(rig.world.now):
            rig.touch(*many)
        rig.settle()
        rig.check()
    rig.finish()


@case(
    "F12 second",
    "Changed once more within the second in which it was read, untold",
    without=replaced(f"{GITHUB}.clock.Clock.at", nothing),
)
def second(rig: Rig) -> None:
    rig.synced()
    for _ in range(3):
        number = rig.number()
        rig.pass_time(settings.POLL_SECONDS + 1)
        with rig.world.at(rig.world.now):
            rig.touch(number)
        rig.mark(number)
        rig.pump()
        with rig.world.at(rig.world.now):
            rig.touch(number)
    rig.settle()
    # Without any comparison.
    rig.check()
    rig.finish()


@case(
    "F13 webhook",
    "Reads are up to a minute older than the news",
    without=replaced(f"{ACTIONS}.dirt.is_fresh_enough", yes),
)
def lagging(rig: Rig) -> None:
    rig.synced()
    rig.hub.rest.set_lag(rig.rng.randrange(5, 60))
    for number in rig.rng.sample(rig.numbers(), 3):
        rig.touch(number)
        at = _at(rig.world.issue(PLANS, number).updated_at)
        rig.mark(number, wanted_at=at)
    rig.settle(poll=False)
    rig.check()
    rig.finish()


def _at(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


@case(
    "F13 backwards",
    "An old copy answers after a new one",
    without=replaced(f"{ACTIONS}.mirror_items.is_newer", yes),
)
def backwards(rig: Rig) -> None:
    rig.synced()
    rig.hub.rest.set_lag(60)
    old = rig.hub.rest.replica
    number = rig.number()
    rig.touch(number)
    rig.world.comment(PLANS, number, "News", by="bela")
    rig.hub.rest.replica = None
    rig.mark(number)
    rig.settle(poll=False)
    assert not rig.differences()
    rig.hub.rest.replica = old
    for _ in range(3):
        rig.mark(number)
        rig.pump()
        rig.pass_time(1)
        assert not rig.differences(), rig.differences()
    rig.hub.rest.replica = None
    rig.finish()


@case(
    "F14 unseen",
    "An issue answers 404 for a while, and is back",
    without=replaced(f"{ACTIONS}.mirror_fates.proven_gone", yes),
)
def unseen(rig: Rig) -> None:
    rig.synced()
    number = rig.number()
    rig.touch(number)
    rig.hide(number)
    rig.hub.faults.add("status", f"/issues/{number}$", status=404, message="Not Found")
    for _ in range(rig.rng.randrange(1, 4)):
        rig.look()
        rig.nothing_gone()
    rig.as_told()
    rig.finish()
    assert not Event.objects.filter(kind=Event.Kind.ITEM_GONE).exists()


@case(
    "F14 fates",
    "Issues deleted, transferred, converted, locked and pinned",
    without=replaced(f"{ACTIONS}.mirror_fates.proven_gone", no),
)
def fates(rig: Rig) -> None:
    rig.world.add_repo("acme/code")
    rig.world.add_repo("acme/else")
    rig.world.open_issue("acme/code", "Here before", by="bela")
    rig.synced(PLANS, "acme/code")
    deleted, to_code, to_else, converted, locked, pinned = rig.rng.sample(
        rig.numbers(), 6
    )
    words = list(
        Comment.objects.filter(item__number=to_code).values_list("body", flat=True)
    )
    rig.world.delete_issue(PLANS, deleted, by="alice")
    rig.world.transfer_issue(PLANS, to_code, "acme/code", by="alice")
    rig.world.transfer_issue(PLANS, to_else, "acme/else", by="alice")
    rig.world.convert_to_discussion(PLANS, converted, by="alice")
    rig.world.lock_issue(PLANS, locked, by="alice")
    rig.world.pin(PLANS, pinned, by="alice")
    rig.finish()
    for report in rig.reconcile():
        assert report["extra"] == report["left"] == [], report
    rows = {row.number: row for row in Item.objects.filter(repository=rig.repository)}
    told = {number: rows[number].gone_reason.split(":")[0] for number in rows}
    # Where there are discussions, GitHub tells of one only that it is gone.
    assert told[deleted] in ("deleted", "gone"), told
    assert told[to_code] == told[to_else] == "transferred", told
    assert told[converted] == "converted", told
    assert rows[converted].moved_to.endswith(f"/plans/discussions/{converted}")
    assert rows[to_code].moved_to.endswith("/acme/code/issues/2")
    assert rows[to_else].moved_to.endswith("/acme/else/issues/1")
    assert rows[deleted].timeline.count() >= 3
    there = Comment.objects.filter(item__repository__name="acme/code", item__number=2)
    assert list(there.values_list("body", flat=True)) == words


@case(
    "F14 turning",
    "Issues closed and locked without a word until they are discussions",
    without=replaced(f"{GITHUB}.fetching.Proofs._gone", _deleted),
)
def turning(rig: Rig) -> None:
    rig.synced()
    numbers = rig.rng.sample(rig.numbers(), 3)
    for number in numbers:
        rig.world.begin_conversion(PLANS, number, by="alice")
    rig.settle()
    rig.check()
    rig.nothing_gone()
    for number in numbers[:2]:
        rig.world.convert_to_discussion(PLANS, number, by="alice")
    rig.finish()
    for report in rig.reconcile():
        assert report["extra"] == report["left"] == [], report
    rows = {row.number: row for row in Item.objects.filter(repository=rig.repository)}
    for number in numbers[:2]:
        row = rows[number]
        assert row.gone_reason.startswith("converted:"), row.gone_reason
        assert row.moved_to.endswith(f"/plans/discussions/{number}"), row.moved_to
    left = rows[numbers[2]]
    stands = (left.state, left.is_locked, left.lock_reason, left.gone_at)
    assert stands == ("closed", True, "", None), stands


@case(
    "F15",
    "250 comments and 1,000 events; comments edited, deleted, hidden",
    without=replaced(f"{GITHUB}.completing._open", lambda *_: []),
    issues=3,
    pulls=1,
)
def long_history(rig: Rig) -> None:
    world, number = rig.world, rig.number()
    rig.synced()
    with world.at(world.now):
        said = [world.comment(PLANS, number, f"{n}", by="bela") for n in range(250)]
        for _ in range(500):
            world.label(PLANS, number, "lgtm", by="alice")
            world.unlabel(PLANS, number, "lgtm", by="alice")
    edited, deleted, hidden = rig.rng.sample(said, 3)
    world.edit_comment(edited.id, "Mended", by="bela")
    world.minimise_comment(hidden.id, "spam", by="alice")
    rig.settle()
    rig.check()
    item = Item.objects.get(number=number)
    assert (item.comments.count(), item.timeline.count() >= 1000) == (251, True)
    world.delete_comment(deleted.id, by="bela")
    rig.finish()
    assert item.comments.filter(gone_at__isnull=False).count() == 1


@case(
    "F16",
    "Labels and milestones renamed, moved, deleted, made again",
    without=replaced(f"{GITHUB}.poll.lists", lambda *_, **__: 0),
)
def renames(rig: Rig) -> None:
    world = rig.world
    world.label(PLANS, rig.number(), "sig/compute", by="alice")
    rig.synced()
    named = TimelineItem.objects.filter(kind="labeled", name="sig/compute")
    before = named.count()
    world.rename_label(PLANS, "sig/compute", "sig/computing")
    world.recolour_label(PLANS, "sig/network", "123456")
    world.delete_label(PLANS, "sig/storage")
    world.add_label(PLANS, "sig/storage")
    world.edit_milestone(PLANS, "v1.8", to="v1.8.0", due_on=world.now + 86_400)
    world.set_milestone_state(PLANS, "v1.9", "closed")
    world.delete_milestone(PLANS, "v1.10")
    world.add_milestone(PLANS, "v1.10")
    rig.settle()
    rig.check()
    world.set_milestone_state(PLANS, "v1.9", "open")
    rig.touch(*rig.numbers())
    rig.finish()
    assert named.count() == before > 0, "history shows the new name"
    live = Label.objects.filter(gone_at=None)
    assert live.filter(name="sig/computing").count() == 1
    assert Label.objects.filter(name="sig/storage").count() == 2
    assert not Dirty.objects.exists()
