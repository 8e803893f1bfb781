"""Claims of mirrored issues and pull requests, and whose they are: pure."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy import addresses, identity, item_spans, pull_spans
from enhancements.policy.identity import FOUND, MERGE, NONE, TAKE, Candidate, Issue
from enhancements.policy.mirrored import Happening, Mirrored, Text
from tests.support.told import PROFILE, START, moment

HOST = "https://api.github.com"
NAMES = ("sig/compute", "sig/network", "kind/tracker", "v1.8", "v1.9", "ann")
KINDS = st.sampled_from(
    (
        *("labeled", "unlabeled", "milestoned", "demilestoned"),
        *("assigned", "unassigned", "closed", "reopened", "renamed"),
    )
)
EVENTS = st.lists(
    st.tuples(KINDS, st.integers(0, 9), st.sampled_from(NAMES)), max_size=12
)
BODIES = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(
            (
                "",
                "**Timeline**:\n* Alpha release target (x.y): 1.8",
                "* Alpha release target (x.y): soon",
                "**Primary contact (assignee)**: @bob\n* [ ] Alpha\n * Code PRs: o/c#1",
                "Tracking issue: #10",
                "VEP \x00 ``` <!--",
            )
        ),
    ),
    max_size=5,
)


def mirrored(events=(), bodies=(), **more) -> Mirrored:
    happened = sorted(events, key=lambda one: one[1])
    values = {
        "state": "open",
        "body": "",
        "title": "VEP 10: Warm",
        "updated_at": moment(20),
    }
    return Mirrored(
        host=HOST,
        repository="o/enhancements",
        number=10,
        created_at=START,
        timeline=tuple(
            Happening(kind, moment(at), name) for kind, at, name in happened
        ),
        texts=tuple(Text(moment(at), text) for at, text in sorted(bodies)),
        **{**values, **more},
    )


@given(
    EVENTS,
    BODIES,
    st.sets(st.sampled_from(NAMES)),
    st.sampled_from(("open", "closed")),
    st.none() | st.integers(1, 30),
)
def test_claims_of_an_issue_never_overlap(events, bodies, labels, state, gone):
    item = mirrored(
        events,
        bodies,
        state=state,
        labels=tuple((f"L_{name}", name) for name in sorted(labels)),
        assignees=(("7", "ann"),),
        milestone="v1.9",
        gone_at=None if gone is None else moment(gone),
    )
    spans = item_spans.issue_spans(item, PROFILE)

    check_series(spans, item)
    (existing,) = [
        span for span in spans if span.field == "number" and span.source == "issue"
    ]
    assert (existing.value, existing.since, existing.until) == (10, START, item.gone_at)
    assert {span.url.partition("#")[0] for span in spans} == {item.url()}
    if gone is None:
        (now,) = [one for one in spans if one.field == "issue" and one.until is None]
        assert now.value["state"] == state
        standing = {
            span.field.removeprefix("label.")
            for span in spans
            if span.field.startswith("label.") and span.until is None
        }
        assert standing == labels


def check_series(spans, item):
    groups = {}
    for span in spans:
        assert span.until is None or span.since < span.until
        assert item.gone_at is None or (span.until and span.until <= item.gone_at)
        groups.setdefault(span.series, []).append(span)
    for group in groups.values():
        ordered = sorted(group, key=lambda span: span.since)
        for one, after in itertools.pairwise(ordered):
            assert one.until is not None
            assert one.until <= after.since


@given(EVENTS, BODIES, st.lists(st.integers(0, 9), max_size=3))
def test_claims_of_a_pull_request_never_overlap(events, bodies, heads):
    item = mirrored(events, bodies, title="VEP 12: more")
    paths = [(moment(at), ["veps/sig-x/14-y/vep.md"]) for at in sorted(heads)]
    told = pull_spans.namings(item, PROFILE, documents="o/enhancements", heads=paths)
    check_series(pull_spans.naming_spans(item, told), item)
    assert [at for at, _ in told] == sorted(at for at, _ in told)


def test_what_is_no_longer_on_it_ended():
    item = mirrored([("labeled", 2, "sig/compute")])
    (label,) = [
        span
        for span in item_spans.issue_spans(item, PROFILE)
        if span.field == "label.sig/compute"
    ]
    assert (label.since, label.until) == (moment(2), item.updated_at)


def test_a_body_whose_edits_are_unknown_counts_from_its_last_edit():
    body = "* Alpha release target (x.y): 1.8"
    item = mirrored(body=f"**Timeline**:\n{body}", edited_at=moment(5))
    spans = item_spans.issue_spans(item, PROFILE)
    (target,) = [span for span in spans if span.field == "target.alpha"]
    assert (target.since, target.line) == (moment(5), 2)


@pytest.mark.parametrize(
    ("host", "page"),
    [
        ("https://api.github.com", "https://github.com/o/r/issues/12#event-7"),
        ("https://git.example/api/v3", "https://git.example/o/r/issues/12#event-7"),
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123/o/r/issues/12#event-7"),
    ],
)
def test_pages_of_each_host(host, page):
    assert addresses.issue(host, "o/r", 12, "7") == page
    line = addresses.file(host, "o/r", "abc", "a b/x.md", 3)
    assert line == page.replace("issues/12#event-7", "blob/abc/a%20b/x.md?plain=1#L3")


def verdict(issue: Issue, *candidates: Candidate, existing=()):
    known = {one.id: one for one in candidates}
    found = identity.decide([issue], known, frozenset(existing))[issue.id]
    return found.what, found.enhancement


DOC = Candidate(5, number=10, has_documents=True)
OWN = Candidate(3, holders=(10,))


@pytest.mark.parametrize(
    ("issue", "candidates", "expected"),
    [
        (Issue(1, 10, is_tracking=False), (), (NONE, None)),
        (Issue(1, 10, is_tracking=True), (), (FOUND, None)),
        (Issue(1, 10, is_tracking=False), (DOC,), (TAKE, 5)),
        (Issue(1, 10, is_tracking=True, current=3), (OWN,), (TAKE, 3)),
        (Issue(1, 10, is_tracking=True, current=3), (OWN, DOC), (MERGE, 5)),
        (Issue(1, 11, is_tracking=True, linked=(5,)), (DOC,), (TAKE, 5)),
        (
            Issue(1, 11, is_tracking=True, linked=(5,)),
            (Candidate(5, number=10, has_documents=True, holders=(10,)),),
            (FOUND, None),
        ),
        (
            Issue(1, 10, is_tracking=True, current=3, by_hand=True),
            (OWN, DOC),
            (TAKE, 3),
        ),
        (
            Issue(1, 12, is_tracking=False),
            (Candidate(5, number=10, names=frozenset({12}), has_documents=True),),
            (TAKE, 5),
        ),
    ],
)
def test_whose_an_issue_is(issue, candidates, expected):
    assert verdict(issue, *candidates) == expected


def test_a_linked_document_whose_issue_exists_is_not_free():
    issue = Issue(1, 11, is_tracking=True, linked=(5,))
    assert verdict(issue, DOC, existing={10}) == (FOUND, None)
    assert verdict(issue, DOC, existing={11}) == (TAKE, 5)


@given(st.permutations(range(4)))
def test_who_decides_does_not_depend_on_the_order(order):
    issues = [(9, False, False), (12, True, False), (11, True, False), (3, True, True)]
    assert identity.deciding([issues[n] for n in order]) == 11
    assert identity.deciding([]) is None
