"""Columns and groups of the list of enhancements, on its page and in its files."""

from __future__ import annotations

import csv
import html
import io
import json
import re

import pytest

from enhancements.policy.columns import EVERY, GROUPS, OF_NAME
from tests.support.tracked import day
from tests.support.viewed import heads, keys, tell, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]
PATH = "/demo/enhancements/"
ALL = ",".join(OF_NAME)


@pytest.fixture(scope="module")
def told(shared):
    tell(shared)
    shared.begin()
    return shared


def cells(answer) -> list[list[str]]:
    """Labels of the cells of every row."""
    body = answer.content.decode().partition('<tbody role="rowgroup">')[2]
    rows = body.partition("</tbody>")[0].split("</tr>")[:-1]
    return [re.findall(r'<td role="cell" data-label="([^"]+)"', one) for one in rows]


def groups(answer) -> list[tuple[str, str]]:
    """Title and count of every group; all begin open."""
    return [
        (html.unescape(title), " ".join(re.sub("<[^>]+>", " ", rest).split()))
        for title, rest in re.findall(
            r'<details class="rowgroup" open>\s*<summary><h2>(.*?)</h2>(.*?)</summary>',
            answer.content.decode(),
            re.DOTALL,
        )
    ]


def test_every_column_has_its_cell_and_its_place_in_files(client):
    answer = client.get(f"{PATH}?columns={ALL}")
    labels = [one.label for one in EVERY]
    assert heads(answer) == ["Enhancement", *labels]
    assert cells(answer) == [labels] * 3
    said = json.loads(b"".join(client.get(f"{PATH}?columns={ALL}&format=json")))
    assert said["columns"] == ["key", "number", "title", *OF_NAME]
    assert [row["key"] for row in said["rows"]] == ["10", "12", "13"]
    assert said["rows"][0]["owner"] == []
    assert said["rows"][0]["updated"] == f"{day(2):%Y-%m-%dT%H:%M:%SZ}"


def test_columns_stand_in_the_order_of_the_address(client):
    answer = client.get(f"{PATH}?columns=merged&columns=sig")
    assert heads(answer) == ["Enhancement", "Last change", "SIG"]
    lines = b"".join(client.get(f"{PATH}?columns=merged,sig&format=csv")).decode()
    rows = list(csv.reader(io.StringIO(lines)))[1:]
    assert rows[0] == ["key", "number", "title", "merged", "sig"]
    assert [row[4] for row in rows[1:]] == ["compute", "compute", "network"]


def test_usual_columns_need_no_word_and_files_keep_theirs(client):
    usual = heads(client.get(PATH))
    assert usual == [
        *("Enhancement", "SIG", "Stage", "Targets", "Authors", "Last change"),
    ]
    lines = b"".join(client.get(f"{PATH}?format=csv")).decode().splitlines()
    assert lines[1].startswith("key,number,title,sig,status,stage,targets,tracks")


@pytest.mark.parametrize("form", ["", "&format=csv"])
@pytest.mark.parametrize("wrong", ["columns=sig,nothing", "group=title"])
def test_what_there_is_not_is_refused_in_a_sentence(client, wrong, form):
    answer = client.get(f"{PATH}?{wrong}{form}")
    assert answer.status_code == 400
    assert "“nothing”" in texts(answer) or "“title”" in texts(answer)


def test_groups_have_titles_and_counts(client):
    answer = client.get(f"{PATH}?group=sig&sort=-number")
    assert groups(answer) == [("SIG compute", "2 VEPs"), ("SIG network", "1 VEP")]
    assert keys(answer) == ["12", "10", "13"]
    for by in GROUPS:
        assert sorted(keys(client.get(f"{PATH}?group={by}"))) == ["10", "12", "13"]


def test_what_is_only_at_the_other_moment_stands_once_in_the_last_group(told, client):
    told.commit({"veps/sig-compute/10-warm/vep.md": None}, day(20))
    told.sync()
    answer = client.get(f"{PATH}?group=sig&compare={day(10).date()}")
    assert keys(answer) == ["12", "13", "10"]
    assert answer.content.decode().count("In this list only on") == 1


def test_enhancement_knows_its_neighbours_in_groups(client):
    page = client.get(f"{PATH}?group=sig&sort=-number&columns=sig").content.decode()
    link = html.unescape(re.search(r'class="ent" href="(/demo/10/[^"]*)"', page)[1])
    assert "group%3Dsig" in link
    said = texts(client.get(link))
    assert "2 of 3" in said


def test_choosing_works_by_links_alone(client):
    page = client.get(f"{PATH}?text=warm&columns=sig,stage").content.decode()
    panel = page.partition('class="colpick"')[2].partition("</details>")[0]
    links = [html.unescape(one) for one in re.findall(r'href="(\?[^"]*)"', panel)]
    assert "?text=warm&columns=stage%2Csig" in links
    assert "?text=warm&columns=sig%2Cstage%2Cwaiting" in links
    assert "?text=warm&columns=sig%2Cstage&group=release" in links
    for link in links:
        assert client.get(f"{PATH}{link}").status_code == 200
