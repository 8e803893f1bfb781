"""Every role does everything to every field, through the pages' own addresses."""

from __future__ import annotations

import json
import uuid

import pytest
from django.db import transaction
from django.test import Client

from enhancements.models import Decision, Enhancement, Release, ReleaseCriteria
from enhancements.queries import frame, moments
from tests.support.matrix import (
    ACTS,
    CELLS,
    DOCS,
    HOLDERS,
    NOBODY,
    PAST,
    SERVED,
    STRANGER,
    Act,
    acts_of,
    expected,
)
from tests.support.parts import play
from tests.support.tracked import day, schedule, vep

pytestmark = pytest.mark.django_db
SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership: {}
- name: network
  dir: sig-network
  leadership: {}
"""
ALIASES = b"aliases:\n  sig-release-approvers:\n  - ann\n"
YEARS = {"v1.7": 2025, "v1.8": 2026, SERVED: 2027}


def calendar(year: int) -> bytes:
    dates = {"freeze": f"{year}-01-10", "code": f"{year}-02-20", "out": f"{year}-03-20"}
    docs = f"- when: {year}-03-01\n  milestone: Docs Freeze\n  what: x\n"
    return schedule(**dates) + docs.encode()


@pytest.fixture(scope="module")
def told(shared):
    """#10 of SIG compute is planned for a release long out and for the one in work."""
    calendars = {
        f"releases/{name}/schedule.yaml": calendar(year) for name, year in YEARS.items()
    }
    shared.commit(calendars, day(1), kind="schedules")
    rosters = {"sigs.yaml": SIGS, "OWNERS_ALIASES": ALIASES}
    shared.commit(rosters, day(1), kind="rosters")
    document = vep(10, owners="\n- @olga\n", alpha=PAST, beta=SERVED)
    shared.commit({"veps/sig-compute/10-warm/vep.md": document}, day(2))
    shared.track()
    shared.sync()
    shared.begin()
    return shared


class Undone(Exception):
    """Raised to take back what a cell did."""


def stand(release: str, act: Act) -> int | None:
    """Make what stands before; gives the id of the decision."""
    if not act.stands:
        return None
    row = Decision.objects.create(
        release=Release.objects.get(name=release),
        enhancement=Enhancement.objects.get(),
        kind=act.kind,
        freeze=act.freeze,
        criterion=act.criterion,
        value=act.stands,
        reason="It stood before.",
        by="bea",
        since=day(3),
        batch=uuid.uuid4(),
    )
    return int(row.pk)


def ask(client: Client, release: str, act: Act, seen: int | None):
    """Post what does it."""
    board = f"/demo/{release}/board"
    if act.kind == "retry":
        return client.post("/demo/sources/retry/", {"place": "object:1"})
    if act.kind == "cancel-mending":
        return client.post(f"/demo/{release}/drift/cancel", {"id": "1"})
    if act.kind == "attribute":
        given = {"item": "1", "key": act.value}
        return client.post(f"/demo/{release}/untracked/attribute", given)
    if act.kind == "criteria":
        edit = {"act": "remove", "freeze": act.freeze, "of": act.criterion}
        return client.post(
            f"{board}/criteria", {**edit, "do": "save", "reason": "Agreed."}
        )
    wish = {
        "item": "10",
        "kind": act.kind,
        "value": act.value,
        "freeze": act.freeze,
        "criterion": act.criterion,
        "reason": "Agreed in the call.",
    }
    if act.kind == "rebalance":
        wishes = [{**wish, "kind": "contact", "seen": None}]
        return client.post(f"{board}/contacts", {"wishes": json.dumps(wishes)})
    given = {**wish, "seen": "" if seen is None else str(seen)}
    return client.post(f"{board}/decide", given)


def state() -> tuple[object, ...]:
    """Everything that somebody may have changed."""
    decisions = Decision.objects.order_by("pk").values_list("pk", "value", "until")
    edited = ReleaseCriteria.objects.exclude(by="profile").count()
    return (*decisions, edited)


NOTHING_THERE = {"retry": 302, "cancel-mending": 400, "attribute": 400}


def test_matrix_has_every_cell():
    assert len(HOLDERS) == 11
    assert len(ACTS) == 33
    assert len(CELLS) == 715
    assert sum(expected(*cell) for cell in CELLS) == 87


@pytest.mark.usefixtures("told")
def test_team_of_today_looks_after_the_release_in_work_alone():
    now = day(690)
    setting = frame.load("demo", moments.parse(None, now=now), now=now)
    assert setting.frame.current == SERVED


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("release", [SERVED, PAST])
@pytest.mark.parametrize("holder", HOLDERS)
def test_cells_of(client, monkeypatch, holder, release):
    role, where = HOLDERS[holder]
    if holder != STRANGER:
        play(client, monkeypatch, *([role] if role else []), where={role: where})
    wrong = []
    for act in acts_of(release):
        try:
            with transaction.atomic():
                seen = stand(release, act)
                before = state()
                answer = ask(client, release, act, seen)
                did = state() != before
                raise Undone  # noqa: TRY301 - ends the cell's own transaction
        except Undone:
            pass
        allowed = expected(holder, release, act)
        # Nothing waits to be tried again, or was merged, so nobody changes anything.
        done = allowed and act.kind not in NOTHING_THERE
        status = NOTHING_THERE.get(act.kind, 303) if allowed else 403
        if (answer.status_code, did) != (status, done):
            wrong.append((str(act), allowed, answer.status_code, did))
    assert wrong == []


def test_docs_team_has_its_own_freeze_and_no_other():
    own = {
        act.freeze
        for holder, release, act in CELLS
        if holder == "release-docs"
        and release == SERVED
        and act.kind != "note"
        and expected(holder, release, act)
    }
    assert own == {DOCS}
    assert not any(expected(NOBODY, release, act) for _, release, act in CELLS)
