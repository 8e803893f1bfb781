"""The rules of the drift list, case by case: who is right, and what mends it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.issue_ticks import Tick, ticks
from enhancements.documents.pulls import RULES
from enhancements.languages import speaking
from enhancements.policy import drift_merge, drift_rules
from enhancements.policy.drift import (
    NOBODY,
    Decided,
    Eyes,
    Works,
)
from enhancements.policy.drift_fixes import hears, of_label
from enhancements.policy.merge_gate import SOMEBODY, Answer, Reason
from enhancements.profiles.merge_rules import NAMINGS
from enhancements.queries.words import field_label
from tests.support.drifts import (
    AT,
    GOOD,
    KUBERNETES,
    KUBEVIRT,
    SAMPLE,
    entry,
    found,
    issue,
    kinds,
    said,
    side,
)


def test_nothing_disagrees_where_all_say_the_same():
    assert found(entry(GOOD)) == {}
    assert found(entry(None)) == {}


def test_stage_label_follows_the_plan():
    one = found(entry(dataclasses.replace(GOOD, labels=issue("stage/alpha").labels)))
    stage = one["stage"]
    assert (stage.right, stage.sides[1].words) == (0, "stage/alpha")
    assert kinds(stage) == {
        "write": ("adds stage/beta; takes off stage/alpha",),
        # The others of the family go by themselves.
        "command": ("/stage beta",),
    }
    assert (stage.write.add, stage.write.remove) == (("stage/beta",), ("stage/alpha",))


def test_two_stage_labels_are_one_too_many():
    on = issue("stage/beta", "stage/alpha", "sig/compute", milestone=GOOD.milestone)
    assert kinds(found(entry(on))["stage"])["write"] == ("takes off stage/alpha",)
    tracks = entry(on, stages=("alpha", "beta"))
    assert "stage" not in found(tracks)


def test_project_without_stage_labels_asks_for_none():
    assert found(entry(issue("sig/compute")), KUBEVIRT) == {}


def test_sig_label_of_the_owner_is_missing_and_others_may_stay():
    on = dataclasses.replace(GOOD, labels=issue("stage/beta", "sig/node").labels)
    sig = found(entry(on))["sig"]
    assert kinds(sig) == {"write": ("adds sig/compute",), "command": ("/sig compute",)}
    assert "sig" not in found(entry(issue("sig/node", "sig/compute"), sig="node"))


@pytest.mark.parametrize(
    ("stone", "line"), [("v1.37", "/milestone v1.36"), (None, "/milestone v1.36")]
)
def test_milestone_is_the_release(stone, line):
    on = issue(
        "stage/beta", "sig/compute", milestone=stone and side("milestone", stone)
    )
    one = found(entry(on))["release"]
    assert kinds(one)["command"] == (line,)
    assert one.write.milestone == "v1.36"


def test_milestone_is_not_asked_for_where_nobody_sets_one():
    assert "release" not in found(entry(issue("sig/compute")), KUBEVIRT)
    on = issue("sig/compute", milestone=side("milestone", "v1.37"))
    one = found(entry(on), KUBEVIRT)["release"]
    # No command works there: it can only be written.
    assert list(kinds(one)) == ["write"]


def test_milestone_of_another_release_that_is_planned_too_is_fine():
    on = dataclasses.replace(GOOD, milestone=side("milestone", "v1.37"))
    assert found(entry(on, releases=("v1.36", "v1.37"))) == {}


def test_what_was_removed_leaves_the_milestone_and_is_labelled_so():
    gone = Decided("removed", "ann", AT)
    one = found(entry(GOOD, standing=gone))
    assert kinds(one["release"])["command"] == ("/milestone clear",)
    assert kinds(one["tracked"])["command"] == ("/label tracked/no",)
    assert one["tracked"].sides[0].by == "ann"


@pytest.mark.parametrize(
    ("standing", "label", "lines"),
    [
        ("tracked", "", ("/label tracked/yes",)),
        ("tracked", "tracked/no", ("/label tracked/yes", "/remove-label tracked/no")),
        ("deferred", "tracked/yes", ("/remove-label tracked/yes",)),
        ("tracked", "tracked/yes", None),
        ("tracked", "tracked/out-of-tree", ("/label tracked/yes",)),
    ],
)
def test_tracked_label_follows_the_board(standing, label, lines):
    labels = ("stage/beta", "sig/compute", *([label] if label else []))
    on = issue(*labels, milestone=None if standing == "deferred" else GOOD.milestone)
    one = found(entry(on, standing=Decided(standing, "ann", AT))).get("tracked")
    assert (kinds(one)["command"] if one else None) == lines


def test_labels_are_no_drift_where_nobody_decides_here():
    on = issue("stage/beta", "sig/compute", "tracked/yes", "lead-opted-in")
    on = dataclasses.replace(on, milestone=GOOD.milestone)
    assert found(entry(on), works=Works()) == {}
    one = found(entry(on))
    assert (one["tracked"].right, one["opted_in"].right) == (NOBODY, NOBODY)
    assert "write" not in kinds(one["tracked"])


def test_opt_in_of_the_board_wants_its_label():
    one = found(entry(GOOD, opted_in=Decided("yes", "nils", AT)))["opted_in"]
    assert kinds(one)["command"] == ("/label lead-opted-in",)
    assert one.right == 0


def test_closed_issue_of_what_is_planned_is_for_people():
    closed = dataclasses.replace(GOOD, state="closed")
    one = found(entry(closed))["issue"]
    assert one.right == NOBODY
    assert kinds(one)["command"] == ("/reopen",)
    assert "issue" not in found(entry(closed, is_out=True))
    assert "issue" not in found(entry(closed, is_planned=False))


def test_box_of_a_stage_that_is_not_out_is_unticked():
    ticked = Tick("beta", is_ticked=True, line=12, raw="* [x] Beta")
    on = dataclasses.replace(GOOD, ticks=(ticked,))
    one = found(entry(on))["box.beta"]
    assert kinds(one)["text"] == ("* [ ] Beta",)
    assert one.fixes[0].where == "the tracking issue, line 12 of its text"
    assert found(entry(on, is_out=True)) == {}
    assert found(entry(on, stages=("alpha",), plan=None)) == {}


def test_boxes_are_read_from_both_templates():
    body = "* [x] Alpha\n  * [ ] Code PRs: #1\n* [ ] Beta (v1.9)\n- [X] GA\n"
    told = [(one.stage, one.is_ticked, one.line) for one in ticks(body, KUBEVIRT)]
    assert told == [("alpha", True, 1), ("beta", False, 3), ("ga", True, 4)]
    assert ticks("Text without a box.", KUBEVIRT) == ()


def test_document_stands_before_its_issue():
    claims = [
        said("document", "v1.9", "- alpha: v1.9", 7, "veps/a/vep.md"),
        said("issue", "v1.8", "* Alpha release target (x.y): 1.8", 9),
    ]
    recorded = [{"field": "target.alpha", "track": "", "claims": claims}]
    one = found(entry(None, recorded=recorded), KUBEVIRT)["target.alpha"]
    assert one.right == 0
    assert one.why == "The document counts before the tracking issue."
    [fix] = one.fixes
    assert (fix.lines, fix.where) == (
        ("* Alpha release target (x.y): 1.9",),
        "the tracking issue, line 9 of its text",
    )


def test_what_is_to_be_written_is_english_for_every_reader():
    eyes = Eyes(
        profile=KUBEVIRT,
        works=Works(),
        say=lambda _, value: str(value),
        called=lambda field, track: field_label(KUBEVIRT, field, track),
        link=lambda _: "",
    )
    claims = [
        said("document", "Warm standby", "", 1, "veps/a/vep.md"),
        said("issue", "Standby", ""),
        said("label", "Cold", ""),
    ]
    recorded = [{"field": "title", "track": "", "claims": claims}]
    with speaking("de"):
        (one,) = drift_rules.differences(entry(None, recorded=recorded), eyes)
    assert (one.stem, one.label) == ("Title", "Titel")
    assert one.why == "„Dokument“ zählt vor „Tracking-Issue“ und „Label“."
    assert [(fix.lines, fix.where) for fix in one.fixes] == [
        (("Title: Warm standby",), "das Tracking-Issue")
    ] * 2


def test_sources_of_one_rank_are_settled_by_people():
    claims = [
        said("document:a.md", "v1.9", "alpha: v1.9", 7, "a.md"),
        said("document:b.md", "v1.8", "alpha: v1.8", 7, "b.md"),
    ]
    recorded = [{"field": "target.alpha", "track": "", "claims": claims}]
    one = found(entry(None, recorded=recorded), KUBEVIRT)["target.alpha"]
    assert one.right == NOBODY
    assert list(kinds(one)) == ["decide"]


def test_listed_pull_request_that_names_another_is_taken_out():
    claims = [
        said("pull", 11, "keyword: #11"),
        said("issue", 10, "Code PRs: o/r#7", 20),
    ]
    recorded = [{"field": "pull:o/r#7", "track": "", "claims": claims}]
    one = found(entry(GOOD, recorded=recorded))["pull:o/r#7"]
    assert one.right == 0
    assert kinds(one)["text"] == ("Take o/r#7 out of the list.",)


def test_commands_are_those_that_somebody_hears():
    assert of_label(KUBERNETES, "stage/beta") == "/stage beta"
    assert of_label(KUBERNETES, "tracked/yes", remove=True) == (
        "/remove-label tracked/yes"
    )
    assert of_label(SAMPLE, "sig/compute", remove=True) == "/remove-sig compute"
    assert of_label(SAMPLE, "tracked/yes") == ""
    assert of_label(KUBEVIRT, "stage/beta") == "/label stage/beta"
    assert not hears(KUBEVIRT, "milestone", "v1.9")
    assert not hears(SAMPLE, "milestone", "v1.9")
    assert hears(KUBERNETES, "milestone", "v1.36")


ABOUT = drift_merge.About(
    label="approved-vep",
    name="o/r#7",
    repository="o/r",
    number=7,
    url="u",
    is_on=True,
    since=AT,
    by="",
    event="",
    command="/remove-label approved-vep",
)


def answer(*, approved: bool, reason: Reason = Reason.STANDING) -> Answer:
    return Answer(approved=approved, reason=reason, why="Because.")


def test_label_that_is_not_as_the_gate_says():
    one = drift_merge.difference(answer(approved=False), ABOUT)
    assert one is not None
    assert (one.right, one.write.remove) == (0, ("approved-vep",))
    by = drift_merge.difference(
        answer(approved=False), dataclasses.replace(ABOUT, by="rita")
    )
    assert by is not None
    assert by.right == NOBODY
    assert by.sides[1].words == "approved-vep is on it; @rita set it by hand"
    who = drift_merge.difference(
        answer(approved=False), dataclasses.replace(ABOUT, by=SOMEBODY)
    )
    assert who is not None
    assert "somebody set it by hand" in who.sides[1].words


def test_label_set_by_hand_is_told_in_the_language_of_the_reader():
    about = dataclasses.replace(ABOUT, by=SOMEBODY)
    with speaking("de"):
        one = drift_merge.difference(answer(approved=False), about)
    assert one is not None
    assert (one.stem, one.label) == ("Pull request", "Label von o/r#7")
    assert [side.words for side in one.sides] == [
        "darf nicht mergen: Because.",
        "approved-vep ist daran; jemand hat es von Hand gesetzt",
    ]
    assert one.fixes[0].lines == ("approved-vep entfernen",)


def test_label_is_left_alone_while_nobody_can_tell():
    assert drift_merge.difference(answer(approved=True), ABOUT) is None
    for reason in (Reason.UNREAD, Reason.UNKNOWN):
        told = answer(approved=False, reason=reason)
        assert drift_merge.difference(told, ABOUT) is None


def test_rules_of_profiles_are_those_of_documents():
    assert NAMINGS == RULES


LABELS = ("stage/alpha", "stage/beta", "sig/compute", "sig/node", "tracked/yes")


@given(
    held=st.sets(st.sampled_from(LABELS)),
    stages=st.sets(st.sampled_from(["alpha", "beta", "stable"]), min_size=1),
    stone=st.sampled_from([None, "v1.36", "v1.37", "Later"]),
    value=st.sampled_from(["", "tracked", "deferred", "removed"]),
)
def test_what_is_written_leaves_no_difference(held, stages, stone, value):
    """Whatever disagrees with a rule that says who is right: mending it ends it."""
    standing = Decided(value, "ann", AT) if value else None
    on = issue(*held, milestone=stone and side("milestone", stone))
    more: dict[str, Any] = {"stages": tuple(sorted(stages)), "standing": standing}
    for one in found(entry(on, **more)).values():
        write = one.write
        if write is None or one.right == NOBODY:
            continue
        assert not set(write.add) & set(write.remove)
        after = issue(*(set(on.labels) - set(write.remove) | set(write.add)))
        name = write.milestone if write.kind == "milestone" else stone
        after = dataclasses.replace(
            after, milestone=side("milestone", name) if name else None
        )
        assert one.field not in found(entry(after, **more))
