"""The form in which an enhancement is proposed, as a reader's browser gets it."""

from __future__ import annotations

import html
import json
import re
import shutil
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from enhancements.models import Event, Project, Repository, Sig, Source
from enhancements.sample.repository import RepoBuilder
from tests.queries.test_similar import FILES, item, mirror
from tests.support.tracked import day, schedule

if TYPE_CHECKING:
    from tests.support.tracked import Tracked

pytestmark = pytest.mark.django_db
ADDRESS = "/demo/propose/"
SIGS = b"""\
sigs:
  - name: storage
    dir: sig-storage
    label: sig/storage
    mission_statement: Keeps volumes and their copies safe.
    subprojects:
      - name: disks
        owners:
          - https://raw.githubusercontent.com/acme/code/main/pkg/disks/OWNERS
  - name: compute
    dir: sig-compute
    label: sig/compute
    mission_statement: Runs what people ask for.
    subprojects: []
  - name: network
    dir: sig-network
    label: sig/network
"""
WHOLE = {
    "title": "VEP 7: Faster *copies* of volumes.",
    "summary": "A copy takes seconds.\r\n/close",
    "sig": "storage",
    "also": ["compute"],
    "owners": "@ann, bob",
    "stage": "alpha",
    "release": "v1.10",
    "gate": "FastCopies",
    "do": "prepare",
}


@pytest.fixture
def four(demo: Tracked) -> Tracked:
    demo.track()
    demo.commit(FILES, day(1))
    demo.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    dates = schedule(freeze="2099-03-03", code="2099-05-05", out="2099-07-07")
    late = schedule(freeze="2025-02-02", code="2099-05-05", out="2099-07-07")
    files = {"releases/v1.10/schedule.yaml": dates, "releases/v1.9/schedule.yaml": late}
    demo.commit(files, day(1), kind="schedules")
    demo.sync()
    return demo


def text(client: Client, **typed: object) -> str:
    response = client.get(ADDRESS, typed)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def links(client: Client, **typed: object) -> list[str]:
    page = client.get(ADDRESS, typed).content.decode()
    found = re.findall(r'href="(https://github\.com/[^"]+)"', page)
    return [html.unescape(one) for one in found]


@pytest.mark.usefixtures("four")
def test_empty_form_says_what_to_do(client: Client):
    page = text(client)
    assert "stand here as soon as you have typed a title" in page
    assert "3. The tracking issue" not in page
    assert "formerror" not in page
    assert '<option value="network">' in page


@pytest.mark.parametrize(
    ("typed", "number"),
    [({}, 3), ({"title": "Volume copies"}, 5), ({**WHOLE, "issue": "480"}, 5)],
)
def test_statements_do_not_grow(
    four: Tracked,
    client: Client,
    django_assert_num_queries: Any,
    typed: dict[str, object],
    number: int,
):
    mirror(four.project)
    with django_assert_num_queries(number):
        client.get(ADDRESS, typed)
    with django_assert_num_queries(number):
        client.get(ADDRESS, {**typed, "part": "near"})


@pytest.mark.usefixtures("four")
def test_what_is_missing_is_said_at_its_field(client: Client):
    page = text(client, do="prepare", title="TBD", owners="a b!", sig="nope")
    assert "5 things to mend" not in page
    assert "4 things to mend before the issue is prepared" in page
    for field in ("title", "summary", "sig", "owners"):
        assert f'id="e-{field}"' in page
    assert "There is no SIG nope here; choose one of the list." in page
    assert "3. The tracking issue" not in page


def test_issue_is_prepared_as_an_address_and_as_a_text(four: Tracked, client: Client):
    mirror(four.project)
    page = text(client, **WHOLE)
    (link,) = [one for one in links(client, **WHOLE) if "/issues/new" in one]
    parts = urlsplit(link)
    assert parts.path == "/acme/plans/issues/new"
    asked = parse_qs(parts.query)
    assert asked["template"] == ["vep.md"]
    assert asked["title"] == ["VEP NNNN: Faster *copies* of volumes"]
    assert asked["labels"] == ["kind/tracker,kind/enhancement"]
    lines = asked["body"][0].splitlines()
    assert [one for one in lines if one.startswith("/")] == [
        "/kind tracker",
        "/kind enhancement",
        "/assign @ann",
        "/assign @bob",
        "/sig storage",
        "/sig compute",
    ]
    assert "* Alpha release target (x.y): v1.10" in lines
    assert "**Additional context**: A copy takes seconds. /close" in lines
    assert "Its number, and the document" in page
    assert "VEP freeze of v1.10" in page
    assert "Tue 3 Mar 2099" in page


def test_document_is_prepared_once_the_number_is_known(four: Tracked, client: Client):
    item(mirror(four.project), 480, "VEP 479: Faster copies")
    address = "https://github.com/acme/plans/issues/480"
    page = text(client, **WHOLE, issue=address)
    found = [one for one in links(client, **WHOLE, issue=address) if "/new/" in one]
    (link,) = [one for one in found if "filename=" in one]
    parts = urlsplit(link)
    assert parts.path == "/acme/plans/new/main"
    asked = parse_qs(parts.query)
    path = "veps/sig-storage/480-faster-copies-of-volumes/vep.md"
    assert asked["filename"] == [path]
    assert asked["value"][0].startswith('---\ntitle: "Faster *copies* of volumes"\n')
    assert "VEP 480: Faster *copies* of volumes" in page
    # The title still says another number.
    assert "The title of issue #480 says 479" in page


@pytest.mark.parametrize(
    ("issue", "said"),
    [
        ("https://github.com/acme/plans/pull/480", "That is a pull request."),
        ("https://github.com/acme/code/issues/5", "tracking issues are in github.com"),
        ("481", "#481 is a pull request, “Faster copies”."),
        ("11", "VEP 11, “Volume copies”, has a document already"),
        ("25.1", "A part of another VEP gets an issue of its own"),
        ("soon", "Write the issue's number, such as 123, or its address."),
    ],
)
def test_mistaken_number_is_refused(
    four: Tracked, client: Client, issue: str, said: str
):
    item(mirror(four.project), 481, "Faster copies", kind="pull")
    page = text(client, **WHOLE, issue=issue)
    assert said in page
    assert "so the document lies in" not in page


@pytest.mark.parametrize(
    ("issue", "said"),
    [
        ("0480", "Zeros in front are left out: it is 480 everywhere."),
        ("482", "Issue #482 is closed; reopen it, or open another one."),
        ("999", "No issue #999 was read yet."),
    ],
)
def test_number_to_be_minded_is_taken(
    four: Tracked, client: Client, issue: str, said: str
):
    item(mirror(four.project), 482, "Faster copies", state="closed")
    page = text(client, **WHOLE, issue=issue)
    assert said in page
    assert "so the document lies in" in page


@pytest.mark.usefixtures("four")
def test_near_sigs_are_told_and_never_chosen(client: Client):
    page = text(client, title="Volume copies", paths="pkg/disks/fast.go")
    assert "It owns pkg/disks/fast.go by the OWNERS files of its subprojects." in page
    assert "It owns #11 and #10, which are similar." in page
    assert "It says “volumes” and “copies” of itself in the roster." in page
    assert 'name="owner" value="storage"' in page
    assert '<option value="storage" selected>' not in page
    page = text(client, title="Volume copies", owner="storage", joins="compute")
    assert '<option value="storage" selected>' in page
    assert 'name="also" value="compute" checked' in page


@pytest.mark.usefixtures("four")
def test_part_that_is_fetched_while_one_types_keeps_the_draft(client: Client):
    response = client.get(ADDRESS, {"title": "Volume copies", "part": "near"})
    assert response["HX-Replace-Url"] == "?title=Volume+copies"
    page = response.content.decode()
    assert "<html" not in page
    assert 'hx-swap-oob="true"' in page
    assert "2 enhancements and 0 open issues and pull requests alike" in page


@pytest.mark.usefixtures("four")
def test_freeze_that_is_over_is_said(client: Client):
    page = text(client, **{**WHOLE, "release": "v1.9"})
    assert "The VEP freeze of v1.9 is over since" in page
    assert "/demo/v1.9/exceptions/" in page


def test_new_files_go_to_the_default_branch_as_it_is_called(
    demo: Tracked, client: Client
):
    where = demo.folder / "documents"
    shutil.rmtree(where)
    demo.repositories["documents"] = RepoBuilder(where, branch="trunk")
    demo.track()
    demo.commit(FILES, day(1))
    demo.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    demo.sync()
    mirror(demo.project)
    assert demo.source().branch == "trunk"
    found = [one for one in links(client, **WHOLE, issue="480") if "/new/" in one]
    assert [urlsplit(one).path for one in found] == ["/acme/plans/new/trunk"]


def test_documents_of_another_repository_go_there(four: Tracked, client: Client):
    mirror(four.project)
    where = "https://github.com/acme/papers"
    Source.objects.filter(kind="documents").update(location=where, branch="dev")
    found = links(client, **WHOLE, issue="480")
    assert any(
        one.startswith("https://github.com/acme/plans/issues/new?") for one in found
    )
    assert any(one.startswith(f"{where}/new/dev?filename=") for one in found)


@pytest.mark.usefixtures("four")
def test_what_ships_once_is_asked_for_no_stage_and_no_gate(client: Client):
    page = text(client, **{**WHOLE, "course": "once"})
    assert 'name="course" value="once"' in page
    assert "<p>Ships once</p>" in page
    assert 'id="p-stage"' not in page
    assert 'id="p-gate"' not in page
    # What was typed for it comes back with the other course.
    assert '<input type="hidden" name="gate" value="FastCopies">' in page
    assert "* Ship release target (x.y): v1.10" in page
    assert "**Feature Gate**: N/A" in page


@pytest.mark.usefixtures("four")
def test_rule_needs_no_sig_and_lies_apart(client: Client):
    typed = {**WHOLE, "course": "meta", "sig": "", "also": [], "issue": "480"}
    page = text(client, **typed)
    assert "none: it is for everybody" in page
    assert "veps/meta-VEPs/480-faster-copies-of-volumes/vep.md" in page
    assert '<option value="enforcement">' in page
    assert "All SIGs" in page
    assert "Choose the SIG that is to own it." not in page


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_is_alike_is_a_file(client: Client, form: str):
    page = text(client, title="Volume copies")
    assert f"/demo/propose/?title=Volume+copies&format={form}" in page
    answer = client.get(ADDRESS, {"title": "Volume copies", "format": form})
    said = b"".join(answer).decode()
    assert answer["Content-Disposition"].startswith(
        'attachment; filename="demo-similar-'
    )
    if form == "json":
        rows = json.loads(said)["rows"]
        assert [one["key"] for one in rows] == ["11", "10"]
        assert rows[0]["title"] == "Volume copies"
        assert rows[0]["kind"] == "enhancement"
        assert rows[0]["why"][0] == "its title says “Volume”, “copies”"
    else:
        assert said.startswith(
            "# http://testserver/demo/propose/?title=Volume+copies\n"
        )
        assert "enhancement,11,11,Volume copies,storage" in said.replace("\r", "")
    assert client.get(ADDRESS, {"format": "xml"}).status_code == 400


@pytest.mark.usefixtures("four")
def test_text_too_long_for_an_address_is_copied(client: Client, monkeypatch):
    monkeypatch.setattr("enhancements.policy.propose.prepare.LONGEST_ADDRESS", 400)
    mirror(Project.objects.get())
    page = text(client, **WHOLE, issue="480")
    assert page.count("The text is too long for an address that GitHub takes.") == 2
    assert page.count("Open the empty form on GitHub") == 2
    for one in links(client, **WHOLE, issue="480"):
        assert "body=" not in one
        assert "value=" not in one
        assert len(one) <= 400
    # The text stands beside it, to be copied.
    assert "/assign @ann" in page


def test_enterprise_has_its_own_address(four: Tracked, client: Client):
    mirror(four.project)
    Repository.objects.update(host="https://git.acme.example/api/v3")
    page = client.get(ADDRESS, {**WHOLE, "issue": "480"}).content.decode()
    assert 'href="https://git.acme.example/acme/plans/issues/new?' in page
    assert 'href="https://git.acme.example/acme/plans/new/main?' in page


@pytest.mark.usefixtures("four")
def test_without_github_the_texts_are_to_be_copied(client: Client):
    page = text(client, **WHOLE, issue="480")
    assert "No repository on GitHub is tracked" in page
    assert "Open it on GitHub" not in page
    assert "veps/sig-storage/480-faster-copies-of-volumes/vep.md" in page


@pytest.mark.usefixtures("four")
def test_title_without_latin_letters_asks_for_a_name(client: Client):
    typed = {**WHOLE, "title": "更快 复制", "issue": "480"}
    page = text(client, **typed)
    assert "Write a short name: the number, then words of small letters" in page
    page = text(client, **{**typed, "slug": "Faster Copies!"})
    assert "veps/sig-storage/480-faster-copies/vep.md" in page


@pytest.mark.usefixtures("four")
def test_nothing_is_stored(client: Client):
    before = Event.objects.count(), Sig.objects.count()
    client.get(ADDRESS, {**WHOLE, "issue": "480"})
    assert (Event.objects.count(), Sig.objects.count()) == before
    assert client.post(ADDRESS, WHOLE).status_code == 405
    assert "sessionid" not in client.cookies


def test_project_without_anything_has_the_form(demo: Tracked, client: Client):
    demo.track("documents")
    demo.commit({"README.md": b"Nothing yet."}, day(1))
    demo.sync()
    page = text(client, **WHOLE)
    assert 'name="sig"' in page
    assert "3. The tracking issue" in page
    assert "No schedule names that date for v1.10 yet." in page


@pytest.mark.usefixtures("four")
def test_way_from_the_guide_and_elsewhere(client: Client):
    for address in ("/demo/", "/demo/guide/", "/demo/guide/?blog=yes"):
        assert 'href="/demo/propose/"' in client.get(address).content.decode()
    found = client.get("/demo/enhancements/?text=zebra").content.decode()
    assert 'href="/demo/propose/?title=zebra"' in found


@pytest.mark.usefixtures("four")
def test_hostile_text_stays_a_text(client: Client):
    evil = '"><script>alert(1)</script>'
    names = ("title", "summary", "gate", "paths", "slug", "issue")
    typed = dict.fromkeys(names, evil)
    page = client.get(ADDRESS, {**WHOLE, **typed}).content.decode()
    assert "<script>alert" not in page
