"""Files of exceptions in the forms that release teams wrote over the years."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.exceptions import freeze_of, read

KEYED = b"""\
# Exception requests in v1.9

enhancementFreeze:

- name: "Warm standby"
  issue: 10
  date_requested: 2024-02-09
  date_reviewed: 2024-02-10
  thread: https://lists.example/1
  pull_requests:
    - "https://github.com/demo/enhancements/pull/7"
    - https://github.com/demo/enhancements/pull/8
  status: "approved"

codeFreeze:

- name: Link
  issue: 20
  status: denied
  liaison: ann
"""
FLAT = b"""\
# Exceptions requests in 1.9

# Enhancements Freeze Exceptions requested in 1.9
- name: Add status: and content check
  issue: 11
  date_requested: Jan 30th, 2019
  status:Approved

# Code Freeze Exceptions requested in 1.9
- name: "One from another tracker"
  issue: "https://github.com/demo/demo/issues/61305"
  pull_requests: Will open after the document is merged
  -
  status: Reverted
"""


def test_lists_under_keys_are_of_their_freeze():
    found = read(KEYED)
    assert found.troubles == ()
    first, second = found.requests
    assert (first.freeze, first.number, first.state) == (
        "enhancements-freeze",
        10,
        "approved",
    )
    assert first.requested == dt.date(2024, 2, 9)
    assert first.reviewed == dt.date(2024, 2, 10)
    assert first.thread == "https://lists.example/1"
    assert [link[-6:] for link in first.links] == ["pull/7", "pull/8"]
    assert (second.freeze, second.state, second.status) == (
        "code-freeze",
        "rejected",
        "denied",
    )
    assert second.others == {"liaison": "ann"}
    assert second.requested is None
    assert second.raw.startswith("- name: Link")


def test_comment_above_a_flat_list_names_its_freeze():
    first, second = read(FLAT).requests
    assert (first.freeze, second.freeze) == ("enhancements-freeze", "code-freeze")


def test_what_is_no_yaml_is_read_by_its_lines_and_told():
    found = read(FLAT)
    first, second = found.requests
    assert first.name == "Add status: and content check"
    assert (first.number, first.state) == (11, "approved")
    assert first.requested == dt.date(2019, 1, 30)
    assert (second.number, second.state) == (None, "approved")
    assert second.others["pull-requests"] == "Will open after the document is merged"
    assert {one.line for one in found.troubles} == {4, 10}
    assert any("taken out again" in one.sentence for one in found.troubles)


def test_blank_form_is_no_request():
    blank = b"codeFreeze:\n- name:\n  issue:\n  pull_requests:\n  -\n  status:\n"
    assert read(blank).requests == ()
    assert read(blank).troubles == ()


def test_what_names_no_freeze_or_no_status_is_kept_as_written():
    lone = read(b"- name: Lone\n  issue: 3\n  status: approved\n")
    assert lone.requests == ()
    (trouble,) = lone.troubles
    assert "for which freeze" in trouble.sentence
    assert trouble.raw == "- name: Lone\n  issue: 3\n  status: approved"
    odd = read(b"codeFreeze:\n- name: Odd\n  status: perhaps\n")
    assert "no known status" in odd.troubles[0].sentence


def test_what_is_no_text_is_one_trouble():
    found = read(b"\xff\xfe\x00")
    assert found.requests == ()
    assert "UTF-8" in found.troubles[0].sentence


def test_freezes_are_known_by_many_names():
    names = {
        "enhancementFreeze": "enhancements-freeze",
        "Enhancements Freeze Exceptions requested in 1.22": "enhancements-freeze",
        "codeFreeze": "code-freeze",
        "Code Freeze and Test Freeze": "code-freeze",
        "prrFreeze": "prr-freeze",
        "Production Readiness Freeze": "prr-freeze",
        "docsFreeze": "docs-freeze",
        "Release blockers": "",
    }
    assert {text: freeze_of(text) for text in names} == names


LINES = st.lists(
    st.sampled_from(
        [
            "codeFreeze:",
            "# Code Freeze",
            "- name: Thing",
            "- name:",
            "  issue: 7",
            "  status: approved",
            "  status:Denied",
            "   - name: Indented",
            "  pull_requests:",
            "  - https://e.example/1",
            "loose words",
            "",
            "\t- x: [",
        ]
    ),
    max_size=20,
)


@given(LINES)
def test_nothing_is_lost(lines):
    found = read("\n".join(lines).encode())
    kept = "\n".join(
        [one.raw for one in found.requests] + [one.raw for one in found.troubles]
    )
    for word in ("loose words", "Thing", "Indented", "https://e.example/1"):
        said = sum(word in line for line in lines)
        if said and any("- name" in line for line in lines[:1]):
            assert kept.count(word) >= said
    if "loose words" in lines:
        assert "loose words" in kept


@pytest.mark.parametrize("before", ["", "codeFreeze:\n", "- name: Thing\n"])
def test_block_without_a_value_is_kept(before):
    found = read(f"{before}\t- x: [\nloose words".encode())
    assert "\t- x: [\nloose words" in [one.raw for one in found.troubles]


@given(st.binary(max_size=300))
def test_anything_can_be_read(data):
    read(data)
