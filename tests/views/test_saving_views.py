"""Views are saved, changed, retired and copied through their pages."""

from __future__ import annotations

import re

import pytest

from enhancements.actions import accounts
from enhancements.models import Event, SavedView
from enhancements.policy.permissions import OPERATOR
from enhancements.profiles.role_rules import RELEASE_LEAD, SIG_LEAD
from tests.support.parts import play
from tests.support.tracked import day
from tests.support.viewed import PATH, eve, hidden, keys, save, texts, told

__all__ = ("eve", "told")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]


def test_list_is_saved_with_filters_as_one_search(client, monkeypatch):
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


def test_form_offers_whom_one_may_save_for(client, monkeypatch):
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
def test_what_cannot_be_saved_says_what_to_do(client, monkeypatch, form, status, why):
    play(client, monkeypatch)
    mine = accounts.sign_in(github_id=77, login="player", name="")
    save(mine, audience="private")
    given = {"for": "private", "text": "warm", "group": "sig", **form}
    answer = client.post(f"{PATH}save", given)
    assert answer.status_code == status
    assert why in texts(answer)
    assert SavedView.objects.count() == 1


def test_what_was_typed_stays_when_it_is_not_taken(client, monkeypatch):
    play(client, monkeypatch)
    answer = client.post(
        f"{PATH}save",
        {"name": "7", "for": "private", "description": "<b>", "text": 'a "b c"'},
    ).content.decode()
    assert 'name="name" value="7"' in answer
    assert "&lt;b&gt;</textarea>" in answer
    assert 'name="text" value="a &#34;b c&#34;"' in answer


def test_changed_list_is_saved_by_one_press(client, monkeypatch, eve):
    save(eve)
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


def test_name_and_audience_are_changed_and_the_search_stays(client, monkeypatch, eve):
    save(eve)
    play(client, monkeypatch, SIG_LEAD)
    form = client.get(f"{PATH}1/change").content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', form)[1]
    given = {"name": "Theirs", "for": "sig:compute", "description": "", "seen": seen}
    assert client.post(f"{PATH}1/change", given).status_code == 303
    row = SavedView.objects.get()
    assert (row.name, row.audience, row.sig.name) == ("Theirs", "sig", "compute")
    assert (row.query, row.columns) == ("sig:compute", ["owner", "sig"])


def test_one_has_to_be_allowed_before_and_after(client, monkeypatch, eve):
    save(eve, audience="sig", sig="compute")
    form = {"name": "x", "seen": day(3).isoformat()}
    play(client, monkeypatch, RELEASE_LEAD)
    answer = client.post(f"{PATH}1/change", {**form, "for": "everybody"})
    assert answer.status_code == 403
    assert "looks after the saved views of a SIG" in texts(answer)
    play(client, monkeypatch, SIG_LEAD)
    answer = client.post(f"{PATH}1/change", {**form, "for": "sig:network"})
    assert answer.status_code == 403
    assert SavedView.objects.get().name == "Ours"


def test_form_that_says_no_state_is_refused(client, monkeypatch, eve):
    save(eve)
    play(client, monkeypatch, RELEASE_LEAD)
    for seen in ("", "yesterday", "2026-01-01"):
        form = {"name": "x", "for": "everybody", "seen": seen}
        answer = client.post(f"{PATH}1/change", form)
        assert answer.status_code == 400
        assert "Load it anew" in texts(answer)


def test_view_is_retired_with_its_undo(client, monkeypatch, eve):
    save(eve)
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


def test_view_is_copied_to_ones_own(client, monkeypatch, eve):
    save(eve)
    play(client, monkeypatch)
    answer = client.post(f"{PATH}1/copy")
    assert (answer.status_code, answer["Location"]) == (303, f"{PATH}2/")
    row = SavedView.objects.get(number=2)
    assert (row.owner, row.audience, row.query) == ("player", "private", "sig:compute")
    again = client.post(f"{PATH}1/copy")
    assert again.status_code == 409
    assert "“Ours” is there already (view 2)" in texts(again)
