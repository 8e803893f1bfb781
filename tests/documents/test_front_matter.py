from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.facts import FRONT_MATTER, Fact
from enhancements.documents.front_matter import read_front_matter
from enhancements.documents.metadata import MOST_UNKNOWN_KEYS
from enhancements.documents.text import Unreadable
from enhancements.profiles import load

KUBEVIRT = load("kubevirt")

FULL = """\
---
title: Warm spare disks
vep-number: 0412
creation-date: "2026-05-22"
status: implementable   # since the last call
authors:
  - "@ada-l"
  - "@grace"
owning-sig: sig-storage
participating-sigs: [sig-compute]
reviewers:
  - TBD
approvers: ["@linus"]
feature-gate: WarmSpareDisks
stage: alpha
milestone:
  alpha: v1.20
  beta: "TBD"
replaces: "#17"
superseded-by: ""
---

# VEP #412: Warm spare disks
"""


def front(text):
    """The front matter of a text that begins with these lines between the rules."""
    found = read_front_matter(f"---\n{text}---\n", profile=KUBEVIRT)
    assert found is not None
    return found.facts


def only(text):
    (fact,) = front(text)
    return fact


def test_front_matter_of_vep_282_is_read_whole():
    found = read_front_matter(FULL, profile=KUBEVIRT)
    assert found is not None
    assert found.body_at == 22
    assert {(f.field, repr(f.value), f.raw, f.line) for f in found.facts} == {
        ("title", "'Warm spare disks'", "Warm spare disks", 2),
        ("number", "412", "0412", 3),
        ("created", "'2026-05-22'", "2026-05-22", 4),
        ("status", "'implementable'", "implementable", 5),
        ("authors", "['ada-l', 'grace']", '- "@ada-l"\n  - "@grace"', 6),
        ("sig", "'storage'", "sig-storage", 9),
        ("participating_sigs", "['compute']", "[sig-compute]", 10),
        ("reviewers", "None", "- TBD", 11),
        ("approvers", "['linus']", '["@linus"]', 13),
        ("feature_gates", "['WarmSpareDisks']", "WarmSpareDisks", 14),
        ("stage", "'alpha'", "alpha", 15),
        ("target.alpha", "'v1.20'", "v1.20", 17),
        ("target.beta", "None", "TBD", 18),
        ("replaces", "17", "#17", 19),
        ("superseded_by", "None", "", 20),
    }
    assert {(f.source, f.track, f.problem) for f in found.facts} == {
        (FRONT_MATTER, "", "")
    }


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Vep_Number: 7", "number", 7),
        ("status: Deferred", "status", "deferred"),
        ("status:", "status", None),
        ("stage: GA", "stage", "ga"),
        ("authors: TBD", "authors", None),
        ("authors:", "authors", None),
        ("authors: []", "authors", []),
        ("participating-sigs: []", "participating_sigs", []),
        ("participating-sigs: [TBD]", "participating_sigs", None),
        ("participating-sigs: N/A", "participating_sigs", None),
        ("feature-gate: [One, Two]", "feature_gates", ["One", "Two"]),
        ("feature-gates: N/A", "feature_gates", None),
        ("feature-gate:", "feature_gates", None),
        ("milestone: {ga: 1.10}", "target.ga", "v1.10"),
        ("milestone: {Stable: v1.9}", "target.ga", "v1.9"),
        ("milestone: {alpha: }", "target.alpha", None),
        ("title: 2026-05-22", "title", "2026-05-22"),
        ("other-things: [a, b]", "other.other-things", ["a", "b"]),
        ("Note: true", "other.note", "true"),
        ("deep: {a: {b: c}}", "other.deep", None),
    ],
)
def test_key_is_read(line, field, value):
    fact = only(line + "\n")
    assert (fact.field, fact.value, fact.problem) == (field, value, "")


@pytest.mark.parametrize("line", ["milestone:", 'milestone: ""', "milestone: {}"])
def test_blank_milestone_says_nothing(line):
    assert front(line + "\n") == ()


@pytest.mark.parametrize(
    ("line", "field", "problem"),
    [
        ("title: [a]", "title", "title: write one text in quotes."),
        ("status: true", "status", "status: write one text in quotes."),
        (
            "owning-sig: [sig-compute]",
            "sig",
            "owning-sig: write one text in quotes.",
        ),
        (
            'authors: "@ada-l"',
            "authors",
            'authors: write a list of GitHub handles, as in ["@name"].',
        ),
        (
            "reviewers: [{name: ada}]",
            "reviewers",
            'reviewers: write a list of GitHub handles, as in ["@name"].',
        ),
        (
            "participating-sigs: sig-compute",
            "participating_sigs",
            'participating-sigs: write a list, as in ["sig-network"].',
        ),
        (
            "participating-sigs: [sig-compute, $SIG]",
            "participating_sigs",
            'participating-sigs: "$SIG" names no SIG; write one such as sig-compute.',
        ),
        (
            "feature-gate: {a: b}",
            "feature_gates",
            "feature-gate: write the feature gate's name, or a list of names.",
        ),
        (
            "vep-number: NNNN",
            "number",
            (
                'vep-number: "NNNN" is no number of a VEP; write the whole number of '
                "its "
                "tracking issue."
            ),
        ),
        (
            "milestone: v1.9",
            "target",
            (
                'milestone: write a release for each stage, as in {alpha: "v1.9", '
                'beta: "v1.9", ga: "v1.9"}.'
            ),
        ),
        (
            "milestone: {gamma: v1.9, delta: v1.9}",
            "target",
            "gamma: no stage is called gamma, delta; write one of alpha, beta, ga.",
        ),
        (
            "milestone: {beta: next year}",
            "target.beta",
            (
                'beta: "next year" is no single release; write one such as v1.9, with '
                "remarks in parentheses after it, or leave it blank."
            ),
        ),
        ("milestone: {beta: [v1.9]}", "target.beta", "beta: write one text in quotes."),
    ],
)
def test_key_of_another_type_is_a_problem(line, field, problem):
    fact = only(line + "\n")
    assert (fact.field, fact.value) == (field, None)
    assert fact.problem == f"Front matter, line 2, {problem}"


@pytest.mark.parametrize(
    ("text", "field", "key"),
    [
        ("status: deferred\nStatus: rejected\n", "status", "status"),
        ("note: a\nnote: b\n", "other.note", "note"),
        ("milestone: {a: v1.1}\nmilestone: {b: v1.2}\n", "target", "milestone"),
    ],
)
def test_key_given_twice_is_a_problem_that_names_both_lines(text, field, key):
    assert only(text) == Fact(
        field=field,
        value=None,
        raw=only(text).raw,
        line=2,
        source=FRONT_MATTER,
        problem=f"Front matter, lines 2 and 3: {key} stands there more than once; "
        "keep one.",
    )


def test_stage_given_twice_in_the_milestone_is_a_problem():
    fact = only("milestone:\n  ga: v1.9\n  stable: v1.10\n")
    assert (fact.field, fact.value, fact.raw) == ("target.ga", None, "v1.9\nv1.10")
    assert fact.problem == (
        "Front matter, lines 3 and 4: ga stands there more than once; keep one."
    )


def test_unknown_keys_beyond_reason_are_counted():
    facts = front("".join(f"k{index}: x\n" for index in range(60)))
    assert len(facts) == MOST_UNKNOWN_KEYS + 1
    assert facts[-1].field == "other"
    assert facts[-1].problem.endswith(
        "10 more keys are not known here; remove those not needed."
    )


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n",
        "\n---\ntitle: x\n---\n",
        "---\n\n# Title between rules\n\n---\n",
        "--- \n# Only a heading below a rule\n",
        "---\n- a\n- b\n---\n",
    ],
)
def test_text_without_front_matter_has_none(text):
    assert read_front_matter(text, profile=KUBEVIRT) is None


def test_empty_front_matter_says_nothing_and_the_body_follows():
    found = read_front_matter("---\n{}\n---\n# Title\n", profile=KUBEVIRT)
    assert found == ((), 4)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "---\ntitle: a\n\n# Body\n",
            (
                "The front matter that begins on line 1 is never closed; write --- "
                "on a "
                "line of its own after its last key."
            ),
        ),
        (
            "---\nstatus: deferred\ntitle: a: b\n---\n",
            (
                "The front matter is not YAML, line 3: mapping values are not "
                "allowed in "
                "this context. Correct that line; a text with a colon or a # in it "
                "needs "
                "quotes."
            ),
        ),
    ],
)
def test_broken_front_matter_is_unreadable(text, sentence):
    with pytest.raises(Unreadable) as caught:
        read_front_matter(text, profile=KUBEVIRT)
    assert str(caught.value) == sentence


@given(st.text(alphabet=st.sampled_from(list("-: \n#[]{}&*!'\"abvstiel1.9@,|>~?"))))
def test_front_matter_reads_or_says_why_not(text):
    try:
        found = read_front_matter(f"---\n{text}\n---\n", profile=KUBEVIRT)
    except Unreadable:
        return
    for fact in found.facts if found else ():
        assert json.dumps(dataclasses.asdict(fact))
        assert fact.value is None or fact.problem == ""
