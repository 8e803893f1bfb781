"""What the guide of Kubernetes says, beside what every guide must."""

from __future__ import annotations

import re

import pytest

from enhancements.profiles import load
from enhancements.profiles.answers import answer
from enhancements.profiles.guide_loader import guide_of
from tests.profiles.test_guide import texts

KUBERNETES = guide_of(load("kubernetes"))


def test_sections_of_kubernetes_tell_how_a_kep_gets_through_a_release():
    assert [(section.key, section.shows) for section in KUBERNETES.sections] == [
        ("check", "questions"),
        ("propose", ""),
        ("through", ""),
        ("why", ""),
        ("comment", ""),
        ("stages", "stages"),
        ("release", "deadlines"),
        ("labels", "labels"),
        ("marks", "marks"),
        ("glossary", "glossary"),
    ]


@pytest.mark.parametrize(
    "form",
    """KEP;KEPs;PRR;production readiness;PRR freeze;KEP readiness;AoE;opt-in;opted in
    same-stage work;late record;went on;latest milestone;enhancements freeze;EF
    exception;code freeze;test freeze;docs freeze;kep.yaml;lead-opted-in
    enhancements team;stable;planned;committed;shipped;drift;slip;SIG
    approver;milestone;tracked;at risk;out of tree;kind;GA""".replace("\n", ";").split(
        ";"
    ),
)
def test_glossary_of_kubernetes_explains_its_words(form):
    assert KUBERNETES.term(form.strip()) is not None


def test_guide_of_kubernetes_speaks_of_no_other_project():
    said = " ".join(
        [*texts(KUBERNETES), *KUBERNETES.links.values()]
        + [f"{q.text} {q.hint}" for q in KUBERNETES.questions]
        + [section.title for section in KUBERNETES.sections]
    )

    assert re.findall(r"(?i)\bveps?\b|kubevirt|virtual", said) == []


@pytest.mark.parametrize("label", load("kubernetes").labels, ids=lambda one: one.name)
def test_labels_of_kubernetes_say_what_they_are_for_and_who_may(label):
    assert label.purpose.endswith(".")
    assert label.who
    assert label.how.startswith("/")


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({"blog": "yes"}, "yes"),
        ({"sigs": "yes", "only": "bug"}, "yes"),
        ({"stages": "yes"}, "yes"),
        ({"effort": "yes"}, "yes"),
        ({"retrain": "yes"}, "yes"),
        ({"rely": "yes"}, "yes"),
        ({"only": "bug"}, "no"),
        ({"only": "refactoring"}, "no"),
        ({"only": "messages"}, "no"),
        ({"effort": "unsure"}, "ask"),
        ({}, "open"),
    ],
)
def test_kubernetes_tells_what_is_an_enhancement(given, verdict):
    found = answer(KUBERNETES, given)

    assert found.verdict == verdict
    assert bool(found.steps) == (verdict != "open")
