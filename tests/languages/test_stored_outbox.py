"""What a reader of another language has written to GitHub is written in English."""

from __future__ import annotations

import contextlib
import datetime as dt
import html
import json
import re

import pytest
from django.utils import timezone

from enhancements.actions import dirt
from enhancements.actions.dirt import Mark
from enhancements.models import Claim, Decision, Dirty, Outgoing, Project
from enhancements.queries import letters
from tests.languages.exporting import Asking
from tests.languages.reading import Reader, reader
from tests.support import marked
from tests.support.merging import Merging
from tests.support.shared import _put_back, shared
from tests.support.tracked import day

__all__ = ["_put_back", "reader", "shared"]
pytestmark = pytest.mark.django_db
SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership: {}
"""
R = "/demo/v1.9"


@pytest.fixture(scope="module")
def hub(shared):
    """#10 has another stage's label than its plan, #11 the other SIG's; a pull request
    was merged that nobody claims. Comments are sent.
    """
    shared.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    found = Merging(shared)
    Project.objects.update(posts=True)
    for number, sig, stage in ((10, "compute", "beta"), (11, "network", "alpha")):
        issue = found.main.items.get(number=number)
        found.event(issue, "labeled", day(5), f"stage/{stage}")
        found.event(issue, "labeled", day(5), f"sig/{sig}")
    item = found.code_pull(7, title="Entry 10: warm, at last")
    found.event(item, "labeled", day(4), "kind/feature")
    item.merged_at = day(5)
    found.event(item, "merged", day(5))
    found.settled()
    shared.begin()
    return found


def value(answer, name: str) -> str:
    """What the first field of this name holds on a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return html.unescape(found[1])


def mended(reader: Reader, hub: Merging) -> None:
    """Labels are put right from the drift list; one of the writes is called off."""
    Project.objects.update(profile="sample")
    hub.settled()
    page = reader.get(f"{R}/drift/").content.decode()
    rows = re.findall(r'name="row" value="([0-9a-f]{16})"', page)
    preview = reader.post(f"{R}/drift/mend", {"row": rows}, 200)
    form = {"row": rows, "do": "apply", "batch": value(preview, "batch")}
    reader.post(f"{R}/drift/mend", form)
    first, _ = Outgoing.objects.filter(cause__startswith="drift:").order_by("pk")
    reader.post(f"{R}/drift/cancel", {"id": first.pk})


def attributed(reader: Reader, hub: Merging) -> None:
    """A merged pull request is given to an enhancement, and taken back."""
    item = hub.code.items.get(number=7)
    reader.post(f"{R}/untracked/attribute", {"item": item.pk, "key": "10"})
    claim = Claim.objects.get(series__source="person")
    reader.post(f"{R}/untracked/undo", {"claim": claim.pk})


def exempted(reader: Reader, hub: Merging) -> None:
    """It is said to need no enhancement, and that is taken back."""
    form = {"item": hub.code.items.get(number=7).pk, "reason": "A flag."}
    reader.post(f"{R}/untracked/exempt", form)
    reader.post(f"{R}/untracked/exempt", {**form, "do": "undo"})


def commented(reader: Reader, hub: Merging) -> None:
    """Comments are reviewed, put on their way and taken back."""
    del hub
    place = {"freeze": "enhancements-freeze", "kind": "reminder"}
    form = {**place, "item": ["e-10-", "e-11-"]}
    page = reader.post(f"{R}/comments/review", form, 200)
    wanted = value(page, "wanted")
    assert len(json.loads(wanted)) == 2
    done = reader.post(f"{R}/comments/write", {**place, "wanted": wanted})
    assert Outgoing.objects.filter(kind="comment").count() == 2
    batch = done["Location"].rpartition("step=")[2].partition("#")[0]
    reader.post(f"{R}/comments/take-back", {"batch": batch})


def checked_in(reader: Reader, hub: Merging) -> None:
    """A check-in becomes a comment, which is taken back."""
    del hub
    said = {"kind": "check-in", "value": "at-risk", "reason": "Late.", "seen": ""}
    reader.post(f"{R}/board/decide", {"item": "10", **said})
    form = {"decision": Decision.objects.get(kind="check-in").pk, "do": "post"}
    reader.post(f"{R}/board/check-in-comment", form)
    assert Outgoing.objects.get().kind == "comment"
    reader.post(f"{R}/board/check-in-comment", {**form, "do": "take-back"})


def retried(reader: Reader, hub: Merging) -> None:
    """What was given up is tried again, and what waits is tried now."""
    now = timezone.now()
    marks = [Mark("poll", number=number) for number in (7, 8)]
    dirt.mark(repository=hub.main, marks=marks, now=now)
    Dirty.objects.filter(number=7).update(dead_at=now, attempts=5, error="It broke.")
    Dirty.objects.filter(number=8).update(not_before=now + dt.timedelta(hours=1))
    dead, waiting = (f"object:{one.pk}" for one in Dirty.objects.order_by("number"))
    reader.post("/demo/sources/retry/", {"place": dead}, 302)
    reader.post("/demo/sources/jobs/act/", {"place": waiting, "do": "now"}, 302)


DEEDS = {
    mended: {"mend", "cancel-mending"},
    attributed: {"attribute", "unattribute"},
    exempted: {"exempt"},
    commented: {"write-comments", "take-back-comments"},
    checked_in: {"decide", "check-in-comment"},
    retried: {"retry", "act-on-jobs"},
}
"""What is done, with the routes that write something for it."""


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_nothing_is_written_in_the_language_of_who_asks_for_it(reader, hub, deed):
    deed(reader, hub)
    assert marked.in_database() == []
    assert reader.wrote == DEEDS[deed]


@pytest.mark.long
def test_what_was_done_leaves_in_english(reader, hub):
    """By files, feeds and the API, and by what pages give along."""
    for deed in (commented, attributed, mended):
        deed(reader, hub)
    asking = Asking(reader.client)
    assert asking.everything(hub.project) == {}
    assert asking.files > 40
    assert asking.pages > 60


def test_comment_in_their_language_is_found(reader, hub, monkeypatch):
    """As it would be if letters were said as pages are."""
    monkeypatch.setattr(letters, "speaking", contextlib.nullcontext)
    monkeypatch.setattr(letters.stored, "from_json", letters.stored.spoken)
    commented(reader, hub)
    places = {(table, column) for table, column, _ in marked.in_database()}
    assert ("enhancements_outgoing", "payload") in places
    assert ("enhancements_posting", "body") in places
