"""The message that asks: what it says, why it came, and how to stop it."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.policy import asking_text
from enhancements.policy.asking_text import Letter, Line

LINE = Line(
    release="v1.9",
    freeze="code freeze",
    ends_on=dt.date(2026, 11, 20),
    name="#10",
    title="Warm\r\nstandby",
    stage="Beta",
    status="At risk",
    said="@olga said on track on 3 November",
    why="owner",
)
LETTER = Letter(
    login="olga",
    project="KubeVirt",
    link="https://t.example/kubevirt/asked/1:x/",
    is_signed=True,
    until=dt.date(2026, 11, 24),
    page="https://t.example/kubevirt/asked/",
    ladders="https://t.example/kubevirt/sigs/",
    stop="https://t.example/me/mail/stop/1:y/",
    lines=(LINE,),
)
TODAY = dt.date(2026, 11, 10)


def test_message_names_the_entry_the_link_why_it_came_and_how_to_stop_it():
    assert asking_text.subject(LETTER) == (
        "Still true? Warm standby (#10), code freeze of v1.9"
    )
    text = asking_text.body(LETTER, TODAY)
    assert text.startswith("Hello @olga,\n\nis what is known of this entry of KubeVirt")
    assert (
        "v1.9, code freeze on 20 November 2026, in 10 days:\n- #10 Warm standby" in text
    )
    assert "  Beta; At risk; @olga said on track on 3 November (you: owner)" in text
    assert LETTER.link in text
    assert "Why this came:" in text
    assert f"Who is asked when: {LETTER.ladders}" in text
    assert f"Stop these mails: {LETTER.stop}\n" in text
    assert "works until 24 November 2026" in text


def test_entries_of_one_freeze_stand_together():
    other = dataclasses.replace(LINE, name="#11", title="Cold", said="")
    docs = dataclasses.replace(LINE, name="#12", freeze="docs freeze")
    letter = dataclasses.replace(LETTER, lines=(LINE, other, docs))
    text = asking_text.body(letter, dt.date(2026, 11, 19))
    assert text.count("v1.9, code freeze on 20 November 2026, in 1 day:") == 1
    assert "nobody has said how it goes" in text
    assert asking_text.subject(letter).startswith("Still true? 3 entries, code freeze")


def test_message_without_a_signed_link_asks_to_sign_in():
    letter = dataclasses.replace(LETTER, is_signed=False, stop="")
    text = asking_text.body(letter, TODAY)
    assert "asks you to sign in" in text
    assert "Stop these" not in text
    assert "2026-11-24" not in text


def test_long_title_is_cut_and_has_one_line():
    line = dataclasses.replace(LINE, title="x" * 300)
    subject = asking_text.subject(dataclasses.replace(LETTER, lines=(line,)))
    assert len(subject) < 140
    assert "\n" not in subject
