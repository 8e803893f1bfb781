"""How a comment stands, and what writing it would do."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements.policy.letters.doing import Doing, doing
from enhancements.policy.letters.standing import How, Posted, State, how, state, why_not
from enhancements.profiles import load

AT = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def posted(**more: object) -> Posted:
    given = {"id": 2, "root": 2, "digest": "old", "body": "x", "commands": ()}
    return Posted(**{**given, "by": "ann", "at": AT, **more})


@pytest.mark.parametrize(
    ("one", "digest", "stands", "does"),
    [
        (None, "new", State.NOT_WRITTEN, How.NEW),
        (posted(is_dry=True), "old", State.SHOWN, How.NEW),
        (posted(), "old", State.WAITING, How.SAME),
        (posted(), "new", State.WAITING, How.NEW),
        (posted(root=1), "new", State.WAITING, How.EDIT),
        (posted(is_in_hand=True), "new", State.WAITING, How.NOT_NOW),
        (posted(is_in_hand=True), "old", State.WAITING, How.SAME),
        (posted(is_done=True), "old", State.UP_TO_DATE, How.SAME),
        (posted(is_done=True), "", State.UP_TO_DATE, How.SAME),
        (posted(is_done=True), "new", State.CHANGED, How.EDIT),
        (posted(is_done=True, is_theirs=True), "old", State.EDITED, How.ASK),
        (posted(is_done=True, is_missing=True), "old", State.DELETED, How.ASK),
        (posted(is_dead=True), "new", State.GIVEN_UP, How.NOT_NOW),
        (posted(is_dead=True, comment_id=9), "new", State.GIVEN_UP, How.EDIT),
    ],
)
def test_state_and_what_writing_does(one, digest, stands, does):
    assert (state(one, digest), how(one, digest)) == (stands, does)
    assert bool(why_not(one, digest)) is (does in (How.SAME, How.NOT_NOW))


def test_texts_that_may_stand_there_are_those_nobody_else_wrote():
    done = posted(is_done=True, sent="b", before=("a",))
    assert done.may_stand == ("b",)
    assert posted(sent="b", before=("a",)).may_stand == ("a",)
    assert posted(sent="b", before=("a",), is_dead=True).may_stand == ("a", "b")


def test_commands_come_to_labels_and_milestone():
    rules = load("kubernetes").command_rules
    said = ["/remove-label tracked/yes", "/label tracked/no", "/milestone clear"]
    assert doing(said, rules) == Doing(("tracked/no",), ("tracked/yes",), "")
    assert doing(["/milestone v1.9"], rules).milestone == "v1.9"
    assert doing(["/sig node"], rules).add == ("sig/node",)
    assert doing([], rules) == Doing()
