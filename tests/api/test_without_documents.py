"""Every page and every answer of a project in which issues speak, too."""

from __future__ import annotations

import json
import re

import pytest

from enhancements.api import urls as api_urls
from tests.support.mirror_rows import CODE, Mirror, body
from tests.support.tracked import Tracked, day, schedule, vep

SIG = "veps/sig-compute"
MAIN = f"{SIG}/10-warm-standby/vep.md"
MOMENTS = ("", "2025-01-07", "2025-01-09", "2025-01-20", "2025-03-01")
PAGES = (
    "",
    "releases/",
    "releases/v1.8/",
    "releases/v1.8/?state=unmerged",
    "releases/v1.8/changes/?since=2025-01-01&until=2025-01-07",
    "releases/v1.8/badge.svg",
    "releases/v1.8/card.svg",
    "sigs/",
    "sigs/compute/",
    "sigs/compute/changes/?since=2025-01-01&until=2025-01-07",
    "roadmap/",
    "people/",
    "people/ann/",
    "changes/?since=2025-01-01&until=2025-01-07",
    "enhancements/",
    "enhancements/?sort=merged",
    "enhancements/?compare=2025-01-08",
    "enhancements/?format=csv",
    "enhancements/?format=json",
    "releases/v1.8/?format=csv",
    "changes/?format=json&since=2025-01-01&until=2025-01-07",
    "people/ann/?format=csv",
    "problems/",
    "guide/",
    *(
        f"{key}{rest}"
        for key in ("10", "12", "14")
        for rest in ("/", "/badge.svg", "/card.svg", ".json")
    ),
)
NAMES = {"project": "demo", "release": "v1.8", "sig": "compute", "login": "ann"}


@pytest.fixture
def project(demo: Tracked) -> Tracked:
    """10 has both, 12 an issue only, 14 an issue first and then a document."""
    demo.track()
    dates = schedule(freeze="2025-01-15", out="2025-06-01")
    demo.commit({"releases/v1.8/schedule.yaml": dates}, day(1), kind="schedules")
    demo.commit({MAIN: vep(10, owners="@ann", alpha="v1.8")}, day(1))
    hub = Mirror(demo.project)
    code = hub.repository()
    ten = hub.issue(10, text=body(contact="@ann", Alpha="1.9", pulls=[f"{CODE}#7"]))
    hub.event(ten, "labeled", day(3), "sig/compute")
    said = body(contact="@ann", stage="Alfa", sig="/sig compute", Alpha="1.8")
    hub.issue(12, title="VEP : Clock skew", text=said, at=day(2))
    hub.issue(14, title="VEP 14: Cold", text=body(sig="/sig compute", Beta="1.8"))
    hub.pull(7, text="Tracking issue: demo/enhancements#12", repository=code)
    pull = hub.pull(20, title="VEP 12: Clock skew", at=day(4))
    new = f"{SIG}/12-clock-skew/vep.md"
    hub.head(pull, {new: vep(12, "Clock skew", alpha="v1.8", beta="soon")}, day(4))
    demo.commit({f"{SIG}/14-cold/vep.md": vep(14, "Cold", beta="v1.8")}, day(9))
    demo.sync()
    return demo


def routes() -> list[str]:
    """Every address of the API that is about a project."""
    found = []
    for one in api_urls.urlpatterns:
        route = "/api/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(one.pattern))
        # There is neither a snapshot nor a step here: those have tests of their own.
        others = ("{snapshot}", "{batch}")
        is_ours = "{project}" in route and not any(one in route for one in others)
        if getattr(one, "name", None) and is_ours:
            asked = "?pr=demo/code/7" if route.endswith("/approved/") else ""
            found += [
                route.format(**NAMES, key=key) + asked
                for key in (("10", "12", "14") if "{key}" in route else ("",))
            ]
    assert len(found) > 10
    return found


@pytest.mark.usefixtures("project")
def test_every_page_and_answer_at_several_moments(client):
    wrong = []
    for address in (*(f"/demo/{page}" for page in PAGES), *routes()):
        for moment in MOMENTS:
            mark = "&" if "?" in address else "?"
            full = f"{address}{mark}as_of={moment}" if moment else address
            answer = client.get(full)
            if answer.status_code not in (200, 302, 404) or (
                not moment and answer.status_code != 200
            ):
                wrong.append((full, answer.status_code))
            elif b'href=""' in b"".join(answer):
                wrong.append((full, "an empty link"))
    assert wrong == []


def text_of(client, address: str) -> str:
    html = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.usefixtures("project")
def test_what_the_pages_say(client):
    days = "since=2025-01-01&until=2025-03-01"
    for address in ("changes/", "sigs/compute/changes/", "releases/v1.8/changes/"):
        changes = client.get(f"/demo/{address}?{days}").content.decode()
        assert 'href="https://github.com/demo/enhancements/issues/12' in changes
        assert "proposal" not in changes
    board = text_of(client, "/demo/releases/v1.8/")
    assert "only its tracking issue names it" in board
    page = client.get("/demo/12/").content.decode()
    assert 'href="https://github.com/demo/enhancements/issues/12"' in page
    said = text_of(client, "/demo/12/")
    assert "Nothing was merged yet" in said
    assert "Open proposal #20" in said
    assert "Tracking issue" in said
    problems = client.get("/demo/problems/").content.decode()
    assert "demo/enhancements#12" in problems
    found = json.loads(client.get("/demo/12.json").content)
    assert found["document"] is None
    assert found["issue"]["number"] == 12
    person = text_of(client, "/demo/people/ann/")
    assert "Clock skew" in person


@pytest.mark.usefixtures("project")
def test_evidence_of_an_issue_in_the_api(client):
    start = "/api/v1/projects/demo"
    twelve = client.get(f"{start}/enhancements/12/").json()
    (entry,) = twelve["entries"]
    url = "https://github.com/demo/enhancements/issues/12"
    assert entry["evidence"] == {"path": None, "line": 7, "commit": None, "url": url}
    assert (entry["planned"], entry["committed"]) == (True, False)
    board = client.get(f"{start}/releases/v1.8/board/?state=unmerged").json()
    assert [(row["key"], row["unmerged"]) for row in board["entries"]] == [("12", True)]
    drift = client.get(f"{start}/drift/").json()["items"]
    fields = {(row["key"], row["field"]) for row in drift}
    assert fields == {("10", "target.alpha"), ("10", "pull:demo/code#7")}
    for row in drift:
        for claim in row["claims"]:
            assert claim["evidence"]["url"] or claim["evidence"]["path"]
