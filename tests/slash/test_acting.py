"""Slash commands end to end: said at a pretended GitHub, done there."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.utils import timezone

from enhancements.actions import dirt, outbox, projects, slash
from enhancements.models import Asked, Dirty, Event, Outgoing
from enhancements.sources.github import pump as pumping
from enhancements.sources.github import writing
from tests.support.mirrored import PLANS

pytestmark = pytest.mark.django_db

UNKNOWN = (
    "@bob, this did nothing:\n\n- Line 1, `/sig compote`: there is no label"
    " `sig/compote` in this repository. Did you mean `/sig compute`? `/sig` takes"
    " `compute` and `network`."
)


def labels(mirror, number=1):
    return sorted(one.name for one in mirror.world.issue(PLANS, number).labels)


def said(mirror, number=1):
    """What the tracker said, without the marker."""
    told = [one.body for one in mirror.world.issue(PLANS, number).comments]
    return [one.partition("\n\n<!--")[0] for one in told if "<!-- tracker:" in one]


def writes(mirror):
    """Writes that reached GitHub since the log was emptied."""
    return [
        f"{entry.method} {entry.path.split('/acme/plans/')[-1]}"
        for entry in mirror.hub.log.entries
        if entry.method != "GET" and "graphql" not in entry.path
    ]


def comment(mirror, text, by="bob", number=1):
    mirror.world.comment(PLANS, number, text, by=by)
    return mirror.pump()


def test_command_of_a_new_comment_is_done_and_mirrored(acting):
    mirror = acting()
    outcome = comment(mirror, "/sig compute")

    assert outcome.error == ""
    assert labels(mirror) == ["sig/compute"]
    assert said(mirror) == []
    assert mirror.stored() == mirror.truth()
    row = Outgoing.objects.get()
    assert (row.result, row.by) == ({"added": ["sig/compute"], "before": []}, "bob")
    kinds = ["command-answered", "written-to-github"]
    found = Event.objects.filter(kind__in=kinds).order_by("pk")
    assert list(found.values_list("kind", "by")) == [(one, "bob") for one in kinds]
    assert Asked.objects.get().plan == {"add": ["sig/compute"]}


def test_commands_of_new_bodies_and_reviews_are_done(acting):
    mirror = acting()
    mirror.world.open_issue(PLANS, "New", body="Text\n/kind bug", by="carol")
    mirror.world.open_pull(PLANS, "Add", by="carol", head="x", files={"a.md": "A"})
    mirror.pump()
    mirror.world.review(PLANS, 3, "COMMENTED", by="bob", body="/sig network")
    mirror.pump()

    assert (labels(mirror, 2), labels(mirror, 3)) == (["kind/bug"], ["sig/network"])


def test_of_an_exclusive_family_the_last_label_stays(acting):
    mirror = acting()
    comment(mirror, "/stage alpha")
    # Both are read in one run: the second knows what the first will have done.
    mirror.world.comment(PLANS, 1, "/stage beta", by="bob")
    mirror.world.comment(PLANS, 1, "/stage alpha", by="carol")
    mirror.pump()

    assert labels(mirror) == ["stage/alpha"]
    rows = Outgoing.objects.order_by("pk").values_list("payload", flat=True)
    assert list(rows)[1:] == [
        {"add": ["stage/beta"], "remove": ["stage/alpha"]},
        {"add": ["stage/alpha"], "remove": ["stage/beta"]},
    ]


def test_assigned_are_those_whom_github_takes_and_the_rest_is_told_once(acting):
    mirror = acting()
    comment(mirror, "/assign\n/assign @carol @nobody-here")
    mirror.pump()

    people = mirror.world.issue(PLANS, 1).assignees
    assert sorted(one.login for one in people) == ["bob", "carol"]
    (answer,) = said(mirror)
    assert "does not let `nobody-here` be assigned" in answer
    comment(mirror, "/unassign @carol")
    assert [one.login for one in mirror.world.issue(PLANS, 1).assignees] == ["bob"]


def test_unknown_value_is_answered_once_beside_what_is_done(acting):
    mirror = acting()
    comment(mirror, "/sig compote")
    for _ in range(2):
        mirror.pump()

    assert said(mirror) == [UNKNOWN]
    assert labels(mirror) == []
    # The answer is hidden from readers, and nobody hears it as a command.
    row = Outgoing.objects.get(kind="comment")
    body = mirror.world.issue(PLANS, 1).comments[-1].body
    assert body == f"{UNKNOWN}\n\n<!-- tracker:{row.marker} -->"
    assert Asked.objects.count() == 1


def test_lost_answer_to_a_write_is_no_second_comment(acting):
    mirror = acting()
    mirror.hub.faults.add("unhandled", "POST .*/issues/1/comments", count=1)
    comment(mirror, "/sig compote")
    assert Outgoing.objects.get().done_at is None
    mirror.pump()

    assert said(mirror) == [UNKNOWN]
    assert Outgoing.objects.get().result["was_there"] is True


def test_write_that_did_not_arrive_is_made_again(acting):
    mirror = acting()
    mirror.hub.faults.add("status", "POST .*/issues/1/", count=2, status=502)
    comment(mirror, "/sig compute compote")
    mirror.pump()
    mirror.pump()

    assert (labels(mirror), len(said(mirror))) == (["sig/compute"], 1)


class Killed(BaseException):
    """As if the process ended here."""


@pytest.mark.parametrize("text", ["/sig compute", "/sig compote", "/assign"])
def test_worker_killed_between_sending_and_noting_it_writes_once(
    acting, monkeypatch, text
):
    mirror = acting()

    def die(**_):
        raise Killed

    mirror.world.comment(PLANS, 1, text, by="bob")
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "done", die)
        with pytest.raises(Killed):
            mirror.pump()
    mirror.asked()
    mirror.pump()

    assert writes(mirror) == []
    assert Outgoing.objects.get().done_at is not None
    assert len(said(mirror)) == (text == "/sig compote")


def test_worker_killed_before_it_kept_a_decision_decides_again(acting, monkeypatch):
    mirror = acting()

    def die(**_):
        raise Killed

    mirror.world.comment(PLANS, 1, "/sig compute", by="bob")
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "put", die)
        with pytest.raises(Killed):
            mirror.pump()
    assert not Asked.objects.exists()
    mirror.pump()

    assert labels(mirror) == ["sig/compute"]
    assert Asked.objects.count() == 1


def test_what_was_there_before_and_what_is_edited_is_not_heard(acting):
    mirror = acting()
    old = mirror.world.issue(PLANS, 1).comments[0]
    mirror.world.edit_comment(old.id, "/stage beta", by="bob")
    mirror.world.edit_body(PLANS, 1, "/kind bug", by="bob")
    mirror.pump()
    fresh = mirror.world.comment(PLANS, 1, "Thanks!", by="bob")
    mirror.pump()
    mirror.world.edit_comment(fresh.id, "/sig network", by="bob")
    mirror.pump()

    assert (labels(mirror), Asked.objects.count()) == ([], 0)


def test_bots_and_the_trackers_own_texts_are_not_heard(acting):
    mirror = acting()
    mirror.world.add_user("helper", kind="Bot")
    mirror.world.comment(PLANS, 1, "/sig compute", by="helper")
    own = f"/sig compute\n\n{writing.mark(outbox.uuid.uuid4())}"
    mirror.world.comment(PLANS, 1, own, by="alice")
    mirror.pump()

    assert (labels(mirror), Asked.objects.count()) == ([], 0)
    # Who quotes us is heard.
    comment(mirror, f"> {own}\n\n/sig network")
    assert labels(mirror) == ["sig/network"]


def test_so_many_answers_an_hour_and_no_more(acting, monkeypatch):
    monkeypatch.setattr("enhancements.actions.slash.MOST_ANSWERS", 2)
    mirror = acting()
    for word in ("one", "two", "three"):
        mirror.world.comment(PLANS, 1, f"/sig {word}", by="bob")
    mirror.pump()

    assert len(said(mirror)) == 2
    assert Asked.objects.count() == 3


def test_off_reads_nothing_and_what_is_said_meanwhile_stays_unheard(acting):
    mirror = acting(commands="off")
    comment(mirror, "/sig compute")
    assert (labels(mirror), Asked.objects.count()) == ([], 0)
    projects.set_commands(project=mirror.project, mode="act", by="olga")
    comment(mirror, "/sig network")

    assert labels(mirror) == ["sig/network"]
    event = Event.objects.get(kind="commands-set")
    assert (event.old, event.new, event.by) == ("off", "act", "olga")


def test_read_keeps_what_it_would_mean_and_writes_nothing(acting):
    mirror = acting(commands="read")
    comment(mirror, "/sig compute")

    assert Asked.objects.get().plan == {"add": ["sig/compute"]}
    assert not Outgoing.objects.exists()
    assert writes(mirror) == []


def test_dry_run_shows_what_it_would_do_and_writes_nothing(acting, client):
    mirror = acting(commands="dry-run")
    comment(mirror, "/sig compute compote")
    mirror.pump()

    assert writes(mirror) == []
    assert [row.kind for row in Outgoing.objects.filter(is_dry=True)] == [
        "labels",
        "comment",
    ]
    page = client.get("/demo/sources/").content.decode()
    assert "adds sig/compute" in page
    assert page.count(">only shown<") == 3
    projects.set_commands(project=mirror.project, mode="act", by="olga")
    mirror.pump()
    assert writes(mirror) == []


def test_switched_off_what_is_not_written_yet_is_given_up(acting):
    mirror = acting()
    mirror.hub.faults.add("status", "POST .*/labels", status=502)
    comment(mirror, "/sig compute")
    projects.set_commands(project=mirror.project, mode="off", by="olga")
    mirror.hub.faults.clear()
    mirror.pump()

    assert labels(mirror) == []
    assert "switched off" in Outgoing.objects.get(dead_at__isnull=False).error


def test_page_links_to_what_was_written(acting, client):
    mirror = acting()
    comment(mirror, "/sig compute <b>")
    page = client.get("/demo/sources/").content.decode()

    (said_id,) = [
        one.id
        for one in mirror.world.issue(PLANS, 1).comments
        if "<!-- tracker:" in one.body
    ]
    assert f'href="{mirror.hub.url}/acme/plans/issues/1#issuecomment-{said_id}"' in page
    assert "<code>/sig compute &lt;b&gt;</code>" in page
    assert "<b>" not in page.partition("h-commands")[2].partition("h-dead")[0]


def told_by_webhook(mirror, text):
    """A comment, and the mark that its delivery leaves."""
    mirror.world.comment(PLANS, 1, text, by="bob")
    mark = dirt.Mark(dirt.WEBHOOK, number=1)
    dirt.mark(repository=mirror.repository, marks=[mark], now=timezone.now())


@pytest.mark.parametrize("place", ["_compare", "_wait_for_what_is_due_soon"])
def test_what_is_said_late_in_a_run_is_done_in_it(acting, monkeypatch, place):
    mirror = acting()
    usual = getattr(pumping, place)

    def meanwhile(*args):
        told_by_webhook(mirror, "/sig compute")
        usual(*args)

    monkeypatch.setattr(pumping, place, meanwhile)
    mirror.pump()

    assert labels(mirror) == ["sig/compute"]
    assert mirror.stored() == mirror.truth()


def test_what_is_said_while_much_is_written_is_fetched_between(acting, monkeypatch):
    mirror = acting()
    usual, stored = writing.comment, []

    def slowly(*args):
        stored.append(len(Asked.objects.all()))
        if len(stored) == 1:
            told_by_webhook(mirror, "/sig compute")
        return usual(*args)

    monkeypatch.setattr(writing, "comment", slowly)
    for word in ("one", "two", "three"):
        mirror.world.comment(PLANS, 1, f"/sig {word}", by="bob")
    mirror.pump()

    # It was heard before the second answer was written, not after the third.
    assert stored == [3, 4, 4]
    assert labels(mirror) == ["sig/compute"]


def test_switched_off_and_on_while_texts_are_heard_it_begins_anew(acting, monkeypatch):
    mirror = acting()
    usual = slash.take

    def meanwhile(**told):
        for mode in ("off", "act"):
            projects.set_commands(project=mirror.project, mode=mode, by="olga")
        return usual(**told)

    with monkeypatch.context() as patched:
        patched.setattr(slash, "take", meanwhile)
        outcome = comment(mirror, "/sig compote")
    assert (outcome.error, mirror.repository.error) == ("", "")
    comment(mirror, "Thanks.")
    comment(mirror, "/sig network")

    assert labels(mirror) == ["sig/network"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_have_one_effect(acting):
    mirror = acting()
    mirror.world.comment(PLANS, 1, "/sig compote", by="bob")
    mirror.world.comment(PLANS, 1, "/sig compute", by="bob")
    found = []

    def work():
        try:
            found.append(pumping.pump(repository_id=mirror.repository.pk).error)
        except pumping.leases.Taken:
            found.append("taken")
        finally:
            connections.close_all()

    mirror.asked()
    threads = [threading.Thread(target=work) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    mirror.pump()

    assert len(found) == 3
    posts = ["POST issues/1/comments", "POST issues/1/labels"]
    assert sorted(writes(mirror)) == posts
    assert not Dirty.objects.exists()
