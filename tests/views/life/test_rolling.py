"""Rolling over what a release leaves behind: choices, preview, one step, its undo."""

from __future__ import annotations

import re

import pytest

from enhancements.models import Decision
from enhancements.profiles.role_rules import RELEASE_COMMS
from tests.support.answers import words
from tests.support.deciding import fields
from tests.support.life import OUT, WORK, enhancement, prove, release, typed
from tests.support.parts import play

pytestmark = pytest.mark.django_db
PAGE = "/demo/v1.8/roll-over"


def decide(client, key: str, value: str, **more: str):
    form = {"item": key, "kind": "standing", "value": value, "freeze": "code-freeze"}
    given = {**form, "seen": "", "reason": "No review came.", **more}
    return client.post("/demo/v1.8/board/decide", given)


def preview(client, **choices: str):
    """Choose by key, or by `in_` and a bucket, and look at what it decides."""
    page = client.get(PAGE)
    form = typed(page, "preview")
    links = re.findall(
        r'href="/demo/(\d+)/">.*?name="choice-(\d+)"', page.content.decode(), re.DOTALL
    )
    numbers = dict(links)
    for key, choice in choices.items():
        name = key.replace("_", "-") if key.startswith("in_") else ""
        form[name or f"choice-{numbers[key.lstrip('n')]}"] = choice
    return client.post(PAGE, form)


def apply(client, answer):
    return client.post(PAGE, typed(answer, "apply"))


def stands() -> set[tuple[str, str, str, str]]:
    rows = Decision.objects.filter(until=None).exclude(kind="standing")
    return {
        (
            one.release.name,
            str(one.enhancement.records.get(until=None).key),
            one.kind,
            one.value,
        )
        for one in rows.select_related("release")
    }


def test_four_buckets_with_their_usual_choices(lead, django_assert_num_queries):
    prove("10")
    decide(lead, "11", "deferred")
    decide(lead, "12", "removed")
    with django_assert_num_queries(10):  # Session and account are two of them.
        text = words(lead.get(PAGE))

    assert "Roll over v1.8 to v1.9" in text
    assert "Deferred 1" in text
    assert "Removed 1" in text
    assert "Shipped 1" in text
    assert "Sources plan Beta for v1.9." in text
    assert "No source plans it for v1.9." in text
    assert "No command moves an issue of KubeVirt to another release." in text
    html = lead.get(PAGE).content.decode()
    chosen = re.findall(r'<option value="([a-z]+)" selected', html)
    assert sorted(chosen) == ["ask", "propose", "propose"]


def test_applied_in_one_step_and_undone(lead):
    prove("10")
    decide(lead, "11", "deferred")
    decide(lead, "12", "removed")
    answer = preview(lead)
    text = words(answer)
    assert "3 decisions in one step" in text
    assert stands() == set()

    done = apply(lead, answer)

    assert done.status_code == 303
    assert stands() == {
        (
            WORK,
            "10",
            "note",
            "Shipped in v1.8 at Alpha. Proposed for v1.9. Its sources plan Beta.",
        ),
        (
            WORK,
            "11",
            "note",
            "Deferred from v1.8: No review came. Proposed for v1.9.",
        ),
        (
            WORK,
            "12",
            "note",
            "Removed from v1.8: No review came. Does its SIG want it in v1.9?",
        ),
    }
    # Nothing of the old release is taken away.
    old = Decision.objects.filter(release=release(OUT), until=None)
    assert sorted(one.value for one in old) == ["deferred", "removed"]
    page = lead.get(done["Location"])
    assert "Decided 3 things about 3 entries." in words(page)
    assert "3 decisions in one step" not in words(preview(lead))
    undo = fields(page, "/board/undo")
    assert lead.post("/demo/v1.9/board/undo", undo).status_code == 303
    assert stands() == set()


def test_what_is_not_proven_is_carried_over_and_stays_not_proven(lead):
    apply(lead, preview(lead, n12="nothing"))
    assert stands() == {(WORK, "10", "opt-in", "yes"), (WORK, "11", "opt-in", "yes")}


def test_what_is_still_open_is_deferred_by_carrying_it_over(lead):
    page = "/demo/v1.9/roll-over"
    form = typed(lead.get(page), "preview")
    answer = lead.post(page, form)
    done = lead.post(page, typed(answer, "apply"))

    assert done.status_code == 303
    found = stands()
    assert (WORK, "13", "outcome", "deferred") in found
    assert ("v1.10", "13", "opt-in", "yes") in found
    # The step lies in two releases and is undone as a whole.
    undo = fields(lead.get(done["Location"]), "/board/undo")
    assert lead.post("/demo/v1.9/board/undo", undo).status_code == 303
    assert stands() == set()


def test_bucket_as_a_whole_and_an_exception(lead):
    apply(lead, preview(lead, in_open="ask", n10="nothing"))
    assert {(key, kind) for _, key, kind, _ in stands()} == {
        ("11", "note"),
        ("12", "note"),
    }


def test_note_that_stands_is_kept(lead):
    form = {"item": "10", "kind": "note", "value": "Owner is away.", "seen": ""}
    lead.post("/demo/v1.9/board/decide", form)
    apply(lead, preview(lead, n10="ask", n11="nothing", n12="nothing"))

    assert stands() == {
        (
            WORK,
            "10",
            "note",
            "Owner is away.\nNot proven to be in v1.8. Does its SIG want it in v1.9?",
        )
    }


def test_what_somebody_decided_meanwhile_is_not_overwritten(lead):
    answer = preview(lead, n10="ask", n11="nothing", n12="nothing")
    form = {"item": "10", "kind": "note", "value": "Owner is away.", "seen": ""}
    lead.post("/demo/v1.9/board/decide", form)

    clash = apply(lead, answer)

    assert clash.status_code == 409
    assert "Somebody decided about some of these in between" in words(clash)
    assert {one[3] for one in stands()} == {"Owner is away."}


@pytest.mark.parametrize(
    "wishes",
    ["", "[]", "{", '[{"item": "10", "kind": "standing", "value": "tracked"}]'],
)
def test_list_that_cannot_be_read_does_nothing(lead, wishes):
    answer = lead.post(PAGE, {"act": "apply", "wishes": wishes})
    assert answer.status_code == 400
    assert stands() == set()


def test_last_release_has_nothing_to_roll_over_to(lead):
    page = "/demo/v1.10/roll-over"
    assert "There is no release after v1.10" in words(lead.get(page))
    assert lead.post(page, {"act": "preview"}).status_code == 400


@pytest.mark.usefixtures("told")
def test_only_the_team_rolls_over(client, monkeypatch):
    assert client.post(PAGE, {"act": "preview"}).status_code == 403
    play(client, monkeypatch, RELEASE_COMMS)
    answer = client.post(PAGE, {"act": "preview"})
    assert answer.status_code == 403
    assert "says what became of an entry" in words(answer)
    assert 'name="choice-0"' not in client.get(PAGE).content.decode()


@pytest.mark.usefixtures("told")
def test_buckets_as_a_file(client):
    rows = client.get(PAGE, {"format": "json"}).json()["rows"]
    assert [(one["key"], one["outcome"], one["choice"]) for one in rows] == [
        ("10", "not-proven", "carry"),
        ("11", "not-proven", "carry"),
        ("12", "not-proven", "carry"),
    ]
    assert enhancement("10").pk
