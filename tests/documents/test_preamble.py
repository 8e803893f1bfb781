from __future__ import annotations

import pytest

from enhancements.documents.markdown import read_page
from enhancements.documents.preamble import preamble_facts
from enhancements.profiles import load

KUBEVIRT = load("kubevirt")


def values(text, *fields):
    """The facts of these fields as field, value and problem."""
    facts = preamble_facts(read_page(text), profile=KUBEVIRT)
    return [(f.field, f.value, f.problem) for f in facts if f.field in fields]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("# T\nOwner: @ada-l\n", "authors", ["ada-l"]),
        ("# T\n**Authors**: @ada-l, @grace\n", "authors", ["ada-l", "grace"]),
        ("# T\nOwners:\n\n* @ada-l\n* @grace\n\ntext\n", "authors", ["ada-l", "grace"]),
        ("# T\n- Reviewers: TBD\n", "reviewers", None),
        ("# T\nApprovers:\n", "approvers", None),
        ("Owners: @ada-l\n\n# T\n", "authors", ["ada-l"]),
        ("# T\nStatus: Implementable\n", "status", "implementable"),
        ("# T\nCurrent Feature Stage: Beta\n", "stage", "beta"),
        ("# T\nOwning SIG: sig-storage\n", "sig", "storage"),
        ("# T\nFeature Gate: `WarmDisks`\n", "feature_gates", ["WarmDisks"]),
        ("# T\n## VEP Status Metadata\nStatus: deferred\n", "status", "deferred"),
        ("# T\nTracking issue: #412\n", "tracking_issue", 412),
        (
            "# T\n- Tracking issue: https://github.com/example/enhancements/issues/412\n",
            "tracking_issue",
            412,
        ),
    ],
)
def test_metadata_in_prose_is_read(text, field, value):
    assert values(text, field) == [(field, value, "")]


@pytest.mark.parametrize(
    "text",
    [
        "# T\n## Design\nStatus: deferred\nOwners: @ada-l\nTracking issue: #9\n",
        "# T\nStatus quo: fine\n",
        "# T\n~Status: deferred~\n",
        "# T\nSee https://github.com/example/enhancements/issues/9\n",
    ],
)
def test_text_is_no_metadata(text):
    names = ("status", "authors", "tracking_issue")
    assert values(text, *names) == []


def test_metadata_that_cannot_be_read_is_a_problem():
    assert values("# T\n\nStatus: done\n", "status")[0][2].startswith(
        'Line 3: "done" is no known status; write one of provisional,'
    )


CHECKLIST = "# T\n## Release Signoff Checklist\n"
URL = "https://github.com/example/enhancements/issues"


@pytest.mark.parametrize(
    "item",
    [
        f"- [x] (R) Enhancement [issue]({URL}/9) created",
        f"- [ ] (R) Enhancement issue [#9]({URL}/9) created, see [VEPs]({URL[:-7]})",
        f"  - [+] (R) Enhancement issue created, linked in [VEPs]({URL}/9)",
        f"- [] (R) Enhancement issue created, which links to VEP dir : {URL}/9",
        f"- [X] (R) Enhancement issue\n  created, {URL}/9",
    ],
)
def test_tracking_issue_is_read_from_the_checklist(item):
    assert values(CHECKLIST + item, "tracking_issue") == [("tracking_issue", 9, "")]


@pytest.mark.parametrize(
    "item",
    [
        f"- ~[x] (R) Enhancement issue created {URL}/9~",
        "- [x] (R) Enhancement issue created, which links to VEP dir",
        "- [x] (R) Enhancement issue created https://github.com/example/code/issues/9",
        f"- [x] (R) Depends on {URL}/9",
        f"\nSee also {URL}/9 where an enhancement issue was created.",
    ],
)
def test_other_links_are_no_tracking_issue(item):
    assert values(CHECKLIST + item, "tracking_issue") == []


def test_two_tracking_issues_are_a_problem():
    items = f"- [x] Enhancement issue created {URL}/9\n"
    assert values(
        f"# T\nTracking issue: #8\n{CHECKLIST[4:]}{items}", "tracking_issue"
    ) == [
        (
            "tracking_issue",
            None,
            "Line 4: several tracking issues are linked, #9, #8; keep one.",
        )
    ]
