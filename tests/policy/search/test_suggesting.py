"""What a search box offers while somebody types."""

from __future__ import annotations

import pytest

from enhancements.policy.search import fields, suggesting
from enhancements.policy.search.trees import Place

CASES = {
    "|": ("", None, 0, 0),
    "si|": ("si", None, 0, 2),
    "a si|g": ("si", None, 2, 5),
    "a |": ("", None, 2, 2),
    "sig:|": ("", "sig", 4, 4),
    "sig:net|work beta": ("net", "sig", 4, 11),
    "sig:node,net|": ("net", "sig", 9, 12),
    "(sig:ne|)": ("ne", "sig", 5, 7),
    "-has:do|": ("do", "has", 5, 7),
    "updated:<1|": ("1", "updated", 9, 10),
    'title:"Live M|': ("Live M", "title", 6, 13),
    "frob:1|": ("1", None, 5, 6),
}


@pytest.mark.parametrize(("shown", "said"), CASES.items())
def test_what_is_typed(shown: str, said: tuple[str, str | None, int, int]) -> None:
    found = suggesting.typing(shown.replace("|", ""), shown.index("|"))
    name = found.field.name if found.field else None
    assert (found.prefix, name) == said[:2]
    assert found.place == Place(*said[2:])


def test_fields_and_choices_that_begin_so_are_offered():
    assert [one.text for one in suggesting.of_fields("re")] == ["release:", "reviewer:"]
    field = fields.of("is")
    assert field is not None
    found = suggesting.of_choices(field, "ex")
    assert [one.text for one in found] == ["excepted", "exception"]
    assert all(one.meaning for one in found)


@pytest.mark.parametrize("cursor", [-5, 0, 3, 99])
def test_any_cursor_will_do(cursor: int) -> None:
    place = suggesting.typing("sig:network", cursor).place
    assert 0 <= place.start <= place.end <= len("sig:network")
