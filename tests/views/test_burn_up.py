"""The burn-up by pull requests, which is the burn-up's own page asked otherwise."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from enhancements.models import Claim, Series
from tests.support.generated import History, day
from tests.support.mirror_rows import Mirror
from tests.views.test_reports import page, rows, said, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(HTTP_HOST="localhost")


def attributed(history, own, field, *, since, source="issue", raw="listed"):
    """A claim that a pull request belongs to an enhancement."""
    series = Series.objects.create(
        project=history.project, enhancement=own, source=source, field=f"pull:{field}"
    )
    url = f"https://github.com/{field}"
    Claim.objects.create(series=series, value=1, raw=raw, since=day(since), url=url)


def test_burn_up_by_pull_requests_shows_what_was_merged_and_added(client):
    history = History()
    own, other = history.enhancement(1), history.enhancement(2)
    history.entry(own, 0, since=-100)
    history.entry(other, 1, since=-100)
    hub = Mirror(history.project)
    code = hub.repository(name="demo/code")

    def pull(number, opened, of=own, **more):
        ends = {
            one: day(more.pop(one)) for one in ("merged_at", "closed_at") if one in more
        }
        hub.pull(number, at=day(opened), repository=code, **ends)
        attributed(history, of, f"demo/code#{number}", since=opened, **more)

    pull(1, -90, merged_at=20, closed_at=20)
    pull(2, -90)
    pull(3, 50, merged_at=65, closed_at=65)
    pull(4, 40, closed_at=60)
    pull(5, 30, of=other)
    pull(6, 30, source="pull", raw="link: #1")
    pull(7, -90, merged_at=-80, closed_at=-80)
    backport = {"base_ref": "release-1.0"}
    hub.pull(8, at=day(30), repository=code, **backport)
    attributed(history, own, "demo/code#8", since=30)
    # Both its own text and the issue name it.
    attributed(history, own, "demo/code#2", since=10, source="pull", raw="keyword: #1")

    query = {"release": "v1.1", "by": "pulls"}
    listed = rows(client, "reports/burn-up/", "pulls", **query)
    last = listed[0]
    # By itself it goes up to the code freeze.
    assert last["day"] == "2024-03-11"
    assert (last["known"], last["merged"], last["added_since"]) == (3, 2, 1)
    assert sum(one["added"] for one in listed) == 2
    assert sum(one["removed"] for one in listed) == 1
    text = page(client, "reports/burn-up/", **query)
    first, second = said(text)
    assert first == "When the code freeze ended, of 3 pull requests, 2 were merged."
    assert second.startswith("2 were known on ")
    assert second.endswith(
        "Since then 1 of those known in the end came in, and 1 was closed or taken out"
        " on the way."
    )
    assert '<option value="pulls" selected>' in text
    assert "pull requests on code that belong to an enhancement" in text


def test_burn_up_without_pull_requests_says_so(client):
    story()
    query = {"release": "v1.1", "by": "pulls"}
    text = page(client, "reports/burn-up/", **query)
    assert said(text) == ["No pull request on code is known for v1.1 in these weeks."]
    assert said(text, "reportunknown") == ["No repository with code is read on GitHub."]
    assert "There is no pull request to show." in text
    assert rows(client, "reports/burn-up/", "pulls", **query) == []


def test_only_the_burn_up_counts_pull_requests(client):
    story()
    for key, word in (("burn-up", "commits"), ("slips", "pulls")):
        response = client.get(f"/demo/reports/{key}/", {"by": word})
        assert response.status_code == 400
        assert f"“{word}” cannot be counted here" in unescape(response.content.decode())
