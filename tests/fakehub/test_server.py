"""The server: its log, its own addresses, and life as a process."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

from enhancements.fakehub.server import Entry, Fakehub, Log
from enhancements.fakehub.world import World
from tests.support.fakehubs import PLANS, Asker

ROOT = Path(__file__).resolve().parents[2]


def test_log_has_every_request(world: World, hub: Fakehub, ask: Asker):
    ask(f"/repos/{PLANS}/issues?state=all")
    ask("/nowhere")
    first, second = ask("/_log").body
    assert first["path"] == f"/api/v3/repos/{PLANS}/issues?state=all"
    assert (first["method"], first["status"], first["cost"]) == ("GET", 200, 1)
    assert (first["asker"], first["concurrency"]) == ("user-1002", 1)
    assert (first["world_at"], second["status"]) == (world.now, 404)
    assert hub.log.entries[0].seconds > 0
    ask("/_log", "DELETE")
    assert ask("/_log").body == []


def test_log_with_a_limit_has_the_latest():
    log = Log(limit=4)
    for number in range(11):
        entry = Entry(0.0, 0, "GET", f"/{number}", "", "", 0)
        log.begin(entry)
        log.end(entry)
        assert len(log.entries) <= 4
        assert log.rows()[-1]["path"] == f"/{number}"
    with Fakehub(World(), log_limit=4) as hub:
        assert hub.log.limit == 4


def test_requests_under_way_are_counted(hub: Fakehub, ask: Asker):
    hub.faults.add("slow", seconds=0.3)
    threads = [threading.Thread(target=ask, args=("/meta",)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(entry.concurrency for entry in hub.log.entries) == 3


def test_world_is_changed_by_another_process(world: World, ask: Asker):
    told = {
        "mutation": "open_issue",
        "args": {"repo": PLANS, "title": "x", "by": "bob"},
    }
    made = ask("/_world", "POST", told | {"at": "2027-01-01T00:00:00Z"})
    assert made.body["result"]["number"] == 1
    assert made.body["result"]["updated_at"] == world.now
    assert ask("/_truth").body == world.truth()
    wrong = {"mutation": "close", "args": {"repo": PLANS, "number": 7, "by": "bob"}}
    for bad in (wrong, {"mutation": "truth"}, {"mutation": "close"}, {}):
        assert ask("/_world", "POST", bad).status == 422
    assert ask("/_nothing").status == 404


def test_switches_are_thrown_from_outside(world: World, hub: Fakehub, ask: Asker):
    before = world.now
    told = {"lag": 30, "limits_on": False, "advance": 100, "revoke": ask.token}
    assert ask("/_switches", "PUT", told).body == told
    assert world.now == before + 100
    assert (hub.rest.replica is not None, hub.limits.is_on) == (True, False)
    assert ask("/user").status == 401
    assert ask("/_switches", "PUT", {"gravity": 1}).status == 422
    assert ask("/_weather", "PUT", {"copies": 3}).body["copies"] == 3
    hook = {"url": "http://127.0.0.1:9/", "secret": "s", "repo": PLANS}
    assert ask("/_hooks", "POST", hook).status == 201
    assert len(hub.sender.hooks) == 1


def test_connection_is_kept_and_body_compressed(hub: Fakehub, world: World):
    for number in range(5):
        world.open_issue(PLANS, f"{number}", by="bob")
    connection = http.client.HTTPConnection(hub.url.removeprefix("http://"))
    for _ in range(3):
        headers = {"Accept-Encoding": "gzip"}
        connection.request("GET", f"/api/v3/repos/{PLANS}/issues", headers=headers)
        answer = connection.getresponse()
        assert answer.getheader("Content-Encoding") == "gzip"
        assert answer.getheader("Date") == "Thu, 01 Jan 2026 00:00:13 GMT"
        answer.read()
    assert connection.sock is not None
    connection.close()


def test_it_runs_as_a_process():
    words = [
        sys.executable,
        "-m",
        "enhancements.fakehub",
        "--issues",
        "5",
        "--seed",
        "3",
    ]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout
        about = json.loads(process.stdout.readline())
        headers = {"Authorization": f"Bearer {about['token']}"}
        asked = urllib.request.Request(  # noqa: S310 our own address
            f"{about['api']}/repos/{about['repo']}/issues", headers=headers
        )
        with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310 the same
            rows = json.load(answer)
        process.terminate()
    assert [row["number"] for row in rows] == [5, 4, 3, 2, 1]
