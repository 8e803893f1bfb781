"""Views are saved under numbers, changed, retired, restored and copied; all is told."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from enhancements.actions import accounts, saved_views
from enhancements.actions.saved_views import Changed, ViewClashed
from enhancements.models import Event, Project, SavedView, Sig
from enhancements.policy.saved_views import Said, ViewRefused
from tests.support.tracked import day

pytestmark = pytest.mark.django_db
AT_RISK = Said("At risk", "everybody", query="is:at-risk", columns=("sig", "freeze"))


@pytest.fixture
def project(demo) -> Project:
    demo.track("documents")
    Sig.objects.create(project=demo.project, name="network")
    return demo.project


@pytest.fixture
def ann():
    return accounts.sign_in(github_id=1, login="ann", name="Ann")


@pytest.fixture
def bob():
    return accounts.sign_in(github_id=2, login="bob", name="Bob")


def save(project, account, said=AT_RISK, at=1, **changes) -> SavedView:
    return saved_views.save(
        account=account,
        project=project,
        said=dataclasses.replace(said, **changes),
        now=day(at),
    )


def change(row: SavedView, by: str = "ann", at: int = 2, **changes) -> SavedView:
    return saved_views.change(
        project=row.project,
        number=row.number,
        said=dataclasses.replace(saved_views.said_of(row), **changes),
        by=by,
        seen=row.changed_at,
        now=day(at),
    )


def told() -> list[tuple[str, str, dt.datetime]]:
    rows = Event.objects.filter(kind__startswith="view-").order_by("pk")
    return [(row.kind, row.by, row.happened_at) for row in rows]


def test_view_is_saved_with_all_it_says(project, ann):
    row = save(project, ann)

    row.refresh_from_db()
    assert (row.number, row.owner, row.account) == (1, "ann", ann)
    assert saved_views.said_of(row) == AT_RISK
    assert (row.made_at, row.changed_at, row.ended_at) == (day(1), day(1), None)
    event = Event.objects.get(kind="view-saved")
    assert (event.project, event.by, event.subject) == (project, "ann", "At risk")
    assert event.new == {
        "view": 1,
        "name": "At risk",
        "audience": "everybody",
        "sig": "",
        "description": "",
        "query": "is:at-risk",
        "columns": ["sig", "freeze"],
        "sort": "",
        "group": "",
    }


def test_numbers_go_on_in_each_project(project, ann):
    assert [save(project, ann, name=name).number for name in ("a", "b", "c")] == [
        *(1, 2, 3)
    ]
    other = Project.objects.create(name="other", profile="kubevirt")
    assert save(other, ann).number == 1


def test_name_is_taken_by_those_who_see_the_same(project, ann, bob):
    save(project, ann)
    with pytest.raises(ViewClashed, match=r"“At risk” is there already \(view 1\)"):
        save(project, bob, name="at RISK")
    # A SIG's, and everybody's own, are others.
    save(project, ann, audience="sig", sig="network")
    with pytest.raises(ViewClashed):
        save(project, bob, audience="sig", sig="network")
    save(project, ann, audience="private")
    save(project, bob, audience="private")
    with pytest.raises(ViewClashed):
        save(project, bob, audience="private")
    assert SavedView.objects.count() == 4


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": " "}, "Give it a name"),
        ({"audience": "sig", "sig": "nothing"}, "has no SIG nothing"),
        ({"query": "(warm"}, "bracket is never closed"),
        ({"query": "saved:7"}, "You have no view 7"),
        ({"columns": ("nothing",)}, "no column"),
    ],
)
def test_what_cannot_be_kept_is_refused(project, ann, changes, why):
    with pytest.raises(ViewRefused, match=why):
        save(project, ann, **changes)
    assert not SavedView.objects.exists()
    assert told() == []


def test_change_is_told_with_what_was_before(project, ann):
    row = change(save(project, ann), query="is:met", name="Met")

    assert saved_views.said_of(row) == dataclasses.replace(
        AT_RISK, query="is:met", name="Met"
    )
    assert row.changed_at == day(2)
    event = Event.objects.get(kind="view-changed")
    assert (event.old["query"], event.new["query"]) == ("is:at-risk", "is:met")
    assert (event.old["name"], event.new["name"]) == ("At risk", "Met")
    assert event.new["view"] == 1


def test_who_depends_on_it_is_given_each_change_of_what_it_asks(project, ann):
    row = save(project, ann)
    change(row, query="is:met", at=2)
    row.refresh_from_db()
    change(row, name="Another", at=3)
    row.refresh_from_db()
    change(row, by="bob", query="is:out", at=4)
    other = save(project, ann)
    change(other, query="x", at=5)

    assert saved_views.changed(view=row, after=day(1)) == (
        Changed(day(2), "ann", "is:at-risk", "is:met"),
        Changed(day(4), "bob", "is:met", "is:out"),
    )
    assert saved_views.changed(view=row, after=day(2)) == (
        Changed(day(4), "bob", "is:met", "is:out"),
    )


def test_changing_nothing_changes_nothing(project, ann):
    row = change(save(project, ann))

    assert row.changed_at == day(1)
    assert [kind for kind, _, _ in told()] == ["view-saved"]


def test_who_saw_another_state_changes_nothing(project, ann):
    row = save(project, ann)
    change(row, query="is:met")
    with pytest.raises(ViewClashed, match="Somebody changed “At risk” meanwhile"):
        change(row, query="is:out")
    row.refresh_from_db()
    assert row.query == "is:met"


def test_only_its_maker_makes_a_view_private(project, ann):
    row = save(project, ann)
    with pytest.raises(ViewRefused, match="Copy it instead"):
        change(row, by="bob", audience="private")
    assert change(row, audience="private").audience == "private"


def test_audience_changes_with_its_sig(project, ann):
    row = change(save(project, ann), audience="sig", sig="network")
    assert (row.audience, row.sig.name) == ("sig", "network")
    row = change(row, at=3, audience="everybody")
    assert (row.audience, row.sig) == ("everybody", None)


def test_view_is_retired_and_restored(project, ann):
    row = save(project, ann)
    given = {"project": project, "number": 1}
    assert saved_views.retire(**given, by="bob", now=day(3)).ended_at == day(3)
    saved_views.retire(**given, by="bob", now=day(4))
    row.refresh_from_db()
    assert (row.ended_at, row.changed_at) == (day(3), day(3))
    with pytest.raises(ViewRefused, match="is retired"):
        change(row, query="x")

    assert saved_views.restore(**given, by="ann", now=day(5)).ended_at is None
    saved_views.restore(**given, by="ann", now=day(6))
    assert told() == [
        ("view-saved", "ann", day(1)),
        ("view-retired", "bob", day(3)),
        ("view-restored", "ann", day(5)),
    ]


def test_retired_view_has_no_name_to_itself(project, ann):
    given = {"project": project, "number": save(project, ann).number}
    saved_views.retire(**given, by="ann", now=day(2))
    save(project, ann, at=3)
    with pytest.raises(ViewClashed, match="Take another name"):
        saved_views.restore(**given, by="ann", now=day(4))


def test_copy_is_private_to_whoever_made_it(project, ann, bob):
    save(project, ann, audience="sig", sig="network")
    row = saved_views.copy(
        project=project, number=1, account=bob, name="Mine", now=day(2)
    )
    assert (row.number, row.owner) == (2, "bob")
    assert saved_views.said_of(row) == dataclasses.replace(
        AT_RISK, name="Mine", audience="private"
    )


@pytest.mark.parametrize("act", [saved_views.retire, saved_views.restore])
def test_view_that_there_is_not_is_refused(project, act):
    with pytest.raises(ViewRefused, match="demo has no saved view 7"):
        act(project=project, number=7, by="ann", now=day(1))


def test_private_views_go_with_their_account_and_others_stay(project, ann):
    save(project, ann, audience="private")
    save(project, ann)
    accounts.delete(account=ann, by="ann")

    private, shared = SavedView.objects.order_by("number")
    assert (private.account, private.owner) == (None, "ann")
    assert private.ended_at is not None
    assert (shared.account, shared.owner, shared.ended_at) == (None, "ann", None)
    with pytest.raises(ViewRefused, match="whose account is gone"):
        saved_views.restore(project=project, number=1, by="root", now=day(9))
    # Others still look after what is for all.
    assert change(shared, by="bob", query="x", at=9).query == "x"


# --- Views that use each other --------------------------------------------------------


def test_name_of_a_view_is_kept_as_its_number(project, ann):
    save(project, ann)
    row = save(project, ann, name="More", query='saved:"at risk" warm')
    assert row.query == "saved:1 warm"


def test_view_may_not_come_to_use_itself(project, ann):
    row = save(project, ann)
    save(project, ann, name="Second", query="saved:1")
    save(project, ann, name="Third", query="saved:2")
    for query in ("saved:1", "warm -saved:2", "saved:third"):
        with pytest.raises(ViewRefused, match="A view cannot use itself: view 1"):
            change(row, query=query)
    row.refresh_from_db()
    assert row.query == "is:at-risk"


def test_what_others_see_uses_nothing_that_they_do_not(project, ann):
    save(project, ann, audience="private")
    assert save(project, ann, audience="private", name="x", query="saved:1").number == 2
    with pytest.raises(ViewRefused, match="Whoever it is for has to see what it uses"):
        save(project, ann, name="Ours", query="saved:1")
    row = save(project, ann, audience="private", name="Mine", query="saved:1")
    with pytest.raises(ViewRefused, match="has to see what it uses"):
        change(row, audience="everybody")


def test_private_view_of_somebody_else_is_none(project, ann, bob):
    save(project, ann, audience="private")
    for query in ("saved:1", 'saved:"At risk"'):
        with pytest.raises(ViewRefused, match="You have no view") as caught:
            save(project, bob, audience="private", query=query)
        assert "ann" not in str(caught.value)
        assert "is:at-risk" not in str(caught.value)


# --- What the database holds ----------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 2},
        {"owner": "bob"},
        {"made_at": day(0)},
        {"name": ""},
        {"audience": "friends"},
        {"audience": "sig"},
        {"changed_at": day(0)},
        {"ended_at": day(0)},
        {"audience": "private", "account": None},
    ],
    ids=",".join,
)
def test_database_refuses_what_cannot_be(project, ann, wrong):
    row = save(project, ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.filter(pk=row.pk).update(**wrong)


def test_database_lets_no_view_be_deleted(project, ann):
    row = save(project, ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.filter(pk=row.pk).delete()


def test_database_holds_each_name_once(project, ann, bob):
    for changes in ({}, {"audience": "sig", "sig": "network"}, {"audience": "private"}):
        row = save(project, ann, **changes)
        row.pk, row.number, row.name = None, 70, "AT RISK"
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
    assert save(project, bob, audience="private").number == 4
