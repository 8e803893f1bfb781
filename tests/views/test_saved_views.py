"""Saved views on their pages: who sees which, saving, changing, retiring, files."""

from __future__ import annotations

import csv
import dataclasses
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from enhancements.actions import accounts, saved_views
from enhancements.models import Event, SavedView
from enhancements.policy.permissions import OPERATOR
from enhancements.policy.saved_views import Said
from enhancements.profiles.role_rules import RELEASE_LEAD, SIG_LEAD
from tests.support.parts import play
from tests.support.tracked import day, vep

pytestmark = pytest.mark.django_db
PATH = "/demo/views/"
SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership: {}
- name: network
  dir: sig-network
  leadership: {}
"""
DOCUMENTS = {
    "veps/sig-compute/10-warm/vep.md": vep(10, "Warm", owners="@ann", alpha="v1.9"),
    "veps/sig-compute/12-clock/vep.md": vep(12, "Clock", owners="@bob", alpha="v1.9"),
    "veps/sig-network/13-nets/vep.md": vep(13, "Nets", owners="@ann", beta="v1.10"),
}
OURS = Said(
    "Ours",
    "everybody",
    description="All that is ours.",
    query="sig:compute",
    columns=("owner", "sig"),
    sort="-number",
)


@pytest.fixture(scope="module")
def told(shared):
    shared.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    shared.commit(DOCUMENTS, day(2))
    shared.track("documents", "rosters")
    shared.sync()
    shared.begin()
    return shared


@pytest.fixture
def eve():
    """Somebody else than the player."""
    return accounts.sign_in(github_id=2, login="eve", name="Eve")


def save(told, account, said=OURS, **changes) -> SavedView:
    return saved_views.save(
        account=account,
        project=told.project,
        said=dataclasses.replace(said, **changes),
        now=day(3),
    )


def texts(answer) -> str:
    """What a reader reads."""
    text = re.sub(
        r"<(script|style)\b.*?</\1>", "", answer.content.decode(), flags=re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def keys(answer) -> list[str]:
    return re.findall(r'<span class="key">#?(\w+)</span>', answer.content.decode())


def heads(answer) -> list[str]:
    table = answer.content.decode().partition('<thead role="rowgroup">')[2]
    row = table.partition("</thead>")[0]
    return [
        " ".join(re.sub(r"<[^>]+>", "", one).split())
        for one in re.findall(r"<th .*?</th>", row, flags=re.DOTALL)
    ]


def hidden(answer) -> dict[str, str]:
    """What the form that saves the changed list sends along."""
    form = answer.content.decode().partition('name="part" value="list"')[2]
    form = form.partition("</form>")[0]
    return {
        "part": "list",
        **dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', form)),
    }


# --- Reading --------------------------------------------------------------------------


def test_view_is_the_list_as_it_was_saved(told, client, eve):
    save(told, eve)
    answer = client.get(f"{PATH}1/")

    assert answer.status_code == 200
    assert keys(answer) == ["12", "10"]
    assert heads(answer) == ["Enhancement", "Owners", "SIG"]
    said = texts(answer)
    assert "All that is ours." in said
    assert "A saved view, everybody's, made by @eve." in said
    assert "Changed since it was saved" not in said


def test_list_that_was_changed_says_so_and_can_be_put_back(told, client, eve):
    save(told, eve)
    answer = client.get(f"{PATH}1/?edited=1&text=sig:network&columns=owner,sig")

    assert keys(answer) == ["13"]
    assert "Changed since it was saved." in texts(answer)
    assert f'href="{PATH}1/">Discard' in answer.content.decode()
    same = client.get(f"{PATH}1/?edited=1&sig=compute&columns=owner,sig&sort=-number")
    assert keys(same) == ["12", "10"]
    assert "Changed since" not in texts(same)


def test_links_of_an_open_view_stay_with_it(told, client, eve):
    save(told, eve)
    answer = client.get(f"{PATH}1/").content.decode()

    links = re.findall(r'<th scope="col"[^>]*><a href="\?([^"]*)"', answer)
    assert links
    assert all("edited=1" in one for one in links)
    assert f'method="get" action="{PATH}1/"' in answer


@pytest.mark.parametrize("where", ["", "change"])
def test_private_view_is_none_for_everybody_else(told, client, eve, where):
    save(told, eve, audience="private")
    address = f"{PATH}1/{where}"
    assert Client().get(address).status_code == 404
    play(client, pytest.MonkeyPatch(), RELEASE_LEAD, OPERATOR, SIG_LEAD)
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.content == client.get(f"{PATH}99/{where}").content.replace(
        b"/99/", b"/1/"
    ) or "There is no such view" in texts(answer)
    assert "Ours" not in texts(answer)
    mine = Client()
    mine.force_login(eve)
    assert mine.get(address).status_code == 200


@pytest.mark.parametrize("what", ["change", "retire", "restore", "copy"])
def test_nothing_is_done_to_a_private_view_of_others(
    told, client, monkeypatch, eve, what
):
    save(told, eve, audience="private")
    play(client, monkeypatch, RELEASE_LEAD, OPERATOR, SIG_LEAD)
    answer = client.post(f"{PATH}1/{what}", {"name": "x", "for": "private"})
    assert answer.status_code == 404
    assert list(SavedView.objects.values_list("name", "ended_at")) == [("Ours", None)]


def test_lists_and_files_hold_only_what_one_may_see(told, client, eve):
    save(told, eve, audience="private", name="Secret of eve")
    save(told, eve, audience="sig", sig="network", name="Of network")
    save(told, eve, name="Of all")
    for address in (PATH, f"{PATH}?format=csv", f"{PATH}?format=json"):
        said = b"".join(client.get(address)).decode()
        assert "Of network" in said
        assert "Of all" in said
        assert "Secret" not in said
    assert "Secret" not in texts(client.get("/demo/enhancements/"))
    client.force_login(eve)
    assert "Secret of eve" in texts(client.get(PATH))
    assert "Secret of eve" in texts(client.get("/demo/enhancements/"))


def test_menu_shows_whose_views_they_are(told, client, monkeypatch, eve):
    save(told, eve, audience="sig", sig="compute", name="Compute's")
    save(told, eve, audience="sig", sig="network", name="Network's")
    play(client, monkeypatch, SIG_LEAD)
    said = texts(client.get(PATH))
    assert said.index("Of my SIGs") < said.index("Compute's") < said.index("Of other")
    assert said.index("Of other SIGs") < said.index("Network's")


def test_view_leads_from_the_list_to_its_page(told, client, eve):
    save(told, eve)
    answer = client.get("/demo/enhancements/?view=1&as_of=2025-02-01&text=x")
    assert answer.status_code == 302
    assert answer["Location"] == f"{PATH}1/?as_of=2025-02-01"
    assert client.get("/demo/enhancements/?view=x").status_code == 400


def test_view_of_a_past_moment_shows_what_was_then(told, client, eve):
    save(told, eve)
    told.commit({"veps/sig-compute/10-warm/vep.md": None}, day(20))
    told.sync()
    assert keys(client.get(f"{PATH}1/?as_of={day(10).date()}")) == ["12", "10"]
    then = client.get(f"{PATH}1/?as_of={day(10).date()}")
    assert "Go back to now to save or change a view." in texts(then)


def test_view_that_cannot_be_meant_shows_where(told, client, eve):
    save(told, eve, query="stage:gama")
    answer = client.get(f"{PATH}1/")
    assert answer.status_code == 400
    assert "<mark>gama</mark>" in answer.content.decode()


def test_file_of_a_view_has_its_columns_and_order(told, client, eve):
    save(told, eve)
    lines = b"".join(client.get(f"{PATH}1/?format=csv")).decode().splitlines()
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[1:]))))
    assert list(rows[0]) == ["key", "number", "title", "owner", "sig"]
    assert [row["key"] for row in rows] == ["12", "10"]


@pytest.mark.parametrize(
    ("address", "signed_in", "statements"),
    [
        ("/demo/enhancements/", False, 5),
        (PATH, False, 3),
        (f"{PATH}1/", False, 6),
        (f"{PATH}1/", True, 9),
    ],
)
def test_views_are_read_in_a_constant_number_of_statements(
    told, client, eve, address, signed_in, statements
):
    save(told, eve)
    if signed_in:
        client.force_login(eve)
        client.get(address)  # Notes the visit.
    found = []
    for count in (0, 12):
        for n in range(count):
            save(told, eve, name=f"More {n}", query="saved:1")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        found.append(len(asked))
    assert found == [statements, statements]


# --- Saving and changing --------------------------------------------------------------


def test_list_is_saved_with_filters_as_one_search(told, client, monkeypatch):
    play(client, monkeypatch)
    given = "text=warm+OR+clock&sig=compute&release=v1.9&sort=-merged&group=stage"
    form = client.get(f"{PATH}save?{given}")
    assert form.status_code == 200
    answer = client.post(
        f"{PATH}save",
        {
            **dict(one.split("=") for one in given.split("&")),
            "text": "warm OR clock",
            "name": "Mine",
            "for": "private",
        },
    )
    assert (answer.status_code, answer["Location"]) == (303, f"{PATH}1/")
    row = SavedView.objects.get()
    assert row.query == "(warm OR clock) sig:compute release:v1.9"
    assert (row.sort, row.group, row.columns) == ("-merged", "stage", [])
    assert keys(client.get(f"{PATH}1/")) == ["10", "12"]


def test_form_offers_whom_one_may_save_for(told, client, monkeypatch):
    def offered() -> list[str]:
        form = client.get(f"{PATH}save?text=warm").content.decode()
        return re.findall(r'<option value="([^"]+)"', form)

    assert offered() == []
    assert "Sign in first" in texts(client.get(f"{PATH}save"))
    play(client, monkeypatch)
    assert offered() == ["private"]
    play(client, monkeypatch, SIG_LEAD)
    assert offered() == ["private", "sig:compute", "everybody"]
    play(client, monkeypatch, OPERATOR)
    assert offered() == ["private", "everybody"]


@pytest.mark.parametrize(
    ("form", "status", "why"),
    [
        ({"name": " "}, 400, "Give it a name"),
        ({"name": "Ours"}, 409, "“Ours” is there already (view 1)"),
        ({"name": "x", "for": "friends"}, 400, "Choose who it is for"),
        ({"name": "x", "text": "saved:9"}, 400, "You have no view 9"),
        ({"name": "x", "columns": "nothing"}, 400, "There is no column"),
    ],
)
def test_what_cannot_be_saved_says_what_to_do(
    told, client, monkeypatch, form, status, why
):
    play(client, monkeypatch)
    mine = accounts.sign_in(github_id=77, login="player", name="")
    save(told, mine, audience="private")
    given = {"for": "private", "text": "warm", "group": "sig", **form}
    answer = client.post(f"{PATH}save", given)
    assert answer.status_code == status
    assert why in texts(answer)
    assert SavedView.objects.count() == 1


def test_what_was_typed_stays_when_it_is_not_taken(told, client, monkeypatch):
    play(client, monkeypatch)
    answer = client.post(
        f"{PATH}save",
        {"name": "7", "for": "private", "description": "<b>", "text": 'a "b c"'},
    ).content.decode()
    assert 'name="name" value="7"' in answer
    assert "&lt;b&gt;</textarea>" in answer
    assert 'name="text" value="a &#34;b c&#34;"' in answer


def test_changed_list_is_saved_by_one_press(told, client, monkeypatch, eve):
    save(told, eve)
    play(client, monkeypatch, RELEASE_LEAD)
    shown = client.get(f"{PATH}1/?edited=1&text=nets&group=owner")
    answer = client.post(f"{PATH}1/change", hidden(shown))
    assert (answer.status_code, answer["Location"]) == (303, f"{PATH}1/")
    row = SavedView.objects.get()
    assert (row.query, row.group, row.sort, row.name) == ("nets", "owner", "", "Ours")
    event = Event.objects.get(kind="view-changed")
    assert (event.old["query"], event.new["query"]) == ("sig:compute", "nets")
    # The same form once more is of another state.
    late = client.post(f"{PATH}1/change", hidden(shown))
    assert late.status_code == 409
    assert "Somebody changed “Ours” meanwhile" in texts(late)


def test_name_and_audience_are_changed_and_the_search_stays(
    told, client, monkeypatch, eve
):
    save(told, eve)
    play(client, monkeypatch, SIG_LEAD)
    form = client.get(f"{PATH}1/change").content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', form)[1]
    given = {"name": "Theirs", "for": "sig:compute", "description": "", "seen": seen}
    assert client.post(f"{PATH}1/change", given).status_code == 303
    row = SavedView.objects.get()
    assert (row.name, row.audience, row.sig.name) == ("Theirs", "sig", "compute")
    assert (row.query, row.columns) == ("sig:compute", ["owner", "sig"])


def test_one_has_to_be_allowed_before_and_after(told, client, monkeypatch, eve):
    save(told, eve, audience="sig", sig="compute")
    form = {"name": "x", "seen": day(3).isoformat()}
    play(client, monkeypatch, RELEASE_LEAD)
    answer = client.post(f"{PATH}1/change", {**form, "for": "everybody"})
    assert answer.status_code == 403
    assert "looks after the saved views of a SIG" in texts(answer)
    play(client, monkeypatch, SIG_LEAD)
    answer = client.post(f"{PATH}1/change", {**form, "for": "sig:network"})
    assert answer.status_code == 403
    assert SavedView.objects.get().name == "Ours"


def test_form_that_says_no_state_is_refused(told, client, monkeypatch, eve):
    save(told, eve)
    play(client, monkeypatch, RELEASE_LEAD)
    for seen in ("", "yesterday", "2026-01-01"):
        form = {"name": "x", "for": "everybody", "seen": seen}
        answer = client.post(f"{PATH}1/change", form)
        assert answer.status_code == 400
        assert "Load it anew" in texts(answer)


def test_view_is_retired_with_its_undo(told, client, monkeypatch, eve):
    save(told, eve)
    play(client, monkeypatch, RELEASE_LEAD)
    assert client.post(f"{PATH}1/retire").status_code == 303
    page = client.get(f"{PATH}1/")
    assert "This view is retired" in texts(page)
    assert f'action="{PATH}1/restore"' in page.content.decode()
    assert "1 retired view" in texts(client.get(PATH))
    assert "Ours" not in texts(client.get("/demo/enhancements/"))
    assert client.post(f"{PATH}1/restore").status_code == 303
    assert SavedView.objects.get().ended_at is None
    said = texts(client.get(f"{PATH}1/"))
    assert said.index("restored it") < said.index("retired it") < said.index("saved it")


def test_view_is_copied_to_ones_own(told, client, monkeypatch, eve):
    save(told, eve)
    play(client, monkeypatch)
    answer = client.post(f"{PATH}1/copy")
    assert (answer.status_code, answer["Location"]) == (303, f"{PATH}2/")
    row = SavedView.objects.get(number=2)
    assert (row.owner, row.audience, row.query) == ("player", "private", "sig:compute")
    again = client.post(f"{PATH}1/copy")
    assert again.status_code == 409
    assert "“Ours” is there already (view 2)" in texts(again)


# --- What others are told -------------------------------------------------------------


def test_history_tells_what_it_asked_and_asks(told, client, eve):
    row = save(told, eve)
    saved_views.change(
        project=told.project,
        number=1,
        said=dataclasses.replace(OURS, query="nets", name="Nets", group="sig"),
        by="bob",
        seen=row.changed_at,
        now=day(4),
    )
    said = texts(client.get(f"{PATH}1/"))
    assert (
        "@bob changed what it asks, its name to “Nets” and its groups to “SIG” : from"
        " sig:compute to nets" in said
    )
    # It is about the view, and not about the project.
    assert "Nets” and" not in texts(client.get("/demo/changes/?since=2025-01-01"))


def test_what_was_private_is_not_told_once_it_is_shared(told, client, eve):
    row = save(told, eve, audience="private", query="bob is:slipped")
    saved_views.change(
        project=told.project,
        number=1,
        said=OURS,
        by="eve",
        seen=row.changed_at,
        now=day(4),
    )
    said = texts(client.get(f"{PATH}1/"))
    assert "made it for others to see" in said
    assert "slipped" not in said
    client.force_login(eve)
    assert "bob is:slipped" in texts(client.get(f"{PATH}1/"))


def test_page_says_who_uses_the_view(told, client, eve):
    save(told, eve)
    save(told, eve, name="On top", query="saved:ours warm")
    save(told, eve, name="Secret", audience="private", query="saved:1")
    said = texts(client.get(f"{PATH}1/"))
    assert "Used by On top" in said
    assert "Secret" not in said


# --- The API --------------------------------------------------------------------------


def test_api_lists_what_all_may_see_and_narrows_by_it(told, client, eve):
    save(told, eve)
    save(told, eve, name="Secret", audience="private")
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
