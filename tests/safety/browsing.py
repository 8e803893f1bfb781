"""Opens pages of a hostile world in Chromium, and tells what should not happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.safety import looking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Request

# The elements of a page as this browser reads it, before any script of ours ran.
_READ = """
([text, kind]) => {
  const found = new DOMParser().parseFromString(text, kind);
  const told = [];
  const walk = (root) => {
    for (const one of root.querySelectorAll("*")) {
      const attributes = {};
      for (const { name, value } of one.attributes) attributes[name] = value;
      const own = one.localName === "script" ? one.textContent.trim() : "";
      told.push([one.localName, attributes, own]);
      if (one.localName === "template") walk(one.content);
    }
  };
  walk(found);
  return told;
}
"""
_LISTEN = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused: ${event.violatedDirective} ${event.blockedURI}`));
"""
_KINDS = {"text/html": "text/html", "image/svg+xml": "image/svg+xml"}
# The parser itself makes these around what a page says.
_MADE = {"html", "head", "body", "tbody", "parsererror"}


class Looker:
    """One context of Chromium, in which page after page is opened."""

    def __init__(self, browser: Browser, server: str, session: str = "") -> None:
        self.server = server
        self.host = urlsplit(server).netloc
        self.said: list[str] = []
        self.opened = 0
        self.context = browser.new_context(reduced_motion="reduce")
        self.context.add_init_script(_LISTEN)
        if session:
            cookie: Any = {"name": "sessionid", "value": session, "url": server}
            self.context.add_cookies([cookie])
        self.page = self.context.new_page()
        self.reader = self.context.new_page()
        self.page.on("dialog", self._dialog)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.context.on("request", self._request)
        self.context.on("page", lambda page: self.said.append(f"window: {page.url}"))

    def _dialog(self, dialog: Dialog) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        is_status = "Failed to load resource" in message.text
        if message.type == "error" and not is_status:
            self.said.append(f"console: {message.text[:300]}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self.host:
            self.said.append(f"request: {request.url[:200]}")

    def faults(self, address: str) -> list[str]:
        """What is wrong with a page, or happened while it was open."""
        response = self.page.goto(self.server + address)
        self.opened += 1
        assert response is not None
        kind = response.headers.get("content-type", "").partition(";")[0]
        found = self._elements(response.text(), kind) if kind in _KINDS else []
        now = urlsplit(self.page.url)
        if now.netloc != self.host:
            found.append(f"led to {self.page.url}")
        found, self.said = [*found, *self.said], []
        return found

    def _elements(self, text: str, kind: str) -> list[str]:
        read = self.reader.evaluate(_READ, [text, kind])
        faults = [f"script: {own[:80]}" for _, _, own in read if own]
        told = [(tag, attributes) for tag, attributes, _ in read if tag not in _MADE]
        if kind == "image/svg+xml":
            tags = {tag for tag, _ in told}
            wrong = tags & {"script", "foreignObject", "image", "a", "iframe"}
            return faults + [f"element {one}" for one in sorted(wrong)]
        return faults + looking.element_faults(told)

    def all_faults(self, addresses: Iterable[str]) -> dict[str, list[str]]:
        """What is wrong with these pages; those that are well are left out."""
        found = {one: self.faults(one)[:4] for one in addresses}
        return {one: faults for one, faults in found.items() if faults}

    def close(self) -> None:
        """End the context."""
        self.context.close()
