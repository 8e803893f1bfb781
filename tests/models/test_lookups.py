"""Long lists of ids as one parameter."""

from __future__ import annotations

import pytest
from django.db.models import Q

from enhancements.models import Entry, Record, Release
from tests.support.generated import History

pytestmark = pytest.mark.django_db


@pytest.fixture
def ids():
    history = History()
    found = [history.enhancement(number) for number in (1, 2, 3)]
    history.entry(found[1], 0, since=5)
    return [one.pk for one in found]


def test_a_list_is_one_parameter(ids):
    rows = Record.objects.filter(enhancement_id__any=ids)
    assert rows.query.sql_with_params()[1] == (ids,)
    assert {row.enhancement_id for row in rows} == set(ids)


def test_it_finds_what_in_finds(ids):
    some = {ids[0]: "one", ids[2]: "other"}
    for wanted in (some, set(some), list(some), [], [0]):
        rows = Record.objects.filter(enhancement_id__any=wanted)
        same = Record.objects.filter(enhancement_id__in=list(wanted))
        assert list(rows) == list(same)
    assert list(Record.objects.filter(key__any=["1", "3"])) == list(
        Record.objects.filter(key__in=["1", "3"])
    )


def test_nobody_is_asked_about_nothing(ids, django_assert_num_queries):
    del ids
    with django_assert_num_queries(0):
        assert list(Record.objects.filter(enhancement_id__any=[])) == []


def test_it_reaches_over_relations_and_joins_others(ids):
    names = Release.objects.filter(entries__enhancement_id__any=ids).values("name")
    assert list(names) == [{"name": "v1.1"}]
    entries = Entry.objects.filter(
        Q(enhancement_id__any=[]) | Q(release__name__any=["v1.1"])
    )
    assert [one.enhancement_id for one in entries] == [ids[1]]
