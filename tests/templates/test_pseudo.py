"""Pages of rooms that are done, as somebody sees them to whom no text is plain."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from enhancements import languages
from enhancements.languages import speaking
from enhancements.views.signing import FailedPage, SignInPage
from tests.support.pseudo import PSEUDO, accented
from tests.support.wrapping import Shown, is_said
from tests.templates import samples as s
from tests.templates.running_pages import RUNNING
from tests.templates.sample_pages import PAGES

SIGNING = {
    "sign-in": SignInPage("/", "https://127.0.0.1", (), "", has_people=True),
    "not-set": SignInPage("/", "", ("ONE", "TWO"), "https://x/y/", has_people=False),
}
EVERY_PAGE = {
    **PAGES,
    **{name: ("accounts/sign-in.html", "", page) for name, page in SIGNING.items()},
    "failed": ("accounts/failed.html", "", FailedPage("Late", "Not so.", "/")),
    **RUNNING,
}


def strings(value: Any) -> Iterator[str]:
    """Every text in what a page is made of: it is data, and nobody translates it."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from strings(pair)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from strings(one)


def shown(text: str) -> Iterator[str]:
    """Data as pages show it: where a sentence begins, of a source its file alone."""
    yield from (text, text[:1].upper() + text[1:], text.partition(":")[2])


def plain(html: str, page: Any) -> list[str]:
    """What of a page is in plain letters, and no data."""
    reader = Shown()
    reader.feed(html)
    reader.close()
    # Each language is called as it calls itself.
    named = [languages.find(code).name for code in languages.codes()]
    every = {one for text in (*strings(page), *named) for one in shown(text)}
    data = sorted((one for one in every if len(one) > 1), key=len)
    known = "|".join(re.escape(one) for one in reversed(data)) or r"\Z"
    ours = re.compile(rf"(?<![^\W_])(?:{known})(?![^\W_])")
    left = (" ".join(ours.sub(" ", text).split()) for text in reader.said)
    return sorted({text for text in left if is_said(text)})


def render(name: str, language: languages.Language | str) -> str:
    template, nav, page = EVERY_PAGE[name]
    request = RequestFactory().get("/harbour/")
    with speaking(language):
        return render_to_string(template, {"page": page, "nav": nav}, request)


CUT = {"guide", "guide-bare", "guide-past"} & set(EVERY_PAGE)
"""The project's own sentences in pieces, between links to the glossary: tests of rooms
look at the templates, here they would all be found."""


@pytest.mark.parametrize("name", sorted(set(EVERY_PAGE) - CUT))
def test_no_text_of_a_page_stays_plain(name: str):
    assert plain(render(name, PSEUDO), EVERY_PAGE[name][2]) == []


@pytest.mark.parametrize("name", sorted(EVERY_PAGE))
@pytest.mark.parametrize("language", sorted(set(languages.codes()) - {"en"}))
def test_pages_differ_in_texts_alone(name: str, language: str):
    """A translation neither loses an element nor brings one along."""

    def tags(html: str) -> list[str]:
        return re.findall(r"<(\w+)", html.replace('<meta name="translations"', ""))

    assert tags(render(name, language)) == tags(render(name, "en"))


def test_plain_text_is_found():
    html = f"<p title='Sees all'>{accented('Not read')} yet</p><p>{s.NOW.year} x</p>"
    assert plain(html, ("x",)) == ["Sees all", f"{accented('Not read')} yet"]
    assert plain("<p>Home of sample</p>", ("sample",)) == ["Home of"]


DONE = ()
