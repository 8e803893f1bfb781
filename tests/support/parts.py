"""Somebody with a role, signed in: what tests of permissions play."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enhancements.actions import accounts
from enhancements.policy.permissions import OWNER, Held
from enhancements.profiles.role_rules import SIG_LEAD
from enhancements.queries import roles

if TYPE_CHECKING:
    import pytest
    from django.test import Client

OURS = {SIG_LEAD: "compute", OWNER: "10"}
"""Where a role is held that is held of something: of what tests decide about."""
OTHERS = {SIG_LEAD: "network", OWNER: "11"}


def play(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    *roles_: str,
    where: dict[str, str] | None = None,
) -> None:
    """Sign in somebody who holds these roles, whatever rosters say."""
    client.force_login(accounts.sign_in(github_id=77, login="player", name=""))
    places = OURS if where is None else where
    held = tuple(Held(role, places.get(role, ""), "a test") for role in roles_)
    monkeypatch.setattr(roles, "held", lambda **_: held)
