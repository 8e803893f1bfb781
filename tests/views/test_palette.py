"""Where the palette leads: from a project, from none, now and at a past moment."""

from __future__ import annotations

import pytest

from enhancements.actions import projects
from enhancements.policy.permissions import OWNER
from enhancements.queries import palette
from tests.support.parts import play
from tests.support.tracked import day, schedule, vep

HOSTILE = '<img src=x onerror="x">'
SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership:
    chairs:
    - github: chair-person
"""


@pytest.fixture(scope="module")
def told(shared):
    """#10 and #12 of SIG compute from day 2, #11 from day 8; v1.9 and v1.10."""
    path = "releases/{}/schedule.yaml"
    first = schedule(freeze="2027-01-10", code="2027-02-20", out="2027-03-20")
    later = schedule(freeze="2027-05-10", out="2027-07-20")
    shared.commit(
        {path.format("v1.9"): first, path.format("v1.10"): later},
        day(1),
        kind="schedules",
    )
    shared.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    documents = {
        "veps/sig-compute/10-warm/vep.md": vep(10, owners="@olga", alpha="v1.9"),
        "veps/sig-compute/12-mild/vep.md": vep(12, "Mild 100%", alpha="v1.9"),
        "veps/sig-compute/13-bad/vep.md": vep(13, f"Bad {HOSTILE}", alpha="v1.9"),
    }
    shared.commit(documents, day(2))
    cold = {"veps/sig-compute/11-cold/vep.md": vep(11, "Cold", alpha="v1.10")}
    shared.commit(cold, day(8))
    shared.track()
    shared.sync()
    shared.begin()
    return shared


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]
ADDRESS = "/demo/palette/ways.json"


def groups(client, text="", address=ADDRESS, **more):
    """Group to (name, address) of each of its lines."""
    answer = client.get(address, {"text": text, **more})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    return {
        group["title"]: [(one["name"], one["href"]) for one in group["options"]]
        for group in answer.json()["groups"]
    }


def every(found):
    return [href for options in found.values() for _, href in options]


def test_usual_pages_without_a_text_in_the_statements_of_every_page(
    client, django_assert_num_queries
):
    with django_assert_num_queries(2):
        found = groups(client)
    assert list(found) == ["Pages", "Begin"]
    assert found["Pages"][0] == ("Board of v1.9", "/demo/v1.9/board")
    assert found["Begin"] == [("Propose a VEP", "/demo/propose/")]


@pytest.mark.parametrize("text", ["1", "warm", "compute", "nothing-is-called-so"])
def test_a_text_takes_two_statements_more(client, text, django_assert_num_queries):
    with django_assert_num_queries(4):
        groups(client, text)


@pytest.mark.parametrize(
    ("text", "group", "line"),
    [
        ("#11", "VEPs", ("#11 Cold", "/demo/11/")),
        ("100%", "VEPs", ("#12 Mild 100%", "/demo/12/")),
        ("olg", "People", ("@olga", "/demo/people/olga/")),
        ("@OLGA", "People", ("@olga", "/demo/people/olga/")),
        ("chair", "People", ("@chair-person", "/demo/people/chair-person/")),
        ("comp", "SIGs", ("SIG compute", "/demo/sigs/compute/")),
        ("sig compute", "SIGs", ("SIG compute", "/demo/sigs/compute/")),
        ("1.10", "Releases", ("v1.10", "/demo/releases/v1.10/")),
        ("board 1.10", "Releases", ("Board of v1.10", "/demo/v1.10/board")),
        ("surv", "Pages", ("Reports", "/demo/reports/")),
        (
            "report surv",
            "Pages",
            ("Report: Freeze survival", "/demo/reports/survival/"),
        ),
    ],
)
def test_things_are_found_by_name(client, text, group, line):
    found = groups(client, text).get(group, [])
    assert line in found


def test_one_letter_finds_names_that_begin_with_it(client):
    assert groups(client, "o")["People"] == [("@olga", "/demo/people/olga/")]
    assert "People" not in groups(client, "g")
    assert groups(client, "lg")["People"] == [("@olga", "/demo/people/olga/")]


def test_a_number_means_the_enhancement_first(client):
    assert next(iter(groups(client, "10"))) == "VEPs"
    assert next(iter(groups(client, "board"))) == "Pages"


@pytest.mark.parametrize(
    "text", ["%", "_", "@", "#", "\\", "\x00", "'", HOSTILE, "é" * 900]
)
def test_signs_mean_themselves_and_find_no_people(client, text):
    found = groups(client, text)
    assert "People" not in found
    assert "SIGs" not in found


def test_what_was_typed_can_be_searched_for_last_of_all(client):
    found = groups(client, "a&b=c “d”")
    assert list(found)[-1] == "Search"
    ((name, href),) = found["Search"]
    assert name == "Search for “a&b=c “d””"
    assert client.get(href).status_code in (200, 400)
    assert "text=a%26b%3Dc" in href


def test_names_from_outside_are_told_as_they_are(client):
    found = groups(client, "bad")
    assert found["VEPs"] == [(f"#13 Bad {HOSTILE}", "/demo/13/")]


def test_lists_are_short(client, monkeypatch):
    monkeypatch.setattr(palette, "MOST", 2)
    assert {len(lines) <= 2 for lines in groups(client, "1").values()} == {True}
    assert len(groups(client, "1")["VEPs"]) == 2


def test_past_moment_has_its_own_things_and_is_carried_along(client):
    moment = day(5).isoformat()
    assert "VEPs" not in groups(client, "11", as_of=moment)
    found = groups(client, "10", as_of=moment)
    assert found["VEPs"][0][0].startswith("#10")
    assert all("as_of=" in href for href in every(found) if href.startswith("/demo/"))


def test_every_address_offered_is_a_page(client, monkeypatch):
    play(client, monkeypatch, OWNER)
    letters = "abcdefghijklmnopqrstuvwxyz1"
    monkeypatch.setattr(palette, "MOST", 100)
    found = {href for letter in letters for href in every(groups(client, letter))}
    found |= set(every(groups(client)))
    # The search may refuse what was typed, and one's SIG is elsewhere.
    asked = sorted(one for one in found if "?text=" not in one and "mine" not in one)
    statuses = {one: client.get(one).status_code for one in asked}
    assert len(asked) > 30
    assert {one: status for one, status in statuses.items() if status != 200} == {}


def test_own_pages_are_offered_to_who_is_signed_in(client, monkeypatch):
    assert "/demo/waiting/" not in every(groups(client))
    play(client, monkeypatch, OWNER)
    assert "/demo/waiting/" in every(groups(client))
    assert groups(client, "my page")["Pages"] == [("My page", "/me/")]


def test_outside_of_projects_the_projects_are_offered(
    client, django_assert_num_queries
):
    projects.track(name="second", profile="kubernetes", locations={}, by="tester")
    with django_assert_num_queries(1):
        found = groups(client, address="/palette.json")
    assert [href for _, href in found["Projects"]] == ["/demo/", "/second/"]
    found = groups(client, "second", address="/palette.json")
    assert [href for _, href in found["Projects"]] == ["/second/"]
    assert groups(client, "nothing-is-called-so", address="/palette.json") == {}
    found = groups(client, address="/palette.json", as_of="2026-05-01")
    assert ("KubeVirt", "/demo/?as_of=2026-05-01") in found["Projects"]


def test_other_projects_are_offered_from_one(client):
    assert "Projects" not in groups(client, "project")
    projects.track(name="second", profile="kubernetes", locations={}, by="tester")
    found = groups(client, "project")["Projects"]
    assert [href for _, href in found] == ["/second/", "/"]


def test_what_cannot_be_met_is_refused(client):
    assert client.get("/nowhere/palette/ways.json").status_code == 404
    assert client.get(ADDRESS, {"as_of": "later"}).status_code == 400
    assert client.post(ADDRESS).status_code == 405
    assert client.post("/palette.json").status_code == 405


def test_answer_is_kept_by_nobody(client):
    assert client.get(ADDRESS)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("address", ["/demo/", "/demo/v1.9/board", "/demo/nothing/"])
def test_page_leads_to_the_search_where_no_script_runs(client, address):
    text = client.get(address).content.decode()
    assert (
        '<a class="jump" aria-label="Go to" href="/demo/enhancements/"'
        ' data-palette="/demo/palette/ways.json" data-project="demo">' in text
    )
