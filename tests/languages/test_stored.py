"""Whatever somebody does who reads in another language: it is stored in English.

Here is all that the matrix of roles does; what needs more of a world is beside it.
"""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test import Client

from enhancements.languages import gettext
from enhancements.models import Event, Subscription
from enhancements.views import still_true
from tests.languages import test_stored_life, test_stored_outbox
from tests.languages.reading import OURS, reader
from tests.support import filled, marked
from tests.support.addresses import every
from tests.support.matrix import SERVED, Act, acts_of
from tests.support.matrix_rows import stand
from tests.support.shared import _put_back, shared
from tests.views.test_matrix import IDLE, Undone, ask, told

__all__ = ["_put_back", "reader", "shared", "told"]
pytestmark = [pytest.mark.django_db]
ACTS = tuple(act for act in acts_of(SERVED) if act.may)
MATRIX = {
    *("answer-take-over", "apply-people", "asked", "assign", "channels"),
    *("close-release", "contacts", "criteria", "decide", "drop-dependency"),
    *("enhancement-help", "exception-decide", "exception-evaluate", "exception-new"),
    *("exception-undo", "exception-vote", "exception-withdraw", "letters"),
    *("link-gate", "name-dependency", "open-release", "raise-concern"),
    *("reopen-concern", "resolve-concern", "restore-view", "retire-view"),
    *("change-view", "save-view", "schedule", "sig-asking", "sig-outreach"),
    *("undo-take-over", "withdraw-take-over"),
}
"""Routes that write something for an act of the matrix."""
WORDLESS = {
    "answer": "what `asked` takes, by the same code",
    "delete-me": "rows go",
    "demo-people": "an account",
    "inbox": "when something was read",
    "language": "a cookie",
    "review-comments": "nothing: it shows what would be written",
    "review-decisions": "nothing: it shows what would be written",
    "sign-out": "rows go",
    "sign-out-everywhere": "rows go",
    "stop-asking": "that somebody wants no mail",
    "stop-following": "that somebody wants no mail",
    "verify-mail": "that an address is right",
}
"""Routes that take forms and store no text, and what they do."""


def done(reader, act: Act) -> tuple[bool, list[tuple[str, str, str]]]:
    """Do something and take it back: whether rows were written, and which are in the
    reader's language.
    """
    try:
        with transaction.atomic():
            seen = stand(SERVED, act)
            before = marked.writes()
            answer = ask(reader.client, SERVED, act, seen)
            did = marked.writes() > before
            if did:
                name = str(answer.resolver_match.view_name)
                reader.wrote.add(name.removeprefix(OURS))
            found = marked.in_database()
            raise Undone  # noqa: TRY301 - takes back what was done
    except Undone:
        return did, found


@pytest.mark.usefixtures("told")
def test_no_act_stores_a_text_in_the_language_of_who_does_it(reader):
    found, idle = {}, set()
    for act in ACTS:
        did, stored = done(reader, act)
        if stored:
            found[str(act)] = stored
        if not did:
            idle.add(act.kind)
    assert found == {}
    assert idle == set(IDLE)
    assert reader.wrote == MATRIX


@pytest.mark.usefixtures("told")
def test_act_that_stores_one_is_found(reader, monkeypatch):
    """A deed that is as one might forget to write it."""
    monkeypatch.setattr(still_true, "_confirmed", lambda *_: gettext("Still true."))
    act = next(one for one in ACTS if one.kind == "still-true")
    did, stored = done(reader, act)
    assert did
    said = with_marks("Still true.")
    assert ("enhancements_decision", "reason", said) in stored


def with_marks(text: str) -> str:
    """The text as the reader reads it."""
    return marked.accented(text)


@pytest.mark.parametrize(
    ("model", "given", "place"),
    [
        (Event, {"subject": "x Ñ x"}, ("enhancements_event", "subject")),
        (Event, {"reason": "x\nÑ"}, ("enhancements_event", "reason")),
        (Event, {"new": {"a": ["ñ"]}}, ("enhancements_event", "new")),
        (Event, {"old": {"ñ": 1}}, ("enhancements_event", "old")),
        (
            Subscription,
            {"triggers": ["plan", "ñ"]},
            ("enhancements_subscription", "triggers"),
        ),
    ],
)
def test_mark_is_found_in_every_sort_of_column(model, given, place):
    assert marked.in_database() == []
    filled.row(model, **given)
    assert {one[:2] for one in marked.in_database()} == {place}


def test_all_tables_are_looked_at():
    names = set(connection.introspection.table_names())
    wordless = names - set(marked.columns())
    assert len(marked.columns()) > 60
    assert {one for one in wordless if one.startswith("enhancements_")} == WITHOUT_WORDS


WITHOUT_WORDS = {"enhancements_activity", "enhancements_enhancement"}
"""Tables that hold numbers and moments alone."""


def takes_forms(path: str) -> bool:
    """Whether something can be posted there."""
    return "POST" in Client().options(path).get("Allow", "")


@pytest.mark.usefixtures("told")
def test_every_address_that_takes_a_form_is_tried():
    """A new one is done by the matrix, or in a test beside this one."""
    posted = {
        one.name.removeprefix(OURS)
        for one in every()
        if one.name.startswith(OURS) and takes_forms(one.path())
    }
    beside = test_stored_life.DEEDS, test_stored_outbox.DEEDS
    tried = set().union(*(routes for deeds in beside for routes in deeds.values()))
    assert posted - MATRIX - tried == set(WORDLESS)
    assert MATRIX | tried <= posted
