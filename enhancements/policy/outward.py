"""Which addresses of others we send anything to: only what is open to everybody.

Pure. Whoever may name an address must not reach through us what only we can reach
(OWASP, "Server Side Request Forgery Prevention Cheat Sheet"). What a name leads to is
asked at the moment of connecting (`sources.outward`); here is what is judged of it.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from enhancements.languages import gettext, gettext_noop

LONGEST = 2000
_LOWEST_PORT = 1024
_FORM = gettext_noop("It looks like https://chat.example.org/hooks/abc.")
# Addresses in which others are wrapped, which a gateway unwraps: IPv4-compatible,
# NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), Teredo (RFC 4380), ISATAP's are local.
_WRAPPED = tuple(
    ipaddress.ip_network(text)
    for text in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)
# Given out for examples and for relays that are no more (RFC 9637, RFC 7526), which the
# standard library's register does not know everywhere.
_NOBODYS = tuple(ipaddress.ip_network(text) for text in ("3fff::/20", "192.88.99.0/24"))
# Only what the register of IPv6 gives out is anybody's (RFC 4291, section 2.4).
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
# Alibaba's and Oracle's addresses for what a machine is told of itself, outside the
# private ranges; those of Amazon, Google and Microsoft are link-local.
_METADATA = tuple(
    ipaddress.ip_network(text)
    for text in ("100.100.100.200/32", "192.0.0.192/32", "168.63.129.16/32")
)


class AddressRefused(ValueError):
    """Where nothing is sent; the text says why, and never repeats the address."""


def check(address: str, *, allow_loopback: bool = False) -> str:
    """The address as it is kept, or AddressRefused with what to do.

    https only, on port 443 or one above 1023; no name or password before the host. A
    host given as a number must be a public one. With `allow_loopback` http to this
    machine passes, too, which is for trying out.
    """
    text = address.strip()
    if len(text) > LONGEST:
        message = gettext("An address has at most %(most)s letters.", most=LONGEST)
        raise AddressRefused(message)
    if not text.isascii() or not text.isprintable() or set(' "<>\\^`{|}') & set(text):
        raise AddressRefused(_as(gettext("The address has a letter that none has.")))
    parts, port = _split(text)
    if "@" in parts.netloc:
        message = gettext(
            "Leave out the name and password before the @; nothing is sent with one."
        )
        raise AddressRefused(message)
    host = parts.hostname or ""
    if allow_loopback and is_loopback(host):
        return text
    if parts.scheme != "https":
        raise AddressRefused(_as(gettext("Only addresses with https are sent to.")))
    if port != 443 and port <= _LOWEST_PORT - 1:  # noqa: PLR2004 - https's own
        message = gettext("Only port 443 and those above 1023 are sent to.")
        raise AddressRefused(message)
    if _is_number(host) and not is_public(host):
        message = gettext("That is no address on the open internet.")
        raise AddressRefused(message)
    return text


def _as(wrong: str) -> str:
    """What is wrong, and what an address looks like."""
    return f"{wrong} {gettext(_FORM)}"


def _split(text: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(text)
        port = parts.port if parts.port is not None else 443
    except ValueError:
        raise AddressRefused(_as(gettext("That is no address."))) from None
    if not parts.hostname or parts.scheme not in {"http", "https"} or parts.fragment:
        raise AddressRefused(_as(gettext("That is no address.")))
    return parts, port


def _is_number(host: str) -> bool:
    """Whether it is no name: also in the forms that only old programs read (`0x7f.1`,
    `2130706433`), whose last part is a number (WHATWG URL, "ends in a number").
    """
    last = host.rstrip(".").rpartition(".")[2]
    return ":" in host or last.isdigit() or last.lower().startswith("0x")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its very name or number."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(number: str) -> bool:
    """Whether an IP address is one of the open internet; False for what is none.

    >>> is_public("93.184.215.14"), is_public("::ffff:10.0.0.1")
    (True, False)
    """
    try:
        found = ipaddress.ip_address(number)
    except ValueError:
        return False
    never = (*_METADATA, *_NOBODYS)
    if any(found in one for one in never if one.version == found.version):
        return False
    if not found.is_global or found.is_multicast or found.is_reserved:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return True
    is_wrapped = any(found in one for one in _WRAPPED) or found.ipv4_mapped
    return found in _GIVEN_OUT and not is_wrapped and not found.is_site_local
