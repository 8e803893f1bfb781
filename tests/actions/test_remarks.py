"""Words of comments follow the comments, and can be made again."""

from __future__ import annotations

import pytest
from django.db import connection

from enhancements.models import Comment, Reading, Remark, Wording
from enhancements.sources import sync
from tests.support.mirror_rows import Mirror
from tests.support.searched import found
from tests.support.tracked import NOW, day, vep

__all__ = ("found",)
MAIN = "veps/sig-compute/10-warm-standby/vep.md"


@pytest.fixture
def hub(demo):
    demo.track("documents")
    demo.commit({MAIN: vep(10, body="Guests hibernate.")}, day(1))
    demo.sync()
    return Mirror(demo.project)


def test_comment_on_a_tracking_issue_is_found(hub, found):
    issue = hub.issue(10)
    hub.comment(issue, "Does CheckpointRestore sleep?\n/lgtm", day(3))
    hub.comment(hub.pull(12), "A checkpoint.", day(3))
    hub.derive()

    assert found("checkpoint") == found("checkpointrestore") == ["10"]
    assert found("sleeping", day(4)) == ["10"]
    assert found("sleeping", day(2)) == []
    assert found("lgtm") == []
    assert Remark.objects.exclude(comment__item=issue).count() == 0


def test_comment_that_is_edited_hidden_or_gone_is_not_found_any_more(hub, found):
    issue = hub.issue(10)
    said = hub.comment(issue, "A checkpoint.", day(3))
    hub.derive()
    assert found("checkpoint") == ["10"]

    said.body = "A snapshot."
    said.save()
    hub.touch(issue, day(4))
    hub.derive()
    assert (found("checkpoint"), found("snapshot")) == ([], ["10"])

    Comment.objects.update(is_minimized=True)
    assert found("snapshot") == found("snapshot", day(5)) == []

    Comment.objects.update(is_minimized=False, gone_at=day(6))
    assert found("snapshot") == found("snapshot", day(5)) == []
    hub.touch(issue, day(6))
    hub.derive()
    assert Remark.objects.count() == 0


def test_comments_of_bots_and_of_what_tracks_nothing_any_more_are_not_kept(hub):
    issue = hub.issue(10)
    robot = hub.person("robot")
    robot.kind = "bot"
    robot.save()
    hub.comment(issue, "A checkpoint.", day(3))
    Comment.objects.update(author=robot)
    hub.comment(issue, "A snapshot.", day(4))
    hub.comment(issue, "/lgtm", day(5), node_id="only a command")
    hub.derive()
    kept = Remark.objects.order_by("comment__created_at")
    assert [one.comment.body for one in kept] == ["A snapshot.", "/lgtm"]


def derived_words():
    """All words that are kept, by what they are of."""
    return {
        "readings": list(
            Reading.objects.order_by("blob__oid", "reader").values_list(
                "blob__oid", "reader", "words"
            )
        ),
        "wordings": list(
            Wording.objects.order_by("item", "since").values_list(
                "item", "since", "until", "digest", "words"
            )
        ),
        "remarks": list(
            Remark.objects.order_by("comment").values_list("comment", "digest", "words")
        ),
    }


def test_all_words_are_made_again_by_rebuild(demo, hub, found):
    issue = hub.issue(10, text="Sleeping guests.")
    hub.comment(issue, "A CheckpointRestore.", day(3))
    hub.derive()
    before = derived_words()
    assert all(before.values())

    Reading.objects.all().delete()
    Wording.objects.all().delete()
    Remark.objects.all().delete()
    assert found("hibernate") == found("sleeping") == found("checkpoint") == []
    sync.rebuild(project=demo.project, now=NOW)
    assert derived_words() == before


def test_words_as_an_earlier_revision_spelled_them_are_not_found_any_more(
    demo, hub, found
):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enhancements_reading SET words = to_tsvector('english', 'old'),"
            " reader = replace(reader, ':words:', ':words:0')"
        )
    assert (found("old"), found("hibernate")) == (["10"], [])
    sync.rebuild(project=demo.project, now=NOW)
    assert (found("old"), found("hibernate")) == ([], ["10"])
    assert hub.main.items.count() == 0


def test_words_are_written_once_and_looked_up_by_index(hub):
    issue = hub.issue(10)
    hub.comment(issue, "A checkpoint.", day(3))
    hub.derive()
    before = list(Remark.objects.values_list("pk", "digest"))
    hub.touch(issue, day(5))
    hub.derive()
    assert list(Remark.objects.values_list("pk", "digest")) == before
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT comment_id FROM enhancements_remark"
            " WHERE words @@ phraseto_tsquery('english', 'checkpoint')"
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "remark_words" in plan
