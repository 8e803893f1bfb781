from __future__ import annotations

import dataclasses
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.commands.grammar import parse
from enhancements.profiles import load
from enhancements.profiles.command_rules import VERBS

KUBEVIRT, KUBERNETES, SAMPLE = (
    load(name).command_rules for name in ("kubevirt", "kubernetes", "sample")
)


def typed(text, rules=KUBERNETES):
    """Verb, with a minus where it takes away, and values of every operation."""
    return [
        (("-" if one.remove else "") + one.verb, *one.values)
        for one in parse(text, rules)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # pkg/plugins/label: several values, in lower case; the word in lower case.
        ("/sig compute", [("sig", "compute")]),
        ("/sig compute Network", [("sig", "compute", "network")]),
        ("/sig compute, network", [("sig", "compute,", "network")]),
        ("/sig  compute \t network ", [("sig", "compute", "network")]),
        ("/sig compute\r\n/kind bug\r\n", [("sig", "compute"), ("kind", "bug")]),
        ("/remove-sig compute", [("-sig", "compute")]),
        ("/priority critical-urgent", [("priority", "critical-urgent")]),
        ("/triage accepted", [("triage", "accepted")]),
        ("/area enhancements", [("area", "enhancements")]),
        ("/wg x", [("wg", "x")]),
        ("/Sig compute", []),
        ("/signal x", []),
        ("/sig", []),
        ("/sig\ncompute", []),
        ("/sig $SIG", []),
        ("/sig $SIG compute", [("sig", "compute")]),
        ("/label lead-opted-in", [("label", "lead-opted-in")]),
        ("/label A b", [("label", "a", "b")]),
        ("/remove-label tracked/yes", [("-label", "tracked/yes")]),
        ("/Label x", []),
        # pkg/plugins/stage: any case; what it does not know is kept for an answer.
        ("/stage alpha", [("stage", "alpha")]),
        ("/STAGE Beta", [("stage", "beta")]),
        ("/remove-stage stable", [("-stage", "stable")]),
        ("/stage gamma", [("stage", "gamma")]),
        ("/stage", []),
        # pkg/plugins/milestone: the first alone, in lower case.
        ("/milestone v1.37", [("milestone", "v1.37")]),
        ("/milestone v1.37\n/milestone v1.38", [("milestone", "v1.37")]),
        ("/milestone clear", [("-milestone",)]),
        ("/milestone Next Release ", [("milestone", "Next Release")]),
        ("/Milestone v1.37", []),
        ("/milestone", []),
        # pkg/plugins/assign: nothing but names, else nothing.
        ("/assign", [("assign",)]),
        ("/assign @alice bob-1", [("assign", "alice", "bob-1")]),
        ("/ASSIGN alice", [("assign", "alice")]),
        ("/unassign @alice", [("-assign", "alice")]),
        ("/assign $ASSIGNEE", []),
        ("/assign @alice!", []),
        ("/assigned alice", []),
        # pkg/plugins/hold, lgtm, approve, lifecycle.
        ("/hold", [("hold",)]),
        ("/Hold until the freeze", [("hold",)]),
        ("/hold cancel", [("-hold",)]),
        ("/unhold", [("-hold",)]),
        ("/remove-hold", [("-hold",)]),
        ("/lgtm", [("lgtm",)]),
        ("/LGTM no-issue", [("lgtm",)]),
        ("/lgtm thanks", []),
        ("/lgtm cancel", [("-lgtm",)]),
        ("/remove-lgtm", [("-lgtm",)]),
        ("/approve", [("approve",)]),
        ("/approve no-issue", [("approve",)]),
        ("/approve cancel", [("-approve",)]),
        ("/lifecycle frozen", [("lifecycle", "frozen")]),
        ("/remove-lifecycle stale", [("-lifecycle", "stale")]),
        ("/close", [("close",)]),
        ("/close not-planned", [("close",)]),
        ("/close the door", []),
        ("/reopen", [("reopen",)]),
        ("/unclose", []),
        ("/remove-assign x", []),
        # Where it stands.
        (" /sig compute", []),
        ("> /sig compute", []),
        ("**SIG label**: /sig compute", []),
        ("**/sig network**:", []),
        ("sig/compute", []),
        ("//sig compute", []),
        ("```\n/sig compute\n```", [("sig", "compute")]),
        ("<!-- /sig compute -->", []),
        ("<!--\n/sig compute\n-->", []),
        ("<!--\n/sig compute\n-->/sig network", [("sig", "network")]),
        ("text <!--\n-->/sig network", []),
        ("/sig compute <!-- or /sig network -->", [("sig", "compute")]),
        ("<!--\n/sig compute", [("sig", "compute")]),
        ("/test all\n/retest\n/cat", []),
    ],
)
def test_grammar(text, expected):
    assert typed(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/stage alpha", [("stage", "alpha")]),
        ("/milestone v1.9", [("milestone", "v1.9")]),
        ("/approved-vep", [("approved-vep",)]),
        ("/Completed", [("completed",)]),
        ("/tracked yes", [("tracked", "yes")]),
        ("/untracked", []),
    ],
)
def test_what_people_type_and_nobody_hears_is_kept_for_an_answer(text, expected):
    assert typed(text, KUBEVIRT) == expected
    assert all(one.family == "" for one in parse(text, KUBEVIRT))


def test_only_commands_of_the_profile_hold():
    text = "/sig a\n/label b\n/priority c\n/close\n/stage alpha"
    assert typed(text, SAMPLE) == [("sig", "a"), ("stage", "alpha")]
    assert typed(text, dataclasses.replace(SAMPLE, verbs=(), deaf=())) == []


def test_value_that_nobody_hears_of_a_command_that_holds():
    (first, second) = parse("/stage Deprecated\n/stage beta", KUBERNETES)
    assert (first.family, first.values) == ("", ("Deprecated",))
    assert (second.family, second.values) == ("stage", ("beta",))


def test_line_is_that_of_the_text_behind_comments_too():
    text = "Hello\n<!-- a\nb -->\n\n/sig compute\r\n<!-- -->\n/kind <!-- x --> bug\n"
    found = [(one.line, one.raw) for one in parse(text, KUBERNETES)]
    assert found == [(5, "/sig compute"), (7, "/kind  bug")]


def test_profile_may_pass_over_code():
    rules = dataclasses.replace(KUBERNETES, skip_code=True)
    text = "```yaml\n/sig a\n~~~\n/sig b\n```\n/sig c\n~~~\n/sig d"
    assert typed(text, rules) == [("sig", "c")]


def test_command_typed_twice_on_one_line_number_counts_once_and_lists_are_cut():
    assert len(parse("/sig a\n" * 500, KUBERNETES)) == 100
    (one,) = parse("/sig " + "a " * 500, KUBERNETES)
    assert len(one.values) == 100


LINES = st.one_of(
    st.text(max_size=25),
    st.tuples(
        st.sampled_from(["/", "/remove-", "/un", " /", "> /", "<!--\n/", "x /"]),
        st.sampled_from([*VERBS, "approved-vep", "Stage"]),
        st.sampled_from(["", " ", "\t", "\n"]),
        st.text(max_size=12),
    ).map("".join),
    st.sampled_from(["-->", "<!--", "```", "\r"]),
)
TEXTS = st.lists(LINES, max_size=12).map("\n".join)


@given(TEXTS)
def test_no_text_makes_it_raise_and_every_operation_is_on_its_line(text):
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for one in parse(text, KUBERNETES):
        assert 1 <= one.line <= len(lines)
        assert one.raw.startswith("/")
        assert all(value and value.strip() == value for value in one.values)


@given(TEXTS)
def test_quoted_text_commands_nothing(text):
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert parse("\n".join(f"> {line}" for line in lines), KUBERNETES) == ()


@given(TEXTS)
def test_what_was_found_is_found_again_in_its_own_words(text):
    found = parse(text, KUBERNETES)
    again = parse("\n".join(one.raw for one in found), KUBERNETES)
    assert [dataclasses.replace(one, line=0) for one in again] == [
        dataclasses.replace(one, line=0) for one in found
    ]


@given(st.text(alphabet=st.characters(exclude_characters="\n\r-"), min_size=1), TEXTS)
def test_command_in_the_middle_of_a_line_never_counts(before, command):
    first = command.replace("\r", "\n").split("\n")[0].lstrip("/")
    if before.startswith("/") or "<" in before:
        return
    assert parse(f"{before}/{first}", KUBERNETES) == ()


@pytest.mark.parametrize("piece", ["<!--", "<!---->", "/sig a ", "/sig a\n", "/", "\0"])
def test_largest_text_is_read_soon(piece):
    text = (piece * 65_536)[:65_536]
    started = time.process_time()
    parse(text, KUBERNETES)
    assert time.process_time() - started < 1
