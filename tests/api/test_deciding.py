"""Programs decide by their account's roles: all of it or nothing, once, and no page
can make them.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from enhancements.actions import accounts, replies, tokens
from enhancements.models import Decision, Event, Reply, Token
from tests.support.deciding import FREEZE, desk, told

__all__ = ["desk", "told"]
pytestmark = pytest.mark.django_db
PLACE = "/api/v1/projects/demo/releases/v1.9/decisions/"
DAY = dt.timedelta(days=1)


@pytest.fixture
def secrets(desk) -> dict[str, str]:
    """A token that may write of everybody."""
    now = timezone.now()
    return {
        login: tokens.make(
            account=account,
            name="program",
            scopes=["read", "write"],
            expires_at=now + DAY,
            by=login,
            now=now,
        ).secret
        for login, account in desk.accounts.items()
    }


@pytest.fixture
def send(client, secrets):
    """Send a body as somebody's program; with None none."""

    def answer(login: str, body: Any, path: str = PLACE, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {secrets[login]}", **headers}
        return client.post(path, body, "application/json", headers=sent)

    return answer


def standing(key: str = "10", value: str = "removed", **more: Any) -> dict[str, Any]:
    return {
        "item": key,
        "kind": "standing",
        "value": value,
        "freeze": FREEZE,
        "reason": "Agreed in the call.",
        **more,
    }


def wishes(*those: dict[str, Any]) -> dict[str, Any]:
    return {"wishes": list(those or [standing()])}


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()


def test_program_decides_as_its_account(send, desk):
    answer = send("bob", wishes(standing(), standing("11", "tracked")))

    assert answer.status_code == 200, answer.content
    said = answer.json()
    assert (said["dry_run"], [one["problems"] for one in said["wishes"]]) == (
        False,
        [[], []],
    )
    assert desk.values() == {"10": "removed", "11": "tracked"}
    rows = Decision.objects.filter(batch=said["batch"])
    assert {(row.by, row.reason) for row in rows} == {("bob", "Agreed in the call.")}
    assert Event.objects.filter(kind="decided", by="bob").count() == 2
    assert answer["Cache-Control"] == "no-store"


def test_dry_run_tells_and_changes_nothing(send, desk):
    first = send("bob", wishes(standing())).json()
    stands = desk.standing()
    asked = wishes(
        standing(value="tracked", seen=stands.pk),
        standing("12"),
        standing("99"),
        {"item": "10", "kind": "contact", "value": "zoe"},
    )
    answer = send("nils", asked, f"{PLACE}?dry_run=1")

    assert answer.status_code == 200, answer.content
    one, two, three, four = answer.json()["wishes"]
    assert (one["old"]["value"], one["old"]["by"], one["value"]) == (
        "removed",
        "bob",
        "tracked",
    )
    assert one["old"]["id"] == stands.pk
    assert "release team of v1.9 marks work as tracked" in one["problems"][0]
    assert "Only the release team" in two["problems"][0]
    assert three["problems"] == ["“99” has no entry in v1.9."]
    assert four["problems"]
    assert answer.json()["batch"] is None
    assert desk.standing().batch == uuid.UUID(first["batch"])


def test_dry_run_says_what_only_deciding_finds_out(send, desk):
    asked = wishes({"item": "10", "kind": "contact", "value": "zoe"})
    said = send("bob", asked, f"{PLACE}?dry_run=1").json()
    assert said["wishes"][0]["problems"] == ["@zoe is not in the release team now."]

    fine = send("bob", wishes(), f"{PLACE}?dry_run=true").json()
    assert fine["wishes"][0]["problems"] == []
    assert fine["wishes"][0]["changes"] is True
    assert desk.values() == {}


def test_who_may_not_gets_the_sentence_of_the_policy(send, desk):
    said = problem(send("nils", wishes(standing("12"), standing("11"))), 403)
    assert (
        said["detail"] == "Only the release team of v1.9 takes work out of a release."
    )
    assert [one["item"] for one in said["wishes"]] == ["12", "11"]
    assert desk.values() == {}


def test_roles_are_those_of_the_moment(send, desk, monkeypatch):
    monkeypatch.setattr("enhancements.queries.roles.held", lambda **_: ())
    problem(send("bob", wishes()), 403)
    assert desk.values() == {}


def test_wrong_wishes_are_told_one_by_one(send, desk):
    asked = wishes(standing(), standing("99"), standing(freeze="lunch"))
    said = problem(send("bob", asked), 422)
    assert [(one["index"], one["problems"]) for one in said["wishes"]] == [
        (1, ["“99” has no entry in v1.9."]),
        (2, ["v1.9 has no freeze “lunch”."]),
    ]
    assert desk.values() == {}


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "wishes"),
        ({"wishes": []}, "wishes"),
        ({"wishes": [{"item": "10"}]}, "wishes.0.kind"),
        ({"wishes": [standing(), standing(seen="x")]}, "wishes.1.seen"),
        ({"wishes": [standing(color="red")]}, "wishes.0.color"),
        ({"wishes": [standing(reason="x" * 4001)]}, "wishes.0.reason"),
        ({"wishes": [standing(item="1\x000")]}, "wishes.0.item"),
        ({"wishes": [standing()] * 501}, "wishes"),
    ],
)
def test_body_that_is_none_is_told_where(send, body, named):
    assert problem(send("bob", body), 422)["parameter"] == named


def test_waiver_without_a_reason(send, desk):
    waiver = {"item": "10", "kind": "waiver", "value": "yes", "freeze": FREEZE}
    said = problem(send("bob", wishes({**waiver, "criterion": "owner"})), 422)
    assert "Say why" in said["wishes"][0]["problems"][0]
    assert desk.values("waiver") == {}


def test_same_thing_twice_and_strangers_as_contact(send):
    assert (
        "twice" in problem(send("bob", wishes(standing(), standing())), 422)["detail"]
    )
    contact = {"item": "10", "kind": "contact", "value": "zoe"}
    detail = problem(send("bob", wishes(contact)), 422)["detail"]
    assert detail == "@zoe is not in the release team now."


def test_clash_shows_both_and_changes_nothing(send, desk):
    send("bob", wishes())
    asked = wishes(standing("11"), standing(value="tracked"))
    said = problem(send("ann", asked), 409)
    [one] = said["wishes"]
    assert (one["index"], one["old"]["value"], one["value"]) == (
        1,
        "removed",
        "tracked",
    )
    assert "@bob decided in between: removed" in said["detail"]
    assert desk.values() == {"10": "removed"}

    again = standing(value="tracked", seen=one["old"]["id"])
    assert send("ann", wishes(again)).status_code == 200
    assert desk.values() == {"10": "tracked"}


def test_what_stands_already_changes_nothing(send):
    send("bob", wishes())
    [row] = Decision.objects.all()
    said = send("bob", wishes(standing(seen=row.pk))).json()
    assert (said["batch"], said["wishes"][0]["changes"]) == (None, False)
    assert Decision.objects.count() == 1


def undo_path(batch: str) -> str:
    return f"{PLACE}{batch}/undo/"


def test_step_is_taken_back(send, desk):
    batch = send("bob", wishes(standing(), standing("11"))).json()["batch"]
    tried = send("bob", None, f"{undo_path(batch)}?dry_run=1").json()
    assert [(one["old"]["value"], one["value"]) for one in tried["wishes"]] == [
        ("removed", ""),
        ("removed", ""),
    ]
    assert len(desk.values()) == 2

    said = send("bob", None, undo_path(batch)).json()
    assert desk.values() == {}
    # Undoing is a step of its own.
    assert send("bob", None, undo_path(said["batch"])).status_code == 200
    assert desk.values() == {"10": "removed", "11": "removed"}


def test_undo_is_refused_where_it_must_be(send, desk):
    batch = send("bob", wishes()).json()["batch"]
    assert problem(send("zoe", None, undo_path(batch)), 403)["wishes"]
    send("ann", wishes(standing(value="tracked", seen=desk.standing().pk)))
    said = problem(send("bob", None, undo_path(batch)), 409)
    assert said["wishes"][0]["old"]["by"] == "ann"
    problem(send("bob", None, undo_path(str(uuid.uuid4()))), 404)
    problem(send("bob", None, undo_path("x")), 404)
    other = PLACE.replace("v1.9", "v1.8")
    problem(send("bob", None, f"{other}{batch}/undo/"), 404)
    assert desk.values() == {"10": "tracked"}


def test_key_makes_it_happen_once(send, desk):
    key = {"Idempotency-Key": "call-7"}
    first = send("bob", wishes(), **key)
    send("ann", wishes(standing(value="tracked", seen=desk.standing().pk)))
    second = send("bob", wishes(), **key)

    assert (second.status_code, second.content) == (200, first.content)
    assert desk.values() == {"10": "tracked"}
    other = problem(send("bob", wishes(standing("11")), **key), 422)
    assert other["parameter"] == "Idempotency-Key"
    # Somebody else's key is another one.
    assert send("ann", wishes(standing("11")), **key).status_code == 200


def test_key_of_what_was_refused_is_free(send):
    key = {"Idempotency-Key": "call-8"}
    problem(send("bob", wishes(standing("99")), **key), 422)
    problem(send("zoe", wishes(), **key), 403)
    send("bob", wishes(), f"{PLACE}?dry_run=1", **key)
    assert Reply.objects.count() == 0
    assert send("bob", wishes(), **key).status_code == 200
    assert replies.forget(before=timezone.now() + DAY) == 1
    problem(send("bob", wishes(), **{"Idempotency-Key": "x" * 201}), 400)


def test_cookie_alone_writes_nothing(desk):
    """Who is signed in in a browser is nobody here, whatever a page makes it send."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.accounts["bob"])
    for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded"):
        answer = client.post(PLACE, json.dumps(wishes()), kind)
        said = problem(answer, 401)
        assert "Authorization: Bearer" in said["detail"]
        assert 'scope="write"' in answer["WWW-Authenticate"]
    assert problem(client.post(undo_path(str(uuid.uuid4()))), 401)
    assert desk.values() == {}


def test_token_counts_and_no_cookie_beside_it(send, client, desk):
    client.force_login(desk.accounts["bob"])
    problem(send("zoe", wishes()), 403)
    client.force_login(desk.accounts["zoe"])
    assert send("bob", wishes()).status_code == 200
    assert desk.standing().by == "bob"


def test_no_other_origin_may_write(client):
    answer = client.options(PLACE)
    assert answer["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Authorization" not in answer["Access-Control-Allow-Headers"]


def test_token_that_may_only_read(client, desk):
    now = timezone.now()
    made = tokens.make(
        account=desk.accounts["bob"],
        name="report",
        scopes=["read"],
        expires_at=now + DAY,
        by="bob",
        now=now,
    )
    headers = {"Authorization": f"Bearer {made.secret}"}
    answer = client.post(PLACE, wishes(), "application/json", headers=headers)
    assert "may only read" in problem(answer, 403)["detail"]
    assert "insufficient_scope" in answer["WWW-Authenticate"]
    assert desk.values() == {}


def test_ended_tokens_and_accounts_write_no_more(send, desk):
    tokens.revoke(
        token=Token.objects.get(account=desk.accounts["bob"]),
        by="bob",
        now=timezone.now(),
    )
    accounts.end(account=desk.accounts["ann"], by="olga", reason="asked for")
    assert "revoked" in problem(send("bob", wishes()), 401)["detail"]
    assert "ended" in problem(send("ann", wishes()), 401)["detail"]
    assert desk.values() == {}


def test_use_and_mistakes_are_noted(send, desk, caplog):
    send("bob", wishes(standing("99")))
    send("bob", wishes(standing("99")))
    used = Token.objects.get(account=desk.accounts["bob"]).last_used_at
    assert timezone.now() - used < dt.timedelta(minutes=2)
    told = [one.getMessage() for one in caplog.records if "refused with" in one.message]
    assert len(told) == 2
    assert "422, mistake" in told[0]
    assert told[0].endswith("of bob")
    assert "trk_" in told[0]


def test_other_methods_bodies_and_addresses(send, client, secrets):
    assert problem(client.get(undo_path(str(uuid.uuid4()))), 405)
    assert problem(client.put(PLACE), 405)
    headers = {"Authorization": f"Bearer {secrets['bob']}"}
    plain = client.post(PLACE, "x", "text/plain", headers=headers)
    assert "Content-Type" in problem(plain, 415)["detail"]
    broken = client.post(PLACE, "{", "application/json", headers=headers)
    assert "JSON" in problem(broken, 400)["detail"]
    assert problem(send("bob", wishes(), f"{PLACE}?dryrun=1"), 400)
    assert problem(send("bob", wishes(), f"{PLACE}?dry_run=maybe"), 400)
    assert problem(send("bob", wishes(), PLACE.replace("demo", "nothing")), 404)
    assert problem(send("bob", wishes(), PLACE.replace("v1.9", "v7.1")), 404)


def test_decisions_are_listed(send, client, desk):
    before = timezone.now()
    send("bob", wishes(standing(), standing("11", "tracked")))
    send("bob", wishes({"item": "10", "kind": "note", "value": "Look."}))
    said = client.get(PLACE).json()
    assert (said["release"], said["next"]) == ("v1.9", None)
    assert {(one["item"], one["kind"], one["value"]) for one in said["items"]} == {
        ("10", "standing", "removed"),
        ("11", "standing", "tracked"),
        ("10", "note", "Look."),
    }
    assert said["items"][0]["id"] == desk.standing().pk
    notes = client.get(PLACE, {"kind": "note", "item": "10"}).json()["items"]
    assert [one["value"] for one in notes] == ["Look."]
    then = before.isoformat()
    assert client.get(PLACE, {"as_of": then}).json()["items"] == []
    problem(client.get(PLACE, {"kind": "lunch"}), 400)


def test_decisions_come_page_by_page(send, client):
    send("bob", wishes(standing(), standing("11"), standing("12")))
    place, seen = f"{PLACE}?limit=2", []
    while place:
        page = client.get(place).json()
        seen += [one["item"] for one in page["items"]]
        place = page["next"]
    assert seen == ["10", "11", "12"]


def test_deciding_costs_the_same_for_one_and_two(send, django_assert_num_queries):
    send("bob", wishes(standing("10")))  # Notes that the token was used.
    send("bob", wishes(standing("10", "", seen=Decision.objects.get().pk)))
    for those in ([standing("10")], [standing("11"), standing("12")]):
        with django_assert_num_queries(17):
            assert send("bob", wishes(*those)).status_code == 200
