from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.facts import Heading
from enhancements.documents.markdown import plain, read_page


def visible(text, first=1):
    return [line.text for line in read_page(text, first).lines]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("# Title", Heading(1, "Title", 1)),
        ("###### Deep", Heading(6, "Deep", 1)),
        ("## **Bold title**", Heading(2, "Bold title", 1)),
        ("## `Code` and _slanted_", Heading(2, "Code and slanted", 1)),
        ("## [Linked](https://example.org/x)", Heading(2, "Linked", 1)),
        ("## Closed ##  ", Heading(2, "Closed", 1)),
        ("## C#", Heading(2, "C#", 1)),
        ("   ## Indented", Heading(2, "Indented", 1)),
        ("##Joined", Heading(2, "Joined", 1)),
        ("## snake_case_name", Heading(2, "snake_case_name", 1)),
        (r"# \#86: Escaped", Heading(1, "#86: Escaped", 1)),
        ("Underlined\n=====", Heading(1, "Underlined", 1)),
        ("Underlined\n-----", Heading(2, "Underlined", 1)),
        ("##", Heading(2, "", 1)),
    ],
)
def test_heading_is_read(text, heading):
    assert read_page(text).headings == (heading,)


@pytest.mark.parametrize(
    "text",
    [
        "#10 is an issue",
        "#hashtag",
        "####### Seven",
        "    # code by indentation",
        "\n---",
        "- item\n---",
        "| a | b |\n---",
        "> quoted\n===",
        "```\n# comment\n```",
        "~~~sh\n# comment\n~~~",
        "- item\n  ```yaml\n  # comment\n  ```",
        "<!--\n# hidden\n-->",
    ],
)
def test_text_is_no_heading(text):
    assert read_page(text).headings == ()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\n```\nb\n```\nc", ["a", "", "", "", "c"]),
        ("```\n~~~\n```\nc", ["", "", "", "c"]),
        ("````\n```\n````\nc", ["", "", "", "c"]),
        ("``` not `a` fence\nb", ["``` not `a` fence", "b"]),
        ("a <!-- b --> c", ["a  c"]),
        ("a <!-- b\nc --> d", ["a ", " d"]),
        ("<!-- b\n\nc\n--> d", ["", "", "", " d"]),
        ("- <!-- b\n\nc --> d", ["- ", "", " d"]),
        ("<!--> d", [" d"]),
        ("a <!-- b\n\nc --> d", ["a <!-- b", "", "c --> d"]),
        ("a `<!--` b\nc --> d", ["a `<!--` b", "c --> d"]),
        ("<!-- a --> <!-- b --> c", ["  c"]),
        ("<!--\n```\n-->\nc", ["", "", "", "c"]),
        ("- ~struck~", [""]),
        ("- ~~struck~~ ", [""]),
        ("- ~struck with blanks ~", [""]),
        ("a ~b~ c", ["a  c"]),
        ("a ~~b~~ c", ["a  c"]),
        ("a <del>b</del> c", ["a  c"]),
        ("about ~5 and ~6", ["about ~5 and ~6"]),
        (r"a \~b~ c", [r"a \~b~ c"]),
        ("~~~ open", [""]),
    ],
)
def test_line_says_what_a_reader_sees(text, lines):
    assert visible(text) == lines


def test_lines_before_the_first_say_nothing_and_are_counted():
    page = read_page("---\n# key\n---\n# Title", first=4)
    assert page.headings == (Heading(1, "Title", 4),)
    assert [line.raw for line in page.lines] == ["---", "# key", "---", "# Title"]


@pytest.mark.parametrize(
    ("text", "fence", "comment"),
    [
        ("a\n```\nb", 2, 0),
        ("a\n\n<!-- b\n\n", 0, 3),
        ("a\n```\nb\n```", 0, 0),
    ],
)
def test_page_knows_the_mark_that_is_never_closed(text, fence, comment):
    page = read_page(text)
    assert (page.open_fence_at, page.open_comment_at) == (fence, comment)


def test_plain_drops_marks_and_doubled_blanks():
    assert plain("**a**  [b](c) `d_e` _f_") == "a b d_e f"


@given(st.text(alphabet="#`~<!->-=*_[]() \n\ta1"))
def test_read_page_keeps_every_line_whatever_the_marks(text):
    page = read_page(text)
    assert [line.raw for line in page.lines] == text.split("\n")
    assert [line.number for line in page.lines] == list(range(1, len(page.lines) + 1))


@pytest.mark.parametrize(
    "text",
    [
        "~a " * 50_000,
        "a <!-- b\n" * 20_000,
        "<del>" * 30_000,
        ("# " + " " * 1900 + "\n") * 100,
        ("[" * 1000 + "](" * 400 + "\n") * 50,
    ],
    ids=["tildes", "open-comments", "open-tags", "blank-headings", "brackets"],
)
def test_read_page_takes_no_longer_for_hostile_text(text):
    start = time.process_time()
    read_page(text)
    assert time.process_time() - start < 2
