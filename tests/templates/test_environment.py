"""The environment of the templates: strict, escaped, and it carries the moment."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2
import pytest
from django.template import engines
from django.test import RequestFactory
from markupsafe import Markup

from enhancements.jinja import environment, icon, kept, link
from enhancements.styles import STYLES
from tests.templates import sample_pages as pages
from tests.templates.render import ROOT

STATIC = ROOT / "static"
SPRITE = (STATIC / "icons.svg").read_text(encoding="utf-8")
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(rgba?|hsla?|oklch|oklab|lab|lch)\(", re.IGNORECASE
)


def templates() -> list[str]:
    """The names of all templates."""
    folder = ROOT / "templates"
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*.html")
        if path.is_file()
    )


def test_a_name_that_is_not_given_is_refused():
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string("{{ nothing }}").render()


def test_text_is_escaped():
    shown = environment().from_string("{{ text }}").render(text="<b>&</b>")
    assert shown == "&lt;b&gt;&amp;&lt;/b&gt;"


@pytest.mark.parametrize("name", templates())
def test_template_compiles(name):
    assert engines["jinja2"].env.get_template(name).name == name


def test_link_of_now_carries_nothing():
    assert link(pages.HOME, "home", "harbour") == "/harbour/"


def test_link_of_the_past_carries_its_moment():
    page = pages.PAGES["home-past"][2]
    address = link(page, "browse", "harbour", sig="compute", text="")
    assert address == "/harbour/enhancements/?sig=compute&as_of=2026-04-30"


def test_link_escapes_a_name():
    address = link(pages.HOME, "sig", "harbour", "a b&c?")
    assert address == "/harbour/sigs/a%20b&c%3F/"


def test_kept_leaves_out_moment_and_page():
    request = RequestFactory().get("/?sig=a&sig=b&page=3&as_of=2026-04-30&has=drift")
    assert kept(request) == [("sig", "a"), ("sig", "b"), ("has", "drift")]


def test_kept_without_a_request_is_empty():
    assert kept(None) == []


def test_icon_is_hidden_from_screen_readers():
    assert icon("drift", "s") == Markup(
        '<svg class="icon icon-s" aria-hidden="true">'
        '<use href="/static/icons.svg#i-drift"/></svg>'
    )


def test_every_icon_used_is_in_the_sprite():
    known = set(re.findall(r'id="i-([a-z0-9-]+)"', SPRITE))
    named = re.compile(
        r"icon\(\s*['\"]([a-z0-9-]+)['\"]\s*[,)]|#i-([a-z0-9-]+)(?=[\"'])"
    )
    used = {
        found[1] or found[2]
        for name in templates()
        for found in named.finditer(
            (ROOT / "templates" / name).read_text(encoding="utf-8")
        )
    }
    assert used - known == set()


def test_every_style_is_loaded_once_and_exists():
    there = {
        path.relative_to(STATIC / "css").with_suffix("").as_posix()
        for path in (STATIC / "css").rglob("*.css")
    }
    assert sorted(STYLES) == sorted(there)


@pytest.mark.parametrize("name", [s for s in STYLES if s != "tokens"])
def test_colours_are_named_in_tokens_only(name):
    text = Path(STATIC / "css" / f"{name}.css").read_text(encoding="utf-8")
    bare = re.sub(r"/\*.*?\*/|url\([^)]*\)|(?<=[\w\]) ])#[\w-]+\s*\{", "", text)
    assert COLOUR.findall(bare) == []


def test_styles_use_only_tokens_that_are_defined():
    sheets = [p.read_text(encoding="utf-8") for p in (STATIC / "css").rglob("*.css")]
    css = "\n".join(sheets)
    defined = set(re.findall(r"(--[\w-]+)\s*:", css))
    # One with a value to fall back on may be unset.
    used = set(re.findall(r"var\((--[\w-]+)\s*\)", css))
    assert used - defined == set()


def test_signs_have_the_shapes_of_the_icons():
    drawn = re.findall(r'<symbol id="i-([a-z0-9-]+)"[^>]*>(.*?)</symbol>', SPRITE)
    icons = {name: shape.replace("currentColor", "#000") for name, shape in drawn}
    picture = (STATIC / "signs.svg").read_text(encoding="utf-8")
    signs = re.findall(
        r'<g id="s-([a-z-]+)" transform="translate\((\d+)\)"[^>]*>(.*?)</g>\n', picture
    )
    assert {name: shape for name, _, shape in signs} == {
        name: icons[name] for name, _, _ in signs
    }
    styles = (STATIC / "css/components/status.css").read_text(encoding="utf-8")
    places = re.findall(r"\.sign-([a-z-]+) \{ --place: (\d+) \}", styles)
    assert places == [(name, str(int(at) // 24)) for name, at, _ in signs]
    assert f'width="{24 * len(signs)}"' in picture


def test_every_status_of_a_cell_has_a_sign():
    env = engines["jinja2"].env
    styles = (STATIC / "css/components/status.css").read_text(encoding="utf-8")
    cells = env.get_template("board/cell.html").module
    rows = env.get_template("board/row.html").module
    names = {*cells.ICONS.values(), *rows.STEPS.values(), "drift", "risk", "comment"}
    assert {name for name in names if f".sign-{name} {{" not in styles} == set()
