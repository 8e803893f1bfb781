"""A vote is a person's: whoever is renamed keeps it, who takes their login does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from enhancements.actions import accounts
from enhancements.actions import exceptions as acts
from enhancements.models import Event, ExceptionRequest, ExceptionVote
from enhancements.policy.permissions import Held
from enhancements.profiles.role_rules import RELEASE_LEAD
from enhancements.queries import board_file, frame, moments, roles, waiting
from tests.support.deciding import FREEZE, desk, text, told

if TYPE_CHECKING:
    from enhancements.queries.frame import Setting
    from tests.support.deciding import Deciding

pytestmark = pytest.mark.django_db
__all__ = ["desk", "told"]
HERE = "/demo/v1.9/exceptions/"
HOST = "https://api.github.com"
NILS, NEWCOMER = 3, 666
REQUEST = {
    "item": "10",
    "freezes": FREEZE,
    "days": "5",
    "q-justification": "Its reviewer was away.",
    "q-impact": "Two teams wait for it.",
    "pulls": "https://github.com/demo/enhancements/pull/7",
    "do": "send",
}


@pytest.fixture
def asked(desk: Deciding) -> ExceptionRequest:
    """A request that waits for its votes."""
    desk.be("olga")
    assert desk.client.post(f"{HERE}new", REQUEST).status_code == 303
    return ExceptionRequest.objects.get()


@pytest.fixture
def everybody_votes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever signs in may vote, whatever rosters call them."""
    held = (Held(RELEASE_LEAD, "", "a test"),)
    monkeypatch.setattr(roles, "held", lambda **_: held)


def sign_in(desk: Deciding, number: int, login: str) -> None:
    """Be somebody as GitHub calls them now."""
    account = accounts.sign_in(github_id=number, login=login, name="", host=HOST)
    desk.client.force_login(account)


def vote(desk: Deciding, request: ExceptionRequest, value: str, word: str = "") -> Any:
    form = {"vote": value, "word": word}
    answer = desk.client.post(f"{HERE}{request.pk}/vote", form)
    assert answer.status_code == 303, text(answer)
    return answer


def by_login(desk: Deciding, request: ExceptionRequest, value: str, by: str) -> None:
    """A vote of whom no more than the login is known."""
    acts.vote(
        project=desk.demo.project,
        request=request.pk,
        value=value,
        word="",
        by=by,
        now=timezone.now(),
    )


def as_of_now() -> Setting:
    now = timezone.now()
    return frame.load("demo", moments.parse(None, now=now), now=now)


def standing(request: ExceptionRequest) -> list[tuple[int | None, str, str]]:
    rows = ExceptionVote.objects.filter(request=request, until=None).order_by("pk")
    return [(one.github_id, one.by, one.vote) for one in rows]


def is_own(desk: Deciding, request: ExceptionRequest) -> bool:
    """Whether the page offers to take a vote back, and shows which one it is."""
    page = desk.client.get(f"{HERE}{request.pk}/").content.decode()
    offered = "Take back</button>" in page
    pressed = re.search(r'name="vote"[^>]*aria-pressed="true"', page)
    assert offered == (pressed is not None)
    return offered


@pytest.mark.usefixtures("everybody_votes")
def test_who_is_renamed_changes_the_same_vote(desk, asked):
    sign_in(desk, NILS, "nils")
    vote(desk, asked, "for", "Small and safe.")
    sign_in(desk, NILS, "nils-berg")
    assert is_own(desk, asked)
    vote(desk, asked, "against", "Tests fail.")
    assert standing(asked) == [(NILS, "nils-berg", "against")]
    event = Event.objects.filter(kind="exception-voted").latest("pk")
    assert (event.by, event.old["vote"], event.new["vote"]) == (
        *("nils-berg", "for"),
        "against",
    )
    vote(desk, asked, "")
    assert standing(asked) == []


@pytest.mark.usefixtures("everybody_votes")
def test_who_voted_is_called_as_they_are_called_now(desk, asked):
    sign_in(desk, NILS, "nils")
    vote(desk, asked, "for", "Small and safe.")
    sign_in(desk, NILS, "nils-berg")
    page = text(desk.client.get(f"{HERE}{asked.pk}/"))
    assert "For @nils-berg" in " ".join(page.split())
    assert "@nils-berg voted for it: Small and safe." in page
    assert "@nils-berg for" in text(desk.client.get(HERE))
    (listed,) = desk.client.get(
        "/api/v1/projects/demo/releases/v1.9/exceptions/"
    ).json()["items"]
    assert [(one["by"], one["vote"]) for one in listed["votes"]] == [
        ("nils-berg", "for")
    ]


@pytest.mark.usefixtures("everybody_votes")
def test_what_is_kept_for_ever_names_who_they_were_then(desk, asked):
    sign_in(desk, NILS, "nils")
    vote(desk, asked, "for")
    sign_in(desk, NILS, "nils-berg")
    setting = as_of_now()
    kept = board_file.content(setting, setting.release("v1.9"), FREEZE)
    assert [one["votes"] for one in kept["exceptions"]] == [
        [{"by": "nils", "vote": "for"}]
    ]


@pytest.mark.usefixtures("everybody_votes")
def test_who_takes_the_login_has_a_vote_of_their_own(desk, asked):
    sign_in(desk, NILS, "nils")
    vote(desk, asked, "for")
    sign_in(desk, NILS, "nils-berg")
    sign_in(desk, NEWCOMER, "nils")
    assert not is_own(desk, asked)
    vote(desk, asked, "")
    assert standing(asked) == [(NILS, "nils", "for")]
    vote(desk, asked, "against")
    both = [(NILS, "nils", "for"), (NEWCOMER, "nils", "against")]
    assert standing(asked) == both
    page = " ".join(text(desk.client.get(f"{HERE}{asked.pk}/")).split())
    assert "For @nils-berg" in page
    assert "Against @nils " in page
    # Each is shown, and changes, what is theirs.
    vote(desk, asked, "")
    assert standing(asked) == both[:1]


@pytest.mark.usefixtures("everybody_votes")
def test_vote_of_a_login_is_whose_login_it_was(desk, asked):
    sign_in(desk, NILS, "Nils")
    by_login(desk, asked, "for", "nils")
    assert is_own(desk, asked)
    sign_in(desk, NEWCOMER, "nils")
    assert not is_own(desk, asked)
    vote(desk, asked, "against")
    assert standing(asked) == [(None, "nils", "for"), (NEWCOMER, "nils", "against")]


@pytest.mark.usefixtures("everybody_votes")
def test_vote_of_a_login_becomes_the_persons_when_they_change_it(desk, asked):
    sign_in(desk, NILS, "Nils")
    by_login(desk, asked, "for", "nils")
    vote(desk, asked, "against")
    assert standing(asked) == [(NILS, "Nils", "against")]


@pytest.mark.usefixtures("everybody_votes")
def test_newcomer_changes_what_the_login_said_since_it_is_theirs(desk, asked):
    sign_in(desk, NILS, "nils")
    sign_in(desk, NEWCOMER, "nils")
    by_login(desk, asked, "for", "nils")
    assert is_own(desk, asked)
    vote(desk, asked, "abstain")
    assert standing(asked) == [(NEWCOMER, "nils", "abstain")]


def test_login_without_a_number_votes_once_in_any_case(desk, asked):
    by_login(desk, asked, "for", "Nils")
    by_login(desk, asked, "against", "nils")
    assert standing(asked) == [(None, "nils", "against")]


@pytest.mark.parametrize(
    ("second", "is_refused"),
    [
        ({"by": "NILS"}, True),
        ({"by": "stina"}, False),
        ({"by": "nils", "github_id": NEWCOMER}, False),
        ({"by": "nils-berg", "github_id": NILS}, True),
    ],
)
def test_database_holds_one_vote_for_each(asked, second, is_refused):
    common = {"request": asked, "vote": "for", "since": timezone.now()}
    ExceptionVote.objects.create(by="nils", **common)
    ExceptionVote.objects.create(by="other", github_id=NILS, **common)
    try:
        with transaction.atomic():
            ExceptionVote.objects.create(**common, **second)
        was_refused = False
    except IntegrityError:
        was_refused = True
    assert was_refused is is_refused


def asks_compute() -> bool:
    """Whether the SIG is waited for with its vote."""
    found = waiting.queue(as_of_now(), sigs=["compute"])
    return any(
        row.entry.key == "10" and row.wait.reason == "exception-vote"
        for row in found.rows
    )


@pytest.mark.usefixtures("everybody_votes")
def test_sig_has_voted_when_its_lead_is_renamed_afterwards(desk, asked):
    assert asks_compute()
    sign_in(desk, NILS, "nils")
    vote(desk, asked, "for")
    assert not asks_compute()
    # The roster says nils still, and nobody else is called so.
    sign_in(desk, NILS, "nils-berg")
    assert not asks_compute()
    # Now the roster's nils is somebody who has not voted.
    sign_in(desk, NEWCOMER, "nils")
    assert asks_compute()
