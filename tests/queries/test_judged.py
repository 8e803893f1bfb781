"""Freezes judged from documents, rosters and what GitHub has, at any moment."""

from __future__ import annotations

import json
import uuid

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from enhancements.actions import criteria
from enhancements.models import Comment, Decision, Release
from enhancements.queries import judged
from tests.support.mirror_rows import CODE, Mirror, body
from tests.support.tracked import NOW, day, schedule, vep

FOLDER = "veps/sig-compute/10-warm-standby"
MAIN = f"{FOLDER}/vep.md"
LINK = f"https://github.com/demo/enhancements/blob/main/{MAIN}"
GATE = ("feature-gate",)
VEP, CODE_FREEZE = "enhancements-freeze", "code-freeze"
SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership: {chairs: [{github: Ann, name: Ann, company: x}]}
- name: network
  dir: sig-network
  leadership: {chairs: [{github: nils, name: Nils, company: x}]}
- name: storage
  dir: sig-storage
  leadership: {chairs: [{github: stina, name: Stina, company: x}]}
"""


@pytest.fixture
def hub(demo):
    # The freeze of 10 January ends on day 6 at 12:00 UTC, Anywhere on Earth.
    dates = {"freeze": "2025-01-10", "code": "2025-01-20", "out": "2025-02-01"}
    schedules = {"releases/v1.9/schedule.yaml": schedule(**dates)}
    demo.commit(schedules, day(1), kind="schedules")
    demo.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(3))
    demo.track()
    demo.sync()
    made = Mirror(demo.project)
    made.main.synced_at = NOW
    made.main.save()
    return made


def outcomes(demo, freeze, at=None):
    """Word of the verdict, and state and reason of each check."""
    (one,) = judged.of_release(demo.at(at), "v1.9")
    ((_, verdict),) = [pair for pair in one.verdicts if pair[0].key == freeze]
    return verdict.word, {
        outcome.check: (outcome.state, outcome.reason) for outcome in verdict.outcomes
    }


def state(demo, freeze, check, at=None):
    return outcomes(demo, freeze, at)[1][check][0]


def say_yes(hub, item, login, *, at, text="", number=1):
    Comment.objects.create(
        item=item,
        kind="comment" if text else "review",
        github_id=number,
        author=hub.person(login),
        body=text,
        state="" if text else "approved",
        created_at=at,
        updated_at=at,
        raw={},
    )


def test_everything_that_the_vep_freeze_asks(demo, hub, django_assert_num_queries):
    issue = hub.issue(10, text=body(link=LINK, Alpha="1.9"))
    hub.event(issue, "assigned", day(2), "ann")
    merged = hub.pull(12, title="VEP 10: Warm standby", text="Tracking issue: #10")
    merged.merged_at = merged.closed_at = day(3)
    merged.state = "merged"
    hub.event(merged, "merged", day(3))
    say_yes(hub, merged, "ann", at=day(2))
    say_yes(hub, merged, "Nils", at=day(2), text="Fine.\r\n/lgtm\r\n", number=2)
    later = "I would /lgtm this later."
    say_yes(hub, merged, "stina", at=day(2), text=later, number=3)
    hub.derive()

    word, found = outcomes(demo, VEP)
    assert {check: state for check, (state, _) in found.items()} == {
        "issue-open": "passed",
        "issue-links-document": "passed",
        "target-named": "passed",
        "document-merged": "passed",
        "owner": "passed",
        "reviewers": "passed",
        "sig-signoff": "unknown",
        "feature-gate": "failed",
    }
    assert word == "at-risk"
    assert "storage" in found["sig-signoff"][1]
    assert "network" not in found["sig-signoff"][1]

    say_yes(hub, merged, "stina", at=day(4), text="/approve", number=4)
    hub.derive()
    assert state(demo, VEP, "sig-signoff") == "passed"
    assert state(demo, VEP, "sig-signoff", day(3)) == "unknown"
    with django_assert_num_queries(25):
        judged.of_release(demo.at(), "v1.9")


def test_moments_before_count_by_what_held_then(demo, hub):
    issue = hub.issue(10, text=body(Alpha="1.9"))
    hub.edit(issue, body(link=LINK, Alpha="1.9"), day(5))
    hub.event(issue, "closed", day(8))
    hub.derive()

    assert state(demo, VEP, "issue-links-document", day(4)) == "failed"
    assert state(demo, VEP, "issue-links-document", day(5, 23)) == "passed"
    assert state(demo, VEP, "issue-open", day(5)) == "passed"
    # Closed after the freeze: it was open when it counted.
    assert state(demo, VEP, "issue-open", day(9)) == "passed"
    assert outcomes(demo, VEP, day(2))[1]["document-merged"][0] == "failed"


def test_document_that_names_the_release_after_the_freeze_is_late(demo, hub):
    hub.issue(10, text=body(Alpha="1.9"))
    demo.commit({MAIN: vep(10, alpha="v1.10")}, day(4))
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(6, 12, 1))
    demo.sync()
    hub.derive()
    state_, reason = outcomes(demo, VEP)[1]["document-merged"]
    assert state_ == "failed"
    assert "after" in reason


def test_moving_a_document_does_not_make_its_promise_younger(demo, hub):
    hub.issue(10, text=body(Alpha="1.9"))
    moved = f"{FOLDER}-again/vep.md"
    demo.commit({}, day(8), renames={MAIN: moved})
    demo.sync()
    hub.derive()
    assert state(demo, VEP, "document-merged") == "passed"
    # The link leads to where it lay before.
    assert state(demo, VEP, "issue-links-document") == "failed"


def test_code_is_merged_or_ready_when_the_code_freeze_ends(demo, hub):
    code = hub.repository()
    code.synced_at = NOW
    code.save()
    hub.issue(10, text=body(pulls=[f"{CODE}#7", f"{CODE}#8"], Alpha="1.9"))
    first, second = (
        hub.pull(n, text="Tracking issue: demo/enhancements#10", repository=code)
        for n in (7, 8)
    )
    first.merged_at = first.closed_at = day(9)
    first.state = "merged"
    first.save()
    hub.event(first, "merged", day(9))
    for label in ("lgtm", "approved", "do-not-merge/hold"):
        hub.event(second, "labeled", day(10), label)
    hub.event(second, "unlabeled", day(11), "do-not-merge/hold")
    hub.derive()

    word, found = outcomes(demo, CODE_FREEZE)
    assert found["code-listed"][0] == "passed"
    assert found["code-merged"][0] == "passed"
    assert word == "at-risk"  # There is no pull request with docs.
    state_, reason = outcomes(demo, CODE_FREEZE, day(10, 23))[1]["code-merged"]
    assert (state_, "#8" in reason) == ("failed", True)


def test_what_is_not_read_is_unknown(demo, hub):
    hub.issue(10, text=body(pulls=["other/place#3"], Alpha="1.9"))
    hub.derive()
    state_, reason = outcomes(demo, CODE_FREEZE)[1]["code-listed"]
    assert (state_, "other/place" in reason) == ("unknown", True)

    hub.main.error, hub.main.error_at = "Bad credentials.", NOW
    hub.main.save()
    state_, reason = outcomes(demo, VEP)[1]["issue-open"]
    assert (state_, "Bad credentials" in reason) == ("unknown", True)


def test_proposal_is_told_as_the_way(demo, hub):
    hub.issue(20, title="VEP 20: Later work", text=body(Alpha="1.9"))
    proposal = hub.pull(21, title="VEP 20: document", text="Tracking issue: #20")
    path = "veps/sig-compute/20-later/vep.md"
    hub.head(proposal, {path: vep(20, alpha="v1.9")}, day(4))
    hub.derive()
    found = judged.of_release(demo.at(day(5)), "v1.9")
    (one,) = [one for one in found if one.entry.key == "20"]
    (_, verdict) = one.verdicts[0]
    (merged,) = [o for o in verdict.outcomes if o.check == "document-merged"]
    assert merged.state == "failed"
    assert "#21" in merged.remedy
    assert merged.evidence[0][1] == "https://github.com/demo/enhancements/pull/21"


# --- The command ----------------------------------------------------------------------


def explain(capsys, *words):
    call_command("explain", "demo", *words)
    return capsys.readouterr().out


def test_command_says_what_was_looked_at(hub, capsys):
    hub.issue(10, text=body(link=LINK, Alpha="1.9"))
    hub.derive()
    text = explain(capsys, "10", "1.9", "--freeze", VEP)
    assert text.startswith("10 Warm standby: Alpha, new\nVEP freeze (2025-01-11 12:00")
    assert "  + Issue links the document" in text
    assert "  x Owner is named: It does not name an owner.\n" in text
    assert "      Comment /assign @HANDLE on the tracking issue.\n" in text

    words = ("--check", "document-merged", "--freeze", VEP, "--as-of", "2025-01-09")
    text = explain(capsys, "10", "v1.9", *words)
    assert "promised_at = " in text
    assert "Owner" not in text
    (data,) = json.loads(
        explain(capsys, "10", "v1.9", "--freeze", VEP, "--output", "json")
    )
    assert data["verdict"] == "at-risk"
    assert {one["check"] for one in data["checks"]} >= {"owner", "document-merged"}


def test_command_uses_the_releases_own_criteria_and_waivers(demo, hub, capsys):
    hub.issue(10, text=body(link=LINK, Alpha="1.9"))
    hub.derive()
    release = Release.objects.get(name="v1.9")
    first = criteria.in_force(release=release)
    freezes = [
        {**one, "checks": [row for row in one["checks"] if row["key"] not in GATE]}
        for one in first.freezes
    ]
    criteria.change(
        release=release, freezes=freezes, by="ann", reason="", seen=first.pk, now=day(8)
    )
    (entry,) = judged.of_release(demo.at(), "v1.9")
    Decision.objects.create(
        release=release,
        enhancement_id=entry.entry.enhancement,
        kind="waiver",
        freeze=VEP,
        criterion="owner",
        value="yes",
        reason="It is a team.",
        by="ann",
        since=day(9),
        batch=uuid.uuid4(),
    )
    text = explain(capsys, "10", "1.9", "--freeze", VEP)
    assert "  ~ Owner is named: It does not name an owner.\n" in text
    assert "      waived by ann: It is a team.\n" in text
    assert "Feature gate" not in text
    text = explain(capsys, "10", "1.9", "--freeze", VEP, "--as-of", "2025-01-11")
    assert "  x Owner is named" in text
    assert "Feature gate" in text
    assert state(demo, CODE_FREEZE, "code-listed") != "waived"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("99", "v1.9"), "No enhancement has or had the key “99”."),
        (("10", "v7.7"), "No source names a release v7.7. Known: v1.9."),
        (("10", "v1.9", "--freeze", "x"), "There is no freeze “x” to judge."),
        (("10", "v1.9", "--as-of", "x"), "--as-of: "),
        (("10", "v1.9", "--as-of", "2025-01-06"), "10 is not planned for v1.9 then."),
    ],
)
def test_command_refuses_in_words(hub, words, message):
    hub.issue(10)
    hub.derive()
    with pytest.raises(CommandError, match=message):
        call_command("explain", "demo", *words)


@pytest.mark.usefixtures("hub")
def test_command_names_the_projects():
    with pytest.raises(CommandError, match="Tracked: demo"):
        call_command("explain", "nothing", "10", "v1.9")
