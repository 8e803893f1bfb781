"""Every form of a tracking issue that was seen in KubeVirt's, one row each."""

from __future__ import annotations

import pytest

from enhancements.documents import issue
from enhancements.documents.facts import Fact
from enhancements.profiles import load

KUBEVIRT = load("kubevirt")
HERE = "kubevirt/enhancements"


def facts_of(body: str, title: str = "VEP 10: Title", number: int | None = None):
    """Facts by field of an issue of KubeVirt."""
    reading = issue.read(
        body, title=title, profile=KUBEVIRT, repository=HERE, number=number
    )
    assert reading.unreadable == ""
    assert {fact.source for fact in reading.facts} <= {"issue"}
    fields = [fact.field for fact in reading.facts]
    assert len(fields) == len(set(fields))
    return {fact.field: fact for fact in reading.facts}


def said(body: str, field: str):
    """Value of a field, and whether there is a problem; None without a fact."""
    fact = facts_of(body).get(field)
    return None if fact is None else (fact.value, bool(fact.problem))


@pytest.mark.parametrize(
    ("title", "number", "words", "problems"),
    [
        ("VEP 10: DRA devices", 10, "DRA devices", set()),
        ("VEP #144: Title", 144, "Title", set()),
        ("VEP#118:  Use two blanks", 118, "Use two blanks", set()),
        ("VEP-258: Support ppc64le", 258, "Support ppc64le", set()),
        ("VEP 0176: Title", 176, "Title", set()),
        ("VEP 416 Auto provision", 416, "Auto provision", set()),
        ("VEP76: Title", 76, "Title", set()),
        ("[Retroactive-VEP] VEP 277: Title", 277, "Title", set()),
        ("VEP : Add a thing", None, "Add a thing", {"title_number"}),
        ("VEP: Block-mode storage", None, "Block-mode storage", {"title_number"}),
        ("TEE: Enable ARM", None, "TEE: Enable ARM", {"title_number"}),
        ("VEP 25.1: Part", None, "Part", {"title_number"}),
        ("VEP NNNN: Individual devices", None, "Individual devices", {"title_number"}),
        ("VEP #140: Your short, descriptive title", 140, None, {"title"}),
        (
            "VEP NNNN: Your short, descriptive title",
            None,
            None,
            {"title", "title_number"},
        ),
    ],
)
def test_title(title, number, words, problems):
    facts = facts_of("", title)
    assert facts["title"].value == words
    assert facts["title_number"].value == number
    assert {field for field, fact in facts.items() if fact.problem} == problems
    assert {fact.line for fact in facts.values()} == {0}


@pytest.mark.parametrize(
    ("title", "number"), [("VEP 161: A", 165), ("VEP 21: A", 24), ("VEP-258: A", 265)]
)
def test_number_of_another_in_the_title_is_a_problem_that_names_both(title, number):
    fact = facts_of("", title, number)["title_number"]
    assert fact.value != number
    assert str(fact.value) in fact.problem
    assert f"#{number}" in fact.problem
    assert f'"VEP {number}: short title"' in fact.problem


CONTACT = "**Primary contact (assignee)**:"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{CONTACT}\n\n/assign @alice", (["alice"], False)),
        (f"{CONTACT}\n/assign alice", (["alice"], False)),
        (f"{CONTACT}\n\n@alice", (["alice"], False)),
        (f"{CONTACT} @alice.", (["alice"], False)),
        (f"{CONTACT} @alice \n\n/assign @Alice ", (["alice"], False)),
        (f"{CONTACT}\n/assign @alice @bob\n", (["alice", "bob"], False)),
        (f"{CONTACT} @alice, bob", (["alice", "bob"], False)),
        (f"{CONTACT}\n\n/assign $ASSIGNEE\n", None),
        (f"{CONTACT}\n\n", None),
        (f"{CONTACT} TBD", (None, False)),
        (f"{CONTACT} somebody of the team", (None, True)),
    ],
)
def test_contact(body, expected):
    assert said(body, "owners") == expected


STAGE = "**Current Feature Stage**:"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\nNew", (None, False)),
        ("\n`New`", (None, False)),
        ("New ", (None, False)),
        ("\nNew.\n", (None, False)),
        ("\nAlpha", ("alpha", False)),
        (" alpha", ("alpha", False)),
        ("\n\nBeta", ("beta", False)),
        ("GA", ("ga", False)),
        ("GA.", ("ga", False)),
        ("stable", ("ga", False)),
        ("Deprecated", ("deprecated", False)),
        ("n/a", (None, False)),
        ("", None),
        ("\nNew (provisional)", (None, False)),
        ("\nAlpha in 1.7.0\n\nAlpha in 1.8.0", ("alpha", False)),
        ("\nAlpha in 1.7.0\n\nBeta in 1.8.0", (None, True)),
        ("Alpha - https://github.com/kubevirt/kubevirt/pull/1", ("alpha", False)),
        (" `", None),
        ("\nIt has become stable over the releases", (None, True)),
        ("\nIt has become stable.\nThe plan:\n- GA\n- Removal", (None, True)),
        ("<!-- one of New, Alpha -->", None),
        ("~Alpha~ Beta", ("beta", False)),
    ],
)
def test_stage(text, expected):
    assert said(STAGE + text, "stage") == expected


GATE = "**Feature Gate**:"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" HostDevices", (["HostDevices"], False)),
        ("\n\n`HostDevices`", (["HostDevices"], False)),
        (
            "\n[`HostDevices`](https://github.com/a/b/blob/c/d.go#L28)",
            (["HostDevices"], False),
        ),
        ("HostDevices feature gate", (["HostDevices"], False)),
        ("`One`, `Two` and Three", (["One", "Two", "Three"], False)),
        ("\n* One\n* Two", (["One", "Two"], False)),
        ("N/A", (None, False)),
        ("n/a, see additional context", (None, False)),
        ("-", None),
        ("None", (None, False)),
        ("TBD", (None, False)),
        ("", None),
        (
            " No FG yet since the subproject is external\n\n**Feature Gate**: Template",
            (["Template"], False),
        ),
        ("\nIt will be guarded by a gate to be named", (None, True)),
    ],
)
def test_feature_gate(text, expected):
    assert said(GATE + text, "feature_gates") == expected


def test_key_with_its_colon_inside_the_bold_words():
    assert said("**Feature Gate:** HostDevices", "feature_gates") == (
        ["HostDevices"],
        False,
    )


SIGS = "**Responsible SIGs**:"
PRIMARY = "Primary SIG:\n/sig compute\n"
FURTHER = "Additional SIGs (optional):\n"


@pytest.mark.parametrize(
    ("body", "sig", "others"),
    [
        (f"{SIGS}\n\nPrimary SIG:\n/sig compute", ("compute", False), None),
        (f"{SIGS}\n\nPrimary SIG:\n/sig sig-compute", ("compute", False), None),
        (f"{SIGS} SIG Network.", ("network", False), None),
        (
            f"{SIGS} node, storage\n\n/sig node\n/sig storage",
            ("node", False),
            (["storage"], False),
        ),
        (f"{SIGS}\nsig-storage", ("storage", False), None),
        (f"{SIGS}\n/sig api", ("api", False), None),
        (
            f"{SIGS}\nPrimary SIG:\n/sig $SIG\nAdditional SIGs (optional):\n/sig $SIG",
            None,
            None,
        ),
        (f"{SIGS} N/A (meta-VEP \u2014 affects all SIGs)", (None, False), None),
        (
            f"{SIGS}\n{PRIMARY}{FURTHER}/sig network\n/sig storage",
            ("compute", False),
            (["network", "storage"], False),
        ),
        (
            f"{SIGS}\nPrimary SIG: compute\nAdditional SIGs (optional): N/A",
            ("compute", False),
            (None, False),
        ),
        (
            f"{SIGS}\nWill be replaced once the labels are there.\n\n{PRIMARY}",
            ("compute", False),
            None,
        ),
        (f"{SIGS}\nWill be named once the labels are there.", (None, True), None),
        (f"{SIGS}\n/sig compute network", ("compute", False), (["network"], False)),
        ("/sig compute", ("compute", False), None),
        (f"{SIGS} <!-- /sig compute -->", None, None),
    ],
)
def test_sigs(body, sig, others):
    assert said(body, "sig") == sig
    assert said(body, "participating_sigs") == others


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        ("* Alpha release target (x.y): 1.9", "target.alpha", ("v1.9", False)),
        ("* Beta release target (x.y): v1.9", "target.beta", ("v1.9", False)),
        ("* Stable release target (x.y): v1.9.0", "target.ga", ("v1.9", False)),
        ("* Alpha release target (x.y): 1.7.0, 1.8.0", "target.alpha", (None, True)),
        ("* Alpha release target (x.y): kubevirt 1.8", "target.alpha", ("v1.8", False)),
        ("* Alpha release target (x.y): TBD", "target.alpha", (None, False)),
        ("* Alpha release target (x.y): -", "target.alpha", None),
        ("* Alpha release target (x.y): N/A", "target.alpha", (None, False)),
        (
            "* Alpha release target (x.y): n/a, enters at beta alongside VEP #143",
            "target.alpha",
            (None, False),
        ),
        ("* Alpha release target (x.y):", "target.alpha", None),
        ("* Alpha release target (x.y)", "target.alpha", None),
        ("* Alpha release target (1.7):", "target.alpha", ("v1.7", False)),
        ("* Alpha release target (v1.8):", "target.alpha", ("v1.8", False)),
        ("* Alpha release target (v1.8.0):", "target.alpha", ("v1.8", False)),
        ("* Alpha release target (1.10?):", "target.alpha", (None, True)),
        ("* Alpha release target (?):", "target.alpha", (None, False)),
        ("* Alpha release target 1.8:", "target.alpha", ("v1.8", False)),
        ("* Alpha release target (x.y): ~1.8~ 1.9", "target.alpha", ("v1.9", False)),
        ("* ~Alpha release target (x.y): 1.8~", "target.alpha", None),
        ("* FG release target (1.8):", "target", (None, True)),
        ("* Stable [no FG] release target (1.10):", "target.ga", ("v1.10", False)),
        ("v1.7", "target.unstaged", ("v1.7", False)),
        (
            "This brings no FG but is targeted at the v1.8.0 cycle.",
            "target",
            (None, True),
        ),
        ("It is a subproject of its own.", "target", None),
        ("* [] Alpha (v1.6.0?)", "target.alpha", (None, True)),
        ("* [] Alpha (v1.5.0?)", "target.alpha", None),
        ("* [] Alpha (v1.6.0/TBD)", "target.alpha", (None, True)),
        ("* [] Beta (TBD)", "target.beta", (None, False)),
        ("* [x] Alpha (v0.36.0)", "target.alpha", ("v0.36", False)),
        (" * [ ] Alpha v1.9", "target.alpha", ("v1.9", False)),
        ("* [ ] Alpha", "target.alpha", None),
    ],
)
def test_targets(line, field, expected):
    assert said(f"**Timeline**:\n\n{line}\n", field) == expected
    assert expected is None or facts_of(f"**Timeline**:\n\n{line}")[field].line == 3


def test_release_behind_the_key_of_the_timeline():
    assert said("**Timeline**: v1.7", "target.unstaged") == ("v1.7", False)


def test_line_and_checkbox_that_differ_are_a_problem_that_names_both_lines():
    body = "**Timeline**:\n* Alpha release target (x.y): 1.8\n\n* [ ] Alpha v1.9\n"
    assert facts_of(body)["target.alpha"] == Fact(
        "target.alpha",
        None,
        "1.8\nv1.9",
        2,
        source="issue",
        problem="Lines 2 and 4 differ on alpha; keep one of them.",
    )
