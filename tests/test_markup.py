from __future__ import annotations

import types

import jinja2
import pytest

from enhancements.markup import glossary
from enhancements.profiles.glossary import Glossary, Term
from enhancements.profiles.guide import Ask, Guide

GUIDE = Guide(
    title="Guide",
    lead="",
    sections=(),
    questions=(),
    answers={},
    ask=Ask("Ask", ""),
    links={"list": "https://example.org/?a=1&b=2", "none": ""},
    glossary=Glossary([Term("SIG", 'People & "friends" of `code`. They meet.')]),
)


def render(text: str, template: str = "{{ text | glossary }}", **context) -> str:
    """The template with the text, on a page at the address /toolbox/…"""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["glossary"] = glossary
    environment.globals["link"] = lambda _page, name, *args: f"/{args[0]}/{name}/"
    return environment.from_string(template).render(text=text, **context)


def page(**more):
    """A page of the invented project, with a guide of its own if one is given."""
    project = types.SimpleNamespace(name="toolbox")
    frame = types.SimpleNamespace(project=project)
    return types.SimpleNamespace(frame=frame, **more)


def test_term_on_the_guide_page_leads_down_the_page():
    assert render("Ask a SIG.", page=page(guide=GUIDE)) == (
        'Ask a <a class="term" href="#term-sig" '
        'title="People &amp; &#34;friends&#34; of code.">SIG</a>.'
    )


def test_term_on_another_page_leads_to_the_guide():
    html = render("Ask a SIG.", page=page(), guide=GUIDE)
    assert 'href="/toolbox/guide/#term-sig"' in html


def test_place_on_another_page_leads_to_the_guide():
    html = render("[ask](#ask)", page=page(), guide=GUIDE)
    assert html == '<a href="/toolbox/guide/#ask">ask</a>'


@pytest.mark.parametrize("context", [{}, {"page": None}, {"page": page()}])
def test_text_without_a_guide_stays_as_it_is(context):
    assert render("A SIG & `code`", **context) == "A SIG &amp; `code`"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("type `<b>`", "type <code>&lt;b&gt;</code>"),
        ("[a & b](list)", '<a href="https://example.org/?a=1&amp;b=2">a &amp; b</a>'),
        ("[nowhere](none)", "nowhere"),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_text_is_escaped_in_every_piece(text, html):
    assert render(text, page=page(guide=GUIDE)) == html


def test_term_is_linked_once_in_a_section():
    html = render(
        "SIG",
        "{% set seen = [] %}{{ text | glossary(seen) }}, {{ text | glossary(seen) }}",
        page=page(guide=GUIDE),
    )
    assert html.endswith(">SIG</a>, SIG")


def test_texts_without_a_section_are_linked_each():
    html = render(
        "SIG", "{{ text | glossary }}{{ text | glossary }}", page=page(guide=GUIDE)
    )
    assert html.count("<a ") == 2
