"""What is told is stored once, never goes back in time, and spoils nothing else."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from enhancements.actions import dirt, leases, mirror
from enhancements.actions.leases import Lease, LeaseLost
from enhancements.actions.told import EditTold, FailedTold, ItemTold, PersonTold
from enhancements.models import (
    Comment,
    Dirty,
    Edit,
    Event,
    Item,
    Label,
    Person,
    Repository,
    TimelineItem,
)
from tests.support.tables import written
from tests.support.telling import (
    ALICE,
    BOB,
    HOST,
    at,
    comment,
    event,
    issue,
    label,
    make_repository,
    pull,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def repository(db: None) -> Repository:  # noqa: ARG001 - for its effect
    return make_repository()


@pytest.fixture
def lease(repository):
    with leases.take(repository=repository) as taken:
        yield taken


def store(lease: Lease, *told: ItemTold, minute: int = 60, **more: Any) -> mirror.Tally:
    return mirror.store(lease=lease, told=told, now=at(minute), **more)


def test_older_answer_changes_nothing_and_is_asked_for_again(lease):
    store(lease, issue(1, 10, title="New", comments=(comment(1, 9), comment(2, 9))))
    dirt.mark(
        repository=lease.repository, marks=[dirt.Mark("webhook", number=1)], now=at(11)
    )
    claims = due(lease)
    old = issue(1, 5, title="Old", comments=(comment(1, 4, body="Old"),))
    tally = store(lease, old, claims=claims)

    assert tally.older == {1}
    assert Item.objects.get().title == "New"
    assert set(Comment.objects.values_list("body", "gone_at")) == {
        ("Comment 1", None),
        ("Comment 2", None),
    }
    mark = Dirty.objects.get()
    assert (mark.attempts, mark.not_before) == (1, at(60) + dirt.backoff(0))


def due(lease: Lease, minute: int = 59) -> list[dirt.Claimed]:
    return dirt.due(
        repository=lease.repository, kinds=("item",), limit=9, now=at(minute)
    )


def test_answer_of_the_same_second_counts(lease):
    store(lease, issue(1, 10, title="First"))
    store(lease, issue(1, 10, title="Second"))
    assert Item.objects.get().title == "Second"


def test_same_again_writes_no_row_and_owes_nothing(lease):
    told = issue(
        1,
        5,
        labels=(label("kind/bug"),),
        assignees=(BOB, ALICE),
        comments=(comment(1, 2),),
        timeline=(event("labeled", 1, "kind/bug"),),
        raw={"a": [1, {"b": None}]},
    )
    store(lease, told)
    Item.objects.update(owed_since=None)
    before = written()
    tally = store(lease, dataclasses.replace(told, assignees=(ALICE, BOB)), minute=99)

    assert (tally.changed, tally.same) == (set(), {1})
    assert written() == before


def test_new_comment_alone_owes_the_item_a_reading(lease):
    store(lease, issue(1, 5))
    Item.objects.update(owed_since=None)
    tally = store(lease, issue(1, 5, comments=(comment(1, 6),)), minute=70)

    assert tally.changed == {1}
    assert Item.objects.get().owed_since == at(70)


def test_comment_missing_from_a_whole_answer_is_gone_and_may_come_back(lease):
    both = issue(1, 5, comments=(comment(1), comment(2)))
    one = issue(1, 6, comments=(comment(1),))
    store(lease, both)
    store(lease, one)
    assert list(Comment.objects.values_list("gone_at", flat=True)) == [None, at(60)]

    store(lease, dataclasses.replace(both, updated_at=at(7)))
    assert not Comment.objects.exclude(gone_at=None).exists()


def test_incomplete_answer_concludes_nothing_and_is_asked_for_again(lease):
    store(lease, issue(1, 5, comments=(comment(1), comment(2))))
    store(lease, issue(1, 6, comments=(comment(1),), is_complete=False))

    assert not Comment.objects.exclude(gone_at=None).exists()
    assert Dirty.objects.get().reason == dirt.PARTIAL


def test_history_of_the_timeline_is_added_to_and_never_changed(lease):
    store(lease, issue(1, 5, timeline=(event("labeled", 1, "old-name"),)))
    store(
        lease,
        issue(1, 6, timeline=(event("labeled", 1, "new-name"), event("closed", 2))),
    )
    assert list(TimelineItem.objects.values_list("kind", "name")) == [
        ("labeled", "old-name"),
        ("closed", ""),
    ]


def test_states_of_the_body_have_the_title_of_their_time(lease):
    edits = (EditTold(at(0), ALICE, "First"), EditTold(at(6), BOB, "Second"))
    renames = (
        event("renamed", 3, "Middle", "Start"),
        event("renamed", 8, "End", "Middle"),
    )
    store(
        lease,
        issue(
            1,
            9,
            title="End",
            body="Second",
            edited_at=at(6),
            edits=edits,
            timeline=renames,
        ),
    )

    assert list(
        Edit.objects.values_list("edited_at", "title", "body", "editor__login")
    ) == [
        (at(0), "Start", "First", "alice"),
        (at(6), "Middle", "Second", "bob"),
    ]


def test_never_edited_body_is_as_it_was_written(lease):
    store(lease, issue(1, 9))
    edit = Edit.objects.get()
    assert (edit.edited_at, edit.body, edit.editor.login) == (at(0), "Text.", "alice")


def test_login_may_pass_to_somebody_else(lease):
    store(lease, issue(1, 1))
    other = PersonTold(77, "U_77", "alice")
    store(lease, issue(2, 2, author=other), minute=61)
    store(lease, issue(1, 3, author=PersonTold(1, "U_1", "alice-w")), minute=62)

    people = Person.objects.order_by("github_id")
    assert list(people.values_list("github_id", "login", "former")) == [
        (1, "alice-w", [{"login": "alice", "until": "2026-06-01T13:02:00+00:00"}]),
        (77, "alice", []),
    ]
    assert Item.objects.get(number=1).author.github_id == 1


def test_older_answer_does_not_take_a_login_back(lease):
    store(lease, issue(1, 1, author=PersonTold(1, "U_1", "new")), minute=62)
    store(lease, issue(2, 1, author=PersonTold(1, "U_1", "old")), minute=61)
    assert Person.objects.get(host=HOST).login == "new"


def test_deleted_account_is_nobody(lease):
    store(lease, issue(1, 1, author=None, comments=(comment(1, author=None),)))
    assert (Item.objects.get().author, Comment.objects.get().author) == (None, None)


def test_label_that_an_item_calls_otherwise_has_the_list_read_again(lease):
    store(lease, issue(1, 1, labels=(label("new", node_id="L"),)))
    store(lease, issue(2, 1, labels=(label("old", node_id="L"),)))

    assert Label.objects.get().name == "new"
    assert list(Dirty.objects.values_list("kind", "reason")) == [("labels", "renamed")]


def test_poison_spoils_nothing_else(lease):
    tally = store(lease, issue(1, 1), issue(2, 1, comment_count=-5), issue(3, 1))

    assert sorted(tally.failed) == [2]
    assert sorted(Item.objects.values_list("number", flat=True)) == [1, 3]
    assert list(Dirty.objects.values_list("number", "reason")) == [(2, "partial")]


def test_what_postgresql_cannot_hold_is_replaced(lease):
    told = issue(1, 1, title="a\x00b", body="\ud800", raw={"k\x00": ["\x00"]})
    store(lease, told)
    item = Item.objects.get()
    assert (item.title, item.body, item.raw) == (
        "a\ufffdb",
        "\ufffd",
        {"k\ufffd": ["\ufffd"]},
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"github_id": 999},
        {"kind": "pull"},
        {"raw": {"repository": {"databaseId": 1}}},
    ],
)
def test_answer_about_something_else_is_refused(lease, changes):
    store(lease, issue(1, 1))
    tally = store(lease, issue(1, 2, title="Else", **changes))

    assert list(tally.failed) == [1]
    assert Item.objects.get().title == "Issue 1"


def test_gone_item_that_is_told_again_is_back(lease):
    store(lease, issue(1, 1))
    Item.objects.update(gone_at=at(5), gone_reason="deleted", moved_to="elsewhere")
    store(lease, issue(1, 1))

    item = Item.objects.get()
    assert (item.gone_at, item.gone_reason, item.moved_to) == (None, "", "")
    assert Event.objects.get().kind == Event.Kind.ITEM_BACK


def test_worker_that_lost_its_lease_writes_nothing(lease, repository):
    store(lease, issue(1, 1))
    Repository.objects.filter(pk=repository.pk).update(lease=lease.number + 1)

    with pytest.raises(LeaseLost):
        store(lease, issue(2, 1))
    assert Item.objects.count() == 1


def test_worker_overtaken_before_its_first_write_writes_nothing(lease, repository):
    Repository.objects.filter(pk=repository.pk).update(lease=lease.number + 1)
    with pytest.raises(LeaseLost):
        store(lease, issue(1, 1))
    assert not Item.objects.exists()


def test_mark_goes_with_the_item_unless_it_was_marked_again(lease, repository):
    marks = [dirt.Mark("webhook", number=1), dirt.Mark("webhook", number=2)]
    dirt.mark(repository=repository, marks=marks, now=at(1))
    claims = due(lease)
    dirt.mark(repository=repository, marks=marks[1:], now=at(1))
    store(lease, issue(1, 1), issue(2, 1), claims=claims)

    assert list(Dirty.objects.values_list("number", flat=True)) == [2]


def test_answer_older_than_the_delivery_is_asked_for_again(lease, repository):
    mark = dirt.Mark("webhook", number=1, wanted_at=at(9))
    dirt.mark(repository=repository, marks=[mark], now=at(10))
    store(lease, issue(1, 8), claims=due(lease))
    assert Dirty.objects.get().not_before == at(60) + dirt.backoff(0)

    store(lease, issue(1, 9), claims=due(lease, 61))
    assert not Dirty.objects.exists()


def test_object_that_cannot_be_told_is_given_up_after_five_attempts(lease, repository):
    dirt.mark(repository=repository, marks=[dirt.Mark("poll", number=1)], now=at(0))
    for attempt in range(1, 6):
        failed = FailedTold(1, "GitHub did not tell it.")
        store(
            lease, claims=due(lease, attempt * 5), failed=(failed,), minute=attempt * 5
        )
        row = Dirty.objects.get()
        assert (row.attempts, row.dead_at is not None) == (attempt, attempt == 5)
    assert due(lease, 1000) == []

    dirt.mark(repository=repository, marks=[dirt.Mark("poll", number=1)], now=at(40))
    assert [one.attempts for one in due(lease, 41)] == [0]


def test_new_head_of_an_open_pull_request_is_marked_once(lease):
    store(lease, pull(2, 1, head="a" * 40), pull(3, 1, head="b" * 40, state="closed"))
    assert list(Dirty.objects.values_list("kind", "number")) == [("head", 2)]


def test_head_elsewhere_than_on_the_main_repository_is_not_fetched():
    with leases.take(repository=make_repository("acme/code", is_main=False)) as lease:
        store(lease, pull(2, 1, head="a" * 40))
    assert not Dirty.objects.exists()
