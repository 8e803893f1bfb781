"""The board's page: what it shows, what it costs, and that it is never stale."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.utils import timezone

from enhancements import presenters
from enhancements.actions import accounts
from enhancements.models import Account, Enhancement, Verdict
from tests.support.boards import (
    BOARD,
    CODE,
    VEP,
    days,
    enhancement,
    fill,
    judged,
    said,
)
from tests.support.tracked import schedule, vep


def html_of(client, query=""):
    response = client.get(f"{BOARD}{query}")
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def texts(html, pattern):
    """What stands in the elements whose opening matches, without tags."""
    found = re.findall(rf"<[a-z0-9]+[^>]*{pattern}[^>]*>(.*?)</", html, re.DOTALL)
    return [re.sub(r"<[^>]+>|\s+", " ", one).strip() for one in found]


def keys(html):
    """Keys of the rows, in the order shown."""
    return re.findall(r'id="e-(\d+)-" class="entry', html)


@pytest.mark.usefixtures("five")
def test_every_entry_has_a_word_at_every_freeze(client):
    html = html_of(client)
    assert keys(html) == ["1", "3", "5", "2", "4"]
    assert said(html, 1, VEP) == "Met"
    assert said(html, 1, CODE) == "At risk 2 of 3 fail"
    assert said(html, 2, CODE) == "Unknown 1 of 3 unknown"
    assert said(html, 4, CODE).startswith("Tracked")
    assert said(html, 4, CODE).endswith(", 1 of 3 fails")
    assert said(html, 5, CODE) == "Out"
    assert "5 entries in v1.9, judged for the code freeze" in html


@pytest.mark.usefixtures("five")
def test_figures_are_all_entries_and_lead_to_them(client):
    html = html_of(client)
    figures = re.search(r'class="figures".*?</nav>', html, re.DOTALL)[0]
    counts = [int(one) for one in re.findall(r'figure-n">(\d+)<', figures)]
    assert counts == [1, 1, 1, 1, 1]
    links = re.findall(r'href="(\?[^"]+)"', figures)
    shown = [keys(html_of(client, link.replace("&amp;", "&"))) for link in links]
    assert shown == [["4"], ["3"], ["1"], ["2"], ["5"]]


@pytest.mark.usefixtures("five")
def test_counts_follow_the_other_filters(client):
    html = html_of(client, "?sig=network")
    assert keys(html) == ["2", "4"]
    figures = re.findall(r'figure-n">(\d+)<', html)
    assert figures == ["1", "0", "0", "1", "0"]
    narrowed = html_of(client, "?sig=network&status=tracked")
    assert re.findall(r'figure-n">(\d+)<', narrowed) == figures
    part = html_of(client, "?sig=network&part=counts")
    assert re.findall(r'figure-n">(\d+)<', part) == figures
    assert "<table" not in part
    assert "part=" not in part


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?needs=contrary", ["4"]),
        ("?needs=owner", ["3"]),
        ("?contact=rolf", ["1"]),
        ("?contact=-&sig=compute", ["3", "5"]),
        ("?owner=olga&sig=network", ["2", "4"]),
        ("?status=met&status=tracked", ["3", "4"]),
        ("?text=thing+2", ["2"]),
        ("?text=ROLF", ["1"]),
        ("?stage=beta", []),
        ("?group=none&sort=-number", ["4", "2", "5", "3", "1"]),
        ("?group=none&sort=status", ["1", "2", "3", "4", "5"]),
        ("?group=status", ["1", "2", "3", "4", "5"]),
        ("?group=contact&sort=title", ["1", "2", "3", "4", "5"]),
    ],
)
def test_rows_are_filtered_grouped_and_sorted(client, query, expected):
    assert keys(html_of(client, query)) == expected


@pytest.mark.usefixtures("five")
def test_columns_are_chosen_by_the_address(client):
    html = html_of(client, f"?columns={CODE}&columns=contact")
    heads = texts(html, 'scope="col"')
    assert len(re.findall('scope="col"', html)) == 3, heads
    assert f'data-cell="e-1-/{VEP}"' not in html


@pytest.mark.usefixtures("five")
def test_links_keep_the_rest(client):
    html = html_of(client, "?sig=compute&group=stage&item=1")
    facet = re.search(
        r'class="facet" href="(\?[^"]*status[^"]*|\?[^"]*needs=drift[^"]*)"', html
    )
    assert "group=stage" in facet[1]
    assert "sig=compute" in facet[1]
    assert "item=1" in facet[1]


@pytest.mark.usefixtures("five")
def test_panel_says_why_and_what_to_do(client):
    html = html_of(client, f"?item=1&freeze={CODE}")
    panel = re.search(r'<aside class="panel".*?</aside>', html, re.DOTALL)[0]
    assert "Thing 1" in panel
    assert (
        "Alpha in v1.9 <b>is at risk for the code freeze</b>: 2 of 3 checks fail."
        in panel
    )
    states = re.findall(r'class="checkitem is-(\w+)"', panel)
    assert states == ["failed", "failed", "passed"]
    assert "Do it." in panel
    assert "issues/10" in panel
    alone = html_of(client, f"?item=1&freeze={CODE}&part=panel")
    assert alone.strip().startswith("<aside")
    assert "part=" not in alone


@pytest.mark.usefixtures("five")
def test_panel_is_said_in_the_language_of_who_reads(client):
    wish = {"accept-language": "de"}
    answer = client.get(f"{BOARD}?item=1&freeze={CODE}&part=panel", headers=wish)
    html = answer.content.decode()
    said = (
        "Alpha in v1.9 <b>ist für „Code freeze“ gefährdet</b>:"
        " 2 von 3 Prüfungen sind nicht bestanden."
    )
    assert said in html
    assert "Prüfungen für „Code freeze“" in html


@pytest.mark.usefixtures("five")
def test_panel_of_what_is_not_there_says_so(client):
    html = html_of(client, "?item=77")
    assert "No entry “77” is on this board" in html


@pytest.mark.usefixtures("five")
def test_decision_against_the_checks_is_told_with_its_name(client):
    html = html_of(client, f"?item=4&freeze={CODE}&part=panel")
    assert "@lead" in html
    assert ", though 1 of 3 checks fails." in html


@pytest.mark.parametrize("number", [5, 500])
def test_page_takes_four_statements(client, demo, number, django_assert_num_queries):
    fill(demo, number)
    for n in range(1, number + 1, 3):
        judged(demo, n, CODE, "at-risk", since=days(-3), asked=3, failed=2)
    client.get(BOARD)
    with django_assert_num_queries(4):
        html_of(client)
    with django_assert_num_queries(5):
        html_of(client, "?item=1")
    with django_assert_num_queries(7):
        html_of(client, f"?compare={days(-10):%Y-%m-%d}")
    with django_assert_num_queries(8):
        html_of(client, f"?compare={days(-10):%Y-%m-%d}&item=1&sig=compute")
    # Session, user and roles beside them.
    account = accounts.sign_in(github_id=7, login="ann", name="Ann")
    client.force_login(account)
    client.get(BOARD)
    with django_assert_num_queries(7):
        html_of(client)


# --- Moments, files, addresses --------------------------------------------------------


@pytest.mark.usefixtures("five")
def test_compared_with_a_moment_before(client):
    html = html_of(client, f"?compare={days(-5):%Y-%m-%d}")
    assert "changed between the two" in html
    assert re.search(r"was <del>Not judged</del>", html)


@pytest.mark.usefixtures("five")
def test_compared_with_the_last_visit(client):
    refused = client.get(f"{BOARD}?compare=visit")
    assert refused.status_code == 400
    assert b"while you are signed in" in refused.content
    account = accounts.sign_in(github_id=7, login="ann", name="Ann")
    Account.objects.update(visited_at=days(-2))
    client.force_login(account)
    html = html_of(client, "?compare=visit")
    assert "Compared with" in html
    assert "My last visit" in html


@pytest.mark.usefixtures("five")
def test_file_has_the_rows_of_the_page(client):
    response = client.get(f"{BOARD}?sig=network&format=csv")
    lines = response.content.decode().splitlines()
    assert lines[0] == f"# http://testserver{BOARD}?sig=network"
    assert lines[1].startswith("key,number,title,sig")
    assert [line.split(",")[0] for line in lines[2:]] == ["2", "4"]
    Verdict.objects.filter(freeze=CODE, failed=2).update(first_missing="Code merged")
    data = json.loads(client.get(f"{BOARD}?format=json").content)
    first = data["rows"][0]
    assert first[f"{CODE} missing"] == "Code merged"
    assert (first["key"], first["status"], first[f"{CODE} failed"]) == (
        "1",
        "at-risk",
        2,
    )
    by_key = {row["key"]: row for row in data["rows"]}
    assert by_key["4"][f"{CODE} by"] == "lead"
    assert by_key["4"][f"{CODE} checks"] == "at-risk"


def ages(html, at):
    """The ages that rows say, and those that they have at a moment."""
    found = re.findall(r'datetime="([^"]*)" data-age>([^<]*)<', html)
    told = [age for _, age in found]
    return told, [
        presenters.age(dt.datetime.fromisoformat(one), at) for one, _ in found
    ]


@pytest.mark.usefixtures("five")
def test_activity_is_as_old_as_at_the_moment_shown(client):
    at = days(-1)
    html = html_of(client, f"?as_of={at:%Y-%m-%dT%H:%M:%SZ}")
    assert '<html lang="en" data-past>' in html
    told, true = ages(html, at)
    assert told == true
    assert len(told) == 5
    assert "data-past" not in html_of(client)


@pytest.mark.usefixtures("five")
def test_board_without_github_says_what_cannot_be_known(client):
    html = html_of(client)
    assert "No issues and pull requests are read" in html
    assert "manage.py track demo --github" in html


@pytest.mark.usefixtures("five")
def test_board_of_the_past(client):
    html = html_of(client, f"?as_of={days(-3):%Y-%m-%d}")
    assert said(html, 4, CODE) == "At risk 1 of 3 fails"
    assert "as of" in html


@pytest.mark.usefixtures("five")
def test_release_is_found_by_its_short_address(client):
    response = client.get("/demo/v1.9/")
    assert response.status_code == 302
    assert response["Location"] == "/demo/releases/v1.9/"


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/demo/v7.7/board", 404),
        ("/nothing/v1.9/board", 404),
        (f"{BOARD}?part=x", 400),
        (f"{BOARD}?format=x", 400),
        (f"{BOARD}?as_of=x", 400),
        (f"{BOARD}?compare=x", 400),
    ],
)
def test_what_cannot_be_met_is_said(client, address, status):
    assert client.get(address).status_code == status


def test_empty_states_say_what_to_do(client, demo):
    fill(demo, 2)
    assert "The entries are not judged yet" in html_of(client)
    assert "Nothing meets these filters" in html_of(client, "?sig=api")
    demo.commit(
        {"releases/v1.10/schedule.yaml": schedule(out="2030-01-01")},
        days(-1),
        kind="schedules",
    )
    demo.sync()
    empty = client.get("/demo/v1.10/board").content.decode()
    assert "Nothing is planned for v1.10" in empty


def test_board_says_that_verdicts_are_being_worked_out(client, five):
    before = client.get(BOARD)
    Verdict.objects.all().delete()
    Enhancement.objects.update(unjudged_since=timezone.now())
    first = client.get(BOARD)
    html = first.content.decode()
    assert "Verdicts are being worked out" in html
    assert "each entry gets its words as soon as they are known" in html
    # It is soon asked for anew: that nothing is to be judged is written nowhere.
    until = int(first["ETag"].rpartition(".")[2].strip('"'))
    assert until <= timezone.now().timestamp() + 6
    judged(five, 1, CODE, "met")
    html = html_of(client)
    assert "The checks of 4 entries still run; the others are judged." in html
    Enhancement.objects.update(unjudged_since=None)
    assert "worked out" not in html_of(client)
    assert "worked out" not in before.content.decode()


def test_entry_with_a_track_is_opened_by_both_names(client, five):
    assert enhancement(five, 1)
    html = html_of(client, "?item=1&track=")
    assert 'aria-current="true">Thing 1' in html


@pytest.mark.usefixtures("five")
def test_rows_that_are_kept_lead_to_the_address_of_their_reader(client):
    narrowed = html_of(client, "?sig=compute&sort=-title")
    assert 'href="?sig=compute&amp;sort=-title&amp;item=1&amp;freeze=' in narrowed
    assert 'href="?item=1&amp;freeze=' in html_of(client)
    assert 'href="?sig=compute&amp;item=1"' in html_of(client, "?sig=compute")


def test_title_with_a_letter_of_nobodys_is_shown_as_it_is(client, demo):
    """Rows that are kept have a mark in them, which no text may be taken for."""
    fill(demo, 1)
    path = "veps/sig-compute/9-private/vep.md"
    title = "Private \ue000 use \ue001"
    demo.commit({path: vep(9, title, alpha="v1.9")}, days(-40))
    demo.sync()

    assert html_of(client, "?sig=compute").count(title) >= 1
