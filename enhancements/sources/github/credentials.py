"""Who we are at GitHub: a GitHub App, or a token; from the settings.

A GitHub App speaks for itself with a short signed statement, and for each account that
installed it with a token that is good for an hour. Such tokens are kept in memory, one
for each account, and asked for anew before they end. Nothing here is ever logged, and
no exception holds a secret.
"""

from __future__ import annotations

import functools
import hashlib
import ipaddress
import threading
import time
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import jwt
from django.conf import settings

from enhancements.sources.github.answers import read_date, read_moment
from enhancements.sources.github.failures import (
    BadAnswer,
    Missing,
    Refused,
    Unconfigured,
)

GITHUB_COM = "https://github.com"
_API = "https://api.github.com"

# GitHub allows ten minutes and refuses a statement from the future.
_BACKDATED = 60
_STATEMENT = 540
# An installation's token is renewed so long before its end.
_AHEAD = 300


@dataclass(frozen=True, slots=True)
class Server:
    """Where a GitHub is: base addresses without a slash at their ends."""

    rest: str
    graphql: str

    @classmethod
    def at(cls, address: str) -> Server:
        """The server whose pages are at ``address``, or whose API is.

        `https://HOST` of an Enterprise server has its API below `/api`. Raises
        Unconfigured for what is no such address; plain http is for this machine only.
        """
        parts = urllib.parse.urlsplit(address.strip().rstrip("/") or GITHUB_COM)
        path = parts.path.removesuffix("/api/v3")
        if not parts.hostname or path or parts.query or parts.username:
            raise Unconfigured(
                f"{_shown(parts)} is no address of a GitHub server. Set"
                " TRACKER_GITHUB_URL to one such as https://github.example.org."
            )
        if parts.scheme != "https" and not _is_here(parts.scheme, parts.hostname):
            raise Unconfigured(
                f"{_shown(parts)} would send the credential unencrypted. Set"
                " TRACKER_GITHUB_URL to an address that begins with https."
            )
        if parts.hostname in {"github.com", "www.github.com", "api.github.com"}:
            return cls(_API, f"{_API}/graphql")
        base = f"{parts.scheme}://{parts.netloc}/api"
        return cls(f"{base}/v3", f"{base}/graphql")


def _shown(parts: urllib.parse.SplitResult) -> str:
    """An address without what may be a secret in it."""
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def _is_here(scheme: str, host: str) -> bool:
    if scheme != "http":
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True)
class Pass:
    """What a request shows: whose budget it uses, and the ``Authorization`` header."""

    name: str
    header: str

    def __repr__(self) -> str:
        return f"Pass({self.name})"


# Asks the REST API: method, path, what to show; gives JSON and headers.
Ask = Callable[[str, str, Pass], tuple[Any, Mapping[str, str]]]


class Credential(Protocol):
    """Something that gives passes."""

    is_app: bool

    def of(self, name: str, ask: Ask) -> Pass:
        """The pass for a repository, `owner/name`, or for an organisation, `owner`."""

    def of_itself(self) -> Pass:
        """The pass for what GitHub tells an App of itself."""

    def renew(self, refused: Pass, date: str) -> bool:
        """Drop a pass that was refused with 401 at ``date``; whether a new one may do
        better.
        """


class Token:
    """A personal access token."""

    is_app = False

    def __init__(self, text: str) -> None:
        mark = hashlib.sha256(text.encode()).hexdigest()[:8]
        # Another token is another budget, so the name changes with it.
        self._pass = Pass(f"token {mark}", f"token {text}")

    def of(self, name: str, ask: Ask) -> Pass:  # noqa: ARG002 the same for all
        """The token itself."""
        return self._pass

    def of_itself(self) -> Pass:
        """Raises Unconfigured: a token is no App."""
        raise Unconfigured("Only a GitHub App can be asked this; a token is in use.")

    def renew(self, refused: Pass, date: str) -> bool:  # noqa: ARG002 nothing to do
        """A refused token stays refused."""
        return False


@dataclass(slots=True)
class _Kept:
    shown: Pass
    until: float
    """By our monotonic clock."""


class App:
    """A GitHub App, which finds by itself where it is installed."""

    is_app = True

    def __init__(self, app_id: str, key: str) -> None:
        self._id = app_id
        self._key = key
        # Asked for a token, GitHub may refuse the statement, which is then renewed.
        self._lock = threading.RLock()
        self._kept: dict[int, _Kept] = {}
        """By the number of the installation."""
        self._installations: dict[str, int] = {}
        self._skew = 0.0
        """Seconds that GitHub's clock is ahead of ours, once it was needed."""

    def of_itself(self) -> Pass:
        """A signed statement, good for some minutes."""
        now = int(time.time() + self._skew)
        claims = {"iat": now - _BACKDATED, "exp": now + _STATEMENT, "iss": self._id}
        try:
            text = jwt.encode(claims, self._key, algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError):
            # The cause may quote the key.
            raise Unconfigured(
                "The key of the GitHub App cannot be read. Set TRACKER_GITHUB_APP_KEY"
                " to the text of the .pem file that GitHub gave, or name that file in"
                " TRACKER_GITHUB_APP_KEY_FILE."
            ) from None
        return Pass(f"app {self._id}", f"bearer {text}")

    def of(self, name: str, ask: Ask) -> Pass:
        """A token of the installation there, new or kept.

        Raises Refused where the App is not installed.
        """
        with self._lock:
            number = self._installations.get(name.lower())
            if number is None:
                number = self._find(name, ask)
                self._installations[name.lower()] = number
            kept = self._kept.get(number)
            if kept is None or kept.until <= time.monotonic():
                kept = self._kept[number] = self._ask(number, ask)
            return kept.shown

    def renew(self, refused: Pass, date: str) -> bool:
        """Forget the token, or learn from a refused statement what time it is."""
        with self._lock:
            kept = [n for n, one in self._kept.items() if one.shown == refused]
            for number in kept:
                del self._kept[number]
            # The App may have been installed anew, under another number.
            self._installations = {
                name: number
                for name, number in self._installations.items()
                if number not in kept
            }
            moment = read_date(date)
            if kept or moment is None or not refused.name.startswith("app "):
                return bool(kept)
            skew = moment.timestamp() - time.time()
            has_learned = abs(skew - self._skew) > _BACKDATED / 2
            self._skew = skew
            return has_learned

    def _ask(self, number: int, ask: Ask) -> _Kept:
        path = f"/app/installations/{number}/access_tokens"
        told, headers = ask("POST", path, self.of_itself())
        try:
            text, ends = str(told["token"]), read_moment(told["expires_at"])
        except (KeyError, TypeError, ValueError):
            raise BadAnswer("GitHub gave the App no token that can be read.") from None
        date = read_date(headers.get("date", ""))
        lasts = 3600.0 if date is None else (ends - date).total_seconds()
        return _Kept(
            Pass(f"installation {number}", f"token {text}"),
            # Never at once: a short one is renewed halfway.
            time.monotonic() + max(lasts - _AHEAD, lasts / 2),
        )

    def _find(self, name: str, ask: Ask) -> int:
        for path in _places(name):
            try:
                told, _ = ask("GET", path, self.of_itself())
            except Missing:
                continue
            if isinstance(told, dict) and isinstance(told.get("id"), int):
                return int(told["id"])
            raise BadAnswer("GitHub named no installation of the App.")
        raise Refused(
            f"The GitHub App is not installed at {name}. Its owner must install it."
        )


def _places(name: str) -> list[str]:
    """Where GitHub tells which installation is there."""
    quoted = urllib.parse.quote(name)
    if "/" in name:
        return [f"/repos/{quoted}/installation"]
    return [f"/orgs/{quoted}/installation", f"/users/{quoted}/installation"]


def server() -> Server:
    """The GitHub of the settings. Raises Unconfigured where its address is none."""
    return Server.at(settings.GITHUB_URL)


def credential() -> Credential:
    """The credential of the settings; the same object until they change.

    Raises Unconfigured where nothing is set.
    """
    return _credential(
        settings.GITHUB_TOKEN, settings.GITHUB_APP_ID, settings.GITHUB_APP_KEY
    )


@functools.lru_cache(maxsize=4)
def _credential(token: str, app_id: str, key: str) -> Credential:
    if bool(app_id) != bool(key):
        raise Unconfigured(
            "A GitHub App needs both TRACKER_GITHUB_APP_ID and TRACKER_GITHUB_APP_KEY."
        )
    if app_id:
        # On a single line it has "\\n" for line breaks.
        return App(app_id, key.replace("\\n", "\n"))
    if token:
        return Token(token)
    raise Unconfigured(
        "GitHub is not asked, because there is no credential for it. Set"
        " TRACKER_GITHUB_APP_ID and TRACKER_GITHUB_APP_KEY of a GitHub App, or"
        " TRACKER_GITHUB_TOKEN."
    )
