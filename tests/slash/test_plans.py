from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.commands.grammar import parse
from enhancements.commands.plans import Actor, Plan, Subject, decide
from enhancements.commands.replies import answer
from enhancements.profiles import load

RULES = {
    name: load(name).command_rules for name in ("kubevirt", "kubernetes", "sample")
}
KNOWN = (
    "sig/compute",
    "sig/network",
    "kind/bug",
    "stage/alpha",
    "stage/beta",
    "stage/stable",
    "tracked/yes",
    "lead-opted-in",
    "triage/accepted",
    "lifecycle/frozen",
    "lifecycle/stale",
    "do-not-merge/hold",
    "lgtm",
    "approved",
)


def plan(text, name="kubernetes", roles=(), **subject) -> Plan:
    """What somebody called alice with these roles would bring about."""
    given_subject = {"labels_known": KNOWN, "milestones": ("v1.36", "v1.37"), **subject}
    rules = RULES[name]
    return decide(
        parse(text, rules),
        subject=Subject(**given_subject),
        actor=Actor("alice", frozenset(roles)),
        rules=rules,
    )


def refused(text, **more):
    """Reason and sentence of the only refusal, when nothing else happens."""
    found = plan(text, **more)
    assert not found.changes
    (one,) = found.refusals
    return one.reason, one.sentence


@pytest.mark.parametrize(
    ("text", "labels", "add", "remove"),
    [
        ("/sig compute network", (), ("sig/compute", "sig/network"), ()),
        ("/sig compute", ("sig/compute",), (), ()),
        ("/sig Compute", ("Sig/Compute",), (), ()),
        ("/remove-sig compute", ("sig/compute",), (), ("sig/compute",)),
        ("/sig compute\n/remove-sig compute", (), (), ()),
        ("/remove-sig compute\n/sig compute", ("sig/compute",), (), ()),
        ("/stage beta", ("stage/alpha",), ("stage/beta",), ("stage/alpha",)),
        ("/stage alpha\n/stage beta", (), ("stage/beta",), ()),
        (
            "/lifecycle frozen",
            ("lifecycle/stale",),
            ("lifecycle/frozen",),
            ("lifecycle/stale",),
        ),
        ("/sig sig/compute", (), ("sig/compute",), ()),
    ],
)
def test_labels(text, labels, add, remove):
    found = plan(text, labels=labels)
    assert (found.add, found.remove, found.refusals) == (add, remove, ())


def test_stage_by_its_other_name():
    assert plan("/stage GA", "sample").add == ("stage/stable",)


@pytest.mark.parametrize(
    ("text", "reason", "sentence"),
    [
        (
            "/sig compte",
            "unknown-label",
            (
                "There is no label `sig/compte` in this repository. Did you mean "
                "`/sig compute`? `/sig` takes `compute` and `network`."
            ),
        ),
        (
            "/remove-sig node",
            "not-set",
            "`sig/node` is not set, so there is nothing to take off.",
        ),
        (
            "/wg x",
            "unknown-label",
            (
                "There is no label `wg/x` in this repository. It has none that begins "
                "with `wg/`."
            ),
        ),
        (
            "/stage gamma",
            "unknown-value",
            (
                "`gamma` is no stage here; write `/stage alpha`, `/stage beta` or "
                "`/stage stable`."
            ),
        ),
        (
            "/stage deprecated",
            "not-heard",
            (
                "`/stage deprecated` is no command here. No such label exists: say it "
                "in kep.yaml."
            ),
        ),
        (
            "/label a b",
            "unknown-value",
            "`/label` takes one label; write each on a line of its own.",
        ),
        ("/label sig/node", "unknown-label", "`sig/node` is set by `/sig node`."),
        (
            "/label tracked/yes",
            "not-allowed",
            (
                "`tracked/yes` is for the teams `release-team-enhancements` or "
                "`release-team-leads`; ask one of them."
            ),
        ),
        (
            "/triage accepted",
            "not-allowed",
            "`triage/accepted` is for members of the organisation; ask one of them.",
        ),
        (
            "/milestone v1.37",
            "not-allowed",
            "`/milestone` is for the team `milestone-maintainers`; ask one of them.",
        ),
        ("/hold", "not-here", "`/hold` works on pull requests only."),
        (
            "/close",
            "not-allowed",
            (
                "`/close` is for the author or collaborators of the repository; ask "
                "one of them."
            ),
        ),
        ("/unassign @bob", "not-set", "`bob` is not assigned."),
    ],
)
def test_refusal_says_what_would_work(text, reason, sentence):
    assert refused(text) == (reason, sentence)


def test_value_with_a_comma_is_told_how_to_write_it():
    found = plan("/sig compute, network")
    assert found.add == ("sig/network",)
    (one,) = found.refusals
    assert (
        "Did you mean `/sig compute`? Write several names with blanks" in one.sentence
    )


@pytest.mark.parametrize(
    ("roles", "add"),
    [
        (["team sig-node-leads"], ("lead-opted-in",)),
        (["team release-team-leads"], ("lead-opted-in",)),
        (["team sig-node"], ()),
        (["members", "collaborators", "author"], ()),
    ],
)
def test_team_may_be_a_family_of_teams(roles, add):
    assert plan("/label lead-opted-in", roles=roles).add == add


def test_what_is_reserved_is_taken_off_by_those_alone_too():
    labels = ["tracked/yes"]
    assert refused("/remove-label tracked/yes", labels=labels)[0] == "not-allowed"
    team = ["team release-team-leads"]
    found = plan("/remove-label tracked/yes", labels=labels, roles=team)
    assert found.remove == ("tracked/yes",)


MAINTAINER = ("team milestone-maintainers",)


@pytest.mark.parametrize(
    ("text", "milestone"),
    [
        ("/milestone V1.37", "v1.37"),
        ("/milestone clear", ""),
        ("/milestone v1.36", None),
    ],
)
def test_milestone(text, milestone):
    found = plan(text, roles=MAINTAINER, milestone="v1.36")
    assert (found.milestone, found.refusals) == (milestone, ())


def test_unknown_milestone_lists_those_that_are_open():
    assert refused("/milestone 1.37", roles=MAINTAINER) == (
        "unknown-milestone",
        (
            "There is no open milestone `1.37`. Did you mean `/milestone v1.37`? Open "
            "are `v1.36` and `v1.37`; `/milestone clear` takes it off."
        ),
    )


def test_assign_oneself_and_others_whom_github_lets_be():
    found = plan(
        "/assign\n/assign @Bob @zed\n/unassign @carol",
        assignable=["ALICE", "bob"],
        assignees=["carol"],
    )
    assert (found.assign, found.unassign) == (("ALICE", "bob"), ("carol",))
    assert [one.reason for one in found.refusals] == ["not-assignable"]


def test_no_more_assignees_than_github_takes():
    found = plan("/assign " + " ".join(f"p{n}" for n in range(12)))
    assert len(found.assign) == 10
    assert [one.reason for one in found.refusals] == ["too-many", "too-many"]


def test_votes_on_pull_requests():
    mine = {"is_pull": True, "roles": ["author", "collaborators", "approvers"]}
    assert refused("/lgtm", **mine)[0] == "not-allowed"
    assert plan("/approve", **mine).add == ("approved",)
    theirs = {"is_pull": True, "roles": ["collaborators"]}
    assert plan("/lgtm\n/hold", **theirs).add == ("lgtm", "do-not-merge/hold")
    assert plan("/lgtm cancel", labels=["lgtm"], **theirs).remove == ("lgtm",)
    assert refused("/lifecycle frozen", is_pull=True)[0] == "not-here"


def test_state():
    assert plan("/close", roles=["author"]).state == "closed"
    assert plan("/close\n/reopen", roles=["author"]).state is None
    assert plan("/reopen", roles=["author"], is_open=False).state == "open"


def test_answer_is_one_comment_for_all_refusals():
    found = plan("/sig compute\n\n/approved-vep\n/completed\n/completed", "kubevirt")
    assert answer(found, "alice") == (
        "@alice, these did nothing, the rest is done:\n\n"
        "- Line 3, `/approved-vep`: `/approved-vep` is no command here. Type /label "
        "approved-vep, on a line of its own.\n"
        "- Line 4, `/completed`: `/completed` is no command here. Type /close once all "
        "of it is done.\n"
    )


def test_nothing_refused_is_no_answer():
    assert answer(plan("/sig compute"), "alice") == ""


def test_answer_counts_what_it_does_not_tell():
    text = "\n".join(f"/sig unknown{n}" for n in range(13))
    assert answer(plan(text), "alice").endswith("\n- and 3 more.\n")


TYPED = st.lists(
    st.tuples(
        st.sampled_from(["/sig ", "/label ", "/stage ", "/milestone ", "/kind "]),
        st.text(max_size=20),
        st.sampled_from(
            ["", "@team", "`", "<!-- x -->", "<!-<!-- -->-", "](x)", "\u202e"]
        ),
    ).map("".join),
    min_size=1,
    max_size=6,
).map("\n".join)


@given(TYPED, st.text(max_size=12), st.sampled_from(sorted(RULES)))
def test_answer_mentions_nobody_else_and_commands_nothing(text, author, name):
    found = plan(text, name, roles=MAINTAINER)
    reply = answer(found, author)
    assert parse(reply, RULES[name]) == ()
    assert "<!--" not in reply
    outside = re.sub(r"`[^`\n]*`", "", reply.split("\n\n", 1)[-1])
    assert "@" not in outside
    assert reply.count("`") % 2 == 0
    assert not {"\u202e", "\0"} & set(reply)
    assert bool(reply) == bool(found.refusals)
