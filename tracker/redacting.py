"""What no log may have: secrets, and tokens of signed links, with which anybody could
answer.
"""

from __future__ import annotations

import functools
import logging
import re

HIDDEN = "…"
_LINK = re.compile(r"(/asked/|/me/mail/(?:confirm|stop)/)[^/\s?]+")
# By their looks: GitHub's tokens and ours, what a header or an address carries, keys.
_LOOKS = (
    (re.compile(r"\b(?:gh[oprsu]_|github_pat_|trk_)\w{8,}"), HIDDEN),
    # What has no figure in it is a word.
    (
        re.compile(r"(?i)\b(bearer|basic|token)\s+(?=\S*\d)[\w.~+/=-]{12,}"),
        rf"\1 {HIDDEN}",
    ),
    (re.compile(r"([a-z][a-z0-9+.-]*://[^\s/:@]*):[^\s/@]+@"), rf"\1:{HIDDEN}@"),
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
    """Takes the token out of every path of a signed link that a line names.

    Django names the path of each request that it refuses (`django.request`).
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record where need be; every line is written."""
        said = record.getMessage()
        shown = _LINK.sub(rf"\1{HIDDEN}", said)
        if shown != said:
            record.msg, record.args = shown, ()
        return True


def hidden(text: str) -> str:
    """A text without secrets: those of the settings, and whatever looks like one."""
    for secret in _secrets():
        text = text.replace(secret, HIDDEN)
    text = _LINK.sub(rf"\1{HIDDEN}", text)
    for looks, shown in _LOOKS:
        text = looks.sub(shown, text)
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
