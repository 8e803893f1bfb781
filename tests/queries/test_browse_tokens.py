"""What an empty list says: how many each filter keeps away, and which SIG is none."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from django.test import Client

from enhancements.queries import browse
from enhancements.queries.search import narrowing, ranking
from enhancements.queries.shapes.found import Lacking, Unknown
from tests.support.tracked import day, schedule, vep


@pytest.fixture
def tracked(demo):
    """Two of compute, one of them beta in v1.8, and one of network, alpha in v1.8."""
    demo.track()
    files = {
        "veps/sig-compute/1-warm/vep.md": vep(1, "Warm standby", beta="v1.8"),
        "veps/sig-compute/2-cold/vep.md": vep(2, "Cold standby", alpha="v1.9"),
        "veps/sig-network/3-wide/vep.md": vep(3, "Wide bridge", alpha="v1.8"),
    }
    demo.commit(files, day(1))
    dates = schedule(freeze="2025-02-01", out="2025-04-01")
    demo.commit({"releases/v1.8/schedule.yaml": dates}, day(2), kind="schedules")
    demo.sync()
    return demo


def shown(tracked, **given):
    setting = tracked.at()
    wanted = narrowing.read(setting, {name: [one] for name, one in given.items()})
    return browse.page(setting, wanted, sort=ranking.default(wanted), number=1)


def lesser(page):
    """Filter and count of each that is offered."""
    return [(one.words, one.count) for one in page.lacking.lesser]


def test_list_that_shows_something_lacks_nothing(tracked):
    assert shown(tracked, text="sig:compute").lacking == Lacking()
    assert shown(tracked, sig="compute", text="standby").lacking == Lacking()
    assert shown(tracked).lacking == Lacking()


def test_each_part_of_a_search_is_left_out_and_counted(tracked):
    page = shown(tracked, text="sig:network standby release:v1.8")
    assert lesser(page) == [("sig:network", 1), ("standby", 1)]
    assert [one.query for one in page.lacking.lesser] == [
        "text=standby+release%3Av1.8",
        "text=sig%3Anetwork+release%3Av1.8",
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"text": "(bridge OR standby) sig:network stage:beta"},
        {"text": "-bridge sig:network"},
        {"text": "standby", "sig": "network", "stage": "alpha"},
        {"text": "standby wide bridge"},
        {"release": "v1.9", "stage": "beta"},
    ],
)
def test_counts_are_those_of_the_lists_they_lead_to(tracked, given):
    page = shown(tracked, **given)
    assert page.rows == ()
    assert page.lacking.lesser
    for one in page.lacking.lesser:
        assert one.count == total(tracked, one.query) > 0
    offered = {one.query for one in page.lacking.lesser}
    for _, query in page.tokens:
        assert (total(tracked, query) > 0) == (query in offered)


def total(tracked, query):
    given = {name: values[0] for name, values in parse_qs(query).items()}
    return shown(tracked, **given).page.total


def test_one_filter_alone_is_not_counted(tracked):
    assert shown(tracked, text="zebra").lacking.lesser == ()


def test_what_finds_nothing_even_so_is_not_offered(tracked):
    page = shown(tracked, text="zebra quagga")
    assert page.lacking.lesser == ()
    html = Client().get("/demo/enhancements/?text=zebra+quagga").content.decode()
    assert "Dropping one of them is not enough." in html


def test_release_of_an_entry_that_is_asked_how_it_stands_is_offered_uncounted(tracked):
    page = shown(tracked, text="is:removed release:v1.8")
    assert ("release:v1.8", None) in lesser(page)
    assert ("is:removed", 2) in lesser(page)


def test_very_many_parts_are_offered_uncounted(tracked):
    words = [f"zebra{number}" for number in range(9)]
    page = shown(tracked, text=" ".join(words))
    assert lesser(page) == [(word, None) for word in words]


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ({"text": "sig:netwrok bridge"}, "text=sig%3Anetwork+bridge"),
        ({"sig": "netwrok"}, "sig=network"),
        ({"participating-sig": "netwrok"}, "participating-sig=network"),
        ({"text": "participating-sig:SIG-netwrok,api"}, None),
    ],
)
def test_sig_that_no_enhancement_has_is_named_with_the_one_meant(tracked, given, query):
    unknown = shown(tracked, **given).lacking.unknown
    assert (unknown[0].sig, unknown[0].near) == ("netwrok", "network")
    if query:
        assert unknown == (Unknown("netwrok", "network", query),)
    html = Client().get("/demo/enhancements/", given).content.decode()
    assert "has the SIG “netwrok”." in html
    assert f'Did you mean <a href="?{unknown[0].query}">network</a>?' in html


def test_sig_like_no_other_is_named_alone(tracked):
    page = shown(tracked, text="sig:xyz")
    assert page.lacking.unknown == (Unknown("xyz"),)


def test_none_is_no_sig_and_known_ones_are_not_named(tracked):
    assert shown(tracked, text="sig:none").lacking.unknown == ()
    assert shown(tracked, text="sig:network standby").lacking.unknown == ()


def test_empty_list_asks_one_statement_more(tracked, django_assert_num_queries):
    setting = tracked.at()
    wanted = narrowing.read(setting, {"text": ["sig:nosuch stage:beta author:ann"]})
    with django_assert_num_queries(3):
        browse.page(setting, wanted, sort="number", number=1)
    wanted = narrowing.read(setting, {"text": ["sig:compute"]})
    with django_assert_num_queries(2):
        browse.page(setting, wanted, sort="number", number=1)
