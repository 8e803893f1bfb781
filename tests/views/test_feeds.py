"""Feeds of what changed, as programs ask for them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from enhancements.actions import accounts
from enhancements.queries import feeds
from tests.support.tracked import day, schedule, vep

pytestmark = pytest.mark.django_db
NS = "{http://www.w3.org/2005/Atom}"
WARM = "veps/sig-compute/10-warm/vep.md"
COLD = "veps/sig-network/11-cold/vep.md"
AS_OF = {"as_of": "2025-01-20T12:00Z"}
FEEDS = (
    "changes/feed.atom",
    "sigs/compute/changes.atom",
    "releases/v1.9/changes.atom",
    "10/changes.atom",
    "enhancements/changes.atom?text=sig:compute",
)


@pytest.fixture(scope="module")
def told(shared):
    """#10 of SIG compute and #11 of SIG network; the first moves to v1.10."""
    dates = schedule(freeze="2025-02-10", code="2025-03-20", out="2025-04-20")
    shared.commit({"releases/v1.9/schedule.yaml": dates}, day(1), kind="schedules")
    shared.commit({WARM: vep(10, alpha="v1.9")}, day(2))
    shared.commit({COLD: vep(11, "Cold <b>& slow", alpha="v1.9")}, day(3))
    shared.commit({WARM: vep(10, alpha="v1.10")}, day(9), message="Move it")
    shared.track()
    shared.sync()
    shared.begin()
    return shared


def ask(client, path: str, **more):
    return client.get(f"/demo/{path}", AS_OF, **more)


def read(answer) -> ET.Element:
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314 - our own


def titles(feed: ET.Element) -> list[str]:
    return [str(one.findtext(f"{NS}title")) for one in feed.findall(f"{NS}entry")]


def link(entry: ET.Element) -> str:
    return str(entry.find(f"{NS}link").get("href"))


@pytest.mark.usefixtures("told")
def test_project_tells_everything_the_newest_first(client):
    feed = read(ask(client, "changes/feed.atom"))
    assert feed.findtext(f"{NS}title") == "KubeVirt: what changed"
    assert " changes of 2 VEPs from " in feed.findtext(f"{NS}subtitle")
    found = titles(feed)
    assert found[0] == "#10 Warm standby: Target of Alpha slipped"
    assert any(one.startswith("#11 Cold <b>&") for one in found)
    assert any(one.startswith("v1.9:") for one in found)
    assert feed.findtext(f"{NS}updated") == day(9).isoformat()
    first = feed.find(f"{NS}entry")
    assert link(first) == "http://testserver/demo/10/"
    assert "from v1.9 to v1.10" in first.findtext(f"{NS}summary")


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("path", "title", "keys"),
    [
        ("sigs/compute/changes.atom", "in SIG compute", {"#10"}),
        ("sigs/nobody/changes.atom", "in SIG nobody", set()),
        ("releases/v1.9/changes.atom", "in v1.9", {"#10", "#11", "v1.9:"}),
        ("10/changes.atom", "in #10 Warm standby", {"#10"}),
        ("enhancements/changes.atom", "of VEPs", {"#10", "#11"}),
    ],
)
def test_each_tells_its_own(client, path, title, keys):
    feed = read(ask(client, path))
    assert feed.findtext(f"{NS}title").endswith(title)
    assert {one.split()[0] for one in titles(feed)} == keys


@pytest.mark.usefixtures("told")
def test_search_is_any_query_of_the_list(client):
    given = {**AS_OF, "text": "sig:network", "sort": "sig"}
    feed = read(client.get("/demo/enhancements/changes.atom", given))
    assert {one.split()[0] for one in titles(feed)} == {"#11"}
    said = "VEPs found by sig:network"
    assert feed.findtext(f"{NS}title") == f"KubeVirt: what changed of {said}"
    assert feed.findtext(f"{NS}subtitle") == "1 VEP found by sig:network now"
    page = next(
        one.get("href")
        for one in feed.findall(f"{NS}link")
        if one.get("rel") == "alternate"
    )
    assert page == "http://testserver/demo/enhancements/?text=sig%3Anetwork"
    wrong = client.get("/demo/enhancements/changes.atom", {"text": "is:nothing-such"})
    assert wrong.status_code == 400


@pytest.mark.usefixtures("told")
def test_nobody_is_me_to_a_feed(client):
    """What it says must not depend on whoever asks: others keep it."""
    client.force_login(accounts.sign_in(github_id=7, login="olga", name=""))
    found = client.get("/demo/enhancements/changes.atom", {"text": "owner:me"})
    assert found.status_code == 400
    assert "Cookie" not in ask(client, "enhancements/changes.atom").get("Vary", "")


@pytest.mark.usefixtures("told")
def test_ids_stay_when_more_is_known(client, told):
    def ids():
        feed = read(client.get("/demo/10/changes.atom", {"as_of": "2025-02-20"}))
        return [one.findtext(f"{NS}id") for one in feed.findall(f"{NS}entry")]

    before = ids()
    told.commit({WARM: vep(10, "Warmer standby", alpha="v1.10")}, day(20))
    told.sync()
    after = ids()
    assert len(set(after)) == len(after) == len(before) + 1
    assert after[1:] == before
    # The same thing is the same entry in every feed of the project.
    feed = read(client.get("/demo/changes/feed.atom", {"as_of": "2025-01-20"}))
    assert set(before) <= {e.findtext(f"{NS}id") for e in feed.findall(f"{NS}entry")}


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("path", FEEDS)
def test_who_has_it_already_is_told_so(client, path):
    path, _, query = path.partition("?")
    given = {**AS_OF, **dict([query.split("=")] if query else [])}
    first = client.get(f"/demo/{path}", given)
    assert first["Cache-Control"] == "public, max-age=300"
    again = client.get(f"/demo/{path}", given, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    since = {"if-modified-since": first["Last-Modified"]}
    assert client.get(f"/demo/{path}", given, headers=since).status_code == 304
    old = {"if-modified-since": "Wed, 01 Jan 2025 00:00:00 GMT"}
    assert client.get(f"/demo/{path}", given, headers=old).status_code == 200
    other = client.get(f"/demo/{path}", given, headers={"if-none-match": '"x"'})
    assert other.status_code == 200
    assert not first.cookies


@pytest.mark.usefixtures("told")
def test_only_so_many_entries(client, monkeypatch):
    whole = titles(read(ask(client, "changes/feed.atom")))
    monkeypatch.setattr(feeds, "MOST", 2)
    assert titles(read(ask(client, "changes/feed.atom"))) == whole[:2]


@pytest.mark.usefixtures("told")
def test_without_news_it_begins_with_its_days(client):
    given = {"as_of": "2025-08-20T12:00Z"}
    feed = read(client.get("/demo/changes/feed.atom", given))
    assert titles(feed) == []
    assert feed.findtext(f"{NS}updated") == "2025-07-22T00:00:00+00:00"


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    "path", ["releases/v7.7/changes.atom", "nothing/changes.atom", "x/y/changes.atom"]
)
def test_what_there_is_not(client, path):
    assert client.get(f"/demo/{path}").status_code == 404


@pytest.mark.usefixtures("told")
def test_old_name_leads_to_the_one_of_today(client):
    answer = client.get("/demo/10-warm/changes.atom", AS_OF)
    assert answer.status_code == 302
    assert answer["Location"].partition("?")[0] == "/demo/10/changes.atom"


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("page", "feed", "calendar"),
    [
        ("", "/demo/changes/feed.atom", "/demo/calendar.ics"),
        ("changes/", "/demo/changes/feed.atom", "/demo/calendar.ics"),
        (
            "sigs/compute/",
            "/demo/sigs/compute/changes.atom",
            "/demo/sigs/compute/calendar.ics",
        ),
        (
            "releases/v1.9/changes/",
            "/demo/releases/v1.9/changes.atom",
            "/demo/releases/v1.9/calendar.ics",
        ),
        (
            "releases/v1.9/",
            "/demo/releases/v1.9/changes.atom",
            "/demo/releases/v1.9/calendar.ics",
        ),
        (
            "v1.9/schedule",
            "/demo/releases/v1.9/changes.atom",
            "/demo/releases/v1.9/calendar.ics",
        ),
        ("10/", "/demo/10/changes.atom", ""),
        (
            "enhancements/?text=sig:compute&sort=sig",
            "/demo/enhancements/changes.atom?text=sig%3Acompute",
            "",
        ),
    ],
)
def test_pages_name_their_feeds(client, page, feed, calendar):
    text = client.get(f"/demo/{page}").content.decode()
    head = text.partition("</head>")[0]
    named = re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', head)
    wanted = [("application/atom+xml", feed)]
    wanted += [("text/calendar", calendar)] if calendar else []
    assert named == wanted
    if page:
        assert f'href="{feed}"' in text.partition("</head>")[2]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("page", ["", "changes/", "sigs/compute/", "10/"])
def test_past_has_nothing_to_follow(client, page):
    text = ask(client, page).content.decode()
    assert "feed.atom" not in text
    assert "changes.atom" not in text


@pytest.mark.parametrize("number", [2, 9])
@pytest.mark.parametrize("path", FEEDS)
def test_statements_do_not_grow(client, told, number, path, django_assert_num_queries):
    most = 5 if path in FEEDS[3:] else 4
    for one in range(20, 20 + number):
        path_ = f"veps/sig-compute/{one}-thing/vep.md"
        told.commit({path_: vep(one, f"Thing {one}", alpha="v1.9")}, day(12))
    told.sync()
    with django_assert_num_queries(most):
        assert client.get(f"/demo/{path}").status_code == 200
