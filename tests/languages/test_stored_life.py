"""What is done in more than one step, or about oneself, is stored in English as well.

Forms are sent as the pages of the reader's language have filled them in.
"""

from __future__ import annotations

import re

import pytest

from enhancements.models import (
    Channel,
    Decision,
    ExceptionRequest,
    SavedView,
    TakeOver,
    Token,
)
from enhancements.queries import rolling
from tests.languages.exporting import Asking
from tests.languages.reading import Reader, reader
from tests.support import life, marked
from tests.support.deciding import fields
from tests.support.life import LATER, OUT, WORK, typed
from tests.support.shared import _put_back, shared

__all__ = ["_put_back", "reader", "shared"]
pytestmark = pytest.mark.django_db
ON = f"/demo/{WORK}"
FREEZE = "code-freeze"
PEOPLE = f"{ON}/board/assign"


@pytest.fixture(scope="module")
def told(shared):
    """The project `demo` between v1.8, which is out, and v1.9, which is in work."""
    life.tell(shared)
    shared.begin()
    return shared


def step(answer) -> str:
    """Number of the step that an answer leads back with."""
    return re.split(r"[?&]step=|#", answer["Location"])[1]


def decided(reader: Reader) -> None:
    """Several entries are decided about after a review, and that is undone."""
    form = {"do": "remove", "freeze": FREEZE, "item": ["13", "14"], "reason": "Late."}
    page = reader.post(f"{ON}/board/review", form, 200)
    done = reader.post(f"{ON}/board/apply", fields(page))
    reader.post(f"{ON}/board/undo", {"batch": step(done)})


def assigned(reader: Reader) -> None:
    """Somebody else reviews it, which is seen before, and undone."""
    form = {"kind": "reviewers", "act": "add", "value": "zoe", "scope": "enhancement"}
    page = reader.post(PEOPLE, {**form, "entry": ["10 "]}, 200)
    done = reader.post(f"{PEOPLE}/apply", fields(page, "/assign/apply"))
    reader.post(f"{PEOPLE}/undo", {"batch": step(done)})


def closed(reader: Reader) -> None:
    """Entries of a release are closed after a review, then it is, and opened again."""
    path = f"/demo/{OUT}/close"
    form = typed(reader.get(path), "review")
    form |= {name: "shipped" for name in form if name.startswith("choice-")}
    page = reader.post(path, {**form, "reason": "It is in the notes."}, 200)
    reader.post(f"/demo/{OUT}/board/apply", fields(page))
    assert Decision.objects.filter(kind="outcome").exists()
    reader.post(path, typed(reader.get(path), "close"))
    again = typed(reader.get(path), "reopen")
    reader.post(path, {**again, "reason": "One was forgotten."})


def rolled(reader: Reader) -> None:
    """What is left of a release is rolled over, with notes of ours."""
    path = f"/demo/{OUT}/roll-over"
    for key, value in (("11", "deferred"), ("12", "removed")):
        place = {"item": key, "kind": "standing", "freeze": FREEZE, "seen": ""}
        form = {**place, "value": value, "reason": "No review came."}
        reader.post(f"/demo/{OUT}/board/decide", form)
    page = reader.post(path, typed(reader.get(path), "preview"), 200)
    reader.post(path, typed(page, "apply"))
    assert Decision.objects.filter(kind="note").exists()


def opened(reader: Reader) -> None:
    """A release is opened with the dates that are proposed, and that is taken back."""
    path = "/demo/releases/open/"
    page = reader.get(path, {"name": LATER}).content.decode()
    form = dict(re.findall(r'name="(date-[a-z-]+)" value="([^"]*)"', page))
    assert form["date-code-freeze"]
    reader.post(path, {**form, "name": LATER, "do": "open"})
    assert life.release(LATER).opened_by == "player"
    reader.post(path, {"name": LATER, "do": "unopen", "reason": "By mistake."})


def moved(reader: Reader) -> None:
    """A deadline is moved, and moved back."""
    path = f"{ON}/schedule"
    form = typed(reader.get(path, {"move": "code-freeze:2027-02-24"}), "move")
    reader.post(path, {**form, "reason": "Holidays."})
    form = typed(reader.get(path), "withdraw")
    reader.post(path, {**form, "reason": "They work after all."})


def worded(reader: Reader) -> None:
    """A text is used as the form has it, and the profile's again."""
    path = f"{ON}/letters/"
    page = reader.get(path, {"edit": "reminder-not-met"}).content.decode()
    found = re.findall(
        r'<textarea[^>]*name="(value-[a-z]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL
    )
    form = {**dict(found), "name": "reminder-not-met", "seen": "0", "reason": "So."}
    form["value-text"] += "More."
    reader.post(path, {**form, "do": "save"})


def excepted(reader: Reader) -> None:
    """More time is asked for, corrected, voted on, given, and evaluated."""
    place = f"{ON}/exceptions/"
    text = {"q-justification": "Late.", "q-impact": "Waiting."}
    form = {"item": "13", "freezes": FREEZE, "days": "5", "do": "send", **text}
    reader.post(f"{place}new", form)
    row = ExceptionRequest.objects.get()
    here = f"{place}{row.pk}/"

    def seen() -> str:
        return str(row.states.get(until=None).pk)

    page = reader.get(f"{here}correct")
    again = fields(page, "/correct")
    reader.post(f"{here}correct", {**form, **again, "q-impact": "Two wait."})
    reader.post(f"{here}vote", {"vote": "for", "word": "Go."})
    given = {"state": "approved", "reason": "Agreed.", "until": "2027-02-24"}
    reader.post(f"{here}decide", {**given, "seen": seen()})
    reader.post(f"{here}undo", {"seen": seen()})
    reader.post(f"{here}decide", {**given, "seen": seen()})
    reader.post(f"{here}evaluate", {"value": "tracked", "seen": seen()})


def offered(reader: Reader) -> None:
    """Somebody offers to own an enhancement, and does no more."""
    form = {"kind": "owner", "text": "Somebody new.", "seen": "0"}
    reader.post("/demo/10/help/", form)
    path = "/demo/10/take-over/"
    reader.post(f"{path}offer", {"place": "", "text": "I would."})
    row = TakeOver.objects.get()
    reader.post(f"{path}{row.pk}/withdraw", {})


def saved(reader: Reader) -> None:
    """A view is saved with what it shows, and copied."""
    form = {"name": "Ours", "for": "everybody", "text": "thing", "columns": "owner,sig"}
    reader.post("/demo/views/save", form)
    row = SavedView.objects.get()
    reader.get(f"/demo/views/{row.number}/")
    reader.post(f"/demo/views/{row.number}/copy", {})


def followed(reader: Reader) -> None:
    """A release is followed, and no more."""
    form = {"project": "demo", "kind": "release", "subject": WORK, "next": "/demo/"}
    more = {"rhythm": "daily", "mail": "yes"}
    reader.post("/me/following/", {**form, **more, "do": "follow"})


def promised(reader: Reader) -> None:
    """Somebody says how much they review."""
    form = {"number": "3", "note": "Mondays.", "seen": "0"}
    reader.post(f"{ON}/capacity/say", form)


def kept(reader: Reader) -> None:
    """A token, a mailbox, the address of a feed, and a channel that is tried."""
    form = {"name": "report", "scope": "read", "days": "30"}
    reader.post("/me/tokens/", form, 200)
    reader.post(f"/me/tokens/{Token.objects.get().pk}/revoke/", {}, 302)
    reader.post("/me/mail/", {"do": "give", "address": "olga@example.org"})
    reader.post("/me/feeds/", {"do": "make", "what": "calendar"}, 200)
    address = {"address": "https://chat.example.org/hooks/abc", "sig": "compute"}
    made = {"do": "make", "kind": "slack", "name": "#team", **address}
    reader.post("/demo/channels/", made)
    channel = {"channel": Channel.objects.get().pk}
    reader.post("/demo/channels/", {**channel, "do": "test"})
    reader.post("/demo/channels/", {**channel, "do": "stop"})


DEEDS = {
    decided: {"apply-decisions", "undo-decisions"},
    assigned: {"apply-people", "undo-people"},
    closed: {"apply-decisions", "close-release"},
    rolled: {"decide", "roll-over"},
    opened: {"open-release"},
    moved: {"schedule"},
    worded: {"letters"},
    excepted: {
        *("exception-new", "exception-correct", "exception-vote"),
        *("exception-decide", "exception-evaluate", "exception-undo"),
    },
    offered: {"enhancement-help", "offer-take-over", "withdraw-take-over"},
    saved: {"save-view", "copy-view"},
    followed: {"following"},
    promised: {"say-capacity"},
    kept: {"make-token", "revoke-token", "mail", "my-feeds", "channels"},
}
"""What is done, with the routes that write something for it."""


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_nothing_is_stored_in_the_language_of_who_does_it(reader, deed):
    deed(reader)
    assert marked.in_database() == []
    assert reader.wrote == DEEDS[deed]


@pytest.mark.long
def test_what_was_done_leaves_in_english(reader, told):
    """By files, feeds and the API, and by what pages give along."""
    for deed in (rolled, moved, excepted, offered, saved, promised, kept):
        deed(reader)
    asking = Asking(reader.client)
    assert asking.everything(told.project) == {}
    assert asking.files > 40
    assert asking.pages > 60


@pytest.mark.usefixtures("told")
def test_note_in_their_language_is_found(reader, monkeypatch):
    """As it would be if the notes of a roll-over were said as pages are."""
    plain = rolling.rolling.note
    monkeypatch.setattr(
        rolling.rolling, "note", lambda *a, **b: marked.accented(plain(*a, **b))
    )
    rolled(reader)
    places = {(table, column) for table, column, _ in marked.in_database()}
    assert ("enhancements_decision", "value") in places
