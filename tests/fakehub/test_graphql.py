"""GraphQL of the pretended GitHub: lists that change, look-ups, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLObjectType, execute_sync, parse
from graphql.execution import Executor
from hypothesis import given, settings
from hypothesis import strategies as st

from enhancements.fakehub import graphql
from enhancements.fakehub.graphql import Viewer
from enhancements.fakehub.graphql_asking import Asking
from enhancements.fakehub.graphql_cost import QueryRefused
from enhancements.fakehub.graphql_pages import cursor_of, read_cursor
from enhancements.fakehub.ids import iso, legacy_node_id
from enhancements.fakehub.world import World
from enhancements.sources.github import lookups, queries
from enhancements.sources.github.lookups import Part, Wanted
from tests.fakehub.asking import NAME, REPO, ask, data_of, raw, small_world


def filled(count: int) -> World:
    world = small_world()
    for number in range(1, count + 1):
        world.open_issue(REPO, f"Issue {number}", by="alice")
    return world


def pages(world: World, build: Any, field: str, **asked: Any) -> list[list[Any]]:
    """All pages of a list, each as its nodes."""
    found, after = [], None
    while True:
        told = data_of(world, build(*NAME, after=after, **asked))
        page = told["repository"][field]
        found.append(page["nodes"])
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def test_pages_hold_each_issue_once_in_the_order_of_update():
    world = filled(80)
    world.comment(REPO, 3, "Late word", by="bob")
    for pull in range(30):
        world.open_pull(REPO, f"Pull {pull}", by="bob")

    found = pages(world, queries.list_issues, "issues")
    assert [len(page) for page in found] == [37, 37, 6]
    assert [one["number"] for page in found for one in page] == [
        *[number for number in range(1, 81) if number != 3],
        3,
    ]
    found = pages(world, queries.list_pulls, "pullRequests")
    assert [len(page) for page in found] == [24, 6]
    swept = pages(world, queries.sweep_issues, "issues")
    assert [one["number"] for page in swept for one in page] == list(range(1, 81))
    assert swept[0][2]["comments"] == {"totalCount": 1}
    swept = pages(world, queries.sweep_pulls, "pullRequests", first=20)
    assert [len(page) for page in swept] == [20, 10]


@settings(max_examples=25)
@given(st.lists(st.lists(st.integers(1, 12), max_size=4), max_size=8), st.data())
def test_issue_updated_while_pages_are_read_is_not_lost(updates, data):
    world = filled(12)
    # Many issues of one second: only the id tells them apart.
    with world.at(world.now + 10):
        for number in data.draw(st.lists(st.integers(1, 12), max_size=12)):
            world.edit_body(REPO, number, "At once", by="bob")
    seen: dict[int, str] = {}
    after, more = None, True
    while more:
        request = queries.list_issues(*NAME, after=after, first=3)
        page = data_of(world, request)["repository"]["issues"]
        for one in page["nodes"]:
            seen[one["number"]] = one["updatedAt"]
        # An empty page has no cursor: its place is where it was asked for.
        after = page["pageInfo"]["endCursor"] or after
        for number in updates.pop() if updates else []:
            world.edit_title(REPO, number, f"Title at {world.now}", by="bob")
        # As GitHub: what was updated behind the last page is on one more.
        more = page["pageInfo"]["hasNextPage"] or bool(updates)
    last = data_of(world, queries.list_issues(*NAME, after=after))
    for one in last["repository"]["issues"]["nodes"]:
        seen[one["number"]] = one["updatedAt"]
    issues = world.repo(REPO).issues
    assert seen == {number: iso(issues[number].updated_at) for number in issues}


def test_since_takes_its_own_second_in():
    world = filled(5)
    at = world.issue(REPO, 3).updated_at
    request = queries.list_issues(*NAME)
    found = graphql.execute(
        world, request.text, request.variables | {"since": iso(at)}, Viewer()
    )
    assert found.data is not None
    page = found.data["repository"]["issues"]
    assert [one["number"] for one in page["nodes"]] == [3, 4, 5]
    assert page["totalCount"] == 3


def test_list_can_fall_and_be_of_one_state():
    world = filled(5)
    world.close(REPO, 2, by="bob")
    text = """query ($after: String) { repository(owner: "acme", name: "plans") {
      issues(first: 2, after: $after, states: [OPEN],
             orderBy: {field: CREATED_AT, direction: DESC}) {
        totalCount pageInfo { endCursor hasNextPage } nodes { number } } } }"""
    first = raw(world, text)
    assert first.data is not None
    page = first.data["repository"]["issues"]
    assert [one["number"] for one in page["nodes"]] == [5, 4]
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (4, True)
    second = raw(world, text, after=page["pageInfo"]["endCursor"])
    assert second.data is not None
    page = second.data["repository"]["issues"]
    assert [one["number"] for one in page["nodes"]] == [3, 1]
    assert page["pageInfo"]["hasNextPage"] is False


def test_nodes_are_found_by_ids_of_both_forms_and_missing_ones_are_told():
    world = filled(3)
    ids = [world.issue(REPO, number).node_id for number in (1, 2, 3)]
    old = legacy_node_id("Issue", world.issue(REPO, 3).id)
    world.delete_issue(REPO, 2, by="alice")

    answer = ask(world, queries.node_issues([old, ids[1], ids[0], "nonsense"]))
    assert answer.data is not None
    numbers = [one and one["number"] for one in answer.data["nodes"]]
    assert numbers == [3, None, 1, None]
    assert [(one["type"], one["path"]) for one in answer.errors] == [
        ("NOT_FOUND", ["nodes", 1]),
        ("NOT_FOUND", ["nodes", 3]),
    ]
    assert ids[1] in answer.errors[0]["message"]


def test_node_of_another_type_tells_its_type_alone():
    world = filled(1)
    pull = world.open_pull(REPO, "Pull", by="bob").node_id
    told = data_of(world, queries.node_issues([pull]))
    assert told["nodes"] == [{"__typename": "PullRequest"}]


def test_missing_node_under_one_alias_leaves_the_others():
    world = filled(1)
    for number in range(250):
        world.comment(REPO, 1, f"Comment {number}", by="bob")
    issue = world.issue(REPO, 1)
    first = data_of(world, queries.node_issues([issue.node_id]))["nodes"][0]["comments"]
    found = first["nodes"]
    page = first["pageInfo"]
    while page["hasNextPage"]:
        wanted = [
            Wanted("I_gone", Part.ISSUE_EVENTS),
            Wanted(issue.node_id, Part.ISSUE_COMMENTS, page["endCursor"]),
        ]
        answer = ask(world, lookups.more(wanted))
        assert answer.data is not None
        assert answer.data["m0"] is None
        assert [one["path"] for one in answer.errors] == [["m0"]]
        found += answer.data["m1"]["page"]["nodes"]
        page = answer.data["m1"]["page"]["pageInfo"]
    assert [one["body"] for one in found] == [f"Comment {n}" for n in range(250)]
    assert first["totalCount"] == 250


def test_comment_deleted_between_pages_moves_nothing():
    world = filled(1)
    made = [world.comment(REPO, 1, str(number), by="bob") for number in range(120)]
    node = world.issue(REPO, 1).node_id

    def page(after: str | None) -> Any:
        wanted = [Wanted(node, Part.ISSUE_COMMENTS, after)]
        return data_of(world, lookups.more(wanted))["m0"]["page"]

    first = page(None)
    world.delete_comment(made[5].id, by="alice")
    world.delete_comment(made[99].id, by="alice")
    rest = page(first["pageInfo"]["endCursor"])
    assert [one["body"] for one in rest["nodes"]] == [str(n) for n in range(100, 120)]


def test_repository_is_found_by_an_old_name_and_not_when_it_is_hidden():
    world = filled(1)
    world.rename_repo(REPO, "roadmap")
    told = data_of(world, queries.repository(*NAME))["repository"]
    assert told["nameWithOwner"] == "acme/roadmap"
    assert told["hasIssuesEnabled"] is True

    node = world.issue("acme/roadmap", 1).node_id
    blind = Viewer(can_read=lambda _repo: False)
    for request, path in (
        (queries.repository("acme", "roadmap"), ["repository"]),
        (queries.node_issues([node]), ["nodes", 0]),
    ):
        answer = ask(world, request, blind)
        assert [(one["type"], one["path"]) for one in answer.errors] == [
            ("NOT_FOUND", path)
        ]
    assert ask(world, queries.repository("no", "where")).data == {
        "rateLimit": {
            "cost": 1,
            "limit": 5000,
            "remaining": 4999,
            "used": 1,
            "resetAt": "1970-01-01T00:00:00Z",
        },
        "repository": None,
    }


def test_budget_is_told_as_it_is_after_the_query():
    world = filled(1)
    viewer = Viewer(limit=60, used=57, reset_at=world.now + 600)
    told = data_of(world, queries.list_issues(*NAME, first=100), viewer)
    assert told["rateLimit"] == {
        "cost": 4,
        "limit": 60,
        "remaining": 0,
        "used": 61,
        "resetAt": iso(world.now + 600),
    }


def test_budget_is_not_told_where_there_are_no_limits():
    told = data_of(filled(1), queries.repository(*NAME), Viewer(limit=None))
    assert told["rateLimit"] is None


ISSUES = 'repository(owner: "acme", name: "plans") { issues'


MANY_NODES = """{ repository(owner: "acme", name: "plans") {
issues(first: 100) { nodes {
  comments(first: 100) { totalCount }
  timelineItems(first: 100) { nodes { ... on CrossReferencedEvent { source {
    ... on Issue { labels(first: 100) { totalCount } } } } } }
} } } }"""


@pytest.mark.parametrize(
    ("text", "kind", "named"),
    [
        (f"{{ {ISSUES} {{ nodes {{ id }} }} }} }}", "MISSING_PAGINATION", "`issues`"),
        (f"{{ {ISSUES}(first: 101) {{ totalCount }} }} }}", "EXCESSIVE", "101 records"),
        (f"{{ {ISSUES}(first: -1) {{ totalCount }} }} }}", "BAD_", "below 0"),
        (
            MANY_NODES,
            "MAX_NODE_LIMIT",
            "1,020,100",
        ),
        (
            f'{{ {ISSUES}(first: 1, after: "x") {{ totalCount }} }} }}',
            "INVALID_CURSOR",
            "`x`",
        ),
        (
            "query ($i: [ID!]!) { nodes(ids: $i) { id } }",
            "ARGUMENT_LIMIT",
            "you provided 101",
        ),
    ],
)
def test_query_out_of_bounds_is_refused(text, kind, named):
    ids = {"i": ["x"] * 101} if "$i" in text else {}
    answer = raw(filled(1), text, **ids)
    assert answer.data is None or answer.data["repository"] is None
    assert [named in one["message"] for one in answer.errors] == [True]
    assert answer.errors[0]["type"].startswith(kind)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{ viewer { login }", "Syntax Error"),
        ("{ license(key: 1) { id } }", "license"),
        ("query ($n: Int!) { rateLimit { cost } node(id: $n) { id } }", "$n"),
        ("query A { viewer { id } } query B { viewer { id } }", "one operation"),
        ("fragment a on Issue { ...a } { viewer { id } }", "fragment"),
        ("mutation { addComment { id } }", "mutation"),
    ],
)
def test_query_that_makes_no_sense_is_answered_with_words(text, named):
    answer = raw(filled(1), text)
    assert answer.data is None
    assert named in answer.errors[0]["message"]
    assert answer.cost == 1


def test_total_alone_needs_no_page_size():
    answer = raw(filled(3), f"{{ {ISSUES} {{ totalCount }} }} }}")
    assert answer.data == {"repository": {"issues": {"totalCount": 3}}}


@given(st.text() | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_cursor_that_is_none_is_refused(text):
    with pytest.raises(QueryRefused, match="valid cursor"):
        read_cursor(text)


@given(st.tuples(st.integers(0, 2**40), st.integers(0, 2**60)))
def test_cursor_gives_its_key_back(key):
    assert read_cursor(cursor_of(key)) == key


def test_every_field_of_the_slice_is_answered():
    missing = [
        f"{kind.name}.{name}"
        for kind in graphql.schema().type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, field in kind.fields.items()
        if field.resolve is None
    ]
    assert missing == []


def test_short_way_of_the_executor_changes_no_answer():
    world = filled(3)
    world.label(REPO, 1, "sig/compute", by="bob")
    world.comment(REPO, 1, "Word", by="carol")
    world.delete_user("carol")
    # A title that cannot be told, so that errors are compared as well.
    world.issue(REPO, 2).title = None  # type: ignore[assignment]
    world.issue(REPO, 3).state_reason = "unheard of"
    request = queries.list_issues(*NAME)
    quick = graphql.execute(world, request.text, request.variables, Viewer())
    plain = execute_sync(
        graphql.schema(),
        parse(request.text),
        context_value=Asking(world, Viewer(), 1, quick_nodes(request)),
        variable_values=request.variables,
        executor_class=Executor,
    )
    assert quick.data == plain.data
    assert quick.errors == [graphql._told(one) for one in plain.errors or []]
    assert len(quick.errors) == 2


def quick_nodes(request: queries.Request) -> int:
    plan = graphql.Plan(graphql.schema(), parse(request.text))
    return plan.count(request.variables)[1]
