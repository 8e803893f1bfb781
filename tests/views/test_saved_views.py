"""Saved views on their pages: who sees which, what they show, files, history, API."""

from __future__ import annotations

import csv
import dataclasses
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from enhancements.actions import saved_views
from enhancements.models import Project, SavedView
from enhancements.policy.permissions import OPERATOR
from enhancements.profiles.role_rules import RELEASE_LEAD, SIG_LEAD
from tests.support.parts import play
from tests.support.tracked import day
from tests.support.viewed import OURS, PATH, eve, heads, keys, save, texts, told

__all__ = ("eve", "told")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]


def test_view_is_the_list_as_it_was_saved(client, eve):
    save(eve)
    answer = client.get(f"{PATH}1/")

    assert answer.status_code == 200
    assert keys(answer) == ["12", "10"]
    assert heads(answer) == ["Enhancement", "Owners", "SIG"]
    said = texts(answer)
    assert "All that is ours." in said
    assert "A saved view, everybody's, made by @eve." in said
    assert "Changed since it was saved" not in said


def test_list_that_was_changed_says_so_and_can_be_put_back(client, eve):
    save(eve)
    answer = client.get(f"{PATH}1/?edited=1&text=sig:network&columns=owner,sig")

    assert keys(answer) == ["13"]
    assert "Changed since it was saved." in texts(answer)
    assert f'href="{PATH}1/">Discard' in answer.content.decode()
    same = client.get(f"{PATH}1/?edited=1&sig=compute&columns=owner,sig&sort=-number")
    assert keys(same) == ["12", "10"]
    assert "Changed since" not in texts(same)


def test_links_of_an_open_view_stay_with_it(client, eve):
    save(eve)
    answer = client.get(f"{PATH}1/").content.decode()

    links = re.findall(r'<th scope="col"[^>]*><a href="\?([^"]*)"', answer)
    assert links
    assert all("edited=1" in one for one in links)
    assert f'method="get" action="{PATH}1/"' in answer


@pytest.mark.parametrize("where", ["", "change"])
def test_private_view_is_none_for_everybody_else(client, monkeypatch, eve, where):
    save(eve, audience="private")
    address = f"{PATH}1/{where}"
    assert Client().get(address).status_code == 404
    play(client, monkeypatch, RELEASE_LEAD, OPERATOR, SIG_LEAD)
    answer = client.get(address)
    assert answer.status_code == 404
    assert "There is no such view" in texts(answer)
    assert "Ours" not in texts(answer)
    mine = Client()
    mine.force_login(eve)
    assert mine.get(address).status_code == 200


@pytest.mark.parametrize("what", ["change", "retire", "restore", "copy"])
def test_nothing_is_done_to_a_private_view_of_others(client, monkeypatch, eve, what):
    save(eve, audience="private")
    play(client, monkeypatch, RELEASE_LEAD, OPERATOR, SIG_LEAD)
    answer = client.post(f"{PATH}1/{what}", {"name": "x", "for": "private"})
    assert answer.status_code == 404
    assert list(SavedView.objects.values_list("name", "ended_at")) == [("Ours", None)]


def test_lists_and_files_hold_only_what_one_may_see(client, eve):
    save(eve, audience="private", name="Secret of eve")
    save(eve, audience="sig", sig="network", name="Of network")
    save(eve, name="Of all")
    for address in (PATH, f"{PATH}?format=csv", f"{PATH}?format=json"):
        said = b"".join(client.get(address)).decode()
        assert "Of network" in said
        assert "Of all" in said
        assert "Secret" not in said
    assert "Secret" not in texts(client.get("/demo/enhancements/"))
    client.force_login(eve)
    assert "Secret of eve" in texts(client.get(PATH))
    assert "Secret of eve" in texts(client.get("/demo/enhancements/"))


def test_menu_shows_whose_views_they_are(client, monkeypatch, eve):
    save(eve, audience="sig", sig="compute", name="Compute's")
    save(eve, audience="sig", sig="network", name="Network's")
    play(client, monkeypatch, SIG_LEAD)
    said = texts(client.get(PATH))
    assert said.index("Of my SIGs") < said.index("Compute's") < said.index("Of other")
    assert said.index("Of other SIGs") < said.index("Network's")


def test_view_leads_from_the_list_to_its_page(client, eve):
    save(eve)
    answer = client.get("/demo/enhancements/?view=1&as_of=2025-02-01&text=x")
    assert answer.status_code == 302
    assert answer["Location"] == f"{PATH}1/?as_of=2025-02-01"
    assert client.get("/demo/enhancements/?view=x").status_code == 400


def test_view_of_a_past_moment_shows_what_was_then(told, client, eve):
    save(eve)
    told.commit({"veps/sig-compute/10-warm/vep.md": None}, day(20))
    told.sync()
    assert keys(client.get(f"{PATH}1/?as_of={day(10).date()}")) == ["12", "10"]
    then = client.get(f"{PATH}1/?as_of={day(10).date()}")
    assert "Go back to now to save or change a view." in texts(then)


def test_view_that_cannot_be_meant_shows_where(client, eve):
    save(eve, query="stage:gama")
    answer = client.get(f"{PATH}1/")
    assert answer.status_code == 400
    assert "<mark>gama</mark>" in answer.content.decode()


def test_file_of_a_view_has_its_columns_and_order(client, eve):
    save(eve)
    lines = b"".join(client.get(f"{PATH}1/?format=csv")).decode().splitlines()
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[1:]))))
    assert list(rows[0]) == ["key", "number", "title", "owner", "sig"]
    assert [row["key"] for row in rows] == ["12", "10"]


@pytest.mark.parametrize(
    ("address", "signed_in", "statements"),
    [
        ("/demo/enhancements/", False, 4),
        (PATH, False, 3),
        (f"{PATH}1/", False, 5),
        (f"{PATH}1/", True, 9),
    ],
)
def test_views_are_read_in_a_constant_number_of_statements(
    client, eve, address, signed_in, statements
):
    save(eve)
    if signed_in:
        client.force_login(eve)
        client.get(address)  # Notes the visit.
    found = []
    for count in (0, 12):
        for n in range(count):
            save(eve, name=f"More {n}", query="saved:1")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        found.append(len(asked))
    assert found == [statements, statements]


# --- What others are told -------------------------------------------------------------


def test_history_tells_what_it_asked_and_asks(client, eve):
    row = save(eve)
    saved_views.change(
        project=Project.objects.get(),
        number=1,
        said=dataclasses.replace(OURS, query="nets", name="Nets", group="sig"),
        by="bob",
        seen=row.changed_at,
        now=day(4),
    )
    said = texts(client.get(f"{PATH}1/"))
    assert (
        "@bob changed what it asks, its name to “Nets” and its groups to “SIG”: from"
        " sig:compute to nets" in said
    )
    # It is about the view, and not about the project.
    assert "Nets” and" not in texts(client.get("/demo/changes/?since=2025-01-01"))


def test_what_was_private_is_not_told_once_it_is_shared(client, eve):
    row = save(eve, audience="private", query="bob is:slipped")
    saved_views.change(
        project=Project.objects.get(),
        number=1,
        said=OURS,
        by="eve",
        seen=row.changed_at,
        now=day(4),
    )
    said = texts(client.get(f"{PATH}1/"))
    assert "made it for others to see" in said
    assert "bob is:slipped" not in said
    client.force_login(eve)
    assert "bob is:slipped" in texts(client.get(f"{PATH}1/"))


def test_page_says_who_uses_the_view(client, eve):
    save(eve)
    save(eve, name="On top", query="saved:ours warm")
    save(eve, name="Secret", audience="private", query="saved:1")
    said = texts(client.get(f"{PATH}1/"))
    assert "Used by On top" in said
    assert "Secret" not in said


# --- The API --------------------------------------------------------------------------


def test_api_lists_what_all_may_see_and_narrows_by_it(client, eve):
    save(eve)
    save(eve, name="Secret", audience="private")
    items = client.get("/api/v1/projects/demo/views/").json()["items"]
    assert [(one["number"], one["name"], one["query"]) for one in items] == [
        (1, "Ours", "sig:compute")
    ]
    address = "/api/v1/projects/demo/enhancements/"
    found = client.get(f"{address}?view=1&text=clock OR nets").json()["items"]
    assert [one["key"] for one in found] == ["12"]
    for view, why in (("2", "You have no view 2"), ("x", "is no view")):
        refused = client.get(f"{address}?view={view}")
        assert refused.status_code == 400
        assert why in refused.json()["detail"]
