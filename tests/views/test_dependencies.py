"""What an enhancement depends on: on its page, on the board, in queues and files."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.utils import timezone

from enhancements.models import Dependency, Enhancement, Release
from enhancements.policy.permissions import OWNER
from enhancements.profiles.role_rules import RELEASE_LEAD, SIG_LEAD
from tests.support import kept
from tests.support.boards import CODE
from tests.support.parts import play
from tests.support.planned import PAGE, text_of, told

__all__ = ("told",)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]
BOARD = "/demo/v1.9/board"
SAID = "Alpha of #11 is planned for v1.10 only, and Alpha in v1.9 needs it."


def name_(client, needs="11", **more):
    return client.post(f"{PAGE}dependencies/", {"needs": needs} | more)


def a_dependency(key="10", needs="11", **more):
    by_key = Enhancement.objects.get
    return Dependency.objects.create(
        enhancement=by_key(records__key=key),
        needs=by_key(records__key=needs),
        by="bea",
        since=timezone.now(),
        **more,
    )


def test_stranger_reads_and_is_told_to_sign_in(client, django_assert_num_queries):
    row = a_dependency(reason="Its disks.")
    with django_assert_num_queries(4):
        text = text_of(client)
    assert SAID in text
    assert "Its disks." in text
    assert "Sign in to say what it depends on" in text
    assert "Name it" not in text
    assert name_(client).status_code == 403
    assert client.post(f"{PAGE}dependencies/{row.pk}/drop").status_code == 403
    assert Dependency.objects.filter(until=None).count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_for_the_same_however_many_there_are(
    client, number, django_assert_num_queries
):
    for key, needs in (("10", "11"), ("10", "12"), ("12", "11"))[:number]:
        a_dependency(key, needs)
    with django_assert_num_queries(4):
        text_of(client)
    with django_assert_num_queries(4):
        text_of(client, BOARD)
    with django_assert_num_queries(6):
        text_of(client, "/demo/sigs/compute/")


def test_journey_from_named_to_named_again(client, monkeypatch):
    play(client, monkeypatch, OWNER)
    answer = name_(client, "#11 Cold", stage="beta", reason="Its disks.")
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}#dependencies")
    row = Dependency.objects.get()
    assert (row.by, row.stage, row.reason) == ("player", "beta", "Its disks.")
    text = text_of(client)
    assert "needed at Beta" in text
    assert "No release is named for Beta of #11" in text
    assert "Drop the dependency on #11" in text

    where = f"{PAGE}dependencies/{row.pk}/drop"
    assert client.post(where, {"reason": "Done otherwise."}).status_code == 302
    text = text_of(client)
    assert "1 dropped dependency" in text
    assert "Dropped by @player" in text
    assert "Name #11 again" in text
    assert client.post(where).status_code == 409

    assert name_(client, "11", stage="beta", reason="Its disks.").status_code == 302
    assert "Name #11 again" not in text_of(client)
    assert Dependency.objects.filter(until=None).count() == 1


@pytest.mark.parametrize("role", [RELEASE_LEAD, SIG_LEAD, OWNER])
def test_leads_and_owners_name_them(client, monkeypatch, role):
    play(client, monkeypatch, role)
    assert "Name it" in text_of(client)
    assert name_(client).status_code == 302


def test_who_has_no_part_does_not(client, monkeypatch):
    play(client, monkeypatch)
    assert "Name it" not in text_of(client)
    answer = name_(client)
    assert answer.status_code == 403
    assert "says what an enhancement depends on" in answer.content.decode()


@pytest.mark.parametrize(
    ("needs", "said", "status"),
    [
        ("10", "does not depend on itself", 400),
        ("77", "has the number or name “77”", 400),
        ("", "has the number or name “”", 400),
        ("12", "#10 needs #12 needs #10", 400),
        ("11", "@bea has named that already", 409),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_stays(
    client, monkeypatch, needs, said, status
):
    a_dependency()
    a_dependency("12", "10")
    play(client, monkeypatch, OWNER)
    answer = name_(client, needs, reason="Mine.")
    text = answer.content.decode()
    assert answer.status_code == status
    assert said in text
    assert 'value="Mine."' in text
    assert Dependency.objects.count() == 2


def test_dependency_of_another_enhancement_is_not_found_here(client, monkeypatch):
    row = a_dependency("12", "11")
    play(client, monkeypatch, RELEASE_LEAD)
    assert client.post(f"{PAGE}dependencies/{row.pk}/drop").status_code == 404
    assert client.post(f"{PAGE}dependencies/7777/drop").status_code == 404
    assert client.post("/demo/77/dependencies/", {"needs": "11"}).status_code == 404


def test_text_is_shown_as_text(client, monkeypatch):
    play(client, monkeypatch, OWNER)
    name_(client, reason="<script>alert(1)</script>")
    text = text_of(client)
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_past_moment_offers_nothing(client, monkeypatch):
    a_dependency()
    play(client, monkeypatch, RELEASE_LEAD)
    text = text_of(client, f"{PAGE}?as_of=2025-03-01")
    assert "Nobody named anything that it depends on" in text
    assert "Name it" not in text


def test_the_other_end_shows_who_needs_it(client):
    a_dependency()
    text = text_of(client, "/demo/11/")
    assert "Needed by" in text
    assert SAID in text
    assert "Needed by" not in text_of(client, "/demo/12/")


def test_circle_is_shown_as_a_warning(client):
    a_dependency()
    a_dependency("11", "10")
    assert "#10 needs #11 needs #10" in text_of(client)


# --- The board, queues and files ------------------------------------------------------


def test_board_warns_filters_and_is_never_stale(client):
    before = client.get(BOARD)
    assert "lands later</a>" not in before.content.decode()
    a_dependency()
    a_dependency("12", "10")
    etag = before.get("ETag", "")
    again = client.get(BOARD, headers={"If-None-Match": etag})
    assert again.status_code == 200
    text = again.content.decode()
    assert text.count("lands later</a>") == 1
    assert f'title="{SAID}"' in text
    found = text_of(client, f"{BOARD}?needs=dependency")
    assert "/demo/10/" in found
    assert "Mild 100%" not in found


def test_files_of_the_board_have_it(client):
    a_dependency()
    whole = b"".join(client.get(f"{BOARD}?format=csv")).decode()
    # The first line says what it is a file of.
    rows = list(csv.DictReader(io.StringIO(whole.split("\n", 1)[1])))
    found = {row["key"]: (row["depends_on"], row["late_dependencies"]) for row in rows}
    assert found == {"10": ("11", SAID), "12": ("", "")}
    data = json.loads(text_of(client, "/demo/10.json"))
    assert [one["late"] for one in data["depends_on"]] == ["later"]
    assert (data["circle"], data["concerns"]) == ([], [])


def needs_by_the_api(client, **asked):
    answer = client.get("/api/v1/projects/demo/releases/v1.9/board/", asked)
    return {one["key"]: one["depends_on"] for one in answer.json()["entries"]}


def test_board_of_the_api_has_it_and_is_never_stale(client):
    assert needs_by_the_api(client) == {"10": [], "12": []}
    row = a_dependency()
    late = {"key": "11", "late": "later", "warning": SAID}
    assert needs_by_the_api(client) == {"10": [late], "12": []}
    # By the board it has left the release: then nothing is late for it.
    owner = Enhancement.objects.get(records__key="10", records__until=None)
    release = Release.objects.get(name="v1.9")
    kept.decision(release, owner, "standing", "removed", timezone.now(), freeze=CODE)
    assert needs_by_the_api(client)["10"] == [{**late, "late": None, "warning": ""}]
    row.until = timezone.now()
    row.dropped_by = "bea"
    row.save()
    assert needs_by_the_api(client) == {"10": [], "12": []}


def test_queue_of_the_owner_leads_to_it(client):
    a_dependency()
    text = text_of(client, "/demo/people/olga/")
    assert "Settle what it needs: #11 lands later" in text
    assert '/demo/10/#dependencies"' in text


def offered(client, text):
    answer = client.get("/demo/enhancements/known.json", {"text": text})
    return [one["key"] for one in json.loads(answer.content)["enhancements"]]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("11", ["11"]),
        ("#11", ["11"]),
        ("1", ["10", "11", "12"]),
        ("cold", ["11"]),
        ("%", []),
        ("100%", ["12"]),
        ("0_", []),
        ("", []),
        ("nothing-is-called-so", []),
    ],
)
def test_enhancements_are_offered_by_number_and_title(client, text, keys):
    assert offered(client, text) == keys


def test_offer_takes_one_statement(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        offered(client, "11")
