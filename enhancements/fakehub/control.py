"""The addresses of the pretended GitHub that GitHub has not, for other processes.

* ``GET /_truth``: the world as JSON. ``GET`` and ``DELETE /_log``: every request.
* ``GET``, ``PUT`` (a list) and ``POST /_faults`` (one): see `faults`.
* ``POST /_world``: ``{"mutation": "close", "args": {"repo": "a/b", "number": 1, "by":
  "alice"}, "at": "2026-01-01T00:00:00Z"}``.
* ``POST /_hooks``: ``{"url", "secret", "repo", "events"}``; ``PUT /_weather``: the
  fields of `webhooks.Weather`.
* ``PUT /_switches``: ``{"lag": seconds, "limit": points, "limits_on": bool, "advance":
  seconds, "revoke": token}``.
* ``POST /_chat``: a message to a chat, which is taken and forgotten.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from enhancements.fakehub.calls import Answer, Refusal, Request
from enhancements.fakehub.webhooks import Weather

if TYPE_CHECKING:
    from enhancements.fakehub.server import Fakehub

CHAT = "/_chat"
"""Where the demo's channel is."""


def answer(hub: Fakehub, request: Request) -> Answer:
    """What one of these addresses answers; 404 for others."""
    try:
        handler = _HANDLERS.get((request.method, request.path))
        return handler(hub, request) if handler else Refusal(404, "Not Found").answer
    except Refusal as refusal:
        return refusal.answer
    except (LookupError, TypeError, ValueError) as error:
        return Answer({"message": f"{type(error).__name__}: {error}"}, 422)


def _truth(hub: Fakehub, _: Request) -> Answer:
    return Answer(hub.world.truth())


def _log(hub: Fakehub, _: Request) -> Answer:
    return Answer(hub.log.rows())


def _clear(hub: Fakehub, _: Request) -> Answer:
    hub.log.clear()
    return Answer([])


def _faults(hub: Fakehub, request: Request) -> Answer:
    if request.method == "PUT":
        hub.faults.put(request.json() or [])
    return Answer([fault.told() for fault in hub.faults.entries])


def _fault(hub: Fakehub, request: Request) -> Answer:
    return Answer(hub.faults.add(**request.json()).told(), 201)


def _hook(hub: Fakehub, request: Request) -> Answer:
    return Answer({"id": hub.sender.add_hook(**request.json()).id}, 201)


def _weather(hub: Fakehub, request: Request) -> Answer:
    hub.sender.weather = Weather(**request.json())
    return Answer(dataclasses.asdict(hub.sender.weather))


def _mutate(hub: Fakehub, request: Request) -> Answer:
    told = request.json()
    name, args = told["mutation"], told.get("args", {})
    if "at" in told:
        with hub.world.at(told["at"]):
            made = hub.world.mutate(name, **args)
    else:
        made = hub.world.mutate(name, **args)
    shown = ("id", "number", "login", "full_name", "updated_at")
    result = {key: getattr(made, key) for key in shown if hasattr(made, key)}
    return Answer({"result": result, "now": hub.world.now})


def _switch(hub: Fakehub, request: Request) -> Answer:
    told: dict[str, Any] = request.json()
    for name, value in told.items():
        match name:
            case "lag":
                hub.rest.set_lag(float(value))
            case "limit":
                hub.limits.limit = int(value)
            case "limits_on":
                hub.limits.is_on = bool(value)
            case "advance":
                hub.world.advance(float(value))
            case "revoke":
                hub.access.tokens[value].is_revoked = True
            case _:
                raise Refusal(422, f"there is no switch {name}")
    return Answer(told)


def _hear(_: Fakehub, request: Request) -> Answer:
    """Raises ValueError for what is no message."""
    request.json()["text"]
    return Answer({"ok": True})


_HANDLERS: dict[tuple[str, str], Callable[[Fakehub, Request], Answer]] = {
    ("GET", "/_truth"): _truth,
    ("GET", "/_log"): _log,
    ("DELETE", "/_log"): _clear,
    ("GET", "/_faults"): _faults,
    ("PUT", "/_faults"): _faults,
    ("POST", "/_faults"): _fault,
    ("POST", "/_world"): _mutate,
    ("POST", "/_hooks"): _hook,
    ("POST", CHAT): _hear,
    ("PUT", "/_weather"): _weather,
    ("PUT", "/_switches"): _switch,
}
