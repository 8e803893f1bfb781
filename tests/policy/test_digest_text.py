"""The message that tells what changed: why it came, how to stop it, one line for one
text whatever the text is.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy import channel_bodies, digest_text
from enhancements.policy.digest_text import Group, Letter, Line

AT = dt.datetime(2025, 1, 8, 12, tzinfo=dt.UTC)
SLIPPED = Line(
    "Alpha target slipped",
    AT,
    old="v1.9",
    new="v1.10",
    source="document",
    subject="Move it",
    why=("SIG compute", "#1 Warm standby"),
)
LETTER = Letter(
    login="olga",
    groups=(Group("Warm standby", "https://t.example/demo/1/", (SLIPPED,)),),
    inbox="https://t.example/me/inbox/",
    following="https://t.example/me/following/",
    stops=(("SIG compute", "https://t.example/me/unfollow/a/"),),
    stop_all="https://t.example/me/mail/stop/b/",
)


def test_message_says_what_changed_why_it_came_and_how_to_stop_it():
    assert digest_text.subject(LETTER) == "Warm standby: Alpha target slipped"
    assert digest_text.body(LETTER) == (
        "Hello @olga,\n\n"
        "this changed of what you follow:\n\n"
        "Warm standby\n"
        "https://t.example/demo/1/\n"
        "- Alpha target slipped: v1.9 -> v1.10\n"
        "  (8 January, document, Move it)\n"
        "  You follow SIG compute and #1 Warm standby.\n\n"
        "All of it is in your inbox: https://t.example/me/inbox/\n"
        "What you follow, and how you are told: https://t.example/me/following/\n"
        "Stop following SIG compute:\n"
        "https://t.example/me/unfollow/a/\n"
        "Stop all mail from here:\n"
        "https://t.example/me/mail/stop/b/\n"
    )


def test_subject_counts_what_is_more_than_one():
    [group] = LETTER.groups
    both = dataclasses.replace(group, lines=(SLIPPED, SLIPPED))
    letter = dataclasses.replace(LETTER, groups=(both,))
    assert digest_text.subject(letter) == "2 changes: Warm standby"
    letter = dataclasses.replace(LETTER, groups=(both, group))
    assert digest_text.subject(letter) == "3 changes: Warm standby and 1 more"
    letter = dataclasses.replace(LETTER, more=7)
    assert digest_text.subject(letter) == "8 changes: Warm standby and more"
    assert "And 7 more, which are in your inbox." in digest_text.body(letter)


def test_text_of_others_breaks_no_line_and_turns_no_direction():
    bad = "A\r\nBcc: all@example.org\u202e gnp.exe \u2028x\x00\x1b[31m" + "long " * 99
    safe = digest_text.safe(bad)
    assert safe.startswith("A Bcc: all@example.org gnp.exe x [31mlong")
    assert len(safe) == 200
    line = dataclasses.replace(SLIPPED, text=bad, old="", subject=bad, why=(bad,))
    group = Group(bad, "https://t.example/demo/1/", (line,))
    letter = dataclasses.replace(LETTER, groups=(group,), stops=((bad, "https://x/"),))
    lines = digest_text.body(letter).splitlines()
    assert [one for one in lines if one.startswith("Bcc")] == []
    assert max(map(len, lines)) < 500


@given(st.text(max_size=400))
def test_subject_is_always_one_short_line(text):
    group = Group(text, "https://x/", (dataclasses.replace(SLIPPED, text=text),))
    subject = digest_text.subject(dataclasses.replace(LETTER, groups=(group,)))
    assert len(subject.splitlines()) <= 1
    assert len(subject) <= 100


def test_text_that_is_read_from_right_to_left_stays():
    assert digest_text.safe("שלום עולם") == "שלום עולם"


def test_room_is_told_why_and_how_to_stop_it_however_long_it_is():
    foot = digest_text.room_foot(
        "olga", [f"SIG {one}" for one in "abcdefg"], "https://t/me/", "https://t/c/"
    )
    assert foot == (
        "@olga follows SIG a, SIG b, SIG c, SIG d, SIG e and 2 more and has it told"
        " here.\nStop it, as @olga: https://t/me/\nStop this channel: https://t/c/"
    )
    many = Group("Warm standby", "https://t.example/demo/1/", (SLIPPED,) * 100)
    text = digest_text.said([many] * 3, foot)
    lines = text.split("\n")
    assert lines[-3:] == foot.split("\n")
    # Three lines of each change, and two above each group but for a blank one between.
    assert lines[-5] == f"… and {3 * 302 + 2 - len(lines) + 5} more lines."
    # No chat cuts it off.
    for make in (channel_bodies.slack, channel_bodies.zulip):
        shown = make("S" * 300, text)["text"].replace("\u2060", "")
        assert shown.endswith(foot)
