"""The helper that compares answers with GitHub's description."""

from __future__ import annotations

import pytest

from tests.support import openapi
from tests.support.openapi import NotAsDescribed, NotDescribed

REPO = "/repos/acme/plans"
LABEL = {
    "id": 208045946,
    "node_id": "LA_x",
    "url": "http://127.0.0.1/labels/bug",
    "name": "bug",
    "description": None,
    "color": "f29513",
    "default": False,
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"{REPO}/issues/7", "/repos/{owner}/{repo}/issues/{issue_number}"),
        (f"{REPO}/issues/comments", "/repos/{owner}/{repo}/issues/comments"),
        (f"/api/v3{REPO}/issues?since=x", "/repos/{owner}/{repo}/issues"),
        ("/repositories/650/issues", "/repos/{owner}/{repo}/issues"),
        (f"{REPO}/contents/a/b.md", "/repos/{owner}/{repo}/contents/{path}"),
        ("/user", "/user"),
        ("/user/1001", "/user/{account_id}"),
    ],
)
def test_address_is_led_to_its_route(path, expected):
    assert openapi.template_of("GET", path) == expected


def test_answer_as_described_passes():
    openapi.check("GET", f"{REPO}/labels", 200, [LABEL])
    openapi.check("GET", f"{REPO}/labels", 304, None)
    openapi.check("GET", f"{REPO}/labels", 401, {"message": "Bad credentials"})
    openapi.check("DELETE", f"{REPO}/issues/1/labels", 204, None)
    openapi.check_request("POST", f"{REPO}/issues", {"title": "x", "labels": ["a"]})


@pytest.mark.parametrize(
    ("status", "body", "named"),
    [
        (200, {}, "array"),
        (200, [LABEL | {"id": "1"}], r"\$\[0\].id"),
        (200, [{key: LABEL[key] for key in LABEL if key != "color"}], "color"),
        (200, [LABEL | {"color": None}], "color"),
        (304, [LABEL], "no body"),
        (404, [], "object"),
        (422, {"documentation_url": "x"}, "message"),
    ],
)
def test_answer_that_github_would_not_give_is_told(status, body, named):
    with pytest.raises(NotAsDescribed, match=named):
        openapi.check("GET", f"{REPO}/labels", status, body)


def test_moments_and_addresses_have_their_forms():
    stone = {"due_on": "2026-03-01 09:30", "url": "not one"}
    with pytest.raises(NotAsDescribed) as told:
        openapi.check("GET", f"{REPO}/milestones", 200, [stone])
    assert "$[0].due_on" in str(told.value)
    assert "$[0].url" in str(told.value)


def test_what_is_not_described_is_told_apart():
    with pytest.raises(NotDescribed):
        openapi.check("GET", f"{REPO}/stargazers", 200, [])
    with pytest.raises(NotDescribed):
        openapi.check("DELETE", f"{REPO}/labels", 204, None)
    with pytest.raises(NotDescribed):
        openapi.check("GET", f"{REPO}/labels", 202, [])
    with pytest.raises(NotAsDescribed):
        openapi.check_request("POST", f"{REPO}/issues", {"body": "no title"})
