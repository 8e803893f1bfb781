"""How somebody uses a page: by the keys alone, or by touch alone.

Both do the same things, so that a journey is told once. Each sees to it, at every step,
that its way is a way: what has the focus shows it and is not covered, and what is
touched is large enough for a finger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from playwright.sync_api import expect

from tests.support.browsers import PICTURES, picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

FINGER = 44
"""CSS pixels that a finger hits, both ways (WCAG 2.5.5); a link within a line of text
is as high as its line.
"""
MOST_TABS = 250
_FOCUSED = "one => one === document.activeElement"
# It shows that it has the focus, by itself or around it, and nothing lies over it.
_SEEN = """one => {
  const box = one.getBoundingClientRect();
  const x = box.left + Math.min(box.width / 2, 40);
  const over = document.elementFromPoint(x, box.top + box.height / 2);
  let shown = one.matches(':focus-visible');
  let drawn = false;
  for (let at = one; at && !drawn; at = at.parentElement) {
    const style = getComputedStyle(at);
    drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  }
  const inside = over && (one.contains(over) || over.contains(one)
    || one.labels && [...one.labels].some((label) => label.contains(over)));
  return [shown && drawn ? '' : 'no focus is shown', inside ? '' : 'covered'].join('');
}"""
# Whoever touches a label ticks what it is of, and a small box may take what is touched
# beside it: whatever a finger hits from the middle of it counts.
_ROOM = """(one, finger) => {
  const whole = one.closest('label') ?? one;
  whole.scrollIntoView({ block: 'center' });
  const box = whole.getBoundingClientRect();
  const reach = finger / 2 - 1;
  const hit = [[0, -reach], [0, reach], [-reach, 0], [reach, 0]].every(([x, y]) => {
    const over = document.elementFromPoint(
      box.left + box.width / 2 + x, box.top + box.height / 2 + y);
    return over && whole.contains(over);
  });
  return {
    fits: hit || Math.ceil(box.width) >= finger && Math.ceil(box.height) >= finger,
    flows: getComputedStyle(one).display === 'inline',
    width: box.width, height: box.height,
  };
}"""


class Hands(Protocol):
    """Somebody at a page."""

    name: str
    page: Page

    def press(self, target: Locator) -> None:
        """Follow a link, push a button, open what opens."""

    def tick(self, box: Locator) -> None:
        """Tick a box, or choose one of several."""

    def write(self, field: Locator, text: str) -> None:
        """Put a text into a field instead of what stands there."""

    def choose(self, picker: Locator, label: str) -> None:
        """Choose from a list of the browser's own."""

    def take(self, field: Locator, option: Locator) -> None:
        """Take what is offered for what was typed."""

    def go(self, text: str, name: str) -> None:
        """Go somewhere by the palette: to what is called so of what a text finds."""


class Keys:
    """By the keys alone, on a large screen."""

    name = "keys"
    window: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Go on with the tab key until the focus is there, and see it."""
        expect(target).to_be_visible()
        for _ in range(MOST_TABS):
            if target.evaluate(_FOCUSED):
                wrong = target.evaluate(_SEEN)
                assert wrong == "", (wrong, str(target))
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached in {MOST_TABS} steps: {target}")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def tick(self, box: Locator) -> None:
        self.reach(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, picker: Locator, label: str) -> None:
        self.reach(picker)
        # Letters find what begins with them.
        self.page.keyboard.type(label)
        expect(picker.locator("option:checked")).to_have_text(label)

    def take(self, field: Locator, option: Locator) -> None:
        expect(option).to_be_visible()
        expect(field).to_be_focused()
        for _ in range(10):
            if option.get_attribute("aria-selected") == "true":
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")
        expect(option).to_have_count(0)

    def go(self, text: str, name: str) -> None:
        self.page.keyboard.press("Control+k")
        palette = self.page.get_by_role("dialog", name="Go to")
        expect(palette.get_by_role("combobox")).to_be_focused()
        self.page.keyboard.type(text)
        option = palette.get_by_role("option", name=name).first
        expect(option).to_be_visible()
        for _ in range(10):
            if option.get_attribute("aria-selected") == "true":
                break
            self.page.keyboard.press("ArrowDown")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


class Touch:
    """By touch alone, on a telephone."""

    name = "touch"
    window: dict[str, Any] = {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
    }

    def __init__(self, page: Page) -> None:
        self.page = page

    def room(self, target: Locator) -> None:
        """See that a finger hits it, and that the page is no wider than the screen."""
        expect(target).to_be_visible()
        room = target.evaluate(_ROOM, FINGER)
        assert room["fits"] or room["flows"], (room, str(target))
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.window["viewport"]["width"], (wide, self.page.url)

    def press(self, target: Locator) -> None:
        self.room(target)
        target.tap()

    def tick(self, box: Locator) -> None:
        self.room(box)
        box.tap()
        expect(box).to_be_checked()

    def write(self, field: Locator, text: str) -> None:
        self.room(field)
        field.tap()
        field.select_text()
        self.page.keyboard.type(text)

    def choose(self, picker: Locator, label: str) -> None:
        # What opens is the telephone's own.
        self.room(picker)
        picker.select_option(label=label)

    def take(self, field: Locator, option: Locator) -> None:
        self.room(option)
        option.tap()
        expect(option).to_have_count(0)
        expect(field).not_to_have_value("")

    def go(self, text: str, name: str) -> None:
        self.press(self.page.get_by_role("button", name="Go to"))
        palette = self.page.get_by_role("dialog", name="Go to")
        self.write(palette.get_by_role("combobox"), text)
        with self.page.expect_navigation():
            self.press(palette.get_by_role("option", name=name).first)


def somebody(browser: Browser, address: str, kind: type[Keys | Touch]) -> Iterator[Any]:
    """Somebody at a browser of their own, who is not signed in."""
    context = browser.new_context(
        base_url=address, reduced_motion="reduce", **kind.window
    )
    yield kind(context.new_page())
    context.close()


def looked_at(hands: Hands, name: str) -> None:
    """Keep pictures of the page in both themes, where somebody wants to look."""
    if not PICTURES:
        return
    page, window = hands.page, hands.page.viewport_size
    # A picture of more than the window forgets that a finger points.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.evaluate("innerWidth"), "height": height})
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        picture(page, f"{name}-{hands.name}-{theme}", full_page=False)
    page.emulate_media(color_scheme="light")
    if window is not None:
        page.set_viewport_size(window)
