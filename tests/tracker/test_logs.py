"""Lines of the log: one object each, with ids that belong together, without secrets."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import sys
from typing import Any

import pytest
from celery import shared_task, signals
from django.conf import settings as django_settings

from enhancements.actions import accounts, projects, waking
from tracker import logs, redacting, tracing

CANARIES = {
    "SECRET_KEY": "canary-secret-key-1f",
    "SECRET_KEY_FALLBACKS": ["canary-former-key-2e"],
    "WEBHOOK_SECRETS": ["canary-webhook-3d", "canary-webhook-4c"],
    "METRICS_TOKEN": "canary-metrics-5b",
    "GITHUB_APP_KEY": "canary-app-key-6a",
    "GITHUB_TOKEN": "canary-token-79",
    "GITHUB_CLIENT_SECRET": "canary-client-88",
    "EMAIL_HOST_PASSWORD": "canary-mail-97",
}
LOOKS = {
    "token of GitHub": "ghp_canary0123456789abcdefghij",
    "fine-grained token": "github_pat_canary0123456789_abcdef",
    "installation token": "ghs_canary0123456789",
    "token of ours": "trk_canary0123456789",
    "bearer": "Authorization: Bearer canary.0123456789.abc",
    "address": "postgresql://tracker:canary-pw@db/tracker",
    "key": "-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----",
    "half a key": "-----BEGIN PRIVATE KEY-----\ncanary",
    "signed link": "/demo/asked/canary:1vN3xs:c2ln/",
}


@pytest.fixture
def written(settings):
    """What the log has, as JSON, from here on; every logger as in production."""
    stream = io.StringIO()
    before = settings.LOGGING
    made = logs.configuration(form=logs.JSON, level="info")
    made["handlers"]["stderr"]["stream"] = stream
    logging.config.dictConfig(made)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.config.dictConfig(before)


def access(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in lines if one["logger"] == "tracker.access"]


def formatted(
    formatter: logging.Formatter, message: str, *args: object, **more: Any
) -> str:
    record = logging.LogRecord("a.b", 30, "", 1, message, args, more.get("exc_info"))
    return formatter.format(record)


def test_line_is_one_object_whatever_the_message(written):
    logging.getLogger("a.b").warning("two\nlines: %s", "“ü” \x00 \u2028")

    [line] = written()
    assert line["message"] == "two\nlines: “ü” \x00 \u2028"
    assert (line["level"], line["logger"]) == ("WARNING", "a.b")
    assert line["at"].endswith("+00:00")


def test_traceback_is_in_its_line(written):
    try:
        int("it broke")
    except ValueError:
        logging.getLogger("a").exception("sorry")

    [line] = written()
    assert "ValueError: invalid literal" in line["exception"]


def test_long_texts_are_cut():
    line = json.loads(formatted(logs.JsonLines(), "x" * 100_000))

    assert len(line["message"]) == logs._LONGEST + 1


def test_context_is_in_every_line_and_ends_with_it(written):
    with tracing.working_on(request_id="abc", project="demo"):
        with tracing.working_on(user=7):
            logging.getLogger("a").info("in")
        logging.getLogger("a").info("still")
    logging.getLogger("a").info("out")

    told = [
        {key: one[key] for key in ("request_id", "project", "user") if key in one}
        for one in written()
    ]
    assert told == [
        {"request_id": "abc", "project": "demo", "user": 7},
        {"request_id": "abc", "project": "demo"},
        {},
    ]


# Requests


@pytest.mark.django_db
def test_each_request_has_one_line_with_what_it_was(client, written):
    projects.track(name="demo", profile="kubevirt", locations={}, by="tester")
    client.force_login(accounts.sign_in(github_id=7, login="olga", name="Olga"))

    answer = client.get("/demo/sources/?text=canary-of-a-query")

    [line] = access(written())
    assert line["request_id"] == answer[tracing.HEADER]
    assert (line["method"], line["path"], line["status"]) == (
        "GET",
        "/demo/sources/",
        200,
    )
    assert (line["route"], line["project"]) == ("enhancements:sources", "demo")
    assert isinstance(line["user"], int)
    assert line["duration_ms"] >= 0
    assert "canary-of-a-query" not in json.dumps(line)


@pytest.mark.django_db
def test_refused_request_has_a_line_and_the_warning_its_id(client, written):
    answer = client.get("/nothing/at/all/")

    lines = written()
    assert [one["status"] for one in access(lines)] == [404]
    assert {one["request_id"] for one in lines} == {answer[tracing.HEADER]}


def test_probe_asks_the_database_nothing(client, written):
    client.get("/healthz")

    [line] = access(written())
    assert (line["route"], line["status"]) == ("healthz", 200)
    assert "user" not in line


@pytest.mark.parametrize(
    ("behind_proxy", "given", "is_taken"),
    [
        (True, "edge-0123456789", True),
        (True, "short", False),
        (True, "x" * 65, False),
        (True, 'with"quotes-and spaces', False),
        (True, "two\nlines-of-it", False),
        (True, "", False),
        (False, "edge-0123456789", False),
    ],
)
def test_id_is_taken_from_a_trusted_proxy_only(
    client, settings, behind_proxy, given, is_taken
):
    settings.BEHIND_PROXY = behind_proxy

    answer = client.get("/healthz", headers={tracing.HEADER: given})

    told = answer[tracing.HEADER]
    assert (told == given) is is_taken
    assert is_taken or len(told) == 32


def test_ids_differ(client):
    assert len({client.get("/healthz")[tracing.HEADER] for _ in range(5)}) == 5


def test_for_people_there_is_no_line_for_each_request():
    made = logs.configuration(form=logs.TEXT, level="info")

    assert made["loggers"]["tracker.access"] == {"level": "WARNING"}
    assert "uvicorn.access" not in made["loggers"]


# Tasks


@shared_task(name="tests.says")
def says() -> None:
    logging.getLogger("tests").warning("from a task")


def publish(name: str = "tests.says") -> dict[str, Any]:
    """What a task's message would have as headers."""
    headers: dict[str, Any] = {}
    signals.before_task_publish.send(sender=name, headers=headers, body=((), {}, {}))
    return headers


def run(headers: dict[str, Any], **kwargs: int) -> None:
    """What a worker does with a message."""
    says.push_request(kwargs=kwargs, **headers)
    told = {"sender": says, "task_id": "t-1", "task": says}
    signals.task_prerun.send(**told)
    try:
        says.run()
    finally:
        signals.task_postrun.send(**told, state="SUCCESS")
        says.pop_request()


def test_task_says_who_woke_it(written):
    with tracing.working_on(request_id="0123456789abcdef"):
        headers = publish()

    run(headers, repository_id=12)

    inside, ended = written()
    for line in (inside, ended):
        assert line["request_id"] == "0123456789abcdef"
        assert (line["task"], line["task_id"]) == ("tests.says", "t-1")
        assert line["repository_id"] == 12
    assert (ended["logger"], ended["state"]) == ("tracker.tasks", "SUCCESS")
    assert ended["duration_ms"] >= 0
    assert tracing.about() == {}


def test_task_that_beat_woke_has_no_request_and_no_line_of_its_own(written):
    run(publish())

    [line] = written()
    assert "request_id" not in line
    assert line["task"] == "tests.says"


def test_id_of_nonsense_is_passed_over(written):
    run({tracing.MESSAGE: 'x"\n'})

    [line] = written()
    assert "request_id" not in line


def test_bell_rings_for_who_rang_first():
    seen = []
    bell = waking.Bell(lambda call: seen.append((call[0], tracing.about())))
    with tracing.working_on(request_id="one"):
        bell.ring(("a", ()))
    bell.ring(("b", ()))
    bell.wait(5)

    assert sorted(seen) == [("a", {"request_id": "one"}), ("b", {})]


# Secrets


@pytest.mark.parametrize("name", CANARIES)
@pytest.mark.parametrize(
    "formatter", [logs.JsonLines(), logs.Line()], ids=["json", "text"]
)
def test_secret_of_the_settings_is_in_no_line(settings, name, formatter):
    for setting, secret in CANARIES.items():
        setattr(settings, setting, secret)
    [*secrets] = [CANARIES[name]] if isinstance(CANARIES[name], str) else CANARIES[name]
    try:
        int(f"in a traceback: {secrets}")
    except ValueError:
        line = formatted(formatter, "said %s", secrets, exc_info=sys.exc_info())

    assert "canary" not in line
    assert redacting.HIDDEN in line or r"\u2026" in line


@pytest.mark.parametrize("looks", LOOKS)
@pytest.mark.parametrize(
    "formatter", [logs.JsonLines(), logs.Line()], ids=["json", "text"]
)
def test_what_looks_like_a_secret_is_in_no_line(looks, formatter):
    assert "canary" not in formatted(formatter, "said %s here", LOOKS[looks])


def test_password_of_the_database_is_in_no_line(monkeypatch):
    monkeypatch.setitem(
        django_settings.DATABASES["default"], "PASSWORD", "canary-database"
    )

    assert redacting.hidden("no canary-database here") == "no … here"


@pytest.mark.django_db
def test_secret_in_a_path_is_not_in_the_line_of_its_request(client, written, settings):
    settings.GITHUB_TOKEN = "canary-token-79"  # noqa: S105 - a made-up one

    client.get("/demo/asked/canary-of-a-link:1vN3xs:c2ln/")
    client.get("/demo/canary-token-79/ghp_canary0123456789abcdefghij/")

    assert "canary" not in json.dumps(written())


@pytest.mark.parametrize(
    "text",
    [
        "Basic research",
        "a token that leaked",
        "the token TRACKER_GITHUB_TOKEN",
        "http://host/path:with@sign",
        "trk_",
        "…",
    ],
)
def test_plain_words_stay(text):
    assert redacting.hidden(text) == text
