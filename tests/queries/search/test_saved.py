"""Saved views within searches: what they find, for whom, and what it costs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enhancements.actions import accounts, saved_views
from enhancements.policy.saved_views import Said
from enhancements.queries import contract
from enhancements.queries.search import narrowing, saved, suggestions
from enhancements.queries.search.reading import SearchUnread
from tests.support.tracked import day, vep

DOCUMENTS = {
    "veps/sig-compute/10-warm/vep.md": vep(10, "Warm", alpha="v1.8", beta="v1.9"),
    "veps/sig-compute/12-clock/vep.md": vep(12, "Clock", alpha="v1.9", beta="v1.10"),
    "veps/sig-network/13-nets/vep.md": vep(13, "Nets", alpha="v1.9"),
}
SAID = (
    Said("Ours", "everybody", query="warm OR clock"),
    Said("In v1.9", "everybody", query="release:v1.9"),
    Said("Mine", query="nets author:me"),
    Said("Nested", "everybody", query="saved:1 -saved:2"),
    Said("Wrong", "everybody", query="stage:gama"),
)


@pytest.fixture(scope="module")
def told(shared):
    shared.track("documents")
    shared.commit(DOCUMENTS, day(1))
    shared.sync()
    ann = accounts.sign_in(github_id=1, login="Ann", name="")
    for said in SAID:
        saved_views.save(account=ann, project=shared.project, said=said, now=day(2))
    shared.begin()
    return shared


def narrowed(told, text: str, me: tuple[str, ...] = ()):
    return narrowing.read(told.at(), {"text": [text]}, me=me)


def find(told, text: str, me: tuple[str, ...] = ()) -> list[str]:
    wanted = narrowed(told, text, me)
    return [row["key"] for row in contract.find(told.at(), wanted)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("saved:1", ["10", "12"]),
        ('saved:"ours"', ["10", "12"]),
        ("-saved:1", ["13"]),
        ("saved:1 clock", ["12"]),
        ("saved:1,2", ["10", "12", "13"]),
        # What a view says of entries holds for the one that is asked for beside it.
        ("saved:2 stage:beta", ["10"]),
        ("saved:2 stage:alpha", ["12", "13"]),
        ("saved:4", []),
        ("nets OR saved:1", ["10", "12", "13"]),
    ],
)
@pytest.mark.django_db
def test_view_finds_what_it_asks(told, text, keys):
    assert find(told, text) == keys


@pytest.mark.django_db
def test_own_view_is_there_for_its_owner_alone(told):
    assert find(told, "saved:3", ("ann",)) == []
    assert find(told, "saved:3 OR saved:1", ("@ANN",)) == ["10", "12"]
    for me in ((), ("bob",)):
        for text in ("saved:3", "saved:mine"):
            with pytest.raises(SearchUnread, match="You have no view") as caught:
                narrowed(told, text, me)
            assert "nets" not in str(caught.value)


@pytest.mark.django_db
def test_what_a_view_cannot_mean_any_more_is_told_at_its_number(told):
    text = "warm saved:5"
    with pytest.raises(SearchUnread) as caught:
        narrowed(told, text)
    [trouble] = caught.value.troubles
    assert text[trouble.place.start : trouble.place.end] == "5"
    assert trouble.message.startswith("What this view asks: “gama” is no stage.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "statements"), [("warm", 0), ("saved:1", 1), ("saved:4 saved:1,2", 1)]
)
def test_views_are_read_in_one_statement_where_they_are_used(told, text, statements):
    setting = told.at()
    with CaptureQueriesContext(connection) as asked:
        narrowing.read(setting, {"text": [text]})
    assert len(asked) == statements


@pytest.mark.django_db
def test_views_are_offered_by_number_and_name(told):
    def offered(text: str, me: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        found = suggestions.at(told.at(), text, len(text), me=me)
        return [(one.text, one.meaning) for one in found.options]

    assert offered("saved:") == [
        ("1", "Ours, everybody's"),
        ("2", "In v1.9, everybody's"),
        ("4", "Nested, everybody's"),
        ("5", "Wrong, everybody's"),
    ]
    assert offered("warm saved:min", ("ann",)) == [("3", "Mine, yours")]
    assert offered("saved:min", ("bob",)) == []
    assert offered("saved:4") == [("4", "Nested, everybody's")]


@pytest.mark.django_db
def test_retired_view_is_known_and_not_offered(told):
    saved_views.retire(project=told.project, number=2, by="ann", now=day(3))
    assert [one.is_retired for one in saved.known(told.project.pk)] == [
        *(False, True, False, False)
    ]
    found = suggestions.at(told.at(), "saved:2", 7)
    assert found.options == ()
    with pytest.raises(SearchUnread, match="is retired"):
        narrowed(told, "saved:2")
    # What uses it is refused, too.
    with pytest.raises(SearchUnread, match="is retired"):
        narrowed(told, "saved:4")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "texts", "whole"),
    [
        ("", ["warm"], ["warm"]),
        ("", [], []),
        ("7", [], ["saved:7"]),
        ("7", ["a OR", "b"], ["saved:7 (a OR b)"]),
    ],
)
def test_number_of_a_view_beside_a_text(view, texts, whole):
    assert narrowing.with_view(view, texts) == whole
