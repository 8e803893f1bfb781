"""What GitHub still allows: one row for all workers, and when they may go on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from enhancements.actions import budget
from enhancements.models import Budget

pytestmark = pytest.mark.django_db

WHO: dict[str, Any] = {"host": "https://h", "credential": "token 1"}
CORE = WHO | {"resource": budget.CORE}
START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def after(seconds: float) -> dt.datetime:
    return START + dt.timedelta(seconds=seconds)


def row(resource: str = budget.CORE) -> Budget:
    return Budget.objects.get(resource=resource)


def test_unknown_budget_stops_nobody():
    assert budget.allow(**CORE) is None
    budget.told(**CORE)
    assert not Budget.objects.exists()


@pytest.mark.parametrize(
    ("remaining", "is_interactive", "is_allowed"),
    [(501, False, True), (500, False, False), (500, True, True), (0, True, False)],
)
def test_reserve_is_for_what_somebody_waits_for(remaining, is_interactive, is_allowed):
    budget.told(**CORE, limit=5000, remaining=remaining, reset_in=600)

    wait = budget.allow(**CORE, is_interactive=is_interactive)
    assert wait == (
        None
        if is_allowed
        else budget.Wait(
            after(600), f"{remaining} of 5000 of this hour's requests are left."
        )
    )


def test_reserve_counts_what_a_question_costs():
    budget.told(**CORE, limit=100, remaining=20, reset_in=600)

    assert budget.allow(**CORE, cost=10) is None
    assert budget.allow(**CORE, cost=11) is not None


def test_end_of_the_hour_frees_everybody(clock):
    budget.told(**CORE, limit=5000, remaining=0, reset_in=600)
    clock.move_to(after(600))

    assert budget.allow(**CORE) is None


def test_overtaken_answer_gives_nothing_back():
    budget.told(**CORE, limit=5000, remaining=4000, reset_in=600)
    budget.told(**CORE, limit=5000, remaining=4005, reset_in=601)

    assert (row().remaining, row().reset_at) == (4000, after(600))


def test_new_hour_is_taken_over():
    budget.told(**CORE, limit=5000, remaining=10, reset_in=600)
    budget.told(**CORE, limit=12500, remaining=12499, reset_in=3600)

    assert (row().limit, row().remaining) == (12500, 12499)
    assert row().reset_at == after(3600)


def test_same_answer_writes_nothing(clock):
    budget.told(**CORE, limit=5000, remaining=4000, reset_in=600)
    clock.shift(5)
    budget.told(**CORE, limit=5000, remaining=4000, reset_in=595)

    assert row().told_at == START


def test_asking_and_telling_are_a_statement_each(django_assert_num_queries):
    budget.told(**CORE, limit=5000, remaining=4000, reset_in=600)
    with django_assert_num_queries(1):
        budget.allow(**CORE)
    with django_assert_num_queries(1):
        budget.told(**CORE, limit=5000, remaining=3999, reset_in=600)
    assert row().remaining == 3999


def test_spent_hour_stops_its_resource_until_it_ends():
    until = budget.spent(**CORE, reset_in=90)

    assert until == after(91)
    assert budget.allow(**CORE, is_interactive=True) == budget.Wait(
        until, "This hour's requests to GitHub are used up."
    )
    assert budget.allow(**WHO, resource=budget.GRAPHQL) is None


def test_slowed_credential_stops_everywhere_but_no_other():
    until = budget.slowed(**WHO, retry_after=7)

    assert until == after(7)
    for resource in budget.RESOURCES:
        wait = budget.allow(**WHO, resource=resource, is_interactive=True)
        assert wait == budget.Wait(until, "GitHub asked us to be slower.")
    other = WHO | {"credential": "token 2"}
    assert budget.allow(**other, resource=budget.CORE) is None


def test_silent_refusals_wait_a_minute_then_twice_as_long_up_to_an_hour(clock):
    waits = []
    for _ in range(8):
        until = budget.slowed(**WHO, retry_after=None)
        waits.append((until - timezone.now()).total_seconds())
        clock.move_to(until)

    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_workers_refused_together_count_once(clock):
    first = budget.slowed(**WHO, retry_after=None)
    clock.shift(1)

    assert budget.slowed(**WHO, retry_after=None) == first
    assert row().strikes == 1


def test_longer_wait_is_never_shortened():
    until = budget.slowed(**WHO, retry_after=300)

    assert budget.slowed(**WHO, retry_after=5) == until
    assert budget.slowed(**WHO, retry_after=None) == until


@pytest.mark.parametrize("limits", [{}, {"limit": 9, "remaining": 8, "reset_in": 60}])
def test_good_answer_ends_the_count_once_the_wait_is_over(clock, limits):
    until = budget.slowed(**WHO, retry_after=None)
    budget.told(**CORE, **limits)  # Sent before the refusal, answered after it.
    assert budget.allow(**CORE).until == until

    clock.move_to(until)
    budget.told(**CORE, **limits)
    assert (row().strikes, row().blocked_until, row().reason) == (0, None, "")
    again = budget.slowed(**WHO, retry_after=None)
    assert again == until + dt.timedelta(seconds=60)


def test_writes_are_a_second_apart_for_all_workers(clock):
    waits = [budget.writing_slot(**WHO) for _ in range(3)]
    assert waits == [0, 1, 2]
    clock.shift(60)
    assert budget.writing_slot(**WHO) == 0
