"""To which SIG an enhancement belongs, and which participate, said by hand."""

from __future__ import annotations

import pytest

from enhancements.models import Claim
from tests.support.assigning import record, say
from tests.support.deciding import desk, text, told

__all__ = ("desk", "told")


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
        (("ä",), {}, "is no name of a SIG"),
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
