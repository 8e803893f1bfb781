"""What a browser finds at the pretended GitHub: plain pages for people."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from email.message import Message
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest

from enhancements.fakehub.html import NOTICE
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from tests.support.fakehubs import PLANS

EVIL = "<script>alert(1)</script>\"'&amp;<img src=x onerror=alert(1)>"


def get(hub: Fakehub, path: str) -> tuple[int, Message, str]:
    """Status, headers and text of an address, as a browser without a name sees it."""
    try:
        url = urljoin(hub.url, path)
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - ours
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


class Seen(HTMLParser):
    """Elements, addresses and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: set[str] = set()
        self.places: set[str] = set()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.names.add(tag)
        self.links |= {told["href"] or ""} if "href" in told else set()
        self.places |= {told["id"] or ""} if "id" in told else set()
        assert not {"style", "src", "onerror", "onclick"} & set(told)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_issue_is_shown_with_all_that_was_said(world: World, hub: Fakehub):
    world.add_label(PLANS, "sig/compute")
    world.add_milestone(PLANS, "v1.9")
    issue = world.open_issue(PLANS, "Warm standby", body="The <b>text</b>.", by="bob")
    world.label(PLANS, 1, "sig/compute", by="alice")
    world.set_milestone(PLANS, 1, "v1.9", by="alice")
    said = world.comment(PLANS, 1, "/sig compute", by="carol")
    world.close(PLANS, 1, by="bob", reason="not_planned")

    status, headers, text = get(hub, f"/{PLANS}/issues/1")
    seen = Seen(text)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    for words in (
        NOTICE,
        f"Warm standby #{issue.number}",
        "closed, not planned",
        "The <b>text</b>.",
        "alice added the label sig/compute",
        "alice set the milestone v1.9",
        "/sig compute",
        "bob closed this as not planned",
    ):
        assert words in seen.words
    assert f"issuecomment-{said.id}" in seen.places


def test_nothing_of_a_text_is_markup_and_nothing_comes_from_elsewhere(
    world: World, hub: Fakehub
):
    world.add_label(PLANS, EVIL[:40])
    world.open_issue(PLANS, EVIL, body=EVIL, by="bob")
    world.comment(PLANS, 1, f"{EVIL} \ud800", by="bob")
    world.label(PLANS, 1, EVIL[:40], by="bob")
    world.push(PLANS, {f"a/{EVIL[8:16]}.md": EVIL}, by="bob")

    for path in (f"/{PLANS}/issues/1", f"/{PLANS}", f"/{PLANS}/tree/main", f"/{EVIL}"):
        _, headers, text = get(hub, urllib.request.quote(path))
        assert Seen(text).names & {"script", "img", "link", "form"} == set()
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_pull_request_is_shown_with_files_and_reviews(busy: Fakehub):
    every = [one for one in busy.world.pulls.values() if not one.repo.is_private]
    for pull in every:
        status, _, text = get(busy, f"/{pull.repo.full_name}/pull/{pull.number}")
        words = Seen(text).words
        assert status == 200
        assert pull.pull is not None
        for file in pull.pull.files:
            assert file.filename in words
        for review in pull.pull.reviews:
            assert review.body in words
        assert ("Merged by" in words) == (pull.pull.merged_at is not None)
    assert len(every) > 1


def test_every_link_of_every_page_leads_somewhere(busy: Fakehub):
    seen, left = {"/"}, ["/"]
    while left:
        path = left.pop()
        status, _, text = get(busy, path)
        assert status == 200, path
        for link in Seen(text).links - seen:
            assert re.match(r"/(?!/)", link), link
            seen.add(link)
            left.append(link)
    assert len(seen) > 15


def test_addresses_of_the_other_kind_and_of_moved_issues_lead_on(busy: Fakehub):
    repo = busy.world.repo(PLANS)
    for item in repo.issues.values():
        for kind in ("issues", "pull"):
            status, _, text = get(busy, f"/{PLANS}/{kind}/{item.number}")
            assert (status, f"#{item.number}" in text) == (200, True)
    places = {id(one): one for one in busy.world.issues.values()}
    for number, gone in repo.gone.items():
        status = get(busy, f"/{PLANS}/issues/{number}")[0]
        place = places.get(id(gone.issue))
        is_seen = place is not None and not place.repo.is_private
        assert status == (200 if is_seen else 404), gone.how
    assert {gone.how for gone in repo.gone.values()} > {"transferred"}


def test_issue_that_was_transferred_is_found_where_it_is_now(
    world: World, hub: Fakehub
):
    world.open_issue(PLANS, "Warm standby", by="bob")
    world.transfer_issue(PLANS, 1, "acme/code", by="alice")
    status, _, text = get(hub, f"/{PLANS}/issues/1")
    assert (status, "Warm standby #1" in Seen(text).words) == (200, True)


def test_commits_and_files_are_shown(world: World, hub: Fakehub):
    sha = world.push(PLANS, {"a/b c.md": "one\ntwo <3\n"}, by="bob")
    pull = world.open_pull(
        PLANS, "Add", by="bob", head="topic", files={"new.md": "New"}
    )
    assert pull.pull is not None
    head = pull.pull.head_sha

    seen = Seen(get(hub, f"/{PLANS}/blob/{sha}/a/b%20c.md#L2")[2])
    assert "two <3" in seen.words
    assert {"L1", "L2"} <= seen.places
    assert "New" in Seen(get(hub, f"/{PLANS}/blob/{head}/new.md")[2]).words
    assert "#1 Add" in Seen(get(hub, f"/{PLANS}/commit/{head}")[2]).words
    assert get(hub, f"/{PLANS}/commit/{sha}")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/acme/nothing",
        "/nobody",
        f"/{PLANS}/issues/77",
        f"/{PLANS}/issues/-1",
        f"/{PLANS}/issues/%C2%B2",
        f"/{PLANS}/issues/99999999999999999999",
        f"/{PLANS}/blob/main/../../etc/passwd",
        f"/{PLANS}/blob/main/a%00b",
        f"/{PLANS}/blob/%00/a",
        f"/{PLANS}/blob/--output=x/a",
        f"/{PLANS}/commit/{'0' * 40}",
        f"/{PLANS}/wiki",
        "/acme/secret",
        "/acme/secret/issues/1",
    ],
)
def test_what_is_not_there_or_private_is_a_page_that_says_so(
    world: World, hub: Fakehub, path: str
):
    world.add_repo("acme/secret", private=True)
    world.open_issue("acme/secret", "Hidden", by="alice")
    status, _, text = get(hub, path)
    assert status == 404
    assert NOTICE in Seen(text).words
    assert "Hidden" not in text
