"""What files, the API and the command say of the words that they were asked for."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.management import call_command
from django.test import Client

from enhancements.queries import contract
from enhancements.queries.search import narrowing, ranking
from tests.support.mirror_rows import CODE, Mirror
from tests.support.tracked import day, vep

SIG = "veps/sig-compute"
LIST, API = "/demo/enhancements/", "/api/v1/projects/demo/enhancements/"
FILES = {
    f"{SIG}/10-warm/vep.md": vep(10, "Warm standby", body="A LiveMigration sleeps."),
    f"{SIG}/10-warm/notes.md": b"Leap seconds.\n",
    f"{SIG}/11-cold/vep.md": vep(11, "Sleep of the cold", body="Nothing to say."),
    f"{SIG}/12-clock/vep.md": vep(12, "Clock skew", body="Time goes by."),
    f"{SIG}/13-nets/vep.md": vep(13, "Nets", body="Networks."),
}


@pytest.fixture
def hub(demo):
    demo.track("documents")
    demo.commit(FILES, day(1))
    demo.sync()
    hub = Mirror(demo.project)
    hub.issue(10)
    clock = hub.issue(12, "VEP 12: Clock skew")
    hub.comment(clock, "=Sleepless.", day(3))
    hub.comment(clock, "> sleep?\nClocks sleep, too.", day(4))
    code = hub.repository(CODE)
    hub.issue(13, "VEP 13: Nets")
    text = "Tracking issue: https://github.com/demo/enhancements/issues/13"
    hub.pull(7, "Let nets sleep", text, day(5), repository=code)
    hub.derive()
    return hub


def answered(**query):
    found = Client().get(API, query).json()["items"]
    return {one["key"]: one["match"] for one in found}


@pytest.mark.usefixtures("hub")
def test_api_says_where_words_were_found_and_how_well():
    found = answered(text="sleep")
    assert [(key, one["found_in"], one["rank"]) for key, one in found.items()] == [
        ("10", "document", 2),
        ("11", "document", 1),
        ("12", "comment", 4),
        ("13", "pull", 3),
    ]
    document, note, pull = found["10"], found["12"], found["13"]
    assert document["text"].endswith("A LiveMigration sleeps.")
    assert (document["words"], document["by"], document["at"]) == (["sleeps"], "", None)
    assert note["text"] == "Clocks sleep, too."
    assert (note["by"], note["at"]) == ("ann", "2025-01-09T09:00:00Z")
    assert note["url"].startswith(
        "https://github.com/demo/enhancements/issues/12#issuecomment-"
    )
    assert pull["text"].startswith("Let nets sleep Tracking issue:")
    assert (pull["name"], pull["words"]) == ("code#7", ["sleep"])
    assert pull["url"] == f"https://github.com/{CODE}/pull/7"
    assert answered(text="leap")["10"]["name"] == f"{SIG}/10-warm/notes.md"


@pytest.mark.usefixtures("hub")
def test_what_only_a_name_has_says_so():
    assert answered(text="andby") == {
        "10": {
            "rank": 1,
            "found_in": "name",
            "name": "",
            "text": "",
            "words": [],
            "by": "",
            "at": None,
            "url": None,
        }
    }


@pytest.mark.usefixtures("hub")
def test_best_match_comes_first_in_pages_that_join(monkeypatch):
    first = Client().get(API, {"text": "sleep", "sort": "best", "limit": 3}).json()
    rest = Client().get(first["next"]).json()
    keys = [one["key"] for one in (*first["items"], *rest["items"])]
    assert keys == ["11", "10", "13", "12"]
    assert rest["next"] is None

    monkeypatch.setattr(ranking, "MOST", 1)
    found = answered(text="sleep", sort="best")
    assert [(key, one["rank"]) for key, one in found.items()] == [
        ("11", 1),
        ("10", None),
        ("12", None),
        ("13", None),
    ]


@pytest.mark.usefixtures("hub")
def test_answers_without_words_have_no_match():
    [one, *_] = Client().get(API, {"text": "sig:compute"}).json()["items"]
    assert "match" not in one


@pytest.mark.usefixtures("hub")
def test_what_was_found_before_is_not_told_of_another_search():
    assert answered(text="sleeps")["10"]["words"] == ["sleeps"]
    assert answered(text="LiveMigration")["10"]["words"] == ["LiveMigration"]


@pytest.mark.usefixtures("hub")
def test_command_says_the_same():
    out = io.StringIO()
    call_command("query", "--text=sleep", "--output=json", stdout=out)
    said = {one["key"]: one["match"] for one in json.loads(out.getvalue())}
    assert said == answered(text="sleep")


@pytest.mark.usefixtures("hub")
def test_matches_take_two_statements_more(demo, django_assert_num_queries):
    setting = demo.at()
    wanted = narrowing.read(setting, {"text": ["sleep"]})
    with django_assert_num_queries(3):
        contract.page(setting, wanted, sort="best", limit=2)


def table(**query):
    answer = Client().get(LIST, {**query, "format": "csv"})
    text = b"".join(answer).decode()
    return list(csv.DictReader(io.StringIO(text.partition("\n")[2])))


@pytest.mark.usefixtures("hub")
def test_file_has_the_order_of_the_list_and_says_where_words_were_found():
    rows = table(text="sleep")
    assert [(row["key"], row["rank"], row["found_in"]) for row in rows] == [
        ("11", "1", "document"),
        ("10", "2", "document"),
        ("13", "3", "pull"),
        ("12", "4", "comment"),
    ]
    assert rows[1]["found_text"].endswith("A LiveMigration sleeps.")
    assert rows[2]["found_url"] == f"https://github.com/{CODE}/pull/7"
    [row] = table(text="andby", columns="sig")
    assert (row["found_in"], row["found_text"], row["found_url"]) == ("name", "", "")
    assert "rank" not in table(text="sig:compute")[0]


@pytest.mark.usefixtures("hub")
def test_line_in_a_file_is_no_formula():
    [row] = table(text="sleepless")
    assert row["found_text"] == "'=Sleepless."


@pytest.mark.usefixtures("hub")
def test_file_tells_nothing_of_what_is_not_ranked(monkeypatch):
    monkeypatch.setattr(ranking, "MOST", 1)
    rows = table(text="sleep")
    assert [(row["key"], row["rank"], row["found_in"]) for row in rows] == [
        ("11", "1", "document"),
        ("10", "", ""),
        ("12", "", ""),
        ("13", "", ""),
    ]


@pytest.mark.usefixtures("hub")
def test_page_says_in_which_pull_request_words_were_found():
    html = Client().get(LIST, {"text": "sleep"}).content.decode()
    assert f'href="https://github.com/{CODE}/pull/7">in pull request code#7' in html
    early = Client().get(LIST, {"text": "sleep", "as_of": "2025-01-08"})
    assert "in pull request" not in early.content.decode()


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize("way", ["", "-"])
def test_best_without_words_is_the_usual_order(way):
    best, usual = (
        Client().get(API, {"text": "sig:compute", "sort": f"{way}{name}"}).json()
        for name in ("best", "key")
    )
    assert [one["key"] for one in best["items"]] != []
    assert best["items"] == usual["items"]
