"""When something may be taken over, and who owns it then."""

from __future__ import annotations

import pytest

from enhancements.policy import take_overs
from enhancements.policy.absence import GONE, SILENT, Absent
from enhancements.policy.take_overs import TakeOverRefused
from tests.support.tracked import day


def absent(login: str, word: str = SILENT) -> Absent:
    return Absent(login, word, "Not seen.", day(1))


@pytest.mark.parametrize(
    ("owners", "is_wanted", "missed", "ground"),
    [
        ((), False, (), "nobody"),
        (("ann",), False, (), ""),
        (("ann",), True, (), "help"),
        (("Ann",), False, (absent("ann"),), "silent"),
        (("@ann",), False, (absent("ann", GONE),), "gone"),
        # One of them is there.
        (("ann", "bob"), False, (absent("ann"),), ""),
        (("ann", "bob"), False, (absent("ann", GONE), absent("bob")), "silent"),
        (("ann", "bob"), False, (absent("ann", GONE), absent("bob", GONE)), "gone"),
        ((), True, (), "nobody"),
    ],
)
def test_there_must_be_a_reason(owners, is_wanted, missed, ground):
    found = take_overs.ground(owners, is_wanted=is_wanted, absent=missed)
    assert found == ground
    assert not found or take_overs.GROUNDS[found]


def test_who_takes_over_comes_instead_or_beside():
    owners = ("ann", "@Bob")
    assert take_overs.owners_after(owners, "zoe", "instead") == ("zoe",)
    assert take_overs.owners_after(owners, "zoe", "beside") == ("ann", "Bob", "zoe")
    assert take_overs.owners_after(owners, "bob", "beside") == ("ann", "Bob")
    with pytest.raises(TakeOverRefused, match="instead"):
        take_overs.owners_after(owners, "zoe", "between")


def test_what_is_said_is_kept_without_blanks_and_has_an_end():
    assert take_overs.said(" I go on.\r\nSoon. \x00") == "I go on.\nSoon."
    assert take_overs.said("x" * 1000)
    with pytest.raises(TakeOverRefused, match="1000"):
        take_overs.said("x" * 1001)
