"""Whether a SIG wants to be written to: read by everybody, said by its leads."""

from __future__ import annotations

import pytest

from enhancements.models import SigOutreach
from enhancements.profiles.role_rules import RELEASE_LEAD, RELEASE_SHADOW, SIG_LEAD
from tests.support.answers import words
from tests.support.boards import days, fill
from tests.support.parts import OTHERS, play

pytestmark = pytest.mark.django_db
PAGE = "/demo/sigs/compute/outreach/"


@pytest.fixture(scope="module")
def told(shared):
    """SIGs compute and network with an entry each."""
    fill(shared, 2)
    shared.begin()
    return shared


@pytest.mark.usefixtures("told")
def test_everybody_reads_what_stands(client, django_assert_num_queries):
    with django_assert_num_queries(4):
        text = words(client.get(PAGE))
    assert "SIG compute is written to Nobody said otherwise." in text
    assert "Sign in first" in text
    assert client.get("/demo/sigs/tea/outreach/").status_code == 404
    assert PAGE in client.get("/demo/sigs/compute/").content.decode()


@pytest.mark.usefixtures("told")
def test_lead_of_the_sig_says_no_and_yes_again(client, monkeypatch):
    play(client, monkeypatch, SIG_LEAD)
    said = {"wanted": "no", "seen": "0", "reason": " We read  the board. "}
    answer = client.post(PAGE, said)
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    text = words(client.get(PAGE))
    assert "SIG compute is left out So said @player on" in text
    assert ": We read the board." in text
    past = client.get(f"{PAGE}?as_of={days(-1):%Y-%m-%dT%H:%M:%SZ}")
    assert "SIG compute is written to" in words(past)
    assert "outreachform" not in past.content.decode()

    stale = client.post(PAGE, {"wanted": "yes", "seen": "0", "reason": "Mine."})
    assert stale.status_code == 409
    assert "player changed it meanwhile. Nothing of yours was saved" in words(stale)
    assert 'value="Mine."' in stale.content.decode()

    row = SigOutreach.objects.get()
    assert client.post(PAGE, {"wanted": "yes", "seen": str(row.pk)}).status_code == 303
    text = words(client.get(PAGE))
    assert "SIG compute is written to" in text
    assert "@player : leave us out. We read the board." in text
    assert client.post(PAGE, {"wanted": "maybe"}).status_code == 400


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("role", "where", "said"),
    [
        (RELEASE_SHADOW, None, "Only the release lead or a lead of SIG compute says"),
        (SIG_LEAD, OTHERS, "This belongs to SIG compute, and you lead another one."),
    ],
)
def test_who_may_not_reads_why(client, monkeypatch, role, where, said):
    play(client, monkeypatch, role, where=where)
    assert said in words(client.get(PAGE))
    assert client.post(PAGE, {"wanted": "no", "seen": "0"}).status_code == 403
    assert not SigOutreach.objects.exists()


@pytest.mark.usefixtures("told")
def test_release_lead_notes_what_a_sig_wrote(client, monkeypatch):
    play(client, monkeypatch, RELEASE_LEAD)
    assert client.post(PAGE, {"wanted": "no", "seen": "0"}).status_code == 303
