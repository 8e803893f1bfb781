"""One REDIS_URL in, the addresses of its numbered databases out."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured


def database(url: str, number: int) -> str:
    """Return the address of one database, as redis-py and Django's cache read it.

    ``url`` is redis://, rediss:// or unix:// and names no database of its own, or one
    that is replaced. Raises ImproperlyConfigured for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    if parts.scheme in {"redis", "rediss"} and parts.netloc:
        return urlunsplit(parts._replace(path=f"/{number}"))
    sentence = (
        f"REDIS_URL starts with {parts.scheme or 'nothing'!r}, but must look like "
        "redis://host:6379, rediss://host:6379 or unix:///path/to/socket."
    )
    raise ImproperlyConfigured(sentence)


def broker(url: str, number: int) -> str:
    """Return the same address as Celery's transport reads it."""
    address = database(url, number)
    parts = urlsplit(address)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host={number}"
    return address
