"""The pages about feature gates, and what tags show on the pages that were there."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.urls import reverse

from enhancements.actions import projects
from enhancements.models import Enhancement, Event, GateLink
from tests.support.parts import play
from tests.support.tracked import CODE, KINDS, day, schedule, vep

pytestmark = pytest.mark.django_db
SIGS = b"sigs:\n- name: compute\n  dir: sig-compute\n  leadership: {}\n"


def own(gate: str) -> str:
    return f"The change is guarded by the `{gate}` feature gate."


@pytest.fixture(scope="module")
def told(shared):
    """v1.5 is out: one beta shipped, one slipped, one has no gate."""
    dates = schedule(freeze="2025-01-20", out="2025-03-01")
    shared.commit({"releases/v1.5/schedule.yaml": dates}, day(1), kind="schedules")
    shared.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    documents = {
        "10-warm": vep(10, "Warm", body=own("WarmStandby"), beta="v1.5"),
        "11-hot": vep(11, "Hot", body=own("HotStandby"), beta="v1.5"),
        "12-cold": vep(12, "Cold", beta="v1.5"),
    }
    paths = {f"veps/sig-compute/{n}/vep.md": text for n, text in documents.items()}
    shared.commit(paths, day(2))
    shared.release("v1.4.0", day(10), HotStandby="Alpha", Cool="GA")
    shared.release("v1.5.0", day(60), WarmStandby="Beta", HotStandby="Alpha")
    shared.track(*KINDS, CODE)
    shared.sync()
    shared.begin()
    return shared


pytestmark = [pytestmark, pytest.mark.usefixtures("told")]


def text_of(client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_list_shows_every_gate_by_release(client, django_assert_num_queries):
    with django_assert_num_queries(5):
        text = text_of(client, "/demo/gates/")
    assert "3 gates in 2 releases" in text
    assert "linked to none" in text
    assert "sentence of the document" in text
    assert text.count("gone") >= 1


@pytest.mark.parametrize(
    ("query", "gates"),
    [
        ("", ["Cool", "HotStandby", "WarmStandby"]),
        ("link=none", ["Cool"]),
        ("stage=beta", ["WarmStandby"]),
        ("stage=gone", ["Cool"]),
        ("text=hot", ["HotStandby"]),
        ("sig=compute", ["HotStandby", "WarmStandby"]),
        ("as_of=2025-01-20", ["Cool", "HotStandby"]),
    ],
)
def test_list_is_narrowed_and_downloaded(client, query: str, gates: list[str]):
    text = text_of(client, f"/demo/gates/?{query}&format=csv")
    rows = list(csv.DictReader(io.StringIO(text.split("\n", 1)[1])))
    assert [row["gate"] for row in rows] == gates


def test_page_of_a_gate(client, django_assert_num_queries):
    with django_assert_num_queries(6):
        text = text_of(client, "/demo/gates/HotStandby/")
    assert "never admitted" in text
    assert "guarded by the `HotStandby` feature gate" in text


def test_gate_that_nobody_knows(client):
    assert "registers no feature gate" in text_of(client, "/demo/gates/Nothing/", 404)


def test_release_counts_what_shipped(client):
    text = text_of(client, "/demo/releases/v1.5/")
    for said in ("Shipped <b>1</b>", "Slipped <b>1</b>", "Not proven <b>1</b>"):
        assert said in text
    assert "1 shipped, 1 of 3 is not proven" in text


@pytest.mark.parametrize(
    ("outcome", "keys"), [("shipped", [10]), ("slipped", [11]), ("not-proven", [12])]
)
def test_release_is_narrowed_by_outcome(client, outcome: str, keys: list[int]):
    path = f"/demo/releases/v1.5/?outcome={outcome}&format=json"
    rows = json.loads(text_of(client, path))["rows"]
    assert [(row["number"], row["outcome"]) for row in rows] == [
        (key, outcome) for key in keys
    ]


def test_before_the_tag_nothing_is_shown(client):
    path = "/demo/releases/v1.5/?as_of=2025-03-01&format=json"
    rows = json.loads(text_of(client, path))["rows"]
    assert {row["shipped"] for row in rows} == {None}


def test_page_of_an_enhancement_says_what_the_tag_shows(client):
    text = text_of(client, "/demo/10/")
    assert "gate WarmStandby is Beta at v1.5.0" in text
    text = text_of(client, "/demo/11/")
    assert "gate HotStandby is Alpha at v1.5.0" in text
    assert "never admitted by any document" in text


def test_api_has_proof_and_outcome(client):
    board = json.loads(text_of(client, "/api/v1/projects/demo/releases/v1.5/board/"))
    found = {one["key"]: one for one in board["entries"]}
    assert found["10"]["shipped"] is True
    assert found["10"]["outcome"]["by"] == "tag"
    assert found["11"]["shipped"] is False
    assert found["11"]["evidence"]["shipped"]["stage"] == "alpha"
    assert found["11"]["evidence"]["shipped"]["admitted_at"] is None
    assert found["12"]["outcome"]["word"] == "not-proven"
    one = json.loads(text_of(client, "/api/v1/projects/demo/enhancements/10/"))
    assert one["entries"][0]["proof"]["gate"] == "WarmStandby"


def test_roadmap_marks_what_shipped(client):
    text = text_of(client, "/demo/roadmap/?from=v1.5")
    assert "mark-shipped" in text
    assert "mark-slipped" in text


# --- Linking ------------------------------------------------------------------------


def say(client, do: str, gate: str = "WarmStandby", **more: str):
    told = {"do": do, "gate": gate, "reason": "Agreed."} | more
    return client.post("/demo/12/gates/", told)


def test_lead_links_a_gate_and_takes_it_back(client, monkeypatch):
    play(client, monkeypatch, "release-lead", where={"release-lead": ""})
    assert "Link or unlink a gate" in text_of(client, "/demo/12/")
    assert say(client, "link").status_code == 302
    assert "closed" not in text_of(client, "/demo/12/")
    assert "gate WarmStandby is Beta at v1.5.0" in text_of(client, "/demo/12/")
    assert say(client, "withdraw", seen="linked").status_code == 302
    assert GateLink.objects.filter(how="person", until=None).count() == 0
    kinds = Event.objects.filter(kind__startswith="gate-").count()
    assert kinds == 2


def test_what_somebody_else_said_is_shown(client, monkeypatch):
    play(client, monkeypatch, "release-lead", where={"release-lead": ""})
    assert say(client, "link").status_code == 302
    answer = say(client, "unlink", seen="")
    assert answer.status_code == 409
    assert "said something else" in answer.content.decode()


@pytest.mark.parametrize(
    ("do", "more", "status"),
    [
        ("link", {"reason": ""}, 400),
        ("link", {"track": "none such"}, 400),
        ("unlink", {}, 400),
        ("explode", {}, 400),
    ],
)
def test_what_cannot_be_linked(client, monkeypatch, do, more, status):
    play(client, monkeypatch, "release-lead", where={"release-lead": ""})
    assert say(client, do, **more).status_code == status
    assert GateLink.objects.filter(how="person").count() == 0


def test_strangers_link_nothing(client):
    assert say(client, "link").status_code == 403
    assert "Link or unlink a gate" not in text_of(client, "/demo/12/")


# --- Nothing read -------------------------------------------------------------------


def test_empty_list_says_how_to_track_the_code(client):
    projects.track(name="bare", profile="kubevirt", locations={}, by="tester")
    assert "--gates URL-or-path" in text_of(client, "/bare/gates/")
    assert Enhancement.objects.filter(project__name="bare").count() == 0


@pytest.mark.parametrize("name", ["a/b", "<a href='x'>/y</a>", "line\nend", "%2F?#"])
def test_gate_of_any_name_has_its_page(client, name):
    one = Enhancement.objects.get(records__key="10", records__until=None)
    GateLink.objects.filter(enhancement=one).update(gate=name)
    address = reverse("enhancements:gate", args=["demo", name])

    assert client.get("/demo/gates/").status_code == 200
    assert client.get("/demo/10/").status_code == 200
    assert client.get(address).status_code == 200
