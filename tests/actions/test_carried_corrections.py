"""Corrections of an enhancement that turns out to be another, and is another again."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements.actions import corrections, identity
from enhancements.models import Document, Record
from enhancements.policy.corrections import Wish
from enhancements.queries import lookup
from enhancements.sources import sync
from tests.support.mirror_rows import Mirror
from tests.support.tracked import day, vep

SIG = "veps/sig-compute"
MAIN = f"{SIG}/10-warm-standby/vep.md"
CLOCK = f"{SIG}/12-clock-skew/vep.md"


@pytest.fixture
def hub(demo):
    demo.track("documents")
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit({CLOCK: vep(12, "Clock skew", beta="v1.9")}, day(2))
    demo.sync()
    hub = Mirror(demo.project)
    hub.issue(31, title="VEP 31: Warm standby, part two", at=day(1))
    hub.derive()
    return hub


def of(demo, key):
    return lookup.by_key(demo.project, key)


def record(demo, key: str) -> Record:
    return Record.objects.get(enhancement=of(demo, key), until=None)


def say(demo, key: str, *logins: str, by: str = "nils", field: str = "reviewers"):
    one = record(demo, key)
    wish = Wish(
        one.enhancement_id, field, logins, tuple(getattr(one, field)), "Agreed."
    )
    return corrections.correct(
        project=demo.project, wishes=[wish], by=by, now=timezone.now()
    )


def take_back(demo, key: str) -> None:
    one = record(demo, key)
    corrections.withdraw(
        project=demo.project,
        enhancement=one.enhancement_id,
        field="reviewers",
        seen=tuple(one.reviewers),
        by="nils",
        now=timezone.now(),
    )


def merge(demo, hub, loser: str = "31", winner: str = "10"):
    event = identity.merge(
        project=demo.project,
        loser=of(demo, loser),
        winner=of(demo, winner),
        by="ann",
        reason="one and the same",
    )
    hub.derive()
    return event


def undo(hub, event) -> None:
    identity.undo(event=event, by="bob", reason="they differ")
    hub.derive()


def test_correction_goes_over_and_comes_back(demo, hub):
    say(demo, "31", "zoe")
    event = merge(demo, hub)
    assert record(demo, "10").reviewers == ["zoe"]
    undo(hub, event)
    assert record(demo, "10").reviewers == []
    assert record(demo, "31").reviewers == ["zoe"]


def test_word_on_the_one_that_stays_is_not_overwritten(demo, hub):
    say(demo, "31", "zoe")
    say(demo, "10", "carl")
    event = merge(demo, hub)
    assert record(demo, "10").reviewers == ["carl"]
    undo(hub, event)
    assert record(demo, "10").reviewers == ["carl"]
    assert record(demo, "31").reviewers == ["zoe"]


def test_correction_goes_over_where_another_was_withdrawn(demo, hub):
    say(demo, "31", "zoe", by="stina")
    say(demo, "10", "carl")
    take_back(demo, "10")
    event = merge(demo, hub)
    assert record(demo, "10").reviewers == ["zoe"]
    undo(hub, event)
    assert record(demo, "10").reviewers == []
    assert record(demo, "31").reviewers == ["zoe"]


def test_correction_that_went_over_can_be_withdrawn_there(demo, hub):
    say(demo, "31", "zoe")
    event = merge(demo, hub)
    take_back(demo, "10")
    assert record(demo, "10").reviewers == []
    undo(hub, event)
    assert record(demo, "31").reviewers == []


def test_what_is_said_of_both_holds_for_both(demo, hub):
    say(demo, "31", "zoe")
    event = merge(demo, hub)
    say(demo, "10", "carl", by="stina")
    undo(hub, event)
    assert record(demo, "10").reviewers == ["carl"]
    assert record(demo, "31").reviewers == ["carl"]


def test_step_of_before_is_undone_after(demo, hub):
    step = say(demo, "31", "zoe")
    event = merge(demo, hub)
    corrections.undo(
        project=demo.project, batch=step.batch, by="nils", now=timezone.now()
    )
    assert record(demo, "10").reviewers == []
    undo(hub, event)
    assert record(demo, "31").reviewers == []


def test_correction_stays_with_what_something_is_split_off(demo, hub):
    hub.issue(10, at=day(1))
    hub.derive()
    say(demo, "10", "zoe")
    event = identity.split(
        enhancement=of(demo, "10"),
        documents=[Document.objects.get(path=MAIN)],
        by="ann",
        reason="another thing",
    )
    hub.derive()
    named = Record.objects.filter(until=None, reviewers=["zoe"])
    assert [one.enhancement_id for one in named] == [event.enhancement_id]
    undo(hub, event)
    assert record(demo, "10").reviewers == ["zoe"]


def test_records_built_anew_are_the_same(demo, hub):
    say(demo, "31", "zoe")
    say(demo, "10", "carl")
    take_back(demo, "10")
    merge(demo, hub)
    rows = list(Record.objects.filter(until=None).values("key", "reviewers", "drift"))
    sync.rebuild(project=demo.project, now=timezone.now())
    again = list(Record.objects.filter(until=None).values("key", "reviewers", "drift"))
    assert again == rows
