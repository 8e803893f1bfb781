"""What an enhancement depends on is named once, dropped, and never leads back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from enhancements.actions import dependencies
from enhancements.actions.dependencies import (
    DependencyClashed,
    DependencyRefused,
    Naming,
)
from enhancements.models import Dependency, Enhancement, Event, Project
from enhancements.queries import api_enhancement, board, changes, single, waiting
from tests.support.planned import OVER, id_of, plan
from tests.support.tracked import day, front_matter, vep

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(demo):
    """#1 is olga's and goes to alpha in v1.9; #2 does in v1.10; #3 has no release."""
    documents = {
        "1-one": vep(1, "One", owners="@olga", alpha="v1.9"),
        "2-two": vep(2, "Two", alpha="v1.10"),
        "3-three": vep(3, "Three"),
    }
    plan(demo, documents, OVER)
    return demo


def named(demo, key="1", needs="2", at=5, by="bea", **more):
    return dependencies.name(
        project=demo.project,
        profile=demo.at(day(at)).profile,
        naming=Naming(id_of(key), id_of(needs), **more),
        by=by,
        now=day(at),
    )


def dropped(demo, row, at=7, by="cid", reason=""):
    return dependencies.drop(
        project=demo.project, dependency=row.pk, reason=reason, by=by, now=day(at)
    )


def shown(demo, at, key="1"):
    found = demo.page(key, day(at)).dependencies
    return [(one.other.key, one.stands, one.word) for one in found.needs]


def test_dependency_is_named_and_dropped_and_any_moment_is_known(three):
    row = named(three, reason="Its disks.", stage="alpha")
    dropped(three, row, reason="Not any more.")
    named(three, at=9)

    assert shown(three, 4) == []
    assert shown(three, 6) == [("2", True, "later")]
    assert shown(three, 8) == [("2", False, "")]
    assert shown(three, 10) == [("2", True, "later"), ("2", False, "")]
    found = three.page("1", day(8)).dependencies.dropped
    assert [(one.by, one.dropped_by, one.dropped_because) for one in found] == [
        ("bea", "cid", "Not any more.")
    ]
    titles = [one.title for one in three.page("1", day(8)).history]
    assert [one for one in titles if "depends on" in one] == [
        "@cid said that it no longer depends on #2",
        "@bea said that it depends on #2",
    ]


def test_events_tell_who_named_what_and_why(three):
    dropped(three, named(three, reason="Its disks."), reason="Done otherwise.")
    rows = Event.objects.filter(kind__startswith="dependency-").order_by("happened_at")
    assert [(one.kind, one.by, one.reason, one.subject) for one in rows] == [
        ("dependency-named", "bea", "Its disks.", "#2"),
        ("dependency-dropped", "cid", "Done otherwise.", "#2"),
    ]
    assert {one.enhancement_id for one in rows} == {id_of("1")}


def test_page_warns_by_plan_and_shows_both_ends(three):
    named(three)
    named(three, needs="3", stage="beta")
    one, other = three.page("1", day(6)).dependencies.standing
    assert (
        one.text == "Alpha of #2 is planned for v1.10 only, and Alpha in v1.9 needs it."
    )
    assert (one.other.title, one.label) == ("Two", "lands later")
    assert [(t.stage.key, t.release) for t in one.other.planned] == [("alpha", "v1.10")]
    assert (other.word, other.wanted.key) == ("unplanned", "beta")
    (back,) = three.page("2", day(6)).dependencies.needed_by
    assert (back.other.key, back.word, back.text) == ("1", "later", one.text)
    # Once v1.9 is out nothing of it can be late any more.
    assert shown(three, 60) == [("2", True, ""), ("3", True, "")]


def test_warning_goes_when_the_needed_one_is_planned_in_time(three):
    named(three)
    path = "veps/sig-compute/2-two/vep.md"
    three.commit({path: vep(2, "Two", alpha="v1.9")}, day(8))
    three.sync()
    assert shown(three, 7) == [("2", True, "later")]
    assert shown(three, 9) == [("2", True, "")]
    three.commit({path: vep(2, "Two", alpha="v1.10")}, day(10))
    three.sync()
    assert shown(three, 11) == [("2", True, "slipped")]
    three.commit({path: None}, day(12))
    three.sync()
    assert shown(three, 13) == [("2", True, "removed")]


def test_one_stands_once_and_not_on_itself(three):
    named(three)
    with pytest.raises(DependencyClashed, match="@bea has named that already"):
        named(three, by="cid")
    with pytest.raises(DependencyRefused, match="does not depend on itself"):
        named(three, needs="1")
    assert Dependency.objects.count() == 1


def test_what_leads_back_is_refused_with_the_way(three):
    named(three)
    named(three, "2", "3")
    with pytest.raises(DependencyRefused, match="#3 needs #1 needs #2 needs #3"):
        named(three, "3", "1")
    with pytest.raises(DependencyRefused, match="#2 needs #1 needs #2"):
        named(three, "2", "1")
    # Once one of them is dropped there is no way back.
    dropped(three, Dependency.objects.get(needs=id_of("3")))
    assert named(three, "3", "1", at=8).pk


def test_a_merge_that_closes_a_circle_is_shown_as_a_warning(three):
    named(three)
    named(three, "3", "1")
    assert three.page("1", day(6)).dependencies.circle == ()
    row = Enhancement.objects.get(pk=id_of("3"))
    Enhancement.objects.filter(pk=row.pk).update(merged_into=id_of("2"))
    found = three.page("1", day(6)).dependencies
    assert found.circle == ("#1", "#2", "#1")
    assert [one.other.key for one in found.needed_by] == ["2"]


def test_what_became_one_does_not_need_itself(three):
    named(three)
    Enhancement.objects.filter(pk=id_of("2")).update(merged_into=id_of("1"))
    found = three.page("1", day(6)).dependencies
    assert (found.needs, found.needed_by) == ((), ())
    assert waiting.queue(three.at(day(6)), only=[id_of("1")]).rows is not None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"stage": "nonsense"}, "no stage"),
        ({"stage": "deprecated"}, "no stage"),
        ({"reason": "x" * 1001}, "At most 1000"),
    ],
)
def test_what_cannot_be_named_says_why_and_writes_nothing(three, more, said):
    with pytest.raises(DependencyRefused, match=said):
        named(three, **more)
    assert not Dependency.objects.exists()
    assert not Event.objects.filter(kind="dependency-named").exists()


def test_what_is_of_another_project_is_not_there(three):
    other = Project.objects.create(name="other", profile="kubevirt")
    theirs = Enhancement.objects.create(project=other)
    naming = Naming(id_of("1"), theirs.pk)
    given = {"project": three.project, "profile": three.at(day(5)).profile}
    with pytest.raises(DependencyRefused, match="no such enhancement"):
        dependencies.name(naming=naming, by="bea", now=day(5), **given)
    row = named(three)
    with pytest.raises(DependencyRefused, match="no such dependency"):
        dependencies.drop(
            project=other, dependency=row.pk, reason="", by="bea", now=day(6)
        )


def test_what_was_dropped_is_not_dropped_again(three):
    row = named(three)
    dropped(three, row)
    with pytest.raises(DependencyClashed, match="@cid has dropped it already"):
        dropped(three, row, by="dan")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE enhancements_dependency SET reason = 'Another.'",
        "UPDATE enhancements_dependency SET until = NULL, dropped_because = 'So.'",
        "DELETE FROM enhancements_dependency",
    ],
)
def test_what_is_over_is_never_changed(three, statement):
    dropped(three, named(three))
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.usefixtures("three")
def test_database_holds_that_nothing_needs_itself_or_another_twice():
    one, two = id_of("1"), id_of("2")
    given = {"by": "bea", "since": day(5)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Dependency.objects.create(enhancement_id=one, needs_id=one, **given)
    Dependency.objects.create(enhancement_id=one, needs_id=two, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dependency.objects.create(enhancement_id=one, needs_id=two, **given)


# --- Where else it is seen ------------------------------------------------------------


def rows_of(demo, at, release="v1.9"):
    setting = demo.at(day(at))
    return board.rows(setting, setting.release(release))


def test_row_of_the_board_says_what_lands_too_late(three, django_assert_num_queries):
    named(three)
    setting = three.at(day(6))
    with django_assert_num_queries(2):
        (row,) = board.rows(setting, setting.release("v1.9"))
    assert [(one.key, one.word, one.label) for one in row.late] == [
        ("2", "later", "lands later")
    ]
    assert rows_of(three, 4)[0].needs == ()
    # What is out is late for nobody.
    assert [(one.key, one.word) for one in rows_of(three, 60)[0].needs] == [("2", "")]


def waits(demo, at, **more):
    found = waiting.queue(demo.at(day(at)), **more)
    return [
        (row.entry.release, row.wait.ask, [one.name for one in row.wait.whom])
        for row in found.rows
        if row.wait.reason == "dependency"
    ]


def test_what_lands_too_late_waits_for_the_owner_until_it_is_settled(
    three, django_assert_num_queries
):
    row = named(three)
    expected = [("v1.9", "Settle what it needs: #2 lands later", ["olga"])]
    setting = three.at(day(6))
    with django_assert_num_queries(1):
        waiting.queue(setting, sigs=["compute"])
    assert waits(three, 6, logins=["olga"]) == expected
    assert waits(three, 6, sigs=["compute"]) == expected
    assert waits(three, 4, logins=["olga"]) == []
    dropped(three, row)
    assert waits(three, 8, logins=["olga"]) == []


def test_machines_get_both_ends_and_the_warning(three):
    dropped(three, named(three, reason="Its disks."), at=9)
    data = api_enhancement.detail(three.at(day(6)), "1")
    (one,) = data["depends_on"]
    assert (one["key"], one["by"], one["late"]) == ("2", "bea", "later")
    assert one["planned"] == [{"stage": "alpha", "release": "v1.10"}]
    assert (one["until"], one["warning"][:11]) == (None, "Alpha of #2")
    assert data["circle"] == []
    (back,) = api_enhancement.detail(three.at(day(6)), "2")["needed_by"]
    assert back["key"] == "1"
    (over,) = api_enhancement.detail(three.at(day(10)), "1")["depends_on"]
    assert (over["dropped_by"], over["late"]) == ("cid", None)
    beside = single.beside(single.enhancement(three.at(day(6)), "1"))
    assert [one["late"] for one in beside["depends_on"]] == ["later"]


def test_changes_tell_of_dependencies(three):
    dropped(three, named(three))
    found = changes.between(three.at(day(10)), day(4), day(10))
    said = [
        (one.key, one.text, one.source) for one in found if one.kind == "dependency"
    ]
    assert said == [
        ("1", "No longer depends on #2", "@cid"),
        ("1", "Depends on #2", "@bea"),
    ]


def test_documents_name_relations_which_are_no_dependencies(three):
    path = "veps/sig-compute/3-three/vep.md"
    text = front_matter(title="Three", vep_number='"3"', replaces='"#2"')
    three.commit({path: text}, day(5))
    three.sync()
    found = three.page("3", day(6)).dependencies
    assert (found.needs, found.needed_by) == ((), ())
    assert [(one.label, one.key, one.title) for one in found.relations] == [
        ("Replaces", "2", "Two")
    ]
    assert three.page("3", day(4)).dependencies.relations == ()
