"""Boards are kept as they stood at each deadline, whenever they are made."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from enhancements.actions import criteria, releases, snapshots
from enhancements.actions.snapshots import SnapshotRefused
from enhancements.models import (
    Enhancement,
    Event,
    Release,
    ScheduleRun,
    Snapshot,
    Source,
    Verdict,
)
from tests.support import kept
from tests.support.tracked import day, schedule, vep

PATHS = {
    10: "veps/sig-compute/10-warm-standby/vep.md",
    11: "veps/sig-network/11-cold/vep.md",
}
DATES = {"freeze": "2025-01-10", "code": "2025-01-20", "out": "2025-02-01"}
# A date without an hour ends the next day at 12:00 UTC: 10 January on day 6.
VEP, CODE, OUT = day(6, 12), day(16, 12), day(28, 12)
LATE = day(60)


def publish(demo, at, **dates):
    file = {"releases/v1.9/schedule.yaml": schedule(**dates)}
    demo.commit(file, at, kind="schedules")


@pytest.fixture
def told(demo):
    """v1.9 with two enhancements, tracked since its first day."""
    publish(demo, day(1), **DATES)
    files = {
        PATHS[10]: vep(10, alpha="v1.9"),
        PATHS[11]: vep(11, "Cold", alpha="v1.9"),
    }
    demo.commit(files, day(2))
    demo.track()
    demo.sync()
    kept.tracked_since(demo.project, day(1))
    return demo


def release():
    return Release.objects.get(name="v1.9")


def enhancement(key):
    return Enhancement.objects.get(records__key=str(key), records__until=None)


def ends(passed):
    return [(one.freeze, one.moment) for one in passed]


def test_deadlines_that_passed_are_due_until_they_have_their_snapshot(told):
    del told
    assert ends(snapshots.due(now=VEP - dt.timedelta(seconds=1))) == []
    (one,) = snapshots.due(now=VEP)
    assert (one.project, one.name, one.label) == ("demo", "v1.9", "VEP freeze")
    assert ends(snapshots.due(now=LATE)) == [
        ("enhancements-freeze", VEP),
        ("code-freeze", CODE),
        ("release", OUT),
    ]
    snapshots.take(deadline=one, by="clock", now=VEP)
    assert ends(snapshots.due(now=LATE)) == [("code-freeze", CODE), ("release", OUT)]


def test_what_ended_before_the_project_was_tracked_is_not_due(told):
    kept.tracked_since(told.project, day(10))
    assert ends(snapshots.due(now=LATE)) == [("code-freeze", CODE), ("release", OUT)]
    # By hand it can be made all the same.
    assert ends(kept.passed(LATE))[0] == ("enhancements-freeze", VEP)


def test_date_that_was_moved_in_time_never_ended(told):
    publish(told, day(12), **DATES | {"code": "2025-01-25"})
    told.sync()
    moved = day(21, 12)
    assert ends(snapshots.due(now=day(17))) == [("enhancements-freeze", VEP)]
    assert ("code-freeze", moved) in ends(snapshots.due(now=LATE))
    assert ("code-freeze", CODE) not in ends(snapshots.due(now=LATE))


def test_date_that_is_moved_after_it_ended_has_one_at_either_moment(told):
    publish(told, day(17), **DATES | {"code": "2025-01-25"})
    told.sync()
    found = [one for one in ends(snapshots.due(now=LATE)) if one[0] == "code-freeze"]
    assert found == [("code-freeze", CODE), ("code-freeze", day(21, 12))]


def test_date_that_a_person_corrected_in_time_never_ended(told):
    releases.correct_deadline(
        project=told.project,
        release="v1.9",
        kind="code-freeze",
        date=dt.date(2025, 1, 22),
        reason="agreed",
        by="lea",
        now=day(14),
    )
    told.sync()
    found = [one for one in ends(snapshots.due(now=LATE)) if one[0] == "code-freeze"]
    assert found == [("code-freeze", day(18, 12))]


def test_date_that_was_published_only_afterwards_is_nobodys_deadline(told):
    publish(told, day(40), **DATES | {"out": "2025-02-10"})
    told.sync()
    found = [one for one in ends(snapshots.due(now=LATE)) if one[0] == "release"]
    assert found == [("release", OUT)]


def test_snapshot_says_what_stood(told):
    del told
    ten = enhancement(10)
    kept.decision(release(), ten, "contact", "ann", day(4))
    kept.decision(
        release(), ten, "standing", "tracked", day(5), freeze="enhancements-freeze"
    )
    # All of this is of later.
    kept.decision(release(), ten, "note", "Too late.", day(7))

    (one,) = snapshots.due(now=VEP)
    taken = snapshots.take(deadline=one, by="clock", now=VEP + dt.timedelta(minutes=2))
    assert taken.is_new
    snapshot = Snapshot.objects.get()
    data = json.loads(snapshot.content)
    assert snapshot.digest == hashlib.sha256(snapshot.content.encode()).hexdigest()
    assert snapshot.made_at - snapshot.moment == dt.timedelta(minutes=2)
    assert {key: data[key] for key in ("project", "release", "freeze", "label")} == {
        "project": "demo",
        "release": "v1.9",
        "freeze": "enhancements-freeze",
        "label": "VEP freeze",
    }
    assert data["moment"] == "2025-01-11T12:00:00Z"
    assert [(one["key"], one["date"]) for one in data["deadlines"]] == [
        ("enhancements-freeze", "2025-01-10"),
        ("code-freeze", "2025-01-20"),
        ("release", "2025-02-01"),
    ]
    assert data["counts"] == {"tracked": 1, "unknown": 1}
    first, second = data["entries"]
    assert (first["key"], first["sig"], first["stage"]) == ("10", "compute", "alpha")
    assert (first["planned"], first["committed"]) == (True, True)
    assert first["contact"] == "ann"
    cell = first["cells"][0]
    assert (cell["status"], cell["verdict"]) == ("tracked", "unknown")
    checks = {one["check"]: one for one in cell["checks"]}
    assert (cell["asked"], len(checks)) == (6, 8)
    merged = checks["document-merged"]
    assert (merged["state"], merged["since"]) == ("passed", "2025-01-07T09:00:00Z")
    assert checks["issue-open"]["state"] == "unknown"
    asked = next(one for one in data["criteria"] if one["deadline"] == data["freeze"])
    assert {one["key"] for one in asked["checks"]} == set(checks)
    assert [(one["kind"], one["value"], one["by"]) for one in first["decisions"]] == [
        ("contact", "ann", "lea"),
        ("standing", "tracked", "lea"),
    ]
    assert (second["key"], second["decisions"]) == ("11", [])


def test_making_it_leaves_an_event_and_says_what_had_been_read(told):
    (one,) = snapshots.due(now=VEP)
    taken = snapshots.take(deadline=one, by="clock", now=VEP)
    event = Event.objects.get(kind=Event.Kind.SNAPSHOT_MADE)
    assert (event.subject, event.by) == ("v1.9 enhancements-freeze", "clock")
    assert event.new["digest"] == taken.snapshot.digest
    assert event.project == told.project
    read = {row["kind"]: row["read_at"] for row in taken.snapshot.reads}
    assert set(read) == {"documents", "schedules", "rosters"}
    assert all(read.values())
    assert "read_at" not in taken.snapshot.content


def test_taken_twice_it_is_one(told):
    del told
    (one,) = snapshots.due(now=VEP)
    first = snapshots.take(deadline=one, by="clock", now=VEP)
    again = snapshots.take(deadline=one, by="clock", now=LATE)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.snapshot.pk == first.snapshot.pk
    assert (
        Snapshot.objects.count()
        == Event.objects.filter(kind=Event.Kind.SNAPSHOT_MADE).count()
    )


def test_nothing_changes_it(told):
    del told
    kept.take_all(LATE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.update(label="Another")
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.all().delete()


def test_moment_to_come_is_refused(told):
    del told
    (one,) = snapshots.due(now=VEP)
    with pytest.raises(SnapshotRefused, match="has not ended yet"):
        snapshots.take(deadline=one, by="clock", now=VEP - dt.timedelta(minutes=1))


def digest_of(deadline, now):
    """The digest of a snapshot that is made and forgotten again."""
    with transaction.atomic():
        taken = snapshots.take(deadline=deadline, by="clock", now=now)
        transaction.set_rollback(True)
    return taken.snapshot.digest


def test_it_does_not_matter_when_it_is_made(told):
    ten = enhancement(10)
    opted = kept.decision(release(), ten, "opt-in", "yes", day(4))
    (one,) = snapshots.due(now=VEP)
    at_the_moment = digest_of(one, VEP)

    # Everything that may come afterwards comes afterwards.
    later = vep(10, "Another title", owners="@bob", beta="v1.10")
    told.commit({PATHS[10]: later, PATHS[11]: None}, day(8))
    new = {"veps/sig-storage/12-new/vep.md": vep(12, "New", alpha="v1.9")}
    told.commit(new, day(8))
    publish(told, day(9), freeze="2025-01-15", code="2025-01-30", out="2025-03-01")
    told.sync()
    opted.until, opted.ended_by, opted.ended_batch = day(9), "bob", opted.batch
    opted.save()
    kept.decision(
        release(), ten, "standing", "removed", day(9), freeze="enhancements-freeze"
    )
    criteria.change(
        release=release(),
        freezes=[],
        by="lea",
        reason="none is asked",
        seen=criteria.in_force(release=release()).pk,
        now=day(9),
    )
    told.sync()
    open_ = Verdict.objects.filter(release=release(), until__isnull=True)
    assert not open_.exists()
    (again, *_) = snapshots.due(now=LATE)
    assert again.moment == one.moment
    assert digest_of(again, LATE) == at_the_moment
    # It is no constant: the board at the moved freeze is another.
    (moved,) = [one for one in snapshots.due(now=LATE) if one.moment == day(11, 12)]
    assert moved.freeze == "enhancements-freeze"
    kept_ = json.loads(kept.take(moved, LATE).snapshot.content)
    assert [one["title"] for one in kept_["entries"]] != ["Warm standby", "Cold"]
    assert kept_["criteria"] == []


# --- What it waits for ----------------------------------------------------------------


def unread(demo, at):
    """Have every source read last at that moment."""
    cache.clear()
    Source.objects.filter(project=demo.project).update(read_at=at)


def test_it_waits_until_every_source_was_read_after_the_moment(told):
    unread(told, VEP - dt.timedelta(minutes=1))
    assert snapshots.due(now=VEP) == []
    now = VEP + dt.timedelta(minutes=1)
    Source.objects.filter(kind="documents").update(read_at=now)
    assert snapshots.due(now=now) == []
    Source.objects.update(read_at=now)
    assert len(snapshots.due(now=now)) == 1


def test_it_waits_for_what_is_read_and_not_yet_derived(told):
    del told
    Enhancement.objects.update(unjudged_since=VEP)
    assert snapshots.due(now=VEP) == []
    Enhancement.objects.update(unjudged_since=None)
    assert len(snapshots.due(now=VEP)) == 1


def test_source_that_cannot_be_read_is_waited_for_some_minutes_only(told):
    unread(told, VEP - dt.timedelta(minutes=1))
    # Nobody was there for two days: the waiting begins with the first look.
    begin = VEP + dt.timedelta(days=2)
    assert snapshots.due(now=begin) == []
    assert snapshots.due(now=begin + dt.timedelta(minutes=9)) == []
    (one,) = snapshots.due(now=begin + snapshots.PATIENCE)
    taken = snapshots.take(deadline=one, by="clock", now=begin + snapshots.PATIENCE)
    assert {row["read_at"] for row in taken.snapshot.reads} == {"2025-01-11T11:59:00Z"}
    assert not ScheduleRun.objects.filter(name__startswith="snapshot").exists()
