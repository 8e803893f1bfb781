"""What our own readers make of the prepared texts is what was typed."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enhancements import profiles
from enhancements.commands import grammar
from enhancements.documents import issue, kep, readiness, vep
from enhancements.documents.markdown import read_page
from enhancements.policy.letters.escaping import one_line
from enhancements.policy.propose import draft as drafts
from enhancements.policy.propose import prepare
from enhancements.policy.propose.draft import Draft
from enhancements.policy.propose.prepare import LONGEST_ADDRESS, Made, Place
from enhancements.profiles.propose import GRADUATES, META
from enhancements.profiles.propose_loader import propose_of
from enhancements.profiles.schema import Profile

TODAY = dt.date(2026, 9, 1)
BASE = "https://github.com/kubevirt/enhancements"
NAMES = ("kubevirt", "kubernetes", "sample", "sample-kep")

# What somebody would write who wants a text to say more than it shows.
EVIL = st.sampled_from(
    [
        "\n/close\n",
        "\r/lgtm",
        "\u2028/approve",
        "/assign @root",
        "# Heading",
        "\n---\n",
        "---",
        '"\nstatus: implemented\nx: "',
        "'",
        '"',
        "\\",
        "<!--",
        "-->",
        "<b>",
        "```",
        "~~~",
        "~~",
        "*",
        "_",
        "`",
        "[a](b)",
        "#",
        "#5",
        "@all",
        "|",
        "&amp;",
        "&lt;",
        "{{title}}",
        "{{#owners}}",
        "VEP 7: ",
        "KEP-7: ",
        "NNNN",
        "- [x] ",
        "**Feature Gate**: Evil",
        "* Beta release target (x.y): 1.2",
        "- This VEP targets beta for version: v1.2",
        "\x00",
        "\u202e",
        "\u200b",
        ": ",
        ". ",
        "=====",
        "1. ",
        "> ",
        "TBD",
        "\ud800",
    ]
)
WORDS = st.lists(st.one_of(EVIL, st.text(max_size=12)), min_size=1, max_size=7).map(
    "".join
)
HANDLES = st.lists(
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,20}", fullmatch=True),
    min_size=1,
    max_size=4,
    unique_by=str.casefold,
)
SIGS = st.sampled_from(["compute", "network", "storage", "node", "api-machinery"])


@st.composite
def typed(draw: st.DrawFn, name: str) -> Draft:
    profile = profiles.load(name)
    rules = propose_of(profile)
    course = draw(st.sampled_from(rules.courses))
    stages = [one.key for one in drafts.stages_of(profile, course)]
    given_ = {
        "title": [draw(WORDS)],
        "summary": [draw(WORDS)],
        "course": [course.key],
        "sig": [draw(SIGS if course.needs_sig else st.one_of(st.just(""), SIGS))],
        "also": draw(st.lists(SIGS, max_size=3, unique=True)),
        "owners": [" ".join(draw(HANDLES))],
        "reviewers": [" ".join(draw(st.one_of(st.just([]), HANDLES)))],
        "approvers": [" ".join(draw(st.one_of(st.just([]), HANDLES)))],
        "readiness": [" ".join(draw(st.one_of(st.just([]), HANDLES)))],
        "stage": [draw(st.sampled_from(["", *stages]))],
        "release": [draw(st.sampled_from(["", "v1.10", "1.9"]))],
        "gate": [draw(st.sampled_from(["", "BiggerDisks", "X2"]))],
        "slug": ["bigger-disks"],
    }
    return drafts.read(given_, profile, rules)


def made(draft: Draft, name: str, base: str = BASE) -> Made:
    profile = profiles.load(name)
    rules = propose_of(profile)
    place = Place(base, rules.branch)
    return prepare.documents(draft, profile, rules, place, number=123, today=TODAY)


def is_ready(draft: Draft, name: str) -> bool:
    profile = profiles.load(name)
    found = drafts.findings(draft, profile, propose_of(profile), sigs=())
    return not [one for one in found if one.stops]


def targets_of(draft: Draft) -> dict[str, str]:
    if draft.stage and draft.release:
        return {f"target.{draft.stage}": draft.release}
    return {}


def said(facts: object) -> dict[str, object]:
    return {one.field: one.value for one in facts if one.value is not None}  # type: ignore[attr-defined]  # facts of any reader


def check_issue(draft: Draft, name: str, prepared: Made) -> None:
    profile = profiles.load(name)
    for title in (prepared.issue.name, prepared.renamed or prepared.issue.name):
        reading = issue.read(
            prepared.issue.text,
            title=title,
            profile=profile,
            repository="kubevirt/enhancements",
        )
        found = said(reading.facts)
        assert found["title"] == draft.title
        assert found.get("sig", "") == draft.sig
        assert found.get("participating_sigs", []) == list(draft.participating)
        assert [*found["owners"]] == list(draft.owners)  # type: ignore[misc]  # a list
        targets = {k: v for k, v in found.items() if k.startswith("target.")}
        assert targets == targets_of(draft)
        # The issues of Kubernetes name no gate, whatever a summary says of one.
        gate = gate_of(draft, name) if name in ("kubevirt", "sample") else ""
        assert found.get("feature_gates", [""]) == [gate]
        wrong = {one.field for one in reading.facts if one.problem}
        assert wrong <= {"title_number"}


def gate_of(draft: Draft, name: str) -> str:
    """What is said of a feature gate, which only what graduates has."""
    has_one = propose_of(profiles.load(name)).course(draft.course).has_gate
    return draft.gate if has_one else ""


def check_commands(draft: Draft, name: str, prepared: Made) -> None:
    profile = profiles.load(name)
    heard = grammar.parse(prepared.issue.text, profile.command_rules)
    lines = [one for one in prepared.issue.text.splitlines() if one.startswith("/")]
    assert [one.raw for one in heard] == lines
    mine = {f"/sig {one}" for one in (draft.sig, *draft.participating)}
    mine |= {f"/assign @{one}" for one in draft.owners}
    mine |= {"/kind tracker", "/kind enhancement", f"/stage {draft.stage}"}
    assert set(lines) <= mine
    for text in (prepared.issue.text, *(one.text for one in prepared.files)):
        assert "\r" not in text
        assert "\x00" not in text


def headings(text: str) -> list[tuple[int, str]]:
    page = read_page(text)
    assert not page.open_comment_at
    assert not page.open_fence_at
    return [(one.level, one.text) for one in page.headings]


@pytest.mark.parametrize("name", ["kubevirt", "sample"])
@given(data=st.data())
@settings(deadline=None)
def test_what_is_prepared_for_kubevirt_says_what_was_typed(
    name: str, data: st.DataObject
):
    draft = data.draw(typed(name))
    if not is_ready(draft, name):
        return
    prepared = made(draft, name)
    check_issue(draft, name, prepared)
    check_commands(draft, name, prepared)
    profile = profiles.load(name)
    (file,) = prepared.files
    reading = vep.read(file.text.encode(), profile=profile)
    path = said(vep.path_facts(file.name, profile=profile))
    assert path["number"] == 123
    assert path.get("sig", "") == ("" if draft.course == META else draft.sig)
    for source in ("front-matter", "document"):
        facts = [one for one in reading.facts if one.source == source]
        found = said(facts)
        assert found["title"] == draft.title
        assert found["number"] == 123
        targets = {k: v for k, v in found.items() if k.startswith("target.")}
        # The front matter of VEP 282 knows the stages of the ladder alone.
        is_told = source == "document" or draft.course == GRADUATES
        assert targets == (targets_of(draft) if is_told else {})
        assert not [one for one in facts if one.problem]
    front = said(one for one in reading.facts if one.source == "front-matter")
    assert front.get("sig", "") == draft.sig
    assert front.get("participating_sigs", []) == list(draft.participating)
    assert front["authors"] == list(draft.owners)
    assert front.get("reviewers", []) == list(draft.reviewers)
    assert front.get("approvers", []) == list(draft.approvers)
    assert front.get("status") == "provisional"
    told_stage = draft.stage if draft.course == GRADUATES else ""
    assert front.get("stage", "") == told_stage
    assert front.get("feature_gates", [""]) == [gate_of(draft, name)]
    assert said(reading.facts)["tracking_issue"] == 123
    assert not [one for one in front if one.startswith("other.")]
    usual = made(plain(draft, profile), name).files[0].text
    assert headings(body_of(file.text))[1:] == headings(body_of(usual))[1:]


PLAIN = {
    "title": ["Bigger disks"],
    "summary": ["Plain."],
    "sig": ["compute"],
    "slug": ["a"],
}


def plain(draft: Draft, profile: Profile) -> Draft:
    """A draft of the same course whose texts are tame."""
    given_ = {**PLAIN, "course": [draft.course]}
    return drafts.read(given_, profile, propose_of(profile))


def body_of(text: str) -> str:
    return text.split("\n---\n", 1)[1]


@pytest.mark.parametrize("name", ["kubernetes", "sample-kep"])
@given(data=st.data())
@settings(deadline=None)
def test_what_is_prepared_for_kubernetes_says_what_was_typed(
    name: str, data: st.DataObject
):
    draft = data.draw(typed(name))
    if not is_ready(draft, name):
        return
    prepared = made(draft, name)
    check_issue(draft, name, prepared)
    check_commands(draft, name, prepared)
    profile = profiles.load(name)
    metadata, readme, *approvals = prepared.files
    reading = kep.read(metadata.text.encode(), profile=profile)
    assert not reading.unreadable
    assert not [one for one in reading.facts if one.problem]
    found = said(reading.facts)
    assert found["title"] == draft.title
    assert found["number"] == 123
    assert found["sig"] == draft.sig
    assert found["authors"] == list(draft.owners)
    assert found["participating_sigs"] == list(draft.participating)
    assert found.get("reviewers", []) == list(draft.reviewers)
    assert found.get("approvers", []) == list(draft.approvers)
    assert found["status"] == "provisional"
    assert found.get("release", "") == draft.release
    assert {k: v for k, v in found.items() if k.startswith("target.")} == targets_of(
        draft
    )
    # api/proposal.go takes every line that holds a rule of dashes for a frame.
    assert "---" not in metadata.text
    usual = made(plain(draft, profile), name).files[1].text
    assert headings(readme.text)[0] == (1, f"KEP-123: {draft.title}")
    assert headings(readme.text)[1:] == headings(usual)[1:]
    assert found["feature_gates"] == (
        [gate_of(draft, name)] if gate_of(draft, name) else []
    )
    assert len(approvals) == (draft.course != META)
    for approval in approvals:
        approved = said(readiness.read(approval.text.encode(), profile=profile).facts)
        who = {
            f"readiness.{draft.stage}": one for one in draft.readiness if draft.stage
        }
        assert approved == {"number": 123, **who}


@pytest.mark.parametrize("name", NAMES)
def test_what_ships_once_has_a_single_stage_and_no_gate(name: str):
    profile = profiles.load(name)
    given_ = {
        **{key: list(value) for key, value in PLAIN.items()},
        "course": ["once"],
        "stage": ["alpha"],
        "release": ["v1.10"],
        "gate": ["BiggerDisks"],
        "owners": ["ann"],
    }
    draft = drafts.read(given_, profile, propose_of(profile))
    assert is_ready(draft, name)
    prepared = made(draft, name)
    texts = [prepared.issue.text, *(one.text for one in prepared.files)]
    assert not [one for one in texts if "BiggerDisks" in one]
    reading = issue.read(
        prepared.issue.text,
        title=prepared.issue.name,
        profile=profile,
        repository="kubevirt/enhancements",
    )
    stage = {"kep": "stable"}.get(profile.documents.format, "ship-once")
    targets = {k: v for k, v in said(reading.facts).items() if k.startswith("target.")}
    assert targets == {f"target.{stage}": "v1.10"}
    # The gate that was typed is kept, for who chooses again.
    assert drafts.parameters(draft)["gate"] == "BiggerDisks"


def test_meta_document_lies_in_the_folder_of_none():
    profile = profiles.load("kubevirt")
    given_ = {**PLAIN, "course": ["meta"], "sig": [""], "owners": ["ann"]}
    draft = drafts.read(given_, profile, propose_of(profile))
    assert is_ready(draft, "kubevirt")
    (file,) = made(draft, "kubevirt").files
    assert file.name == "veps/meta-VEPs/123-a/vep.md"
    assert "- This VEP targets alpha for version: N/A" in file.text
    assert "owning-sig" not in file.text
    assert "API Examples" not in file.text
    usual = drafts.read(
        {**given_, "course": ["graduates"]}, profile, propose_of(profile)
    )
    assert not is_ready(usual, "kubevirt")


def test_rule_of_kubernetes_needs_no_readiness_file():
    profile = profiles.load("kubernetes")
    given_ = {
        **PLAIN,
        "course": ["meta"],
        "owners": ["ann"],
        "release": ["v1.40"],
        "stage": ["alpha"],
    }
    draft = drafts.read(given_, profile, propose_of(profile))
    assert (draft.stage, draft.release) == ("", "")
    metadata, readme = made(draft, "kubernetes").files
    assert metadata.name.startswith("keps/sig-compute/123-a/")
    assert "Production Readiness" not in readme.text
    assert "latest-milestone:" not in metadata.text


@given(WORDS, st.sampled_from(NAMES))
def test_title_that_is_shown_again_stays_as_it_is(text: str, name: str):
    profile = profiles.load(name)
    title = drafts.title_of(text, profile)
    assert drafts.title_of(title, profile) == title == one_line(title)
    assert drafts.slug_of(drafts.slug_of(text)) == drafts.slug_of(text)


@given(st.data())
@settings(deadline=None)
def test_addresses_hold_the_texts_or_say_that_they_do_not(data: st.DataObject):
    draft = data.draw(typed("kubernetes"))
    prepared = made(draft, "kubernetes")
    for one in (prepared.issue, *prepared.files):
        assert len(one.address) <= LONGEST_ADDRESS
        assert one.address.isascii()
        parts = urlsplit(one.address)
        assert (parts.scheme, parts.netloc) == ("https", "github.com")
        asked = parse_qs(parts.query)
        said_ = asked.get("body") or asked.get("value")
        assert said_ is None if one.is_short else said_ == [one.text]
