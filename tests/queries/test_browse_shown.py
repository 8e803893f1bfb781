"""Columns, orders and groups of the list of enhancements, and what they cost."""

from __future__ import annotations

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enhancements.actions import concerns
from enhancements.actions.concerns import Raising
from enhancements.policy.columns import GROUPS, OF_NAME, SORTS
from enhancements.queries import browse, browse_place, browse_shown, frame, moments
from enhancements.queries.browse_shown import PLAIN, Shown
from enhancements.queries.filters import FilterRefused, Filters
from tests.support.boards import CODE, days, enhancement, fill, judged
from tests.support.tracked import day, front_matter, vep

pytestmark = pytest.mark.django_db
COMPUTE = "veps/sig-compute"
DOCUMENTS = {
    f"{COMPUTE}/1-one/vep.md": vep(1, "One", owners="@zoe", alpha="v1.9"),
    f"{COMPUTE}/2-two/vep.md": vep(2, "Two", owners="@Ann", beta="v1.10"),
    "veps/sig-network/3-three/vep.md": front_matter(
        title="Three",
        vep_number="3",
        status="implementable",
        authors='["@ann"]',
        reviewers='["@rex"]',
        approvers='["@abe"]',
        feature_gate="Three",
        stage="beta",
        owning_sig="sig-network",
        milestone="{beta: v1.9}",
    ),
    "veps/meta-VEPs/4-four/vep.md": vep(4, "Four", alpha="soon"),
}


@pytest.fixture(scope="module")
def told(shared):
    shared.track("documents")
    shared.commit(DOCUMENTS, day(1))
    shared.sync()
    shared.begin()
    return shared


def page(told, *, sort: str = "number", number: int = 1, **said: str):
    shown = browse_shown.read({name: [one] for name, one in said.items()})
    return browse.page(told.at(), Filters(), sort=sort, number=number, shown=shown)


def grouped(told, by: str) -> list[tuple[str, int, list[str]]]:
    return [
        (one.title, one.total, [row.key for row in one.rows])
        for one in page(told, group=by).groups
    ]


def test_columns_stand_in_the_order_asked_for(told):
    assert [one.name for one in page(told).columns] == [
        *("title", "sig", "stage", "release", "author", "merged"),
    ]
    chosen = page(told, columns="updated,sig").columns
    assert [(one.name, one.label) for one in chosen] == [
        ("title", "Enhancement"),
        ("updated", "Last activity"),
        ("sig", "SIG"),
    ]


def test_head_orders_by_its_column_where_it_can(told):
    heads = {one.name: one for one in page(told, columns="sig,waiting").columns}
    assert heads["sig"].query == "sort=sig&columns=sig%2Cwaiting"
    assert heads["waiting"].query == ""
    turned = page(told, sort="sig", columns="sig,waiting").columns[1]
    assert (turned.direction, turned.query) == (
        "ascending",
        "sort=-sig&columns=sig%2Cwaiting",
    )


def test_choices_add_drop_and_move_columns(told):
    choices = {one.name: one for one in page(told, columns="sig,stage").column_choices}
    assert list(choices)[:2] == ["sig", "stage"]
    assert choices["sig"].switch == "columns=stage"
    assert choices["sig"].before == ""
    assert choices["sig"].behind == "columns=stage%2Csig"
    assert choices["stage"].before == "columns=stage%2Csig"
    assert choices["owner"].switch == "columns=sig%2Cstage%2Cowner"
    assert not choices["owner"].on
    # The last one stays.
    [alone] = [one for one in page(told, columns="sig").column_choices if one.on]
    assert alone.switch == ""


def test_facts_are_read_for_the_columns_that_show_them(told):
    assert (
        page(told).facts[page(told).rows[2].enhancement]
        == page(told).facts[page(told).rows[0].enhancement]
    )
    shown = page(told, columns="reviewer,approver,gate,updated")
    facts = shown.facts[shown.rows[2].enhancement]
    assert (facts.reviewers, facts.approvers, facts.gates) == (
        ("rex",),
        ("abe",),
        ("Three",),
    )
    assert facts.updated_at == day(1)


def test_entries_stand_as_on_the_board(demo):
    fill(demo, 2)
    judged(demo, 1, CODE, "at-risk", since=days(-3), asked=3, failed=2)
    judged(demo, 2, CODE, "met", since=days(-3), asked=3)
    now = timezone.now()
    setting = frame.load("demo", moments.parse(None, now=now), now=now)
    raising = Raising(enhancement(demo, 1).pk, "load", "It takes too much.", "v1.9")
    concerns.raise_(project=demo.project, raising=raising, by="bea", now=days(-2))
    asked = browse_shown.read({"columns": ["freeze,waiting"]})
    shown = browse.page(setting, Filters(), sort="number", number=1, shown=asked)
    facts = [shown.facts[row.enhancement] for row in shown.rows]
    assert [[one.status.value for one in each.standings] for each in facts] == [
        ["at-risk"],
        ["met"],
    ]
    assert facts[0].standings[0].text == "At risk"
    assert [[one.name for one in each.whom] for each in facts] == [
        ["olga"],
        ["release team"],
    ]


@pytest.mark.parametrize(
    ("columns", "statements"),
    [
        ("", 2),
        ("sig,owner,status", 2),
        ("updated,gate", 3),
        ("freeze,waiting", 3),
        (",".join(OF_NAME), 4),
    ],
)
def test_further_columns_cost_a_statement_or_two(told, columns, statements):
    setting = told.at()
    shown = browse_shown.read({"columns": [columns]})
    with CaptureQueriesContext(connection) as asked:
        browse.page(setting, Filters(), sort="number", number=1, shown=shown)
    assert len(asked) == statements


# --- Groups and orders ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        (
            "sig",
            [
                ("SIG compute", 2, ["1", "2"]),
                ("SIG network", 1, ["3"]),
                ("No SIG", 1, ["4"]),
            ],
        ),
        (
            "release",
            [
                ("v1.10", 1, ["2"]),
                ("v1.9", 2, ["1", "3"]),
                ("Planned for no release", 1, ["4"]),
            ],
        ),
        (
            "owner",
            [("@ann", 2, ["2", "3"]), ("@zoe", 1, ["1"]), ("Nobody", 1, ["4"])],
        ),
        ("status", [("Implementable", 1, ["3"]), ("No status", 3, ["1", "2", "4"])]),
    ],
)
def test_list_is_grouped(told, by, groups):
    assert grouped(told, by) == groups


def test_stages_stand_in_the_order_of_the_project(told):
    titles = [title for title, _, _ in grouped(told, "stage")]
    labels = [one.label for one in told.at().profile.stages]
    known = [one for one in titles if one in labels]
    assert known == sorted(known, key=labels.index)
    assert sum(total for _, total, _ in grouped(told, "stage")) == 4


def test_group_counts_all_pages(told, monkeypatch):
    monkeypatch.setattr(browse, "PAGE_SIZE", 1)
    first, second = (page(told, group="sig", number=n).groups for n in (1, 2))
    assert [(one.title, one.total, len(one.rows)) for one in (*first, *second)] == [
        ("SIG compute", 2, 1),
        ("SIG compute", 2, 1),
    ]


@pytest.mark.parametrize(
    ("sort", "group"), list(itertools.product(SORTS, ["", *GROUPS]))
)
def test_every_order_and_group_tells_the_same_list_and_place(told, sort, group):
    setting, shown = told.at(), Shown(group=group)
    listed = browse.page(setting, Filters(), sort=f"-{sort}", number=1, shown=shown)
    keys = [row.key for row in listed.rows]
    assert sorted(keys) == ["1", "2", "3", "4"]
    rows, _ = browse.every(setting, Filters(), sort=f"-{sort}", shown=shown)
    assert [row.key for row in rows] == keys
    found = browse_place.neighbours(
        setting, Filters(), sort=f"-{sort}", key=keys[1], shown=shown
    )
    assert (found.place, found.previous_key, found.next_key) == (2, keys[0], keys[2])


def test_address_says_it_and_refuses_what_there_is_not():
    assert browse_shown.read({}) == PLAIN
    shown = browse_shown.read({"columns": ["sig", "stage"], "group": ["sig"]})
    assert browse_shown.parameters(shown) == {
        "sort": "",
        "columns": "sig,stage",
        "group": "sig",
    }
    for name in ("columns", "group"):
        with pytest.raises(FilterRefused, match="“x”") as caught:
            browse_shown.read({name: ["x"]})
        assert caught.value.name == name
