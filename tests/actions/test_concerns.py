"""Concerns are raised once by a name, resolved with a word, and opened again."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from enhancements.actions import concerns
from enhancements.actions.concerns import ConcernClashed, ConcernRefused, Raising
from enhancements.models import Concern, Event
from enhancements.queries import api_enhancement, changes, waiting
from tests.support.planned import OVER, id_of, plan
from tests.support.tracked import day, vep

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(demo):
    """#1 is olga's and planned for v1.9; #2 is nobody's and planned for v1.10 too."""
    documents = {
        "1-one": vep(1, "One", owners="@olga", alpha="v1.9"),
        "2-two": vep(2, "Two", alpha="v1.9", beta="v1.10"),
    }
    plan(demo, documents, OVER)
    return demo


def raised(demo, key="1", name="Upgrade path", at=5, by="bea", **more):
    return concerns.raise_(
        project=demo.project,
        raising=Raising(id_of(key), name, "It breaks upgrades.", **more),
        by=by,
        now=day(at),
    )


def resolved(demo, row, at=7, by="bea", how="Tested in CI."):
    return concerns.resolve(
        project=demo.project, concern=row.pk, how=how, by=by, now=day(at)
    )


def reopened(demo, row, at=9, by="cid", reason="It broke again."):
    return concerns.reopen(
        project=demo.project, concern=row.pk, reason=reason, by=by, now=day(at)
    )


def shown(demo, at, key="1"):
    return [(one.name, one.is_open) for one in demo.page(key, day(at)).concerns]


def test_concern_is_raised_resolved_and_opened_again_and_any_moment_is_known(two):
    row = raised(two, name="  Upgrade \n path ")
    assert (row.name, row.raised_by, row.release) == ("Upgrade path", "bea", None)
    resolved(two, row)
    again = reopened(two, row)
    assert (again.raised_by, again.by, again.text) == ("bea", "cid", row.text)

    assert shown(two, 4) == []
    assert shown(two, 6) == [("Upgrade path", True)]
    assert shown(two, 8) == [("Upgrade path", False)]
    assert shown(two, 10) == [("Upgrade path", True), ("Upgrade path", False)]
    # What is open again is not offered to be opened a second time.
    assert [one.is_latest for one in two.page("1", day(10)).concerns] == [True, False]
    history = two.page("1", day(10)).history
    assert [one.title for one in history if one.kind == "person"] == [
        "@cid opened the concern again “Upgrade path”",
        "@bea resolved the concern “Upgrade path”",
        "@bea raised the concern “Upgrade path”",
    ]


def test_every_step_is_an_event_with_who_and_why(two):
    row = raised(two)
    resolved(two, row)
    reopened(two, row)
    rows = Event.objects.filter(kind__startswith="concern-").order_by("happened_at")
    assert [(one.kind, one.by, one.reason, one.subject) for one in rows] == [
        ("concern-raised", "bea", "It breaks upgrades.", "Upgrade path"),
        ("concern-resolved", "bea", "Tested in CI.", "Upgrade path"),
        ("concern-reopened", "cid", "It broke again.", "Upgrade path"),
    ]


def test_name_is_free_once_the_concern_is_resolved_and_in_other_enhancements(two):
    row = raised(two)
    raised(two, key="2")
    with pytest.raises(ConcernClashed, match="raised by @bea"):
        raised(two, name="UPGRADE path")
    resolved(two, row)
    raised(two, name="UPGRADE path", at=8)
    with pytest.raises(ConcernClashed):
        reopened(two, row)
    assert Concern.objects.count() == 3


def test_two_of_a_name_are_kept_out_by_the_database_too(two):
    row = raised(two)
    row.pk, row.name = None, "upgrade PATH"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_what_was_resolved_meanwhile_is_not_resolved_over(two):
    row = raised(two)
    resolved(two, row, by="dan", how="Agreed.")
    with pytest.raises(ConcernClashed, match="@dan has resolved"):
        resolved(two, row)
    row.refresh_from_db()
    assert (row.resolved_by, row.resolution) == ("dan", "Agreed.")
    again = reopened(two, row)
    with pytest.raises(ConcernClashed, match="is open already"):
        reopened(two, row)
    with pytest.raises(ConcernRefused, match="nobody has resolved it"):
        reopened(two, again)


@pytest.mark.parametrize(
    ("name", "text", "release"),
    [
        (" ", "It breaks.", ""),
        ("x" * 61, "It breaks.", ""),
        ("upgrade", " ", ""),
        ("upgrade", "x" * 4001, ""),
        ("upgrade", "It breaks.", "v7.7"),
    ],
)
def test_what_cannot_be_raised_is_refused(two, name, text, release):
    raising = Raising(id_of("1"), name, text, release)
    with pytest.raises(ConcernRefused):
        concerns.raise_(project=two.project, raising=raising, by="bea", now=day(5))
    assert not Concern.objects.exists()
    assert not Event.objects.filter(kind="concern-raised").exists()


def test_nothing_is_resolved_or_opened_without_a_word(two):
    row = raised(two)
    with pytest.raises(ConcernRefused, match="how"):
        resolved(two, row, how=" ")
    resolved(two, row)
    with pytest.raises(ConcernRefused, match="why"):
        reopened(two, row, reason="")
    with pytest.raises(ConcernRefused, match="no such concern"):
        concerns.resolve(
            project=two.project, concern=10_000, how="So.", by="bea", now=day(9)
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE enhancements_concern SET text = 'Another.'",
        "UPDATE enhancements_concern SET until = NULL, resolution = 'So.'",
        "DELETE FROM enhancements_concern",
    ],
)
def test_rows_are_only_ever_ended(two, statement):
    resolved(two, raised(two))
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


# --- Who is waited for ----------------------------------------------------------------


def queued(demo, at, **asked):
    rows = waiting.queue(demo.at(day(at)), **asked).rows
    return [
        (row.entry.release, row.wait.ask, [one.name for one in row.wait.whom])
        for row in rows
        if row.wait.reason == "concern"
    ]


def test_open_concern_waits_for_the_owner_until_it_is_resolved(two):
    row = raised(two)
    expected = [("v1.9", "Answer the concern “Upgrade path”", ["olga"])]
    assert queued(two, 6, logins=["olga"]) == expected
    assert queued(two, 6, sigs=["compute"]) == expected
    assert queued(two, 4, logins=["olga"]) == []
    resolved(two, row)
    assert queued(two, 8, logins=["olga"]) == []
    assert queued(two, 6, logins=["olga"]) == expected


def test_without_an_owner_the_sig_is_waited_for_once_and_not_per_entry(two):
    raised(two, key="2")
    (found,) = queued(two, 6, sigs=["compute"])
    assert found == ("v1.9", "Answer the concern “Upgrade path”", ["compute"])


def test_concern_about_a_release_waits_at_its_entry_alone(two):
    raised(two, key="2", release="v1.10")
    assert [one[0] for one in queued(two, 6, sigs=["compute"])] == ["v1.10"]


# --- What programs and readers of changes see -----------------------------------------


def test_api_tells_of_concerns_with_how_they_were_resolved(two):
    resolved(two, raised(two, release="v1.9"))
    (one,) = api_enhancement.detail(two.at(day(8)), "1")["concerns"]
    assert (one["name"], one["release"], one["is_open"]) == (
        "Upgrade path",
        "v1.9",
        False,
    )
    assert (one["resolved_by"], one["resolution"]) == ("bea", "Tested in CI.")
    (before,) = api_enhancement.detail(two.at(day(6)), "1")["concerns"]
    assert (before["until"], before["resolved_by"], before["resolution"]) == (
        None,
        "",
        "",
    )


def test_changes_tell_of_concerns_of_no_release_too(two):
    row = raised(two)
    raised(two, key="2", name="load", release="v1.10")
    resolved(two, row)
    setting = two.at(day(12))
    found = changes.between(setting, day(4), day(12))
    said = [(one.key, one.text) for one in found if one.kind == "concern"]
    assert sorted(said) == [
        ("1", "Concern “Upgrade path” raised"),
        ("1", "Concern “Upgrade path” resolved"),
        ("2", "Concern “load” raised"),
    ]
    release = setting.release("v1.10")
    found = changes.between(setting, day(4), day(12), release=release.id)
    assert [one.key for one in found if one.kind == "concern"] == ["2"]
    found = changes.between(setting, day(4), day(12), sig="compute")
    assert len([one for one in found if one.kind == "concern"]) == 3
