"""One TRACKER_MAIL_URL in, what Django needs to send mail out."""

from __future__ import annotations

import dataclasses
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


@dataclasses.dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. Without a host none is sent."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = dataclasses.field(default="", repr=False)
    use_tls: bool = False
    """STARTTLS; without it nothing is sent."""
    use_ssl: bool = False
    """TLS from the first byte."""


def server(url: str) -> MailServer:
    """Read smtp://user:password@host:587 (STARTTLS), smtps://… (TLS) or
    smtp+plain://… (neither, for a server on this machine); nothing for an empty text.

    Raises ImproperlyConfigured for anything else; the sentence holds no password.
    """
    if not url:
        return MailServer()
    parts = urlsplit(url)
    try:
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if parts.scheme not in _PORTS or not parts.hostname or not port:
        sentence = (
            "TRACKER_MAIL_URL must look like smtp://user:password@host:587,"
            " smtps://user:password@host:465 or smtp+plain://localhost:25."
        )
        raise ImproperlyConfigured(sentence)
    return MailServer(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp",
        use_ssl=parts.scheme == "smtps",
    )


def address(text: str) -> str:
    """The address of this installation without a slash at its end.

    Raises ImproperlyConfigured for what is no http address, or has a path.
    """
    if not text:
        return ""
    parts = urlsplit(text)
    path = parts.path.rstrip("/")
    if parts.scheme not in {"http", "https"} or not parts.netloc or path:
        sentence = (
            f"TRACKER_ADDRESS is {text!r}, but must look like"
            " https://tracker.example.org."
        )
        raise ImproperlyConfigured(sentence)
    return f"{parts.scheme}://{parts.netloc}"
