"""Corrections of who does the work: they hold, end by themselves, and are undone."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from enhancements import profiles
from enhancements.actions import corrections
from enhancements.actions.corrections import StepUnknown
from enhancements.languages import speaking
from enhancements.models import Claim, Event, Record
from enhancements.policy.corrections import Clashed, CorrectionRefused, Wish
from enhancements.queries import roles
from enhancements.sources import sync
from tests.support.tracked import Tracked, day, front_matter

PATH = "veps/sig-compute/10-entry/vep.md"
SECOND = dt.timedelta(seconds=1)


def document(reviewers: str = '["@ann", "@bob"]', **more: str) -> dict[str, bytes]:
    given = {"title": "Entry", "authors": '["@olga"]', "owning_sig": "sig-compute"}
    return {PATH: front_matter(**given, reviewers=reviewers, **more)}


@pytest.fixture
def told(demo: Tracked) -> Tracked:
    demo.commit(document(), day(1))
    demo.track()
    demo.sync()
    return demo


def record() -> Record:
    return Record.objects.get(until=None)


def wish(value, *, seen=("ann", "bob"), field="reviewers", reason="") -> Wish:
    id_ = record().enhancement_id
    value = None if value is None else tuple(value)
    return Wish(id_, field, value, tuple(seen), reason)


def correct(told: Tracked, *wishes: Wish, by: str = "nils"):
    return corrections.correct(
        project=told.project, wishes=wishes, by=by, now=timezone.now()
    )


def undo(told: Tracked, step, by: str = "nils"):
    return corrections.undo(
        project=told.project, batch=step.batch, by=by, now=timezone.now()
    )


def events() -> list[tuple[str, str]]:
    kinds = ("corrected", "correction-withdrawn", "correction-agreed")
    rows = Event.objects.filter(kind__in=kinds).order_by("pk")
    return [(row.kind, row.by) for row in rows]


def say(told: Tracked, reviewers: str, **more: str) -> None:
    """The document says so from the next second on."""
    at = timezone.now().replace(microsecond=0) + SECOND
    told.commit(document(reviewers, **more), at)
    told.sync()


def test_correction_stands_at_once_and_syncs_leave_it_alone(told):
    before = timezone.now()
    correct(told, wish(["carl"], reason="Ann has left."))
    assert record().reviewers == ["carl"]
    assert record().since >= before
    assert [one["field"] for one in record().drift] == ["reviewers"]
    say(told, '["@ann", "@bob"]', status="implementable")
    assert record().reviewers == ["carl"]
    (event,) = Event.objects.filter(kind="corrected")
    assert (event.by, event.reason, event.subject) == (
        "nils",
        "Ann has left.",
        "reviewers",
    )
    assert (event.old["value"], event.new["value"]) == (["ann", "bob"], ["carl"])
    past = Record.objects.get(since__lt=before, until__gt=before)
    assert past.reviewers == ["ann", "bob"]


def test_what_is_kept_is_in_english_whoever_says_it(told):
    with speaking("de"):
        correct(told, wish([]))
    claim = Claim.objects.get(series__source="person", until=None)
    assert (claim.value, claim.raw) == ([], "nobody")


def test_verdicts_and_roles_follow_in_the_same_transaction(told, monkeypatch):
    judged = []
    monkeypatch.setattr(
        corrections.verdicts, "judge", lambda *, ids, **_: judged.append(list(ids))
    )
    correct(told, wish(["zoe"], seen=(), field="owners"))
    assert judged == [[record().enhancement_id]]
    held = roles.held(
        project=told.project.pk,
        profile=profiles.load("kubevirt"),
        login="zoe",
        github_id=9,
    )
    assert [(one.role, one.of) for one in held] == [("owner", "10")]


def test_correction_that_somebody_else_overtook_is_shown_and_not_written(told):
    correct(told, wish(["carl"]), by="stina")
    with pytest.raises(Clashed) as clashed:
        correct(told, wish(["dora"]))
    (clash,) = clashed.value.clashes
    assert clash.stands.value == ("carl",)
    assert (clash.stands.by, clash.stands.source) == ("stina", ("ann", "bob"))
    assert clash.wish.value == ("dora",)
    assert record().reviewers == ["carl"]


def test_one_clash_of_a_step_leaves_the_whole_step_unwritten(told):
    with pytest.raises(Clashed):
        correct(
            told,
            wish(["carl"], seen=()),
            wish(["zoe"], seen=(), field="approvers"),
        )
    assert (record().reviewers, record().approvers) == (["ann", "bob"], [])
    assert Claim.objects.filter(series__source="person").count() == 0


def test_who_wants_what_somebody_else_wrote_meanwhile_has_it(told):
    correct(told, wish(["carl"]), by="stina")
    step = correct(told, wish(["Carl"]))
    assert step.changed == ()
    assert events() == [("corrected", "stina")]


def test_source_that_agrees_ends_the_correction(told):
    correct(told, wish(["carl", "dora"]))
    say(told, '["@dora", "@Carl"]')
    assert events() == [("corrected", "nils"), ("correction-agreed", "sync")]
    assert record().drift == []
    say(told, '["@eve"]')
    assert record().reviewers == ["eve"]


def test_source_that_says_a_third_thing_flags_the_correction(told):
    correct(told, wish(["carl"]))
    assert "third" not in record().drift[0]
    say(told, '["@eve"]')
    assert record().reviewers == ["carl"]
    assert record().drift[0]["third"] == {"then": ["ann", "bob"], "now": ["eve"]}
    say(told, '["@ann", "@bob"]')
    assert "third" not in record().drift[0]


def test_records_built_anew_are_the_same(told):
    correct(told, wish(["carl"]))
    say(told, '["@eve"]')
    rows = list(Record.objects.values("since", "until", "reviewers", "drift"))
    Record.objects.all().delete()
    sync.rebuild(project=told.project, now=timezone.now())
    again = list(Record.objects.values("since", "until", "reviewers", "drift"))
    assert again == rows


def test_withdrawn_correction_gives_the_source_its_word_back(told):
    correct(told, wish(["carl"]))
    corrections.withdraw(
        project=told.project,
        enhancement=record().enhancement_id,
        field="reviewers",
        seen=("carl",),
        reason="It was right.",
        by="stina",
        now=timezone.now(),
    )
    assert record().reviewers == ["ann", "bob"]
    assert events() == [("corrected", "nils"), ("correction-withdrawn", "stina")]


def test_what_the_source_says_anyway_is_no_correction(told):
    assert correct(told, wish(["bob", "@ann"])).changed == ()
    correct(told, wish(["carl"]))
    correct(told, wish(["ann", "bob"], seen=["carl"]))
    assert record().drift == []
    assert [kind for kind, _ in events()] == ["corrected", "correction-withdrawn"]


def test_nobody_can_be_said_too(told):
    correct(told, wish([]))
    assert record().reviewers == []
    assert record().drift[0]["claims"][0]["raw"] == "nobody"


def test_undo_puts_back_what_was_said_before_and_can_be_undone(told):
    correct(told, wish(["carl"], reason="First."), by="stina")
    step = correct(told, wish(["dora"], seen=["carl"]))
    taken = undo(told, step)
    assert record().reviewers == ["carl"]
    (claim,) = Claim.objects.filter(until=None, by="nils", retracted_at=None)
    assert (claim.value, claim.reason) == (["carl"], "First.")
    undo(told, taken)
    assert record().reviewers == ["dora"]


def test_undo_of_the_first_correction_leaves_the_source_alone(told):
    step = correct(told, wish(["carl"]), wish(["zoe"], seen=(), field="owners"))
    undo(told, step)
    assert (record().reviewers, record().owners) == (["ann", "bob"], [])
    assert undo(told, step).changed == ()


def test_undo_overwrites_nobody(told):
    step = correct(told, wish(["carl"]))
    correct(told, wish(["dora"], seen=["carl"]), by="stina")
    with pytest.raises(Clashed):
        undo(told, step)
    assert record().reviewers == ["dora"]


def test_unknown_steps_are_told(told):
    with pytest.raises(StepUnknown):
        corrections.undo(
            project=told.project, batch=uuid.uuid4(), by="nils", now=timezone.now()
        )


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", ["ann"], "“title” of an enhancement is not corrected."),
        ("owners", ["a b"], "“a b” is no GitHub login. Name people by their logins."),
        ("owners", ["-x"], "“-x” is no GitHub login. Name people by their logins."),
        ("owners", [f"a{n}" for n in range(31)], "Name at most 30 people."),
    ],
)
def test_what_cannot_be_said_is_refused(told, field, value, words):
    with pytest.raises(CorrectionRefused, match=words):
        correct(told, wish(value, field=field, seen=()))


def test_enhancements_of_other_projects_are_refused(told):
    other = Wish(record().enhancement_id + 1000, "owners", ("ann",))
    with pytest.raises(CorrectionRefused, match="All of a step must be of demo"):
        correct(told, other)


def test_a_clock_that_runs_slow_breaks_nothing(told):
    now = timezone.now()
    correct(told, wish(["carl"]))
    corrections.correct(
        project=told.project,
        wishes=[wish(["dora"], seen=["carl"])],
        by="nils",
        now=now - dt.timedelta(hours=1),
    )
    assert record().reviewers == ["dora"]
