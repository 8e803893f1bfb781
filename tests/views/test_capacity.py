"""How much people review in a release: said by each of themselves, read by all."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from enhancements.actions import accounts, capacity
from enhancements.models import Capacity, Event, Person, Record, Release
from enhancements.queries import frame, moments, sigs
from tests.support.answers import words
from tests.support.boards import SIGS, days, decide, schedule
from tests.support.tracked import vep

pytestmark = pytest.mark.django_db
PAGE = "/demo/v1.9/capacity/"
SAY = "/demo/v1.9/capacity/say"


@pytest.fixture(scope="module")
def told(shared):
    """Two entries of SIG compute and one of SIG network; only the first is committed,
    because the others came after the freeze.
    """
    dates = schedule(
        freeze=f"{days(-20):%Y-%m-%d}",
        code=f"{days(10):%Y-%m-%d}",
        out=f"{days(60):%Y-%m-%d}",
    )
    shared.commit({"releases/v1.9/schedule.yaml": dates}, days(-60), kind="schedules")
    shared.commit({"sigs.yaml": SIGS}, days(-60), kind="rosters")
    shared.commit(
        {"veps/sig-compute/1-a/vep.md": vep(1, "A", owners="@olga", alpha="v1.9")},
        days(-50),
    )
    shared.commit(
        {
            "veps/sig-compute/2-b/vep.md": vep(2, "B", alpha="v1.9"),
            "veps/sig-compute/3-c/vep.md": vep(3, "C", owners="@olga", alpha="v1.9"),
            "veps/sig-network/4-d/vep.md": vep(4, "D", owners="@olga", alpha="v1.9"),
        },
        days(-2),
    )
    shared.track()
    shared.sync()
    Record.objects.filter(number__in=[1, 3]).update(reviewers=["Rita", "sam"])
    decide(shared, 4, "reviewers", "sam RITA", days(-1))
    shared.begin()
    return shared


def sign_in(client, login: str = "Rita", number: int = 77) -> None:
    client.force_login(accounts.sign_in(github_id=number, login=login, name=""))


def say(client, number: object, seen: int = 0, **more: str):
    return client.post(SAY, {"number": str(number), "seen": str(seen), **more})


def standing() -> Capacity:
    return Capacity.objects.get(until=None, login="rita")


def loads(at=None):
    moment = moments.parse(at.isoformat() if at else None, now=timezone.now())
    setting = frame.load("demo", moment, now=timezone.now())
    found = sigs.page(setting, "compute", with_desk=True)
    return {one.login: one for one in found.desk.loads}, found.desk


@pytest.mark.usefixtures("told")
def test_stranger_reads_and_is_led_to_signing_in(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        text = words(client.get(PAGE))
    assert "Nobody has said it yet" in text
    assert "Sign in to say what you take on" in text
    assert client.get("/demo/v9.9/capacity/").status_code == 404
    assert say(client, 3).status_code == 403
    assert not Capacity.objects.exists()


@pytest.mark.usefixtures("told")
def test_each_says_it_of_themselves_and_changes_it(client):
    sign_in(client)
    answer = say(client, 5, note=" Not in  May. ")
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    first = standing()
    assert (first.login, first.by, first.number) == ("rita", "Rita", 5)

    assert say(client, 2, first.pk).status_code == 303
    text = words(client.get(PAGE))
    assert "room for 2 in all" in text
    assert "@Rita : 5 reviews and approvals. Not in May." in text
    assert "Before, you had said: 5 reviews and approvals" in text

    # Undo is to say the former again.
    assert say(client, 5, standing().pk, note="Not in May.").status_code == 303
    assert (standing().number, standing().note) == (5, "Not in May.")
    assert client.post(SAY, {"back": "yes", "seen": standing().pk}).status_code == 303
    assert standing().number is None
    assert "Nobody has said it yet" in words(client.get(PAGE))
    kinds = Event.objects.filter(kind="capacity-said").order_by("pk")
    assert [one.new["number"] for one in kinds] == [5, 2, 5, None]
    assert [(one.by, one.release.name) for one in kinds] == [("Rita", "v1.9")] * 4


@pytest.mark.usefixtures("told")
def test_another_window_is_not_overwritten(client):
    sign_in(client)
    say(client, 5)
    late = say(client, 9)
    assert late.status_code == 409
    assert "You said something else meanwhile. Nothing was saved." in words(late)
    assert 'value="9"' in late.content.decode()
    assert standing().number == 5
    # Pressing twice says it once.
    assert say(client, 5, standing().pk).status_code == 303
    assert Capacity.objects.count() == 1


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("number", ["", "-1", "201", "1.5", "ten", "٣", "9" * 30])
def test_what_is_no_number_is_refused(client, number):
    sign_in(client)
    answer = say(client, number)
    assert answer.status_code == 400
    assert "Say a number from 0 to 200." in words(answer)
    assert not Capacity.objects.exists()


@pytest.mark.usefixtures("told")
def test_note_that_is_too_long_is_refused(client):
    sign_in(client)
    assert say(client, 1, note="x" * 301).status_code == 400
    assert say(client, 1, note="x" * 300).status_code == 303


@pytest.mark.usefixtures("told")
def test_past_shows_what_stood(client):
    sign_in(client)
    say(client, 5)
    past = client.get(f"{PAGE}?as_of={days(-1):%Y-%m-%dT%H:%M:%SZ}")
    assert "Nobody has said it yet" in words(past)
    assert "f-number" not in past.content.decode()


@pytest.mark.usefixtures("told")
def test_list_is_a_file_too(client):
    sign_in(client)
    say(client, 5, note="=1+1")
    (row,) = json.loads(client.get(f"{PAGE}?format=json").content)["rows"]
    assert (row["login"], row["number"], row["note"]) == ("Rita", 5, "=1+1")
    assert ",=1+1" not in client.get(f"{PAGE}?format=csv").content.decode()


@pytest.mark.usefixtures("told")
def test_sig_shows_room_beside_what_is_asked(client):
    release = Release.objects.get(name="v1.9")
    for login, number in (("Rita", 1), ("ann", 4), ("zoe", 9)):
        capacity.say(release=release, number=number, by=login, seen=0, now=days(0))
    found, desk = loads()
    rita = found["Rita"]
    assert (rita.committed, rita.pending, rita.room, rita.elsewhere) == (1, 1, 1, 1)
    assert rita.spare == -2
    # SIG compute lists her, and nobody asks her; of @zoe it knows nothing.
    assert (found["ann"].asked, found["ann"].spare) == (0, 4)
    assert "zoe" not in found
    assert (found["sam"].room, found["sam"].spare) == (None, None)
    assert (desk.room, desk.asked, desk.silent) == (5, 4, 1)
    assert [one.number for one in desk.nobody] == [2]
    assert [one.number for one in desk.unreviewed] == [2]
    before, _ = loads(days(-1))
    assert (before["Rita"].room, before["Rita"].spare) == (None, None)
    text = words(client.get("/demo/sigs/compute/"))
    assert "Room for 5 , asked 4 . 1 person did not say how much they take on" in text
    assert "3 over" not in text
    assert "2 over" in text
    assert "No owner : 1 entry" in text


@pytest.mark.usefixtures("told")
def test_database_holds_one_word_per_person_and_changes_none():
    release = Release.objects.get(name="v1.9")
    row = capacity.say(release=release, number=1, by="Rita", seen=0, now=days(0))
    same = {"release": release, "login": "rita", "by": "Rita", "number": 2}
    with pytest.raises(IntegrityError), transaction.atomic():
        Capacity.objects.create(since=days(1), **same)
    with pytest.raises(IntegrityError), transaction.atomic():
        Capacity.objects.filter(pk=row.pk).update(number=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


@pytest.mark.usefixtures("told")
def test_nothing_is_taken_back_where_nothing_was_said(client):
    sign_in(client)
    assert client.post(SAY, {"back": "yes", "seen": "0"}).status_code == 303
    assert not Capacity.objects.exists()


def rename(login: str, former: str, number: int = 77) -> None:
    Person.objects.create(
        host="https://api.github.com",
        github_id=number,
        login=login,
        told_at=days(0),
        former=[{"login": former, "until": days(0).isoformat()}],
    )


@pytest.mark.usefixtures("told")
def test_who_is_renamed_is_known_by_their_number(client):
    sign_in(client)
    say(client, 3)
    rename("rita-new", "Rita")
    sign_in(client, "rita-new")
    # They see and change what they said under the name of then.
    assert 'value="3"' in client.get(PAGE).content.decode()
    assert "@rita-new" in words(client.get(PAGE))
    assert say(client, 4, standing().pk).status_code == 303
    assert Capacity.objects.get(until=None).number == 4
    # Documents name Rita, and somebody wrote the new name elsewhere: it is one person.
    Record.objects.filter(number=3, until=None).update(reviewers=["rita-NEW", "sam"])
    found, _ = loads()
    rita = found["rita-new"]
    assert (rita.asked, rita.room, rita.elsewhere, rita.spare) == (2, 4, 1, 1)
    assert "Rita" not in found


@pytest.mark.usefixtures("told")
def test_who_takes_the_name_is_somebody_else(client):
    sign_in(client)
    say(client, 3)
    rename("rita-new", "Rita")
    sign_in(client, "rita-new")
    sign_in(client, "Rita", 78)
    assert 'value="3"' not in client.get(PAGE).content.decode()
    assert say(client, 9).status_code == 303
    rows = Capacity.objects.filter(until=None).values_list("github_id", "number")
    assert set(rows) == {(77, 3), (78, 9)}
    # The one who has the name now is who documents mean.
    Person.objects.create(
        host="https://api.github.com", github_id=78, login="Rita", told_at=days(0)
    )
    found, _ = loads()
    assert (found["Rita"].room, "rita-new" in found) == (9, False)
