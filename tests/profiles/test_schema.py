from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.profiles import load

KUBEVIRT = load("kubevirt")
SAMPLE = load("sample")


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("alpha", "alpha"),
        ("ALPHA", "alpha"),
        ("alpha2", "alpha2"),
        ("Alpha 2", "alpha2"),
        ("GA", "ga"),
        ("Stable", "ga"),
        ("General  Availability", "ga"),
        ("Ship", "ship-once"),
        ("ships_once", "ship-once"),
        ("announcement", "announcement"),
        ("Removal", "removed"),
        (" beta ", "beta"),
    ],
)
def test_stage_is_found_by_key_label_or_alias(word, key):
    assert KUBEVIRT.stage(word).key == key


@pytest.mark.parametrize("word", ["", "gamma", "alpha beta", "v1.9"])
def test_unknown_stage_is_none(word):
    assert KUBEVIRT.stage(word) is None


def test_ladder_of_kubevirt_is_alpha_beta_ga_in_the_order_of_rank():
    ladder = [stage for stage in KUBEVIRT.stages if stage.ladder]
    assert [(stage.key, stage.canonical) for stage in ladder] == [
        ("alpha", "alpha"),
        ("beta", "beta"),
        ("ga", "stable"),
    ]
    ranks = [stage.rank for stage in KUBEVIRT.stages]
    assert ranks == sorted(ranks)


def test_statuses_of_kubevirt_are_those_of_vep_282():
    assert [(status.key, status.final) for status in KUBEVIRT.statuses] == [
        ("provisional", False),
        ("implementable", False),
        ("implemented", True),
        ("deferred", False),
        ("rejected", True),
        ("withdrawn", True),
        ("replaced", True),
    ]
    assert KUBEVIRT.status("Deferred").label == "Deferred"
    assert KUBEVIRT.status("done") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("sig-compute", "compute"),
        ("sig/compute", "compute"),
        ("SIG Compute", "compute"),
        ("SIG Network.", "network"),
        ("compute", "compute"),
        ("Compute SIG", "compute"),
        ("sig-control-plane", "control-plane"),
        ("meta-VEPs", None),
        ("N/A", None),
        ("TBD", None),
        ("", None),
        ("$SIG", None),
        ("compute, network", None),
        ("N/A (all SIGs)", None),
    ],
)
def test_sig_name(text, name):
    assert KUBEVIRT.sig_name(text) == name


@given(st.text())
def test_sig_name_is_a_slug_or_none_and_names_itself(text):
    name = KUBEVIRT.sig_name(text)
    assert name is None or KUBEVIRT.sig_name(name) == name


@pytest.mark.parametrize(
    ("field", "first"),
    [
        ("number", ("person", "issue", "directory", "front-matter")),
        ("sig", ("person", "front-matter", "directory", "issue")),
        ("target.beta", ("person", "front-matter", "document", "document:*")),
        ("title", ("person", "front-matter", "document", "document:*")),
    ],
)
def test_precedence_of(field, first):
    assert KUBEVIRT.precedence_of(field)[:4] == first


def test_precedence_of_a_dotted_field_asks_for_its_family_before_the_default():
    order = {"default": ("a",), "target": ("b",), "target.ga": ("c",)}
    profile = dataclasses.replace(KUBEVIRT, precedence=order)
    assert profile.precedence_of("target.ga") == ("c",)
    assert profile.precedence_of("target.beta") == ("b",)
    assert profile.precedence_of("title") == ("a",)
    assert dataclasses.replace(profile, precedence={}).precedence_of("title") == ()


def test_deadline_is_found_by_its_key():
    assert KUBEVIRT.deadline("enhancements-freeze").label == "VEP freeze"
    assert KUBEVIRT.deadline("party") is None


def test_phases_of_kubevirt_end_with_its_deadlines():
    assert [(d.key, d.phase_after) for d in KUBEVIRT.deadlines if d.phase_after] == [
        ("enhancements-freeze", "Design"),
        ("code-freeze", "Implementation"),
        ("release", "Stabilization"),
    ]


def test_sample_has_the_labels_of_the_original_process():
    assert [(label.name, label.how, label.who) for label in SAMPLE.labels] == [
        ("kind/feature", "/kind feature", "anyone"),
        ("sig/*", "/sig NAME", "anyone"),
        ("stage/alpha", "/stage alpha", "anyone"),
        ("stage/beta", "/stage beta", "anyone"),
        ("stage/stable", "/stage stable", "anyone"),
    ]
    assert SAMPLE.stages == KUBEVIRT.stages


def test_every_command_of_a_label_is_one_that_works():
    for profile in (KUBEVIRT, SAMPLE):
        dead = [c.usage for c in profile.commands if not c.works]
        assert not [label.how for label in profile.labels if label.how in dead]
