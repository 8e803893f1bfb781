"""Sentences that are kept as data and said later."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.languages import speaking
from enhancements.languages.sentences import Sentence, nsentence, of_data, sentence

INNER = sentence("Target of %(stage)s", stage="beta")
DATED = sentence(
    "taken back on %(day)s; no other release is named", day=dt.date(2026, 6, 24)
)
COUNTED = nsentence("in %(num)s day", "in %(num)s days", 12)


@pytest.mark.parametrize(
    ("said", "english", "german"),
    [
        (sentence("Not read yet"), "Not read yet", "Noch nicht gelesen"),
        (
            sentence("%(name)s changed", name=INNER),
            "Target of beta changed",
            "Ziel für beta geändert",
        ),
        (
            DATED,
            "taken back on 24 Jun 2026; no other release is named",
            "am 24. Juni 2026 zurückgenommen; kein anderes Release ist genannt",
        ),
        (COUNTED, "in 12 days", "in 12 Tagen"),
        (nsentence("in %(num)s day", "in %(num)s days", 1), "in 1 day", "in 1 Tag"),
    ],
)
def test_a_sentence_is_said_in_the_language_of_its_reader(said, english, german):
    kept = of_data(json.loads(json.dumps(said.data())))
    assert kept == said
    assert str(kept) == english
    with speaking("de"):
        assert str(kept) == german


def test_what_was_stored_as_text_stays_as_it_is():
    with speaking("de"):
        assert of_data("Not read yet") == "Not read yet"


def test_sentences_of_the_same_facts_are_equal():
    assert sentence("%(a)s %(b)s", a=1, b=2) == sentence("%(a)s %(b)s", b=2, a=1)
    assert sentence("%(a)s", a=1) != sentence("%(a)s", a=2)


_PLAIN = st.text().map(lambda text: text.replace("%", "%%"))
_VALUES = st.dictionaries(st.sampled_from("abc"), st.text() | st.integers())


@given(_PLAIN, _VALUES)
def test_every_sentence_is_kept_whole(text, values):
    said = Sentence(text, tuple(sorted(values.items())))
    kept = of_data(json.loads(json.dumps(said.data())))
    assert kept == said
    assert str(kept) == text.replace("%%", "%")
