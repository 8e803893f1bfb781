"""kep.yaml as Kubernetes' authors write it, and the text beside it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents import kep
from enhancements.documents.facts import METADATA, Fact
from enhancements.profiles import load

KUBERNETES = load("kubernetes")

FULL = """\
title: Warm spare disks
kep-number: 1234
authors:
  - "@ada-l"
  - grace        # without the sign
owning-sig: sig-storage
participating-sigs:
  - sig-node
  - TBD
status: implementable
creation-date: 2024-05-22
reviewers:
  - "@kubernetes/sig-storage-leads"
approvers:
  - "@linus"
  - TBD
see-also:
  - "/keps/sig-storage/17-cold-disks"
replaces: []
stage: beta
latest-milestone: "v1.36"
milestone:
  alpha: "v1.35"
  beta: "1.36"
  stable: TBD
feature-gates:
  - name: WarmSpareDisks
    components: [kubelet, kube-apiserver]
  - name:
disable-supported: yes
metrics:
  - warm_disks_total
"""


def read(text):
    return kep.read(text.encode(), profile=KUBERNETES)


def values(text):
    return {fact.field: fact.value for fact in read(text).facts}


def only(text):
    (fact,) = read(text).facts
    return fact


def test_whole_file_is_read():
    assert values(FULL) == {
        "title": "Warm spare disks",
        "number": 1234,
        "authors": ["ada-l", "grace"],
        "sig": "storage",
        "participating_sigs": ["node"],
        "status": "implementable",
        "created": "2024-05-22",
        "reviewers": ["kubernetes/sig-storage-leads"],
        "approvers": ["linus"],
        "other.see-also": ["/keps/sig-storage/17-cold-disks"],
        "replaces": [],
        "stage": "beta",
        "release": "v1.36",
        "target.alpha": "v1.35",
        "target.beta": "v1.36",
        "target.stable": None,
        "feature_gates": ["WarmSpareDisks"],
        "other.disable-supported": "yes",
        "other.metrics": ["warm_disks_total"],
    }
    assert not any(fact.problem for fact in read(FULL).facts)
    assert {fact.source for fact in read(FULL).facts} == {METADATA}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('latest-milestone: "0.0"', None),
        ("latest-milestone: 0.0", None),
        ("latest-milestone: 1.36", "v1.36"),
        ("latest-milestone: 1.20", "v1.20"),
        ("latest-milestone: v1.36", "v1.36"),
        ("latest-milestone: TBD", None),
        ("latest-milestone:", None),
        ("stage:", None),
        ('stage: ""', None),
        ("approvers: TBD", None),
        ("reviewers: [TBD, TBD]", None),
        ("feature-gates:", None),
        ("feature-gates: []", []),
        ("superseded-by: [TBD]", []),
    ],
)
def test_what_decides_nothing_or_is_written_otherwise_is_no_problem(text, value):
    fact = only(text)

    assert (fact.value, fact.problem) == (value, "")


@pytest.mark.parametrize("given_", ["TODO", "never", "x.y", "TBD", ""])
def test_target_left_open_names_no_release(given_):
    fact = only(f'milestone: {{beta: "{given_}"}}')

    assert (fact.field, fact.value, fact.problem) == ("target.beta", None, "")


@pytest.mark.parametrize("text", ["milestone:", "milestone: ~", "milestone: null"])
def test_null_in_place_of_the_map_claims_nothing(text):
    assert read(text).facts == ()


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("status: imlpemented", "status", '"imlpemented" is no known status'),
        ("status: superseded", "status", "is no known status"),
        (
            "status: provisional|implementable|implemented",
            "status",
            "is no known status",
        ),
        ("stage: alpha|beta|stable", "stage", '"alpha|beta|stable" is no known stage'),
        ("stage: alpha (deprecated)", "stage", "is no known stage"),
        ("kep-number: 0000", "number", '"0000" is no number of a KEP'),
        ('milestone: {alpha: "v1.21, v1.37"}', "target.alpha", "no single release"),
        ("creation-date: 2024-5-2", "created", "is no day"),
        ("authors: '@ada'", "authors", "write a list of GitHub handles"),
    ],
)
def test_what_cannot_be_read_keeps_its_words_and_says_the_remedy(text, field, words):
    fact = only(text)

    assert (fact.field, fact.value, fact.line) == (field, None, 1)
    assert fact.problem.startswith("kep.yaml, line 1, ")
    assert words in fact.problem
    assert fact.raw


def test_key_given_twice_says_nothing():
    fact = only("stage: alpha\nstage: beta\n")

    assert fact == Fact(
        "stage",
        None,
        "alpha\nbeta",
        1,
        source=METADATA,
        problem="kep.yaml, lines 1 and 2: stage stands there more than once; keep one.",
    )


def test_rules_of_dashes_are_passed_over_and_lines_stay():
    facts = read("---\ntitle: One\n---\nstage: beta\n---\n").facts

    assert [(fact.field, fact.value, fact.line) for fact in facts] == [
        ("title", "One", 2),
        ("stage", "beta", 4),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"title: one: two", "line 1"),
        (b"- a list", "it has no keys"),
        (b"", "it has no keys"),
        (b"\xff\xfe", "UTF-16"),
        (b"a: \x00", "binary"),
        (b"a: [" * 5000, "cannot be read"),
        (b"a: &x [*x]", "refers to itself"),
    ],
)
def test_text_that_is_no_metadata_says_what_to_do(data, words):
    reading = kep.read(data, profile=KUBERNETES)

    assert not reading.facts
    assert words in reading.unreadable


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    reading = kep.read(data, profile=KUBERNETES)

    assert not (reading.facts and reading.unreadable)
    assert not kep.read_text(data, profile=KUBERNETES).facts


_KEYS = st.sampled_from(
    ["title", "stage", "status", "latest-milestone", "milestone", "authors", "metrics"]
)
# Control characters make the whole file unreadable, which is tested above.
_TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(_KEYS | _TEXT, _VALUES, min_size=1, max_size=8))
def test_every_key_that_names_something_is_claimed(table):
    reading = read(json.dumps(table, ensure_ascii=False))

    assert not reading.unreadable
    raws = " ".join(fact.raw for fact in reading.facts)
    for fact in reading.facts:
        assert fact.source == METADATA
        assert fact.value is None or not fact.problem
    for key, value in table.items():
        if isinstance(value, str) and key in ("title", "stage", "status"):
            assert value.strip() in raws or not value.isprintable() or "\\" in raws


def test_text_gives_its_headings_and_no_facts():
    reading = kep.read_text(
        b"# KEP-1\n\n## Summary\n\n```\n# no\n```\n", profile=KUBERNETES
    )

    assert [(h.level, h.text, h.line) for h in reading.headings] == [
        (1, "KEP-1", 1),
        (2, "Summary", 3),
    ]
    assert reading.facts == ()
