"""F26 to F30: workers and beats that are killed, stopped, doubled and poisoned."""

from __future__ import annotations

import os
import time

from django.utils import timezone

from enhancements.actions import dirt, slash_again
from enhancements.models import Asked, Dirty, Stream
from enhancements.sources.github import queries
from tests.faults.processes import scale
from tests.faults.processes.cases import case
from tests.faults.processes.house import KILL, PLANS, POLL_SECONDS, House


@case(
    "F26",
    "kill -9 of pool children, worker and beat",
    without="marks-with-rows",
    says="not well .*: I1 ",
)
def kills(house: House) -> None:
    house.up()
    slow = house.github.faults.add("slow", "graphql", seconds=0.4)
    for _ in range(4):
        _in_the_middle(house)
        for pid in house.programs["worker"].children():
            os.kill(pid, KILL)
    house.settle()
    _in_the_middle(house)
    house.restart("worker", "beat")
    house.settle()
    assert slow.hits >= 5, f"{slow.hits} questions were slow"


def _in_the_middle(house: House) -> None:
    """A change, and a worker that has asked for it and has no answer yet."""
    house.retitle(2)
    house.wait_asked(1)
    time.sleep(house.rng.random() * 0.3)


@case(
    "F27",
    "a deployment in the middle of the first reading",
    without="places",
    says="pages read of",
    issues=150,
)
def deployment(house: House) -> None:
    house.start("beat", "web")
    house.github.faults.add("slow", "graphql", seconds=0.3)
    interruptions = 1
    for _ in range(interruptions):
        house.start("worker", is_awaited=False)
        house.wait_asked(2)
        # It is asked to end, and is ended when it takes too long.
        house.programs["worker"].terminate(0.2)
    house.start("worker")
    house.settle()
    pages = -(-150 // queries.ISSUES_PAGE) + -(-4 // queries.PULLS_PAGE)
    read = house.asked_for("Issues") + house.asked_for("Pulls")
    assert read <= pages + interruptions, f"{read} pages read of {pages}"


@case(
    "F28 stopped",
    "a worker stands still with a repository in hand",
    without="stalled",
    says="not well .*: item #",
)
def stopped(house: House) -> None:
    house.up()
    house.github.faults.add("slow", "graphql", seconds=1, count=1)
    _in_the_middle(house)
    with house.programs["worker"].stopped():
        house.start("worker-2", TRACKER_STALLED_SECONDS="1")
        house.settle()
        house.retitle(2)
        house.settle()
        before = house.rows()
    time.sleep(1.5)
    assert house.rows() == before, "it wrote late"
    house.stop("worker-2")
    house.change(5)
    house.settle()


@case(
    "F28 memory",
    "pool children that take too much are replaced",
    without="memory",
    says="lives on",
)
def memory(house: House) -> None:
    house.up()
    house.restart("worker", FAULTS_MEMORY="1000")
    house.ready(lambda: len(house.programs["worker"].children()) == 2, "a pool")
    before = house.programs["worker"].children()
    house.change(4)
    house.settle()
    house.change(4)
    house.settle()
    left = set(before) & set(house.programs["worker"].children())
    assert not left, "a child of the pool lives on"


@case(
    "F29",
    "two beats and two workers; a beat that stood still",
    without="single-flight",
    says="requests at a time",
)
def beats(house: House) -> None:
    house.up()
    house.start("worker-2", "beat-2")
    house.github.log.clear()
    house.github.faults.add("slow", "", seconds=0.1)
    for _ in range(4):
        house.change(2)
        time.sleep(POLL_SECONDS)
    house.settle()
    most = house.at_once()
    assert most <= 1, f"I7 {most} requests at a time"
    house.stop("worker-2", "beat-2")
    house.github.faults.clear()
    with house.programs["beat"].stopped():
        time.sleep(6 * POLL_SECONDS)
        polls, began = house.asked("/labels"), time.monotonic()
    time.sleep(2 * POLL_SECONDS)
    polls = house.asked("/labels") - polls
    due = (time.monotonic() - began) / POLL_SECONDS + 3
    assert polls <= due, f"what was missed came all at once: {polls}"
    house.change(5)
    house.settle()


@case(
    "F29 clock",
    "the machine's clock is set forth and back",
    without="clock-set-back",
    says="in vain for somebody who looks",
)
def clock(house: House) -> None:
    house.up()
    # Each is how wrong the clock is then: it is set back by an hour, and by two days.
    for error in (3600, 0, 86_400, -86_400, 0):
        house.switch("clock", error)
        polls, began = house.asked("/labels"), time.monotonic()
        house.wait(lambda: house.asked("/labels") > polls + 2, "somebody who looks")  # noqa: B023 - called at once
        time.sleep(2 * POLL_SECONDS)
        polls = house.asked("/labels") - polls
        due = (time.monotonic() - began) / POLL_SECONDS + 3
        assert polls <= due, f"{error} s wrong: {polls} looks at once"
        house.change(3)
        house.settle()


@case(
    "F30 raises",
    "an object that can never be stored",
    without="quarantine",
    says="not well .*: item #",
)
def poison(house: House) -> None:
    _poisoned(house, "poison")


@case(
    "F30 kills",
    "an object whose storing kills the process",
    without="in-hand",
    says="not well .*: item #",
)
def deadly(house: House) -> None:
    _poisoned(house, "deadly")


def _poisoned(house: House, how: str) -> None:
    house.up()
    number = house.number()
    house.switch(how, number)
    house.world.edit_title(PLANS, number, "Poison", by="alice")
    house.retitle(4)
    house.settle(besides=number)
    house.wait(lambda: _is_dead(house, number), "it to be given up")
    house.retitle(2)
    house.settle(besides=number)
    house.switch(how, 0)
    with house.looking():
        row = Dirty.objects.get(number=number, kind=Dirty.Kind.ITEM)
        dirt.retry(dirty=row.pk, by="tester", now=timezone.now())
    house.settle()


def _is_dead(house: House, number: int) -> bool:
    with house.looking():
        given_up = Dirty.objects.filter(number=number, dead_at__isnull=False)
        return given_up.exists()


@case(
    "F30 text",
    "a comment whose commands kill whoever hears them",
    without="text-in-hand",
    says="in vain for the other commands",
    issues=20,
)
def deadly_text(house: House) -> None:
    house.up()
    house.execute("UPDATE enhancements_project SET commands = 'act'")
    house.wait(lambda: _heard(house, Stream, name="commands"), "somebody to hear")
    told = scale.hearings(house.root)
    told.unlink(missing_ok=True)
    house.switch("deadly-text", 1)
    one, other = _unlabelled(house)
    house.world.comment(PLANS, one, f"/sig storage\n{scale.DEADLY}", by="bela")
    house.world.comment(PLANS, other, "/sig network", by="chidi")
    house.wait(lambda: "sig/network" in _labels(house, other), "the other commands")
    given_up = {"mode": slash_again.FAILED, "item__number": one}
    house.wait(lambda: _heard(house, Asked, **given_up), "it to be given up")
    house.world.comment(PLANS, other, "/sig compute", by="chidi")
    house.wait(lambda: "sig/compute" in _labels(house, other), "the next commands")
    times = len(told.read_text("ascii"))
    assert times == slash_again.DEAD_AFTER, f"heard {times} times"
    assert not _labels(house, one), "what was given up was done"
    house.settle()
    house.switch("deadly-text", 0)
    with house.looking():
        slash_again.retry(asked=Asked.objects.get(**given_up), now=timezone.now())
    house.wait(lambda: "sig/storage" in _labels(house, one), "it to be done at last")
    house.settle()


def _unlabelled(house: House) -> tuple[int, int]:
    """Two issues that are open and have no label any more."""
    issues = [
        one
        for one in house.world.repo(PLANS).issues.values()
        if not one.pull and one.state == "open" and not one.is_locked
    ]
    first, second = house.rng.sample(issues, 2)
    for issue in (first, second):
        for label in list(issue.labels):
            house.world.unlabel(PLANS, issue.number, label.name, by="alice")
    return first.number, second.number


def _labels(house: House, number: int) -> set[str]:
    return {one.name for one in house.world.issue(PLANS, number).labels}


def _heard(house: House, model: type[Asked | Stream], **wanted: object) -> bool:
    with house.looking():
        return model.objects.filter(**wanted).exists()
