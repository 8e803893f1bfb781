"""What those who watch a board are told, by a real server and a real PostgreSQL."""

from __future__ import annotations

import time

import pytest
from django.db import connection, transaction

from enhancements import languages
from enhancements.models import Enhancement, Entry, Project
from enhancements.policy.live import Topic
from enhancements.views import live
from tests.live.conftest import (
    EVENTS,
    RELEASE,
    decide,
    elsewhere,
    has_read,
    seen_now,
    untouched,
    version,
    wait_for,
    write,
)
from tests.support.watching import Told, Watching
from tracker.live.running import HUB

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Longer than changes are waited for together, with reading and sending.
LATER = 0.6


def about(entry: Entry) -> str:
    """The id of an entry's row."""
    project = Project.objects.get(name="sample")
    topic = Topic(project.pk, "sample", RELEASE)
    (row,) = elsewhere(lambda: live.look(topic, [entry.enhancement_id])).rows
    return row.id


def of(row: str):
    def found(one: Told) -> bool:
        return one.kind == "entry" and one.data["row"] == row

    return found


def sessions(name: str = "") -> list[int]:
    """The processes of the database that serve somebody, or those of this name. Within
    a transaction they would never change.
    """

    def ask() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND %(name)s IN ('', application_name)",
                {"name": name},
            )
            return [pid for (pid,) in cursor.fetchall()]

    return elsewhere(ask)


def listeners() -> list[int]:
    return sessions("tracker boards")


def test_decision_arrives_with_its_rendered_cell_within_a_second(watching):
    entry = untouched()
    row = about(entry)

    decide(entry, "tracked", by="anna")
    committed = time.monotonic()

    told = watching.wait(of(row), within=5)
    assert told.at - committed < 1
    assert set(told.data["cells"]) == {"code-freeze"}
    assert told.data["cells"]["code-freeze"].startswith(
        '<span class="status sign sign-tracked is-tracked">'
    )
    assert told.data["by"] == "anna"
    assert told.data["says"].endswith("was tracked for the code freeze by @anna.")
    assert told.data["other"] == (
        ["status"] if told.data["status"] == "tracked" else []
    )
    counts = watching.wait(lambda one: one.kind == "counts", within=1)
    assert (counts.id, counts.data) == (version(), {"within": 0.1})


def test_nothing_is_told_of_what_is_rolled_back(watching):
    entry, other = untouched(), untouched()

    def change_of_mind() -> None:
        with transaction.atomic():
            write(entry)
            transaction.set_rollback(True)

    elsewhere(change_of_mind)
    time.sleep(LATER)
    assert watching.events == []

    row = about(other)
    decide(other)
    watching.wait(of(row), within=5)
    rows = [one.data["row"] for one in watching.events if one.kind == "entry"]
    assert rows == [row]


def test_who_reads_another_language_is_told_in_it(
    tracker, watching, monkeypatch, settings
):
    settings.LANGUAGES_OFFERED = ["en", "de"]
    entry = untouched()
    row = about(entry)
    spoken = []
    shown = live.shown
    monkeypatch.setattr(
        live,
        "shown",
        lambda rows: spoken.append(languages.current().code) or shown(rows),
    )
    with Watching(tracker, seen_now(), {"Accept-Language": "de"}) as german:
        wait_for(lambda: spoken == ["de"])
        wait_for(has_read)
        decide(entry)
        for one in (watching, german):
            one.wait(of(row), within=5)

    assert sorted(spoken) == ["de", "de", "en"]


def test_everybody_is_told_the_same_and_each_change_is_read_once(
    tracker, watching, monkeypatch
):
    read = []
    look = HUB._look
    monkeypatch.setattr(HUB, "_look", lambda *asked: read.append(asked) or look(*asked))
    others = [Watching(tracker, seen_now()) for _ in range(5)]
    wait_for(lambda: HUB.viewers == 6)
    first, second = untouched(), untouched()

    row = about(second)

    @transaction.atomic
    def both() -> None:
        write(first)
        write(second)

    elsewhere(both)
    for one in (watching, *others):
        one.wait(of(row), within=5)
        one.close()

    assert len({str(one.events[0].data) for one in (watching, *others)}) == 1
    assert [set(named) for _, named in read] == [
        {first.enhancement_id, second.enhancement_id}
    ]


def test_older_page_is_told_to_be_read_anew_and_a_current_one_is_not(tracker, watching):
    old = seen_now()
    entry = untouched()
    row = about(entry)
    decide(entry)
    watching.wait(of(row), within=5)

    with Watching(tracker, old) as late, Watching(tracker, seen_now()) as current:
        told = late.wait(lambda one: one.kind == "stale", within=5)
        assert told.data == {"within": 0.0}
        time.sleep(LATER)
        assert current.events == []
    # A browser that comes back says what it was told last, not how old its page is.
    with Watching(tracker, old, {"Last-Event-ID": version()}) as back:
        time.sleep(LATER)
        assert back.events == []


def test_page_that_was_made_before_the_first_viewer_came_is_read_anew(tracker):
    old = seen_now()
    decide(untouched())

    with Watching(tracker, old) as viewer:
        viewer.wait(lambda one: one.kind == "stale", within=5)


def test_connection_that_was_cut_is_made_anew_and_nothing_is_missed(watching):
    (before,) = listeners()
    entry = untouched()
    row = about(entry)

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [before])
    decide(entry)

    watching.wait(of(row), within=5)
    (after,) = listeners()
    assert after != before
    other = untouched()
    row = about(other)
    decide(other)
    watching.wait(of(row), within=1)


def test_nobody_listens_when_nobody_watches(tracker):
    assert listeners() == []
    with Watching(tracker, seen_now()) as viewer:
        wait_for(lambda: len(listeners()) == 1)
        with Watching(tracker, seen_now()):
            wait_for(lambda: HUB.viewers == 2)
            assert len(listeners()) == 1
        viewer.close()
        wait_for(lambda: HUB.viewers == 0)
    wait_for(lambda: listeners() == [])


def test_stream_is_not_kept_by_anybody_on_its_way(watching):
    assert watching.status == 200
    assert watching.headers["content-type"] == "text/event-stream"
    assert watching.headers["cache-control"] == "no-store"
    assert watching.headers["x-accel-buffering"] == "no"
    assert "content-length" not in watching.headers
    assert "set-cookie" not in watching.headers


@pytest.mark.usefixtures("watching")
def test_viewers_hold_no_connection_to_the_database(tracker):
    before = len(sessions())
    more = [Watching(tracker, seen_now()) for _ in range(20)]
    wait_for(lambda: HUB.viewers == 21)
    wait_for(lambda: len(sessions()) <= before)
    for one in more:
        one.close()


def test_silence_is_broken_by_a_line_that_carries_the_version(tracker, monkeypatch):
    monkeypatch.setattr("tracker.live.stream.HEARTBEAT_SECONDS", 0.1)
    with Watching(tracker, seen_now()) as viewer:
        wait_for(lambda: viewer.text.count(": \nid: ") > 1)
        assert viewer.text.startswith("retry: ")
        assert viewer.text.endswith(f": \nid: {version()}\n\n")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{EVENTS}?as_of=2026-06-01", 204),
        ("/sample/v77.9/board/events", 404),
        ("/nowhere/v1.9/board/events", 404),
    ],
)
def test_there_is_nothing_to_watch(tracker, path, status):
    viewer = Watching(tracker, path)
    assert viewer.status == status
    viewer.close()


@pytest.mark.usefixtures("watching")
def test_process_that_is_full_says_when_to_come_again(tracker, settings):
    settings.LIVE_VIEWERS = 1
    viewer = Watching(tracker, seen_now())
    assert (viewer.status, viewer.headers["retry-after"]) == (503, "30")
    viewer.close()
    assert HUB.viewers == 1


@pytest.mark.usefixtures("tracker")
def test_server_without_streams_says_that_there_is_nothing_to_wait_for(client):
    assert client.get(EVENTS).status_code == 204


def test_metrics_say_who_watches_and_when_something_was_heard_of(
    watching, client, settings
):
    settings.METRICS_TOKEN = "a token"  # noqa: S105 - of this test alone
    entry = untouched()
    row = about(entry)
    began = time.time()
    decide(entry)
    watching.wait(of(row), within=5)

    answer = client.get("/metrics", headers={"Authorization": "Bearer a token"})

    numbers = dict(
        line.split(" ")
        for line in answer.content.decode().splitlines()
        if line.startswith("tracker_board_")
    )
    assert float(numbers["tracker_board_viewers"]) == 1
    assert float(numbers["tracker_board_listening"]) == 1
    heard = float(numbers["tracker_board_told_timestamp_seconds"])
    assert began <= heard <= time.time()


def test_what_is_decided_about_a_merged_one_shows_with_the_other(watching):
    """The row is that of the enhancement that it was merged into."""
    entry = untouched()
    row = about(entry)
    project = Project.objects.get(name="sample")
    merged = elsewhere(
        lambda: Enhancement.objects.create(
            project=project, merged_into_id=entry.enhancement_id
        )
    )
    place = Entry(release=entry.release, enhancement=merged, track=entry.track)
    decide(place, "deferred")
    told = watching.wait(of(row), within=5)
    assert "Deferred" in str(told.data)
