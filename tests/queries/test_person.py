from __future__ import annotations

import dataclasses

import pytest
from django.db import connection

from enhancements.queries import handles, people, person
from enhancements.queries.person import PersonUnknown
from enhancements.queries.shapes.people import Name, SigRole
from tests.support.tracked import day, front_matter, schedule, vep

ROSTER = b"""
sigs:
- dir: sig-compute
  name: sig-compute
  leadership:
    chairs:
    - github: Ann
    - github: bob
"""


def document(number, **fields):
    return front_matter(
        number=f'"{number}"',
        title=f"Thing {number}",
        owning_sig="sig-compute",
        **fields,
    )


@pytest.fixture(scope="module")
def peopled(shared):
    """Ann owns two things, in two spellings, reviews one and chairs a SIG."""
    shared.track()
    folder = "veps/sig-compute"
    shared.commit(
        {
            f"{folder}/1-thing/vep.md": document(
                1, authors="['@ann', '@bob']", approvers="['@org/team-a']"
            ),
            f"{folder}/2-thing/vep.md": document(2, authors="['@Ann']"),
            f"{folder}/3-thing/vep.md": document(
                3, authors="['@cid']", reviewers="['@ann']"
            ),
        },
        day(10),
    )
    shared.commit({"sigs.yaml": ROSTER}, day(5), kind="rosters")
    shared.commit(
        {"releases/v1.8/schedule.yaml": schedule(freeze="2025-01-01")},
        day(4),
        kind="schedules",
    )
    shared.sync()
    return shared


def roles(page):
    return [(one.row.key, one.roles) for one in page.rows]


@pytest.mark.parametrize("login", ["ann", "Ann", "@ANN", " @ann "])
def test_handle_is_found_in_any_case_with_every_role(peopled, login):
    page = person.page(peopled.at(), login, {})

    assert roles(page) == [("1", ("author",)), ("2", ("author",)), ("3", ("reviewer",))]
    assert page.sigs == (SigRole("compute", "sig-compute", ("chairs",)),)


def test_handle_is_shown_as_most_sources_write_it(demo):
    demo.track()
    for number, author in ((1, "ann"), (2, "Ann"), (3, "Ann")):
        path = f"veps/sig-compute/{number}-thing/vep.md"
        demo.commit({path: document(number, authors=f"['@{author}']")}, day(number))
    demo.sync()

    assert person.page(demo.at(), "ann", {}).name == Name("Ann")


def test_summary_says_what_they_do(peopled):
    page = person.page(peopled.at(), "ann", {})

    assert page.summary == "Owns 2 VEPs and reviews 1 VEP. Chairs SIG compute."


def test_team_has_a_page_and_is_said_to_be_one(peopled):
    page = person.page(peopled.at(), "ORG/team-a", {})

    assert (page.name.login, page.name.is_team) == ("org/team-a", True)
    assert roles(page) == [("1", ("approver",))]


def test_who_only_a_roster_names_has_a_page_without_rows(peopled):
    page = person.page(peopled.at(day(6)), "bob", {})

    assert (page.rows, page.total, page.facets) == ((), 0, ())
    assert [one.sig for one in page.sigs] == ["compute"]


def test_past_knows_what_was_named_then(peopled):
    with pytest.raises(PersonUnknown):
        person.page(peopled.at(day(6)), "cid", {})

    assert roles(person.page(peopled.at(day(11)), "cid", {})) == [("3", ("author",))]


@pytest.mark.parametrize("login", ["nobody", "", "an", "ann'--", "%", "_nn"])
def test_handle_that_nobody_names_is_unknown(peopled, login):
    with pytest.raises(PersonUnknown):
        person.page(peopled.at(), login, {})


def test_filters_count_by_the_others(peopled):
    page = person.page(peopled.at(), "ann", {"role": ["author"]})

    assert [one.row.key for one in page.rows] == ["1", "2"]
    counts = {g.name: [(f.value, f.count) for f in g.facets] for g in page.facets}
    assert counts == {
        "role": [("author", 2), ("reviewer", 1), ("approver", 0)],
        "release": [("none", 2)],
    }
    assert page.scope == "2 VEPs that @ann owns"


def test_releases_count_what_is_planned_by_role_and_what_stood(demo):
    demo.track()
    folder = "veps/sig-compute"
    one = f"{folder}/1-one/vep.md"
    demo.commit(
        {
            one: vep(1, "One", owners="@ann", alpha="v1.8", beta="v1.9"),
            f"{folder}/2-two/vep.md": vep(2, "Two", owners="@Ann", beta="v1.8"),
        },
        day(1),
    )
    for minor, dates in (
        (8, {"freeze": "2025-03-01", "out": "2025-05-01"}),
        (9, {"freeze": "2025-12-01", "out": "2026-02-01"}),
    ):
        path = f"releases/v1.{minor}/schedule.yaml"
        demo.commit({path: schedule(**dates)}, day(minor), kind="schedules")
    demo.commit({one: vep(1, "One", owners="@ann", beta="v1.9")}, day(80))
    demo.sync()

    shares = person.page(demo.at(), "ann", {}).releases
    assert [dataclasses.astuple(share) for share in shares] == [
        # name, in work, owns, reviews, approves, planned, committed, out
        ("v1.9", True, 1, 0, 0, 1, None, False),
        ("v1.8", False, 1, 0, 0, 1, 2, True),
    ]


@pytest.mark.parametrize(
    ("login", "initials"),
    [
        ("mira-k", "MK"),
        ("iris", "IR"),
        ("org/node-leads", "NL"),
        ("x", "X"),
        ("a_b.c", "AB"),
        ("-", "-"),
    ],
)
def test_initials(login, initials):
    assert Name(login).initials == initials


def listed(page):
    return [(r.name.login, r.owns, r.reviews, r.approves) for r in page.rows]


def test_everybody_is_listed_once_whatever_the_case(peopled):
    page = people.page(peopled.at(), {})

    assert [(one[0].casefold(), *one[1:]) for one in listed(page)] == [
        ("ann", 2, 1, 0),
        ("bob", 1, 0, 0),
        ("cid", 1, 0, 0),
        ("org/team-a", 0, 0, 1),
    ]
    assert page.scope == "4 people and teams, as documents and rosters name them"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"kind": ["team"]}, ["org/team-a"]),
        ({"role": ["chairs"]}, ["ann", "bob"]),
        ({"role": ["reviewer", "approver"]}, ["ann", "org/team-a"]),
        ({"sig": ["compute"], "kind": ["person"]}, ["ann", "bob", "cid"]),
        ({"sig": ["network"]}, []),
    ],
)
def test_people_are_filtered(peopled, chosen, expected):
    page = people.page(peopled.at(), chosen)

    assert [one[0].casefold() for one in listed(page)] == expected


@pytest.mark.parametrize(
    ("sort", "first"), [("-owns", "ann"), ("approves", "ann"), ("-name", "org/team-a")]
)
def test_people_are_sorted(peopled, sort, first):
    assert listed(people.page(peopled.at(), {}, sort=sort))[0][0].casefold() == first


def test_people_are_found_by_a_part_of_the_handle(peopled):
    assert [one[0] for one in listed(people.page(peopled.at(), {}, text="@TEAM"))] == [
        "org/team-a"
    ]
    assert listed(people.page(peopled.at(), {}, text="%")) == []


def test_people_come_in_pages(demo):
    demo.track()
    names = ", ".join(f"'@p{number:03}'" for number in range(people.PAGE_SIZE + 1))
    path = "veps/sig-compute/1-thing/vep.md"
    demo.commit({path: document(1, authors=f"[{names}]")}, day(1))
    demo.sync()
    page = people.page(demo.at(), {"role": ["author"]}, number=9)

    assert [one[0] for one in listed(page)] == ["p100"]
    assert (page.page.previous_query, page.page.next_query) == ("role=author", "")


def test_who_is_named_is_found_by_its_index(db):  # noqa: ARG001 - for its effect
    """An index of an expression is used only where the very same one is asked for."""
    asked = f"SELECT FROM enhancements_record record WHERE {handles.named('logins')}"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {asked}", {"logins": ["ann"]})
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "record_people" in plan
