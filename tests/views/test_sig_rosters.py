"""Who leads a SIG in which file, and the change of the file that somebody wants."""

from __future__ import annotations

from html import unescape

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
LISTED = b"""sigs:
- name: compute
  dir: sig-compute
  leadership:
      chairs:
      - github: nils
        name: Nils
- name: network
  dir: net
  label: net
  leadership:
    chairs: []
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
def test_only_roles_are_changed(client):
    assert lines(client.get(f"{HERE}?role=title&who=zoe")) == []


@pytest.mark.usefixtures("told")
def test_list_that_cannot_be_changed_safely_says_so(client):
    answer = client.get(f"{HERE}?role=chairs&who=zoe")
    assert lines(answer) == []
    said = "The SIG's leadership is not written as lines; change it by hand."
    assert said in unescape(text(answer))


def test_chairs_and_leads_are_changed_where_sigs_are_listed(told, client):
    told.commit({"sigs.yaml": LISTED}, day(3), kind="rosters")
    told.sync()
    answer = client.get(f"{HERE}?role=chairs&who=nils,+zoe")
    assert lines(answer) == ["+      - github: zoe", "+        name: zoe"]
    page = text(answer)
    assert "sigs.yaml names them. Make this change there" in page
    assert "Write the names of those who are new beside their logins." in page
    answer = client.get(f"{HERE}?role=leads&who=dan")
    assert lines(answer)[0] == "+      tech_leads:"


def test_owners_file_that_there_is_not_is_begun(told, client):
    told.commit({"sigs.yaml": LISTED}, day(3), kind="rosters")
    told.sync()
    told.project.sources.filter(kind="rosters").update(
        location="https://github.com/demo/community"
    )
    answer = client.get("/demo/sigs/net/rosters/?role=approvers&who=ann,+zoe")
    assert lines(answer) == ["+approvers:", "+- ann", "+- zoe"]
    body = answer.content.decode()
    assert "There is no net/OWNERS yet. Begin it with this" in body
    assert (
        'href="https://github.com/demo/community/new/HEAD?filename=net%2FOWNERS'
        '&amp;value=approvers%3A%0A-%20ann%0A-%20zoe%0A"'
    ) in body
    assert "Create net/OWNERS on GitHub" in body
    # Whom no file names, and nobody is to be: there is nothing to begin.
    nobody = client.get("/demo/sigs/net/rosters/?role=approvers&who=")
    assert lines(nobody) == []


def test_owners_file_that_names_nobody_is_changed_where_it_stands(told, client):
    files = {"sigs.yaml": LISTED, "net/OWNERS": b"labels:\n- sig/network\n"}
    told.commit(files, day(3), kind="rosters")
    told.sync()
    answer = client.get("/demo/sigs/net/rosters/?role=reviewers&who=ann")
    assert lines(answer) == ["+reviewers:", "+- ann"]
    assert "net/OWNERS names them. Make this change there" in text(answer)


def test_role_that_the_file_names_nobody_for_is_said_in_it_wherever_it_lies(
    told, client
):
    files = {"sigs.yaml": LISTED, "sig-net/OWNERS": b"approvers:\n- ann\n"}
    told.commit(files, day(3), kind="rosters")
    told.sync()
    answer = client.get("/demo/sigs/net/rosters/?role=reviewers&who=zoe")
    assert lines(answer) == ["+reviewers:", "+- zoe"]
    assert "sig-net/OWNERS names them. Make this change there" in text(answer)


def test_sig_that_no_list_names_has_no_file_to_change(told, client):
    files = {"veps/sig-scale/11-entry/vep.md": vep(11, "Other")}
    told.commit(files, day(3))
    told.sync()
    page = text(client.get("/demo/sigs/scale/rosters/"))
    assert "Show the change" not in page


@pytest.mark.usefixtures("told")
def test_rosters_as_files(client):
    rows = client.get(HERE, {"format": "json"}).json()["rows"]
    assert rows[0] == {
        "role": "chairs",
        "people": ["nils"],
        "files": ["sigs.yaml"],
        "named": ["nils"],
    }
    assert [row["role"] for row in rows] == [
        "chairs",
        "leads",
        "approvers",
        "reviewers",
    ]
    assert rows[2]["people"] == ["ann", "bob", "carl"]
    answer = client.get(HERE, {"format": "csv"})
    assert answer["Content-Disposition"].startswith(
        'attachment; filename="demo-compute-rosters-'
    )
    lines_ = answer.content.decode().splitlines()
    assert lines_[1] == "role,people,files,named"
    assert client.get(HERE, {"format": "xml"}).status_code == 400
    assert '?format=csv" download>CSV</a>' in client.get(HERE).content.decode()


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
