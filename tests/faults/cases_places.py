"""F17 to F20: people and repositories that change, old issues, hostile values."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from enhancements.actions import dirt, mirror, mirror_people
from enhancements.models import Dirty, Event, Item, Label, Person
from enhancements.sources.github import changes, graphql_reading
from tests.faults import rig as rigs
from tests.faults.cases import (
    ACTIONS,
    GITHUB,
    case,
    replaced,
    together,
    yes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from enhancements.sources.github.pages import Updates
    from tests.faults.rig import Rig

PLANS = rigs.PLANS
_store_people = mirror_people.store


def by_login(*, host: str, told: Any, now: Any) -> dict[int, int]:
    """Whoever has a login is who had it before."""
    told = list(told)
    kept = _store_people(host=host, told=told, now=now)
    for one in told:
        rows = Person.objects.filter(host=host, login=one.login).order_by("pk")
        kept[one.github_id] = rows[0].pk
    return kept


@case(
    "F17 logins",
    "People renamed and deleted, logins used again, bots",
    without=replaced(f"{ACTIONS}.mirror_people.store", by_login),
)
def logins(rig: Rig) -> None:
    world = rig.world
    world.add_user("helper", kind="Bot")
    world.open_issue(PLANS, "By the first of that login", by="chidi")
    rig.synced()
    before = world.account("chidi").id
    world.rename_user("chidi", "chidi-of-old")
    after = world.add_user("chidi").id
    number = world.open_issue(PLANS, "By another", by="chidi").number
    rig.settle()
    rig.check()
    world.comment(PLANS, number, "Me, too", by="chidi-of-old")
    world.comment(PLANS, number, "/lgtm", by="helper")
    world.delete_user("bela")
    rig.touch(*rig.numbers(), *rig.numbers(pulls=True))
    rig.finish()
    people = {row.github_id: row for row in Person.objects.all()}
    assert people[before].login == "chidi-of-old"
    assert [one["login"] for one in people[before].former] == ["chidi"]
    assert Item.objects.get(number=number).author == people[after]
    assert people[world.account("helper").id].login == "helper[bot]"
    assert people[world.account("helper").id].kind == Person.Kind.BOT


@case(
    "F18 stranger",
    "A repository is renamed, and another takes its name",
    without=replaced(f"{GITHUB}.poll.was_renamed", lambda *_: False),
)
def stranger(rig: Rig) -> None:
    rig.synced()
    rig.world.rename_repo(PLANS, "proposals")
    rig.world.add_repo(PLANS)
    for word in ("Else", "Elsewhere"):
        rig.world.add_label(PLANS, word)
        rig.world.open_issue(PLANS, word, by="bela", labels=[word])
    rig.look()
    there = Label.objects.filter(gone_at=None).count()
    assert there == 8, f"there are {there} labels instead of 8"
    rig.touch(*rig.rng.sample(rig.numbers("acme/proposals"), 5), place="acme/proposals")
    rig.finish()
    rig.repository.refresh_from_db()
    assert rig.repository.name == "acme/proposals"
    assert Event.objects.filter(kind=Event.Kind.REPOSITORY_RENAMED).count() == 1


@case(
    "F18 deleted",
    "A repository is deleted, and another takes its name",
    without=replaced(f"{ACTIONS}.mirror_state.is_same_repository", yes),
)
def deleted(rig: Rig) -> None:
    rig.synced()
    before = list(Item.objects.order_by("pk").values())
    rig.world.delete_repo(PLANS)
    rig.world.add_repo(PLANS)
    for number in range(15):
        rig.world.open_issue(PLANS, f"Else {number}", by="chidi")
    for _ in range(3):
        rig.look(compare=True)
    rig.repository.refresh_from_db()
    assert "another repository" in rig.repository.error, rig.repository.error
    assert list(Item.objects.order_by("pk").values()) == before
    rig.check_ours()
    rig.check_budget()


@case(
    "F18 switches",
    "A repository moves, is archived, private, or has its issues switched off",
    without=replaced(f"{GITHUB}.fetching.Proofs.has_issues", yes),
)
def switches(rig: Rig) -> None:
    rig.synced()
    world, numbers = rig.world, rig.rng.sample(rig.numbers(), 4)
    world.set_repo(PLANS, archived=True, private=True, description="Old plans")
    world.rename_default_branch(PLANS, "trunk")
    world.set_repo(PLANS, has_issues=False)
    rig.mark(*numbers, reason=dirt.RECONCILE)
    rig.hide(*numbers)
    for _ in range(4):
        rig.look()
        rig.nothing_gone()
    rig.as_told()
    world.set_repo(PLANS, has_issues=True, archived=False)
    world.add_user("beyond", kind="Organization")
    world.add_member("beyond", "alice")
    world.transfer_repo(PLANS, "beyond")
    rig.touch(*numbers, place="beyond/plans")
    rig.finish()
    rig.repository.refresh_from_db()
    assert rig.repository.name == "beyond/plans"


_updates = changes.updates


def only_open(client: Any, repo: str, *rest: Any) -> Iterator[Updates]:
    """Ask for what is open: what is closed is done with."""
    for page in _updates(client, repo, *rest):
        rows = client.get(f"/repos/{repo}/issues", {"state": "open", "per_page": 100})
        numbers = {row["number"] for row in rows.rows()}
        kept = tuple(one for one in page.changes if one.number in numbers)
        yield dataclasses.replace(page, changes=kept)


@case(
    "F19",
    "A closed issue is edited after months, and reopened",
    without=replaced(f"{GITHUB}.changes.updates", only_open),
)
def months_later(rig: Rig) -> None:
    number = rig.number()
    rig.world.close(PLANS, number, by="alice", reason="not_planned")
    rig.synced()
    for _ in range(3):
        rig.pass_time(30 * 86_400)
        rig.settle()
    rig.world.edit_body(PLANS, number, "After all", by="alice")
    rig.look()
    rig.check()
    rig.world.reopen(PLANS, number, by="alice")
    rig.look()
    rig.check()
    rig.finish()


HOSTILE = (
    "\x00begins with nothing",
    "lone \ud83d half",
    "\u202etxt.exe\u202c",
    "🚀" * 50,
    "<script>alert(1)</script>",
    "' OR 1=1; --",
    "",
    "{{ 7 * 7 }} %s %(x)s \\u0000 \\ud800",
    "\r\n\t\x07\x1b[31m",
)


@case(
    "F20 texts",
    "U+0000, half characters, bidi marks, 65,536 letters, unknown events",
    without=together(
        replaced(f"{GITHUB}.answers.clean", lambda value: value),
        replaced(f"{ACTIONS}.upserts.clean", lambda value: value),
    ),
)
def texts(rig: Rig) -> None:
    rig.synced()
    world, numbers = rig.world, rig.numbers()
    for number, word in zip(numbers, HOSTILE, strict=False):
        world.edit_title(PLANS, number, word, by="alice")
        world.edit_body(PLANS, number, word * 3, by="alice")
        world.comment(PLANS, number, word, by="bela")
    world.edit_body(PLANS, numbers[-1], "ä" * 65_536, by="alice")
    world.add_event(PLANS, numbers[-1], "abducted", by=None)
    world.add_label(PLANS, f"{HOSTILE[0]}{HOSTILE[1]}")
    world.edit_milestone(PLANS, "v1.9", to=HOSTILE[1])
    world.label(PLANS, numbers[-2], f"{HOSTILE[0]}{HOSTILE[1]}", by="alice")
    rig.settle()
    assert not Dirty.objects.exists(), list(Dirty.objects.values("number", "error"))
    rig.check()
    rig.finish()


def _poisoned(rig: Rig, spoil: Any) -> None:
    """One object is as no object may be; all others come through."""
    rig.synced()
    number = rig.number()

    def altered(_: Any, answer: Any) -> None:
        data = answer.body.get("data") if isinstance(answer.body, dict) else None
        for node in (data or {}).get("nodes") or ():
            if node and node.get("number") == number and "title" in node:
                spoil(node)

    rig.alter(altered)
    rig.touch(*rig.numbers())
    rig.settle()
    assert not rig.crashes, rig.crashes
    wrong = {one.split()[1].strip(":") for one in rig.differences()}
    assert wrong == {f"#{number}"}, wrong
    row = Dirty.objects.get()
    assert (row.number, row.dead_at is not None) == (number, True)
    assert row.error
    rig.nothing_gone()
    rig.as_told()
    rig.touch(number)
    rig.finish()
    assert not Dirty.objects.exists()


def _many(node: Any) -> None:
    node["comments"]["totalCount"] = 2**40


@case(
    "F20 refused",
    "A value that the database refuses",
    without=replaced(f"{ACTIONS}.mirror._store_all", mirror._write),
)
def refused(rig: Rig) -> None:
    _poisoned(rig, _many)


def _unreadable(wholes: Any, *, is_unclear: bool = False) -> Any:
    """Every item can be read."""
    items = [graphql_reading._item(one, is_unclear=is_unclear) for one in wholes]
    return items, []


SPOILT: tuple[tuple[str, Any], ...] = (
    ("createdAt", "the day before yesterday"),
    ("updatedAt", None),
    ("fullDatabaseId", "-7"),
    ("title", {"text": "an object"}),
    ("labels", None),
    ("author", 17),
    ("comments", []),
    ("timelineItems", {"nodes": "none"}),
    ("milestone", ["v1.9"]),
    ("lastEditedAt", 12),
)


@case(
    "F20 garbled",
    "Null, a number or a text where an object should be",
    without=replaced(f"{GITHUB}.graphql_reading.read", _unreadable),
)
def garbled(rig: Rig) -> None:
    name, value = rig.rng.choice(SPOILT)
    _poisoned(rig, lambda node: node.__setitem__(name, value))
