"""Who leads a SIG in which file, and the change of the file that somebody wants."""

from __future__ import annotations

import pytest
from django.test import override_settings

from enhancements.models import Claim, Event
from tests.support.deciding import text
from tests.support.tracked import Tracked, day, vep

SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership: {chairs: [{github: nils, name: Nils, company: x}]}
"""
OWNERS = b"approvers:\n- compute-approvers\n- carl # often\nreviewers:\n- eve\n"
ALIASES = b"aliases:\n  compute-approvers:\n  - ann\n  - bob\n"
HERE = "/demo/sigs/compute/rosters/"


@pytest.fixture
def told(db, tmp_path):  # noqa: ARG001 - for its effect
    with override_settings(MIRRORS=tmp_path / "mirrors", LOCAL_SOURCES=True):
        demo = Tracked(tmp_path)
        rosters = {
            "sigs.yaml": SIGS,
            "sig-compute/OWNERS": OWNERS,
            "OWNERS_ALIASES": ALIASES,
        }
        demo.commit(rosters, day(1), kind="rosters")
        demo.commit({"veps/sig-compute/10-entry/vep.md": vep(10, "Entry")}, day(2))
        demo.track()
        demo.sync()
        yield demo


def lines(answer) -> list[str]:
    """What the changes that a page shows take out and put in."""
    body = answer.content.decode()
    return [
        line
        for area in body.split("<textarea")[1:]
        for line in area.partition(">")[2].partition("<")[0].splitlines()
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]


@pytest.mark.usefixtures("told")
def test_everybody_reads_who_is_named_where(client):
    page = text(client.get(HERE))
    assert "Who leads and approves for SIG compute" in page
    assert "sigs.yaml names nils." in page
    assert "sig-compute/OWNERS names compute-approvers, carl." in page
    assert "@ann , @bob , @carl" in page
    assert "No file of the project names leads of this SIG." in page


@pytest.mark.usefixtures("told")
def test_change_of_the_file_is_shown_and_nothing_is_written(client):
    before = Claim.objects.count(), Event.objects.count()
    answer = client.get(f"{HERE}?role=approvers&who=@bob,+carl,+zoe")
    assert lines(answer) == ["+- zoe", "-  - ann"]
    page = text(answer)
    assert "sig-compute/OWNERS names them. Make this change there" in page
    assert "Everybody who names compute-approvers changes with it." in page
    assert (Claim.objects.count(), Event.objects.count()) == before


@pytest.mark.usefixtures("told")
def test_what_the_file_says_already_is_said(client):
    page = text(client.get(f"{HERE}?role=reviewers&who=Eve"))
    assert "sig-compute/OWNERS says so already." in page


@pytest.mark.usefixtures("told")
def test_who_can_be_nobody_is_refused(client):
    answer = client.get(f"{HERE}?role=approvers&who=a_b")
    assert answer.status_code == 400
    assert "“a_b” is no GitHub login." in text(answer)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("query", ["?role=chairs&who=zoe", "?role=title&who=zoe"])
def test_only_owners_files_are_changed(client, query):
    assert lines(client.get(f"{HERE}{query}")) == []


@pytest.mark.usefixtures("told")
def test_past_moments_are_read_and_offer_no_change(client):
    page = client.get(f"{HERE}?as_of={day(3):%Y-%m-%d}")
    assert "Show the change" not in text(page)
    assert "@carl" in text(page)


@pytest.mark.usefixtures("told")
def test_unknown_sig_is_not_found(client):
    assert client.get("/demo/sigs/nothing/rosters/").status_code == 404


def test_address_to_edit_the_file_is_linked(told, client):
    told.project.sources.filter(kind="rosters").update(
        location="https://github.com/demo/community"
    )
    body = client.get(f"{HERE}?role=approvers&who=bob").content.decode()
    edit = "https://github.com/demo/community/edit/HEAD"
    assert f'href="{edit}/sig-compute/OWNERS"' in body
    assert f'href="{edit}/OWNERS_ALIASES"' in body
    assert f'href="{edit}/sigs.yaml"' in body


@pytest.mark.usefixtures("told")
def test_statements_do_not_grow(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get(HERE)
    with django_assert_num_queries(4):
        client.get(f"{HERE}?role=approvers&who=zoe")
