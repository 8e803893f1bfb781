"""Posting to addresses that other people gave: only to the open internet.

What a name leads to is asked once, judged, and connected to by that very number, in the
one place where a socket is opened: so it does not matter what the name leads to a
moment later (DNS rebinding). There are no redirects, no proxies of the environment, and
no second try. The whole exchange has a time, whatever drips in, and what is answered
beside the status is read up to a size and thrown away: nobody sees it here.

The name in the certificate must be the one in the address. httpx2 writes addresses into
its log, so its connections (httpcore2) are used without it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import re
import socket
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpcore2
import httpx2

from enhancements.policy import outward
from enhancements.policy.outward import AddressRefused

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
"""The longest silence."""
TOTAL_SECONDS = 15.0
"""From connecting to the end; asking for the name comes before, with the system's own
limits."""
LARGEST_ANSWER = 64 * 1024
"""Bytes of an answer that are waited for; the status came before them."""
REQUESTER = "enhancement-tracker"
_MOST_NUMBERS = 3
_LONGEST_WAIT = 24 * 3600
_NUMBER = re.compile(r"[0-9]{1,9}")


class OutwardFailed(RuntimeError):
    """Nothing arrived for sure; the text says why, and never names the address."""


class OutwardRefused(OutwardFailed):
    """The address is none that anything is sent to."""


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    wait: dt.timedelta | None = None
    """For how long we were asked to wait."""


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much."""

    connect: float = CONNECT_SECONDS
    read: float = READ_SECONDS
    total: float = TOTAL_SECONDS
    largest: int = LARGEST_ANSWER


LIMITS = Limits()


def post(
    address: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    allow_loopback: bool = False,
    only_loopback: bool = False,
    limits: Limits = LIMITS,
) -> Answer:
    """POST once, and the status that came back, whatever it is. With `only_loopback`
    to no other machine: of a name nobody is even asked.

    Raises OutwardRefused for an address that nothing is sent to, by its form or by what
    its name leads to at this moment, and OutwardFailed where no answer came.
    """
    try:
        checked = outward.check(address, allow_loopback=allow_loopback)
    except AddressRefused as refused:
        raise OutwardRefused(str(refused)) from refused
    if only_loopback and not outward.is_loopback(urlsplit(checked).hostname or ""):
        raise OutwardRefused("This is a demo, which sends nothing to other machines.")
    opening = _Opening(time.monotonic() + limits.total, allow_loopback=allow_loopback)
    try:
        return _exchange(checked, body, headers, opening, limits)
    except httpcore2.TimeoutException:
        raise OutwardFailed("It did not answer in time.") from None
    except httpcore2.ProtocolError:
        raise OutwardFailed("Its answer was cut or garbled.") from None
    except (httpcore2.NetworkError, OSError) as error:
        raise OutwardFailed(_why(error)) from None


def _exchange(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    opening: _Opening,
    limits: Limits,
) -> Answer:
    """One request over a connection of its own."""
    times = {"connect": limits.connect, "read": limits.read, "write": limits.read}
    host = urlsplit(address).netloc
    sent = {"Host": host, "User-Agent": REQUESTER, "Accept": "*/*", **headers}
    with (
        httpcore2.ConnectionPool(
            ssl_context=_authorities(), network_backend=opening, max_connections=1
        ) as pool,
        pool.stream(
            "POST",
            _url(address),
            headers=[(key.encode(), value.encode()) for key, value in sent.items()],
            content=body,
            extensions={"timeout": times | {"pool": limits.connect}},
        ) as answer,
    ):
        # The status has come, and with it the answer: no more is asked of the rest.
        with contextlib.suppress(httpcore2.NetworkError, httpcore2.ProtocolError):
            _throw_away(answer, limits.largest)
        return Answer(answer.status, _wait(answer.headers))


def _throw_away(answer: httpcore2.Response, most: int) -> None:
    """Take what comes, so that nobody is hung up on in the middle of a sentence."""
    taken = 0
    with contextlib.suppress(httpcore2.TimeoutException):
        for part in answer.iter_stream():
            taken += len(part)
            if taken > most:
                return


def _url(address: str) -> httpcore2.URL:
    """The parts that were judged, as they are: no other reader takes them apart again,
    who might see another host in them.
    """
    parts = urlsplit(address)
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    return httpcore2.URL(
        scheme=parts.scheme.encode(),
        host=(parts.hostname or "").encode(),
        port=parts.port,
        target=target.encode(),
    )


class _Opening(httpcore2.NetworkBackend):
    """Opens the connections, each to a number that was judged."""

    def __init__(self, ends: float, *, allow_loopback: bool) -> None:
        """``ends`` is by `time.monotonic`."""
        self._ends = ends
        self._allow_loopback = allow_loopback
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to what the host leads to now. Raises OutwardRefused."""
        error: Exception | None = None
        for number in self._numbers(host, port):
            try:
                stream = self._plain.connect_tcp(
                    number,
                    port,
                    timeout=_left(self._ends, timeout, httpcore2.ConnectTimeout),
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except httpcore2.ConnectError as failed:
                error = failed
            else:
                return _Timed(stream, self._ends)
        raise error or OutwardFailed("No machine has that name.")

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Never."""
        del path, timeout, socket_options
        raise OutwardRefused("Nothing is sent to sockets of this machine.")

    def _numbers(self, host: str, port: int) -> Sequence[str]:
        """The IP addresses of a host, all of them open to everybody: one that leads
        here and there is not trusted with either.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise OutwardFailed("No machine has that name.") from None
        numbers = list(dict.fromkeys(str(one[4][0]) for one in found))
        is_here = self._allow_loopback and outward.is_loopback(host)
        judge = outward.is_loopback if is_here else outward.is_public
        if not all(judge(number) for number in numbers):
            raise OutwardRefused("That name leads to no address on the open internet.")
        return numbers[:_MOST_NUMBERS]


class _Timed(httpcore2.NetworkStream):
    """A connection that ends with the time of the whole."""

    def __init__(self, inner: httpcore2.NetworkStream, ends: float) -> None:
        self._inner = inner
        self._ends = ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come."""
        left = _left(self._ends, timeout, httpcore2.ReadTimeout)
        return self._inner.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        left = _left(self._ends, timeout, httpcore2.WriteTimeout)
        self._inner.write(buffer, left)

    def close(self) -> None:
        """Hang up."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """The same with TLS, to the host of this name."""
        left = _left(self._ends, timeout, httpcore2.ConnectTimeout)
        safe = self._inner.start_tls(ssl_context, server_hostname, left)
        return _Timed(safe, self._ends)

    def get_extra_info(self, info: str) -> Any:
        """What is known of the connection."""
        return self._inner.get_extra_info(info)


def _left(ends: float, timeout: float | None, late: type[Exception]) -> float:
    """Seconds that may pass now; raises `late` when there are none."""
    left = ends - time.monotonic()
    if left <= 0:
        raise late
    return left if timeout is None else min(timeout, left)


def _why(error: BaseException) -> str:
    """In a sentence without a name or number of theirs."""
    causes = (error, error.__cause__, error.__context__)
    if any(isinstance(one, ssl.SSLError) for one in causes):
        return "Its certificate is not good, or it speaks no TLS."
    return "It cannot be reached."


def _wait(headers: Iterable[tuple[bytes, bytes]]) -> dt.timedelta | None:
    """`Retry-After` in seconds (RFC 9110, 10.2.3); its form with a date is ignored."""
    for key, value in headers:
        text = value.decode("latin-1").strip()
        if key.lower() == b"retry-after" and _NUMBER.fullmatch(text):
            return dt.timedelta(seconds=min(int(text), _LONGEST_WAIT))
    return None


@functools.cache
def _authorities() -> ssl.SSLContext:
    """Who may vouch for a server. No file that the environment names is among them."""
    return httpx2.create_ssl_context(trust_env=False)
