"""Texts of others as HTML: what they look like, and what they cannot do."""

from __future__ import annotations

import re
import time

import pytest

from enhancements.documents import rendering
from enhancements.documents.rendering_tokens import Where
from tests.safety import corpus
from tests.support.html import Reader

WHERE = Where(
    location="https://github.com/demo/plans",
    commit="abc",
    path="veps/1/vep.md",
    web="https://github.com",
    repository="demo/plans",
)
FILES = "https://github.com/demo/plans/blob/abc"


def html(text: str, where: Where = WHERE) -> str:
    return str(rendering.render(text, where).html).strip()


def links(text: str, where: Where = WHERE) -> list[tuple[str, str]]:
    found = re.findall(r'<a(?: href="([^"]*)")?[^>]*>(.*?)</a>', html(text, where))
    return [(href, words) for href, words in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~~no~~ *a* **b** `c`", "<s>no</s> <em>a</em> <strong>b</strong> <code>c"),
        ("a <!-- b --> c", "<p>a  c</p>"),
        ("> [!NOTE]\n> Keep it.", "<p><strong>Note</strong><br>\nKeep it.</p>"),
        ("> [!important]", "<p><strong>Important</strong></p>"),
        ("> [!NOTE] and more", "<p>[!NOTE] and more</p>"),
        ("- [x] done\n- [ ] open", "<li>\u2611 done</li>\n<li>\u2610 open</li>"),
        ("|a|\n|-|\n|b|", '<div class="tablewrap" tabindex="0"><table>'),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("<details><summary>a</summary>b</details>", "<summary>a</summary>b</details>"),
        ("<div style='x' id=main class=page>a</div>", "a"),
    ],
)
def test_text_is_rendered(text: str, expected: str):
    assert expected in html(text)
    assert "<!--" not in html(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](b.md)", (f"{FILES}/veps/1/b.md", "a")),
        ("[a](../2/b.md#c)", (f"{FILES}/veps/2/b.md#c", "a")),
        ("[a](/b.md)", (f"{FILES}/b.md", "a")),
        ("[a](../../../b.md)", ("", "a")),
        ("![a b](p.png)", (f"{FILES}/veps/1/p.png", "a b")),
        ("![](https://x.example/p.png)", ("https://x.example/p.png", "picture")),
        ("<img src='https://x.example/p.png' alt=a>", ("https://x.example/p.png", "a")),
        ("[![a](p.png)](q.md)", (f"{FILES}/veps/1/q.md", "a")),
        ("see https://a.example/b.", ("https://a.example/b", "https://a.example/b")),
        ("by @ann.", ("https://github.com/ann", "@ann")),
        ("@org/team", ("https://github.com/orgs/org/teams/team", "@org/team")),
        ("#12", ("https://github.com/demo/plans/issues/12", "#12")),
        ("a/b#12", ("https://github.com/a/b/issues/12", "a/b#12")),
        ("[a](#why-me)", ("#text-why-me", "a")),
        ("<a href='javascript:alert(1)'>a</a>", ("", "a")),
        ("<a href='java\tscript:alert(1)'>a</a>", ("", "a")),
        ("<a href='//x.example'>a</a>", ("https://x.example", "a")),
    ],
)
def test_link_leads_where_it_means(text: str, expected: tuple[str, str]):
    assert links(text) == [expected]


@pytest.mark.parametrize(
    "text", ["`@ann #1`", "ann@example.org", "vep.md", "x#1", "#0", "a@b"]
)
def test_what_is_no_link_is_none(text: str):
    assert links(text) == []


def test_every_link_says_that_we_do_not_vouch_for_it():
    assert 'rel="nofollow noopener"' in html("[a](https://x.example)")


def test_nobody_is_linked_where_no_host_is_known():
    assert links("@ann #1 [a](b.md)", Where(path="a.md")) == [("", "a")]


def test_headings_go_below_the_pages_by_single_steps():
    text = "# One\n### Two\n###### Three\n# One\n#\n## `Four` *five*"
    assert re.findall(r'<(h\d) id="([^"]+)"', html(text)) == [
        ("h3", "text-one"),
        ("h4", "text-two"),
        ("h5", "text-three"),
        ("h3", "text-one-1"),
        ("h4", "text-four-five"),
    ]


def test_no_id_of_the_text_clashes():
    text = '<h2 id="main">a</h2><p id="main">b</p>\n\n<a id="text-a"></a>\n\n# A\n# A'
    assert re.findall(r'id="([^"]+)"', html(text)) == ["text-a", "text-a-1"]


@pytest.mark.parametrize(
    "text",
    [
        "<a href='https://x.example/<table><img src=x onerror=alert(1)>'>a</a>",
        "<a href='#<table><img src=x onerror=alert(1)>'>a</a>",
        "<a href='<pre><img src=x onerror=alert(1)>'>a</a>",
        "<details open='<pre><img src=x onerror=alert(1)>'>a</details>",
        "<ol start='<pre><img src=x onerror=alert(1)>'><li>a</ol>",
        "<a title='<pre>' lang='<pre>' href='https://x.example'>a</a>",
        "[a](<https://x.example/<table\\><img src=x onerror=alert(1)\\>>)",
    ],
)
def test_value_never_becomes_markup(text: str):
    made = Reader(html(text)).elements
    assert {"img", "div", "table", "pre"} & {one.tag for one in made} == set()
    assert {"title", "lang"} & {n for one in made for n in one.attributes} == set()


@pytest.mark.parametrize("hostile", corpus.every(), ids=lambda one: str(one.number))
def test_hostile_text_does_nothing(hostile):
    for text in (hostile.text, f"# {hostile.text}", f"[a]({hostile.text})"):
        made = rendering.render(text, WHERE)
        for one in Reader(str(made.html)).elements:
            allowed = {"href", "rel", "id", "start", "open", "class", "tabindex"}
            assert set(one.attributes) <= allowed, one
            assert one.tag in rendering._TAGS | {"div"}, one
            href = one.attributes.get("href", "")
            assert re.match(r"(?:https?://|mailto:|#text-|$)", href), one
            assert one.attributes.get("id", "text-").startswith("text-")


@pytest.mark.parametrize(
    "piece",
    [
        *("[", "![", "[a](", "> ", "- ", "**a ", "`a", "~~a ", "<b>", "<a href=", "&"),
        *(
            "|a|b|\n|-|-|\n",
            "\n\n<table><tr><td>",
            "<details>",
            "http://a.b ",
            "@a #1 ",
        ),
        *("\\", "a\n", "    - a\n", "[a]: b\n", "<!--", "]]>", "* * "),
    ],
)
def test_pathological_text_is_done_with_soon(piece: str):
    text = piece * (2 * rendering.LONGEST // len(piece))
    begun = time.process_time()
    made = rendering.render(text, WHERE)
    assert time.process_time() - begun < 15
    assert made.is_cut


def test_nesting_too_deep_is_shown_raw():
    text = "".join(f"{'  ' * level}- {level}\n" for level in range(60))
    made = rendering.render(text, WHERE)
    assert (made.raw, made.html) == (text, "")
    text = "".join(f"{'  ' * level}- {level}\n" for level in range(12))
    assert rendering.render(text, WHERE).html.count("<ul>") == 12


def test_long_text_is_cut_at_the_end_of_a_line():
    text = "line of words\n" * 20_000
    made = rendering.render(text, WHERE)
    assert made.is_cut
    assert rendering.cut(text, 30) == ("line of words\nline of words", True)
    assert rendering.cut("a" * 30, 10) == ("a" * 10, True)


def test_lines_end_where_their_author_ended_them_in_comments_alone():
    comment = Where(page="https://github.com/acme/plans/issues/1")
    assert "a<br>\nb" in rendering.render("a\nb", comment).html
    document = Where(location="https://github.com/acme/plans", path="a.md")
    assert "a\nb" in rendering.render("a\nb", document).html
