"""Parts of sentences in English and in German."""

from __future__ import annotations

from enhancements.languages import speaking
from enhancements.queries import clauses


def test_one_of_several_words_is_enough():
    assert clauses.either([]) == ""
    assert clauses.either(["Alpha"]) == "Alpha"
    assert clauses.either(["Alpha", "Beta", "Stable"]) == "Alpha or Beta or Stable"


def test_words_are_joined_as_the_reader_does():
    with speaking("de"):
        assert clauses.either(["Alpha", "Beta"]) == "Alpha oder Beta"


def test_words_hold_together():
    assert clauses.together([]) == ""
    assert clauses.together(["Alpha", "Beta"]) == "Alpha and Beta"
    with speaking("de"):
        assert clauses.together(["a", "b", "c"]) == "a und b und c"


def test_label_is_small_in_english_alone():
    assert clauses.label("Sources disagree") == "sources disagree"
    with speaking("de"):
        assert clauses.label("Sources disagree") == "Quellen widersprechen sich"
