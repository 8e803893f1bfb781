"""Asks every address as somebody who reads in the made-up language, and in English."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from tests.safety import addresses
from tests.support import marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from enhancements.models import Project

NOT_ASKED = {"readyz", "metrics", "github_callback", "enhancements:board-events"}
"""Routes that say how this installation does, or never end."""
FOR_PAGES = {
    "enhancements:palette",
    "enhancements:project-palette",
    "enhancements:suggest",
    "enhancements:known-people",
    "enhancements:known-enhancements",
}
"""What the scripts of a page read, for who looks at it."""
OF_THE_READER = {"enhancements:sig-meeting"}
"""Whose text is for a meeting that its reader prepares, in their language."""
_FILE = re.compile(r'href="([^"]*[?&;]format=(?:csv|json)[^"]*)"')
_MOMENT = re.compile(r"\d{4}-?\d\d-?\d\dT\d\d:?\d\d:?[\d.]+(Z|\+00:00)")


class Asking:
    """What was asked already, and what was wrong with the answers."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.files = self.pages = 0
        self.wrong: dict[str, list[str]] = {}

    def everything(self, project: Project) -> dict[str, list[str]]:
        """By address what is in the made-up language and should not be."""
        known = addresses.things(project, ["thing"])
        for one in addresses.samples(known, 1):
            if not one.is_posted and one.route not in NOT_ASKED:
                self.ask(one.route, one.address)
        return self.wrong

    def ask(self, route: str, address: str) -> None:
        """Ask one address, and for the files that its page offers."""
        theirs, kind = self._said(marked.MARKED.code, address)
        ours, _ = self._said("en", address)
        faults = list(marked.marks(ours))
        if kind.startswith("text/html"):
            self.pages += bool(marked.marks(theirs))
            if route not in OF_THE_READER:
                faults += marked.carried(theirs)
            for file in dict.fromkeys(_FILE.findall(theirs)):
                self.ask(route, urljoin(address, unescape(file)))
        elif route not in FOR_PAGES or "format=" in address:
            self.files += 1
            faults += _differences(theirs, ours)
        if faults:
            self.wrong[address] = faults[:5]

    def _said(self, code: str, address: str) -> tuple[str, str]:
        answer: Any = marked.speak(self.client, code).get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else None
        text = (answer.content if body is None else body).decode()
        return text, answer.get("Content-Type", "")


def _differences(theirs: str, ours: str) -> Iterator[str]:
    """Lines of a file that the two do not share, but for the moment they were asked."""
    one, other = (_MOMENT.sub("T", text).splitlines() for text in (theirs, ours))
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            yield f"{mine[:200]} is not {yours[:200]}"
    if len(one) != len(other):
        yield f"{len(one)} lines are not {len(other)}"
