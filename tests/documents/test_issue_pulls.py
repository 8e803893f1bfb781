"""Every form in which KubeVirt's tracking issues were seen to list pull requests."""

from __future__ import annotations

import pytest

from enhancements.documents import issue
from enhancements.profiles import load

KUBEVIRT = load("kubevirt")
KV, ENH = "kubevirt/kubevirt", "kubevirt/enhancements"
AT_KV = "https://github.com/kubevirt/kubevirt/pull/"
AT_ENH = "https://github.com/kubevirt/enhancements/pull/"
FILES = "https://github.com/kubevirt/enhancements/blob/main/"


def facts_of(body: str):
    """Facts by field of an issue of KubeVirt."""
    reading = issue.read(body, title="VEP 10: A", profile=KUBEVIRT, repository=ENH)
    return {fact.field: fact for fact in reading.facts}


def said(body: str, field: str):
    """Value of a field, and whether there is a problem; None without a fact."""
    fact = facts_of(body).get(field)
    return None if fact is None else (fact.value, bool(fact.problem))


def pulls_of(body: str):
    """(pull request, kind, stage, checked) of a body, in order."""
    return [
        (field.removeprefix("pull:"), *fact.value.values())
        for field, fact in facts_of(body).items()
        if field.startswith("pull:")
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "* [ ] Alpha\n  * [ ] VEP PRs: https://github.com/kubevirt/enhancements/pull/7",
            [(f"{ENH}#7", "document", "alpha", False)],
        ),
        (
            "* [x] Alpha\n  * [x] Code PRs: https://github.com/kubevirt/kubevirt/pull/7/files",
            [(f"{KV}#7", "code", "alpha", True)],
        ),
        (
            "* [X] Beta\n  * [X] Docs PRs: kubevirt/user-guide#7",
            [("kubevirt/user-guide#7", "docs", "beta", True)],
        ),
        (
            "* [X ] Alpha\n  * [X ] VEP PRs: #6",
            [(f"{ENH}#6", "document", "alpha", True)],
        ),
        ("* [] GA\n  * [] VEP PRs: #6", [(f"{ENH}#6", "document", "ga", False)]),
        (
            " * [ ] Alpha v1.9\n   * [ ] Code PRs:\n     * [x] github.com/a/b/pull/1",
            [("a/b#1", "code", "alpha", True)],
        ),
        (
            f"* [ ] Alpha\n  * [ ] Code PRs:\n* {AT_KV}1\n* kubevirt/kubevirt#2\n",
            [(f"{KV}#1", "code", "alpha", False), (f"{KV}#2", "code", "alpha", False)],
        ),
        (
            f"* [ ] Alpha\n  * [ ] Code PRs: {KV}#1, {KV}#2,kubevirt/cdi#3",
            [
                (f"{KV}#1", "code", "alpha", False),
                (f"{KV}#2", "code", "alpha", False),
                ("kubevirt/cdi#3", "code", "alpha", False),
            ],
        ),
        (
            f"* [ ] VEP PRs:\n  * [ ] {AT_ENH}124\n* [ ] Code PRs:",
            [(f"{ENH}#124", "document", "", False)],
        ),
        (
            "* [ ] FG\n  * [x] VEP PRs:  https://github.com/kubevirt/enhancements/pull/107",
            [(f"{ENH}#107", "document", "", True)],
        ),
        (
            "* [x] Alpha: https://github.com/kubevirt/kubevirt/pull/1",
            [(f"{KV}#1", "code", "alpha", True)],
        ),
        (
            "* [x] Alpha\n  * https://github.com/kubevirt/user-guide/pull/1",
            [("kubevirt/user-guide#1", "docs", "alpha", True)],
        ),
        ("* [ ] Alpha\n  * [ ] Bugs: #3\n", []),
        (
            "* [ ] Alpha\n  * [ ] Code PRs: #1\n\nThis goes on from #2.\n",
            [(f"{ENH}#1", "code", "alpha", False)],
        ),
        (
            "* [ ] Code PRs: #1\n\n**Additional context**:\n- VEP PR: #2\n",
            [(f"{ENH}#1", "code", "", False)],
        ),
        (
            "* [ ] Alpha\n  * [ ] Code PRs: #1\n* [x] Beta\n  * [x] Code PRs: #1\n",
            [(f"{ENH}#1", "code", "alpha", True)],
        ),
        ("<!--\n* [ ] Beta\n  * [ ] Code PRs: #1\n-->", []),
    ],
)
def test_pull_requests(body, expected):
    assert pulls_of(f"**Timeline**:\n\n{body}") == expected


def test_list_that_names_no_pull_request_says_what_to_write():
    body = (
        "* [x] Code PRs: See https://github.com/kubevirt/virt-template\n* [ ] Docs PRs:"
    )
    fact = facts_of(f"**Timeline**:\n{body}")["pulls"]
    assert (fact.value, fact.line) == (None, 2)
    assert fact.problem == (
        "Line 2: no pull request is named for Code PRs; write each as owner/name#123 "
        "or its address, or leave it blank."
    )


LINK = "**Enhancement link**:"


@pytest.mark.parametrize(
    ("text", "expected", "pulls"),
    [
        (
            f"\n{FILES}veps/sig-network/decouple-nad.md \n",
            (["veps/sig-network/decouple-nad.md"], False),
            [],
        ),
        (
            " [text](https://github.com/kubevirt/enhancements/tree/main/veps/sig-compute/10-a/#goals)",
            (["veps/sig-compute/10-a"], False),
            [],
        ),
        (
            " https://github.com/kubevirt/enhancements/pull/73",
            (None, False),
            [(f"{ENH}#73", "document", "", False)],
        ),
        (" #6 ", (None, False), [(f"{ENH}#6", "document", "", False)]),
        (
            "\nVEP PR: kubevirt/enhancements#350",
            None,
            [(f"{ENH}#350", "document", "", False)],
        ),
        (
            f"\n- alpha1: {AT_ENH}11\n- alpha2: TBD",
            (None, False),
            [(f"{ENH}#11", "document", "", False)],
        ),
        (
            " https://github.com/kubernetes/community/pull/1",
            (None, False),
            [("kubernetes/community#1", "document", "", False)],
        ),
        ("\nhttps://docs.example/d", (None, False), []),
        ("\nin the community repository", (None, True), []),
        ("\n", None, []),
        (
            "\nhttps://github.com/kubevirt/enhancements/blob/main/veps/../../x",
            (None, False),
            [],
        ),
    ],
)
def test_enhancement_link(text, expected, pulls):
    assert said(LINK + text, "document_link") == expected
    assert pulls_of(LINK + text) == pulls
