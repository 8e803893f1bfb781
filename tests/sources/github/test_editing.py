"""Comments of ours, written and edited in place at a pretended GitHub."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from enhancements.actions import budget, outbox, postings
from enhancements.actions.postings import PostingsClashed, Wanted
from enhancements.models import Enhancement, Outgoing, Posting, Project, Release
from enhancements.policy.letters.comments import Kind, Letter
from enhancements.policy.letters.standing import State, state
from enhancements.queries import postings as stored
from tests.support.mirrored import PLANS, Mirrored, fill, mirrored, plain_world

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
COMMANDS = ("/label tracked/yes",)


def letter(body: str, commands: tuple[str, ...] = ()) -> Letter:
    return Letter(Kind.REMINDER, "met", body, commands)


class Rig:
    """An entry of a release whose tracking issue is at GitHub."""

    def __init__(self, mirror: Mirrored) -> None:
        self.mirror, self.project = mirror, mirror.project
        self.release = Release.objects.create(
            project=self.project, name="v1.9", major=1, minor=9
        )
        self.entry = Enhancement.objects.create(project=self.project)

    def last(self):
        now = timezone.now()
        found = stored.last(release=self.release.pk, freeze="code-freeze", at=now)
        return found.get((self.entry.pk, ""))

    def post(self, said: Letter, **more: Any):
        last = self.last()
        wanted = Wanted(
            place=(self.entry.pk, ""),
            letter=said,
            repository=self.mirror.repository.pk,
            name=PLANS,
            number=1,
            seen=last.id if last else None,
            **more,
        )
        return postings.post(
            project=self.project,
            release=self.release.pk,
            freeze="code-freeze",
            wanted=[wanted],
            by="ann",
            now=timezone.now(),
        )

    def comments(self) -> list[str]:
        """What stands there of ours and others' edits of it, without the markers."""
        told = self.mirror.world.issue(PLANS, 1).comments
        return [one.body.partition("\n\n<!--")[0] for one in told][1:]

    def state(self, body: str, commands: tuple[str, ...] = ()) -> State:
        return state(self.last(), letter(body, commands).digest)

    def writes(self) -> list[str]:
        """Writes that reached GitHub since it was last asked."""
        found = [
            f"{entry.method} {entry.status}"
            for entry in self.mirror.hub.log.entries
            if entry.method != "GET" and "graphql" not in entry.path
        ]
        self.mirror.hub.log.entries.clear()
        return found


@pytest.fixture
def rig(settings, monkeypatch) -> Iterator[Rig]:
    monkeypatch.setattr(budget, "BETWEEN_WRITES", dt.timedelta(milliseconds=1))
    monkeypatch.setattr(outbox, "_FIRST_WAIT", dt.timedelta(0))
    monkeypatch.setattr(outbox, "_LONGEST_WAIT", dt.timedelta(0))
    monkeypatch.setattr(outbox, "LEASE", dt.timedelta(0))
    cache.clear()
    world = plain_world()
    fill(world, 1)
    world.add_label(PLANS, "tracked/yes")
    project = Project.objects.create(name="demo", profile="kubernetes", posts=True)
    with mirrored(settings, world, project=project) as mirror:
        mirror.pump()
        mirror.asked()
        yield Rig(mirror)


def test_comment_is_written_once_and_edited_in_place(rig):
    rig.post(letter("First.", COMMANDS))
    assert rig.state("First.", COMMANDS) is State.WAITING
    rig.mirror.pump()
    assert rig.comments() == ["First.\n\n/label tracked/yes"]
    assert rig.state("First.", COMMANDS) is State.UP_TO_DATE
    assert rig.writes() == ["POST 201"]

    # Nothing new is to be said by command, so the edit is all there is.
    rig.post(letter("Second.", COMMANDS))
    rig.mirror.pump()
    assert rig.comments() == ["Second."]
    assert rig.writes() == ["PATCH 200"]
    rig.post(letter("Second.", COMMANDS))
    assert Posting.objects.count() == 2
    marker = Outgoing.objects.get(kind="comment").marker
    assert str(marker) in rig.mirror.world.issue(PLANS, 1).comments[-1].body


def test_commands_of_an_edit_go_into_a_comment_of_their_own(rig):
    rig.post(letter("At risk."))
    rig.mirror.pump()
    rig.post(letter("Tracked.", COMMANDS))
    rig.mirror.pump()

    assert rig.comments() == [
        "Tracked.",
        "This goes with our comment above:\n\n/label tracked/yes",
    ]


def test_where_the_tracker_acts_it_sets_the_label_itself(rig):
    Project.objects.update(commands="act")
    rig.post(letter("Tracked.", COMMANDS))
    rig.mirror.pump()

    assert rig.comments() == ["Tracked."]
    labels = {one.name for one in rig.mirror.world.issue(PLANS, 1).labels}
    assert "tracked/yes" in labels


def test_edit_whose_answer_was_lost_is_made_once(rig):
    rig.post(letter("First."))
    rig.mirror.pump()
    rig.writes()
    rig.mirror.hub.faults.add("unhandled", "PATCH .*comments", count=1)
    rig.post(letter("Second."))
    for _ in range(3):
        rig.mirror.pump()

    assert rig.comments() == ["Second."]
    assert rig.state("Second.") is State.UP_TO_DATE
    assert len([one for one in rig.writes() if one.startswith("PATCH")]) == 1
    assert Outgoing.objects.get(kind="edit").result["was_there"] is True


def test_comment_that_was_deleted_is_not_written_anew_unasked(rig):
    rig.post(letter("First."))
    rig.mirror.pump()
    comment = rig.mirror.world.issue(PLANS, 1).comments[-1]
    rig.post(letter("Second."))
    rig.mirror.world.delete_comment(comment.id, by="alice")
    rig.mirror.pump()

    assert rig.comments() == []
    assert rig.state("Second.") is State.DELETED
    with pytest.raises(PostingsClashed):
        rig.post(letter("Third."))
    rig.post(letter("Third."), anyway=True)
    rig.mirror.pump()
    assert rig.comments() == ["Third."]
    assert rig.state("Third.") is State.UP_TO_DATE


def test_what_somebody_wrote_into_it_is_not_written_over_unasked(rig):
    rig.post(letter("First."))
    rig.mirror.pump()
    comment = rig.mirror.world.issue(PLANS, 1).comments[-1]
    rig.post(letter("Second."))
    # By somebody else, before the edit is sent.
    rig.mirror.world.edit_comment(comment.id, "Their words.", by="alice")
    rig.mirror.pump()

    assert rig.comments() == ["Their words."]
    assert rig.state("Second.") is State.EDITED
    with pytest.raises(PostingsClashed):
        rig.post(letter("Third."))
    rig.post(letter("Third."), anyway=True)
    rig.mirror.pump()
    assert rig.comments() == ["Third."]


def test_what_was_taken_back_is_never_sent(rig):
    batch, [row] = rig.post(letter("First."))
    now = timezone.now()
    told = postings.take_back(project=rig.project, batch=batch, by="ann", now=now)
    assert told == (1, 0)
    rig.mirror.pump()

    assert rig.comments() == []
    row.refresh_from_db()
    assert row.cancelled_by == "ann"
    assert rig.last() is None


def test_where_comments_are_only_shown_nothing_is_sent(rig):
    Project.objects.update(posts=False)
    rig.post(letter("First.", COMMANDS))
    rig.mirror.pump()

    assert rig.comments() == []
    assert rig.state("First.", COMMANDS) is State.SHOWN
