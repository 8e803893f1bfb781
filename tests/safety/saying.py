"""What people type into forms of a hostile world: every text in every field."""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from enhancements.models import (
    Concern,
    Dependency,
    ExceptionRequest,
    Item,
    Record,
    SavedView,
    TakeOver,
)
from enhancements.policy.search import tokens
from tests.safety.files import FIRST, FRONT, LEAD, OUR_LEAD, RELEASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.safety.world import HostileWorld

BOARD = f"/demo/{RELEASE}/board"
AT_ONCE = 100
QUOTES = re.compile(f"[{tokens.QUOTES}]")


def say_everything(world: HostileWorld) -> None:
    """Notes, reasons, decisions, exceptions, links, tokens, releases, criteria."""
    _decide(world)
    _ask(world)
    _link(world)
    _exempt(world)
    _make_tokens(world)
    _move(world)
    _concern(world)
    _depend(world)
    _seek(world)
    _take_over(world)
    _view(world)
    form = {"number": "3", "note": world.texts.at("room", 0)[:300], "seen": "0"}
    _post(world, f"/demo/{RELEASE}/capacity/say", form, OUR_LEAD)


def _concern(world: HostileWorld) -> None:
    """A concern for each text, about the first enhancements; some are resolved."""
    keys = world.keys()[:10]
    for n in range(len(world.texts)):
        path = f"/demo/{keys[n % len(keys)]}/concerns/"
        name = f"{n} {world.texts.at('concern', n)}"[:60]
        _post(world, path, {"name": name, "text": world.texts.at("worry", n)})
    for n, row in enumerate(Concern.objects.order_by("pk")):
        if n % 2:
            path = f"/demo/{keys[n % len(keys)]}/concerns/{row.pk}/resolve"
            _post(world, path, {"how": world.texts.at("how", n)})


def _depend(world: HostileWorld) -> None:
    """A dependency for each reason, as far as there are enhancements; some are
    dropped, with a text each.
    """
    keys = world.keys()[:30]
    for n, (key, needs) in enumerate(itertools.pairwise(keys)):
        path = f"/demo/{quote(key)}/dependencies/"
        reason = world.texts.at("need", n)[:1000]
        _post(world, path, {"needs": needs, "reason": reason})
    rows = Dependency.objects.select_related("enhancement").order_by("pk")
    for n, row in enumerate(rows):
        if n % 3 == 0:
            own = Record.objects.get(enhancement=row.enhancement, until=None)
            path = f"/demo/{quote(own.key)}/dependencies/{row.pk}/drop"
            _post(world, path, {"reason": world.texts.at("drop", n)[:1000]})


def _seek(world: HostileWorld) -> None:
    """Help of one kind, in the words of a text each."""
    compute = Record.objects.filter(
        project=world.demo.project, until=None, sig="compute"
    )
    for n, key in enumerate(compute.order_by("pk").values_list("key", flat=True)[:10]):
        text = world.texts.at("help", n)[:500]
        form = {"kind": "docs", "text": text, "seen": "0"}
        _post(world, f"/demo/{quote(key)}/help/", form, OUR_LEAD)


def _take_over(world: HostileWorld) -> None:
    """Offers in the words of a text each, by who does not own it; some are declined."""
    wanted = Record.objects.filter(
        project=world.demo.project, until=None, sig="compute"
    )
    for n, key in enumerate(wanted.order_by("pk").values_list("key", flat=True)[:10]):
        place = f"/demo/{quote(key)}"
        text = f"Wanted. {world.texts.at('owner', n)}"[:500]
        form = {"kind": "owner", "text": text, "seen": "0"}
        _post(world, f"{place}/help/", form, OUR_LEAD)
        text = world.texts.at("offer", n)[:1000]
        _post(world, f"{place}/take-over/offer", {"text": text, "place": ""})
        row = TakeOver.objects.latest("pk")
        if n % 2:
            reason = f"No. {world.texts.at('declined', n)}"[:1000]
            form = {"do": "decline", "reason": reason}
            _post(world, f"{place}/take-over/{row.pk}/answer", form, OUR_LEAD)


def _view(world: HostileWorld) -> None:
    """A view of everybody for each text, in its words; some are changed or retired."""
    for n in range(len(world.texts)):
        form = {
            "name": f"{n} {world.texts.at('view', n)}"[:80],
            "description": world.texts.at("view text", n)[:500],
            "text": f'"{QUOTES.sub(" ", world.texts.at("view search", n))[:200]}"',
            "for": "everybody",
        }
        _post(world, "/demo/views/save", form)
    for n, row in enumerate(SavedView.objects.order_by("number")):
        path = f"/demo/views/{row.number}"
        if n % 3 == 0:
            seen = row.changed_at.isoformat()
            text = f"again {QUOTES.sub(' ', world.texts.at('view again', n))[:200]}"
            quoted = {"part": "list", "seen": seen, "text": f'"{text}"'}
            _post(world, f"{path}/change", quoted)
        if n % 5 == 0:
            _post(world, f"{path}/retire", {})


def _post(
    world: HostileWorld, path: str, form: dict[str, Any], login: str = LEAD
) -> None:
    answer: Any = world.client(login).post(path, form)
    if answer.status_code not in (200, 302, 303):
        world.problems.append(f"{path}: {answer.status_code} {_said(answer)}")


def _said(answer: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2])
    return " ".join(text.split())[:300]


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    following = iter(rows)
    while many := list(itertools.islice(following, AT_ONCE)):
        yield many


def _decide(world: HostileWorld) -> None:
    """A note of every text, and a reason for every removal."""
    keys = set(world.keys())
    texts = world.texts
    rows = []
    for n in range(len(texts)):
        if str(FIRST + n) in keys:
            place = {"item": str(FIRST + n), "track": "", "criterion": "", "seen": None}
            note = texts.at("note", n)
            rows.append({**place, "kind": "note", "freeze": "", "value": note})
            rows.append(
                place
                | {"kind": "standing", "freeze": "enhancements-freeze"}
                | {"value": "removed", "reason": texts.at("reason", n)}
            )
    for many in _chunks(rows):
        _post(world, f"{BOARD}/apply", {"wishes": json.dumps(many), "next": BOARD})


def _ask(world: HostileWorld) -> None:
    """A request for each text, with a vote and a decision."""
    texts, place = world.texts, f"/demo/{RELEASE}/exceptions/"
    keys = set(world.keys())
    asked = world.setting().profile.exceptions.questions
    questions = [one.key for one in asked if one.is_text]
    for n in range(len(texts)):
        if str(FRONT + n) not in keys:
            continue
        form = {
            "item": str(FRONT + n),
            "freezes": "code-freeze",
            "days": "3",
            "late": texts.at("late", n),
            "do": "send",
        }
        form |= {f"q-{one}": texts.at(one, n) for one in questions}
        leading = {"thread": texts.at("thread", n), "pulls": texts.at("pulls", n)}
        # What leads nowhere that is known is refused, and then left out.
        if world.client(LEAD).post(f"{place}new", form | leading).status_code == 400:
            _post(world, f"{place}new", form)
    for n, row in enumerate(ExceptionRequest.objects.order_by("pk")):
        word = {"vote": "against", "word": texts.at("vote", n)}
        _post(world, f"{place}{row.pk}/vote", word)
        if n % 2:
            seen = row.states.get(until=None).pk
            form = {"seen": seen, "state": "rejected", "reason": texts.at("no", n)}
            _post(world, f"{place}{row.pk}/decide", form)


def _link(world: HostileWorld) -> None:
    keys = set(world.keys())
    for n in range(len(world.texts)):
        key = str(FRONT + n)
        form = {
            "do": "link",
            "gate": world.texts.at("gate", n),
            "track": "",
            "reason": world.texts.at("link reason", n),
        }
        if key in keys and n % 5 == 0:
            _post(world, f"/demo/{key}/gates/", form)


def _exempt(world: HostileWorld) -> None:
    path = f"/demo/{RELEASE}/untracked/exempt"
    merged = Item.objects.filter(kind="pull", merged_at__isnull=False).order_by("pk")
    for n, row in enumerate(merged[:10]):
        form = {"item": row.pk, "reason": world.texts.at("exempt", n)}
        _post(world, path, form)


def _make_tokens(world: HostileWorld) -> None:
    for n, login in itertools.product(range(15), (LEAD, "zoe")):
        name = world.texts.at("token", n + 15 * (login == LEAD))
        form = {"name": name[:80], "scope": "read", "days": "30"}
        _post(world, "/me/tokens/", form, login)


def _move(world: HostileWorld) -> None:
    path = f"/demo/{RELEASE}/schedule"
    shown = world.client(LEAD).get(f"{path}?move=code-freeze:2027-02-24")
    seen = re.search(r'name="seen" value="([^"]*)"', shown.content.decode())
    form = {
        "act": "move",
        "kind": "code-freeze",
        "date": "2027-02-24",
        "reason": world.texts.at("move", 0),
        "seen": seen[1] if seen else "",
    }
    _post(world, path, form)
