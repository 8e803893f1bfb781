"""The headers that every answer has, by its kind and by who it is for.

Written out by hand, beside the settings: whoever changes one changes both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PAGES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
PICTURE = "default-src 'none'; style-src 'unsafe-inline'"
FILE = f"{PICTURE}; frame-ancestors 'none'"
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
        " magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}
HSTS = "max-age=31536000; includeSubDomains; preload"
NEVER = ("server", "x-powered-by", "via", "x-runtime", "x-aspnet-version")
SHOWN_ELSEWHERE = ("badge.svg", "card.svg")
PUBLIC_SECONDS = {
    "picture": "public, max-age=300",
    "snapshot": "public, max-age=31536000, immutable",
}


def policy(text: str) -> dict[str, str]:
    """A Content-Security-Policy by its directives."""
    parts = [one.strip().partition(" ") for one in text.split(";") if one.strip()]
    return {name: value for name, _, value in parts}


def faults(
    path: str,
    status: int,
    headers: Mapping[str, str],
    cookies: Sequence[str] = (),
    *,
    is_signed_in: bool = False,
    is_secure: bool = False,
) -> Iterator[str]:
    """What is wrong with the headers of an answer; names in small letters."""
    for name, value in ALWAYS.items():
        if headers.get(name) != value:
            yield f"{name}: {headers.get(name)!r}"
    yield from _policy_faults(path, headers)
    yield from _cache_faults(path, status, headers, is_signed_in)
    yield from (f"{one} is told" for one in NEVER if one in headers)
    if is_secure and headers.get("strict-transport-security") != HSTS:
        yield f"strict-transport-security: {headers.get('strict-transport-security')!r}"
    for one in cookies:
        yield from _cookie_faults(one, is_secure=is_secure)
    if 300 < status < 304 and not headers.get("location", "").startswith(
        ("/", "http://testserver/", "https://testserver/", "https://github.com/login/")
    ):
        yield f"location: {headers.get('location')!r}"


def _is_for_programs(path: str) -> bool:
    """Whether it is a file that says the same to everybody."""
    is_own = path.startswith("/feeds/")
    return not is_own and path.partition("?")[0].endswith((".json", ".atom", ".ics"))


def _is_picture(path: str) -> bool:
    return path.partition("?")[0].endswith(SHOWN_ELSEWHERE)


def _policy_faults(path: str, headers: Mapping[str, str]) -> Iterator[str]:
    said = headers.get("content-security-policy", "")
    kind = headers.get("content-type", "")
    if kind.startswith("image/svg") and _is_picture(path):
        if said != PICTURE:
            yield f"policy of a picture: {said}"
        if headers.get("cross-origin-resource-policy") != "cross-origin":
            yield "a picture that nobody may show"
        return
    if headers.get("cross-origin-resource-policy") != "same-origin":
        yield f"cross-origin-resource-policy: {path}"
    if headers.get("x-frame-options", "DENY") != "DENY":
        yield f"x-frame-options: {headers['x-frame-options']}"
    if path.startswith("/static/") and said == FILE:
        return
    if policy(said) != PAGES:
        yield f"policy: {said}"


def _cache_faults(
    path: str, status: int, headers: Mapping[str, str], is_signed_in: bool
) -> Iterator[str]:
    """Who may keep it, and for how long."""
    said = headers.get("cache-control", "")
    words = set(said.replace(" ", "").split(","))
    if not said:
        yield "nobody says who may keep it"
    if headers.get("set-cookie") and "public" in words:
        yield "a cookie that everybody is given"
    is_theirs = is_signed_in and "cookie" in headers.get("vary", "").lower()
    if is_theirs and not words & {"private", "no-store"}:
        yield f"a page of somebody's that others may keep: {said}"
    if status >= 400 and "public" in words:
        yield f"an error that is kept: {said}"
    if (
        "public" in words
        and not path.startswith(("/api/", "/static/"))
        and not _is_picture(path)
        and not _is_for_programs(path)
    ):
        yield f"a page that everybody keeps: {said}"


def _cookie_faults(cookie: str, *, is_secure: bool) -> Iterator[str]:
    name, _, rest = cookie.partition("=")
    flags = {one.strip().lower() for one in rest.split(";")[1:]}
    wanted = {"httponly", "samesite=lax", "path=/"}
    if is_secure:
        wanted.add("secure")
        if not name.startswith("__Host-"):
            yield f"cookie {name} without its prefix"
    if lost := wanted - flags:
        yield f"cookie {name} without {sorted(lost)}"
    if any(one.startswith("domain=") for one in flags):
        yield f"cookie {name} for other hosts"
