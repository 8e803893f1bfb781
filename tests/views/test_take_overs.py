"""Taking over: whoever is signed in offers, owners and leads answer."""

from __future__ import annotations

import html
import json
import re

import pytest

from enhancements.actions import accounts, help_wanted
from enhancements.models import Person, Record, TakeOver
from enhancements.policy.permissions import OWNER
from enhancements.profiles.role_rules import RELEASE_LEAD, SIG_LEAD
from enhancements.queries import roles
from tests.support.boards import days, enhancement, fill
from tests.support.parts import play

pytestmark = pytest.mark.django_db
PAGE = "/demo/1/take-over/"
PLACE = {SIG_LEAD: "compute", OWNER: "1"}


@pytest.fixture(scope="module")
def told(shared):
    """SIGs compute and network with two entries each; of the first an owner is wanted,
    the third has none.
    """
    fill(shared, 4)
    help_wanted.seek(
        enhancement=enhancement(shared, 1),
        kind="owner",
        text="Olga changes jobs.",
        by="olga",
        seen=0,
        now=days(-3),
    )
    shared.begin()
    return shared


def words(answer) -> str:
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split()
    )


def sign_in(client, monkeypatch, login="Zoe", number=7) -> None:
    client.force_login(accounts.sign_in(github_id=number, login=login, name=""))
    monkeypatch.setattr(roles, "held", lambda **_: ())


def offer(client, page=PAGE, place="", text="I go on with it."):
    return client.post(f"{page}offer", {"place": place, "text": text})


def answer(client, row, do="accept", **given):
    form = {"do": do, "how": "instead", "owners": "olga", "reason": "", **given}
    return client.post(f"{PAGE}{row.pk}/answer", form)


def standing() -> TakeOver:
    return TakeOver.objects.get(until=None)


def owners() -> list[str]:
    return Record.objects.get(number=1, until=None).owners


@pytest.mark.usefixtures("told")
def test_stranger_reads_and_offers_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        text = words(client.get(PAGE))
    assert "Nobody offers to take it over." in text
    assert "An owner is wanted: Olga changes jobs." in text
    assert "Sign in to offer to take it over." in text
    assert client.get("/demo/99/take-over/").status_code == 404
    assert offer(client).status_code == 403
    assert client.get(f"{PAGE}offer").status_code == 405
    assert not TakeOver.objects.exists()


@pytest.mark.usefixtures("told")
def test_offer_is_shown_wherever_it_waits(
    client, monkeypatch, django_assert_num_queries
):
    sign_in(client, monkeypatch)
    assert "Offer to take over the VEP" not in words(client.get(PAGE))
    assert "the VEP: an owner is wanted" in words(client.get(PAGE))
    done = offer(client)
    assert (done.status_code, done["Location"]) == (303, PAGE)
    assert standing().ground == "help"
    text = words(client.get(PAGE))
    assert "@Zoe offers to take over the VEP, 0 days ago, because an owner" in text
    assert "Withdraw your offer" in text
    assert "You have an open offer." in text

    client.logout()
    with django_assert_num_queries(3):
        assert "offered by @Zoe" in words(client.get("/demo/help/"))
    with django_assert_num_queries(4):
        assert "Take-over offered by @Zoe" in words(client.get("/demo/1/"))
    with django_assert_num_queries(6):
        text = words(client.get("/demo/sigs/compute/"))
    assert "Answer @Zoe about Thing 1" in text
    waits = "Answer @Zoe, who offers to take it over"
    for page in ("?sig=compute", "?person=olga"):
        with django_assert_num_queries(3):
            assert waits in words(client.get(f"/demo/waiting/{page}"))
    assert waits not in words(client.get("/demo/waiting/?sig=network"))
    assert "@Zoe offered to take it over" in words(client.get("/demo/1/"))
    changed = words(client.get(f"/demo/changes/?since={days(-5):%Y-%m-%d}"))
    assert "Offered to take it over" in changed
    assert "Said that an owner is wanted" in changed


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("role", [SIG_LEAD, OWNER])
def test_lead_and_owner_accept_and_take_that_back(client, monkeypatch, role):
    sign_in(client, monkeypatch)
    offer(client)
    row = standing()
    play(client, monkeypatch, role, where=PLACE)
    text = words(client.get(PAGE))
    assert "instead of @olga" in text
    assert answer(client, row, how="beside").status_code == 303
    assert owners() == ["olga", "Zoe"]
    text = words(client.get(PAGE))
    assert "@Zoe offered to take over the VEP; @player accepted it." in text
    assert "Owners before: @olga" in text
    assert "agreed that @Zoe takes it over" in words(client.get("/demo/1/"))
    assert "Somebody for" not in words(client.get("/demo/help/"))

    assert client.post(f"{PAGE}{row.pk}/undo").status_code == 303
    assert owners() == []
    assert standing().by == "Zoe"
    # Taken back once; a second window sees how it stands.
    assert client.post(f"{PAGE}{row.pk}/undo").status_code == 409


@pytest.mark.usefixtures("told")
def test_declined_with_a_reason_and_withdrawn_by_who_offered(client, monkeypatch):
    sign_in(client, monkeypatch)
    offer(client)
    row = standing()
    sign_in(client, monkeypatch, "kim", 8)
    mine = client.post(f"{PAGE}{row.pk}/withdraw")
    assert (mine.status_code, standing().pk) == (403, row.pk)
    play(client, monkeypatch, SIG_LEAD, where=PLACE)
    refused = answer(client, row, "decline")
    assert refused.status_code == 400
    assert "Say why; whoever offered it reads the reason. Nothing" in words(refused)
    assert answer(client, row, "decline", reason="Olga stays.").status_code == 303
    assert "Answer: Olga stays." in words(client.get(PAGE))
    assert answer(client, row).status_code == 409

    sign_in(client, monkeypatch)
    assert offer(client).status_code == 303
    again = standing()
    assert client.post(f"{PAGE}{again.pk}/withdraw").status_code == 303
    assert "they withdrew it" in words(client.get(PAGE))


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("where", "login", "said"),
    [
        (("/demo/2/take-over/", ""), "Zoe", "Its owners are there"),
        ((PAGE, "v9.9"), "Zoe", "It is no longer planned"),
        ((PAGE, ""), "OLGA", "You own it already."),
    ],
)
def test_what_cannot_be_offered_is_refused(client, monkeypatch, where, login, said):
    sign_in(client, monkeypatch, login)
    refused = offer(client, *where)
    assert refused.status_code == 400
    assert said in words(refused)
    assert not TakeOver.objects.exists()


@pytest.mark.usefixtures("told")
def test_entry_of_one_release_is_taken_over_alone(client, monkeypatch):
    sign_in(client, monkeypatch)
    assert offer(client, place="v1.9").status_code == 303
    row = standing()
    assert row.release.name == "v1.9"
    play(client, monkeypatch, SIG_LEAD, where=PLACE)
    assert answer(client, row).status_code == 303
    assert owners() == []
    text = words(client.get(PAGE))
    assert "In v1.9 : @Zoe" in text
    assert "named @Zoe as its owners in v1.9 alone" in words(client.get("/demo/1/"))
    assert client.post(f"{PAGE}{row.pk}/undo").status_code == 303
    assert "In v1.9 : @Zoe" not in words(client.get(PAGE))


@pytest.mark.usefixtures("told")
def test_owners_who_changed_meanwhile_are_shown(client, monkeypatch):
    sign_in(client, monkeypatch)
    offer(client)
    row = standing()
    play(client, monkeypatch, SIG_LEAD, where=PLACE)
    late = answer(client, row, owners="somebody")
    assert late.status_code == 409
    assert "Its owners changed meanwhile: @olga." in words(late)
    assert standing().pk == row.pk
    assert answer(client, row, how="between").status_code == 400
    assert answer(client, TakeOver(pk=row.pk + 1000)).status_code == 404


@pytest.mark.usefixtures("told")
def test_who_may_not_answer_reads_no_form(client, monkeypatch):
    sign_in(client, monkeypatch)
    offer(client)
    row = standing()
    play(client, monkeypatch, RELEASE_LEAD)
    assert "Accept" not in words(client.get(PAGE))
    assert answer(client, row).status_code == 403
    assert client.post(f"{PAGE}{row.pk}/undo").status_code == 403


@pytest.mark.usefixtures("told")
def test_who_is_renamed_keeps_the_offer(client, monkeypatch):
    sign_in(client, monkeypatch)
    offer(client)
    Person.objects.create(
        host="https://api.github.com",
        github_id=7,
        login="zoe-new",
        told_at=days(0),
        former=[{"login": "Zoe", "until": days(0).isoformat()}],
    )
    accounts.sign_in(github_id=7, login="zoe-new", name="")
    text = words(client.get(PAGE))
    assert "@zoe-new offers to take over" in text
    assert "Withdraw your offer" in text
    row = standing()
    play(client, monkeypatch, SIG_LEAD, where=PLACE)
    answer(client, row)
    assert owners() == ["zoe-new"]


@pytest.mark.usefixtures("told")
def test_offers_are_files_and_the_past_shows_what_stood(client, monkeypatch):
    sign_in(client, monkeypatch)
    offer(client, text="=1+1")
    for page in (f"{PAGE}?format=json", "/demo/help/?list=offers&format=json"):
        (row,) = json.loads(client.get(page).content)["rows"]
        assert (row["key"], row["login"], row["ground"]) == ("1", "Zoe", "help")
    assert ",=1+1" not in client.get(f"{PAGE}?format=csv").content.decode()
    then = f"?as_of={days(-1):%Y-%m-%dT%H:%M:%SZ}"
    for page in (PAGE, "/demo/1/", "/demo/help/", "/demo/sigs/compute/"):
        assert "@Zoe" not in words(client.get(f"{page}{then}"))
    assert "Offer to take over" not in words(client.get(f"{PAGE}{then}"))
    row = standing()
    play(client, monkeypatch, SIG_LEAD, where=PLACE)
    answer(client, row, "decline", reason="No.")
    assert "@player declined it" in words(client.get(PAGE))


@pytest.mark.usefixtures("told")
def test_nobody_owns_the_third(client, monkeypatch):
    sign_in(client, monkeypatch)
    assert offer(client, "/demo/3/take-over/").status_code == 303
    assert standing().ground == "nobody"
    assert "nobody owns it" in words(client.get("/demo/3/take-over/"))
