"""What every address says of a hostile world: to whom, how, and writing nothing."""

from __future__ import annotations

import json
import re

import pytest
from django.http import HttpResponse
from django.urls import path

from enhancements.exports import cells
from enhancements.models import Project, Record
from enhancements.policy.letters import escaping
from enhancements.policy.letters.escaping import Form, Kind
from tests.safety import addresses, corpus, crawling, looking, sheets, tally
from tests.safety.files import FRONT, LEAD
from tests.support.entering import ambiguous

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ENOUGH = 300
"""Texts that a corpus has to have."""


def test_corpus_is_large_and_has_every_text_once():
    texts = [one.text for one in corpus.every()]
    assert len(texts) == len(set(texts)) >= ENOUGH
    assert all(len(many) >= 8 for many in corpus.FAMILIES.values())
    assert {one.family for one in corpus.some(60)} == set(corpus.FAMILIES)


def test_every_text_is_harmless_in_a_file_and_in_a_letter():
    for text in (one.text for one in corpus.every()):
        cell = cells.line([cells.safe(text)])
        assert sheets.dangers(cell) == []
        assert [cells.plain(one) for one in sheets.rows(cell)[0]] == [text]

        for kind in (Kind.TEXT, Kind.LOGIN, Kind.WORD):
            said = escaping.value(kind, text, Form.MARKDOWN)
            assert not said.startswith("/"), text
            assert len(said.splitlines()) <= 1, text
            assert re.findall(r"[<\x00-\x1f\u202a-\u202e\u2066-\u2069]", said) == []
        link = escaping.value(Kind.LINK, text, Form.MARKDOWN)
        assert not link or link.startswith(("https://", "http://")), text


def test_every_route_has_a_sample_address():
    assert addresses.missing() == set(), "add a line to tests/safety/addresses.py"


def test_route_without_a_sample_address_is_noticed(monkeypatch):
    more = [path("new/", lambda _: HttpResponse(), name="new")]
    known = addresses.every()
    made = [type(known[0])("new", "new/", one.callback, ()) for one in more]
    monkeypatch.setattr(addresses, "every", lambda: [*known, *made])
    assert addresses.missing() == {"new"}


def test_every_route_is_really_seen(answers):
    """A sample that leads nowhere would prove nothing."""
    seen = {one.route for one in answers if one.status in (200, 204, 302, 405)}
    elsewhere = {
        # There is nothing at these for anybody, or only for who proves who they are.
        "metrics",
        "enhancements:demo-people",
        "^(accounts|me)/",
        "api/<path:path>",
        "api/",
        "github_callback",
        "readyz",
        "enhancements:secret-feed",
    }
    assert set(addresses.SAMPLES) - seen - elsewhere == set()


def test_nothing_is_wrong_with_any_answer(answers):
    wrong = crawling.faults(answers)
    tally.note("answers to GET, HEAD and OPTIONS", len(answers), "answers", len(wrong))
    assert wrong == {}


def test_reading_writes_nothing_but_what_is_named(answers):
    wrote = {
        (one.route, written.partition(" WHERE")[0][:60])
        for one in answers
        for written in one.writes
    }
    tally.note("routes read without a write", len(addresses.SAMPLES), "routes", 0)
    assert all(
        crawling.is_allowed(one, written) for one in answers for written in one.writes
    ), wrote


def test_line_among_several_answers_is_found():
    buttons = "".join(
        f'<button type="submit" name="value" value="{one}"></button>' for one in "ab"
    )
    line = '<input name="reason">'
    assert ambiguous(f"<form>{buttons}{line}</form>") == ["reason"]
    assert ambiguous(f"<form>{buttons}<textarea></textarea></form>{line}") == []
    assert (
        ambiguous(f'<form><button type="submit"></button>{line}{buttons}</form>') == []
    )


def test_enter_chooses_nothing_for_anybody(answers):
    """In no form does it press the first of buttons that say different things."""
    pages = [one for one in answers if one.kind.startswith("text/html")]
    found = {str(one): bad for one in pages if (bad := ambiguous(one.text))}
    assert sum("decide-why" in one.text for one in pages) > 0
    assert found == {}


def test_files_hold_no_formula_and_what_was_put_in(answers):
    files = [one for one in answers if one.kind.startswith("text/csv")]
    twins = sheets.pairs(answers)
    found = {str(one): bad[:3] for one in files if (bad := sheets.dangers(one.text))}
    differ = {
        str(one): bad[:3]
        for one, twin in twins
        if (bad := list(sheets.differences(one.text, twin.text)))
    }
    number = sum(len(line) for one in files for line in sheets.rows(one.text))
    tally.note("cells of CSV", number, "cells", len(found) + len(differ))

    assert len(files) >= 20
    assert len(twins) == len(files)
    assert found == {}
    assert differ == {}


def heading(html: str) -> str:
    """The words of a page's first heading."""
    inside = html.partition("<h1")[2].partition(">")[2].partition("</h1>")[0]
    return looking.Elements(inside).text


def test_titles_are_shown_as_they_were_put_in(answers, hostile):
    """From the document, through the record, to the page: nothing is lost or added."""
    wanted = {
        str(FRONT + n): hostile.texts.at("title", n) for n in range(len(hostile.texts))
    }
    titles = {
        one.key: one.title
        for one in Record.objects.filter(project__name="demo", until=None)
    }
    assert wanted.keys() <= titles.keys()
    pages = {
        one.address.split("/")[2]: heading(one.text)
        for one in answers
        if one.route == "enhancements:enhancement"
        and one.status == 200
        and one.method == "GET"
        and one.address.startswith("/demo/")
        and not one.is_htmx
    }
    shown = {key: text for key, text in pages.items() if key in titles}
    tally.note("titles compared with their pages", len(shown), "pages", 0)
    assert len(shown) >= 2
    for key, text in shown.items():
        assert " ".join((titles[key] or "").split()) in text
    files = [one for one in answers if one.route == "enhancements:enhancement-json"]
    for one in files:
        if one.method == "GET" and one.status == 200:
            told = json.loads(one.text)
            assert told["title"] == titles.get(told["key"], told["title"])


def test_own_words_are_shown_as_they_were_typed(hostile):
    """Notes are kept as typed but for blanks, and are in the file of the board."""
    board = hostile.client().get("/demo/v1.9/board?format=json")
    rows = json.loads(board.content)["rows"]
    notes = {" ".join(row["note"].split()) for row in rows if row["note"]}
    typed = {
        " ".join(hostile.texts.at("note", n).replace("\x00", change).split())
        for n in range(len(hostile.texts))
        for change in ("", "\ufffd")
    }
    assert len(notes) >= len(hostile.texts) // 2
    assert {one for one in notes if one not in typed} == set()


def test_comments_say_nothing_that_github_would_obey(hostile):
    """What is written there: no command, marker or markup that the letter has not."""
    client = hostile.client(LEAD)
    written = []
    for query in ("", "&kind=party", "&kind=reminder", "&freeze=code-freeze"):
        place = f"/demo/v1.9/comments/?format=json{query}"
        written += json.loads(client.get(place).content)["rows"]
    letters = [one for one in written if one["text"]]
    tally.note("comments for GitHub", len(letters), "comments", 0)

    assert len(letters) >= 5
    for one in letters:
        lines = [line.strip() for line in one["text"].splitlines()]
        obeyed = [line for line in lines if line.startswith("/")]
        assert obeyed == [line for line in one["commands"] if line in obeyed]
        assert "<!--" not in one["text"]
        assert re.findall(r"<[a-zA-Z/!?]", one["text"]) == []
        assert re.findall(r"(?:#|GH-)\d", one["text"].replace(one["key"], "")) == []


def test_a_view_that_writes_when_it_is_read_is_noticed(hostile):
    def view() -> None:
        Project.objects.filter(name="demo").update(profile="kubernetes")

    with pytest.raises(Exception, match="read-only"), crawling.unwritten() as tried:
        view()
    assert tried
    assert Project.objects.get(name="demo").profile == "kubevirt"
    answer = crawling.ask(
        hostile.client(LEAD),
        addresses.Sampled("enhancements:me", "/me/"),
        LEAD,
        method="GET",
        is_htmx=False,
    )
    assert answer.status == 200
    assert all(crawling.is_allowed(answer, one) for one in answer.writes)
    assert not crawling.is_allowed(answer, 'UPDATE "enhancements_project" SET "x"')


def test_a_formula_is_noticed():
    assert sheets.dangers("# x\na,b\n1,=1+1\n\u200b@x,'=2\n") == ["=1+1", "\u200b@x"]
    data = {"columns": ["a"], "rows": [{"a": "=1"}, {"a": "y"}]}
    assert list(sheets.differences("#\na\n'=1\nx\n", json.dumps(data))) == [
        "a: 'x', 'y' in JSON"
    ]
    assert cells.plain("'=1") == "=1"


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<p onclick=x>",
        "<p style=x>",
        "<img src=//evil.example/x>",
        "<a href='java\nscript:x'>x</a>",
        "<a href='https://github.com@evil.example/'>x</a>",
        "<form action=//evil.example>",
        "<iframe>",
        "<p made-up=x>",
        "<!-- x -->",
    ],
)
def test_what_no_template_writes_is_noticed(html):
    assert looking.page_faults(html)


@pytest.mark.parametrize(
    "svg",
    [
        "<svg onload='x'/>",
        "<svg><script/></svg>",
        "<svg><a href='https://x'/></svg>",
        "<svg",
    ],
)
def test_picture_that_runs_is_noticed(svg):
    assert looking.svg_faults(svg)


def test_broken_json_is_noticed():
    assert looking.json_faults('{"a": 1, "a": 2}')
    assert looking.json_faults('{"a": 1')
    assert looking.faults_of("application/x-thing", "x")
