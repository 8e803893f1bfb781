"""Attribution by the rules and the real cases of kubevirt's earlier tracker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.pulls import RULES, Named, attribute
from enhancements.profiles import load

KUBEVIRT, KUBERNETES = load("kubevirt"), load("kubernetes")
ENH, KV = "kubevirt/enhancements", "kubevirt/kubevirt"
ISSUES = "https://github.com/kubevirt/enhancements/issues/"
PULLS = "https://github.com/kubevirt/enhancements/pull/"
PIECES = ["Tracking issue", ":", "#1", ISSUES, "<!--", "fixes ", "\n"]


def own(title="A title", body="", repository=KV, paths=(), profile=KUBEVIRT):
    """Number and rule of the enhancement that a pull request claims."""
    home = "kubernetes/enhancements" if profile is KUBERNETES else ENH
    found = attribute(
        title=title,
        body=body,
        repository=repository,
        documents=home,
        profile=profile,
        paths=paths,
    )
    return (found.number, found.own.rule) if found.own else None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Tracking issue: #80", (80, "keyword")),
        ("VEP tracking issue: #349", (349, "keyword")),
        ("**Tracking issue**: #80", (80, "keyword")),
        ("tracking issue #80", (80, "keyword")),
        ("Tracking issue: #<vep_tracking_issue_number> 80", None),
        ("Tracking issue: <vep_tracking_issue_number>#80", (80, "keyword")),
        (f"**Tracking issue**: {ISSUES}25", (25, "keyword-link")),
        (f"- VEP tracking issue: {ISSUES}25", (25, "keyword-link")),
        (f"**Tracking issue**:\n{ISSUES}156\n", (156, "keyword-link")),
        (f"### Tracking issue\n\n{ISSUES}8", (8, "keyword-link")),
        ("Tracking issue: kubevirt/enhancements#9", (9, "keyword-link")),
        (f"**Tracking issue**: [{PULLS}2 -->]({ISSUES}76)", (76, "keyword-link")),
        (f"Implements {ISSUES}371", (371, "link")),
        ("see enhancements#7", (7, "link")),
        ("see kubevirt/enhancements/issues/7", (7, "link")),
        ("Fixes kubevirt/enhancements#12", (12, "closing")),
        (f"closes: {ISSUES}12", (12, "closing")),
        # A number alone is of the repository in which it is written.
        ("Fixes #12", None),
        ("other/enhancements#12", None),
        ("https://github.com/other/enhancements/issues/12", None),
        (f"{PULLS}2", None),
        ("Tracking issue: 25.1", None),
        ("the tracker 12 of these", None),
        ("Closes kubevirt/enhancements#<vep_tracking_issue_number>", None),
        (f"VEP tracking issue: {ISSUES}<vep_tracking_issue_number>", None),
        (f"**Tracking issue**: <!-- For example, {ISSUES}2 -->\n#3", None),
        ("", None),
    ],
)
def test_body(body, expected):
    assert own(body=body) == expected


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("VEP 165: Something", 165),
        ("VEP #165: Something", 165),
        ("VEP-165 Something", 165),
        ("VEP165: Something", 165),
        ("VEP 0165: Something", 165),
        ("docs: Something of VEP 165.", 165),
        ("VEP 25.1: Something", None),
        ("VEP 25rc: Something", None),
        ("REVEP 25", None),
        ("VEP: Something", None),
        ("VEP 0: Something", None),
    ],
)
def test_title(title, number):
    assert own(title) == (number and (number, "title"))


def test_number_alone_counts_behind_a_closing_word_at_home():
    assert own(body="Fixes #12", repository=ENH) == (12, "closing")


def test_surer_rules_win_and_the_others_are_kept():
    body = f"**Tracking issue**: {ISSUES}399\n\nan extension of {ISSUES}25\nFixes #3\n"
    found = attribute(
        title="VEP 25.1: Checkpoints, VEP 7",
        body=body,
        repository=ENH,
        documents=ENH,
        profile=KUBEVIRT,
        paths=["veps/sig-storage/25-backup/vep.md"],
    )
    line = f"**Tracking issue**: {ISSUES}399"
    assert found.own == Named(399, "keyword-link", line, 1)
    assert [(one.number, one.rule) for one in found.others] == [
        (25, "directory"),
        (7, "title"),
        (3, "closing"),
    ]


@pytest.mark.parametrize(
    ("paths", "title", "expected"),
    [
        (["veps/sig-compute/109-a/vep.md"], "VEP 108: Update", (109, "directory")),
        (["veps/sig-compute/109-a/vep.md", "README.md"], "A", (109, "directory")),
        (["veps/sig-compute/9-a/vep.md", "veps/sig-compute/8-a/vep.md"], "A", None),
        (["veps/sig-compute/flat.md"], "A", None),
        (["docs/10-a/vep.md"], "A", None),
    ],
)
def test_directory_counts_when_all_documents_lie_in_one(paths, title, expected):
    assert own(title, repository=ENH, paths=paths) == expected
    assert own("A", repository=KV, paths=paths) is None


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("KEP-4222: Update", "", (4222, "title")),
        ("A", "- Issue link: https://kep.k8s.io/4222", (4222, "keyword-link")),
        ("A", "- Issue link: #3926\n", (3926, "keyword")),
        ("A", "see k/enhancements#7", (7, "link")),
        ("A", "github.com/kubernetes/enhancements/issue/3386", (3386, "link")),
    ],
)
def test_kubernetes(title, body, expected):
    assert own(title, body, "kubernetes/enhancements", (), KUBERNETES) == expected


@given(
    st.lists(
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(PIECES),
        ),
        max_size=30,
    ).map("".join),
    st.text(max_size=40),
)
def test_no_text_makes_it_raise_and_every_number_is_positive(body, title):
    found = attribute(
        title=title,
        body=body,
        repository=ENH,
        documents=ENH,
        profile=KUBEVIRT,
        paths=[title, body],
    )
    named = [*([found.own] if found.own else []), *found.others]
    assert [RULES.index(one.rule) for one in named] == sorted(
        RULES.index(one.rule) for one in named
    )
    assert all(one.number > 0 for one in named)
    assert len({one.number for one in named}) == len(named)
