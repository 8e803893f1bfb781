"""Web, worker and beat as children of one command."""

from __future__ import annotations

import errno
import ipaddress
import os
import signal
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

from tracker import embedded, probe
from tracker.children import Child, Children

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# Seconds between two looks at the children, and at the embedded servers.
PAUSE = 0.2
SERVERS_PAUSE = 2.0
BACKLOG = 512


class CannotListen(Exception):
    """The address cannot be listened on; the text says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes any free one.

    It stays open while the web process is started again, so that requests wait instead
    of failing. Raises CannotListen with a sentence.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        sentence = (
            f"The host {host!r} is not known here ({error.strerror}). Use 127.0.0.1 or "
            "0.0.0.0."
        )
        raise CannotListen(sentence) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise CannotListen(_why(error, host, port)) from error
    return listener


def _why(error: OSError, host: str, port: int) -> str:
    other = "`make demo PORT=8001` or `python manage.py serve --port 8001`"
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is in use. Stop the program that uses it, or "
            f"choose another port: {other}."
        )
    if error.errno == errno.EACCES:
        return (
            f"Port {port} is kept for the system administrator. Choose one from 1024 "
            f"up: {other}."
        )
    return (
        f"Cannot listen on {host}, port {port}: {error.strerror}. Choose another "
        "address."
    )


def run(
    listener: socket.socket,
    *,
    with_worker: bool,
    say: Callable[[str], None],
    environment: Mapping[str, str] | None = None,
    companions: Sequence[Child] = (),
) -> None:
    """Serve until SIGTERM or SIGINT, then stop everything and return.

    The children get `environment` instead of our own. `companions` are what they rely
    on: watched like them and stopped after them; one may run already.
    """
    stopping = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: stopping.set())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    own = _children(listener, with_worker=with_worker, environment=environment)
    groups = [Children(say, own), Children(say, list(companions))]
    try:
        for children in groups:
            children.start()
        _watch(listener, groups, stopping, say)
    finally:
        say("Stopping.")
        for children in groups:
            children.stop()
        listener.close()
        for number, handler in before.items():
            signal.signal(number, handler)


def _watch(
    listener: socket.socket,
    groups: Sequence[Children],
    stopping: threading.Event,
    say: Callable[[str], None],
) -> None:
    ready = threading.Thread(
        target=_announce, args=(listener, stopping, say), daemon=True
    )
    ready.start()
    looked_at = time.monotonic()
    while not stopping.wait(PAUSE):
        for children in groups:
            children.watch()
        if embedded.is_default() and time.monotonic() - looked_at > SERVERS_PAUSE:
            _keep_servers(say)
            looked_at = time.monotonic()


def _keep_servers(say: Callable[[str], None]) -> None:
    """Start the embedded servers again should their supervisor have been killed."""
    try:
        embedded.ensure()
    except embedded.EmbeddedError as error:
        say(str(error))


def _announce(
    listener: socket.socket, stopping: threading.Event, say: Callable[[str], None]
) -> None:
    """Say where the first page is, once it answers."""
    host, port = reached_at(listener)
    while not probe.answers(host, port, "/"):
        if stopping.wait(PAUSE):
            return
    say(f"Tracker is ready at {address(listener)}/")


def reached_at(listener: socket.socket) -> tuple[str, int]:
    """Host and port under which this machine reaches it."""
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104 - compared, not bound


def address(listener: socket.socket) -> str:
    """The same as an address without a slash at its end."""
    host, port = reached_at(listener)
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def _children(
    listener: socket.socket,
    *,
    with_worker: bool,
    environment: Mapping[str, str] | None = None,
) -> list[Child]:
    environment = dict(os.environ if environment is None else environment)
    if _is_loopback(listener):
        # Nobody but this machine can reach it, so plain http gives nothing away.
        environment.setdefault("TRACKER_INSECURE_HTTP", "1")
    # Celery warns of root because of pickled messages; ours are JSON only.
    environment.setdefault("PYTHONWARNINGS", "ignore::UserWarning:celery.platforms")
    number = listener.fileno()
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "tracker"]
    web = [sys.executable, "-m", "uvicorn", "tracker.asgi:application"]
    web += ["--fd", str(number), "--lifespan", "off", "--no-access-log"]
    web += ["--no-server-header", "--no-proxy-headers"]
    web += ["--log-level", "warning", "--timeout-graceful-shutdown", "3"]
    worker = [*celery, "worker", "--concurrency", "2"]
    worker += ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    beat = [*celery, "beat", "--loglevel", "WARNING"]
    # The port must be free at once when we are killed, so web gets no good-bye.
    children = [Child("web", web, environment, [number], signal.SIGKILL)]
    if with_worker:
        children.append(Child("worker", worker, environment))
        children.append(Child("beat", beat, environment))
    return children


def _is_loopback(listener: socket.socket) -> bool:
    return ipaddress.ip_address(listener.getsockname()[0]).is_loopback
