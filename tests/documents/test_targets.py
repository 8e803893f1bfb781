from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.facts import Fact
from enhancements.documents.markdown import read_page
from enhancements.documents.targets import target_facts
from enhancements.profiles import load

KUBEVIRT = load("kubevirt")
SECTION = "# VEP #1: Title\n\n## VEP Status Metadata\n\n### Target releases\n\n"
"""The line after it is line 7."""


def facts_of(text):
    return target_facts(read_page(text), profile=KUBEVIRT)


def said(text):
    """Field, value and problem of every fact, in order."""
    return [(fact.field, fact.value, fact.problem) for fact in facts_of(text)]


def test_raw_value_stays_beside_the_value():
    text = SECTION + "- This VEP targets beta for version: ~v1.8~ v1.9.0 (at last) \n"
    (fact,) = facts_of(text)
    assert fact == Fact("target.beta", "v1.9", "~v1.8~ v1.9.0 (at last)", 7)


def test_value_that_is_no_release_is_a_problem():
    assert said(SECTION + "- This VEP targets beta for version: next year") == [
        (
            "target.beta",
            None,
            (
                'Line 7: "next year" is no single release; write one such as v1.9, '
                "with "
                "remarks in parentheses after it, or leave it blank."
            ),
        )
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("- This VEP targets gamma for version: v1.9", '"gamma" is no known stage'),
        ("- Kubernetes target version: 1.31", '"Kubernetes" is no known stage'),
        ("- alpha & beta target version: 1.9", '"alpha & beta" is no known stage'),
        ("- The first half comes with v1.9", "no stage"),
    ],
)
def test_unknown_stage_is_a_problem_with_the_whole_line(line, what):
    (fact,) = facts_of(SECTION + line)
    assert (fact.field, fact.value, fact.raw, fact.line) == ("target", None, line, 7)
    assert fact.problem == (
        f"Line 7: {what} is named here; write a line such as "
        '"This VEP targets alpha for version: v1.9" with one of Alpha, Beta, GA.'
    )


def test_unknown_stages_of_a_section_are_one_fact():
    first = "- This VEP targets gamma for version: v1.9"
    second = "- This VEP targets delta for version:"
    (fact,) = facts_of(f"{SECTION}{first}\n{second}\n")
    assert fact.raw == f"{first}\n{second}"
    assert fact.problem.count(" is no known stage is named here;") == 2


def test_stage_twice_with_two_values_is_a_problem_that_names_both_lines():
    text = (
        "- This VEP targets beta for version: v1.9\n\n"
        "- This VEP targets beta for version: v1.10\n"
    )
    (fact,) = facts_of(SECTION + text)
    assert fact == Fact(
        "target.beta",
        None,
        "v1.9\nv1.10",
        7,
        problem="Lines 7 and 9 differ on beta; keep one of them.",
    )


@pytest.mark.parametrize("other", ["v1.9.0", "1.9", ""])
def test_stage_twice_with_one_value_is_one_target(other):
    lines = f"- Beta: {other}\n- This VEP targets beta for version: v1.9\n"
    assert said(SECTION + lines) == [("target.beta", "v1.9", "")]


def test_sentence_about_a_target_yields_to_its_line():
    lines = (
        "- This VEP targets GA for version: v1.9\n"
        "This VEP targets GA for v1.9 so that all can plan with it.\n"
    )
    assert said(SECTION + lines) == [("target.ga", "v1.9", "")]


def test_sentence_about_a_target_without_a_line_is_a_problem():
    (fact,) = facts_of(SECTION + "This VEP targets GA for v1.9 so that all can plan.")
    assert (fact.field, fact.value) == ("target.ga", None)
    assert fact.problem.startswith('Line 7: "v1.9 so that all can plan." is no single')


@pytest.mark.parametrize(
    "heading",
    [
        "## Target releases",
        "#### Target Releases",
        "### **Target releases**",
        "### Target releases:",
        "### Target release",
        "### Targeted releases",
        "### Release targets",
        "##Target releases",
        "Target releases\n---------------",
        "### Target releases (v1.9)",
    ],
)
def test_section_is_known_by_any_of_its_headings(heading):
    assert said(f"# VEP #1: T\n\n{heading}\n- Beta: v1.9\n") == [
        ("target.beta", "v1.9", "")
    ]


def test_section_ends_with_the_next_heading_of_its_level():
    assert said(SECTION + "- Beta: v1.9\n### Graduation\n- GA: v1.10\n") == [
        ("target.beta", "v1.9", "")
    ]


def test_section_goes_on_below_its_own_headings():
    text = "#### Remarks\n- Beta: v1.9\n#### More\n- GA: v1.10\n"
    assert said(SECTION + text) == [
        ("target.beta", "v1.9", ""),
        ("target.ga", "v1.10", ""),
    ]


def test_sections_of_two_gates_are_two_tracks():
    text = (
        "## Target releases (FastGate)\n- Alpha: v1.7\n"
        "### Target releases (SlowGate)\n- Alpha: v1.8\n- Gamma target version: v1.9\n"
    )
    facts = facts_of(text)
    assert [(f.track, f.field, f.value, f.line) for f in facts] == [
        ("FastGate", "gate", "FastGate", 1),
        ("SlowGate", "gate", "SlowGate", 3),
        ("FastGate", "target.alpha", "v1.7", 2),
        ("SlowGate", "target.alpha", "v1.8", 4),
        ("SlowGate", "target", None, 5),
    ]


def test_track_that_is_no_gate_keeps_its_name():
    facts = facts_of("## Target releases (first half)\n- Alpha: v1.7\n")
    assert [(f.track, f.field, f.value) for f in facts] == [
        ("first half", "target.alpha", "v1.7")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "This VEP targets beta for version: v1.9\n",
        "# VEP #1: T\n\n- This VEP targets beta for version: v1.9\n\n## Overview\n",
        "# T\n## VEP Status Metadata\n- This VEP targets beta for version: v1.9\n",
        "# T\n## Release Signoff Checklist\n- Beta target version: v1.9\n",
    ],
)
def test_line_before_the_text_counts_without_a_section(text):
    assert said(text) == [("target.beta", "v1.9", "")]


@pytest.mark.parametrize("section", ["", "### Target releases\n"])
def test_line_in_the_text_is_a_problem(section):
    text = f"# T\n{section}## Goals\n- This VEP targets beta for version: v1.9\n"
    (fact,) = facts_of(text)
    line = 4 if section else 3
    assert (fact.field, fact.value, fact.line) == ("target", None, line)
    assert fact.problem == (
        f"Line {line} names v1.9 for beta, and only lines of a section "
        '"Target releases" count; move it there or take it out.'
    )


@pytest.mark.parametrize(
    "line",
    [
        "- This VEP targets beta for version: v1.9",
        "- This VEP targets beta for version:",
        "The aim is to target release v1.10 with it.",
        "### Beta (v1.10)",
    ],
)
def test_line_in_the_text_that_adds_nothing_is_left_alone(line):
    text = f"{SECTION}- Beta: v1.9\n## Goals\n{line}\n"
    assert said(text) == [("target.beta", "v1.9", "")]


words = st.sampled_from(
    [
        "This VEP",
        "targets",
        "alpha",
        "beta",
        "for",
        "version",
        ":",
        "v1.9",
        "TBD",
        "- ",
        "\n",
        " ",
        "~",
        "<!--",
        "-->",
        "```",
        "### Target releases",
        "(Gate)",
        "Ship",
    ]
)


@given(st.lists(words, max_size=40))
def test_facts_never_raise_and_are_unique_and_a_problem_leaves_no_value(parts):
    facts = facts_of("".join(parts))
    assert len({(fact.track, fact.field) for fact in facts}) == len(facts)
    assert all(fact.value is None or fact.problem == "" for fact in facts)
