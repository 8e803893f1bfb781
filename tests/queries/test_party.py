"""What a freeze party goes through: the order, the numbers, the entry shown."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements.models import Enhancement, Verdict
from enhancements.queries import party
from enhancements.queries.filters import FilterRefused
from enhancements.queries.party import Asked
from enhancements.queries.release import ReleaseUnknown
from tests.support import parties
from tests.support.tracked import NOW, day

AHEAD = NOW.date() + dt.timedelta(days=3)


def shown(demo, **asked):
    return party.page(demo.at(), "v1.9", Asked(**asked))


def keys(rows):
    return [one.row.entry.key for one in rows]


def test_list_is_in_the_order_of_urgency(demo):
    release = parties.tell(demo, 7, freeze=AHEAD)
    words = ["met", "unknown", "at-risk", "met", "at-risk", "at-risk"]
    parties.judge(release, words)
    parties.decide(release, 5, "tracked", since=day(4), reason="They are on it.")
    parties.decide(release, 6, "removed", since=day(5))
    page = shown(demo)

    assert keys(page.open) == ["3", "2", "7", "1", "4"]
    assert keys(page.decided) == ["5", "6"]
    numbers = [(one.label, one.number) for one in page.figures]
    assert numbers == [
        ("at risk", 1),
        ("unknown", 2),
        ("met", 2),
        ("tracked", 1),
        ("left", 1),
    ]
    assert (page.total, page.undecided) == (7, 5)
    assert page.freeze == parties.VEP
    assert page.label == "VEP freeze"
    assert not page.is_over


def test_entries_whose_checks_still_run_are_counted(demo):
    release = parties.tell(demo, 3, freeze=AHEAD)
    Verdict.objects.all().delete()
    parties.judge(release, ["met"])
    assert shown(demo).waiting == 0
    Enhancement.objects.update(unjudged_since=NOW)
    assert shown(demo).waiting == 2
    assert shown(demo, chosen={"status": ["met"]}).waiting == 2


def test_first_entry_is_shown_with_what_it_lacks(demo):
    release = parties.tell(demo, 3, freeze=AHEAD)
    parties.judge(release, ["met", "unknown", "at-risk"])
    page = shown(demo)

    assert page.shown.at.row.entry.key == "3"
    states = [one.state for one in page.shown.checks.checks]
    assert states == ["failed", "unknown", "passed"]
    assert page.shown.checks.checks[0].remedy == "Do check-0."
    assert (page.shown.place, page.shown.previous_query) == (1, "")
    assert page.shown.following_query == f"freeze={parties.VEP}&item=2"

    page = shown(demo, item="1")
    assert page.shown.place == 3
    assert page.shown.previous_query == f"freeze={parties.VEP}&item=2"
    assert page.shown.following_query == ""
    assert shown(demo, item="99").shown is None


def test_filters_narrow_the_list_and_keep_the_numbers(demo):
    release = parties.tell(demo, 4, freeze=AHEAD)
    parties.judge(release, ["at-risk", "at-risk", "met", "met"])
    page = shown(demo, chosen={"sig": ["network"], "status": ["at-risk"]})

    assert keys(page.open) == ["2"]
    assert page.filtered
    assert [one.number for one in page.figures] == [1, 0, 1, 0, 0]
    assert page.figures[0].is_on
    assert page.figures[0].query == f"freeze={parties.VEP}&sig=network"
    assert page.figures[2].query == f"freeze={parties.VEP}&sig=network&status=met"
    assert page.everything_query == f"freeze={parties.VEP}"
    # What filters leave out can be shown all the same: it was asked for.
    beyond = shown(demo, item="3", chosen={"sig": ["network"]})
    assert (beyond.shown.at.row.entry.key, beyond.shown.place) == ("3", 0)


def test_what_stands_is_told_of_all_entries(demo):
    release = parties.tell(demo, 2, freeze=AHEAD)
    tracked = parties.decide(release, 1, "tracked", since=day(4))
    note = parties.decide(release, 1, "Ask Olga.", kind="note", since=day(4))
    parties.decide(release, 2, "removed", since=day(4), freeze=parties.CODE)
    page = shown(demo, chosen={"sig": ["network"]})

    assert set(page.stands) == {"1||standing", "1||note"}
    assert page.stands["1||note"]["id"] == note.pk
    assert page.stands["1||standing"] == {
        "id": tracked.pk,
        "value": "tracked",
        "by": "lead",
        "batch": str(tracked.batch),
    }


def test_another_freeze_can_be_gone_through(demo):
    release = parties.tell(demo, 2, freeze=AHEAD)
    parties.judge(release, ["at-risk", "met"], freeze=parties.CODE)
    page = shown(demo, freeze=parties.CODE)

    assert [one.cell.status.value for one in page.open] == ["not-yet", "met"]
    assert [(one.label, one.number) for one in page.figures][1] == ("not yet", 1)
    assert [(one.key, one.is_shown) for one in page.freezes] == [
        (parties.VEP, False),
        (parties.CODE, True),
    ]


def test_freeze_that_is_over_says_who_is_undecided(demo):
    release = parties.tell(demo, 3, freeze=NOW.date() - dt.timedelta(days=5))
    parties.decide(release, 1, "tracked", since=day(4))
    page = shown(demo, freeze=parties.VEP)

    assert (page.is_over, page.undecided) == (True, 2)
    assert shown(demo).freeze == parties.CODE


def test_freeze_without_a_date_and_release_without_entries(demo):
    parties.tell(demo, 1, freeze=None)
    page = shown(demo)
    assert (page.deadline, page.is_over, page.total) == (None, False, 1)


def test_release_without_entries(demo):
    parties.tell(demo, 0, freeze=AHEAD)
    page = shown(demo)
    assert (page.total, page.shown, page.sigs) == (0, None, None)


def test_unknown_names_are_refused(demo):
    parties.tell(demo, 1, freeze=AHEAD)
    with pytest.raises(ReleaseUnknown):
        party.page(demo.at(), "v7.7", Asked())
    with pytest.raises(
        FilterRefused, match=r"no freeze “x” .* It has: enhancements-fr"
    ):
        shown(demo, freeze="x")


@pytest.mark.parametrize("number", [5, 500])
def test_page_asks_three_statements_however_many_entries(
    demo, number, django_assert_num_queries
):
    release = parties.tell(demo, number, freeze=AHEAD)
    parties.judge(release, parties.WORDS * number)
    setting = demo.at()
    only = parties.by_number(release)[2].pk
    with django_assert_num_queries(3):
        party.page(setting, "v1.9", Asked())
    with django_assert_num_queries(3):
        page = party.page(setting, "v1.9", Asked(item="3", only=only))
    assert keys(page.open) == ["3"]
