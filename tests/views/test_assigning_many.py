"""People of several entries at once, from the board and from a SIG's page."""

from __future__ import annotations

import pytest

from tests.support.assigning import HERE, record, say
from tests.support.deciding import desk, fields, step, text, told

__all__ = ("desk", "told")


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
    undone = desk.client.post(f"{HERE}/undo", {"batch": step(done), "next": back})
    page = text(desk.client.get(undone["Location"]))
    assert "People of 2 enhancements as their sources say again." in page
    assert (record("10").reviewers, record("11").reviewers) == ([], [])


SIG_PAGE = "/demo/sigs/compute/?release=v1.9"


def contacts(desk, *keys: str, **more: str):
    """What the bar of a SIG's page sends of its ticked entries."""
    given = {"kind": "contact", "act": "set", "value": "bob", "next": SIG_PAGE, **more}
    return desk.client.post(HERE, {"entry": [f"{key} " for key in keys], **given})


def test_sig_page_changes_the_contact_of_its_ticked_entries(desk):
    desk.be("ann")
    page = desk.client.get(SIG_PAGE).content.decode()
    assert page.count('name="entry"') == 2
    assert '<option value="contact">Contact in v1.9</option>' in page
    assert '<option value="owners">' not in page
    answer = contacts(desk, "10", "11", reason="Shared out.")
    assert "2 changes" in text(answer)
    assert desk.values("contact") == {}
    done = desk.post("apply", **fields(answer))
    assert desk.values("contact") == {"10": "bob", "11": "bob"}
    assert done["Location"].startswith(f"{SIG_PAGE}&step=")
    assert "Undo" in text(desk.client.get(done["Location"]))
    desk.post("undo", batch=step(done))
    assert desk.values("contact") == {}


def test_contact_is_taken_away_where_they_stand_alone(desk):
    desk.be("ann")
    desk.post("apply", **fields(contacts(desk, "10")))
    desk.post("apply", **fields(contacts(desk, "11", value="eve")))
    answer = contacts(desk, "10", "11", act="remove", value="BOB")
    assert "1 change" in text(answer)
    desk.post("apply", **fields(answer))
    assert desk.values("contact") == {"11": "eve"}
    again = contacts(desk, "10", "11", act="remove", value="bob")
    assert again.status_code == 400
    assert "None of these entries has that contact" in text(again)
    # Set to nobody, everybody goes; a key alone stands for all its tracks.
    form = {"kind": "contact", "act": "set", "value": "", "item": "11"}
    desk.post("apply", **fields(desk.client.post(HERE, form)))
    assert desk.values("contact") == {}


def test_entry_has_one_contact(desk):
    desk.be("ann")
    answer = contacts(desk, "10", value="bob, eve")
    assert answer.status_code == 400
    assert "An entry has one contact" in text(answer)
    assert contacts(desk, "99").status_code == 404


def test_leads_of_a_sig_do_not_choose_the_release_teams_contact(desk):
    desk.be("nils")
    assert 'value="contact"' not in desk.client.get(SIG_PAGE).content.decode()
    answer = contacts(desk, "10")
    assert "1 left out" in text(answer)
    assert "Apply" not in text(answer)
    assert desk.values("contact") == {}


def test_owner_cell_says_for_what_somebody_owns_it(desk):
    desk.be("nils")
    say(desk, "zoe", scope="release", seen="")
    page = desk.client.get("/demo/releases/v1.9/").content.decode()
    assert "<small>only v1.9</small>" in page
    assert not [one for one in page.split('href="')[1:] if "<" in one.partition('"')[0]]
