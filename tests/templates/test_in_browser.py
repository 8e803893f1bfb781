"""Every sample page in Chromium: nothing blocked, nothing wider than the screen."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python
import pytest
from django.conf import settings

from tests.templates.render import write
from tests.templates.sample_pages import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
AXE_SOURCE = AXE.read_text(encoding="utf-8")
WIDTHS = [320, 390, 768, 1024, 1440]
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
# No rule of ours reads style sheets, for which axe would fetch them first.
VIOLATIONS = """async (only) => {
  const found = await axe.run(
    {resultTypes: ["violations"], selectors: false, preload: false, ...only});
  return found.violations.map(
    (one) => [one.id, one.help, one.nodes[0].html.slice(0, 200)]);
}"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Answers from a folder with the policy of the settings."""

    def end_headers(self) -> None:
        directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        policy = "; ".join(f"{key} {' '.join(v)}" for key, v in directives.items())
        self.send_header("Content-Security-Policy", policy)
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: the page's own complaints are read."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of all sample pages."""
    folder = tmp_path_factory.mktemp("pages")
    write(folder)
    handler = functools.partial(Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[BrowserContext]:
    """One context for all pages, so that styles are fetched once."""
    # A colour on its way from one theme to the other is neither.
    context = browser.new_context(reduced_motion="reduce", color_scheme="light")
    yield context
    context.close()


def look(context: BrowserContext, address: str) -> Page:
    """Open a page, of which nothing may be missing, blocked or broken."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address)
    assert wrong == []
    return page


@pytest.mark.long
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits_every_width_and_every_finger(shared, site, name):
    page = look(shared, f"{site}/{name}.html")
    page.evaluate(AXE_SOURCE)
    assert page.evaluate(VIOLATIONS, {}) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WIDER) == [], width
        assert page.evaluate(SMALL) == [], width
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate(VIOLATIONS, {"runOnly": ["color-contrast"]}) == []
    page.close()


@pytest.mark.parametrize("name", ["home", "release", "browse", "enhancement"])
def test_page_offers_without_scripts_what_works_without_them(browser, site, name):
    context = browser.new_context(java_script_enabled=False)
    # Without scripts a browser loads also what is out of sight.
    picture = {"body": "<svg xmlns='http://www.w3.org/2000/svg'/>"}
    context.route(
        re.compile(r"/(?:badge|card)\.svg"),
        lambda route: route.fulfill(content_type="image/svg+xml", **picture),
    )
    page = look(context, f"{site}/{name}.html")
    assert page.locator("h1").count() == 1
    assert page.locator("[data-theme-switch]").is_visible() is False
    context.close()


def test_theme_is_kept_for_the_next_page(browser, site):
    context = browser.new_context(color_scheme="light")
    page = look(context, f"{site}/home.html")
    button = page.locator("[data-theme-switch]")
    for theme in ("light", "dark"):
        button.click()
        assert button.get_attribute("aria-label") == f"Theme: {theme}"
    page.goto(f"{site}/releases.html")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.locator("[data-theme-switch]").click()
    assert page.locator("html").get_attribute("data-theme") is None
    context.close()


def test_icons_come_from_the_sprite(shared, site):
    page = look(shared, f"{site}/home.html")
    drawn = page.locator(".brand svg").evaluate("one => one.getBBox().width")
    assert drawn > 0
    page.close()
