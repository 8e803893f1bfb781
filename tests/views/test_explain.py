"""What a check sees, on a page that anybody can read, at any moment."""

from __future__ import annotations

import re

import pytest

from tests.support.answers import words
from tests.support.mirror_rows import Mirror, body
from tests.support.tracked import NOW, day, schedule, vep

pytestmark = pytest.mark.django_db
PAGE = "/demo/v1.9/board/explain"
FOLDER = "veps/sig-compute/10-warm-standby"
DATES = {"freeze": "2025-01-10", "code": "2025-01-20", "out": "2025-02-01"}


@pytest.fixture(scope="module")
def told(shared):
    """#10 is planned for v1.9, with a tracking issue that is open."""
    schedules = {"releases/v1.9/schedule.yaml": schedule(**DATES)}
    shared.commit(schedules, day(1), kind="schedules")
    shared.track()
    hub = Mirror(shared.project)
    hub.main.synced_at = NOW
    hub.main.save()
    hub.issue(10, text=body(Alpha="1.9"))
    documents = {
        f"{FOLDER}/vep.md": vep(10, alpha="v1.9"),
        "veps/sig-compute/11-later/vep.md": vep(11, "Later", alpha="v1.10"),
    }
    shared.commit(documents, day(3))
    shared.sync()
    shared.begin()
    return shared


def answered(answer) -> list[str]:
    """The checks with what they saw."""
    text = answer.content.decode()
    found = re.findall(r"<article .*?</article>", text, re.DOTALL)
    assert found
    return found


def test_every_check_of_a_freeze_says_what_it_saw(
    client, told, django_assert_num_queries
):
    query = {"item": "10", "freeze": "enhancements-freeze", "as_of": "2025-01-08"}
    with django_assert_num_queries(17):
        answer = client.get(PAGE, query)
    text = words(answer)

    assert answer.status_code == 200
    assert "What the checks see of Warm standby" in text
    assert "for the VEP freeze, which ends on Sat 11 Jan 2025, 12:00 UTC" in text
    assert "What to do:" in text
    assert "merged at Wed 8 Jan 2025, 09:00 UTC" in text
    command = (
        "manage.py explain demo 10 v1.9 --freeze enhancements-freeze --as-of 2025-01-08"
    )
    assert command in text
    later = vep(10, alpha="v1.9", body="More words.")
    told.commit({f"{FOLDER}/vep.md": later}, day(9))
    told.sync()
    assert answered(client.get(PAGE, query)) == answered(answer)


@pytest.mark.usefixtures("told")
def test_answers_are_said_in_the_language_of_the_reader(client, settings):
    settings.LANGUAGES_OFFERED = ["en", "de"]
    query = {"item": "10", "freeze": "enhancements-freeze", "as_of": "2025-01-08"}
    text = words(client.get(PAGE, query, headers={"accept-language": "de"}))
    assert "Was die Prüfungen von Warm standby sehen" in text
    assert "endet Sa 11. Jan. 2025, 12:00 UTC" in text
    assert "Es nennt v1.9 für alpha seit dem" in text
    assert "What to do" not in text


@pytest.mark.usefixtures("told")
def test_one_check_is_open_and_leads_to_all(client):
    query = {"item": "10", "freeze": "enhancements-freeze", "check": "document-merged"}
    answer = client.get(PAGE, query)
    text = answer.content.decode()

    assert text.count('<article class="explaincheck"') == 1
    assert '<details class="settings" open>' in text
    assert "show all" in words(answer)
    assert "criteria#enhancements-freeze/document-merged" in text
    assert "--check document-merged" in text


@pytest.mark.usefixtures("told")
def test_without_a_freeze_the_next_one_is_explained(client):
    early = words(client.get(PAGE, {"item": "10", "as_of": "2025-01-08"}))
    later = words(client.get(PAGE, {"item": "10", "as_of": "2025-01-15"}))
    assert "for the VEP freeze" in early
    assert "for the code freeze" in later


@pytest.mark.usefixtures("told")
def test_without_an_entry_it_asks_for_one(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        answer = client.get(PAGE)
    assert "Name a VEP of v1.9" in words(answer)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"item": "99"}, "No VEP has the number or name “99”"),
        ({"item": "11"}, "11 is not planned for v1.9 at that moment."),
        ({"item": "10", "track": "X"}, "10 has no track “X” in v1.9."),
        ({"item": "10", "freeze": "x"}, "There is no freeze “x” to judge."),
        ({"item": "10", "check": "x"}, "has no check “x”."),
    ],
)
def test_what_is_not_there_is_said(client, query, sentence):
    answer = client.get(PAGE, query)
    assert answer.status_code == 404
    assert sentence in words(answer)


@pytest.mark.usefixtures("told")
def test_former_name_leads_on(client):
    answer = client.get(PAGE, {"item": "10-warm-standby", "as_of": "2025-02-01"})
    if answer.status_code == 302:
        assert "item=10" in answer["Location"]
        assert "as_of=2025-02-01" in answer["Location"]
    else:
        assert "Warm standby" in words(answer)


@pytest.mark.usefixtures("told")
def test_release_that_nobody_names_is_not_found(client):
    assert client.get("/demo/v7.7/board/explain").status_code == 404
