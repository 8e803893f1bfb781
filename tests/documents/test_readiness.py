"""Production-readiness files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents import readiness
from enhancements.documents.facts import READINESS
from enhancements.profiles import load

KUBERNETES = load("kubernetes")


def read(text):
    return readiness.read(text.encode(), profile=KUBERNETES)


def values(text):
    return [(fact.field, fact.value) for fact in read(text).facts]


def test_approvers_of_every_stage_are_read():
    text = (
        "kep-number: 1234\nalpha:\n  approver: '@ada'\nbeta:\n  approver: grace\n"
        "stable:\n  approver: TBD\n"
    )

    assert values(text) == [
        ("number", 1234),
        ("readiness.alpha", "ada"),
        ("readiness.beta", "grace"),
        ("readiness.stable", None),
    ]
    assert {fact.source for fact in read(text).facts} == {READINESS}
    assert not any(fact.problem for fact in read(text).facts)


@pytest.mark.parametrize(
    "text", ["alpha:", "alpha: {}", "alpha: {approver: }", "alpha: {approver: ''}"]
)
def test_stage_without_an_approver_names_nobody(text):
    assert [(f.field, f.value, f.problem) for f in read(text).facts] == [
        ("readiness.alpha", None, "")
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("alpha: '@ada'", "write the approver below the stage"),
        ("alpha: {approver: ['@ada']}", "write one handle"),
        ("gamma: {approver: '@ada'}", 'no stage is called "gamma"'),
        ("kep-number: 0000", "is no number"),
    ],
)
def test_what_cannot_be_read_says_the_remedy(text, words):
    (fact,) = read(text).facts

    assert fact.value is None
    assert fact.problem.startswith("Readiness file, line 1: ")
    assert words in fact.problem


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("keps/prod-readiness/sig-node/2133.yaml", "2133"),
        ("keps/prod-readiness/sig-node/0042.yaml", "42"),
        ("keps/prod-readiness/sig-node/template.yaml", ""),
        ("0000.yaml", "0"),
    ],
)
def test_number_is_that_of_the_file_name(path, number):
    assert readiness.number_of(path) == number


@pytest.mark.parametrize("data", [b"", b"[1]", b"a: b: c", b"\x00"])
def test_text_that_is_no_such_file_says_so(data):
    reading = readiness.read(data, profile=KUBERNETES)

    assert reading.unreadable.startswith("The readiness file cannot be read")
    assert reading.facts == ()


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    reading = readiness.read(data, profile=KUBERNETES)

    fields = [fact.field for fact in reading.facts]
    assert len(fields) == len(set(fields))
