"""What holds for every page, with usual, missing and extreme data."""

from __future__ import annotations

import gzip
import itertools
import re
from functools import cache
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import resolve

from enhancements import styles
from tests.support.html import VOID, Element, Reader, rows, words
from tests.templates import samples as s
from tests.templates.render import ROOT
from tests.templates.sample_pages import BIG, PAGES

EVERY = pytest.mark.parametrize("name", PAGES)
FORM_FIELDS = ("input", "select", "textarea")
# Kilobytes of a page with everything it loads, as it travels.
HEAVIEST = 100


def html(template: str, nav: str, data: Any) -> str:
    """A template with its data, as it is without a request."""
    return render_to_string(template, {"page": data, "nav": nav}, using="jinja2")


class Drawing(Reader):
    """Reads drawings too: their elements end in themselves."""

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)


@cache
def read(name: str) -> Reader:
    """A sample page; reading refuses one that is not well nested."""
    return Drawing(html(*PAGES[name]))


def text_of(name: str) -> str:
    """The words of a page's content."""
    return words(read(name).by_id("main"))


def is_named(field: Element, page: Reader) -> bool:
    """Whether a field of a form has a label."""
    around = {"aria-label", "aria-labelledby"} & set(field.attributes)
    labels = {label.attributes.get("for") for label in page.all("label")}
    return bool(around) or "label" in field.around or field.attributes["id"] in labels


@EVERY
def test_title_comes_with_the_page(name):
    page = read(name)
    title = words(page.all("title")[0])
    assert title
    assert title != "Tracker"


@EVERY
def test_ids_are_used_once(name):
    ids = [e.attributes["id"] for e in read(name).elements if "id" in e.attributes]
    assert sorted(ids) == sorted(set(ids))


@EVERY
def test_references_inside_the_page_lead_somewhere(name):
    page = read(name)
    ids = {e.attributes.get("id") for e in page.elements}
    wanted = {
        one
        for e in page.elements
        for key in ("aria-labelledby", "aria-describedby", "for", "aria-controls")
        for one in e.attributes.get(key, "").split()
    }
    wanted |= {
        e.attributes["href"][1:]
        for e in page.all("a")
        if re.match(r"#.", e.attributes.get("href", ""))
    }
    assert wanted - ids == set()


@EVERY
def test_headings_come_in_order(name):
    found = [e for e in read(name).elements if re.fullmatch(r"h[1-6]", e.tag)]
    levels = [int(e.tag[1]) for e in found]
    assert levels[:1] == [1]
    assert levels.count(1) == 1
    assert [a for a, b in itertools.pairwise(levels) if b > a + 1] == []
    assert [e.tag for e in found if not words(e)] == []


@EVERY
def test_tables_have_captions_and_scopes(name):
    page = read(name)
    assert len(page.all("caption")) == len(page.all("table"))
    assert [words(e) for e in page.all("caption") if not words(e)] == []
    assert [words(e) for e in page.all("th") if "scope" not in e.attributes] == []


@EVERY
def test_only_the_sorted_column_says_so(name):
    sorted_by = [e for e in read(name).elements if "aria-sort" in e.attributes]
    assert [e.tag for e in sorted_by] == ["th"] * len(sorted_by)
    assert len(sorted_by) <= len(read(name).all("table"))


@EVERY
def test_every_row_has_a_cell_for_every_column(name):
    widths: list[list[int]] = []
    for element in read(name).elements:
        if element.tag == "table":
            widths.append([])
        elif element.tag == "tr":
            widths[-1].append(0)
        elif element.tag in {"td", "th"}:
            widths[-1][-1] += int(element.attributes.get("colspan", 1))
    assert [row for row in widths if len(set(row)) != 1] == []


@EVERY
def test_tables_that_become_cards_keep_their_roles(name):
    page = read(name)
    cards = [
        e for e in page.all("table") if "table-cards" in e.attributes.get("class", "")
    ]
    assert [e.attributes.get("role") for e in cards] == ["table"] * len(cards)


@EVERY
def test_links_and_buttons_have_names(name):
    page = read(name)
    nameless = [
        e.attributes
        for e in (*page.all("a"), *page.all("button"), *page.all("summary"))
        if not words(e) and not e.attributes.get("aria-label")
    ]
    assert nameless == []


@EVERY
def test_fields_have_labels(name):
    page = read(name)
    fields = [
        e
        for e in page.elements
        if e.tag in FORM_FIELDS and e.attributes.get("type") != "hidden"
    ]
    assert [e.attributes for e in fields if not is_named(e, page)] == []


@EVERY
def test_drawings_are_named_or_hidden(name):
    drawings = [e for e in read(name).all("svg") if "svg" not in e.around]
    silent = [
        e.attributes
        for e in drawings
        if e.attributes.get("aria-hidden") != "true"
        and not {"aria-label", "aria-labelledby"} & set(e.attributes)
    ]
    assert silent == []


@EVERY
def test_own_addresses_are_answered(name):
    for link in read(name).all("a"):
        address = link.attributes["href"]
        if address.startswith("/"):
            assert resolve(address.partition("?")[0].partition("#")[0])
        else:
            assert re.match(r"https?://|[?#]", address), address


@EVERY
def test_text_from_outside_is_no_markup(name):
    scripts = [e.attributes.get("src", "") for e in read(name).all("script")]
    assert [src for src in scripts if not src.startswith("/static/")] == []
    assert [
        e.attributes for e in read(name).all("b") if "onclick" in e.attributes
    ] == []


@EVERY
def test_nothing_of_the_language_shows_through(name):
    assert (
        re.findall(r"\b(None|True|False|datetime|Markup)\b|\(\)", text_of(name)) == []
    )


@pytest.mark.parametrize("name", ["home-past", "release-past", "enhancement-bare"])
def test_past_is_carried_along(name):
    assert PAGES[name][2].frame.moment.is_past
    own = [
        e.attributes["href"]
        for e in read(name).all("a")
        if e.attributes["href"].startswith("/")
    ]
    lost = [href for href in own if "as_of=" not in href]
    assert lost == []


@pytest.mark.parametrize("name", ["release", "browse", "enhancement-extreme"])
def test_title_is_never_cut(name):
    assert s.LONG in text_of(name)


@pytest.mark.parametrize("name", ["release", "browse", "enhancement", "sig"])
def test_nobody_is_said_where_nobody_is_named(name):
    assert "nobody" in text_of(name).lower()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("release", ["no evidence", "not yet"]),
        ("release-undated", ["not yet", "not yet"]),
        ("release-out", ["no evidence", "not proven"]),
    ],
)
def test_what_nothing_proves_is_said_in_words(name, said):
    (found,) = [row for row in rows(read(name), "Entries") if "#198" in row[0]]
    assert found[3:5] == said


def test_facets_say_which_are_on():
    page = read("browse")
    on = [
        e for e in page.all("a") if e.attributes.get("href", "").startswith("?sig=net")
    ]
    assert ["aria-current" in e.attributes for e in on] == [True]


def test_release_of_500_entries_is_light():
    page = html("release.html", "releases", BIG).encode()
    loaded = re.findall(rb'(?:href|src)="/static/([^"#]+)', page)
    sheet = f"css/all-{styles.bundle().digest}.css"
    names = {name.decode() for name in loaded}
    assert sheet in names
    files = [(ROOT / "static" / name).read_bytes() for name in names - {sheet}]
    assert len(files) > 3
    weights = [len(gzip.compress(one, 6)) for one in (*files, styles.bundle().content)]
    assert (len(gzip.compress(page, 6)) + sum(weights)) / 1000 < HEAVIEST
