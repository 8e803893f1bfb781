"""What the API answers: the same as the command and the pages, at any moment."""

from __future__ import annotations

import io
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from enhancements.models import Identifier, Record
from enhancements.queries import orders, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]

ROOT = "/api/v1/projects/sample/"


def pages(read, address, **query):
    """Every page of a list, by `next`."""
    found = [read(address, **query)]
    while found[-1]["next"]:
        found.append(read(found[-1]["next"]))
    return found


def items(read, address, **query):
    return [item for page in pages(read, address, **query) for item in page["items"]]


def command(*words):
    out = io.StringIO()
    call_command("query", "--output", "json", *words, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ([], {}),
        (["--sig", "compute,network"], {"sig": "compute,network"}),
        (["--sig", "none", "--sig", "storage"], {"sig": ["none", "storage"]}),
        (["--stage", "ga", "--release", "1.10"], {"stage": "ga", "release": "1.10"}),
        (["--status", "implementable"], {"status": "implementable"}),
        (["--author", "@Wren-Abascot"], {"author": "@Wren-Abascot"}),
        (["--participating-sig", "network"], {"participating-sig": "network"}),
        (["--number", "10,#11"], {"number": "10,#11"}),
        (["--text", "backup"], {"text": "backup"}),
        (["--has", "drift,problem"], {"has": "drift,problem"}),
        (["--as-of", "2026-03-01"], {"as_of": "2026-03-01"}),
        (
            ["--as-of", "2026-04-01T10:00Z", "--sort=-merged_at"],
            {"as_of": "2026-04-01T10:00Z", "sort": "-merged_at"},
        ),
    ],
)
def test_answer_is_that_of_the_command(read, words, query):
    expected = command(*words)

    assert read("enhancements/", limit=500, **query)["items"] == expected
    assert items(read, "enhancements/", limit=7, **query) == expected
    # The sample is silent here, and says little so early.
    assert expected or set(query) & {"participating-sig", "as_of"}


@pytest.mark.parametrize("name", orders.NAMES)
@pytest.mark.parametrize("sign", ["", "-"])
def test_pages_of_every_order_join_to_the_whole(read, sign, name):
    # A word that English has everywhere asks nothing, and ranks what there is.
    text = {"text": "the"} if name == "best" else {}
    words = [f"--{flag}={value}" for flag, value in text.items()]
    whole = command(f"--sort={sign}{name}", *words)
    found = pages(read, "enhancements/", sort=f"{sign}{name}", limit=5, **text)

    assert [item for page in found for item in page["items"]] == whole
    assert [len(page["items"]) for page in found[:-1]] == [5] * (len(whole) // 5)
    assert len({page["as_of"] for page in found}) == 1


@pytest.mark.parametrize("address", ["problems/", "drift/"])
def test_pages_of_troubles_join_to_the_whole(read, address):
    whole = read(address, as_of="2026-06-01")["items"]

    assert len(whole) > 1
    assert items(read, address, as_of="2026-06-01", limit=1) == whole


def test_pages_stay_of_the_moment_of_the_first(read):
    first = read("enhancements/", limit=3)
    whole = items(read, "enhancements/", as_of=first["as_of"], limit=500)
    last = Record.objects.get(key=whole[-1]["key"], until__isnull=True)
    Record.objects.filter(pk=last.pk).update(until=timezone.now())
    rest = items(read, first["next"])
    now = items(read, "enhancements/", limit=500)

    assert [*first["items"], *rest] == whole
    assert now == whole[:-1]


def test_pages_keep_filters_and_moment(read):
    page = read(
        "enhancements/", sig=["compute", "network"], as_of="2026-06-01", limit=2
    )
    query = parse_qs(urlsplit(page["next"]).query)

    assert (query["sig"], query["as_of"]) == (["compute", "network"], ["2026-06-01"])
    assert read(page["next"])["as_of"] == page["as_of"] == "2026-06-02T12:00:00Z"


def test_projects_tell_of_their_moment(read):
    then = read("/api/v1/projects/", as_of="2025-01-01")["items"]
    now = read("/api/v1/projects/")["items"]

    assert [row["project"] for row in now] == ["sample"]
    assert then[0]["enhancements"] < now[0]["enhancements"] == len(command())


def test_project_tells_its_words_sources_and_counts(read):
    found = read()

    assert (found["project"], found["word"], found["words"]) == (
        "sample",
        "VEP",
        "VEPs",
    )
    assert [one["kind"] for one in found["sources"]] == [
        "documents",
        "gates",
        "rosters",
        "schedules",
    ]
    assert found["enhancements"] == len(command())
    assert found["drift"] == len(command("--has", "drift"))
    assert found["current"] in found["releases"]


def test_board_is_the_page_of_the_release(read, client: Client):
    board = read("releases/v1.10/board/")
    html = client.get("/sample/releases/v1.10/").content.decode()

    assert list(board) == ["project", "release", "as_of", "deadlines", "entries"]
    assert f"{len(board['entries'])} entries in v1.10" in html
    keys = {(entry["key"], entry["track"]) for entry in board["entries"]}
    assert len(keys) == len(board["entries"])


SAME = (
    *("key", "number", "title", "sig", "track", "stage", "kind", "status", "authors"),
    *("planned", "committed", "shipped", "moved_from", "moved_to", "went_on"),
    *("late_record", "problems", "drift"),
)


def said(row):
    """What both say of an entry; files leave empty what is null in the API."""
    return [None if row[name] == "" else row[name] for name in SAME]


def test_board_says_what_the_page_says_whatever_was_asked_before(
    read, client: Client, monkeypatch
):
    monkeypatch.setattr(written, "_known", {})
    told = set()
    # Before and after the freeze, and again: what is kept is of no one moment.
    for release in ("v1.9", "v1.10", "v1.11"):
        for moment in ("2026-04-01", "2026-05-20", "", "2026-04-01"):
            asked = {"as_of": moment}
            page = {"format": "json", **asked}
            file = client.get(f"/sample/releases/{release}/", page).json()["rows"]
            board = read(f"releases/{release}/board/", **asked)["entries"]

            assert [said(entry) for entry in board] == [said(row) for row in file]
            told |= {(entry["planned"], entry["committed"]) for entry in board}
    assert told >= {(True, True), (True, False), (False, True), (True, None)}


def test_board_says_three_facts_each_with_its_evidence(read):
    entries = read("releases/v1.10/board/")["entries"]

    assert {entry["shipped"] for entry in entries} == {None}
    assert {entry["evidence"]["shipped"] for entry in entries} == {None}
    assert {entry["committed"] for entry in entries} == {True, False}
    for entry in entries:
        planned, committed = (
            entry["evidence"]["planned"],
            entry["evidence"]["committed"],
        )
        assert (planned["until"] is None) is entry["planned"]
        held = committed["since"] <= "2026-04-30T12:00:00Z" and (
            committed["until"] is None or committed["until"] > "2026-04-30T12:00:00Z"
        )
        assert held is entry["committed"]


def test_board_before_the_freeze_commits_nothing(read):
    board = read("releases/v1.10/board/", as_of="2026-04-01")

    assert board["entries"]
    assert {entry["committed"] for entry in board["entries"]} == {None}
    assert {entry["evidence"]["committed"] for entry in board["entries"]} == {None}


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"sig": "compute"}, lambda e: e["sig"] == "compute"),
        ({"sig": "compute,none"}, lambda e: e["sig"] in ("compute", None)),
        ({"stage": "GA"}, lambda e: e["stage"] == "ga"),
        ({"state": "planned"}, lambda e: e["planned"]),
        ({"state": "committed"}, lambda e: e["committed"] is True),
        ({"state": ["late", "kept"]}, lambda e: e["planned"]),
        ({"has": "problem"}, lambda e: e["problems"] > 0),
        ({"has": "drift"}, lambda e: e["drift"] > 0),
        ({"kind": "new"}, lambda e: e["kind"] == "new"),
        (
            {"kind": "new,deprecation", "state": "planned"},
            lambda e: e["kind"] in ("new", "deprecation") and e["planned"],
        ),
    ],
)
def test_filters_of_a_board(read, query, holds):
    every = read("releases/v1.10/board/")["entries"]
    kept = read("releases/1.10/board/", **query)["entries"]

    assert kept == [entry for entry in every if holds(entry)]
    assert len(kept) < len(every)


def test_enhancement_has_its_claims_and_history(read, client: Client):
    row = next(row for row in command("--has", "drift") if row["sig"] == "storage")
    found = read(f"enhancements/{row['key']}/")

    assert {name: found[name] for name in row} == row
    assert {
        one["source"] for one in found["claims"] if one["field"] == "target.beta"
    } >= {claim["source"] for claim in row["drift"][0]["claims"]}
    html = client.get(f"/sample/{row['key']}/").content.decode()
    assert found["history"]
    assert [one for one in found["history"] if escape(one["title"]) not in html] == []
    assert [item["at"] for item in found["history"]] == sorted(
        (item["at"] for item in found["history"]), reverse=True
    )


def test_enhancement_of_a_past_moment_knows_nothing_later(read):
    found = read("enhancements/50/", as_of="2026-04-20")
    moments = [
        claim[name]
        for series in found["claims"]
        for claim in series["claims"]
        for name in ("since", "until")
        if claim[name]
    ]

    assert moments
    assert max(moments) <= found["as_of"] == "2026-04-21T12:00:00Z"
    assert max(item["at"] for item in found["history"]) <= found["as_of"]


def test_old_name_of_an_enhancement_leads_to_the_name_of_today(client: Client):
    old = (
        Identifier.objects.filter(
            kind="number", until__isnull=False, enhancement__records__until__isnull=True
        )
        .exclude(value__in=Record.objects.filter(until__isnull=True).values_list("key"))
        .first()
    )
    assert old is not None
    key = Record.objects.get(enhancement=old.enhancement, until__isnull=True).key

    answer = client.get(f"{ROOT}enhancements/{old.value}/", {"as_of": "2026-06-12"})

    assert (answer.status_code, answer["Location"]) == (
        301,
        f"{ROOT}enhancements/{key}/?as_of=2026-06-12",
    )


def test_releases_count_as_their_boards_do(read):
    for release in read("releases/")["items"]:
        entries = read(f"releases/{release['release']}/board/")["entries"]
        assert release["planned"] == sum(entry["planned"] for entry in entries)
        if release["committed"] is not None:
            committed = sum(entry["committed"] is True for entry in entries)
            assert release["committed"] == committed


def test_release_counts_by_sig(read):
    found = read("releases/v1.10/")
    one = read("releases/v1.10/", sig="compute")

    assert found["planned"] == sum(sig["planned"] for sig in found["sigs"])
    assert [sig["sig"] for sig in one["sigs"]] == ["compute"]
    assert one["planned"] == one["sigs"][0]["planned"] < found["planned"]
    assert read("releases/", sig="compute")["items"][1]["planned"] == one["planned"]


def test_sigs_count_their_enhancements(read):
    for row in read("sigs/")["items"]:
        assert row["enhancements"] == len(command("--sig", row["sig"]))
        detail = read(f"sigs/{row['sig']}/")
        names = ("sig", "title", "chairs", "enhancements", "problems", "drift")
        assert {name: detail[name] for name in names} == {
            name: row[name] for name in names
        }
        taking_part = command("--participating-sig", row["sig"])
        assert detail["participates"] == len(taking_part)


def test_person_owns_reviews_and_approves(read):
    found = read("people/@Oda-Vintermark/")
    rows = command()

    for name, role in (
        ("owns", "authors"),
        ("reviews", "reviewers"),
        ("approves", "approvers"),
    ):
        expected = [row["key"] for row in rows if "oda-vintermark" in row[role]]
        assert [one["key"] for one in found[name]] == expected
    assert found["owns"] or found["approves"]
    assert {"sig": "compute", "role": "chairs", "source": "roster:sigs.yaml"} in found[
        "roles"
    ]


def test_problems_and_drift_are_those_of_the_enhancements(read):
    rows = command()
    problems = read("problems/", where="documents", limit=500)["items"]
    drift = read("drift/", where="documents", limit=500)["items"]

    assert [(one["key"], one["field"], one["evidence"]) for one in problems] == [
        (row["key"], one["field"], one["evidence"])
        for row in rows
        for one in row["problems"]
    ]
    assert [(one["key"], one["field"], one["claims"]) for one in drift] == [
        (row["key"], one["field"], one["claims"])
        for row in rows
        for one in row["drift"]
    ]


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"sig": "compute"}, lambda row: row["sig"] == "compute"),
        ({"field": "title,number"}, lambda row: row["field"] in ("title", "number")),
        ({"where": "rosters"}, lambda row: row["where"] == "rosters"),
    ],
)
def test_filters_of_problems(read, query, holds):
    every = read("problems/")["items"]
    kept = read("problems/", **query)["items"]

    assert kept == [row for row in every if holds(row)]
    assert len(kept) < len(every)
