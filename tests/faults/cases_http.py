"""F01 to F06: GitHub refuses, fails, tells a part, or wants to be asked less."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from enhancements.models import Budget, Comment, Dirty, Label
from enhancements.sources.github import client, judging
from enhancements.sources.github.answers import Limits
from enhancements.sources.github.failures import BadAnswer
from tests.faults import rig as rigs
from tests.faults.cases import (
    ACTIONS,
    GITHUB,
    case,
    no,
    nothing,
    replaced,
    together,
    yes,
)

if TYPE_CHECKING:
    from tests.faults.rig import Rig

SECONDARY = "You have exceeded a secondary rate limit. Please wait."
PRIMARY = "API rate limit exceeded for user ID 1."
_judge = judging.judge
_read_json = judging.read_json


def believing(body: bytes) -> Any:
    """What is no JSON is an empty list."""
    try:
        return _read_json(body)
    except BadAnswer:
        return []


def deaf(place: Any, status: int, *rest: Any, **more: Any) -> None:
    """An error of GitHub's own is an answer like others."""
    _judge(place, 200 if status >= 500 else status, *rest, **more)


NAIVE = together(
    replaced(f"{GITHUB}.answers.read_json", believing),
    replaced(f"{GITHUB}.judging.judge", deaf),
)


def labels() -> int:
    """How many labels are not gone."""
    return Label.objects.filter(gone_at=None).count()


@case(
    "F01 batch",
    "502 or 504 three times in a row on one batch",
    without=replaced(f"{GITHUB}.sizes.Sizes.shrink", no),
)
def batch(rig: Rig) -> None:
    rig.synced()
    rig.touch(*rig.numbers())
    status = rig.rng.choice([502, 504])
    rig.hub.faults.add("status", "graphql", count=3, status=status)
    rig.look()
    sizes = [one.asked for one in rig.asked("NodeIssues")]
    assert sizes[:4] == [12, 6, 3, 1], sizes
    assert not Dirty.objects.exclude(error=""), "an object was blamed"
    assert not Dirty.objects.exists()
    assert not rig.differences()
    rig.finish()


@case(
    "F01 lists",
    "500 to 504 in bursts on the lists",
    without=together(NAIVE, replaced(f"{ACTIONS}.mirror_lists.is_proof", yes)),
)
def lists(rig: Rig) -> None:
    rig.synced()
    rig.change(6)
    rig.hub.faults.add("status", "/labels", count=1, status=500)
    for status in (500, 502, 503, 504):
        skip = rig.rng.randrange(4)
        rig.hub.faults.add("status", "", skip=skip, count=3, status=status)
        rig.look()
        rig.nothing_gone()
        assert labels() == len(rig.world.repo(rigs.PLANS).labels) == 8
    rig.finish()


@case(
    "F02",
    "GraphQL tells a part: nulls and errors in 200",
    without=together(
        replaced(f"{GITHUB}.graphql_reading.broken_nodes", lambda *_: set()),
        replaced(f"{GITHUB}.completing.Whole.has_holes", no),
    ),
)
def partial(rig: Rig) -> None:
    rig.synced()
    rig.touch(*rig.numbers())
    every = rig.rng.choice([17, 23, 31])
    rig.hub.faults.add("partial", "graphql", count=1, every=every)
    with rigs.hasty():
        rig.look()
    left = set(Dirty.objects.values_list("number", flat=True))
    assert 0 < len(left) < 12, left
    wrong = {one.split()[1].strip(":") for one in rig.differences()}
    assert wrong == {f"#{number}" for number in left}, wrong
    assert not Comment.objects.exclude(gone_at=None).exists()
    rig.finish()


@case(
    "F03",
    "GraphQL cannot do pages above a size",
    without=replaced(f"{GITHUB}.sizes.Sizes.shrink", no),
)
def limits_of_resources(rig: Rig) -> None:
    above = rig.rng.choice([2, 3, 5])
    rig.hub.faults.add("resource_limits", "graphql", above=above)
    rig.synced()
    assert not Dirty.objects.exclude(dead_at=None).exists()
    asked = [one.asked for one in rig.asked("Issues")]
    assert asked[0] == 37
    assert max(asked[5:]) <= 2 * above, asked
    assert len(asked) <= 25, "it does not end"
    rig.hub.faults.clear()
    rig.hub.log.clear()
    rig.touch(*rig.numbers())
    rig.look()
    assert [one.asked for one in rig.asked("NodeIssues")] == [12]
    rig.finish()


@case(
    "F04 spent",
    "The hour is spent: 403, 429, or an error of GraphQL in 200",
    without=replaced(f"{ACTIONS}.budget.allow", nothing),
)
def spent(rig: Rig) -> None:
    rig.synced()
    rig.touch(*rig.numbers()[:5])
    ends = rig.rng.randrange(300, 3000)
    kind = rig.rng.choice([403, 429, 200])
    if kind == 200:
        rig.hub.faults.add("rate_limited", "graphql", count=1, reset_in=ends)
    else:
        fault = {"status": kind, "message": PRIMARY, "reset_in": ends}
        rig.hub.faults.add("status", "", skip=2, count=1, **fault)
    rig.look()
    began = timezone.now()
    refused = len(rig.asked())
    while (timezone.now() - began).total_seconds() < ends - 70:
        rig.look()
    rig.check_budget()
    late = ends + 2 - (timezone.now() - began).total_seconds()
    rig.pass_time(late)
    rig.pump()
    assert len(rig.asked()) > refused, "it sleeps on"
    rig.finish()


@case(
    "F04 reserve",
    "Little of the hour is left: a tenth is kept for people",
    without=replaced(f"{ACTIONS}.budget.RESERVE", 0.0),
)
def reserve(rig: Rig) -> None:
    rig.synced()
    resource = rig.rng.choice(["core", "graphql"])
    limits = rig.hub.limits
    limits.set_remaining(rig.token, resource, 503, 1200)
    for number in rig.numbers():
        rig.touch(number)
        rig.look()
    left = limits.budget(rig.token, resource).remaining
    assert left >= 500, left
    with client.connect(rigs.PLANS, is_interactive=True) as asking:
        asking.get(f"/repos/{rigs.PLANS}")
    rig.finish()


@case(
    "F05 together",
    "Too fast, with Retry-After: all workers stop",
    without=replaced(
        f"{ACTIONS}.budget.slowed",
        lambda **_: timezone.now() + dt.timedelta(seconds=90),
    ),
)
def slowed(rig: Rig) -> None:
    rig.world.add_repo("acme/code")
    rig.world.open_issue("acme/code", "Elsewhere", by="bela")
    rig.synced(rigs.PLANS, "acme/code")
    rig.touch(rig.number())
    rig.touch(1, place="acme/code")
    fault = {"status": rig.rng.choice([403, 429]), "retry_after": 90}
    skip = rig.rng.randrange(4)
    rig.hub.faults.add("status", "", skip=skip, count=1, message=SECONDARY, **fault)
    before = len(rig.asked())
    rig.look()
    rig.pump()
    assert len(rig.asked()) == before + skip + 1
    rig.finish()


@case(
    "F05 untold",
    "Too fast, three times in a row, without a word how long",
    without=replaced(f"{ACTIONS}.budget.FIRST_WAIT", 1.0),
)
def slowed_without_a_word(rig: Rig) -> None:
    rig.synced()
    rig.touch(rig.number())
    fault = {"status": 403, "message": SECONDARY}
    rig.hub.faults.add("status", "", count=3, **fault)
    waits = []
    for _ in range(3):
        rig.look()
        ends = Budget.objects.order_by("-blocked_until").first()
        assert ends is not None
        assert ends.blocked_until is not None
        waits.append(round((ends.blocked_until - timezone.now()).total_seconds()))
        rig.pass_time(waits[-1])
    assert waits == [60, 120, 240], waits
    rig.finish()


@case(
    "F06",
    "No headers of limits, as on Enterprise",
    without=replaced(
        f"{GITHUB}.judging.read_limits", lambda _: Limits(0, 0, reset_in=3600.0)
    ),
    limits_on=False,
)
def no_limits(rig: Rig) -> None:
    rig.hub.faults.add("no_rate_headers", "")
    began = timezone.now()
    rig.synced()
    rig.change(10)
    rig.look()
    assert not rig.owed()
    assert (timezone.now() - began).total_seconds() < 300
    rig.finish()
