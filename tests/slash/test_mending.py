"""What is mended reaches a pretended GitHub, once, whatever is killed on the way."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from enhancements.actions import mending, merge_labels, outbox
from enhancements.actions.mending import Mending, MendingRefused
from enhancements.models import Event, Outgoing, Project, Release
from enhancements.policy.drift import Write
from tests.slash.test_acting import labels, writes
from tests.support.mirrored import PLANS

pytestmark = pytest.mark.django_db


def mend(mirror, *wanted, batch=None):
    Release.objects.get_or_create(
        project=mirror.project, name="v1.36", major=1, minor=36
    )
    return mending.mend(
        project=mirror.project,
        release="v1.36",
        mendings=[Mending(one, "Stage", (("label", "none"),)) for one in wanted],
        batch=batch or uuid.uuid4(),
        by="bob",
        now=timezone.now(),
    )


def labelled(*add, remove=()):
    return Write(PLANS, 1, "labels", add, tuple(remove))


def test_two_changes_of_one_issue_are_one_write(acting):
    mirror = acting()
    assert mend(mirror, labelled("stage/beta"), labelled("sig/compute")) == 1
    mirror.pump()
    assert labels(mirror) == ["sig/compute", "stage/beta"]
    assert writes(mirror) == ["POST issues/1/labels"]
    kinds = ["drift-mended", "drift-mended", "written-to-github"]
    found = Event.objects.filter(kind__in=set(kinds)).order_by("pk")
    assert list(found.values_list("kind", flat=True)) == kinds


def test_milestone_is_set_by_its_title(acting):
    mirror = acting()
    mend(mirror, Write(PLANS, 1, "milestone", milestone="v1.36"))
    mirror.pump()
    assert mirror.world.issue(PLANS, 1).milestone.title == "v1.36"
    with pytest.raises(MendingRefused, match="no milestone v9"):
        mend(mirror, Write(PLANS, 1, "milestone", milestone="v9"))


def assigned(mirror):
    return [one.login for one in mirror.world.issue(PLANS, 1).assignees]


def assignees(*add, remove=()):
    return Write(PLANS, 1, "assignees", add, tuple(remove))


def test_assignees_are_written_like_labels(acting):
    mirror = acting()
    mend(mirror, assignees("carol"))
    mirror.pump()
    assert assigned(mirror) == ["carol"]
    batch = uuid.uuid4()
    mend(mirror, assignees("bob", remove=["carol"]), batch=batch)
    assert mend(mirror, assignees("bob", remove=["carol"]), batch=batch) == 0
    mirror.pump()
    assert assigned(mirror) == ["bob"]
    with pytest.raises(MendingRefused, match="contradict"):
        mend(mirror, assignees("carol"), assignees(remove=["carol"]))


def test_assignees_are_only_shown_in_a_dry_run_and_can_be_called_off(acting):
    mirror = acting()
    mend(mirror, assignees("carol"))
    row = Outgoing.objects.get()
    told = {"project": mirror.project, "by": "bob", "now": timezone.now()}
    assert mending.cancel(pk=row.pk, **told) == f"{PLANS}#1 assignees"
    Project.objects.update(commands="read")
    mend(mirror, assignees("bob"))
    mirror.pump()
    assert assigned(mirror) == []
    assert Outgoing.objects.filter(is_dry=True).count() == 1


@pytest.mark.parametrize("cause", ["drift", "merge"])
def test_worker_killed_after_its_write_does_it_once(acting, monkeypatch, cause):
    mirror = acting()
    if cause == "drift":
        mend(mirror, labelled("stage/beta"))
    else:
        outbox.put(
            repository=mirror.repository,
            number=1,
            kind=Outgoing.Kind.LABELS,
            cause=f"{merge_labels.CAUSE}:1:1",
            payload={"add": ["stage/beta"], "remove": [], "why": "Because."},
            by=merge_labels.BY,
        )

    def killed(**_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "done", killed)
        with pytest.raises(KeyboardInterrupt):
            mirror.pump()
    assert labels(mirror) == ["stage/beta"]
    assert Outgoing.objects.get().done_at is None
    mirror.pump()
    assert Outgoing.objects.get().done_at is not None
    assert writes(mirror) == ["POST issues/1/labels"]
    assert labels(mirror) == ["stage/beta"]


def test_changes_that_contradict_each_other_are_refused(acting):
    mirror = acting()
    with pytest.raises(MendingRefused, match="contradict"):
        mend(mirror, labelled("stage/beta"), labelled(remove=["stage/beta"]))
    with pytest.raises(MendingRefused, match="not read"):
        mend(mirror, Write("acme/other", 1, "labels", ("stage/beta",)))
    assert Outgoing.objects.count() == 0
