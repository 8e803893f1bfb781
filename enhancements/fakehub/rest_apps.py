"""Routes of Apps, of limits, and of the service itself."""

from __future__ import annotations

from enhancements.fakehub.access import Access, App, Installation, Token
from enhancements.fakehub.calls import Answer, Call, Refusal, route
from enhancements.fakehub.ids import iso, node_id
from enhancements.fakehub.paging import paged
from enhancements.fakehub.shapes import Json

EVENTS = ["issues", "issue_comment", "pull_request", "label", "milestone", "push"]


def _access(call: Call) -> Access:
    found: Access = call.hub.access
    return found


@route("GET", "/rate_limit")
def rate_limit(call: Call) -> Answer:
    """What is left; asking costs nothing."""
    if not call.hub.limits.is_on:
        raise Refusal(404, "Rate limiting is not enabled.")
    resources = {}
    for name in ("core", "graphql", "search"):
        budget = call.hub.limits.budget(call.asker, name)
        resources[name] = {
            "limit": budget.limit,
            "used": budget.used,
            "remaining": budget.remaining,
            "reset": budget.resets_at,
        }
    return Answer({"resources": resources, "rate": resources["core"]})


@route("GET", "/meta")
def meta(call: Call) -> Answer:
    """Where deliveries come from."""
    del call
    return Answer(
        {
            "verifiable_password_authentication": False,
            "hooks": ["127.0.0.1/32", "::1/128"],
            "installed_version": "3.19.0",
        }
    )


def _app(call: Call, app: App) -> Json:
    page = f"{call.shapes.places.html}/github-apps/{app.slug}"
    moment = iso(app.bot.created_at)
    return {
        "id": app.id,
        "slug": app.slug,
        "client_id": f"Iv23li{app.id}",
        "node_id": node_id("Bot", app.id),
        "owner": call.shapes.account(app.owner),
        "name": app.name,
        "description": None,
        "external_url": page,
        "html_url": page,
        "created_at": moment,
        "updated_at": moment,
        "permissions": {"issues": "write", "metadata": "read"},
        "events": EVENTS,
        "installations_count": len(_installations(call, app)),
    }


def _mine(call: Call) -> App:
    if not isinstance(call.asker, App):
        raise Refusal(401, "A JSON web token could not be decoded")
    return call.asker


def _installations(call: Call, app: App) -> list[Installation]:
    every = _access(call).installations.values()
    return [one for one in every if one.app is app]


def _host(call: Call, found: Installation) -> Json:
    """An account with what GitHub's description wants here, as of an enterprise."""
    account, moment = found.account, iso(found.account.created_at)
    return call.shapes.account(account) | {
        "name": account.name or account.login,
        "slug": account.login.lower(),
        "created_at": moment,
        "updated_at": moment,
    }


def _installation(call: Call, found: Installation) -> Json:
    api = call.shapes.places.api
    url = f"{api}/app/installations/{found.id}"
    moment = iso(found.app.bot.created_at)
    return {
        "id": found.id,
        "account": _host(call, found),
        "repository_selection": "all" if found.repos is None else "selected",
        "access_tokens_url": f"{url}/access_tokens",
        "repositories_url": f"{api}/installation/repositories",
        "html_url": f"{call.shapes.places.html}/settings/installations/{found.id}",
        "app_id": found.app.id,
        "app_slug": found.app.slug,
        "target_id": found.account.id,
        "target_type": found.account.kind,
        "permissions": found.permissions,
        "events": EVENTS,
        "created_at": moment,
        "updated_at": moment,
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_at": moment if found.is_suspended else None,
        "suspended_by": None,
    }


@route("GET", "/app", "app")
def app(call: Call) -> Answer:
    """The App that asks."""
    return Answer(_app(call, _mine(call)))


@route("GET", "/app/installations", "app")
def installations(call: Call) -> Answer:
    """Where it is installed."""
    rows = _installations(call, _mine(call))
    return paged(call, rows, lambda one: _installation(call, one))


@route("GET", "/repos/{owner}/{repo}/installation", "app")
def repo_installation(call: Call) -> Answer:
    """Its installation that covers a repository."""
    for one in _installations(call, _mine(call)):
        is_chosen = one.repos is None or call.repo.id in one.repos
        if one.account.id == call.repo.owner.id and is_chosen:
            return Answer(_installation(call, one))
    raise Refusal(404, "Not Found")


@route("POST", "/app/installations/{installation_id}/access_tokens", "app")
def access_token(call: Call) -> Answer:
    """A token of an installation, good for an hour."""
    found = _access(call).installations.get(call.number("installation_id"))
    if found is None or found.app is not _mine(call):
        raise Refusal(404, "Not Found")
    if found.is_suspended:
        raise Refusal(403, "This installation has been suspended")
    made: Token = _access(call).installation_token(found)
    return Answer(
        {
            "token": made.text,
            "expires_at": iso(made.expires_at or 0),
            "permissions": found.permissions,
            "repository_selection": "all" if found.repos is None else "selected",
        },
        201,
    )
