"""The header contract, on errors, files and over TLS; `test_pages` has every route."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from enhancements.actions import accounts
from tests.safety import contract
from tracker import headers, limits

pytestmark = pytest.mark.django_db
TLS = (
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_NAME",
    "DEBUG",
)


def wrong(answer: Any, **more: bool) -> list[str]:
    """What is wrong with the headers of an answer of the test client."""
    told = {name.lower(): value for name, value in answer.items()}
    cookies = [one.OutputString() for one in answer.cookies.values()]
    path = answer.wsgi_request.path
    return list(contract.faults(path, answer.status_code, told, cookies, **more))


@pytest.fixture
def production(settings) -> Client:
    """A client of an installation behind TLS: with the settings of one, read there."""
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": "postgresql://tracker@localhost/tracker",
        "REDIS_URL": "redis://localhost",
        "SECRET_KEY": "x" * 50,
        "TRACKER_HOSTS": "testserver",
    }
    code = (
        "import json; from tracker import settings as s;"
        f" print(json.dumps({{n: getattr(s, n) for n in {TLS!r}}}))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )
    for name, value in json.loads(said.stdout).items():
        setattr(settings, name, value)
    return Client(raise_request_exception=False)


def test_errors_keep_the_contract(monkeypatch):
    client = Client(raise_request_exception=False)
    strict = Client(raise_request_exception=False, enforce_csrf_checks=True)
    found = {
        400: client.get("/api/v1/projects/?nothing=x"),
        401: client.post("/api/v1/projects/x/releases/v1.9/decisions/"),
        403: strict.post("/accounts/logout/"),
        404: client.get("/nothing/here/at/all"),
        405: client.get("/accounts/logout/"),
        415: client.post("/webhooks/github", {"a": "b"}),
    }
    monkeypatch.setattr("enhancements.views.webhooks.settings.WEBHOOK_SECRETS", ["x"])
    found[415] = client.post("/webhooks/github", b"x", content_type="text/plain")

    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError("away")

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("broken")

    monkeypatch.setattr("enhancements.queries.frame.load", away)
    found[503] = client.get("/demo/")
    monkeypatch.setattr("enhancements.queries.frame.load", broken)
    found[500] = client.get("/demo/")

    assert {status: one.status_code for status, one in found.items()} == {
        status: status for status in found
    }
    assert {s: bad for s, one in found.items() if (bad := wrong(one))} == {}
    assert found[405]["Allow"]


def test_bad_host_and_too_much_are_refused_with_the_same_headers(settings):
    client = Client(raise_request_exception=False)
    stranger = client.get("/", headers={"host": "evil.example"})
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    much = client.post("/accounts/logout/", {"a": "b" * 100})

    assert stranger.status_code == 400
    assert b"evil.example" not in stranger.content
    assert much.status_code in (400, 413)
    assert wrong(stranger) == []
    assert wrong(much) == []


@pytest.mark.parametrize(
    "path",
    [
        "/static/js/page.js",
        "/static/favicon.svg",
        "/static/icons.svg",
        "/static/css/all-x.css",
        "/static/nothing.js",
        "/healthz",
        "/readyz",
    ],
)
def test_files_and_probes_keep_the_contract(path):
    answer = Client().get(path)

    assert answer.status_code in (200, 301, 404, 503)
    assert wrong(answer) == []
    assert "Access-Control-Allow-Origin" not in answer


def test_over_tls_every_answer_says_so(production):
    account = accounts.sign_in(github_id=7, login="ann", name="")
    plain = production.get("/", secure=False)
    assert plain.status_code == 301
    assert plain["Location"] == "https://testserver/"

    for path in ("/", "/accounts/login/", "/nothing/x/", "/api/v1/", "/readyz"):
        answer = production.get(path, secure=True)
        assert wrong(answer, is_secure=True) == [], path
    production.force_login(account)
    page = production.get("/me/", secure=True)
    assert page.status_code == 200
    assert wrong(page, is_secure=True, is_signed_in=True) == []
    assert set(page.cookies) == {"__Host-csrftoken"}
    assert set(production.cookies) == {"__Host-sessionid", "__Host-csrftoken"}
    assert "Cookie" in page["Vary"]


def test_what_differs_by_htmx_or_session_says_so():
    client = Client()
    client.force_login(accounts.sign_in(github_id=7, login="ann", name=""))
    assert "Cookie" in client.get("/").get("Vary", "")


def refused_unread(settings, size: int) -> dict[str, str]:
    """Headers of what stands before Django, and never lets it know."""
    settings.SECURE_HSTS_SECONDS = 31536000
    sent: list[Any] = []

    async def never(*_: Any) -> None:
        raise AssertionError("it was let through")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "path": "/x/",
        "headers": [(b"content-length", str(size).encode())],
    }
    asyncio.run(limits.bounded(never)(scope, receive, send))
    assert sent[0]["status"] == 413
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_what_is_refused_unread_keeps_it_too(settings):
    told = refused_unread(settings, 10**9)

    assert told["strict-transport-security"] == contract.HSTS
    assert told["cache-control"] == "no-store"
    assert told["content-security-policy"].startswith("default-src 'none'")
    for name in ("permissions-policy", "x-content-type-options", "referrer-policy"):
        assert told[name] == contract.ALWAYS[name]


def test_an_answer_without_its_headers_is_noticed():
    bare = HttpResponse("x")
    found = list(contract.faults("/", 200, {"content-type": "text/html"}))
    assert {one.partition(":")[0] for one in found} >= {
        *contract.ALWAYS,
        "policy",
        "nobody says who may keep it",
    }
    page = headers.Headers(lambda _: bare)(RequestFactory().get("/"))
    assert page["Permissions-Policy"]
    worse = {"content-security-policy": "default-src *", "cache-control": "public"}
    worse |= {"server": "x", "set-cookie": "a=b"}
    found = list(contract.faults("/demo/", 404, worse, ["a=b"], is_secure=True))
    assert any(one.startswith("policy: default-src *") for one in found)
    assert "server is told" in found
    assert "an error that is kept: public" in found
    assert "cookie a without its prefix" in found


def test_a_page_of_somebodys_that_others_may_keep_is_noticed():
    told = {**contract.ALWAYS, "cache-control": "no-cache", "vary": "Cookie"}
    found = list(contract.faults("/demo/", 200, told, is_signed_in=True))
    assert "a page of somebody's that others may keep: no-cache" in found
