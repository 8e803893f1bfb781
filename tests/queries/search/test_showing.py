"""Lines that say where words were found."""

from __future__ import annotations

import pytest
from django.test import Client

from enhancements.policy.search import excerpts
from enhancements.queries import browse, discussion
from enhancements.queries.search import narrowing
from tests.support.mirror_rows import Mirror
from tests.support.tracked import day, vep

SIG = "veps/sig-compute"
SCRIPT = "<script>alert('sleep')</script> & <b>wakes</b> \x02up\x03"


@pytest.fixture
def hub(demo):
    demo.track("documents")
    files = {
        f"{SIG}/10-warm/vep.md": vep(
            10, "Warm standby", body=f"{'Long ago. ' * 100}A LiveMigration hibernates."
        ),
        f"{SIG}/10-warm/notes.md": b"Leap seconds.\n",
        f"{SIG}/11-cold/vep.md": vep(11, "Cold standby", body=SCRIPT),
    }
    demo.commit(files, day(1))
    demo.sync()
    return Mirror(demo.project)


def lines(demo, text, at=None):
    """Kind, text and what is marked, by the key of the enhancement."""
    setting = demo.at(at)
    wanted = narrowing.read(setting, {"text": [text]})
    shown = browse.page(setting, wanted, sort="best", number=1)
    keys = {row.enhancement: row.key for row in shown.rows}
    return {keys[id_]: line for id_, line in shown.found.lines.items()}


def marked(line):
    return [text for text, is_found in line.pieces if is_found]


@pytest.mark.usefixtures("hub")
def test_line_of_a_document_marks_the_part_of_a_code_word(demo):
    line = lines(demo, "migration")["10"]
    assert (line.kind, line.path) == ("document", "")
    assert marked(line) == ["Migration"]
    assert excerpts.plain(line.pieces).endswith("A LiveMigration hibernates.")
    assert marked(lines(demo, "LiveMigration")["10"]) == ["LiveMigration"]
    assert marked(lines(demo, "hibernating")["10"]) == ["hibernates"]
    assert lines(demo, "leap")["10"].path == f"{SIG}/10-warm/notes.md"


@pytest.mark.usefixtures("hub")
def test_what_only_a_name_says_has_no_line(demo):
    assert lines(demo, "andby") == {}


def test_line_names_the_issue_or_the_comment_where_it_was_found(demo, hub):
    issue = hub.issue(10, text="A snapshot. <!-- a template -->")
    for number in range(discussion.SIZE):
        hub.comment(issue, f"Fine, {number}.", day(2))
    last = hub.comment(issue, "> quoted\nMore checkpoints.", day(3))
    hub.derive()
    line = lines(demo, "snapshots")["10"]
    assert (line.kind, marked(line), line.anchor) == (
        "issue",
        ["snapshot"],
        "said-issue",
    )
    line = lines(demo, "checkpoint")["10"]
    assert (line.kind, line.author, line.at, line.page) == ("comment", "ann", day(3), 2)
    assert line.anchor == f"said-{last.github_id}"
    assert excerpts.plain(line.pieces) == "More checkpoints."
    answer = Client().get("/demo/enhancements/", {"text": "checkpoint"})
    html = answer.content.decode()
    assert f'href="/demo/10/discussion/?page=2#{line.anchor}"' in html
    assert "in a comment by @ann on" in html
    assert line.anchor in Client().get("/demo/10/discussion/?page=2").content.decode()


def test_line_of_an_issue_is_that_of_the_moment(demo, hub):
    issue = hub.issue(10, text="First a snapshot.")
    hub.edit(issue, "Then a checkpoint.", day(5))
    hub.derive()
    assert excerpts.plain(lines(demo, "snapshot", day(4))["10"].pieces).endswith(
        "First a snapshot."
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("hub")
def test_text_of_a_source_stays_text():
    html = Client().get("/demo/enhancements/", {"text": "wakes"}).content.decode()
    assert "<mark>wakes</mark>" in html
    assert "<script>alert" not in html
    assert "&lt;b&gt;<mark>wakes</mark>&lt;/b&gt;" in html


@pytest.mark.usefixtures("hub")
def test_what_was_meant_is_offered_where_nothing_is_found(demo):
    setting = demo.at()
    wanted = narrowing.read(setting, {"text": ["sig:compute stanbdy"]})
    shown = browse.page(setting, wanted, sort="best", number=1)
    assert shown.rows == ()
    assert shown.found.meant == "sig:compute standby"
    html = Client().get("/demo/enhancements/", {"text": "stanbdy"}).content.decode()
    assert "Did you mean" in html
    assert 'href="?text=standby"' in html


@pytest.mark.usefixtures("hub")
def test_empty_list_offers_what_can_be_dropped_and_says_how_words_are_found():
    html = Client().get("/demo/enhancements/", {"text": "zebra"}).content.decode()
    assert "Nothing is found by this" in html
    assert "<code>migr*</code> finds what begins so" in html
    assert "Drop one of the filters" not in html
    given = {"text": "sig:compute zebra"}
    html = Client().get("/demo/enhancements/", given).content.decode()
    assert "Nothing meets all of this" in html
    assert "Drop one of the filters" in html
    assert "Without sig:compute" not in html
    assert "Without zebra: 2" in html
    given = {"text": "has:drift"}
    html = Client().get("/demo/enhancements/", given).content.decode()
    assert "finds what begins so" not in html.partition('class="empty"')[2]
