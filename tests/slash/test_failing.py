"""A text that cannot be heard holds up no other, and is not lost."""

from __future__ import annotations

import datetime as dt
import os
import signal

import pytest
from django.db import connections
from django.utils import timezone

from enhancements.actions import dirt, in_hand, letters
from enhancements.commands import grammar
from enhancements.models import Asked, Stream
from enhancements.queries import frame, moments, sources_page
from tests.support.mirrored import PLANS

pytestmark = pytest.mark.django_db
parse = grammar.parse


def break_on(monkeypatch, word):
    def failing(body, rules):
        if word in body:
            raise ValueError(f"Too much {word}.\nAnd more.")
        return parse(body, rules)

    monkeypatch.setattr(grammar, "parse", failing)


def dead():
    now = timezone.now()
    setting = frame.load("demo", moments.parse(None, now=now), now=now)
    return sources_page.page(setting).dead


def labels(mirror):
    return sorted(one.name for one in mirror.world.issue(PLANS, 1).labels)


def test_text_that_cannot_be_heard_is_given_up_alone_and_tried_again(
    acting, monkeypatch, client
):
    mirror = acting()
    monkeypatch.setattr(dirt, "backoff", lambda _: dt.timedelta(0))
    break_on(monkeypatch, "poison")
    mirror.world.comment(PLANS, 1, "Look:\n/sig network\npoison", by="bob")
    mirror.world.comment(PLANS, 1, "/sig compute", by="carol")
    outcome = mirror.pump(compare=True)

    assert (outcome.error, labels(mirror)) == ("", ["sig/compute"])
    assert outcome.report is not None
    (letter,) = dead()
    assert letter.what == "commands of bob on acme/plans#1"
    assert (letter.error, letter.attempts) == (
        "It could not be heard: Too much poison.",
        5,
    )
    assert "/sig network" in client.get("/demo/sources/").content.decode()

    monkeypatch.setattr(grammar, "parse", parse)
    places = [letter.place, "command:99999999"]
    retried = letters.retry(
        project=mirror.project, places=places, by="olga", now=timezone.now()
    )
    assert (retried, dead()) == (1, ())
    mirror.pump()
    assert labels(mirror) == ["sig/compute", "sig/network"]
    assert Stream.objects.get(name="commands").data.keys() == {"comment", "item"}


def test_text_that_fails_in_passing_waits_while_others_are_heard(acting, monkeypatch):
    mirror = acting()
    break_on(monkeypatch, "poison")
    mirror.world.open_issue(PLANS, "New", body="/kind bug\npoison", by="bob")
    mirror.world.comment(PLANS, 1, "/sig compute", by="carol")
    mirror.pump()

    assert labels(mirror) == ["sig/compute"]
    assert (Asked.objects.count(), dead()) == (1, ())
    monkeypatch.setattr(grammar, "parse", parse)
    later = dt.timedelta(minutes=2)
    stream = Stream.objects.get(name="commands")
    for row in stream.data["again"].values():
        row[1] = (dt.datetime.fromisoformat(row[1]) - later).isoformat()
    stream.save()
    mirror.pump()
    assert [one.name for one in mirror.world.issue(PLANS, 2).labels] == ["kind/bug"]


def killed(mirror):
    """A worker's run in a process of its own; whether it was killed."""
    connections.close_all()  # A forked process must not speak through it.
    pid = os.fork()
    if pid == 0:
        try:
            mirror.pump()
        finally:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def kill_on(monkeypatch, word):
    def killing(body, rules):
        if word in body:
            os.kill(os.getpid(), signal.SIGKILL)
        return parse(body, rules)

    monkeypatch.setattr(grammar, "parse", killing)


@pytest.mark.django_db(transaction=True)
def test_text_whose_hearing_ends_the_process_is_given_up_and_others_are_heard(
    acting, monkeypatch
):
    mirror = acting()
    monkeypatch.setattr(dirt, "backoff", lambda _: dt.timedelta(0))
    kill_on(monkeypatch, "poison")
    mirror.world.comment(PLANS, 1, "/sig network\npoison", by="bob")
    mirror.world.comment(PLANS, 1, "/sig compute", by="carol")

    assert [killed(mirror) for _ in range(6)] == [*[True] * 5, False]
    assert labels(mirror) == ["sig/compute"]
    (letter,) = dead()
    assert (letter.what, letter.error, letter.attempts) == (
        "commands of bob on acme/plans#1",
        "The process that was to hear it ended.",
        5,
    )
    assert not killed(mirror)

    monkeypatch.setattr(grammar, "parse", parse)
    letters.retry(
        project=mirror.project, places=[letter.place], by="olga", now=timezone.now()
    )
    mirror.pump()
    assert (labels(mirror), dead()) == (["sig/compute", "sig/network"], ())


@pytest.mark.django_db(transaction=True)
def test_text_that_ended_a_process_waits_while_others_are_heard(acting, monkeypatch):
    mirror = acting()
    kill_on(monkeypatch, "poison")
    mirror.world.open_issue(PLANS, "New", body="/kind bug\npoison", by="bob")
    mirror.world.comment(PLANS, 1, "/sig compute", by="carol")

    assert [killed(mirror), killed(mirror)] == [True, False]
    assert (labels(mirror), dead()) == (["sig/compute"], ())
    [[name, (attempts, _)]] = Stream.objects.get(name="commands").data["again"].items()
    assert (name.partition(":")[0], attempts) == ("item", 1)


def test_nothing_is_blamed_on_a_text_that_was_heard(acting):
    mirror = acting()
    mirror.world.comment(PLANS, 1, "/sig compute", by="carol")
    mirror.pump()
    heard = Asked.objects.get()
    name = f"comment:{heard.comment_id}"
    in_hand._set(in_hand._text(mirror.repository.pk), name)
    mirror.pump()

    assert "again" not in Stream.objects.get(name="commands").data
    assert in_hand.text_left(repository=mirror.repository.pk) == ""
    assert list(Asked.objects.all()) == [heard]
