"""Whether pages are accessible in a real browser, and fit into its window."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Browser, ConsoleMessage, Page

from enhancements.models import Record
from enhancements.policy.reports import REPORTS

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL: dict[str, object] = {"type": "tag", "values": RULES}
# The dark theme differs in nothing but colours (static/css/tokens.css).
COLOURS: dict[str, object] = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block"],
}
# Every page is looked at in all of these, in an order that changes one thing at a time;
# it is loaded once.
LOOKS = (
    (1440, "light", ALL),
    (1440, "dark", COLOURS),
    (390, "dark", COLOURS),
    (390, "light", ALL),
)


SOME = (
    "/sample/",
    "/sample/v1.10/board?item=33&group=status",
    "/sample/47/?in=releases/v1.10/%3Fsig%3Dcompute",
)
"""Those for which `make test` has time."""


def addresses() -> list[str]:
    keys = Record.objects.filter(until__isnull=True)
    drifting = keys.exclude(drift=[]).values_list("key", flat=True)[:1]
    troubled = keys.exclude(problems=[]).values_list("key", flat=True)[:1]
    return [
        "/sample/",
        "/sample/?as_of=2026-05-01",
        "/sample/releases/",
        "/sample/releases/open/?name=v1.12",
        "/sample/v1.10/schedule",
        "/sample/v1.10/schedule?move=code-freeze:2027-01-06",
        "/sample/v1.9/close",
        "/sample/v1.9/roll-over",
        "/sample/v1.9/clean-up",
        "/sample/releases/v1.10/",
        "/sample/releases/v1.10/?state=kept&sig=compute",
        "/sample/releases/v1.9/",
        "/sample/v1.10/board",
        "/sample/v1.10/board?item=33&group=status",
        "/sample/v1.10/board?compare=2026-03-01&item=11",
        "/sample/v1.10/board?status=tracked&item=nothing",
        "/sample/v1.9/board?as_of=2026-05-01&group=contact",
        "/sample/v1.10/comments/",
        "/sample/v1.10/comments/?kind=party&state=not-written",
        "/sample/v1.10/announcements/",
        "/sample/v1.9/announcements/?as_of=2026-05-01",
        "/sample/v1.10/letters/",
        "/sample/sigs/compute/outreach/",
        "/sample/sigs/compute/rosters/?role=approvers&who=ilse-marchgrund,+new-hand",
        "/sample/sigs/compute/asking/",
        "/sample/asked/",
        "/sample/channels/",
        "/sample/v1.10/board/people",
        "/sample/33/who/?release=v1.10",
        "/sample/33/who/?role=sig",
        "/sample/33/who/?role=participating_sigs",
        "/sample/v1.10/capacity/",
        "/sample/help/",
        "/sample/33/help/",
        "/sample/33/take-over/",
        "/sample/v1.10/exceptions/",
        "/sample/v1.10/exceptions/new?item=33",
        "/sample/v1.10/drift/",
        "/sample/v1.10/untracked/",
        "/sample/sigs/",
        "/sample/releases/v1.10/?compare=2026-03-01",
        "/sample/sigs/compute/",
        "/sample/sigs/compute/?compare=2026-03-01",
        "/sample/enhancements/?compare=2026-03-01",
        "/sample/changes/?since=2026-04-01",
        "/sample/changes/?since=2025-01-01&until=2025-01-02",
        "/sample/enhancements/",
        "/sample/enhancements/?text=nothing-is-called-so",
        "/sample/enhancements/?columns=freeze,waiting,reviewer,updated&group=sig",
        "/sample/views/",
        "/sample/views/1/",
        "/sample/views/1/?edited=1&text=clone",
        "/sample/views/save?text=clone",
        "/sample/problems/",
        "/sample/sources/jobs/",
        "/sample/guide/",
        "/sample/guide/?blog=yes",
        "/sample/propose/",
        "/sample/propose/?title=Hot+plug&do=prepare",
        "/sample/roadmap/",
        "/sample/roadmap/?from=v1.2&to=v1.10",
        "/sample/roadmap/?state=slipped&sig=compute",
        "/sample/waiting/",
        "/sample/waiting/?sig=compute",
        "/sample/sigs/compute/meeting/",
        "/sample/people/",
        "/sample/people/vesna-tolmark/",
        "/sample/47/?in=releases/v1.10/%3Fsig%3Dcompute",
        "/sample/33/document/",
        "/sample/33/document/?diff=1",
        "/sample/33/discussion/",
        "/sample/reports/",
        *(f"/sample/reports/{one.key}/" for one in REPORTS),
        "/sample/reports/survival/?from=v1.8&to=v1.10&sig=compute",
        "/sample/reports/burn-up/?release=v1.9&by=pulls",
        "/sample/sigs/compute/annual/2026/",
        "/sample/v1.9/notes",
        "/sample/nothing/",
        *(f"/sample/{key}/" for key in (*drifting, *troubled)),
    ]


def faults(page: Page, rules: dict[str, object]) -> list[str]:
    """What axe finds by these rules, as rule and place."""
    found = page.evaluate(
        # No rule of ours reads style sheets, for which axe would fetch them first.
        "async (runOnly) => (await axe.run({runOnly, resultTypes: ['violations'],"
        " selectors: false, preload: false})).violations",
        rules,
    )
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in found
        for node in violation["nodes"]
    ]


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page that is open, at both widths and in both themes."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    problems = []
    for width, theme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        # From its top: further down the bar lies over half of something anywhere.
        page.evaluate("scrollTo(0, 0)")
        found = faults(page, rules)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"scrolls sideways: {wide} px")
        problems += [f"{width}, {theme}: {fault}" for fault in found]
    return problems


def watched(page: Page) -> list[str]:
    """Errors the page reports from now on, refusals by the policy among them."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "404" not in message.text:
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request",
        lambda request: (
            said.append(request.url) if "127.0.0.1" not in request.url else None
        ),
    )
    return said


def wrong_with(
    tracker: str, browser: Browser, pages: list[str]
) -> dict[str, list[str]]:
    """What is wrong with each of these pages; all that are well are left out."""
    # A colour on its way from one theme to the other is neither.
    context = browser.new_context(reduced_motion="reduce")
    # The first page of a server waits for everything to be loaded.
    context.set_default_navigation_timeout(120_000)
    context.add_init_script(path=AXE)
    page = context.new_page()
    said = watched(page)
    found = {}
    for address in pages:
        page.goto(tracker + address)
        problems = faults_of(page)
        if problems or said:
            found[address] = [*problems, *said]
            said.clear()
    context.close()
    return found
