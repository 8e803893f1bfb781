"""Lines around what was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy.search import excerpts, sought, spelling
from enhancements.policy.search.trees import Words

LONG = "before " * 300


def sought_of(*words: str):
    return [sought.spell(Words(word)) for word in words]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"{LONG}It runs well.", "running"),
        (f"{LONG}LiveMigration is on.", "migration"),
        (f"{LONG}It migrates.", "migrations"),
        (f"{LONG}Guests sleep.", "SLEEP"),
    ],
)
def test_window_holds_what_was_found(text, word):
    shown = spelling.unmarked(excerpts.window(text, sought_of(word)))
    assert shown.endswith(text[len(LONG) :])
    assert len(shown) < 400


def test_window_is_the_beginning_where_nothing_is_found():
    assert excerpts.window("A text.", sought_of("absent")) == spelling.marked("A text.")
    assert excerpts.window("", sought_of("absent")) == ""


def test_window_begins_with_a_whole_word():
    shown = spelling.unmarked(excerpts.window(f"{LONG}found", sought_of("found")))
    assert set(shown.split()) == {"before", "found"}


@pytest.mark.parametrize(
    ("headline", "pieces"),
    [
        ("a \x02b\x03 c", (("a ", False), ("b", True), (" c", False))),
        ("\x02Live\x03\x1f\x02Migration\x03!", (("LiveMigration", True), ("!", False))),
        ("\x02v1\x03\x1f.\x1f\x02io\x03", (("v1.io", True),)),
        ("\x02a\x03 \x02b\x03", (("a", True), (" ", False), ("b", True))),
        ("<b>&amp;\n\n  text", (("<b>&amp; text", False),)),
        ("", ()),
    ],
)
def test_headline_is_cut_into_pieces(headline, pieces):
    assert excerpts.pieces(headline) == pieces


def test_line_is_short_and_shows_what_was_found():
    shown = excerpts.pieces(f"{LONG}\x02found\x03 {LONG}")
    assert ("found", True) in shown
    assert shown[0] == ("… ", False)
    assert shown[-1] == ("…", False)
    assert len(excerpts.plain(shown)) <= 245


@given(st.text(), st.text(max_size=20))
def test_nothing_makes_it_fail_and_no_sign_of_ours_is_shown(text, word):
    window = excerpts.window(text, sought_of(word))
    assert not {excerpts.START, excerpts.END} & set(window)
    shown = excerpts.plain(excerpts.pieces(text))
    assert not {excerpts.START, excerpts.END, spelling.MARK} & set(shown)


def test_line_ends_with_a_whole_word():
    text = f"\x02Found\x03 {'word ' * 60}"
    shown = excerpts.pieces(text)
    assert shown[0] == ("Found", True)
    assert shown[-1] == ("…", False)
    assert shown[-2][0].endswith("word ")
    assert len(excerpts.plain(shown)) <= 242
    endless = excerpts.plain(excerpts.pieces(f"\x02Found\x03{'x' * 500}"))
    assert endless == f"Found{'x' * 235}…"
