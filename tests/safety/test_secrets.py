"""No secret is where it can be read: canaries are put where secrets really go, things
go well and wrong with them, and then they are looked for everywhere.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import logging
import os
import subprocess
import sys
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from celery import current_app
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from enhancements.actions import accounts, projects
from enhancements.fakehub.server import Fakehub
from enhancements.models import Project, Repository, Token
from enhancements.sample.repository import RepoBuilder
from enhancements.sources import sync
from enhancements.sources.git import location
from enhancements.sources.github import pump as pumping
from enhancements.sources.github.credentials import Server
from tests.support import doors
from tests.support.mirrored import PLANS, fill, plain_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.django_db, pytest.mark.long]
CANARY = "canary5e3f"
"""Is in every secret, and in nothing else."""


def secret(name: str) -> str:
    """A secret that nobody else has."""
    return f"{CANARY}-{name}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


WEBHOOK, METRICS, KEY = secret("webhook"), secret("metrics"), secret("key")
OAUTH, CODE, GRANTED = secret("oauth"), secret("code"), f"gho_{secret('granted')}"
HEADER, GIT = secret("header"), secret("git")
# Where a secret has to be, for what it is there for: Django looks a session up by what
# is in its cookie, and it ends when its owner signs out.
KEPT_ON_PURPOSE = {"django_session"}


class Heard(logging.Handler):
    """Every line that is logged, at any level, with the stack that comes with it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")
        if record.exc_info and record.exc_info[1]:
            self.lines += traceback.format_exception(record.exc_info[1])


class Watch:
    """Where secrets could come out, and what they are looked for by."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard
        self.said: dict[str, str] = {}
        self.commands: list[str] = []
        self.messages: list[str] = []
        self.secrets: set[str] = {CANARY}

    def keep(self, what: str, answer: Any) -> Any:
        """An answer of the test client, with its headers but for cookies it sets."""
        body = b"".join(answer) if answer.streaming else answer.content
        told = dict(answer.items())
        self.said[what] = f"{told} {body.decode('utf-8', 'replace')}"
        return answer

    def found(self) -> dict[str, list[str]]:
        """Where a secret is, and which."""
        places = {
            "log": "\n".join(self.heard.lines),
            "commands": "\n".join(self.commands),
            "messages": "\n".join(self.messages),
            "title of this process": " ".join(sys.argv),
            **self.said,
            **dict(rows()),
        }
        return {
            place: hits
            for place, text in places.items()
            if (hits := sorted(one for one in self.secrets if one in text))
        }


def rows() -> Iterator[tuple[str, str]]:
    """Every table as text."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if table not in KEPT_ON_PURPOSE:
                cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - ours
                yield table, "\n".join(row[0] for row in cursor.fetchall())


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Listens to loggers, processes and messages while things happen."""
    heard = Heard()
    watching = Watch(heard)
    root = logging.getLogger()
    level = root.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    begin = subprocess.Popen.__init__

    def listen(self: Any, args: Any, *more: Any, **named: Any) -> None:
        watching.commands.append(str(args))
        begin(self, args, *more, **named)

    monkeypatch.setattr(subprocess.Popen, "__init__", listen)

    def send(name: str, args: Any = None, kwargs: Any = None, **more: Any) -> None:
        watching.messages.append(f"{name} {args} {kwargs} {more}")

    monkeypatch.setattr(current_app, "send_task", send)
    yield watching
    root.removeHandler(heard)
    root.setLevel(level)


@pytest.fixture
def app_key() -> str:
    """The private key of a GitHub App."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    nothing = serialization.NoEncryption()
    return made.private_bytes(serialization.Encoding.PEM, form, nothing).decode()


@pytest.fixture
def _secrets(settings, watch: Watch, app_key: str) -> None:
    settings.WEBHOOK_SECRETS = [WEBHOOK]
    settings.METRICS_TOKEN = METRICS
    settings.SECRET_KEY = KEY
    settings.GITHUB_CLIENT_ID = "an-app"
    settings.GITHUB_CLIENT_SECRET = OAUTH
    watch.secrets |= set(app_key.splitlines()[1:-1])


def sign_in(watch: Watch, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Sign in well and badly; gives who is signed in."""
    monkeypatch.setattr(doors, "TOKEN", GRANTED)
    monkeypatch.setattr(doors, "SECRET", OAUTH)
    client = Client()
    with doors.opened() as door:
        settings.GITHUB_URL = door.url
        door.granted = {"access_token": GRANTED, "token_type": "bearer"}
        for status, granted in (
            (500, door.granted),
            (200, {"error": GRANTED}),
            (200, {"access_token": GRANTED, "token_type": "bearer"}),
        ):
            door.status, door.granted = status, granted
            query = doors.begin(client, door)
            watch.secrets.add(query["state"])
            came = doors.come_back(client, query, code=CODE)
            watch.keep(f"callback {status} {len(granted)}", came)
        wrong = client.get(
            "/accounts/github/login/callback/", {"state": secret("state"), "code": CODE}
        )
        watch.keep("callback with a wrong state", wrong)
    watch.secrets |= {client.cookies["sessionid"].value}
    return client


def deliver(watch: Watch) -> None:
    """Webhooks that are signed, badly signed, and broken."""
    for body in (b"{}", b"no json", json.dumps({"action": "x"}).encode()):
        right = hmac.new(WEBHOOK.encode(), body, hashlib.sha256).hexdigest()
        for signature in (f"sha256={right}", f"sha256={secret('signature')}"):
            watch.secrets.add(signature)
            answer = Client().post(
                "/webhooks/github",
                body,
                "application/json",
                headers={
                    "X-Hub-Signature-256": signature,
                    "X-GitHub-Event": "issues",
                    "X-GitHub-Delivery": signature[-12:],
                    "Authorization": f"Bearer {HEADER}",
                },
            )
            watch.keep(f"webhook {signature[:12]}", answer)


def use_token(watch: Watch, client: Client) -> None:
    """Make a token, use it, misuse it, revoke it."""
    form = {"name": "report", "scope": "write", "days": "30"}
    made = client.post("/me/tokens/", form)
    text = made.content.decode()
    token = text[text.index("trk_") :][:47]
    watch.secrets.add(token)
    place = "/api/v1/projects/demo/releases/v1.9/decisions/"
    for given in (f"Bearer {token}", f"Bearer {HEADER}", f"Basic {HEADER}", HEADER):
        said = Client().post(
            place, "{", "application/json", headers={"Authorization": given}
        )
        watch.keep(f"program {given[:9]}", said)
        read = Client().get("/api/v1/projects/", headers={"Authorization": given})
        watch.keep(f"reader {given[:9]}", read)
    metrics = Client().get("/metrics", headers={"Authorization": f"Bearer {METRICS}"})
    assert metrics.status_code == 200
    watch.keep("metrics", metrics)
    client.post(f"/me/tokens/{Token.objects.get().pk}/revoke/")


def ask_github(watch: Watch, settings: Any, app_key: str, project: Project) -> None:
    """Ask as an App and with tokens: good, refused, and of a server that is away."""
    world = plain_world()
    fill(world, 2)
    with Fakehub(world) as hub:
        settings.GITHUB_URL = hub.url
        settings.GITHUB_TOKEN = hub.access.add_token("alice").text
        watch.secrets.add(settings.GITHUB_TOKEN)
        [row] = projects.track_repositories(
            project=project, host=Server.at(hub.url).rest, names=[PLANS], by="x"
        )
        pump(row)
        settings.GITHUB_TOKEN = secret("refused")
        pump(row)
        settings.GITHUB_TOKEN, settings.GITHUB_APP_ID = "", "77"
        settings.GITHUB_APP_KEY = app_key
        pump(row)
        settings.GITHUB_APP_KEY = secret("no key at all")
        pump(row)
        settings.GITHUB_APP_ID = settings.GITHUB_APP_KEY = ""
        settings.GITHUB_TOKEN = secret("away")
    pump(row)


def pump(row: Repository) -> None:
    """One run, however it ends."""
    with_errors: Callable[..., Any] = pumping.pump
    with_errors(repository_id=row.pk, is_forced=True)


def read_git(settings: Any, project: Project, watch: Watch, folder: Path) -> None:
    """Addresses with a password: refused where they are given, and not told again."""
    settings.LOCAL_SOURCES = True
    for address in (
        f"https://someone:{GIT}@127.0.0.1:1/x.git",
        f"https://{GIT}@127.0.0.1:1/x.git",
        f"ssh://git:{GIT}@127.0.0.1:1/x.git",
    ):
        with pytest.raises(location.LocationRefused) as refused:
            location.check_location(address, allow_local=True)
        watch.said[f"refusal of {address[:8]}"] = str(refused.value)
        written = io.StringIO()
        with pytest.raises(CommandError) as failed:
            call_command(
                "track", "more", documents=address, profile="kubevirt", stderr=written
            )
        watch.said[f"track {address[:8]}"] = f"{failed.value} {written.getvalue()}"
        with pytest.raises(location.LocationRefused):
            projects.track(
                name="demo", profile=None, locations={"documents": address}, by="x"
            )
    with RepoBuilder(folder) as repository:
        repository.commit({"OWNERS": b"approvers: []\n"}, timezone.now())
    projects.track(
        name="demo", profile=None, locations={"rosters": str(folder)}, by="x"
    )
    report = sync.sync(project=project)
    watch.said["report"] = str(report)


def look_around(watch: Watch, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that tell of troubles, and pages that break."""
    for path in ("/", "/me/", "/demo/", "/demo/sources/", "/demo/problems/", "/readyz"):
        watch.keep(path, client.get(path))

    def broken(*_: Any, **__: Any) -> Any:
        kept = settings_secret = KEY
        raise RuntimeError(f"broken {bool(kept)} {bool(settings_secret)}")

    monkeypatch.setattr("enhancements.queries.frame.load", broken)
    rude = Client(raise_request_exception=False)
    rude.cookies = client.cookies
    answer = rude.get("/demo/", headers={"Authorization": f"Bearer {HEADER}"})
    assert answer.status_code == 500
    watch.keep("500", answer)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    form = {"csrfmiddlewaretoken": secret("forged")}
    watch.keep("csrf", strict.post("/me/sign-out/", form))


@pytest.mark.usefixtures("_secrets")
def test_no_canary_comes_out(watch, settings, app_key, monkeypatch, tmp_path: Path):
    settings.MIRRORS = tmp_path / "mirrors"
    project = projects.track(name="demo", profile="kubevirt", locations={}, by="x")
    client = sign_in(watch, settings, monkeypatch)
    assert client.get("/me/").status_code == 200
    deliver(watch)
    use_token(watch, client)
    ask_github(watch, settings, app_key, project)
    read_git(settings, project, watch, tmp_path / "rosters")
    look_around(watch, client, monkeypatch)

    assert len(watch.said) > 20
    assert watch.heard.lines
    assert watch.commands
    assert watch.found() == {}


@pytest.mark.parametrize(
    "command",
    [["sync"], ["sync", "--help"], ["query", "x"], ["check", "--deploy"], ["migrate"]],
    ids=" ".join,
)
def test_commands_that_cannot_start_tell_no_secret(command):
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": f"postgresql://tracker:{secret('database')}@127.0.0.1:1/x",
        "REDIS_URL": f"redis://:{secret('redis')}@127.0.0.1:1",
        "SECRET_KEY": KEY * 2,
        "TRACKER_HOSTS": "testserver",
        "TRACKER_WEBHOOK_SECRET": WEBHOOK,
        "TRACKER_GITHUB_TOKEN": HEADER,
        "TRACKER_GITHUB_CLIENT_SECRET": OAUTH,
        "TRACKER_GITHUB_APP_ID": "x",
        "TRACKER_GITHUB_APP_KEY": secret("broken key"),
        "TRACKER_LOG_LEVEL": "debug",
    }
    said = subprocess.run(
        [sys.executable, "manage.py", *command],
        env=environment,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert said.stdout or said.stderr
    assert CANARY.encode() not in said.stdout + said.stderr


def test_settings_that_are_refused_name_no_value():
    environment = {"PATH": os.environ["PATH"], "REDIS_URL": "redis://x"}
    for name in ("DATABASE_URL", "TRACKER_POLL_SECONDS"):
        code = "import tracker.settings"
        said = subprocess.run(
            [sys.executable, "-c", code],
            env={**environment, name: f"no://{secret(name)} at = all"},
            capture_output=True,
            check=False,
        )
        assert said.returncode
        if name == "DATABASE_URL":
            assert CANARY.encode() not in said.stderr


def test_a_secret_that_is_told_is_found(watch):
    logging.getLogger("somebody").debug("the token is %s", GRANTED)
    told = RuntimeError(OAUTH)
    logging.getLogger("somebody").error("it broke", exc_info=told)
    subprocess.run(["true", f"--password={GIT}"], check=True)
    current_app.send_task("x", kwargs={"token": HEADER})
    accounts.sign_in(github_id=7, login="ann", name=METRICS)
    watch.said["a page"] = WEBHOOK
    assert timezone.now()

    assert set(watch.found()) == {
        "log",
        "commands",
        "messages",
        "a page",
        "enhancements_account",
    }
