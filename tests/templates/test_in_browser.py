"""Every sample page in Chromium: nothing blocked, nothing wider than the screen."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from csp.constants import NONE, SELF
from django.conf import settings

from tests.templates.render import write
from tests.templates.sample_pages import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

pytestmark = pytest.mark.browser

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
WIDTHS = [320, 390, 768, 1024, 1440]
WORDS = {SELF: "'self'", NONE: "'none'"}
WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > width + 1)
    .map((one) => one.outerHTML.slice(0, 120));
}"""
# A control that is no part of a line of text needs room for a finger (WCAG 2.5.8).
SMALL = """() => [...document.querySelectorAll("a, button, summary, input, select")]
  .filter((one) => {
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    if (!box.width || !box.height || style.display === "inline") return false;
    if (style.position === "absolute" || style.position === "fixed") return false;
    return box.width < 23.5 || box.height < 23.5;
  }).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All sample pages as files."""
    folder = tmp_path_factory.mktemp("pages")
    write(folder)
    return folder


def policy() -> str:
    """The Content-Security-Policy of the settings, as the header is written."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(
        " ".join([name, *(WORDS.get(value, str(value)) for value in values)])
        for name, values in directives.items()
        if isinstance(values, list | tuple)
    )


def serve(context: BrowserContext, folder: Path) -> list[str]:
    """Answer from the folder as our server would; return what goes wrong."""
    wrong: list[str] = []

    def answer(route: Route) -> None:
        path = folder / urlsplit(route.request.url).path.lstrip("/")
        if not path.is_file():
            wrong.append(f"{route.request.url} is missing")
            route.fulfill(status=404)
            return
        kind = mimetypes.guess_type(path.name)[0] or "text/plain"
        headers = {"Content-Security-Policy": policy(), "Content-Type": kind}
        route.fulfill(body=path.read_bytes(), headers=headers)

    context.route("**/*", answer)
    context.on("console", lambda said: wrong.append(said.text))
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    return wrong


def look(browser: Browser, folder: Path, name: str, **options: object) -> Page:
    """Open a sample page, of which nothing may be missing or blocked."""
    context = browser.new_context(base_url="http://sample.test", **options)  # type: ignore[arg-type]  # playwright's own names
    wrong = serve(context, folder)
    page = context.new_page()
    page.goto(f"/{name}.html")
    page.wait_for_load_state("networkidle")
    assert wrong == []
    return page


@pytest.mark.parametrize("name", PAGES)
def test_page_fits_every_width_and_every_finger(browser, folder, name):
    page = look(browser, folder, name)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WIDER) == [], width
        assert page.evaluate(SMALL) == [], width
    page.context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible(browser, folder, name, scheme, width):
    page = look(browser, folder, name, color_scheme=scheme, bypass_csp=True)
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run({resultTypes: ['violations']})")
    assert [
        (one["id"], one["help"], one["nodes"][0]["html"][:200])
        for one in found["violations"]
    ] == []
    page.context.close()


@pytest.mark.parametrize("name", ["home", "release", "browse", "enhancement"])
def test_page_works_without_scripts(browser, folder, name):
    page = look(browser, folder, name, java_script_enabled=False)
    assert page.locator("h1").count() == 1
    # What only a script could do is not offered.
    assert page.locator("[data-theme-switch]").is_visible() is False
    page.context.close()


def test_theme_is_kept_for_the_next_page(browser, folder):
    page = look(browser, folder, "home", color_scheme="light")
    button = page.locator("[data-theme-switch]")
    for theme in ("light", "dark"):
        button.click()
        assert button.get_attribute("aria-label") == f"Theme: {theme}"
    page.goto("/release.html")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.locator("[data-theme-switch]").click()
    assert page.locator("html").get_attribute("data-theme") is None
    page.context.close()
