"""Documents and discussions are read here, as they stood."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.support.mirror_rows import Mirror
from tests.support.tracked import day, vep

pytestmark = pytest.mark.django_db
MAIN = "veps/sig-compute/10-warm-standby/vep.md"
SIDE = "veps/sig-compute/10-warm-standby/notes.md"
DOCUMENT, DISCUSSION = "/demo/10/document/", "/demo/10/discussion/"


@pytest.fixture
def read(demo):
    """Two versions of a document, with a side document."""
    demo.commit({MAIN: vep(10, body="First words.")}, day(1))
    demo.commit({MAIN: vep(10, body="**Second** <!-- hid -->words.")}, day(5))
    demo.track("documents")
    demo.sync()
    return demo


def get(address, **query):
    answer = Client().get(address, query)
    return answer.status_code, answer.content.decode()


@pytest.mark.usefixtures("read")
def test_document_is_shown_as_it_stands(django_assert_num_queries):
    with django_assert_num_queries(4):
        status, html = get(DOCUMENT)
    assert status == 200
    assert "<strong>Second</strong> words." in html
    assert "hid" not in re.sub(r'class="vh"[^>]*>|hidden', "", html)
    assert re.findall("<h1", html) == ["<h1"]
    assert '<h3 id="text-vep-10-warm-standby">' in html


@pytest.mark.usefixtures("read")
def test_document_as_of_a_moment_and_by_version():
    assert "First words." in get(DOCUMENT, as_of="2025-01-07")[1]
    commits = re.findall(r"version=([0-9a-f]{40})", get(DOCUMENT)[1])
    first = commits[-1]
    assert "First words." in get(DOCUMENT, version=first)[1]
    assert get(DOCUMENT, version="0123456789")[0] == 400
    assert get(DOCUMENT, file="nothing.md")[0] == 400
    assert get("/demo/99/document/")[0] == 404


@pytest.mark.usefixtures("read")
def test_difference_from_the_version_before():
    html = get(DOCUMENT, diff="1")[1]
    assert '<span data-kind="old">-First words.' in html
    assert '<span data-kind="new">+**Second** &lt;!-- hid --&gt;words.' in html


@pytest.fixture
def hub(read):
    return Mirror(read.project)


def test_discussion_is_shown_as_of_a_moment(hub, django_assert_num_queries):
    issue = hub.issue(10, text="First said.", at=day(1))
    hub.edit(issue, "Said *anew*, see #3.", day(6))
    hub.comment(issue, "Fine by @bob.", day(3))
    hub.comment(issue, "Folded.", day(7), is_minimized=True)
    hub.comment(issue, "Taken back.", day(3), gone_at=day(5))
    hub.derive()
    with django_assert_num_queries(4):
        status, html = get(DISCUSSION)
    assert status == 200
    assert "Said <em>anew</em>, see" in html
    assert 'href="https://github.com/demo/enhancements/issues/3"' in html
    assert 'href="https://github.com/bob"' in html
    assert "Hidden on GitHub" in html
    assert "Taken back." not in html
    html = get(DISCUSSION, as_of=day(4).isoformat())[1]
    assert "First said." in html
    assert "Taken back." in html
    assert "Folded." not in html


def test_long_discussion_has_pages(hub):
    issue = hub.issue(10, at=day(1))
    for number in range(1, 26):
        hub.comment(issue, f"Word {number}.", day(2))
    hub.derive()
    assert "Word 20." in get(DISCUSSION)[1]
    assert "Word 21." not in get(DISCUSSION)[1]
    html = get(DISCUSSION, page="2")[1]
    assert "Word 21." in html
    assert "Comment 25" in html
    assert ">The issue<" in get(DISCUSSION)[1]
    assert ">The issue<" not in html


@pytest.mark.usefixtures("read")
def test_nothing_to_read_says_so():
    assert "No discussion to show" in get(DISCUSSION)[1]
