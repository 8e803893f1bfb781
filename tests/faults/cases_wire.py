"""F07 to F11: broken answers, circles, deep lists, credentials, no network."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING, Any
from unittest import mock

from django.test import override_settings

from enhancements.actions import dirt
from enhancements.fakehub import paging
from enhancements.models import Item, Stream
from enhancements.sources.github import changes, graphql_reading, judging
from tests.faults import rig as rigs
from tests.faults.cases import (
    ACTIONS,
    GITHUB,
    case,
    no,
    nothing,
    replaced,
    together,
    yes,
)
from tests.faults.cases_http import believing, labels

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Iterator

    from enhancements.sources.github.pages import Updates
    from tests.faults.rig import Rig

BODIES = ("reset", "truncated_gzip", "invalid_json", "html", "empty", "close")


def small_pages(size: int) -> contextlib.AbstractContextManager[Any]:
    """Lists by GraphQL have so many items a page."""
    return mock.patch.dict(graphql_reading.MOST, issue=size, pull=size)


def by_page_numbers(self: Any, since: Any, *_: object) -> Iterator[Updates]:
    """The list of changes read as many do: page 1, page 2, page 3."""
    moment = None if since is None else since - changes.OVERLAP
    number, has_more = 1, True
    while has_more:
        answer = self.client.get(f"{self._url(moment)}&page={number}")
        has_more = bool(answer.next)
        yield dataclasses.replace(self._page(answer), has_more=has_more)
        number += 1


@case(
    "F07 bodies",
    "Bodies reset, cut, garbled, empty, or a page of HTML",
    without=together(
        replaced(f"{GITHUB}.answers.read_json", believing),
        replaced(f"{ACTIONS}.mirror_lists.is_proof", yes),
    ),
)
def bodies(rig: Rig) -> None:
    rig.synced()
    rig.change(6)
    for kind in rig.rng.sample(BODIES, len(BODIES)):
        rig.hub.faults.add(kind, "/labels", count=1)
        rig.look()
        rig.nothing_gone()
        assert labels() == 8, kind
        rig.hub.faults.add(kind, "", skip=rig.rng.randrange(5), count=2)
        rig.look()
        rig.nothing_gone()
        assert labels() == 8, kind
    rig.finish()


def _is_given_up(rig: Rig, kind: str, seconds: float, words: str) -> None:
    rig.synced()
    rig.change(4)
    rig.world.recolour_label(rigs.PLANS, "sig/storage", "00ff00")
    rig.hub.faults.add(kind, "/labels", count=1, seconds=seconds)
    rig.most = 2  # What was given up goes on there for a while.
    began = time.perf_counter()
    with rigs.impatient(read=0.5, total=0.7):
        [outcome] = rig.look()
    assert words in outcome.error, outcome.error
    took = time.perf_counter() - began
    assert took < seconds, f"{took} s"
    rig.finish()


@case(
    "F07 drops",
    "A body that comes in drops and does not end",
    without=replaced(f"{GITHUB}.client.is_late", no),
)
def drops(rig: Rig) -> None:
    _is_given_up(rig, "slow_body", 2.0, "did not end")


@case(
    "F07 stall",
    "Headers, and then nothing",
    without=replaced(f"{GITHUB}.client.httpx2.Timeout", nothing),
)
def stall(rig: Rig) -> None:
    _is_given_up(rig, "stall", 2.0, "in time")


@case(
    "F08 cursors",
    "A page of GraphQL that leads back to itself, or to the first",
    without=replaced(f"{GITHUB}.graphql_reading._check", nothing),
)
def cursors(rig: Rig) -> None:
    kind = rig.rng.choice(["repeated_cursor", "next_loop", "duplicate_page"])
    with small_pages(5):
        rig.track()
        rig.hub.faults.add(kind, "graphql", skip=1, count=1)
        [outcome] = rig.look()
        first = Stream.objects.get(name=Stream.Name.ISSUES)
        assert "circle" in outcome.error, outcome.error or "nobody noticed"
        assert first.data["read"] == 5
        rig.settle()
    rig.check()
    rig.finish()


@case(
    "F08 links",
    "A list of REST whose next page is the first",
    without=replaced(f"{GITHUB}.client.is_circle", no),
)
def links(rig: Rig) -> None:
    with mock.patch.object(changes, "PER_PAGE", 5):
        rig.synced()
        before = Stream.objects.get(name=Stream.Name.LABELS).etag
        rig.world.recolour_label(rigs.PLANS, "sig/storage", "00ff00")
        rig.hub.faults.add("next_loop", "/labels", count=8)
        [outcome] = rig.look()
        assert "circle" in outcome.error, outcome.error or "nobody noticed"
        assert Stream.objects.get(name=Stream.Name.LABELS).etag == before
        rig.finish()


@case(
    "F08 twice",
    "A list of REST that tells one page twice and another never",
    without=replaced(f"{GITHUB}.changes.repeated", lambda _: 0),
)
def twice(rig: Rig) -> None:
    with mock.patch.object(changes, "PER_PAGE", 3):
        rig.synced()
        rig.world.recolour_label(rigs.PLANS, "sig/storage", "00ff00")
        rig.hub.faults.add("duplicate_page", "/labels.*&page=3", count=1)
        rig.look()
        assert labels() == 8, f"{labels()} of 8 labels are left"
        rig.finish()


@case(
    "F09",
    "Lists deeper than page numbers reach: 422",
    without=replaced(f"{GITHUB}.changes._Walk.pages", by_page_numbers),
)
def deep(rig: Rig) -> None:
    shallow = mock.patch.object(paging, "DEEPEST", 5)
    has_graphql = rig.rng.choice([True, False])
    with shallow, mock.patch.object(changes, "PER_PAGE", 5), small_pages(5):
        if not has_graphql:
            rig.hub.faults.add("status", "graphql", status=404, message="Not Found")
        rig.synced()
        rig.touch(*rig.numbers())
        rig.settle()
        rig.check()
        rig.hub.faults.clear()
    rig.finish()


@case(
    "F10 expired",
    "An App's token ends early",
    without=replaced(f"{GITHUB}.credentials.App.renew", no),
)
def expired(rig: Rig) -> None:
    with rig.as_app():
        rig.synced()
        rig.change(8)
        for one in rig.hub.access.tokens.values():
            one.is_revoked = one.is_revoked or one.installation is not None
        rig.settle()
        assert [one.status for one in rig.asked()].count(401) == 1
        rig.finish()


_judge = judging.judge


def blurred(place: Any, status: int, *rest: Any, **more: Any) -> None:
    """A credential that is not accepted, and what is not there, are the same."""
    _judge(place, 404 if status == 401 else status, *rest, **more)


@case(
    "F10 revoked",
    "The token is revoked, and a new one is set",
    without=replaced(f"{GITHUB}.judging.judge", blurred),
)
def revoked(rig: Rig) -> None:
    rig.synced()
    rig.change(8)
    rig.token.is_revoked = True
    for _ in range(3):
        for outcome in rig.look(compare=True):
            assert "does not accept the credential" in outcome.error, outcome.error
        rig.nothing_gone()
        assert labels() == 8
    rig.repository.refresh_from_db()
    assert rig.repository.error_at is not None
    token = rig.hub.access.add_token("bela").text
    with override_settings(GITHUB_TOKEN=token):
        rig.finish()


@case(
    "F10 reduced",
    "The token may not see the repository any more: 404 everywhere",
    without=together(
        replaced(f"{GITHUB}.fetching.Proofs.has_issues", yes),
        replaced(f"{GITHUB}.fetch.may_conclude", yes),
    ),
)
def reduced(rig: Rig) -> None:
    rig.synced()
    rig.mark(*rig.rng.sample(rig.numbers(), 4), reason=dirt.RECONCILE)
    rig.world.set_repo(rigs.PLANS, private=True)
    rig.world.remove_member("acme", "alice")
    with override_settings(POLL_SECONDS=10_000):
        for _ in range(4):
            rig.pass_time(70)
            rig.pump()
    rig.nothing_gone()
    for _ in range(2):
        rig.look(compare=True)
    rig.nothing_gone()
    assert labels() == 8
    assert not Item.objects.exclude(gone_at=None).exists()
    rig.world.add_member("acme", "alice")
    rig.finish()


@case(
    "F11",
    "Nothing can be reached for a day",
    without=lambda: small_pages(1),
)
def outage(rig: Rig) -> None:
    rig.synced()
    rig.hub.faults.add("close", "")
    touched = rig.rng.sample(rig.numbers(), 8)
    for hour in range(24):
        if hour < len(touched):
            rig.touch(touched[hour])
        rig.pass_time(3600)
        rig.pump()
    assert labels() == 8
    before = len(rig.asked())
    rig.hub.faults.clear()
    rig.settle()
    used = len(rig.asked()) - before
    # Four lists, one batch, and the nightly comparison of two lists, labels and
    # milestones, which are told apart by who the repository is.
    least = 4 + 1 + 2 + 2 * 2
    assert used <= 1.5 * least, used
    rig.check()
    rig.finish()
