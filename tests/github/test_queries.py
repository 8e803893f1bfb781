"""Our GraphQL queries: valid on the slice, as dear as predicted, safely built."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import cache

import pytest
from graphql import parse, validate
from hypothesis import given
from hypothesis import strategies as st

from enhancements.fakehub.graphql import schema
from enhancements.fakehub.graphql_cost import Plan
from enhancements.sources.github import lookups, queries
from enhancements.sources.github.lookups import Part, Wanted
from enhancements.sources.github.queries import Request
from tests.github import questions

REQUESTS = questions.requests()


@cache
def plan_of(text: str) -> Plan:
    return Plan(schema(), parse(text))


def counted(request: Request) -> tuple[int, int]:
    """Points and nodes as the pretended GitHub counts them, from the text alone."""
    return plan_of(request.text).count(request.variables)


@pytest.mark.parametrize("name", REQUESTS)
def test_query_is_valid_on_the_slice(name):
    assert validate(schema(), parse(REQUESTS[name].text)) == []


def test_misspelt_query_is_not_valid_on_the_slice():
    text = REQUESTS["list_issues"].text.replace("updatedAt", "updatetAt")
    messages = [error.message for error in validate(schema(), parse(text))]
    assert messages
    assert "updatetAt" in messages[0]


@pytest.mark.parametrize("name", REQUESTS)
def test_query_costs_one_point_as_predicted(name):
    points, nodes = counted(REQUESTS[name])
    assert (points, REQUESTS[name].points) == (1, 1)
    assert nodes <= 10_000


@given(st.integers(1, 100), st.integers(1, 25))
def test_prediction_agrees_with_what_the_text_costs(size, few):
    ids = [str(number) for number in range(size)]
    for request in (
        queries.list_issues("o", "n", first=size),
        queries.list_pulls("o", "n", first=size),
        queries.sweep_issues("o", "n", first=size),
        queries.sweep_pulls("o", "n", first=size),
        queries.node_issues(ids),
        queries.node_pulls(ids),
        lookups.pull_files(ids[:few]),
        lookups.more([Wanted("x", Part.ISSUE_COMMENTS)] * few),
    ):
        assert counted(request)[0] == request.points


def test_larger_pages_would_cost_more():
    assert (queries.ISSUES_PAGE, queries.PULLS_PAGE, queries.SWEEP_PAGE) == (37, 24, 74)
    assert queries.list_issues("o", "n", first=38).points == 2
    assert queries.list_pulls("o", "n", first=25).points == 2
    assert queries.sweep_issues("o", "n", first=75).points == 2


def test_since_is_told_in_utc_and_left_out_where_there_is_none():
    moment = datetime(2026, 3, 1, 11, 30, 59, 999, timezone(timedelta(hours=2)))
    request = queries.list_issues("o", "n", since=moment)
    assert request.variables["since"] == "2026-03-01T09:30:59Z"
    assert "since" not in queries.list_issues("o", "n").variables


def test_text_depends_on_the_kind_of_question_alone():
    one = queries.list_issues("o", "n", after="a", since=datetime.now(UTC), first=3)
    assert one.text == queries.list_issues("p", "m").text
    hostile = '") { id } evil: viewer { login'
    assert hostile not in queries.repository(hostile, hostile).text
    assert hostile not in queries.node_issues([hostile]).text
    assert hostile not in lookups.more([Wanted(hostile, Part.PULL_FILES, hostile)]).text
    asked = lookups.documents("o", "n", [(questions.OID, hostile)])
    assert hostile not in asked.text
    assert asked.variables["e0"] == f"{questions.OID}:{hostile}"


def test_more_numbers_its_look_ups():
    request = lookups.more(
        [Wanted("a", Part.ISSUE_EVENTS, "c"), Wanted("b", Part.PULL_REVIEWS)]
    )
    assert request.variables == {"id0": "a", "after0": "c", "id1": "b", "after1": None}
    assert "m0: node(id: $id0)" in request.text
    assert "m1: node(id: $id1)" in request.text


@pytest.mark.parametrize(
    "build",
    [
        lambda: queries.list_issues("o", "n", first=0),
        lambda: queries.list_pulls("o", "n", first=101),
        lambda: queries.node_issues([]),
        lambda: queries.node_pulls(["x"] * 101),
        lambda: lookups.pull_files(["x"] * 26),
        lambda: lookups.more([]),
        lambda: lookups.more([Wanted("x", Part.ISSUE_EDITS)] * 26),
        lambda: lookups.documents("o", "n", []),
        lambda: lookups.documents("o", "n", [(questions.OID, "a")] * 26),
        lambda: lookups.documents("o", "n", [("main", "a")]),
        lambda: lookups.documents("o", "n", [(f"{questions.OID}\n", "a")]),
    ],
)
def test_question_that_github_would_refuse_is_not_built(build):
    with pytest.raises(ValueError, match=r"ask for 1 to|full object id"):
        build()
