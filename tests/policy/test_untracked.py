"""Which enhancement the words of a merged pull request may mean."""

from __future__ import annotations

from enhancements.policy.untracked import MOST, Known, suggestions

KNOWN = [
    Known(
        "10",
        10,
        "Refresh images of paused appliances",
        ("ImageRefresh",),
        is_planned=True,
    ),
    Known("11", 11, "Warm standby of hosts", (), is_planned=False),
    Known("12", 12, "Steer the clocks of guests", ("GuestClocks",), is_planned=True),
]


def told(title: str, body: str = "", *named: int) -> list[tuple[str, str]]:
    found = suggestions(title=title, body=body, named=named, known=KNOWN)
    return [(one.key, one.why) for one in found]


def test_number_stands_before_gate_and_gate_before_words():
    assert told("Images of paused appliances", "Gate GuestClocks.", 11) == [
        ("11", "its text names #11"),
        ("12", "it names GuestClocks"),
        ("10", "words alike: appliance, image, paused"),
    ]


def test_one_word_in_common_says_nothing():
    assert told("Clean the images up") == []
    assert told("Add support for the new feature") == []


def test_gate_is_a_whole_word():
    [(key, why)] = told("Remove GuestClocksOld")
    assert (key, why) == ("12", "words alike: clock, guest")


def test_suggests_few():
    many = [
        Known(str(n), n, "Warm standby hosts", (), is_planned=True) for n in range(9)
    ]
    found = suggestions(title="Warm standby", body="", named=(), known=many)
    assert len(found) == MOST
