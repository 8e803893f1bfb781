"""A plain client of the pretended GitHub, and a world in which everything happened."""

from __future__ import annotations

import gzip
import http.client
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from tests.support import openapi

PLANS = "acme/plans"


@dataclass
class Told:
    """An answer as it came: headers by lower-case name."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def links(self) -> dict[str, str]:
        """Addresses by relation."""
        told = self.headers.get("link", "")
        return {name: url for url, name in re.findall(r'<([^>]*)>; rel="(\w+)"', told)}


class Asker:
    """Asks the API with a token; one connection for each request.

    Sees that answers are as GitHub describes them, unless faults are about.
    """

    def __init__(self, hub: Fakehub, token: str | None = None) -> None:
        self.hub = hub
        self.token = token

    def __call__(
        self, path: str, method: str = "GET", told: Any = None, **headers: str
    ) -> Told:
        """Ask for a path of the API, for ``/_…`` or for a whole address."""
        url = path if path.startswith("http") else self.hub.api + path
        if path.startswith("/_") or path == "/api/graphql":
            url = self.hub.url + path
        place = urlsplit(url)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        body = None if told is None else json.dumps(told)
        connection = http.client.HTTPConnection(place.netloc, timeout=10)
        target = f"{place.path}?{place.query}" if place.query else place.path
        try:
            connection.request(method, target, body, sent)
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        got = {name.lower(): value for name, value in answer.getheaders()}
        if got.get("content-encoding") == "gzip":
            data = gzip.decompress(data)
        is_json = got.get("content-type", "").startswith("application/json")
        body = json.loads(data) if is_json else data or None
        if url.startswith(self.hub.api) and not self.hub.faults.entries:
            with suppress(openapi.NotDescribed):
                path = url[len(self.hub.api) :]
                openapi.check(method, path, answer.status, _with_actors(path, body))
        return Told(answer.status, got, body)

    def all(self, path: str) -> list[Any]:
        """All rows of all pages."""
        rows, url = [], path
        while url:
            told = self(url)
            assert told.status == 200, told
            rows += told.body
            url = told.links.get("next", "")
        return rows


def _with_actors(path: str, body: Any) -> Any:
    """The description of this one list forgets that actors may be deleted."""
    if not re.search(r"/issues/\d+/events", path) or not isinstance(body, list):
        return body
    someone = next((row["actor"] for row in body if row["actor"]), None)
    return [row | {"actor": row["actor"] or someone} for row in body]


def busy_world(world: World | None = None) -> World:  # noqa: PLR0915 a story of everything is long
    """Two repositories, a fork and a team, and each mutation of issues once."""
    world = world or World(seed=7)
    world.add_user("acme", kind="Organization")
    for login in ("alice", "bob", "carol", "dave"):
        world.add_user(login, name=login.capitalize())
    world.add_user("helper", kind="Bot")
    world.add_user("old-timer", kind="Mannequin")
    world.add_member("acme", "alice", role="admin")
    world.add_member("acme", "bob")
    world.add_team("acme", "approvers", name="Approvers")
    world.set_team_member("acme", "approvers", "bob")
    world.add_repo(PLANS, description="Plans")
    world.add_repo("acme/code", private=True)
    world.set_collaborator(PLANS, "carol", "triage", by="alice")
    link = {"mode": "120000", "base64": "dmVwLm1k"}
    module = {"mode": "160000", "base64": "YWJjZA=="}
    files = {"veps/a/vep.md": "# A\n", "link": link, "sub": module}
    world.push(PLANS, files, by="alice")
    world.add_label(PLANS, "sig/compute", color="0052cc", description="Compute")
    world.add_milestone(PLANS, "v1.9", due_on="2026-06-01", by="alice")
    world.add_milestone(PLANS, "v1.8", by="alice")
    world.set_milestone_state(PLANS, "v1.8", "closed")
    world.open_issue(
        PLANS, "Warm", by="carol", body="…", labels=["sig/compute"], milestone="v1.9"
    )
    world.assign(PLANS, 1, "bob", by="alice")
    world.assign(PLANS, 1, "dave", by="alice")
    world.unassign(PLANS, 1, "dave", by="alice")
    world.label(PLANS, 1, "triage", by="helper")
    world.unlabel(PLANS, 1, "triage", by="bob")
    world.edit_title(PLANS, 1, "Warm standby", by="carol")
    world.edit_body(PLANS, 1, "Ünïcode 🚀", by="alice")
    said = world.comment(PLANS, 1, "/sig compute", by="carol")
    world.edit_comment(said.id, "/sig network", by="carol")
    hidden = world.comment(PLANS, 1, "spam", by="old-timer")
    world.minimise_comment(hidden.id, "spam", by="alice")
    gone = world.comment(PLANS, 1, "oops", by="dave")
    world.delete_comment(gone.id, by="dave")
    world.comment(PLANS, 1, "by nobody", by="dave")
    world.set_milestone(PLANS, 1, None, by="alice")
    world.lock_issue(PLANS, 1, by="alice", reason="resolved")
    world.pin(PLANS, 1, by="alice")
    world.close(PLANS, 1, by="alice", reason="not_planned")
    world.reopen(PLANS, 1, by="alice")
    world.add_user("forker")
    world.add_repo("forker/plans", fork_of=PLANS)
    world.open_pull(
        PLANS,
        "Add warm standby",
        by="bob",
        head="warm",
        head_repo="forker/plans",
        files={"veps/b/vep.md": "# B\n", "veps/a/vep.md": "# A2\n"},
        closes=[1],
        draft=True,
    )
    world.set_draft(PLANS, 2, draft=False, by="bob")
    world.request_review(PLANS, 2, "alice", by="bob")
    world.request_review(PLANS, 2, "carol", by="bob")
    world.push_commit(PLANS, 2, {"veps/b/vep.md": "# B2\n"}, by="bob", forced=True)
    review = world.review(PLANS, 2, "CHANGES_REQUESTED", by="alice", body="No.")
    world.dismiss_review(review.id, by="alice", message="Done")
    world.review(PLANS, 2, "APPROVED", by="dave")
    world.connect(PLANS, 1, 2, by="alice")
    world.refer(PLANS, 1, source_repo=PLANS, source=2, by="bob")
    world.refer_commit(PLANS, 1, "a" * 40, by="bob")
    world.merge(PLANS, 2, by="alice")
    world.open_pull(PLANS, "Later", by="bob", head="later", files={"x.md": "x"})
    world.open_issue(PLANS, "Transferred", by="carol")
    world.transfer_issue(PLANS, 4, "acme/code", by="alice")
    world.open_issue(PLANS, "Deleted", by="carol")
    world.delete_issue(PLANS, 5, by="alice")
    world.open_issue(PLANS, "Converted", by="carol")
    world.convert_to_discussion(PLANS, 6, by="alice")
    world.delete_user("dave")
    return world
