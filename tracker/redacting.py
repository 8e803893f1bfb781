"""What no log may have: secrets, tokens of signed links, with which anybody could
answer, of feeds that are somebody's own, and what messages to channels are sent or
signed with.
"""

from __future__ import annotations

import functools
import logging
import re

HIDDEN = "…"
_LINKS = (
    re.compile(r"(/asked/|/me/mail/(?:confirm|stop)/|/me/unfollow/|/feeds/)[^/\s?]+"),
    # The addresses of chats are secrets themselves.
    re.compile(r"(//hooks\.slack(?:-gov)?\.com/)[^\s'\"]+"),
    re.compile(r"([?&]api_key=)[^&\s'\"]+"),
    # What begins so is one of ours: of a program that asks, or that is told.
    re.compile(r"\b(trk[sf]?_)[A-Za-z0-9_-]+"),
)
# By their looks: GitHub's tokens and ours, what a header or an address carries, keys.
_LOOKS = (
    (re.compile(r"\b(?:gh[oprsu]_|github_pat_)\w{8,}"), HIDDEN),
    # What has no figure in it is a word.
    (
        re.compile(r"(?i)\b(bearer|basic|token)\s+(?=\S*\d)[\w.~+/=-]{12,}"),
        rf"\1 {HIDDEN}",
    ),
    # No scheme is longer; without an end, a long word would be read from every letter.
    (re.compile(r"([a-z][a-z0-9+.-]{0,31}://[^\s/:@]*):[^\s/@]+@"), rf"\1:{HIDDEN}@"),
    (
        re.compile(
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*KEY-----|\Z)",
            re.DOTALL,
        ),
        HIDDEN,
    ),
)
_SETTINGS = (
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "WEBHOOK_SECRETS",
    "METRICS_TOKEN",
    "GITHUB_APP_KEY",
    "GITHUB_TOKEN",
    "GITHUB_CLIENT_SECRET",
    "EMAIL_HOST_PASSWORD",
)
_SHORTEST = 6
"""A secret that is shorter would hide half of every line, and protects nothing."""


class LinksHidden(logging.Filter):
    """Takes the token out of every path of a signed link that a line names, and every
    other secret that is known by its look.

    Django names the path of each request that it refuses (`django.request`).
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record where need be; every line is written."""
        said = record.getMessage()
        shown = _without_links(said)
        if shown != said:
            record.msg, record.args = shown, ()
        return True


def hidden(text: str) -> str:
    """A text without secrets: those of the settings, and whatever looks like one."""
    for secret in _secrets():
        text = text.replace(secret, HIDDEN)
    text = _without_links(text)
    for looks, shown in _LOOKS:
        text = looks.sub(shown, text)
    return text


def _without_links(text: str) -> str:
    for pattern in _LINKS:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text


def _secrets() -> tuple[str, ...]:
    from django.conf import settings  # noqa: PLC0415 - it names this module

    if not settings.configured:
        return ()
    found = [getattr(settings, name, "") for name in _SETTINGS]
    found += [one.get("PASSWORD", "") for one in settings.DATABASES.values()]
    return _sorted(tuple(_flat(found)))


@functools.lru_cache(maxsize=8)
def _sorted(found: tuple[str, ...]) -> tuple[str, ...]:
    """Each once, the longest first: one may be a part of another."""
    return tuple(sorted({one for one in found if len(one) >= _SHORTEST}, key=len)[::-1])


def _flat(found: list[object]) -> list[str]:
    texts: list[str] = []
    for one in found:
        texts += [str(part) for part in one] if isinstance(one, list) else [str(one)]
    return texts
