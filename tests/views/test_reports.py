"""The reports: true numbers from few facts, as pages and as files."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client

from enhancements.policy import reports
from tests.support.generated import History, chance, day, fill

pytestmark = pytest.mark.django_db
KEYS = [one.key for one in reports.REPORTS]
LATER = "2025-06-01"
"""After every release of the history is out."""


@pytest.fixture
def client():
    return Client(HTTP_HOST="localhost")


def story():
    """Of four committed to v1.1 one ships, one slips twice, two are lost at a freeze;
    what nothing spoke of in time is no loss.
    """
    history = History()
    shipped = history.enhancement(1, sig="compute")
    history.entry(shipped, 0, "alpha", since=5)
    history.prove(shipped, 0, "alpha")
    history.entry(shipped, 2, "beta", since=205)
    history.prove(shipped, 2, "beta")
    late = history.enhancement(2, sig="network")
    history.entry(late, 0, "beta", since=5, until=80, moved_to="v1.2")
    history.entry(late, 1, "beta", since=80)
    history.prove(late, 1, "beta", "absent")
    history.entry(late, 2, "beta", since=210)
    for number, standing in ((3, "removed"), (4, "deferred")):
        own = history.enhancement(number, sig="network")
        history.entry(own, 0, "beta", since=5)
        history.decide(
            own, 0, "standing", standing, since=69, freeze="code-freeze", by="vesna"
        )
    unspoken = history.enhancement(5, sig="compute")
    history.entry(unspoken, 0, "alpha", since=60)
    return history


def page(client, address, **query):
    response = client.get(f"/demo/{address}", {"as_of": LATER} | query)
    assert response.status_code == 200
    return response.content.decode()


def said(text, name="reportsaid"):
    found = re.search(rf'<ul class="{name}">(.*?)</ul>', text, re.DOTALL)
    items = re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL) if found else []
    return [unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in items]


def rows(client, address, listed, **query):
    response = client.get(
        f"/demo/{address}",
        {"as_of": LATER, "format": "json", "list": listed} | query,
    )
    assert response.status_code == 200
    return json.loads(response.content)["rows"]


def test_survival_tells_what_was_lost_at_which_freeze_and_by_whom(client):
    story()
    text = page(client, "reports/survival/", **{"from": "v1.1", "to": "v1.1"})
    assert said(text)[0] == "Of 4 entries committed, 1 shipped and 3 were lost."
    (unknown,) = said(text, "reportunknown")
    assert unknown.startswith("1 entry: no source spoke of them before the freeze")
    assert "so they are no losses" in unknown
    lost = rows(client, "reports/survival/", "losses", **{"from": "v1.1", "to": "v1.1"})
    assert [(r["key"], r["lost_at"], r["how"], r["by"]) for r in lost] == [
        ("3", "Code freeze", "removed", "vesna"),
        ("4", "Code freeze", "deferred", "vesna"),
        ("2", "Docs freeze", "slipped", "document"),
    ]
    steps = rows(client, "reports/survival/", "steps", **{"from": "v1.1", "to": "v1.1"})
    assert [(r["step"], r["came"], r["kept"]) for r in steps] == [
        ("VEP freeze", 4, 4),
        ("Code freeze", 4, 2),
        ("Release", 2, 1),
    ]


def test_slips_are_told_by_run_with_length_and_when_they_were_admitted(client):
    story()
    text = page(client, "reports/slips/")
    assert said(text)[0] == "Of 7 entries committed, 4 slipped."
    listed = rows(client, "reports/slips/", "slips")
    by_key = {one["key"]: one for one in listed}
    assert by_key["2"]["missed"] == ["v1.1", "v1.2"]
    assert by_key["2"]["times"] == 2
    assert by_key["2"]["length"] == 2
    assert by_key["2"]["now"] == "promised for v1.3"
    assert by_key["2"]["admitted"] == ["2024-03-21", "never"]
    assert by_key["3"]["length"] is None
    assert by_key["3"]["now"] == "no later release named"


def test_stage_time_is_measured_between_what_shipped(client):
    story()
    assert said(page(client, "reports/time-in-stage/"))[0] == (
        "Alpha to Beta: 1 case; releases between: 2."
    )
    (step,) = rows(client, "reports/time-in-stage/", "steps")
    assert (step["from_release"], step["to_release"]) == ("v1.1", "v1.3")
    assert (step["releases"], step["days"]) == (2, 200)


def test_stuck_tells_what_missed_twice_and_what_is_over_its_time_box(client):
    history = story()
    # Alpha may last two releases, and three came out since.
    own = history.enhancement(6, sig="storage")
    history.entry(own, 0, "alpha", since=5)
    history.prove(own, 0, "alpha")
    (missed,) = rows(client, "reports/stuck/", "missed-twice")
    assert (missed["key"], missed["times"], missed["next"]) == ("2", 2, "v1.3")
    (boxed,) = rows(client, "reports/stuck/", "over-time-box")
    assert (boxed["key"], boxed["waited"], boxed["time_box"]) == ("6", 3, 2)


def test_releases_are_compared_with_base_rates(client):
    story()
    listed = rows(client, "reports/releases/", "releases")
    assert [
        (r["release"], r["committed"], r["shipped"], r["slipped"]) for r in listed
    ] == [("v1.4", 0, 0, 0), ("v1.3", 2, 1, 0), ("v1.2", 1, 0, 1), ("v1.1", 4, 1, 1)]
    alphas, betas = said(page(client, "reports/releases/"))
    assert alphas == "Of 1 entry for Alpha committed since v1.1, 1 shipped."
    assert betas == (
        "Of 6 entries for Beta committed since v1.1,"
        " 1 shipped, 4 were lost and 1 is not proven."
    )


def test_nothing_that_is_not_proven_is_said_to_have_shipped_or_slipped(client):
    history = History()
    own = history.enhancement(1)
    history.entry(own, 0, since=5)
    (text,) = said(page(client, "reports/releases/"))
    assert text == (
        "Of 1 entry for Beta committed since v1.1, nothing proves what became of any."
    )
    assert rows(client, "reports/slips/", "slips") == []


def test_burn_up_shows_what_was_added_and_taken_out(client):
    history = History()
    for number, since, until in ((1, -20, None), (2, -20, 30), (3, 35, None)):
        history.entry(history.enhancement(number), 0, since=since, until=until)
    listed = rows(client, "reports/burn-up/", "days", release="v1.1")
    last = listed[0]
    assert last["day"] == "2024-02-10"
    assert (last["planned"], last["added_since"], last["met"]) == (2, 1, 0)
    assert sum(one["removed"] for one in listed) == 1
    assert sum(one["added"] for one in listed) == 1
    text = page(client, "reports/burn-up/", release="v1.1")
    assert said(text)[0] == (
        "When the VEP freeze ended, of 2 planned entries, 0 met its checks."
    )
    assert "2 planned entries were not judged" in said(text, "reportunknown")[0]


def test_load_names_who_is_asked_and_how_much_was_committed(client):
    history = History()
    for number, since in ((1, 5), (2, 60)):
        own = history.enhancement(number, reviewers=["@rolf"], approvers=["ida"])
        history.entry(own, 0, since=since, spoken=5)
    history.entry(history.enhancement(3), 0, since=5)
    listed = rows(client, "reports/load/", "people", **{"from": "v1.1", "to": "v1.1"})
    assert [(r["login"], r["entries"], r["committed"]) for r in listed] == [
        ("ida", 2, 1),
        ("rolf", 2, 1),
    ]
    text = page(client, "reports/load/", **{"from": "v1.1", "to": "v1.1"})
    assert said(text)[0] == "Of 3 entries, 2 name a reviewer or approver."


def test_landing_counts_commits_by_days_from_the_freeze(client):
    history = History()
    version = history.version
    for place, number in enumerate((38.9, 40.0, 41.5, 60)):
        version.pk = None
        version.ordinal, version.commit = place + 2, f"{place}" * 40
        version.merged_at = day(number)
        version.save(force_insert=True)
    listed = rows(client, "reports/landing/", "days", **{"from": "v1.1", "to": "v1.1"})
    # The freeze of 10 February ends on the 11th at 12:00 UTC.
    assert [(r["day"], r["commits"]) for r in listed] == [
        (-3, 1),
        (-2, 1),
        (1, 1),
        (19, 1),
    ]


@pytest.mark.parametrize("enhancements", [1, 25])
@pytest.mark.parametrize(
    ("key", "statements"),
    [
        (key, 4 if key in {"survival", "burn-up", "landing", "load"} else 3)
        for key in KEYS
    ],
)
def test_statements_are_as_many_whatever_there_is(
    client, django_assert_num_queries, enhancements, key, statements
):
    fill(History(), chance(enhancements), enhancements=enhancements)
    with django_assert_num_queries(statements):
        page(client, f"reports/{key}/")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("form", ["csv", "json"])
def test_every_table_can_be_had_as_a_file(client, key, form):
    history = History()
    fill(history, chance(1))
    own = history.enhancement(99, reviewers=["rolf"])
    for place, stage in enumerate(("alpha", "beta")):
        history.entry(own, place, stage, since=5)
        history.prove(own, place, stage)
    text = page(client, f"reports/{key}/")
    lists = re.findall(r"list=([a-z-]+)&(?:amp;)?format=csv", text)
    assert lists
    for listed in lists:
        response = client.get(
            f"/demo/reports/{key}/", {"format": form, "list": listed, "as_of": LATER}
        )
        assert response.status_code == 200
        assert len(response.content.splitlines()) > 1
        assert f"{key}-{listed}" in response["Content-Disposition"]


@pytest.mark.parametrize("key", KEYS)
def test_without_any_release_a_report_says_so(client, key):
    History(releases=0)
    text = page(client, f"reports/{key}/")
    assert said(text)


def test_report_is_narrowed_by_its_address(client):
    story()
    text = page(client, "reports/releases/", sig="network", stage="beta", to="v1.1")
    (betas,) = said(text)
    assert betas == (
        "Of 3 entries for Beta committed for v1.1, 0 shipped and 3 were lost."
    )
    assert 'value="network" selected' in text


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"from": "v7.7"}, "No source names a release “v7.7”"),
        ({"stage": "gamma"}, "“gamma” is no stage here"),
        ({"format": "xml"}, "“xml” is no form of a list"),
        ({"format": "csv", "list": "nothing"}, "This report has no such list"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(client, query, message):
    story()
    response = client.get("/demo/reports/survival/", query)
    assert response.status_code == 400
    assert message in unescape(response.content.decode())


def test_unknown_report_names_those_there_are(client):
    story()
    response = client.get("/demo/reports/velocity/")
    assert response.status_code == 404
    assert "survival, slips" in unescape(response.content.decode())


def test_list_leads_to_every_report(client, django_assert_num_queries):
    story()
    with django_assert_num_queries(3):
        text = page(client, "reports/")
    for key in KEYS:
        assert f"/demo/reports/{key}/" in text
    assert "/demo/sigs/compute/annual/2024/" in text
    assert "/demo/v1.1/notes" in text


def test_annual_report_of_a_sig(client, django_assert_num_queries):
    story()
    with django_assert_num_queries(4):
        text = page(client, "sigs/network/annual/2024/")
    assert said(text) == [
        "v1.1, v1.2, v1.3 came out in 2024.",
        (
            "Of 5 entries committed, none is proven to have shipped, 4 were lost and"
            " 1 is not proven."
        ),
        "3 enhancements were opened, 0 documents were taken out.",
    ]
    assert "### Deferred or removed" in text
    assert "- #3 Feature 3 (Beta, v1.1): Because of this." in unescape(text)
    assert client.get("/demo/sigs/nobody/annual/2024/").status_code == 404


def test_notes_list_what_is_proven_and_the_rest_apart(
    client, django_assert_num_queries
):
    story()
    with django_assert_num_queries(5):
        text = unescape(page(client, "v1.3/notes"))
    draft = text[text.index('<pre class="reportmarkdown"') :]
    shipped, _, rest = draft.partition("<!-- Not proven")
    assert "## Beta" in shipped
    assert "**#1 Feature 1**" in shipped
    assert "Feature 2" not in shipped
    assert "#2 Feature 2 (Beta)" in rest
    assert client.get("/demo/v7.7/notes").status_code == 404


def test_past_moment_counts_only_what_was_known(client):
    story()
    query = {"from": "v1.1", "to": "v1.1", "as_of": day(60).date().isoformat()}
    text = page(client, "reports/survival/", **query)
    assert said(text)[0] == "4 entries committed, and all still open."
