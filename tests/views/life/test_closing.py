"""Closing a release: what became of each entry, by proof, by a person, by nobody."""

from __future__ import annotations

import re

import pytest

from enhancements.models import Decision, Event
from enhancements.policy import outcomes
from enhancements.profiles.role_rules import RELEASE_SHADOW
from tests.support.answers import words
from tests.support.deciding import fields
from tests.support.life import OUT, enhancement, prove, release, typed
from tests.support.parts import play

pytestmark = pytest.mark.django_db
PAGE = "/demo/v1.8/close"
NEXT = "/demo/v1.8/board"


def number_of(answer, key: str) -> str:
    """By which number the page's form names an entry."""
    found = re.findall(r'name="item-(\d+)" value="([^"]*)"', answer.content.decode())
    return next(number for number, item in found if item == key)


def review(client, *, shared: str = "It is in the notes.", **choices: str):
    """Choose outcomes by key, or by `group_` and a word, and go to the review."""
    page = client.get(PAGE)
    form = typed(page, "review")
    for key, choice in choices.items():
        if key.startswith("group_"):
            form[key.replace("_", "-", 1).replace("_", "-")] = choice
        else:
            form[f"choice-{number_of(page, key.lstrip('n'))}"] = choice
    return client.post(PAGE, {**form, "reason": shared})


def apply(client, answer, **more: str):
    return client.post(f"{NEXT}/apply", {**fields(answer), **more})


def said() -> dict[str, tuple[str, str, str]]:
    rows = Decision.objects.filter(kind="outcome", until=None).order_by("pk")
    return {
        str(one.enhancement.records.get(until=None).key): (
            one.value,
            one.reason,
            one.by,
        )
        for one in rows
    }


def groups(answer) -> dict[str, int]:
    """Outcomes with their numbers, as the page counts them."""
    found = re.findall(r'<a href="#g-([a-z-]+)"><b>(\d+)</b>', answer.content.decode())
    return {word: int(number) for word, number in found}


@pytest.mark.usefixtures("told")
def test_everybody_reads_what_became_of_each(client, django_assert_num_queries):
    prove("10")
    prove("11", outcomes.ABSENT)
    with django_assert_num_queries(5):
        answer = client.get(PAGE)
    text = words(answer)

    assert groups(answer) == {"not-proven": 1, "slipped": 1, "shipped": 1}
    assert "Thing10 is registered as alpha at v1.8.0" in text
    assert "Thing11 is registered only as disabled at v1.8.0" in text
    assert "No document has admitted it." in text
    assert "no gate of its own is read at the tag" in text
    assert 'href="https://example.org/gates#L7"' in answer.content.decode()
    assert "1 entry is not proven" in text
    assert "Sign in first" in text
    assert 'name="choice-0"' not in answer.content.decode()


def test_person_closes_after_a_review(lead):
    answer = review(lead, n10="shipped", n12="removed")
    text = words(answer)

    assert answer.status_code == 200
    assert "Not closed by hand" in text
    assert "Closed as shipped It is in the notes." in text
    assert said() == {}
    done = apply(lead, answer)
    assert done.status_code == 303
    assert said() == {
        "10": ("shipped", "It is in the notes.", "player"),
        "12": ("removed", "It is in the notes.", "player"),
    }
    page = lead.get(done["Location"])
    assert groups(page) == {"not-proven": 1, "shipped": 1, "removed": 1}
    assert "Shipped , says @player" in words(page)

    undo = fields(page, "/board/undo")
    assert lead.post(f"{NEXT}/undo", undo).status_code == 303
    assert said() == {}


def test_group_is_closed_at_once_but_for_own_choices(lead):
    answer = review(lead, group_not_proven="shipped", n11="deferred")
    assert "Review 3 changes" in words(answer)
    apply(lead, answer)
    assert {key: one[0] for key, one in said().items()} == {
        "10": "shipped",
        "11": "deferred",
        "12": "shipped",
    }


def test_reason_is_asked_for_in_the_review(lead):
    answer = review(lead, shared="", n10="shipped")
    assert "What is missing" in words(answer)
    again = apply(lead, answer)
    assert again.status_code == 200
    assert said() == {}
    assert apply(lead, again, **{"reason-0": "Seen."}).status_code == 303
    assert said() == {"10": ("shipped", "Seen.", "player")}


def test_word_against_the_tag_is_said(lead):
    prove("10", outcomes.ABSENT)
    apply(lead, review(lead, n10="shipped"))
    assert "which says something else" in words(lead.get(PAGE))


def test_what_was_said_is_taken_back(lead):
    apply(lead, review(lead, n10="shipped"))
    apply(lead, review(lead, n10="back"))
    assert said() == {}


def test_what_somebody_else_said_meanwhile_is_not_overwritten(lead):
    mine = review(lead, n10="shipped")
    apply(lead, review(lead, n10="removed", shared="It was reverted."))

    answer = apply(lead, mine)

    assert answer.status_code == 409
    assert "Decided by somebody else since you looked" in words(answer)
    assert said()["10"][0] == "removed"


def test_nothing_chosen_is_said(lead):
    answer = review(lead)
    assert answer.status_code == 400
    assert "Choose for at least one entry" in words(answer)


def test_closing_leaves_unproven_what_nothing_proves(lead):
    prove("10")
    answer = lead.post(PAGE, {"act": "close", "reason": ""})

    assert answer.status_code == 303
    assert release(OUT).closed_by == "player"
    page = lead.get(answer["Location"])
    text = words(page)
    assert groups(page) == {"not-proven": 2, "shipped": 1}
    assert "v1.8 is closed 2 entries stay not proven." in text
    assert 'name="choice-0"' not in page.content.decode()
    assert Event.objects.get(kind="release-closed").new == {
        "entries": {"not-proven": 2, "shipped": 1}
    }
    assert "v1.8 is out since 2 Apr 2025, closed" in words(lead.get("/demo/v1.8/board"))
    listed = words(lead.get("/demo/releases/"))
    assert "closed by @player on" in listed


def test_closed_release_is_changed_by_nobody_until_it_is_opened_again(lead):
    mine = review(lead, n10="shipped")
    lead.post(PAGE, {"act": "close"})
    refused = apply(lead, mine)
    assert refused.status_code == 403
    assert "v1.8 is closed: whoever leads it opens it again first." in words(refused)

    empty = lead.post(PAGE, {"act": "reopen", "reason": ""})
    assert empty.status_code == 400
    assert "Say why it is opened again" in words(empty)
    back = lead.post(PAGE, {"act": "reopen", "reason": "One was forgotten."})
    assert back.status_code == 303
    assert "v1.8 is open again" in words(lead.get(back["Location"]))
    assert "Opened again by @player" in words(lead.get(PAGE))
    assert apply(lead, mine).status_code == 303


def test_release_that_is_not_out_needs_a_reason(lead):
    page = "/demo/v1.9/close"
    assert "v1.9 is not out yet" in words(lead.get(page))
    answer = lead.post(page, {"act": "close"})
    assert answer.status_code == 400
    assert "say why it is closed now" in words(answer)
    assert lead.post(page, {"act": "close", "reason": "Given up."}).status_code == 303


def test_past_moment_shows_it_open(lead):
    lead.post(PAGE, {"act": "close"})
    text = words(lead.get(PAGE, {"as_of": "2025-06-01"}))
    assert "Closing v1.8" in text
    assert "Closed by" not in text


@pytest.mark.usefixtures("told")
def test_team_says_what_became_and_only_the_lead_closes(client, monkeypatch):
    assert client.post(PAGE, {"act": "close"}).status_code == 403
    play(client, monkeypatch, RELEASE_SHADOW)
    assert apply(client, review(client, n10="shipped")).status_code == 303
    answer = client.post(PAGE, {"act": "close"})
    assert answer.status_code == 403
    assert "Only the lead of v1.8 closes a release." in words(answer)
    assert client.post(PAGE, {"act": "nothing"}).status_code == 400


@pytest.mark.usefixtures("told")
def test_outcomes_as_a_file(client):
    prove("10")
    answer = client.get(PAGE, {"format": "json"})
    rows = {one["key"]: one for one in answer.json()["rows"]}
    assert rows["10"]["outcome"] == "shipped"
    assert rows["10"]["said_by"] == "tag"
    assert rows["10"]["evidence"] == "https://example.org/gates#L7"
    assert rows["12"]["outcome"] == "not-proven"


@pytest.mark.usefixtures("told")
def test_pages_of_closing_without_a_release(client):
    for page in ("close", "roll-over", "clean-up", "schedule"):
        answer = client.get(f"/demo/v9.9/{page}")
        assert answer.status_code == 404
        assert "No source names a release v9.9" in words(answer)
    assert enhancement("10").pk
