from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements import charts

WORDS = st.text(max_size=120)


@given(WORDS, st.floats(20, 400))
def test_any_text_is_cut_to_fit(text, most):
    shown = charts.fitted(text, most, 13)

    assert charts.width(shown, 13) <= most
    assert shown == text or shown.endswith("…")


@given(WORDS)
def test_any_text_is_wrapped_into_lines_that_fit(text):
    lines = charts.wrapped(text, 200, 17, lines=2, bold=True)

    assert len(lines) <= 2
    assert all(charts.width(line, 17, bold=True) <= 200 for line in lines)


@given(WORDS, WORDS)
def test_badge_holds_both_its_texts(label, message):
    badge = charts.badge(label, message, "planned")

    assert badge.label.x + badge.label.width <= badge.split
    assert badge.split < badge.message.x
    assert badge.message.x + badge.message.width <= badge.width


@given(WORDS, WORDS, WORDS)
def test_card_holds_all_its_texts(title, lead, said):
    card = charts.card(title, lead, [("Planned", said), (said, lead)], said)

    for one in card.texts:
        assert one.x + one.width <= card.width - 10
        assert one.y < card.height
        assert one.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x1bc", "abc"),
        ("right\u202eleft\u2066", "rightleft"),
        (" many \n\t lines\u2028here ", "many lines here"),
        ("\ud800lone", "lone"),
        ("\ufffe\U000f0000", ""),
        ("日本 & <b>", "日本 & <b>"),
    ],
)
def test_what_xml_or_a_reader_cannot_have_is_left_out(text, expected):
    assert charts.clean(text) == expected


def test_widths_are_those_of_helvetica():
    assert charts.width("iW", 1000) == 222 + 944
    assert charts.width("日", 10) == 10
    assert charts.width("e\u0301", 1000) == charts.width("e", 1000)
