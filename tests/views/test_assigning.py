"""Saying who does the work: for an enhancement, for one release, and for several."""

from __future__ import annotations

import json

import pytest

from enhancements.models import Claim, Decision, Record
from tests.support.deciding import desk, fields, step, text, told

__all__ = ("desk", "told")
HERE = "/demo/v1.9/board/assign"


def record(key: str = "10") -> Record:
    return Record.objects.get(key=key, until=None)


def say(desk, value: str, key: str = "10", **more: str):
    given = {"item": key, "kind": "owners", "scope": "enhancement", "stood": "", **more}
    return desk.client.post(HERE, {"value": value, "next": "/demo/10/", **given})


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
    assert pencils("/demo/sigs/compute/?release=v1.9") == 2
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


def bulk(desk, *keys: str, **more: str):
    """What the board's bar sends of its ticked entries."""
    given = {"do": "people", "kind": "owners", "act": "add", "value": "zoe", **more}
    return desk.post("review", item=list(keys), **given)


def test_board_changes_the_people_of_ticked_entries_after_a_review(desk):
    desk.be("nils")
    say(desk, "carl")
    board = desk.client.get("/demo/v1.9/board").content.decode()
    assert '<option value="people">change the people</option>' in board
    answer = bulk(desk, "10", "11", "12", reason="More hands.")
    page = text(answer)
    assert "2 changes" in page
    assert "@carl, @zoe" in page
    assert "1 left out" in page
    assert "This belongs to SIG network, and you lead another one." in page
    assert record("11").owners == []
    done = desk.client.post(f"{HERE}/apply", fields(answer, "/assign/apply"))
    assert (record("10").owners, record("11").owners) == (["carl", "zoe"], ["zoe"])
    assert done["Location"].startswith("/demo/v1.9/board?step=")
    assert "Changed the people of 2 enhancements." in text(
        desk.client.get(done["Location"])
    )
    desk.client.post(f"{HERE}/undo", {"batch": step(done)})
    assert (record("10").owners, record("11").owners) == (["carl"], [])


def test_board_changes_the_people_for_the_release_alone(desk):
    desk.be("nils")
    answer = bulk(desk, "10", "11", scope="release", act="set", kind="approvers")
    assert "Approvers in this release alone" in text(answer)
    done = desk.post("apply", **fields(answer))
    assert desk.values("approvers") == {"10": "zoe", "11": "zoe"}
    assert record("10").approvers == []
    desk.post("undo", batch=step(done))
    assert desk.values("approvers") == {}


def test_word_that_came_in_between_is_shown_by_the_board_too(desk):
    desk.be("nils")
    answer = bulk(desk, "10", "11")
    desk.be("olga")
    say(desk, "kim")
    desk.be("nils")
    form = fields(answer, "/assign/apply")
    late = desk.client.post(f"{HERE}/apply", form)
    assert late.status_code == 409
    assert "Theirs: @kim by @olga" in text(late)
    assert (record("10").owners, record("11").owners) == (["kim"], [])


@pytest.mark.parametrize(
    ("keys", "more", "status", "sentence"),
    [
        ((), {}, 400, "Choose at least one entry"),
        (("10",), {"kind": "title"}, 400, "Say which role"),
        (("10",), {"value": ""}, 400, "Name somebody"),
        (("10",), {"value": "a_b"}, 400, "is no GitHub login"),
        (("99",), {}, 404, "99"),
        (("99",), {"scope": "release"}, 404, "99"),
    ],
)
def test_what_the_bar_cannot_mean_is_refused(desk, keys, more, status, sentence):
    desk.be("nils")
    answer = bulk(desk, *keys, **more)
    assert answer.status_code == status
    assert sentence in text(answer)


def test_release_team_is_told_that_it_names_nobody(desk):
    desk.be("ann")
    board = text(desk.client.get("/demo/v1.9/board"))
    assert "Not offered: change the people" in board
    answer = bulk(desk, "10")
    assert "1 left out" in text(answer)
    assert "Apply" not in text(answer)


def test_sig_page_changes_the_people_of_its_ticked_entries(desk):
    def boxes() -> int:
        page = desk.client.get("/demo/sigs/compute/?release=v1.9").content.decode()
        found = page.count('name="entry"')
        assert (found > 0) is ('id="people-now"' in page)
        return found

    assert boxes() == 0
    desk.be("stina")
    assert boxes() == 0
    desk.be("olga")
    assert boxes() == 1
    desk.be("nils")
    assert boxes() == 2
    back = "/demo/sigs/compute/?release=v1.9"
    form = {"kind": "reviewers", "act": "add", "value": "zoe", "scope": "enhancement"}
    answer = desk.client.post(HERE, {**form, "entry": ["10 ", "11 "], "next": back})
    done = desk.client.post(f"{HERE}/apply", fields(answer, "/assign/apply"))
    page = text(desk.client.get(done["Location"]))
    assert "Changed the people of 2 enhancements." in page
    assert (record("10").reviewers, record("11").reviewers) == (["zoe"], ["zoe"])


def test_owner_cell_says_for_what_somebody_owns_it(desk):
    desk.be("nils")
    say(desk, "zoe", scope="release", seen="")
    page = desk.client.get("/demo/releases/v1.9/").content.decode()
    assert "<small>only v1.9</small>" in page
    assert not [one for one in page.split('href="')[1:] if "<" in one.partition('"')[0]]


def moved(desk, *sigs: str, field: str = "sig", stood: str = "compute", **more: str):
    return say(desk, ", ".join(sigs), kind=field, stood=stood, **more)


@pytest.mark.parametrize(
    ("login", "status"),
    [("", 403), ("zoe", 403), ("ann", 403), ("olga", 303), ("nils", 303)],
)
def test_sig_is_corrected_by_its_leads_and_owners(desk, login, status):
    desk.be(login)
    assert moved(desk, "sig-network").status_code == status
    assert record().sig == ("network" if status == 303 else "compute")


def test_lead_of_the_sig_that_it_comes_to_says_so_and_the_other_takes_it_back(desk):
    desk.be("stina")
    page = desk.client.get("/demo/10/who/?role=sig").content.decode()
    assert '<option value="network">' in page
    assert 'value="compute" selected' in page
    answer = moved(desk, "network", reason="Agreed in both meetings.")
    assert record().sig == "network"
    back = text(desk.client.get(answer["Location"]))
    assert "SIG of #10 now: network." in back
    assert "SIG by hand: @stina" in back
    assert "Its source says compute." in back
    desk.be("nils")
    done = moved(desk, stood="network", back="yes")
    assert "SIG of #10 as its source says again: compute." in text(
        desk.client.get(done["Location"])
    )
    assert record().sig == "compute"


def test_lead_of_another_sig_takes_nothing_away(desk):
    desk.be("stina")
    answer = moved(desk, "network", key="11", stood="compute")
    assert answer.status_code == 303
    desk.be("stina")
    assert moved(desk, "compute", stood="compute").status_code == 403
    assert moved(desk, stood="compute", back="yes").status_code == 403


def test_participating_sigs_are_said_by_their_leads(desk):
    field = "participating_sigs"
    desk.be("stina")
    assert moved(desk, "network", field=field, stood="").status_code == 303
    assert record().participating_sigs == ["network"]
    others = moved(desk, "compute", field=field, stood="network")
    assert others.status_code == 403
    page = text(desk.client.get("/demo/10/"))
    assert "Participating SIGs by hand: @stina" in page
    assert "Its source says no SIG." in page
    assert moved(desk, field=field, stood="network").status_code == 303
    assert record().participating_sigs == []


@pytest.mark.parametrize(
    ("sigs", "more", "sentence"),
    [
        ((), {}, "One SIG owns it; name just that one."),
        (("network", "compute"), {}, "One SIG owns it; name just that one."),
        (("nothing",), {}, "has no SIG “nothing”"),
        (("a_b",), {}, "is no name of a SIG"),
        (("network",), {"scope": "release"}, "Say what it is about"),
    ],
)
def test_what_no_sig_can_be_is_refused(desk, sigs, more, sentence):
    desk.be("nils")
    answer = moved(desk, *sigs, **more)
    assert answer.status_code == 400
    assert sentence in text(answer)
    assert record().sig == "compute"


def test_sig_that_somebody_else_named_meanwhile_is_shown(desk):
    desk.be("olga")
    moved(desk, "network")
    desk.be("nils")
    moved(desk, "network")
    assert Claim.objects.filter(series__source="person").count() == 1
    answer = moved(desk, "compute", stood="compute")
    assert answer.status_code == 409
    assert "Theirs: network by @olga" in text(answer)
