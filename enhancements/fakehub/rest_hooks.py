"""Routes of hooks and deliveries, of a repository and of an App."""

from __future__ import annotations

import json

from enhancements.fakehub.access import App
from enhancements.fakehub.calls import Answer, Call, Refusal, route
from enhancements.fakehub.ids import iso
from enhancements.fakehub.paging import link, page_size, paged
from enhancements.fakehub.shapes import Json
from enhancements.fakehub.webhooks import Delivery, Hook, Sender, config_of

OLDEST_SECONDS = 3 * 86_400
"""Older deliveries are neither listed nor sent again."""

_HOOK = "/repos/{owner}/{repo}/hooks/{hook_id}"
_PERMISSION = "repository_hooks"


def _sender(call: Call) -> Sender:
    found: Sender = call.hub.sender
    return found


@route("GET", "/repos/{owner}/{repo}/hooks", _PERMISSION)
def hooks(call: Call) -> Answer:
    """Hooks of the repository."""
    every = _sender(call).hooks.values()
    rows = [hook for hook in every if hook.repo and hook.repo.id == call.repo.id]
    return paged(call, rows, lambda hook: _hook(call, hook))


def _hook(call: Call, hook: Hook) -> Json:
    url = f"{call.shapes.repo_url(call.repo)}/hooks/{hook.id}"
    return config_of(hook) | {
        "created_at": iso(hook.created_at),
        "updated_at": iso(hook.created_at),
        "url": url,
        "test_url": f"{url}/test",
        "ping_url": f"{url}/pings",
        "deliveries_url": f"{url}/deliveries",
        "last_response": {"code": None, "status": "unused", "message": None},
    }


def _of_repo(call: Call) -> Hook:
    hook = _sender(call).hooks.get(call.number("hook_id"))
    if hook is None or hook.repo is None or hook.repo.id != call.repo.id:
        raise Refusal(404, "Not Found")
    return hook


def _of_app(call: Call) -> Hook:
    app = call.asker
    for hook in _sender(call).hooks.values():
        if isinstance(app, App) and hook.app is app:
            return hook
    raise Refusal(404, "Not Found")


def _recent(call: Call, hook: Hook) -> list[Delivery]:
    """Its deliveries of the last days, newest first."""
    oldest = call.primary.now - OLDEST_SECONDS
    every = list(_sender(call).deliveries.values())
    return [one for one in every[::-1] if one.hook is hook and one.at >= oldest]


def _listed(call: Call, hook: Hook) -> Answer:
    rows = _recent(call, hook)
    if status := call.request.query.get("status"):
        rows = [one for one in rows if (one.status == "OK") == (status == "success")]
    if cursor := call.request.query.get("cursor"):
        before = cursor.removeprefix("v1_")
        if not before.isdecimal():
            raise Refusal(422, "Invalid cursor")
        rows = [one for one in rows if one.id < int(before)]
    size = page_size(call)
    links = {}
    if len(rows) > size:
        links["next"] = {"cursor": f"v1_{rows[size - 1].id}"}
    return Answer([_item(one) for one in rows[:size]], headers=link(call, links))


def _item(delivery: Delivery) -> Json:
    return {
        "id": delivery.id,
        "guid": delivery.guid,
        "delivered_at": iso(delivery.at),
        "redelivery": delivery.is_again,
        "duration": round(delivery.seconds, 2),
        "status": delivery.status,
        "status_code": delivery.status_code,
        "event": delivery.event,
        "action": delivery.action,
        "installation_id": delivery.installation_id,
        "repository_id": delivery.repo_id,
        "throttled_at": None,
    }


def _one(call: Call, hook: Hook) -> Delivery:
    number = call.number("delivery_id")
    found = next((one for one in _recent(call, hook) if one.id == number), None)
    if found is None:
        raise Refusal(404, "Not Found")
    return found


def _whole(delivery: Delivery) -> Answer:
    told = {} if delivery.hook.is_form else json.loads(delivery.body)
    request = {"headers": delivery.headers, "payload": told}
    response = {"headers": {}, "payload": delivery.answer}
    full = {"url": delivery.hook.url, "request": request, "response": response}
    return Answer(_item(delivery) | full)


def _again(call: Call, hook: Hook) -> Answer:
    _sender(call).redeliver(_one(call, hook))
    return Answer({}, 202)


@route("GET", f"{_HOOK}/deliveries", _PERMISSION)
def repo_deliveries(call: Call) -> Answer:
    """Deliveries of a repository's hook, newest first, by cursor."""
    return _listed(call, _of_repo(call))


@route("GET", f"{_HOOK}/deliveries/{{delivery_id}}", _PERMISSION)
def repo_delivery(call: Call) -> Answer:
    """One delivery with what was sent and answered."""
    return _whole(_one(call, _of_repo(call)))


@route("POST", f"{_HOOK}/deliveries/{{delivery_id}}/attempts", _PERMISSION)
def repo_attempt(call: Call) -> Answer:
    """Send it again."""
    return _again(call, _of_repo(call))


@route("GET", "/app/hook/deliveries", "app")
def app_deliveries(call: Call) -> Answer:
    """Deliveries of an App's hook, newest first, by cursor."""
    return _listed(call, _of_app(call))


@route("GET", "/app/hook/deliveries/{delivery_id}", "app")
def app_delivery(call: Call) -> Answer:
    """One delivery with what was sent and answered."""
    return _whole(_one(call, _of_app(call)))


@route("POST", "/app/hook/deliveries/{delivery_id}/attempts", "app")
def app_attempt(call: Call) -> Answer:
    """Send it again."""
    return _again(call, _of_app(call))
