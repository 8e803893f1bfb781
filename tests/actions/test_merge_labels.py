"""The merge gate's label follows the answer, once, and people's labels are kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from enhancements.actions import merge_labels, outbox
from enhancements.models import MergeAnswer, Outgoing, Project, Repository
from enhancements.policy.merge_gate import SOMEBODY
from enhancements.queries import frame, merge_gate, moments
from tests.support.merging import LABEL, Merging, decide, open_next, own
from tests.support.tracked import day

pytestmark = pytest.mark.django_db
ON = {"add": [LABEL], "remove": []}
OFF = {"add": [], "remove": [LABEL]}


@pytest.fixture
def hub(demo):
    return Merging(demo)


def keep(hub):
    return merge_labels.keep(project=hub.project, now=timezone.now())


def put(hub):
    """What was put into the outbox: cause's last part, payload, and whether dry."""
    return [
        (
            row.cause.rpartition(":")[2],
            {name: row.payload[name] for name in ("add", "remove")},
            row.is_dry,
        )
        for row in Outgoing.objects.filter(repository=hub.code).order_by("pk")
    ]


def labelled(hub, item, by, at=None):
    """The label was put on; by somebody."""
    return hub.event(item, "labeled", at or day(4), LABEL, actor=by)


def test_follows_every_decision_once_and_dry_by_default(hub):
    item = hub.code_pull(7, own(10))
    hub.settled()
    assert keep(hub) == 1  # At risk lets merge until the code freeze.
    assert put(hub) == [("1", ON, True)]
    row = Outgoing.objects.get()
    assert (row.number, row.by) == (7, "merge gate")
    assert row.payload["why"].startswith("In v1.9 VEP #10 is at risk at the VEP freeze")

    assert keep(hub) == 0
    labelled(hub, item, hub.bot())
    hub.settled()
    decide(10, "tracked")
    assert keep(hub) == 0  # It may still merge: nothing changed.
    decide(10, "removed")
    assert keep(hub) == 1
    assert put(hub)[1:] == [("2", OFF, True)]
    decide(10, "tracked")
    keep(hub)
    # The dry run took nothing off, so nothing is to be put on.
    assert len(put(hub)) == 2
    assert MergeAnswer.objects.get().count == 3


def test_follows_decisions_of_another_release_that_is_open(hub):
    """#12 is planned for v1.10 alone; v1.9 is in work."""
    hub.code_pull(7, own(12))
    hub.settled()
    assert keep(hub) == 0
    decide(12, "tracked", of="v1.10")
    assert keep(hub) == 0  # Nobody has opened v1.10.
    open_next(hub.project)
    hub.settled()
    assert keep(hub) == 1
    assert put(hub) == [("1", ON, True)]
    row = MergeAnswer.objects.get()
    assert row.release.name == "v1.10"
    assert row.why.startswith("In v1.10 VEP #12 is tracked")
    decide(12, "removed", of="v1.10")
    assert keep(hub) == 1
    row.refresh_from_db()
    assert (row.release.name, row.approved, row.count) == ("v1.9", False, 2)
    assert row.why == (
        "VEP #12 is not planned for v1.9. VEP #12 has left v1.10: removed at the VEP"
        " freeze, as @ann decided."
    )


def test_what_is_at_risk_in_a_later_release_does_not_merge(hub):
    """In the release in work it does, until its code freeze."""
    hub.code_pull(7, own(12))
    open_next(hub.project)
    hub.settled()
    assert keep(hub) == 0
    assert put(hub) == []
    assert not MergeAnswer.objects.get().approved


def test_release_in_work_goes_first_where_both_say_yes(hub):
    hub.code_pull(7, own(10))
    open_next(hub.project)
    hub.settled()
    decide(10, "tracked")
    decide(10, "tracked", of="v1.10")
    keep(hub)
    assert MergeAnswer.objects.get().release.name == "v1.9"
    decide(10, "removed")
    assert keep(hub) == 0  # It may still merge, by the other.
    assert MergeAnswer.objects.get().release.name == "v1.10"
    decide(10, "removed", of="v1.10")
    assert keep(hub) == 1


def test_acts_where_the_project_acts(hub):
    Project.objects.update(commands="act")
    hub.code_pull(7, own(10))
    hub.settled()
    keep(hub)
    assert put(hub) == [("1", ON, False)]
    assert outbox.with_due(now=timezone.now()) == [hub.code.pk]


def test_follows_another_attribution(hub):
    item = hub.code_pull(7, own(12))
    hub.settled()
    assert keep(hub) == 0
    hub.edit(item, own(10), day(5))
    hub.settled()
    assert keep(hub) == 1
    assert put(hub) == [("1", ON, True)]


@pytest.mark.parametrize("who", ["person", "asked", "nobody"])
def test_label_that_a_person_set_is_kept_and_said(hub, who):
    item = hub.code_pull(7, own(10))
    if who == "asked":
        item.comments.create(
            kind="comment",
            github_id=1,
            author=hub.person("rita"),
            body=f"/label {LABEL}",
            created_at=day(4) - dt.timedelta(seconds=9),
            updated_at=day(4),
            raw={},
        )
    by = {"person": hub.person("rita"), "asked": hub.bot(), "nobody": None}[who]
    labelled(hub, item, by)
    hub.settled()
    keep(hub)
    decide(10, "removed")
    assert keep(hub) == 1  # Seen to: there is nothing to write.
    assert put(hub) == []
    now = timezone.now()
    setting = frame.load("demo", moments.parse(None, now=now), now=now)
    [one] = merge_gate.of_open(setting)
    name = SOMEBODY if who == "nobody" else "rita"
    assert (one.pull.label.is_on, one.pull.label.by) == (True, name)


def test_what_we_or_a_machine_set_is_taken_off(hub):
    ours = hub.code_pull(7, own(10))
    robots = hub.code_pull(8, own(10))
    machines = hub.code_pull(9, own(10))
    hub.settled()
    keep(hub)
    now = timezone.now()
    Outgoing.objects.filter(number=7).update(done_at=now)
    labelled(hub, ours, hub.person("tracker"), now)
    labelled(hub, robots, hub.bot())
    labelled(hub, machines, hub.person("kubevirt-bot"))
    hub.settled()
    decide(10, "removed")
    keep(hub)
    off = Outgoing.objects.filter(payload__remove=[LABEL])
    assert sorted(off.values_list("number", flat=True)) == [7, 8, 9]


def test_what_the_gate_never_spoke_of_keeps_its_label(hub):
    """A label of another robot on a pull request that may not merge is no change."""
    labelled(hub, hub.code_pull(7, own(12)), hub.bot())
    hub.settled()
    assert keep(hub) == 0
    assert put(hub) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"error": "GitHub is away.", "error_at": day(9)},
        {"synced_at": None},
        {"polled_at": day(9)},
    ],
)
def test_missing_data_change_nothing(hub, wrong):
    labelled(hub, hub.code_pull(7, own(10)), hub.bot())
    hub.settled()
    keep(hub)
    decide(10, "removed")
    Repository.objects.filter(project=hub.project).update(**wrong)
    assert keep(hub) == 0
    assert put(hub) == []
    Repository.objects.filter(project=hub.project).update(error="", error_at=None)
    hub.fresh()
    assert keep(hub) == 1
    assert put(hub) == [("2", OFF, True)]


def test_news_that_are_not_worked_off_change_nothing(hub):
    item = hub.code_pull(7, own(10))
    labelled(hub, item, hub.bot())
    hub.settled()
    keep(hub)
    hub.edit(item, "", day(6))
    assert keep(hub) == 0
    hub.settled()
    assert keep(hub) == 1
    assert put(hub) == [("2", OFF, True)]


def test_worker_killed_between_writes_once(hub, monkeypatch):
    """Killed after an answer was noted, and after its write was put in."""
    hub.code_pull(7, own(10))
    hub.settled()
    now = timezone.now()
    setting = frame.load("demo", moments.parse(None, now=now), now=now)
    assert merge_labels.look(project=hub.project, setting=setting, now=now) == 1
    assert put(hub) == []

    really = outbox.put

    def killed(**given):
        really(**given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(merge_labels.outbox, "put", killed)
        with pytest.raises(KeyboardInterrupt):
            keep(hub)
    assert MergeAnswer.objects.get().owed_since is not None
    assert keep(hub) == 1
    assert keep(hub) == 0
    assert put(hub) == [("1", ON, True)]
    assert MergeAnswer.objects.get().owed_since is None


def test_closed_one_owes_nothing(hub):
    item = hub.code_pull(7, own(10))
    hub.settled()
    now = timezone.now()
    setting = frame.load("demo", moments.parse(None, now=now), now=now)
    merge_labels.look(project=hub.project, setting=setting, now=now)
    hub.event(item, "closed", day(8))
    hub.settled()
    assert merge_labels.write(project=hub.project, now=now) == 1
    assert put(hub) == []


def test_project_without_a_label_is_left_alone(hub):
    Project.objects.update(profile="kubernetes")
    hub.code_pull(7, own(10))
    hub.settled()
    assert merge_labels.labelled() == []
    assert keep(hub) == 0


def test_is_asked_again_only_when_something_changed(hub):
    cache.clear()
    item = hub.code_pull(7, own(10))
    hub.settled()
    now = timezone.now().replace(second=5)
    asked = {"project": hub.project, "now": now}
    assert merge_labels.has_news(**asked)
    assert not merge_labels.has_news(**asked)
    decide(10, "removed")
    assert merge_labels.has_news(**asked)
    hub.edit(item, "", day(6))
    assert merge_labels.has_news(**asked)
    assert not merge_labels.has_news(**asked)
    assert merge_labels.has_news(project=hub.project, now=now + dt.timedelta(minutes=1))


def test_statements_do_not_grow_with_pull_requests(hub, django_assert_num_queries):
    hub.code_pull(7, own(10))
    hub.settled()
    now = timezone.now()
    setting = frame.load("demo", moments.parse(None, now=now), now=now)
    with django_assert_num_queries(4):
        merge_gate.of_open(setting)
    for number in (8, 9, 10):
        hub.code_pull(number, own(11))
    hub.settled()
    with django_assert_num_queries(4):
        assert len(merge_gate.of_open(setting)) == 4
    open_next(hub.project)
    now = timezone.now()
    setting = frame.load("demo", moments.parse(None, now=now), now=now)
    with django_assert_num_queries(6):
        assert len(merge_gate.of_open(setting)) == 4
