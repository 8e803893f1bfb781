"""A release's own criteria: copied once, edited with their history."""

from __future__ import annotations

import copy
import datetime as dt

import pytest
from django.db import transaction

from enhancements.actions import criteria, waking
from enhancements.actions.criteria import CriteriaClashed, CriteriaRefused
from enhancements.models import (
    Enhancement,
    Entry,
    Event,
    Project,
    Release,
    ReleaseCriteria,
)
from enhancements.policy.verdict_stretches import EVER
from enhancements.profiles import load
from tests.actions.test_locks import Beside
from tests.support.tracked import NOW, day

TICK = dt.timedelta(microseconds=1)


@pytest.fixture
def release(db):  # noqa: ARG001 - for its effect
    project = Project.objects.create(name="demo", profile="kubevirt")
    return Release.objects.create(project=project, name="v1.9", major=1, minor=9)


@pytest.fixture
def rung(monkeypatch):
    """Projects of which a sync was woken."""
    found = []
    monkeypatch.setattr(waking, "wake_sync", found.append)
    return found


def edited(row):
    """A copy without the first check of the first freeze."""
    freezes = copy.deepcopy(row.freezes)
    del freezes[0]["checks"][0]
    return freezes


def change(release, freezes, seen, **more):
    given = {"by": "ann", "reason": "Nobody looks.", "now": NOW, **more}
    return criteria.change(release=release, freezes=freezes, seen=seen.pk, **given)


def test_first_copy_is_the_profiles_in_force_since_ever(release):
    assert ReleaseCriteria.objects.count() == 0
    found = criteria.of_release(release=release, at=day(1))
    assert found == load("kubevirt").criteria
    row = criteria.in_force(release=release)
    assert (row.since, row.until) == (EVER, None)
    assert criteria.of_release(release=release, at=NOW) == found
    assert ReleaseCriteria.objects.count() == 1


def test_edit_is_in_force_from_its_moment_on(release, rung):
    first = criteria.in_force(release=release)
    has_entry, other = (
        Enhancement.objects.create(project=release.project) for _ in range(2)
    )
    Entry.objects.create(
        enhancement=has_entry,
        release=release,
        stage="alpha",
        since=day(1),
        spoken_since=day(1),
        source="document",
    )
    wanted = edited(first)
    after = change(release, wanted, first)

    first.refresh_from_db()
    assert (first.until, after.since, after.until) == (NOW, NOW, None)
    assert (after.by, after.reason) == ("ann", "Nobody looks.")
    before = criteria.of_release(release=release, at=NOW - TICK)
    assert before == load("kubevirt").criteria
    found = criteria.of_release(release=release, at=NOW)
    assert len(found.freezes[0].criteria) == len(before.freezes[0].criteria) - 1
    event = Event.objects.get(kind=Event.Kind.CRITERIA_CHANGED)
    assert (event.release, event.by, event.reason) == (release, "ann", "Nobody looks.")
    assert (event.old, event.new) == (first.freezes, wanted)
    owing = Enhancement.objects.filter(unjudged_since__isnull=False)
    assert list(owing) == [has_entry]
    assert other.unjudged_since is None
    assert rung == [release.project_id]


def test_two_edits_of_one_moment_follow_each_other(release, rung):
    first = criteria.in_force(release=release)
    second = change(release, edited(first), first)
    third = change(release, first.freezes, second)
    second.refresh_from_db()
    assert (second.since, second.until) == (NOW, NOW + TICK)
    assert (third.since, third.until) == (NOW + TICK, None)
    assert len(rung) == 2


def test_same_criteria_again_change_nothing(release, rung):
    first = criteria.in_force(release=release)
    assert change(release, copy.deepcopy(first.freezes), first) == first
    assert (Event.objects.count(), rung) == (0, [])


def test_criteria_that_cannot_be_read_are_refused_in_words(release):
    first = criteria.in_force(release=release)
    wanted = copy.deepcopy(first.freezes)
    wanted[0]["checks"][0]["check"] = "vibes"
    with pytest.raises(CriteriaRefused, match="holds 'vibes'") as refused:
        change(release, wanted, first)
    assert len(refused.value.sentences) == 1
    assert list(ReleaseCriteria.objects.all()) == [first]


def test_second_to_edit_one_copy_is_shown_what_stands(release):
    first = criteria.in_force(release=release)
    second = change(release, edited(first), first)
    with pytest.raises(CriteriaClashed, match="ann changed") as clashed:
        change(release, [], first, by="bob")
    assert clashed.value.stands == second
    assert ReleaseCriteria.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_clashes(release):
    first = criteria.in_force(release=release)
    with transaction.atomic():
        after = change(release, edited(first), first)
        other = Beside(lambda: change(release, [], first, by="bob"))
    clashed = other.end()
    assert isinstance(clashed, CriteriaClashed)
    assert clashed.stands == after


def test_copy_outlives_what_it_was_made_for(release):
    """A check or a deadline that there is no more leaves the rest to be judged."""
    row = criteria.in_force(release=release)
    freezes = copy.deepcopy(row.freezes)
    freezes[0]["deadline"] = "of-yore"
    freezes[0]["checks"][0] |= {"check": "vibes", "with": {"mood": "fine"}}
    freezes[0]["checks"][2]["with"]["in_time"] = "perhaps"
    ReleaseCriteria.objects.bulk_create(
        [
            ReleaseCriteria(
                release=Release.objects.create(
                    project=release.project, name="v1.8", major=1, minor=8
                ),
                since=EVER,
                freezes=freezes,
                by="profile",
            )
        ]
    )
    old = Release.objects.get(name="v1.8")
    found = criteria.of_release(release=old, at=NOW)
    was = criteria.of_release(release=release, at=NOW)
    assert found.freezes[0].deadline == "of-yore"
    assert found.freezes[0].criteria[0].check == "vibes"
    assert found.freezes[0].criteria[2].values["in_time"] is True
    assert found.freezes[0].criteria[3:] == was.freezes[0].criteria[3:]
    assert found.freezes[1:] == was.freezes[1:]
