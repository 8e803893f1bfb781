"""Pull requests, files and addresses that a text of GitHub names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from enhancements.profiles import Profile

_OWNER = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})"
_NAME = r"[A-Za-z0-9_.-]{1,100}"
_NUMBER = r"[0-9]{1,9}(?![0-9])"
_HOST = r"(?:https?://)?(?:www\.)?(?<![\w.-])github\.com/"

_PULL = re.compile(
    rf"{_HOST}(?P<url>{_OWNER}/{_NAME})/pull/(?P<number>{_NUMBER})"
    rf"|(?<![\w./@-])(?P<short>{_OWNER}/{_NAME})\#(?P<short_number>{_NUMBER})"
    rf"|(?<![\w/&#.-])\#(?P<own>{_NUMBER})",
    re.IGNORECASE,
)
_FILE = re.compile(
    rf"{_HOST}(?P<repository>{_OWNER}/{_NAME})/(?:blob|tree)/(?P<ref>[^/\s]{{1,200}})"
    r"/(?P<path>[^\s?#<>\"'()\[\]|]{1,400})",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|github\.com/)\S", re.IGNORECASE)
_TRAILING = ".,;:!*_`"


class Pull(NamedTuple):
    """A pull request that a text names: `owner/name` in lower case, and number."""

    repository: str
    number: int

    def __str__(self) -> str:
        return f"{self.repository}#{self.number}"


def pulls(text: str, *, repository: str, profile: Profile) -> Iterator[Pull]:
    """The pull requests that a text names, in order, each as often as it is named.

    `repository` is the one in which the text stands: `#6` is of that. An address must
    say that it is a pull request; `owner/name#6` may be an issue too, which only
    GitHub knows.
    """
    if "#" not in text and "/" not in text:
        return
    for found in _PULL.finditer(text):
        name = found["url"] or found["short"] or repository
        number = int(found["number"] or found["short_number"] or found["own"])
        if name and number > 0:
            yield Pull(profile.pulls.repository_of(name), number)


def paths(text: str, *, repository: str, profile: Profile) -> Iterator[str]:
    """Paths inside `repository` to which the addresses in a text lead, in order."""
    if "/" not in text:
        return
    wanted = profile.pulls.repository_of(repository)
    for found in _FILE.finditer(text):
        path = unquote(found["path"]).rstrip(_TRAILING).strip("/")
        parts = path.split("/")
        if profile.pulls.repository_of(found["repository"]) == wanted and (
            all(part not in ("", ".", "..") for part in parts) and path.isprintable()
        ):
            yield path


def has_address(text: str) -> bool:
    """Whether a text holds any address at all."""
    return _ADDRESS.search(text) is not None
