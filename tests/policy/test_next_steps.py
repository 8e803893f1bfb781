"""Who decides about an entry, in words."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements.languages import speaking
from enhancements.policy import next_steps
from enhancements.policy.boards import Status
from enhancements.policy.waiting import Facts

ENDS = dt.datetime(2026, 1, 21, 12, tzinfo=dt.UTC)


def said(status: Status, **more: object) -> str:
    given = {"sig": "", "status": status, "freeze": "code freeze", "ends_at": ENDS}
    facts = Facts(**{**given, **more})  # type: ignore[arg-type]  # fields of any type
    return "".join(text for text, _ in next_steps.deciding(facts, "v1.9"))


@pytest.mark.parametrize("status", [Status.AT_RISK, Status.UNKNOWN, Status.NOT_YET])
def test_release_team_decides_at_the_freeze(status: Status):
    assert said(status) == (
        "The release team decides at the code freeze of 20 Jan. What is missing then"
        " needs an exception, or the next release."
    )


def test_what_is_tracked_was_decided():
    text = "The release team has tracked it for the code freeze"
    assert said(Status.TRACKED) == f"{text} of 20 Jan."
    assert said(Status.TRACKED, ends_at=None) == f"{text}."


def test_bold_pieces_stand_where_the_language_has_them():
    facts = Facts(sig="", status=Status.TRACKED, freeze="Code Freeze", ends_at=ENDS)
    english = next_steps.deciding(facts, "v1.9")
    with speaking("de"):
        german = next_steps.deciding(facts, "v1.9")
    assert (english, german) == (
        (
            ("The release team has ", False),
            ("tracked", True),
            (" it for the Code Freeze of 20 Jan.", False),
        ),
        (
            ("Das Release-Team ", False),
            ("verfolgt", True),
            (" es (Code Freeze vom 20. Jan.).", False),
        ),
    )


@pytest.mark.parametrize("status", [Status.DEFERRED, Status.REMOVED, Status.OUT])
def test_what_has_left_waits_for_nobody(status: Status):
    assert said(status) == "It has left v1.9; nobody decides about it there any more."


@pytest.mark.parametrize(
    "status", [Status.MET, Status.EXCEPTED, Status.EXCEPTION_PENDING]
)
def test_what_a_wait_says_is_not_said_twice(status: Status):
    assert said(status) == ""


def test_without_a_freeze_nothing_is_said():
    assert said(Status.AT_RISK, freeze="") == ""
