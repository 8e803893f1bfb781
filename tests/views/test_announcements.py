"""The page of announcements: their numbers, their light, and their files."""

from __future__ import annotations

import dataclasses
import html
import json
import re

import pytest

from enhancements import profiles
from enhancements.actions import outreach
from enhancements.models import Sig, SigOutreach
from enhancements.queries import release_letters
from tests.support.boards import CODE, DOCS, days, decide
from tests.support.commented import commented

pytestmark = pytest.mark.django_db
PAGE = "/demo/v1.9/announcements/"


def text(client, name: str, query: str = "") -> str:
    """A text of the page, by the id of its field."""
    answer = client.get(f"{PAGE}{query}")
    assert answer.status_code == 200
    found = re.search(
        rf'<textarea[^>]*id="{name}"[^>]*>(.*?)</textarea>',
        answer.content.decode(),
        re.DOTALL,
    )
    return html.unescape(found[1]) if found else ""


@pytest.fixture
def four(demo):
    commented(demo, 4)
    return demo


def test_weekly_status_counts_by_status_stage_and_sig(client, four):
    del four
    body = text(client, "weekly-body")

    # Two of four, ten days before the freeze: half is asked for by then.
    assert text(client, "weekly-subject") == "KubeVirt v1.9, enhancements: Green"
    assert "2 of 4 (50 %) are met or tracked" in body
    assert "- At risk: 2\n- Met: 2\n" in body
    assert "- Alpha: 4" in body
    assert "- compute: 2 in all, 0 tracked, 0 met, 2 at risk" in body
    assert "- network: 2 in all, 0 tracked, 2 met, 0 at risk" in body
    assert text(client, "weekly-chat").startswith("v1.9 enhancements: Green. 4 in all")


def test_light_turns_with_decisions_and_time(client, four):
    decide(four, 2, "standing", "removed", days(-1), freeze=CODE, reason="Late.")
    assert b"Yellow" in client.get(PAGE).content
    body = text(client, "weekly-body")
    assert "1 of 3 (33 %) are met or tracked; green asks for 50 %" in body
    before = f"?as_of={days(-2):%Y-%m-%dT%H:%M:%SZ}"
    assert "2 of 4 (50 %)" in text(client, "weekly-body", before)


def test_freeze_and_call_say_dates_in_both_zones(client, four):
    del four
    body = text(client, "freeze-body")
    assert "the code freeze of KubeVirt v1.9 ends on" in body
    assert "Anywhere on Earth" in body
    assert re.search(r"\(\w+ \d+ \w+ \d+, 12:00 UTC\)", body)
    assert re.match(
        r"KubeVirt v1.9: code freeze in \d+ days", text(client, "freeze-subject")
    )
    over = text(client, "freeze-body", "?freeze=enhancements-freeze")
    assert "is over. It ended on" in over
    call = text(client, "call-body")
    assert "- Code freeze: " in call
    assert "So far they are 4." in call


def test_each_sig_gets_its_own_message(client, four):
    decide(four, 3, "standing", "deferred", days(-1), freeze=CODE)
    body = text(client, "outreach-compute-body")
    assert body.startswith("Hello SIG compute,\n\nyour VEPs in v1.9: 1 in all, 0")
    assert "- 1 Thing 1 (Alpha): At risk; missing: 1 of 3 fails" in body
    assert "Thing 2" not in body
    assert text(client, "outreach-network-subject") == (
        "KubeVirt v1.9: VEPs of SIG network before the code freeze"
    )


def sig_wants(demo, name: str, *, wanted: bool, at: float) -> None:
    """The SIG's word from so many days from now on."""
    sig = Sig.objects.select_related("project").get(project=demo.project, name=name)
    last = SigOutreach.objects.filter(sig=sig, until=None).first()
    outreach.set_wanted(
        sig=sig,
        is_wanted=wanted,
        by="olga",
        reason="We read the board.",
        seen=last.pk if last else 0,
        now=days(at),
    )


def test_sig_that_wants_no_message_is_listed_as_left_out(client, four):
    assert "want no outreach" not in client.get(PAGE).content.decode()
    sig_wants(four, "compute", wanted=False, at=-2)
    page = client.get(PAGE).content.decode()
    assert 'id="outreach-compute"' not in page
    assert 'id="outreach-network"' in page
    assert '<a href="/demo/sigs/compute/outreach/">SIG compute</a>' in page
    assert "@olga said so: We read the board." in page
    file = client.get(f"{PAGE}?list=left-out&format=json").content
    (row,) = json.loads(file)["rows"]
    assert (row["sig"], row["said_by"]) == ("compute", "olga")
    assert client.get(f"{PAGE}?list=tea&format=json").status_code == 400
    # It counts all the same, and did get its message before.
    assert "- compute: 2 in all" in text(client, "weekly-body")
    before = f"?as_of={days(-3):%Y-%m-%dT%H:%M:%SZ}"
    assert text(client, "outreach-compute-body", before).startswith("Hello SIG compute")
    sig_wants(four, "compute", wanted=True, at=-1)
    assert "want no outreach" not in client.get(PAGE).content.decode()


def test_profile_leaves_out_sigs_that_nobody_spoke_for(client, four, monkeypatch):
    letters = dataclasses.replace(
        release_letters.letters_of(profiles.load("kubevirt")),
        no_outreach=frozenset({"network", "storage"}),
    )
    monkeypatch.setattr(release_letters, "letters_of", lambda _: letters)
    page = client.get(PAGE).content.decode()
    assert 'id="outreach-network"' not in page
    assert "<code>kubevirt.letters.toml</code> says so" in page
    # It has no entry here, so nobody would have written to it.
    assert "SIG storage" not in page
    sig_wants(four, "network", wanted=True, at=-1)
    assert 'id="outreach-network"' in client.get(PAGE).content.decode()


def test_announcements_are_had_as_a_file(client, four):
    del four
    rows = json.loads(client.get(f"{PAGE}?format=json").content)["rows"]
    assert [(row["name"], row["sig"]) for row in rows] == [
        ("weekly", ""),
        ("freeze", ""),
        ("call", ""),
        ("outreach", "compute"),
        ("outreach", "network"),
    ]
    assert rows[3]["at_risk"] == 2
    assert client.get("/demo/v7.7/announcements/").status_code == 404
    assert client.get(f"{PAGE}?freeze={DOCS}").status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_page_asks_the_same_whatever_its_size(
    client, demo, django_assert_num_queries, number
):
    commented(demo, number)
    with django_assert_num_queries(7):
        assert client.get(PAGE).status_code == 200
