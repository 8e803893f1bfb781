"""Verdicts are kept for every stretch of time, and follow what they rest on."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enhancements.actions import releases, verdicts, verdicts_owed
from enhancements.languages import speaking
from enhancements.models import (
    Comment,
    Decision,
    Enhancement,
    Entry,
    Project,
    Release,
    ReleaseCriteria,
    Verdict,
)
from enhancements.policy.checks import stored
from enhancements.queries import judged
from enhancements.sources import sync
from tests.support.mirror_rows import CODE, Mirror, body
from tests.support.tables import snapshot, written
from tests.support.tracked import NOW, day, schedule, vep

FOLDER = "veps/sig-compute"
MAIN = f"{FOLDER}/10-warm-standby/vep.md"
CLOCK = f"{FOLDER}/12-clock-skew/vep.md"
VEP, CODE_FREEZE = "enhancements-freeze", "code-freeze"
TICK = dt.timedelta(microseconds=1)
SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership: {chairs: [{github: ann, name: Ann, company: x}]}
"""


@pytest.fixture
def hub(demo):
    dates = {"freeze": "2025-01-10", "code": "2025-01-20", "out": "2025-12-01"}
    schedules = {"releases/v1.9/schedule.yaml": schedule(**dates)}
    demo.commit(schedules, day(1), kind="schedules")
    demo.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(3))
    demo.commit({CLOCK: vep(12, "Clock skew", alpha="v1.9")}, day(4))
    demo.track()
    made = Mirror(demo.project)
    made.main.synced_at = NOW
    made.main.save()
    demo.sync()
    return made


def enhancement(key):
    return Entry.objects.filter(
        enhancement__identifiers__value=str(key), release__name="v1.9"
    )[0].enhancement_id


def finish(demo):
    sync.finish(project=demo.project)


def kept(key=10, freeze=VEP):
    """Stretches of an enhancement in v1.9, oldest first."""
    rows = Verdict.objects.filter(enhancement=enhancement(key), freeze=freeze)
    return list(rows.filter(release__name="v1.9").order_by("since"))


def check(row, name):
    (found,) = [one for one in row.checks if one["check"] == name]
    return found


def states(name, key=10, freeze=VEP):
    """(state, since when it is so) of a check, oldest first, each once."""
    found = []
    for row in kept(key, freeze):
        one = check(row, name)
        state = (one["state"], dt.datetime.fromisoformat(one["stands_since"]))
        if state not in found:
            found.append(state)
    return found


def rewritten(action):
    """Rows of verdicts that were inserted, updated or deleted by it."""
    before = written().get("enhancements_verdict", (0, 0, 0))
    action()
    after = written().get("enhancements_verdict", (0, 0, 0))
    return sum(after) - sum(before)


def test_kept_verdicts_are_those_judged_at_any_moment(demo, hub):
    issue = hub.issue(10, text=body(Alpha="1.9"))
    hub.event(issue, "assigned", day(5), "ann")
    hub.event(issue, "closed", day(8))
    demo.commit({MAIN: vep(10, alpha="v1.10")}, day(9))
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(11))
    demo.sync()
    moments = {one.since for one in Verdict.objects.all()}
    assert len(moments) > 6
    for at in sorted(moments | {one - TICK for one in moments if one > day(3)}):
        there = {
            (row.enhancement_id, row.freeze): (row.word, row.checks)
            for row in Verdict.objects.filter(release__name="v1.9")
            if row.since <= at and (row.until is None or at < row.until)
        }
        wanted = {
            (one.entry.enhancement, freeze.key): stored.as_json(verdict)
            for one in judged.of_release(demo.at(at), "v1.9")
            if one.entry.planned
            for freeze, verdict in one.verdicts
        }
        assert there.keys() == wanted.keys()
        for place, (word, checks) in there.items():
            assert word == wanted[place]["word"]
            beside = ("stands_since", "sentences")
            rest = [{k: v for k, v in c.items() if k not in beside} for c in checks]
            assert rest == wanted[place]["checks"]


def test_row_counts_what_is_asked(hub, demo):
    hub.issue(10, text=body(Alpha="1.9"))
    finish(demo)
    row = kept()[-1]
    counted = [one for one in row.checks if one["is_asked"] and one["counts"]]
    assert row.asked == len(counted)
    for name in ("failed", "unknown", "waived"):
        assert getattr(row, name) == sum(one["state"] == name for one in counted)
    assert row.word == "at-risk"


def test_what_is_kept_is_english_and_said_in_any_language(demo, hub):
    hub.issue(10, text=body(Alpha="1.9"))
    finish(demo)
    Verdict.objects.all().delete()
    ids = list(Enhancement.objects.values_list("pk", flat=True))
    with speaking("de"):
        verdicts.judge(project=demo.project, ids=ids, now=NOW)
        one = check(kept()[-1], "issue-open")
        assert one["reason"] == "It is open."
        assert one["sentences"] == [{"text": "It is open."}, None]
        assert stored.said(one) == ("Es ist offen.", "")
    again = {"project": demo.project, "ids": ids, "now": NOW}
    assert rewritten(lambda: verdicts.judge(**again)) == 0


def test_why_github_is_unread_is_kept_to_be_said_in_other_languages(demo, hub):
    hub.issue(10, text=body(Alpha="1.9"))
    hub.main.synced_at = None
    hub.main.save()
    ids = list(Enhancement.objects.values_list("pk", flat=True))
    verdicts.judge(project=demo.project, ids=ids, now=NOW)
    one = check(kept()[-1], "issue-open")
    name = hub.main.name
    assert one["reason"] == f"{name} on GitHub is being read for the first time."
    with speaking("de"):
        reason, _ = stored.said(one)
    assert reason == f"{name} auf GitHub wird zum ersten Mal gelesen."


def test_row_without_sentences_gets_them_when_it_is_judged_anew(demo, hub):
    hub.issue(10, text=body(Alpha="1.9"))
    finish(demo)
    wanted = [row.checks for row in kept()]
    for row in kept():
        for one in row.checks:
            del one["sentences"]
        row.save()
    with speaking("de"):
        assert stored.said(check(kept()[-1], "issue-open")) == ("It is open.", "")
    ids = list(Enhancement.objects.values_list("pk", flat=True))
    verdicts.judge(project=demo.project, ids=ids, now=NOW)
    assert [row.checks for row in kept()] == wanted


def test_judging_again_writes_no_row(demo, hub):
    hub.issue(10, text=body(Alpha="1.9"))
    finish(demo)
    ids = list(Enhancement.objects.values_list("pk", flat=True))
    assert Verdict.objects.count() > 4
    given = {"project": demo.project, "ids": ids, "now": NOW}
    assert rewritten(lambda: verdicts.judge(**given)) == 0
    assert verdicts.judge(**given) == 0
    assert rewritten(lambda: finish(demo)) == 0


def test_one_change_judges_only_its_entry(demo, hub, monkeypatch):
    issue = hub.issue(10, text=body(Alpha="1.9"))
    hub.issue(12, title="VEP 12: Clock skew", text=body(Alpha="1.9"))
    finish(demo)
    others = kept(12)
    asked = []
    judge = verdicts.judge

    def noted(**given):
        asked.extend(given["ids"])
        return judge(**given)

    monkeypatch.setattr(verdicts, "judge", noted)
    hub.event(issue, "assigned", day(5), "ann")
    finish(demo)
    assert states("owner") == [("failed", day(1)), ("passed", day(5))]
    assert asked == [enhancement(10)]
    assert [one.pk for one in kept(12)] == [one.pk for one in others]


def test_review_that_changes_no_claim_changes_a_verdict(demo, hub):
    hub.issue(10, text=body(Alpha="1.9"))
    merged = hub.pull(13, title="VEP 10: Warm standby", text="Tracking issue: #10")
    finish(demo)
    assert "ann" not in check(kept()[-1], "sig-signoff")["reason"]
    Comment.objects.create(
        item=merged,
        kind="review",
        github_id=1,
        author=hub.person("ann"),
        body="",
        state="approved",
        created_at=day(5),
        updated_at=day(5),
        raw={},
    )
    hub.touch(merged, day(5))
    finish(demo)
    assert "compute" not in check(kept()[-1], "sig-signoff")["reason"]
    assert "compute" in check(kept()[0], "sig-signoff")["reason"]


def test_pull_request_that_is_merged_changes_a_verdict(demo, hub):
    code = hub.repository()
    hub.issue(10, text=body(pulls=[f"{CODE}#7"], Alpha="1.9"))
    work = hub.pull(7, text="Tracking issue: demo/enhancements#10", repository=code)
    finish(demo)
    work.merged_at = day(9)
    hub.event(work, "merged", day(9))
    finish(demo)
    assert states("code-merged", freeze=CODE_FREEZE) == [
        ("failed", day(1)),
        ("passed", day(9)),
    ]


def test_failure_that_passes_changes_no_verdict_and_an_unread_repository_does(
    demo, hub
):
    hub.issue(10, text=body(Alpha="1.9"))
    finish(demo)
    before = snapshot(demo.project)["verdicts"]
    hub.main.error, hub.main.error_at = "Bad credentials.", NOW
    hub.main.save()
    verdicts_owed.everything(project=demo.project, now=NOW)
    assert rewritten(lambda: finish(demo)) == 0
    hub.main.synced_at = None
    hub.main.save()
    finish(demo)
    assert states("issue-open")[-1][0] == "unknown"
    hub.main.synced_at = NOW
    hub.main.save()
    finish(demo)
    assert snapshot(demo.project)["verdicts"] == before


def test_repository_that_is_read_from_now_on_fills_a_gap(demo, hub):
    hub.issue(10, text=body(pulls=[f"{CODE}#7"], Alpha="1.9"))
    finish(demo)
    assert states("code-listed", freeze=CODE_FREEZE)[-1][0] == "unknown"
    hub.repository()
    finish(demo)
    assert states("code-listed", freeze=CODE_FREEZE)[-1][0] != "unknown"


def test_deadline_that_moves_moves_what_follows_from_it(demo, hub):
    hub.issue(10, text=body(Alpha="1.10"))
    demo.commit({MAIN: vep(10, alpha="v1.10")}, day(4))
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(8))
    demo.sync()
    late = check(kept()[-1], "document-merged")
    assert (late["state"], kept()[0].until) == ("failed", day(4))
    releases.correct_deadline(
        project=demo.project,
        release="v1.9",
        kind=VEP,
        date=dt.date(2025, 1, 18),
        reason="It was put off.",
        by="ann",
        now=day(5),
    )
    finish(demo)
    assert check(kept()[-1], "document-merged")["state"] == "passed"


def test_waiver_is_judged_at_once(demo, hub):
    hub.issue(10, text=body(Alpha="1.9"))
    finish(demo)
    Decision.objects.create(
        release=Release.objects.get(name="v1.9"),
        enhancement_id=enhancement(10),
        kind="waiver",
        freeze=VEP,
        criterion="owner",
        value="yes",
        reason="It is a team.",
        by="ann",
        since=day(5),
        batch=uuid.uuid4(),
    )
    ids = [enhancement(10)]
    assert verdicts.judge(project=demo.project, ids=ids, now=NOW) > 0
    assert states("owner") == [("failed", day(1)), ("waived", day(5))]
    row = kept()[-1]
    assert row.waived == 1
    waiver = check(row, "owner")["waiver"]
    assert (waiver["by"], waiver["reason"]) == ("ann", "It is a team.")
    (one,) = judged.of_release(demo.at(), "v1.9", only=enhancement(10))
    (_, verdict) = one.verdicts[0]
    assert verdict.count("waived") == 1
    assert [o.state for o in verdict.outcomes] == [c["state"] for c in row.checks]


def test_entry_that_leaves_keeps_what_was_said_of_it(demo, hub):
    demo.commit({MAIN: vep(10, alpha="v1.10")}, day(9))
    demo.sync()
    assert hub.project == demo.project
    rows = Verdict.objects.filter(
        release__name="v1.9", enhancement=enhancement(10), freeze=VEP
    )
    assert rows.filter(until__isnull=True).count() == 0
    assert rows.order_by("-since")[0].until == day(9)
    demo.commit({MAIN: None}, day(12))
    demo.sync()
    assert not Verdict.objects.filter(
        enhancement=enhancement(10), until__isnull=True
    ).exists()


def test_statements_do_not_grow_with_the_number(demo, hub):
    for number in range(20, 24):
        path = f"{FOLDER}/{number}-more/vep.md"
        demo.commit({path: vep(number, alpha="v1.9")}, day(5))
    demo.sync()
    counts = []
    assert hub.project == demo.project
    for keys in ((10,), (12, 20, 21, 22, 23)):
        ids = [enhancement(key) for key in keys]
        Verdict.objects.filter(enhancement__in=ids).delete()
        with CaptureQueriesContext(connection) as captured:
            verdicts.judge(project=demo.project, ids=ids, now=NOW)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_other_code_judges_everything_once(demo, hub):
    hub.issue(10, text=body(Alpha="1.9"))
    finish(demo)
    Verdict.objects.filter(enhancement=enhancement(12)).update(word="unknown")
    Project.objects.update(judged_by="of before")
    finish(demo)
    assert {one.word for one in kept(12)} == {"at-risk"}
    assert Project.objects.get().judged_by not in ("", "of before")
    assert not Enhancement.objects.filter(unjudged_since__isnull=False).exists()


def test_enhancement_without_an_entry_loses_its_verdicts(demo, hub):
    finish(demo)
    id_ = enhancement(10)
    Entry.objects.filter(enhancement=id_).delete()
    assert hub.project == demo.project
    assert verdicts.judge(project=demo.project, ids=[id_], now=NOW) > 0
    assert not Verdict.objects.filter(enhancement=id_).exists()


def test_each_release_has_the_profiles_criteria_from_ever_on(demo, hub):
    hub.issue(10, text=body(Alpha="1.9"))
    finish(demo)
    (row,) = ReleaseCriteria.objects.filter(release__name="v1.9")
    assert (row.since.year, row.until, row.by) == (1970, None, "profile")
    assert row.freezes == demo.at().profile.criteria.as_json()
