"""How the API speaks HTTP: refusals, validators, other origins, methods."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from enhancements.models import Record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]

ROOT = "/api/v1/projects/sample/"
# Below ROOT, with the SQL statements that each may run.
STATEMENTS = {
    "": 3,
    "enhancements/": 2,
    "enhancements/?sig=compute&has=drift,problem&text=backup&sort=-release&limit=3": 4,
    "enhancements/?sig=compute&has=drift,problem&text=sig:compute&sort=-release": 2,
    "enhancements/10/": 4,
    "releases/": 3,
    "releases/v1.10/": 3,
    "releases/v1.10/board/": 4,
    "sigs/": 4,
    "sigs/compute/": 4,
    "people/oda-vintermark/": 3,
    "problems/": 2,
    "drift/": 2,
    "/api/v1/projects/": 1,
    "/api/v1/": 0,
    "/api/v1/openapi.json": 0,
}


def place(address: str) -> str:
    return address if address.startswith("/") else f"{ROOT}{address}"


@pytest.mark.parametrize(("address", "number"), STATEMENTS.items())
def test_answer_runs_a_literal_number_of_statements(
    client: Client, django_assert_num_queries, address: str, number: int
):
    with django_assert_num_queries(number):
        assert client.get(place(address)).status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        ("enhancements/?colour=red", 400, "colour"),
        ("releases/?limit=5", 400, "limit"),
        ("?sig=compute", 400, "sig"),
        ("enhancements/?as_of=yesterday", 400, "as_of"),
        ("enhancements/?as_of=2999-01-01", 400, "as_of"),
        ("?as_of=2999-01-01", 400, "as_of"),
        ("enhancements/?as_of=2026-06-01&as_of=2026-06-02", 400, "as_of"),
        ("enhancements/?stage=gamma", 400, "stage"),
        ("enhancements/?status=great", 400, "status"),
        ("enhancements/?release=soon", 400, "release"),
        ("enhancements/?number=ten", 400, "number"),
        ("enhancements/?number=9999999999999999999999", 400, "number"),
        ("enhancements/?has=luck", 400, "has"),
        ("enhancements/?sort=colour", 400, "sort"),
        ("enhancements/?sort=--key", 400, "sort"),
        ("enhancements/?limit=0", 400, "limit"),
        ("enhancements/?limit=501", 400, "limit"),
        ("enhancements/?limit=many", 400, "limit"),
        (f"enhancements/?limit={'9' * 5000}", 400, "limit"),
        ("enhancements/?cursor=abc", 400, "cursor"),
        ("enhancements/?cursor=W10:abc", 400, "cursor"),
        (f"enhancements/?cursor={'a' * 7000}", 400, "cursor"),
        (f"enhancements/?text={'a' * 501}", 400, "text"),
        ("enhancements/?text=a%00b", 400, "text"),
        ("enhancements/?sig=%00", 400, "sig"),
        ("enhancements/?" + "&".join(["sig=a"] * 51), 400, "sig"),
        ("releases/v1.10/board/?state=lost", 400, "state"),
        ("releases/v1.10/board/?stage=gamma", 400, "stage"),
        ("releases/v1.10/board/?kind=huge", 400, "kind"),
        ("problems/?where=heaven", 400, "where"),
        ("enhancements/999999/", 404, "key"),
        ("enhancements/10/?as_of=2001-01-01", 404, "key"),
        ("enhancements/a%00b/", 404, "key"),
        (f"enhancements/{'a' * 501}/", 404, "key"),
        ("releases/v9.9/", 404, "release"),
        ("releases/v9.9/board/", 404, "release"),
        ("sigs/nobody/", 404, "sig"),
        ("people/nobody/", 404, "login"),
        ("/api/v1/projects/nothing/", 404, "project"),
        ("/api/v1/projects/no.thing/problems/", 404, "project"),
        ("/api/v1/projects/nothing/enhancements/", 404, "project"),
        ("/api/v1/nothing/", 404, None),
        ("/api/v2/", 404, None),
        ("/api/", 404, None),
    ],
)
def test_refusal_is_a_problem_that_names_the_parameter(
    client: Client, address: str, status: int, parameter: str | None
):
    answer = client.get(place(address))
    found = answer.json()

    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, found["status"]) == (status, status)
    assert found.get("parameter") == parameter
    assert found["detail"].endswith(".")
    assert set(found) - {"parameter"} == {"type", "title", "status", "detail"}
    assert answer["Cache-Control"] == "no-store"


def test_too_many_parameters_are_refused(client: Client):
    answer = client.get(f"{ROOT}enhancements/?" + "sig=a&" * 1001)

    assert (answer.status_code, answer.json()["status"]) == (400, 400)


def test_cursor_is_for_its_own_list_order_and_moment_only(client: Client):
    following = client.get(f"{ROOT}enhancements/?limit=1").json()["next"]
    cursor = following.partition("cursor=")[2]

    for address in (
        f"problems/?cursor={cursor}",
        f"enhancements/?sort=title&cursor={cursor}",
        f"enhancements/?as_of=2026-06-01&cursor={cursor}",
        f"enhancements/?cursor={cursor[:-1]}",
    ):
        answer = client.get(f"{ROOT}{address}")
        assert (answer.status_code, answer.json()["parameter"]) == (400, "cursor")


def test_link_leads_to_the_next_page(client: Client):
    answer = client.get(f"{ROOT}enhancements/?limit=1")

    assert answer["Link"] == f'<{answer.json()["next"]}>; rel="next"'
    assert "Link" not in client.get(f"{ROOT}enhancements/?limit=500")


@pytest.mark.parametrize("address", [*STATEMENTS, "enhancements/?as_of=2026-06-01"])
def test_second_look_gets_not_modified(client: Client, address: str):
    first = client.get(place(address))
    second = client.get(place(address), headers={"if-none-match": first["ETag"]})

    assert (second.status_code, second.content) == (304, b"")
    assert second["ETag"] == first["ETag"]
    assert second["Cache-Control"] == first["Cache-Control"]
    assert second["Access-Control-Allow-Origin"] == "*"
    other = client.get(place(address), headers={"if-none-match": '"other"'})
    assert other.status_code == 200


def test_change_of_the_answer_changes_its_validator(client: Client):
    first = client.get(f"{ROOT}enhancements/")
    record = Record.objects.filter(until__isnull=True).first()
    Record.objects.filter(pk=record.pk).update(title="Something else")
    second = client.get(
        f"{ROOT}enhancements/", headers={"if-none-match": first["ETag"]}
    )
    Record.objects.filter(pk=record.pk).update(title=record.title)

    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]


def test_validator_is_strong_about_a_past_moment_and_weak_about_now(client: Client):
    past = client.get(f"{ROOT}releases/v1.10/board/?as_of=2026-06-01")
    now = client.get(f"{ROOT}releases/v1.10/board/")

    assert past["ETag"].startswith('"')
    assert now["ETag"].startswith('W/"')


def test_answer_may_be_kept_long_only_about_what_is_long_past(client: Client):
    now = dt.datetime(2026, 6, 20, 12, tzinfo=dt.UTC)
    kept = {}
    with time_machine.travel(now, tick=False):
        for as_of in ("", "2026-06-20T11:00Z", "2026-06-01"):
            answer = client.get(f"{ROOT}enhancements/", {"as_of": as_of})
            assert "Vary" not in answer
            kept[as_of] = answer["Cache-Control"]

    assert kept == {
        "": "public, max-age=30",
        "2026-06-20T11:00Z": "public, max-age=30",
        "2026-06-01": "public, max-age=86400",
    }


@pytest.mark.parametrize("address", STATEMENTS)
def test_any_origin_may_read(client: Client, address: str):
    answer = client.get(place(address), headers={"origin": "https://example.org"})

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Expose-Headers"] == "ETag, Link"
    assert "Access-Control-Allow-Credentials" not in answer
    assert not answer.cookies


@pytest.mark.parametrize("address", ["", "/api/v1/nothing/", "enhancements/?a=b"])
def test_preflight_is_answered(client: Client, address: str):
    answer = client.options(
        place(address),
        headers={
            "origin": "https://example.org",
            "access-control-request-method": "GET",
        },
    )

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_pages_are_not_for_other_origins(client: Client):
    answer = client.get("/sample/", headers={"origin": "https://example.org"})

    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("address", ["", "enhancements/10/", "/api/v1/nothing/"])
def test_nothing_can_be_written(method: str, address: str):
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)(place(address))

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", STATEMENTS)
def test_head_has_the_headers_of_get(client: Client, address: str):
    head, get = client.head(place(address)), client.get(place(address))

    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Cache-Control"):
        assert head[name] == get[name]


@pytest.mark.parametrize(
    "address", ["/api/v1/projects", "/api/v1/projects/sample/releases/v1.10/board"]
)
def test_address_without_its_slash_leads_to_it(client: Client, address: str):
    answer = client.get(f"{address}?as_of=2026-06-01")

    assert (answer.status_code, answer["Location"]) == (
        301,
        f"{address}/?as_of=2026-06-01",
    )


def test_what_broke_here_is_a_problem_too(client: Client, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("enhancements.queries.api_projects.sql.rows", broken)
    client.raise_request_exception = False
    answer = client.get("/api/v1/projects/")

    assert (answer.status_code, answer.json()["status"]) == (500, 500)
    assert answer["Content-Type"] == "application/problem+json"
