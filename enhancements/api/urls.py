"""Addresses below /api/, each behind the guard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import URLPattern, path

from enhancements.api import (
    change_routes,
    decision_routes,
    guard,
    release_routes,
    routes,
    view_routes,
)
from enhancements.api.app import ROOT, api

app_name = "api"

api.add_router("", routes.router)
api.add_router("", release_routes.router)
api.add_router("", change_routes.router)
api.add_router("", decision_routes.router)
api.add_router("", view_routes.router)


def _patterns() -> list[URLPattern]:
    """A pattern per operation of the description, under the operation's name."""
    found = []
    views = {
        str(one.pattern): one.callback
        for one in api.urls[0]
        if isinstance(one, URLPattern) and one.name != "api-root"
    }
    start = f"/{ROOT}"
    for address, operations in api.get_openapi_schema()["paths"].items():
        route = address.removeprefix(start).replace("{", "<").replace("}", ">")
        known = {method: _query(one) for method, one in operations.items()}
        view = guard.guarded(views[route], known)
        # What is read and written at one address is called as what is read.
        name = operations.get("get", operations.get("post"))["operationId"]
        found.append(path(f"v1/{route}", view, name=name))
    return found


def _query(operation: Mapping[str, Any]) -> dict[str, bool]:
    """The parameters of its query, and whether they may be repeated."""
    return {
        one["name"]: one["schema"].get("type") == "array"
        for one in operation["parameters"]
        if one["in"] == "query"
    }


urlpatterns = [
    *_patterns(),
    path("", guard.answer_nothing),
    path("<path:path>", guard.answer_nothing),
]
