"""A SIG's meeting: its leads name owners where they are missed."""

from __future__ import annotations

import pytest

from enhancements.models import Record
from tests.support.deciding import desk, text, told

pytestmark = pytest.mark.django_db
__all__ = ["desk", "told"]
PAGE = "/demo/sigs/compute/meeting/?release=v1.9"


def pencils(desk, address: str = PAGE) -> int:
    """How many owners the reader may change on the page."""
    return desk.client.get(address).content.decode().count(" data-people>")


def test_pencils_are_for_who_may_change_owners_now(desk):
    found = {}
    for login in ("", "zoe", "stina", "olga", "nils"):
        desk.be(login)
        found[login] = pencils(desk)
    # olga owns one of the two; stina leads another SIG.
    assert found == {"": 0, "zoe": 0, "stina": 0, "olga": 1, "nils": 2}
    assert pencils(desk, f"{PAGE}&as_of=2026-01-01") == 0


def test_owner_named_in_the_meeting_is_told_there(desk):
    desk.be("nils")
    assert "no owner" in text(desk.client.get(PAGE))
    form = {"item": "11", "kind": "owners", "value": "kim", "scope": "enhancement"}
    answer = desk.client.post("/demo/v1.9/board/assign", {**form, "next": PAGE})
    assert answer.status_code == 303, text(answer)
    page = text(desk.client.get(answer["Location"]))
    assert "Owner of #11 now: @kim." in page
    assert "no owner" not in page
    assert Record.objects.get(key="11", until=None).owners == ["kim"]


@pytest.mark.parametrize("login", ["olga", "nils"])
def test_statements_are_as_many_however_many_pencils(
    desk, django_assert_num_queries, login
):
    desk.be(login)
    desk.client.get(PAGE)
    with django_assert_num_queries(6):
        desk.client.get(PAGE)
