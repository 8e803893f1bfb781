"""Lists as files, on the lists' own addresses."""

from __future__ import annotations

import csv
import html
import io
import json
import re

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]

LISTS = (
    "/sample/enhancements/?sig=network&sort=-number",
    "/sample/enhancements/?as_of=2026-05-01&compare=2026-03-01",
    "/sample/releases/v1.10/?state=planned",
    "/sample/releases/v1.10/?compare=freeze",
    "/sample/releases/",
    "/sample/sigs/",
    "/sample/sigs/compute/",
    "/sample/problems/",
    "/sample/roadmap/?stage=beta",
    "/sample/people/?sort=-owns",
    "/sample/people/vesna-tolmark/?role=author",
    "/sample/changes/?since=2026-01-01&kind=target",
    "/sample/sigs/compute/changes/?since=2026-01-01",
    "/sample/releases/v1.10/changes/?since=2026-01-01",
)


def asked(address: str, form: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}format={form}"


def body(response) -> str:
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return response.content.decode()


@pytest.mark.parametrize("address", LISTS)
def test_both_forms_hold_the_same_list_and_name_its_address(client: Client, address):
    response = client.get(asked(address, "csv"))
    first, _, rest = body(response).partition("\n")
    table = list(csv.reader(io.StringIO(rest)))
    data = json.loads(body(client.get(asked(address, "json"))))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="sample-[\w-]+\.csv"', response["Content-Disposition"]
    )
    assert first == f"# http://testserver{address}"
    assert data["address"] == f"http://testserver{address}"
    assert table[0] == data["columns"]
    assert len(table) - 1 == len(data["rows"]) > 0
    assert [list(row) for row in data["rows"]] == [data["columns"]] * len(data["rows"])


@pytest.mark.parametrize("address", LISTS)
def test_page_offers_both_forms_with_everything_it_was_asked(client: Client, address):
    text = client.get(address).content.decode()

    for form in ("csv", "json"):
        (offered, *_) = re.findall(rf'href="(\?[^"]*format={form})"', text)
        query = offered.replace("&amp;", "&").removeprefix("?")
        asked_for = address.partition("?")[2]
        assert set(filter(None, asked_for.split("&"))) <= set(query.split("&"))


def test_file_of_browse_has_the_rows_of_the_page_in_its_order(client: Client):
    address = "/sample/enhancements/?sort=-merged"
    text = client.get(address).content.decode()
    shown = re.findall(r'<a class="ent" href="/sample/([^"/]+)/[?"]', text)
    data = json.loads(body(client.get(asked(address, "json"))))

    assert [row["key"] for row in data["rows"]] == shown


def test_past_moment_is_the_files_too(client: Client):
    address = "/sample/enhancements/?as_of=2026-03-01"
    data = json.loads(body(client.get(asked(address, "json"))))

    assert data["as_of"] == "2026-03-02T12:00:00Z"
    assert len(data["rows"]) < len(
        json.loads(body(client.get("/sample/enhancements/?format=json")))["rows"]
    )


def test_compared_list_has_marks_and_what_is_gone(client: Client):
    address = "/sample/enhancements/?compare=2026-02-01"
    data = json.loads(body(client.get(asked(address, "json"))))

    assert data["columns"][-2:] == ["change", "elsewhere"]
    assert {"added", "changed"} <= {row["change"] for row in data["rows"]}


@pytest.mark.parametrize("name", ["now", "then", "rest", "beside"])
def test_each_list_of_a_sig_is_a_file(client: Client, name):
    response = client.get(f"/sample/sigs/compute/?format=json&list={name}")

    assert json.loads(body(response))["address"].endswith("/sample/sigs/compute/")


@pytest.mark.parametrize(
    "address",
    [
        "/sample/enhancements/?format=xml",
        "/sample/releases/?format=CSV",
        "/sample/sigs/compute/?format=csv&list=all",
        "/sample/changes/?format=%00",
        "/sample/problems/?format=<script>",
    ],
)
def test_form_or_list_there_is_not_is_refused(client: Client, address):
    response = client.get(address)

    assert response.status_code == 400
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("/sample/enhancements/?format=csv", 3),
        ("/sample/enhancements/?compare=2026-03-01", 5),
        ("/sample/releases/v1.10/?compare=freeze", 5),
        ("/sample/sigs/compute/?compare=2026-03-01", 6),
        ("/sample/changes/", 4),
        ("/sample/sigs/compute/changes/", 4),
        ("/sample/releases/v1.10/changes/", 4),
        ("/sample/releases/v1.10/card.svg", 3),
    ],
)
def test_literal_number_of_statements(
    client: Client, django_assert_num_queries, address, number
):
    with django_assert_num_queries(number):
        body(client.get(address))


@pytest.mark.parametrize(
    "query",
    [
        "since=x",
        "until=2999-01-01",
        "since=2026-02-02&until=2026-02-01",
        "compare=x",
    ],
)
def test_days_and_moments_that_cannot_be_are_refused(client: Client, query):
    page = "enhancements" if query.startswith("compare") else "changes"

    assert client.get(f"/sample/{page}/?{query}").status_code == 400


def test_changes_of_an_unknown_release_are_not_found(client: Client):
    assert client.get("/sample/releases/v9.9/changes/").status_code == 404


@pytest.mark.parametrize("where", ["releases/v1.10/", "enhancements/", "sigs/compute/"])
def test_links_of_a_compared_page_carry_the_comparison(client: Client, where: str):
    """To itself under other filters, to lists that can be compared, and back again."""
    address = f"/sample/{where}?compare=2026-03-01"
    text = html.unescape(client.get(address).content.decode())
    main = text[text.index("<main") :]
    filters = re.findall(r'<li[^>]*><a href="(\?[^"]*)"', main)
    lists = re.findall(
        r'href="(/sample/(?:releases/v[\d.]+|sigs/[^/"]+|enhancements)/(?:\?[^"]*)?)"',
        main,
    )
    opened = re.findall(r'href="(/sample/[^/"]+/\?[^"]*)(?:#[^"]*)?"', main)
    back = client.get(next(one for one in opened if "in=" in one)).content.decode()

    assert len(filters) > 1
    assert lists
    assert [one for one in (*filters, *lists) if "compare=2026-03-01" not in one] == []
    assert f'href="{address}"' in html.unescape(back)


def test_comparison_with_a_freeze_is_not_carried_to_other_lists(client: Client):
    page = client.get("/sample/releases/v1.10/?compare=freeze").content.decode()
    to_sigs = re.findall(r'href="(/sample/sigs/[^/"]+/[^"]*)"', page)

    assert to_sigs
    assert [one for one in to_sigs if "compare" in one] == []


def test_roadmap_has_a_column_for_each_release_with_its_marks(client: Client):
    text = client.get("/sample/roadmap/?from=v1.9&to=v1.10&format=json")
    data = json.loads(body(text))

    assert data["columns"][5:7] == ["v1.9", "v1.10"]
    marks = [mark for row in data["rows"] for mark in row["v1.10"]]
    assert {mark.split()[1] for mark in marks} >= {"planned", "committed"}
