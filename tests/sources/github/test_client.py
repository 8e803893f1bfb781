"""The client meets answers that are late, cut, forged, refused or somewhere else."""

from __future__ import annotations

import datetime as dt
import gzip
import logging
import socket
from typing import Any

import pytest

from enhancements.models import Budget
from enhancements.sources.github import failures, queries, reading
from enhancements.sources.github.client import Client
from enhancements.sources.github.credentials import Server, Token
from tests.sources.github.scripted import DATE, Said, Scripted
from tests.support.fakehubs import PLANS

SECRET = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"  # noqa: S105 invented
UNTIL_RESET = 1000
LIMITS = {
    "X-RateLimit-Limit": "5000",
    "X-RateLimit-Remaining": "4999",
    "X-RateLimit-Reset": str(
        int(dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp()) + UNTIL_RESET
    ),
}
QUERY = queries.repository("acme", "plans")


def asking(server: Scripted, **options: Any) -> Client:
    return Client(
        PLANS, server=Server.at(server.url), credential=Token(SECRET), **options
    )


def left(moment: dt.datetime) -> float:
    """Seconds from now."""
    return (moment - dt.datetime.now(dt.UTC)).total_seconds()


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        (Said(b""), failures.BadAnswer),
        (Said(b"   "), failures.BadAnswer),
        (Said(b"<html>Unicorn!</html>"), failures.BadAnswer),
        (Said(b'[{"a": 1}, {"b"'), failures.BadAnswer),
        (Said(b'{"a": NaN}'), failures.BadAnswer),
        (Said(b"[" * 100_000), failures.BadAnswer),
        (Said(b'{"a": ' + b"9" * 5000 + b"}"), failures.BadAnswer),
        (Said(b"{}", length=100), failures.BadAnswer),
        (Said(b"{}", headers={"Content-Encoding": "gzip"}), failures.BadAnswer),
        (Said(b"", 304), failures.BadAnswer),
        (Said({}, 299), failures.BadAnswer),
        (Said({"message": "Not Found"}, 404), failures.Missing),
        (Said({"message": "This issue was deleted"}, 410), failures.Gone),
        (Said({"message": "Validation Failed"}, 422), failures.Rejected),
        (Said({"message": "Repository access blocked"}, 451), failures.Refused),
        (Said({"message": "Bad credentials"}, 401), failures.Refused),
        (Said({"message": "Resource not accessible"}, 403), failures.Refused),
        (Said(b"<html>", 500), failures.Unavailable),
        (Said(b"", 503), failures.Unavailable),
    ],
)
def test_what_is_no_good_answer_is_never_an_empty_one(said, failure):
    with Scripted(said) as server, asking(server) as client:
        with pytest.raises(failure) as raised:
            list(client.pages("/repos/acme/plans/labels"))
        assert type(raised.value) is failure
        assert str(raised.value).endswith(".")
        assert SECRET not in f"{raised.value!r} {client!r}"


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        ({"kind": "slow", "seconds": 3}, failures.Unavailable),
        ({"kind": "slow_body", "seconds": 3}, failures.Unavailable),
        ({"kind": "stall", "seconds": 3}, failures.Unavailable),
        ({"kind": "reset"}, (failures.Unavailable, failures.BadAnswer)),
        ({"kind": "close"}, (failures.Unavailable, failures.BadAnswer)),
        ({"kind": "truncated_gzip"}, failures.BadAnswer),
        ({"kind": "invalid_json"}, failures.BadAnswer),
        ({"kind": "html"}, failures.BadAnswer),
        ({"kind": "empty"}, failures.BadAnswer),
    ],
    ids=lambda value: value.get("kind") if isinstance(value, dict) else "",
)
@pytest.mark.parametrize("way", ["rest", "graphql"])
def test_faults_on_the_way_are_told_and_the_next_answer_is_good(
    busy, connect, fault, failure, way
):
    busy.faults.add(**fault, count=1)
    client = connect(busy, read_seconds=0.3, total_seconds=0.6)

    def ask() -> Any:
        if way == "rest":
            return reading.labels(client, PLANS).items
        return reading.page(client, PLANS, "issue", "").items

    with pytest.raises(failure) as raised:
        ask()
    assert raised.value.is_passing
    assert ask()


def test_answer_that_is_too_large_is_not_taken():
    bomb = gzip.compress(b" " * 5_000_000)
    said = Said(bomb, headers={"Content-Encoding": "gzip"})
    with (
        Scripted(said) as server,
        asking(server, largest=1_000_000) as client,
        pytest.raises(failures.TooMuch),
    ):
        client.get("/meta")


def test_unreachable_server_is_unavailable():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with (
        Client(PLANS, server=Server.at(url), credential=Token(SECRET)) as client,
        pytest.raises(failures.Unavailable),
    ):
        client.get("/meta")


# Elsewhere


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_credential_never_goes_to_another_server(status):
    with Scripted(Said({})) as other:
        location = {"Location": f"{other.url}/api/v3/steal"}
        with Scripted(Said({}, status, location)) as server, asking(server) as client:
            with pytest.raises((failures.BadAnswer, failures.Moved)) as raised:
                client.get("/repos/acme/plans")
            assert getattr(raised.value, "url", "") == ""
        assert other.heard == []


def test_next_page_on_another_server_is_not_asked_for():
    with Scripted(Said([])) as other:
        link = {"Link": f'<{other.url}/api/v3/x?page=2>; rel="next"'}
        with (
            Scripted(Said([{}], headers=link)) as server,
            asking(server) as client,
            pytest.raises(failures.BadAnswer, match="another server"),
        ):
            list(client.pages("/repos/acme/plans/labels"))
        assert other.heard == []


def test_temporary_redirect_on_the_server_is_followed():
    script = [Said({}, 307, {"Location": "/api/v3/there"}), Said({"a": 1})]
    with Scripted(*script) as server, asking(server) as client:
        assert client.get("/here").row() == {"a": 1}
        assert [heard.path for heard in server.heard] == [
            "/api/v3/here",
            "/api/v3/there",
        ]


def test_redirects_in_a_circle_end():
    said = Said({}, 302, {"Location": "/api/v3/here"})
    with Scripted(said) as server, asking(server) as client:
        with pytest.raises(failures.BadAnswer):
            client.get("/here")
        assert len(server.heard) == 4


def test_permanent_redirect_is_told_not_followed():
    where = "/api/v3/repositories/7"
    said = Said({"message": "Moved Permanently"}, 301, {"Location": where})
    with Scripted(said) as server, asking(server) as client:
        with pytest.raises(failures.Moved) as moved:
            client.get("/repos/acme/plans")
        assert moved.value.url == f"{server.url}{where}"
        assert len(server.heard) == 1


@pytest.mark.parametrize("back", ["page=1", "page=2"])
def test_pages_in_a_circle_are_noticed(back):
    def answer(heard: Any) -> Said:
        to = "page=2" if "page=1" in heard.path else back
        link = {"Link": f'<{server.url}/api/v3/x?{to}>; rel="next"'}
        return Said([], headers=link)

    with Scripted(answer) as server, asking(server) as client:
        with pytest.raises(failures.BadAnswer, match="circle"):
            list(client.pages("/x", {"page": 1}))
        assert len(server.heard) == 2


@pytest.mark.parametrize("kind", ["next_loop", "duplicate_page"])
def test_repeated_pages_of_a_list_do_no_harm(busy, connect, kind):
    for number in range(120):
        busy.world.add_label(PLANS, f"label-{number}", color="ffffff")
    before = {one.name for one in reading.labels(connect(busy), PLANS).items}
    busy.faults.add(kind, "labels")

    try:
        told = reading.labels(connect(busy), PLANS)
    except failures.BadAnswer:
        assert kind == "next_loop"
    else:
        assert {one.name for one in told.items} <= before


# Texts that PostgreSQL cannot hold


def test_texts_are_fit_for_the_database():
    body = b'{"a\\u0000": ["x\\u0000y", "\\ud800", "\\ud83d\\ude80", "\xff"]}'
    with Scripted(Said(body)) as server, asking(server) as client:
        assert client.get("/x").row() == {
            "a\N{REPLACEMENT CHARACTER}": [
                "x\N{REPLACEMENT CHARACTER}y",
                "\N{REPLACEMENT CHARACTER}",
                "\N{ROCKET}",
                "\N{REPLACEMENT CHARACTER}",
            ]
        }


# Limits


@pytest.mark.parametrize(
    ("said", "resource", "seconds"),
    [
        (Said({}, 403, LIMITS | {"X-RateLimit-Remaining": "0"}), "core", UNTIL_RESET),
        (Said({}, 429, LIMITS | {"X-RateLimit-Remaining": "0"}), "core", UNTIL_RESET),
        (Said({}, 429), "core", 60),
        (Said({}, 403, LIMITS | {"Retry-After": "7"}), "core", 7),
        (Said({}, 429, {"Retry-After": "Thu, 01 Jan 2026 00:00:30 GMT"}), "core", 30),
        (
            Said({"message": "You have exceeded a secondary rate limit"}, 403, LIMITS),
            "core",
            60,
        ),
        (Said({"message": "abuse detection mechanism"}, 403), "core", 60),
        (
            Said({"errors": [{"type": "RATE_LIMITED", "message": "x"}]}, 200, LIMITS),
            "graphql",
            UNTIL_RESET,
        ),
        (
            Said({"errors": [{"message": "exceeded a secondary rate limit"}]}),
            "graphql",
            60,
        ),
    ],
)
def test_every_form_of_a_limit_stops_all_until_its_end(said, resource, seconds):
    def ask(client: Client) -> None:
        if resource == "graphql":
            client.graphql(QUERY)
        else:
            client.get("/meta")

    with Scripted(said) as server, asking(server) as client, asking(server) as other:
        with pytest.raises(failures.RateLimited) as raised:
            ask(client)
        assert seconds - 2 <= left(raised.value.until) <= seconds + 2
        with pytest.raises(failures.RateLimited) as again:
            ask(other)
        assert again.value.until == raised.value.until
        assert len(server.heard) == 1


def test_secondary_limit_stops_both_ways_of_asking():
    said = Said({}, 403, {"Retry-After": "7"})
    with Scripted(said) as server, asking(server) as client:
        with pytest.raises(failures.RateLimited):
            client.get("/meta")
        with pytest.raises(failures.RateLimited):
            client.graphql(QUERY)
        assert len(server.heard) == 1


def test_missing_limits_stop_nobody_and_write_nothing(busy, connect):
    busy.limits.is_on = False
    client = connect(busy)

    for _ in range(3):
        reading.labels(client, PLANS)
        reading.page(client, PLANS, "issue", "")
    assert not Budget.objects.exists()


def test_good_answers_are_told_to_the_budget(busy, connect):
    client = connect(busy)
    reading.labels(client, PLANS)
    reading.page(client, PLANS, "issue", "")

    rows = {row.resource: row for row in Budget.objects.all()}
    assert rows["core"].remaining == 4999
    # The page, and the edits of an item on it.
    assert rows["graphql"].remaining == 4998
    assert abs(left(rows["core"].reset_at) - 3600) < 5
    assert {row.host for row in rows.values()} == {busy.api}


def test_refused_permission_is_no_limit():
    said = Said({"message": "Resource not accessible by integration"}, 403, LIMITS)
    with Scripted(said) as server, asking(server) as client:
        with pytest.raises(failures.Refused, match="by integration"):
            client.get("/x")
        with pytest.raises(failures.Refused):
            client.get("/x")
        assert len(server.heard) == 2


# Asking again


def test_unchanged_list_costs_nothing(busy, connect):
    client = connect(busy)
    first = reading.labels(client, PLANS)
    milestones = reading.milestones(client, PLANS)
    before = Budget.objects.get(resource="core").remaining

    again = reading.labels(client, PLANS, first.etag)
    assert (again.items, again.not_modified, again.etag) == ((), True, first.etag)
    assert reading.milestones(client, PLANS, milestones.etag).not_modified
    assert Budget.objects.get(resource="core").remaining == before
    busy.world.add_label(PLANS, "new", color="ffffff")
    assert len(reading.labels(client, PLANS, first.etag).items) == 3


def test_long_list_is_unchanged_only_when_each_page_is(busy, connect):
    for number in range(148):
        busy.world.add_label(PLANS, f"label-{number:03}", color="ffffff")
    client = connect(busy)
    first = reading.labels(client, PLANS)
    assert len(first.items) == 150

    assert reading.labels(client, PLANS, first.etag).not_modified
    busy.world.recolour_label(PLANS, "label-147", "000000")
    changed = reading.labels(client, PLANS, first.etag)
    assert len(changed.items) == 150
    assert not changed.not_modified


def test_full_last_page_keeps_no_validator(busy, connect):
    for number in range(98):
        busy.world.add_label(PLANS, f"label-{number:03}", color="ffffff")

    assert reading.labels(connect(busy), PLANS).etag == ""


# Secrets


def test_token_is_in_no_log(caplog):
    caplog.set_level(logging.DEBUG)
    with Scripted(Said({}, 500), Said({})) as server, asking(server) as client:
        with pytest.raises(failures.Unavailable):
            client.get("/x")
        client.get("/x")
        assert server.heard[0].headers["authorization"] == f"token {SECRET}"

    assert SECRET not in caplog.text
    assert SECRET not in repr(client.__dict__)


def test_date_of_an_answer_is_githubs():
    with Scripted(Said({})) as server, asking(server) as client:
        told = client.get("/x").date
    assert told == dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert DATE.startswith("Thu")
