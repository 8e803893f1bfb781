"""Merging and splitting enhancements, and taking it back."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from enhancements.actions import identity
from enhancements.models import Document, Enhancement, Event, Item
from enhancements.queries import lookup
from enhancements.queries.enhancement import EnhancementMoved
from enhancements.sources import sync
from tests.support.mirror_rows import Mirror
from tests.support.tables import snapshot
from tests.support.tracked import NOW, day, vep

SIG = "veps/sig-compute"
MAIN = f"{SIG}/10-warm-standby/vep.md"
CLOCK = f"{SIG}/12-clock-skew/vep.md"


@pytest.fixture
def hub(demo):
    demo.track("documents")
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit({CLOCK: vep(12, "Clock skew", beta="v1.9")}, day(2))
    demo.sync()
    return Mirror(demo.project)


def of(demo, key):
    return lookup.by_key(demo.project, key)


def test_merged_by_hand_and_taken_back(demo, hub):
    hub.issue(10, at=day(1))
    hub.issue(31, title="VEP 31: Warm standby, part two", at=day(1))
    hub.derive()
    before = snapshot(demo.project)

    event = identity.merge(
        project=demo.project,
        loser=of(demo, "31"),
        winner=of(demo, "10"),
        by="ann",
        reason="one and the same",
    )
    hub.derive()

    assert demo.keys() == ["10", "12"]
    for moment in (None, day(3)):
        with pytest.raises(EnhancementMoved, match="10"):
            demo.page("31", moment)
    (problem,) = demo.rows()[0]["problems"]
    assert "Issue #31 tracks this enhancement too" in problem["message"]
    assert problem["evidence"]["url"].endswith("/issues/31")
    sync.rebuild(project=demo.project, now=NOW)
    with pytest.raises(EnhancementMoved, match="10"):
        demo.page("31")

    identity.undo(event=event, by="bob", reason="they differ")
    hub.derive()
    assert demo.keys() == ["10", "12", "31"]
    assert snapshot(demo.project) == before
    with pytest.raises(identity.IdentityRefused, match="already"):
        identity.undo(event=event, by="bob", reason="again")


def test_two_documents_are_merged(demo, hub):
    event = identity.merge(
        project=demo.project,
        loser=of(demo, "12"),
        winner=of(demo, "10"),
        by="ann",
        reason="one and the same",
    )
    hub.derive()
    (key,) = demo.keys()
    for name in ("10", "12", "10-warm-standby", "12-clock-skew", MAIN, CLOCK):
        if name != key:
            with pytest.raises(EnhancementMoved, match=key):
                demo.page(name)
    demo.commit({CLOCK: vep(12, "Clock skew", beta="v1.10")}, day(5))
    demo.sync()
    assert len(demo.keys()) == 1

    identity.undo(event=event, by="ann", reason="they differ")
    hub.derive()
    assert demo.keys() == ["10", "12"]
    assert demo.rows()[1]["targets"]["beta"] == "v1.10"


def test_what_the_rules_joined_stays_apart_once_taken_back(demo, hub):
    issue = hub.issue(14, at=day(1))
    hub.derive()
    demo.commit({f"{SIG}/14-cold/vep.md": vep(14, "Cold")}, day(4))
    demo.sync()
    assert demo.keys() == ["10", "12", "14"]
    event = Event.objects.get(kind=Event.Kind.ENHANCEMENTS_MERGED)
    assert event.by == "rules"

    identity.undo(event=event, by="ann", reason="another thing")
    hub.derive()
    Item.objects.update(owed_since=NOW)
    hub.derive()

    assert demo.keys() == ["10", "12", "14-cold", "issue-14"]
    issue.refresh_from_db()
    assert issue.attached_by == "ann"


def test_split_off_and_taken_back(demo, hub):
    hub.issue(10, at=day(1))
    hub.derive()
    event = identity.split(
        enhancement=of(demo, "10"),
        documents=[Document.objects.get(path=MAIN)],
        by="ann",
        reason="another thing",
    )
    hub.derive()
    assert demo.keys() == ["12", "10-warm-standby", "issue-10"]
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(5))
    demo.sync()
    assert demo.keys() == ["12", "10-warm-standby", "issue-10"]

    identity.undo(event=event, by="ann", reason="the same after all")
    hub.derive()
    assert demo.keys() == ["10", "12"]
    assert Item.objects.get().attached_by == ""
    with pytest.raises(EnhancementMoved, match="10"):
        demo.page("10-warm-standby")


def test_what_is_refused(demo, hub):
    hub.derive()
    ten, twelve = of(demo, "10"), of(demo, "12")
    said = {"by": "ann", "reason": "so"}
    project = demo.project
    with pytest.raises(identity.IdentityRefused, match="why"):
        identity.merge(project=project, loser=ten, winner=twelve, by="ann", reason=" ")
    with pytest.raises(identity.IdentityRefused, match="already"):
        identity.merge(project=project, loser=ten, winner=ten, **said)
    mine = list(Document.objects.filter(enhancement=ten))
    other = list(Document.objects.filter(enhancement=twelve))
    with pytest.raises(identity.IdentityRefused, match="stay"):
        identity.split(enhancement=ten, documents=mine, **said)
    with pytest.raises(identity.IdentityRefused, match="belong"):
        identity.split(enhancement=ten, documents=other, **said)
    with pytest.raises(identity.IdentityRefused, match="Name"):
        identity.split(enhancement=ten, **said)
    event = Event.objects.filter(kind=Event.Kind.PROJECT_TRACKED)[0]
    with pytest.raises(identity.IdentityRefused, match="Only a merge"):
        identity.undo(event=event, **said)
    assert Enhancement.objects.exclude(merged_into=None).count() == 0


def test_by_commands(demo, hub, capsys):
    hub.issue(10, at=day(1))
    hub.issue(31, title="VEP 31: More", at=day(1))
    hub.derive()
    call_command("merge", "demo", "31", "10", "--reason", "the same")
    assert "Enhancements Merged: 31 into 10" in capsys.readouterr().out
    assert demo.keys() == ["10", "12"]
    call_command("split", "demo", "10", "--issue", "31", "--reason", "not the same")
    assert demo.keys() == ["10", "12", "31"]
    split = Event.objects.get(kind=Event.Kind.ENHANCEMENT_SPLIT)
    call_command("undo", "demo", str(split.pk), "--reason", "the same after all")
    assert demo.keys() == ["10", "12"]
    for wrong in (
        ("merge", "other", "31", "10"),
        ("merge", "demo", "99", "10", "--reason", "so"),
        ("merge", "demo", "12", "10"),
        ("split", "demo", "10", "--issue", "99", "--reason", "so"),
        ("split", "demo", "10", "--document", "x.md", "--reason", "so"),
        ("undo", "demo", "0", "--reason", "so"),
    ):
        with pytest.raises(CommandError):
            call_command(*wrong)
