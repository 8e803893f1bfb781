"""Addresses below /api/, each behind the guard."""

from __future__ import annotations

from django.urls import URLPattern, path

from enhancements.api import guard, routes
from enhancements.api.app import ROOT, api

app_name = "api"

api.add_router("", routes.router)


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
        operation = operations["get"]
        route = address.removeprefix(start).replace("{", "<").replace("}", ">")
        known = {
            one["name"]: one["schema"].get("type") == "array"
            for one in operation["parameters"]
            if one["in"] == "query"
        }
        view = guard.guarded(views[route], known)
        found.append(path(f"v1/{route}", view, name=operation["operationId"]))
    return found


urlpatterns = [
    *_patterns(),
    path("", guard.answer_nothing),
    path("<path:path>", guard.answer_nothing),
]
