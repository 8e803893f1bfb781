"""The sections of a document, and whether an author wrote anything into them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy.checks.section_reader import read
from enhancements.policy.checks.seen import Section

TEMPLATE = """\
# KEP-NNNN: Your short, descriptive title

## Summary

<!--
One paragraph.
-->

### Test Plan

[ ] I/we understand the owners of the involved components may require updates.

- `<package>`: `<date>` - `<test coverage>`

###### How can this feature be enabled?

- [ ] Feature gate
  - Feature gate name:
"""


def filled(text, template=TEMPLATE):
    return {one.heading: one.is_filled for one in read(text, template)}


def test_template_itself_has_nothing_filled():
    assert set(filled(TEMPLATE).values()) == {False}
    assert filled(TEMPLATE, None)["Test Plan"] is True


def test_headings_come_in_order_with_their_levels():
    assert read(TEMPLATE)[:3] == (
        Section("KEP-NNNN: Your short, descriptive title", 1, is_filled=False),
        Section("Summary", 2, is_filled=False),
        Section("Test Plan", 3, is_filled=True),
    )


@pytest.mark.parametrize(
    ("words", "is_filled"),
    [
        ("", False),
        ("TBD", False),
        ("- TODO.", False),
        ("---", False),
        ("<!-- many\n\n## words\n-->", False),
        ("~~Nothing any more.~~", False),
        ("We test it.", True),
        ("N/A", True),
        # A line of the template that is answered is an answer.
        ("- [x] Feature gate", False),
        ("  - Feature gate name: Widget", True),
        ("```yaml\nkind: Widget\n```", True),
        ("<!--\n```\n-->\n", False),
        ("```\n```", False),
        ("| a | b |\n| - | - |", True),
    ],
)
def test_words_below_a_heading(words, is_filled):
    assert filled(f"# Title\n\n## Summary\n\n{words}\n\n## Next\n\nWords.") == {
        "Title": False,
        "Summary": is_filled,
        "Next": True,
    }


def test_underlined_headings_are_no_words():
    assert filled("First\n=====\n\nSecond\n------\nWords.\n") == {
        "First": False,
        "Second": True,
    }


@given(st.text("#-=`~<!->\n abTBD[]|\t0.", max_size=200), st.none() | st.text())
def test_any_text_is_read(text, template):
    found = read(text, template)
    assert all(1 <= one.level <= 6 for one in found)
    assert all(one.is_filled in (True, False) for one in found)


@given(st.text("# ab\n-`", max_size=120))
def test_no_text_fills_its_own_template(text):
    assert not any(one.is_filled for one in read(text, text))
