from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.queries import browse, filters, results
from tests.support.tracked import day, schedule, vep


@pytest.mark.parametrize(
    ("text", "route", "name", "query"),
    [
        ("enhancements/", "browse", "", {}),
        (
            "enhancements/?sig=a&sig=b&sort=-stage",
            "browse",
            "",
            {"sig": ("a", "b"), "sort": ("-stage",)},
        ),
        ("releases/v1.10/?stage=beta", "release", "v1.10", {"stage": ("beta",)}),
        ("sigs/node/?release=v1.9", "sig", "node", {"release": ("v1.9",)}),
        ("sigs/a%20b/", "sig", "a b", {}),
        (
            "roadmap/?from=v1.8&to=v1.9",
            "roadmap",
            "",
            {"from": ("v1.8",), "to": ("v1.9",)},
        ),
        ("people/ann/?role=author", "person", "ann", {"role": ("author",)}),
        ("people/org/team/", "person", "org/team", {}),
        # What is no parameter of the list is left out.
        ("roadmap/?next=//evil.example&as_of=2025-01-01&page=2", "roadmap", "", {}),
        ("sigs/node/?sig=x", "sig", "node", {}),
    ],
)
def test_list_of_ours_is_read(text, route, name, query):
    origin = results.read(text)

    assert origin is not None
    assert (origin.route, origin.name, origin.query) == (route, name, query)
    assert results.read(origin.text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "/sample/roadmap/",
        "//evil.example/roadmap/",
        "http://evil.example/roadmap/",
        "https:roadmap/",
        "javascript:alert(1)",
        "roadmap",
        "roadmap/../../admin/",
        "roadmap/#x",
        "sigs//",
        "sigs/../",
        "sigs/%2e%2e/",
        "sigs/a%2Fb/",
        "sigs/a\\b/",
        "releases/v1.9",
        "people/a/b/c/",
        "people/../x/",
        "people/",
        "problems/",
        "guide/",
        "roadmap/\n",
        "roadmap/?" + "&".join(["sig=a"] * 61),
        "roadmap/?text=" + "x" * results.LONGEST,
        "http://[",
    ],
)
def test_anything_else_is_no_list(text):
    assert results.read(text) is None


@given(st.text(max_size=300))
def test_no_text_whatever_is_an_error_or_leads_away(text):
    origin = results.read(text)

    if origin is not None:
        assert origin.route in {kind.route for kind in results.KINDS}
        assert results.read(origin.text) == origin


@given(
    st.sampled_from(["enhancements/", "roadmap/", "releases/v1.9/", "people/o/t/"]),
    st.lists(
        st.tuples(st.sampled_from(["sig", "stage", "text", "role", "x"]), st.text())
    ),
)
def test_parameters_come_back_as_they_were(path, pairs):
    origin = results.of_page(path, pairs)

    assert origin is not None
    if len(origin.text) <= results.LONGEST and len(pairs) <= 60:
        assert results.read(origin.text) == origin


@pytest.fixture(scope="module")
def listed(shared):
    """1 to 4; 4 is of another SIG, 2 has another target, 3 none."""
    shared.track()
    shared.commit(
        {
            "veps/sig-compute/1-one/vep.md": vep(1, "One", owners="@ann", beta="v1.9"),
            "veps/sig-compute/2-two/vep.md": vep(2, "Two", owners="@ann", alpha="v1.9"),
            "veps/sig-compute/3-three/vep.md": vep(3, "Three"),
            "veps/sig-api/4-four/vep.md": vep(4, "Four", owners="@ann", beta="v1.9"),
        },
        day(1),
    )
    path = "releases/v1.9/schedule.yaml"
    shared.commit({path: schedule(out="2025-12-01")}, day(2), kind="schedules")
    shared.sync()
    return shared


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("enhancements/", "2", (2, 4, "1", "3")),
        ("enhancements/?sort=-number", "2", (3, 4, "3", "1")),
        ("enhancements/?sig=compute", "3", (3, 3, "2", "")),
        ("releases/v1.9/", "1", (2, 3, "4", "2")),
        ("releases/v1.9/?stage=beta", "1", (2, 2, "4", "")),
        ("sigs/compute/", "3", (3, 3, "2", "")),
        ("roadmap/", "4", (1, 3, "", "1")),
        ("roadmap/?stage=beta", "4", (1, 2, "", "1")),
        ("people/ANN/", "2", (2, 3, "1", "4")),
        # Not in the list.
        ("enhancements/?sig=compute", "4", (0, 3, "", "")),
        ("roadmap/", "3", (0, 3, "", "")),
    ],
)
def test_neighbours_are_those_of_the_list(listed, text, key, expected):
    found = results.find(listed.at(), text, key)

    assert found is not None
    assert (found.place, found.total, found.previous_key, found.next_key) == expected


@pytest.mark.parametrize(
    "text",
    [
        "releases/v9.9/",
        "sigs/nobody/",
        "people/nobody/",
        "enhancements/?stage=gamma",
        "roadmap/?from=v1.9&to=v1.2",
        "roadmap/?release=soon",
        "https://evil.example/",
    ],
)
def test_list_that_cannot_be_gives_no_results(listed, text):
    assert results.find(listed.at(), text, "1") is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("enhancements/?sig=compute", "VEPs of SIG compute"),
        ("releases/v1.9/?stage=beta", "entries targeting Beta in v1.9"),
        ("sigs/compute/", "enhancements of SIG compute"),
        ("roadmap/", "VEPs in v1.9 on the roadmap"),
        ("people/ann/?role=author", "VEPs that @ann owns"),
    ],
)
def test_title_says_which_list_it_is(listed, text, title):
    found = results.find(listed.at(), text, "1")

    assert found is not None
    assert found.title == title


def test_place_is_the_row_of_the_list_whatever_its_order(listed):
    setting = listed.at()
    for sort in ("number", "-number", "sig", "-stage", "release", "-merged", "authors"):
        page = browse.page(setting, filters.Filters(), sort=sort, number=1)
        for place, row in enumerate(page.rows, 1):
            found = results.find(setting, f"enhancements/?sort={sort}", row.key)
            assert found is not None
            assert found.place == place
