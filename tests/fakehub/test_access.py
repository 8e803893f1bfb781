"""Tokens, Apps and budgets of the pretended GitHub."""

from __future__ import annotations

import jwt
import pytest

from enhancements.fakehub.access import App
from enhancements.fakehub.ids import seconds
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from tests.support.fakehubs import PLANS, Asker

ISSUES = f"/repos/{PLANS}/issues"


@pytest.fixture
def app(hub: Fakehub) -> App:
    return hub.access.add_app("plan-tracker", owner="acme")


def signed(hub: Fakehub, app: App, iat: int = -60, exp: int = 300) -> str:
    now = hub.world.now
    claims = {"iss": app.id, "iat": now + iat, "exp": now + exp}
    claims["iss"] = str(app.id)
    return jwt.encode(claims, app.private_key, algorithm="RS256")


def test_app_gets_a_token_of_an_hour_and_writes_as_its_bot(
    world: World, hub: Fakehub, app: App
):
    world.open_issue(PLANS, "One", by="bob")
    permissions = {"metadata": "read", "issues": "write"}
    found = hub.access.install(app, "acme", permissions=permissions)
    me = Asker(hub, signed(hub, app))
    assert me("/app").body["slug"] == "plan-tracker"
    assert me(f"/repos/{PLANS}/installation").body["id"] == found.id
    told = me(f"/app/installations/{found.id}/access_tokens", "POST").body
    assert seconds(told["expires_at"]) == world.now + 3600
    ask = Asker(hub, told["token"])
    said = ask(f"{ISSUES}/1/comments", "POST", {"body": "Hello"})
    assert said.body["user"]["login"] == "plan-tracker[bot]"
    assert said.body["user"]["type"] == "Bot"
    assert ask("/user").status == 403
    assert ask(f"/repos/{PLANS}/pulls").status == 403
    found.permissions["issues"] = "read"
    assert ask(ISSUES).status == 200
    assert ask(f"{ISSUES}/1/comments", "POST", {"body": "x"}).status == 403
    world.advance(3600)
    assert ask(ISSUES).status == 401


@pytest.mark.parametrize(("iat", "exp"), [(5, 300), (-60, 0), (-900, -300), (-60, 601)])
def test_app_must_tell_the_right_time(hub: Fakehub, app: App, iat: int, exp: int):
    assert Asker(hub, signed(hub, app))("/app").status == 200
    assert Asker(hub, signed(hub, app, iat, exp))("/app").status == 401


def test_app_must_sign_with_its_own_key(hub: Fakehub, app: App):
    other = hub.access.add_app("other", owner="acme")
    claims = {"iss": str(app.id), "iat": hub.world.now, "exp": hub.world.now + 60}
    forged = jwt.encode(claims, other.private_key, algorithm="RS256")
    assert Asker(hub, forged)("/app").status == 401
    shared = jwt.encode(claims, "k" * 32, algorithm="HS256")
    assert Asker(hub, shared)("/app").status == 401


def test_installation_sees_the_repositories_it_was_let_into(
    world: World, hub: Fakehub, app: App
):
    world.set_repo(PLANS, private=True)
    world.set_repo("acme/code", private=True)
    found = hub.access.install(app, "acme", repos=["acme/code"])
    ask = Asker(hub, hub.access.installation_token(found).text)
    assert ask(f"/repos/{PLANS}").status == 404
    assert ask("/repos/acme/code").status == 200
    found.is_suspended = True
    assert ask("/repos/acme/code").status == 401


def test_revoked_and_unknown_tokens_are_refused(hub: Fakehub):
    token = hub.access.add_token("bob", expires_in=100)
    ask = Asker(hub, token.text)
    assert ask("/user").body["login"] == "bob"
    token.is_revoked = True
    assert [ask("/user").status, Asker(hub, "ghp_x")("/user").status] == [401, 401]
    assert Asker(hub)("/user").status == 401


def test_budget_is_one_for_all_tokens_of_a_person(world: World, hub: Fakehub):
    first = Asker(hub, hub.access.add_token("bob").text)
    second = hub.access.add_token("bob")
    first(ISSUES)
    assert first(ISSUES).headers["x-ratelimit-used"] == "2"
    hub.limits.set_remaining(second, "core", remaining=1, resets_in=90)
    assert Asker(hub, second.text)(ISSUES).headers["x-ratelimit-remaining"] == "0"
    told = first(ISSUES)
    assert (told.status, told.headers["x-ratelimit-remaining"]) == (403, "0")
    assert int(told.headers["x-ratelimit-reset"]) == world.now + 90
    assert first("/rate_limit").body["resources"]["core"]["remaining"] == 0
    world.advance(90)
    assert first(ISSUES).status == 200


def test_enterprise_has_no_limits(world: World):
    with Fakehub(world, limits_on=False) as hub:
        told = Asker(hub)(ISSUES)
        assert not [name for name in told.headers if name.startswith("x-ratelimit")]
        assert Asker(hub)("/rate_limit").status == 404


def test_who_asks_nothing_has_sixty_an_hour(hub: Fakehub):
    assert Asker(hub)(ISSUES).headers["x-ratelimit-limit"] == "60"
    assert Asker(hub)(f"{ISSUES}/1/comments", "POST", {"body": "x"}).status == 401
