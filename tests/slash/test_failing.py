"""A text that cannot be heard holds up no other, and is not lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from enhancements.actions import dirt, letters
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
