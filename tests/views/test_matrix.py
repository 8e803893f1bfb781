"""Every role does everything to every field, through the pages' own addresses."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from enhancements.actions import tokens
from enhancements.models import (
    Account,
    ExceptionState,
)
from enhancements.queries import frame, moments
from tests.support.matrix import (
    ACTS,
    CELLS,
    DOCS,
    HOLDERS,
    NOBODY,
    OWN,
    PAST,
    SERVED,
    STRANGER,
    Act,
    acts_of,
    expected,
)
from tests.support.matrix_rows import of_view, stand
from tests.support.matrix_state import state
from tests.support.parts import play
from tests.support.tracked import day, schedule, vep

pytestmark = pytest.mark.django_db
SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership: {}
- name: network
  dir: sig-network
  leadership: {}
"""
ALIASES = b"aliases:\n  sig-release-approvers:\n  - ann\n"
YEARS = {"v1.7": 2025, "v1.8": 2026, SERVED: 2027}


def calendar(year: int) -> bytes:
    dates = {"freeze": f"{year}-01-10", "code": f"{year}-02-20", "out": f"{year}-03-20"}
    docs = f"- when: {year}-03-01\n  milestone: Docs Freeze\n  what: x\n"
    return schedule(**dates) + docs.encode()


@pytest.fixture(scope="module")
def told(shared):
    """#10 of SIG compute is planned for a release long out and for the one in work."""
    calendars = {
        f"releases/{name}/schedule.yaml": calendar(year) for name, year in YEARS.items()
    }
    shared.commit(calendars, day(1), kind="schedules")
    rosters = {"sigs.yaml": SIGS, "OWNERS_ALIASES": ALIASES}
    shared.commit(rosters, day(1), kind="rosters")
    document = vep(10, owners="\n- @olga\n", alpha=PAST, beta=SERVED)
    shared.commit({"veps/sig-compute/10-warm/vep.md": document}, day(2))
    shared.track()
    shared.sync()
    shared.begin()
    return shared


TAKEN = {
    "gate": 302,
    "concern": 302,
    "concern-resolve": 302,
    "concern-reopen": 302,
    "dependency": 302,
    "dependency-drop": 302,
}
"""How what was allowed is answered, where not by leading back to the board."""
IDLE = {
    "retry": 302,
    "comment": 200,
    "check-in-comment": 409,
    "cancel-mending": 400,
    "attribute": 400,
}
"""What changes nothing here: there is nothing to try again, to mend or to attribute,
who may have a comment written is shown it first, and no check-in stands."""


class Undone(Exception):
    """Raised to take back what a cell did."""


def about_exception(client: Client, release: str, act: Act, seen: int | None):
    """Post what is done about it."""
    here = f"/demo/{release}/exceptions"
    if seen is None:
        answers = {"q-justification": "Late.", "q-impact": "Waiting."}
        asked = {"item": "10", "freezes": act.freeze, "days": "3", "do": "send"}
        return client.post(f"{here}/new", {**asked, **answers})
    state_ = ExceptionState.objects.get(request=seen).pk
    given = {
        "vote": {"vote": act.value},
        "decide": {"state": act.value, "reason": "Agreed."},
        "evaluate": {"value": act.value},
    }
    word = act.kind.removeprefix("exception-")
    form = {"seen": str(state_), **given.get(word, {})}
    return client.post(f"{here}/{seen}/{word}", form)


def about_take_over(client: Client, act: Act, offer: int | None):
    """Post what is done about the offer to take over."""
    word = act.kind.removeprefix("take-over-")
    form = {"how": "instead", "owners": "olga", "reason": "Agreed."}
    if word in ("accept", "decline"):
        return client.post(f"/demo/10/take-over/{offer}/answer", {**form, "do": word})
    return client.post(f"/demo/10/take-over/{offer}/{word}")


def ask(client: Client, release: str, act: Act, seen: int | None):
    """Post what does it."""
    if act.kind.startswith("exception-"):
        return about_exception(client, release, act, seen)
    if act.kind.startswith("concern-"):
        word = act.kind.removeprefix("concern-")
        form = {"how": "Agreed.", "reason": "Again."}
        return client.post(f"/demo/10/concerns/{seen}/{word}", form)
    if act.kind.startswith("view-"):
        word = act.kind.removeprefix("view-")
        form = {"name": "Another", "for": of_view(act), "seen": day(3).isoformat()}
        return client.post(f"/demo/views/{seen}/{word}", form)
    if act.kind.startswith("take-over-"):
        return about_take_over(client, act, seen)
    if act.kind == "dependency-drop":
        form = {"reason": "Not any more."}
        return client.post(f"/demo/10/dependencies/{seen}/drop", form)
    page, form = FORMS.get(act.kind, decided)(release, act)
    if act.kind not in FORMS:
        form["seen"] = "" if seen is None else str(seen)
    return client.post(f"/demo/{page}", form)


def wish(act: Act) -> dict[str, str]:
    """A decision as forms name it."""
    return {
        "item": "10",
        "kind": act.kind,
        "value": act.value,
        "freeze": act.freeze,
        "criterion": act.criterion,
        "reason": "Agreed in the call.",
    }


def decided(release: str, act: Act) -> tuple[str, dict[str, str]]:
    return f"{release}/board/decide", wish(act)


def shared(release: str, act: Act) -> tuple[str, dict[str, str]]:
    wishes = [{**wish(act), "kind": "contact", "seen": None}]
    return f"{release}/board/contacts", {"wishes": json.dumps(wishes)}


def edited(release: str, act: Act) -> tuple[str, dict[str, str]]:
    edit = {"act": "remove", "freeze": act.freeze, "of": act.criterion}
    return f"{release}/board/criteria", {**edit, "do": "save", "reason": "Agreed."}


def written(release: str, act: Act) -> tuple[str, dict[str, str]]:
    given = {"item": "e-10-", "freeze": act.freeze, "kind": "reminder"}
    return f"{release}/comments/review", given


def moved(release: str, act: Act) -> tuple[str, dict[str, str]]:
    given = {"act": "move", "kind": act.freeze, "date": act.value}
    stands = f"{YEARS[release]}-02-21T12:00:00Z"
    return f"{release}/schedule", {**given, "seen": stands, "reason": "Agreed."}


def worded(release: str, act: Act) -> tuple[str, dict[str, str]]:
    given = {"name": "party-tracked", "do": "save", "seen": "0"}
    return f"{release}/letters/", {
        **given,
        "value-text": act.value,
        "reason": "Agreed.",
    }


def corrected(release: str, act: Act) -> tuple[str, dict[str, str]]:
    return f"{release}/board/assign", {**wish(act), "kind": "owners"}


def moved_to(field: str) -> Callable[[str, Act], tuple[str, dict[str, str]]]:
    """A correction of the SIGs of a field."""

    def form(release: str, act: Act) -> tuple[str, dict[str, str]]:
        stood = "compute" if field == "sig" else ""
        given = {**wish(act), "kind": field, "stood": stood}
        return f"{release}/board/assign", given

    return form


def corrected_all(release: str, act: Act) -> tuple[str, dict[str, str]]:
    wishes = [{**wish(act), "kind": "owners", "seen": ""}]
    return f"{release}/board/assign/apply", {"wishes": json.dumps(wishes)}


def goes(release: str) -> dict[str, object]:
    return {"release": release, "item": "10", "track": "", "seen": None}


FORMS = {
    "correction": corrected,
    "corrections": corrected_all,
    "correction-sig": moved_to("sig"),
    "correction-sigs": moved_to("participating_sigs"),
    "rebalance": shared,
    "criteria": edited,
    "comment": written,
    "check-in-comment": lambda release, _: (
        f"{release}/board/check-in-comment",
        {"decision": "1"},
    ),
    "move": moved,
    "letter": worded,
    "outreach": lambda _, act: (
        "sigs/compute/outreach/",
        {"wanted": act.value, "seen": "0"},
    ),
    "asking": lambda _, act: (
        "sigs/compute/asking/",
        {"do": "save", "days-1": act.value, "whom-1": "owners", "seen": "0"},
    ),
    "channel": lambda _, act: (
        "channels/",
        {"do": "make", "kind": "slack", "name": act.value, "sig": "compute"}
        | {"address": "https://chat.example.org/hooks/abc"},
    ),
    "still-true": lambda release, act: (
        "asked/",
        {"entries": json.dumps([goes(release)]), "word": act.value},
    ),
    "help": lambda _, act: ("10/help/", {"kind": act.value, "text": "x", "seen": "0"}),
    "retry": lambda _, __: ("sources/retry/", {"place": "object:1"}),
    "cancel-mending": lambda release, _: (f"{release}/drift/cancel", {"id": "1"}),
    "attribute": lambda release, act: (
        f"{release}/untracked/attribute",
        {"item": "1", "key": act.value},
    ),
    "concern": lambda release, act: (
        "10/concerns/",
        {"name": act.value, "text": "Too much.", "release": release},
    ),
    "dependency": lambda _, act: (
        "10/dependencies/",
        {"needs": act.value, "reason": "Agreed."},
    ),
    "gate": lambda _, act: (
        "10/gates/",
        {"do": act.value, "gate": "WarmStandby", "reason": "Agreed."},
    ),
    "view": lambda _, act: (
        "views/save",
        {"name": "Ours", "for": act.value, "text": "warm"},
    ),
    "open": lambda _, act: ("releases/open/", {"name": act.value, "do": "open"}),
    "unopen": lambda _, act: (
        "releases/open/",
        {"name": act.value, "do": "unopen", "reason": "By mistake."},
    ),
    "close": lambda release, _: (
        f"{release}/close",
        {"act": "close", "reason": "Given up."},
    ),
}
"""What is no decision of the board: its page below the project's, and the form."""


def send(client: Client, release: str, act: Act, seen: int | None, secret: str):
    """Have a program ask for the same."""
    address = f"/api/v1/projects/demo/releases/{release}/decisions/"
    body = {"wishes": [{**wish(act), "seen": seen}]}
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return client.post(address, body, "application/json", headers=headers)


def test_matrix_has_every_cell():
    assert (len(HOLDERS), len(ACTS), len(CELLS)) == (11, 90, 1683)
    assert sum(expected(*cell) for cell in CELLS) == 285


@pytest.mark.usefixtures("told")
def test_team_of_today_looks_after_the_release_in_work_alone():
    now = day(690)
    setting = frame.load("demo", moments.parse(None, now=now), now=now)
    assert setting.frame.current == SERVED


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("release", [SERVED, PAST])
@pytest.mark.parametrize("holder", HOLDERS)
def test_cells_of(client, monkeypatch, holder, release):
    role, where = HOLDERS[holder]
    if holder != STRANGER:
        play(client, monkeypatch, *([role] if role else []), where={role: where})
    wrong = []
    for act in acts_of(release):
        try:
            with transaction.atomic():
                seen = stand(release, act)
                before = state()
                answer = ask(client, release, act, seen)
                did = state() != before
                raise Undone  # noqa: TRY301 - ends the cell's own transaction
        except Undone:
            pass
        allowed = expected(holder, release, act)
        done = allowed and act.kind not in IDLE
        status = (TAKEN | IDLE).get(act.kind, 303) if allowed else 403
        if (answer.status_code, did) != (status, done):
            wrong.append((str(act), allowed, answer.status_code, did))
    assert wrong == []


DECISIONS = (
    *("standing", "waiver", "opt-in", "contact", "note"),
    *("owners", "reviewers", "approvers"),
)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("release", [SERVED, PAST])
@pytest.mark.parametrize("holder", HOLDERS)
def test_cells_of_programs(client, monkeypatch, holder, release):
    """A program may what its account may, and tells why not in the same words."""
    role, where = HOLDERS[holder]
    secret = ""
    if holder != STRANGER:
        play(client, monkeypatch, *([role] if role else []), where={role: where})
        secret = token_of("player")
    refusal = 401 if holder == STRANGER else 403
    wrong = []
    for act in acts_of(release):
        if act.kind not in DECISIONS:
            continue
        try:
            with transaction.atomic():
                seen = stand(release, act)
                before = state()
                answer = send(client, release, act, seen, secret)
                did = state() != before
                raise Undone  # noqa: TRY301 - ends the cell's own transaction
        except Undone:
            pass
        allowed = expected(holder, release, act)
        if (answer.status_code, did) != (200 if allowed else refusal, allowed):
            wrong.append((str(act), allowed, answer.status_code, did))
    assert wrong == []


def token_of(login: str) -> str:
    now = timezone.now()
    return tokens.make(
        account=Account.objects.get(login=login),
        name="program",
        scopes=["write"],
        expires_at=now + dt.timedelta(hours=1),
        by=login,
        now=now,
    ).secret


def test_docs_team_has_its_own_freeze_and_no_other():
    own = {
        act.freeze
        for holder, release, act in CELLS
        if holder == "release-docs"
        and release == SERVED
        and act.kind not in ("note", "concern", "concern-reopen", "channel")
        and not act.kind.startswith("view")
        and act.value != OWN
        and expected(holder, release, act)
    }
    assert own == {DOCS}
    # Of their own request or concern everybody is who asked.
    allowed = {act for _, release, act in CELLS if expected(NOBODY, release, act)}
    assert {(act.kind, act.value, act.stands) for act in allowed} == {
        ("exception-withdraw", OWN, "pending"),
        ("exception-undo", OWN, "withdrawn"),
        ("concern-resolve", OWN, "upgrade"),
        ("take-over-withdraw", OWN, "open"),
        ("view", "private", ""),
    }
