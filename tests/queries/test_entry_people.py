"""Whose work an entry is: who was named for its release, else the enhancement's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from enhancements.actions import corrections, decisions
from enhancements.models import Record, Verdict
from enhancements.policy.corrections import Wish as Correction
from enhancements.policy.decisions import Place, Wish
from enhancements.queries import board, entries, frame, judged, moments
from tests.support.deciding import desk, told

__all__ = ("desk", "told")


def setting(at: dt.datetime | None = None):
    now = timezone.now()
    given = at.isoformat() if at else ""
    return frame.load("demo", moments.parse(given, now=now), now=now)


def row(key: str = "10", at: dt.datetime | None = None):
    where = setting(at)
    found = entries.of_releases(where, [where.release("v1.9")])
    return next(one for rows in found.values() for one in rows if one.key == key)


def on_board(key: str = "10"):
    where = setting()
    rows = board.rows(where, where.release("v1.9"))
    return next(one for one in rows if one.entry.key == key)


def name(desk, value: str, kind: str = "owners", seen: int | None = None):
    place = Place(desk.release.pk, desk.enhancement("10").pk, "", kind)
    return decisions.decide(
        project=desk.demo.project,
        wishes=[Wish(place, value, "", seen)],
        by="nils",
        now=timezone.now(),
    )


def people_check(key: str = "10") -> str:
    """What the checks of the first freeze say of who is named."""
    where = setting()
    (found,) = [one for one in judged.of_release(where, "v1.9") if one.entry.key == key]
    _, verdict = found.verdicts[0]
    return next(one.reason for one in verdict.outcomes if one.check == "owner")


def test_entry_shows_the_people_of_its_release(desk):
    before = timezone.now()
    assert (row().owners, row().named) == ((), ())
    step = name(desk, "@zoe, Kim")
    assert (row().owners, row().named) == (("zoe", "Kim"), ("owners",))
    assert row("11").owners == ()
    assert on_board().entry.owners == ("zoe", "Kim")
    assert [one.kind for one in on_board().people] == ["owners"]
    assert row(at=before).owners == ()
    assert Record.objects.get(key="10", until=None).owners == []
    decisions.undo(
        project=desk.demo.project, batch=step.batch, by="nils", now=timezone.now()
    )
    assert (on_board().entry.owners, on_board().people) == ((), ())


def test_entry_without_its_own_people_has_the_enhancements(desk):
    corrections.correct(
        project=desk.demo.project,
        wishes=[Correction(desk.enhancement("10").pk, "reviewers", ("carl",))],
        by="nils",
        now=timezone.now(),
    )
    assert (row().reviewers, row().named) == (("carl",), ())
    name(desk, "dora", "reviewers")
    assert (row().reviewers, row().named) == (("dora",), ("reviewers",))


def test_checks_see_who_was_named_for_the_entry(desk):
    assert "GitHub is not read" in people_check()
    name(desk, "zoe")
    assert people_check() == "It names @zoe, as @nils said for v1.9."
    kept = Verdict.objects.filter(
        enhancement=desk.enhancement("10"), freeze="enhancements-freeze", until=None
    )
    words = [one["reason"] for one in kept.get().checks if "@zoe" in one["reason"]]
    assert words == ["It names @zoe, as @nils said for v1.9."]


def test_checks_see_what_was_corrected_by_hand(desk):
    corrections.correct(
        project=desk.demo.project,
        wishes=[Correction(desk.enhancement("10").pk, "owners", ("carl",))],
        by="nils",
        now=timezone.now(),
    )
    assert people_check() == "It names @carl."


@pytest.mark.parametrize("kind", ["owners", "reviewers", "approvers"])
def test_reading_entries_takes_no_more_statements(
    desk, kind, django_assert_num_queries
):
    name(desk, "zoe", kind)
    where = setting()
    with django_assert_num_queries(1):
        entries.of_releases(where, [where.release("v1.9")])
