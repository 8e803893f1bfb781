from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from enhancements.documents import issue
from enhancements.documents.issue_lines import LARGEST, clean
from enhancements.profiles import load

KUBEVIRT, KUBERNETES = load("kubevirt"), load("kubernetes")
KEPS = "kubernetes/enhancements"

TEMPLATE = """\
<!--
Please refer to https://example.org/feature-lifecycle.md
-->

**Primary contact (assignee)**:
<!--
Use the `/assign` command to assign the assignee.
-->

/assign $ASSIGNEE

**Current Feature Stage**:

<!--
One of New, Alpha, Beta, GA or Deprecated.
-->

**Feature Gate**:

**Responsible SIGs**:

Primary SIG:
/sig $SIG

Additional SIGs (optional):
/sig $SIG

**Enhancement link**:

**Timeline**:

* Alpha release target (x.y):
* Beta release target (x.y):
* Stable release target (x.y):

* [ ] Alpha
  * [ ] VEP PRs:
  * [ ] Code PRs:
  * [ ] Docs PRs:

<!-- Uncomment these as you prepare the enhancement for the next stage
* [ ] Beta
  * [ ] VEP PRs:
-->
> [!IMPORTANT]
> Please keep this description up to date.
"""
OLD_TEMPLATE = """\
**Responsible SIGs**:

**Timeline**:

* [] Alpha (v1.5.0?)
* [] Beta (v1.6.0?)
  * [] Additional Beta criteria
* [] GA (v1.7.0?)
"""
KEP_TEMPLATE = """\
### Enhancement Description

- One-line enhancement description (can be used as a release note):
- Kubernetes Enhancement Proposal: <!-- link to the file -->
- Discussion Link: <!-- link to the thread -->
- Primary contact (assignee):
- Responsible SIGs:
- Enhancement target (which target equals to which milestone):
  - Alpha release target (x.y):
  - Beta release target (x.y)
- PRs by stage and milestone:
  - [ ] Alpha - v1.xx
    - [ ] KEP (`k/enhancements`) update PR(s):
    - [ ] Code (`k/k`) update PR(s):
    - [ ] Docs (`k/website`) update PR(s):

_Please keep this description up to date. This will help the Enhancement Team._
"""
WHICH = "target (which target equals to which milestone):"
MORE = "  - Beta release target (x.y)\n  - Stable release target (x.y): 1.22\n"


def values(body, title="A title", profile=KUBERNETES, repository=KEPS):
    """Field and value of every fact, in the order of their lines."""
    found = issue.read(body, title=title, profile=profile, repository=repository)
    return [(fact.field, fact.value) for fact in found.facts]


@pytest.mark.parametrize("body", [TEMPLATE, OLD_TEMPLATE, "", TEMPLATE * 3])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_untouched_template_says_nothing(body, end):
    found = values(body.replace("\n", end), "VEP 10: A", KUBEVIRT)
    assert found == [("title", "A"), ("title_number", 10)]


def test_untouched_template_of_kubernetes_says_nothing():
    assert values(KEP_TEMPLATE) == [("title", "A title")]


def test_kubernetes_with_stages_and_milestones():
    body = """\
### Enhancement Description
- One-line enhancement description (can be used as a release note): Something new
- Kubernetes Enhancement Proposal: https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/1234-new
- Discussion Link: https://example.org/thread
- Primary contact (assignee): @alice, @bob
- Responsible SIGs: SIG Node
- PRs by stage and milestone:
  - [x] Alpha - v1.33
    - [x] KEP (`k/enhancements`) update PR(s): #5, #6
    - [x] Code (`k/k`) update PR(s):
      - k/k#99
      - https://github.com/kubernetes/kubernetes/pull/100
    - [ ] Docs (`k/website`) update PR(s): kubernetes/website#7
  - [ ] Beta - v1.xx
"""

    def pull(kind, *, checked=True):
        return {"kind": kind, "stage": "alpha", "checked": checked}

    assert values(body) == [
        ("title", "A title"),
        ("document_link", ["keps/sig-node/1234-new"]),
        ("owners", ["alice", "bob"]),
        ("sig", "node"),
        ("target.alpha", "v1.33"),
        ("pull:kubernetes/enhancements#5", pull("document")),
        ("pull:kubernetes/enhancements#6", pull("document")),
        ("pull:kubernetes/kubernetes#99", pull("code")),
        ("pull:kubernetes/kubernetes#100", pull("code")),
        ("pull:kubernetes/website#7", pull("docs", checked=False)),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            f"- Enhancement {WHICH}\n  - Alpha release target (x.y): 1.20\n{MORE}",
            [("target.alpha", "v1.20"), ("target.stable", "v1.22")],
        ),
        (
            f"- Feature {WHICH}\n  - Alpha release target 1.8\n",
            [("target.alpha", "v1.8")],
        ),
        (
            f"- Enhancement {WHICH} Alpha release target (x.y): 1.20\n",
            [("target.alpha", "v1.20")],
        ),
        ("- Responsible SIGs: /sig scheduling\n", [("sig", "scheduling")]),
        (
            "- Responsible SIGs: @kubernetes/sig-storage-feature-requests\n",
            [("sig", "storage")],
        ),
        ("- Approver (likely from SIG/area to which it belongs): @alice\n", []),
        ("- [x] Beta - v1.36\n", [("target.beta", "v1.36")]),
        ("- [ ] Beta \u2013 1.36\n", [("target.beta", "v1.36")]),
    ],
)
def test_older_forms_of_kubernetes(lines, expected):
    assert values(lines) == [("title", "A title"), *expected]


def test_titles_of_kubernetes_need_no_number():
    assert values("", "Pod certificates") == [("title", "Pod certificates")]
    assert values("", "KEP-4222: CBOR") == [("title", "CBOR"), ("title_number", 4222)]


def test_comment_that_is_never_closed_is_a_problem():
    body = "**Feature Gate**: One\n\n<!-- to do\n\n**Current Feature Stage**: Alpha\n"
    found = issue.read(body, title="VEP 1: A", profile=KUBEVIRT, repository=KEPS)
    (fact,) = [fact for fact in found.facts if fact.field == "text"]
    assert fact.problem == (
        "The comment that begins on line 3 is never closed, so nothing after it is "
        "read; close it with -->."
    )
    assert "stage" not in {fact.field for fact in found.facts}


def test_what_cannot_be_stored_is_replaced_and_what_turns_a_text_around_left_out():
    assert clean("a\0b\ud800c\u202ed\r\ne\rf") == "a\ufffdb?cd\ne\nf"
    assert len(clean("a" * LARGEST * 2)) == LARGEST
    found = values("", "VEP 1: \u202egnp.exe\0", KUBEVIRT)
    assert found == [("title", "gnp.exe\ufffd"), ("title_number", 1)]


def test_long_list_of_pull_requests_is_cut_and_said_so():
    body = "* [ ] Code PRs:\n" + "".join(f"  * #{n}\n" for n in range(1, 400))
    found = issue.read(body, title="VEP 1: A", profile=KUBEVIRT, repository=KEPS)
    pulls = [fact for fact in found.facts if fact.field.startswith("pull:")]
    assert len(pulls) == 300
    (fact,) = [fact for fact in found.facts if fact.field == "pulls"]
    assert "Line 302: only the first 300 pull requests are read" in fact.problem


LINES = st.sampled_from([*TEMPLATE.splitlines(), *KEP_TEMPLATE.splitlines()])
WORDS = st.sampled_from(
    ["alpha", "v1.9", "#7", "@a", "/sig x", "TBD", "~", "`", "<!--", "-->", "```", ":"]
)
BODIES = st.lists(
    st.one_of(LINES, WORDS, st.text(max_size=30), st.tuples(LINES, WORDS).map("".join)),
    max_size=30,
).map("\n".join)


@given(BODIES, st.text(max_size=60), st.sampled_from(["kubevirt", "kubernetes"]))
@example("**Feature Gate**:" + " " * 1990 + "/a", "VEP 1", "kubevirt")
def test_no_body_whatever_makes_it_raise(body, title, name):
    reading = issue.read(body, title=title, profile=load(name), repository="o/r")
    lines = clean(body).count("\n") + 1
    fields = [fact.field for fact in reading.facts]
    assert len(fields) == len(set(fields))
    for fact in reading.facts:
        assert 0 <= fact.line <= lines
        assert "\0" not in fact.raw
        fact.raw.encode("utf-8")
        assert fact.source == "issue"
        assert fact.problem or fact.value is not None or fact.raw


@pytest.mark.parametrize(
    "piece",
    [
        "\0",
        "\u202e",
        "\n",
        "<!--",
        "a <!-- \n",
        "> ",
        "* ",
        "[ ]",
        "#1 ",
        "a:",
        "**Timeline**:\n",
        "* Alpha release target (x.y): 1.9\n",
        "- [ ] Alpha\n",
        "/assign @a\n",
        "~a ",
        "Alpha release target (",
        "github.com/a/b/blob/",
        "a-",
        "**Feature Gate**: n" + " " * 1900 + "/a\n",
        "(" * 1900 + "\n",
        "# a\n",
        "😀",
    ],
)
def test_hostile_body_of_the_largest_size_is_read_soon(piece):
    body = (piece * (65_536 // len(piece) + 1))[:65_536]
    started = time.process_time()
    issue.read(body, title=body[:1000], profile=KUBEVIRT, repository="o/r")
    # About 0.05 s alone; the room is for a busy machine, not for a slow expression.
    assert time.process_time() - started < 1
