"""Saying who does the work: for an enhancement, for one release, and for several."""

from __future__ import annotations

import json

import pytest

from enhancements.models import Claim, Decision, Entry
from tests.support.assigning import HERE, record, say
from tests.support.deciding import desk, fields, step, text, told

__all__ = ("desk", "told")


def test_lead_corrects_an_owner_and_takes_it_back(desk):
    desk.be("nils")
    answer = say(desk, "@Zoe, carl", reason="Agreed in the meeting.")
    assert answer["Location"].startswith("/demo/10/?step=")
    assert record().owners == ["Zoe", "carl"]
    page = desk.client.get(answer["Location"])
    assert "Owner of #10 now: @Zoe, @carl." in text(page)
    undone = desk.client.post(
        f"{HERE}/undo", {"batch": step(answer), "next": "/demo/10/"}
    )
    assert record().owners == []
    page = desk.client.get(undone["Location"])
    assert "Owner of #10 as its source says again: nobody." in text(page)


def test_owner_is_named_for_one_release_alone_and_taken_back(desk):
    desk.be("nils")
    answer = say(desk, "zoe", scope="release", seen="")
    assert (record().owners, desk.values("owners")) == ([], {"10": "zoe"})
    page = text(desk.client.get(f"{answer['Location']}"))
    assert "@zoe own #10 in this release now." in page
    seen = str(desk.standing(kind="owners").pk)
    say(desk, "zoe", scope="release", seen=seen, back="yes")
    assert desk.values("owners") == {}


def test_page_shows_who_says_so_and_that_the_source_says_otherwise(desk):
    desk.be("nils")
    say(desk, "zoe", reason="She wrote it.")
    page = text(desk.client.get("/demo/10/who/?release=v1.9"))
    assert "@nils said so by hand" in page
    assert "She wrote it." in page
    assert "No source names anybody." in page
    assert "only v1.9" in page


def test_form_alone_is_asked_for_by_scripts(desk):
    desk.be("nils")
    form = desk.client.get("/demo/10/who/?release=v1.9&role=reviewers&part=form")
    body = form.content.decode()
    assert body.count("<form") == 1
    assert "<html" not in body
    assert 'value="reviewers"' in body


@pytest.mark.parametrize(
    ("login", "status", "sentence"),
    [
        ("", 403, "Sign in"),
        ("zoe", 403, "Only a lead of SIG compute or an owner of the enhancement says"),
        ("stina", 403, "This belongs to SIG compute, and you lead another one."),
        ("ann", 403, "Only a lead of SIG compute or an owner of the enhancement says"),
        ("olga", 303, ""),
        ("nils", 303, ""),
    ],
)
def test_leads_and_owners_say_it_and_others_read_why_not(desk, login, status, sentence):
    desk.be(login)
    page = text(desk.client.get("/demo/10/who/?release=v1.9"))
    assert ("Save" in page) is (status == 303)
    answer = say(desk, "kim")
    assert answer.status_code == status
    if sentence:
        assert sentence in text(answer)
        assert record().owners == []


def test_word_of_somebody_else_is_shown_and_not_overwritten(desk):
    desk.be("olga")
    say(desk, "kim")
    desk.be("nils")
    answer = say(desk, "zoe", reason="As agreed.")
    assert answer.status_code == 409
    page = text(answer)
    assert "Nothing was overwritten" in page
    assert "Theirs: @kim by @olga" in page
    assert "Mine: @zoe" in page
    assert record().owners == ["kim"]
    form = fields(answer, "/assign/apply")
    desk.client.post(f"{HERE}/apply", {**form, "take-0": "mine"})
    assert record().owners == ["zoe"]
    again = desk.client.post(f"{HERE}/apply", {**form, "take-0": "theirs"})
    assert again.status_code == 303
    assert record().owners == ["zoe"]


def test_several_are_reviewed_before_and_changed_in_one_step(desk):
    desk.be("nils")
    say(desk, "carl")
    chosen = ["10 ", "11 ", "12 "]
    form = {"kind": "owners", "act": "add", "value": "zoe", "scope": "enhancement"}
    answer = desk.client.post(HERE, {**form, "entry": chosen, "reason": "More hands."})
    page = text(answer)
    assert "2 changes" in page
    assert "@carl Then" not in page
    assert "@carl, @zoe" in page
    assert "This belongs to SIG network, and you lead another one." in page
    assert record("11").owners == []
    done = desk.client.post(f"{HERE}/apply", fields(answer, "/assign/apply"))
    assert (record("10").owners, record("11").owners) == (["carl", "zoe"], ["zoe"])
    assert record("12").owners == []
    desk.client.post(f"{HERE}/undo", {"batch": step(done)})
    assert (record("10").owners, record("11").owners) == (["carl"], [])


def test_several_are_named_for_the_release_alone(desk):
    desk.be("nils")
    say(desk, "carl")
    form = {"kind": "owners", "act": "add", "value": "zoe", "scope": "release"}
    answer = desk.client.post(HERE, {**form, "entry": ["10 ", "11 "]})
    assert "@carl, @zoe" in text(answer)
    done = desk.post("apply", **fields(answer))
    assert desk.values("owners") == {"10": "carl zoe", "11": "zoe"}
    desk.post("undo", batch=step(done))
    assert desk.values("owners") == {}


def test_list_of_a_release_is_read_by_everybody_and_changed_by_some(desk):
    page = desk.client.get("/demo/v1.9/board/people")
    assert 'name="entry"' not in page.content.decode()
    desk.be("nils")
    page = desk.client.get("/demo/v1.9/board/people").content.decode()
    assert page.count('name="entry"') == 2
    narrowed = desk.client.get("/demo/v1.9/board/people?sig=network")
    assert "Entry 10" not in text(narrowed)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"act": "add", "kind": "owners", "value": "zoe"}, "Choose at least one"),
        (
            {"act": "add", "kind": "title", "value": "zoe", "entry": "10 "},
            "Say which role",
        ),
        ({"act": "add", "kind": "owners", "entry": "10 "}, "Name somebody"),
        ({"kind": "title", "value": "x", "item": "10"}, "Say what it is about"),
        ({"kind": "owners", "value": "a_b", "item": "10"}, "is no GitHub login"),
    ],
)
def test_forms_that_make_no_sense_are_refused(desk, form, sentence):
    desk.be("nils")
    answer = desk.client.post(HERE, form)
    assert answer.status_code == 400
    assert sentence in text(answer)


@pytest.mark.parametrize("wishes", ["", "{}", "[]", "[1]", '[{"item": 1}]'])
def test_lists_that_cannot_be_read_are_refused(desk, wishes):
    desk.be("nils")
    answer = desk.client.post(f"{HERE}/apply", {"wishes": wishes})
    assert answer.status_code == 400
    assert Claim.objects.filter(series__source="person").count() == 0


def test_unknown_enhancements_and_steps_are_not_found(desk):
    desk.be("nils")
    assert say(desk, "zoe", key="99").status_code == 404
    assert desk.client.get("/demo/99/who/").status_code == 404
    assert desk.client.post(f"{HERE}/undo", {"batch": "x"}).status_code == 404
    assert desk.client.get("/demo/v9.9/board/people").status_code == 404


def test_past_moments_are_read_and_not_changed(desk):
    desk.be("nils")
    page = text(desk.client.get("/demo/10/who/?release=v1.9&as_of=2026-01-01"))
    assert "This is a past moment" in page
    assert "Save" not in page


def test_people_are_offered_once_with_their_sigs(desk):
    desk.be("nils")
    say(desk, "zoe")
    answer = desk.client.get("/demo/people/known.json")
    found = {one["login"]: one for one in json.loads(answer.content)["people"]}
    assert found["zoe"] == {"login": "zoe", "sigs": ["compute"], "works": 1}
    assert found["stina"] == {"login": "stina", "sigs": ["network"], "works": 0}
    again = desk.client.get(
        "/demo/people/known.json", headers={"If-None-Match": answer["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    say(desk, "kim", stood="zoe")
    fresh = desk.client.get(
        "/demo/people/known.json", headers={"If-None-Match": answer["ETag"]}
    )
    assert fresh.status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_statements_do_not_grow(desk, number, django_assert_num_queries):
    desk.be("nils")
    for key in ("10", "11")[:number]:
        say(desk, "zoe", key=key)
    desk.be("")
    with django_assert_num_queries(6):
        desk.client.get("/demo/10/who/?release=v1.9")
    with django_assert_num_queries(3):
        desk.client.get("/demo/v1.9/board/people")
    with django_assert_num_queries(3):
        desk.client.get("/demo/people/known.json")


def test_pencils_are_there_for_who_may(desk):
    def pencils(address: str) -> int:
        return desk.client.get(address).content.decode().count("data-people>")

    desk.be("nils")
    assert pencils("/demo/releases/v1.9/") == 2
    # Of two entries in their table; one has no owner, and two nobody who reviews.
    assert pencils("/demo/sigs/compute/?release=v1.9") == 5
    assert pencils("/demo/10/") == 4  # Of three roles and of the SIG.
    assert pencils("/demo/v1.9/board?item=10") == 3
    desk.be("zoe")
    for address in ("/demo/releases/v1.9/", "/demo/10/", "/demo/v1.9/board?item=10"):
        assert pencils(address) == 0


def test_decision_about_people_needs_somebody_who_may(desk):
    desk.be("ann")
    assert desk.decide(value="zoe", kind="owners").status_code == 403
    assert Decision.objects.filter(kind="owners").count() == 0


def test_step_of_corrections_is_undone_by_who_may_make_them(desk):
    desk.be("olga")
    made = step(say(desk, "olga, kim"))
    desk.be("stina")
    answer = desk.client.post(f"{HERE}/undo", {"batch": made})
    assert answer.status_code == 403
    assert "you lead another one" in text(answer)
    assert record().owners == ["olga", "kim"]


def test_undo_that_came_too_late_shows_both(desk):
    desk.be("nils")
    made = step(say(desk, "kim"))
    say(desk, "zoe", stood="kim")
    answer = desk.client.post(f"{HERE}/undo", {"batch": made})
    assert answer.status_code == 409
    assert "nothing was undone" in text(answer)
    assert record().owners == ["zoe"]


def test_document_without_front_matter_is_not_patched_and_says_so(desk):
    desk.be("nils")
    say(desk, "kim", kind="reviewers")
    page = text(desk.client.get("/demo/10/who/?role=reviewers"))
    assert "The document has no front matter to name people in." in page


def test_history_says_who_corrected_what(desk):
    desk.be("nils")
    say(desk, "zoe", reason="She wrote it.")
    say(desk, "", stood="zoe", back="yes")
    page = text(desk.client.get("/demo/10/"))
    assert "Owners corrected by @nils: zoe ." in page
    assert "Owners: correction ended" in page
    assert "She wrote it." in page


def test_reader_sees_everybody_and_one_sentence_why_not(desk):
    desk.be("nils")
    say(desk, "@Zoe", reason="She wrote it.")
    desk.be("stina")
    page = text(desk.client.get("/demo/10/who/"))
    for words in ("Owner : @Zoe", "Reviewers : nobody is named"):
        assert words in page
    assert page.count("This belongs to SIG compute") == 1
    assert "What you say here" not in page


def test_tracks_of_a_release_are_named(desk):
    Entry.objects.filter(enhancement=desk.enhancement("10")).update(track="SEV")
    page = text(desk.client.get("/demo/10/who/?release=v1.9"))
    assert "It has no entry" not in page
    assert "In v1.9 it goes by track: SEV ." in page
