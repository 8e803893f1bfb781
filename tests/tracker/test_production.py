"""The commands of docker-compose.yml, run as they stand there, without an engine.

They get what their containers would: servers and secrets by the environment and by
files. Only the host names of the servers, the folders and the port differ.
"""

from __future__ import annotations

import http.client
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
import yaml

from tests.support.household import Household, wait_until
from tracker.embedded.paths import project

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.servers

SERVICES = yaml.safe_load((project() / "docker-compose.yml").read_text("utf-8"))[
    "services"
]
HOST = "tracker.example.org"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Installation:
    """Servers, secrets, collected files and the compose file's commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        (folder / "var").mkdir()
        self.household = Household(folder / "var")
        servers = self.household.start()
        for name in ("secret_key", "database_password"):
            (folder / name).write_text("0123456789abcdefghijkl" * 3, encoding="ascii")
        self.running: list[subprocess.Popen[bytes]] = []
        self.environment = SERVICES["web"]["environment"] | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DATABASE_URL": servers.database_url,
            "DATABASE_PASSWORD_FILE": str(folder / "database_password"),
            "REDIS_URL": servers.redis_url,
            "SECRET_KEY_FILE": str(folder / "secret_key"),
            "TRACKER_HOSTS": HOST,
            "TRACKER_HOME": str(folder / "home"),
            "TRACKER_STATIC_ROOT": str(folder / "static"),
        }
        if os.geteuid() == 0:
            self.environment["PYTHONWARNINGS"] = "ignore::UserWarning:celery.platforms"

    def run(self, *command: str) -> int:
        result = subprocess.run(
            command, cwd=project(), env=self.environment, check=False
        )
        return result.returncode

    def command(self, service: str) -> list[str]:
        words = shlex.split(SERVICES[service]["command"])
        return [str(self.port) if word == "8000" else word for word in words]

    def start(self, service: str) -> None:
        process = subprocess.Popen(
            self.command(service), cwd=project(), env=self.environment
        )
        self.running.append(process)

    def is_healthy(self, service: str) -> bool:
        kind, *command = SERVICES[service]["healthcheck"]["test"]
        assert kind == "CMD"
        more = [str(self.port)] if service == "web" else []
        return self.run(*command, *more) == 0

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Host": HOST, "X-Forwarded-Proto": "https"} | headers
        connection.request("GET", path, headers=sent)
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    def stop(self) -> list[int]:
        for process in self.running:
            process.send_signal(signal.SIGTERM)
        return [process.wait(60) for process in self.running]


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """Migrated, its static files collected, web, worker and beat started."""
    with tempfile.TemporaryDirectory(prefix="production-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        installation = Installation(Path(folder))
        collect = ("python", "manage.py", "collectstatic", "--no-input", "-v", "0")
        assert installation.run(*collect) == 0
        assert installation.run(*installation.command("migrate"), "-v", "0") == 0
        for service in ("web", "worker", "beat"):
            installation.start(service)
        wait_until(lambda: installation.is_healthy("web"), 60)
        yield installation
        codes = installation.stop()
        installation.household.clear()
        assert codes == [0, 0, 0]


def test_commands_are_the_four_that_run_here():
    ours = {name for name in SERVICES if SERVICES[name].get("build")}
    assert ours == {"migrate", "web", "worker", "beat"}


def test_database_is_migrated(installation: Installation):
    with psycopg.connect(installation.environment["DATABASE_URL"]) as connection:
        asked = "SELECT count(*) > 0 FROM django_migrations WHERE app = 'enhancements'"
        assert connection.execute(asked).fetchone() == (True,)


def test_page_answers_behind_the_proxy(installation: Installation):
    response = installation.get("/")
    assert response.status == 200
    assert response.headers["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains; preload"
    )
    assert response.headers["Server"] is None


def test_page_without_tls_is_sent_to_tls(installation: Installation):
    response = installation.get("/", **{"X-Forwarded-Proto": "http"})
    assert (response.status, response.headers["Location"]) == (301, f"https://{HOST}/")


def test_page_of_another_host_is_refused(installation: Installation):
    assert installation.get("/", Host="evil.example").status == 400


def test_static_file_is_kept_for_ever_under_its_hash(installation: Installation):
    [style] = (installation.folder / "static" / "css").glob("base.*.css")
    assert re.fullmatch(r"base\.[0-9a-f]{12}\.css", style.name)
    response = installation.get(f"/static/css/{style.name}")
    assert response.status == 200
    assert response.headers["Cache-Control"] == ("max-age=315360000, public, immutable")


def test_worker_and_beat_become_healthy(installation: Installation):
    wait_until(lambda: installation.is_healthy("beat"), 30)
    wait_until(lambda: installation.is_healthy("worker"), 40)
