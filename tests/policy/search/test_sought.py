"""Which words a search asks texts for."""

from __future__ import annotations

import pytest

from enhancements.policy.search import grammar, sought
from enhancements.policy.search.sought import Sought
from enhancements.policy.search.trees import Words

SPELLED = {
    "migration": Sought("migration", ("migration",), "migration"),
    "LiveMigration": Sought("LiveMigration", ("Live", "Migration"), "livemigration"),
    "kubevirt.io/v1": Sought(
        "kubevirt.io/v1", ("kubevirt", "io", "v1"), "kubevirtiov1"
    ),
    "migr*": Sought("migr", ("migr",), "migr", is_begun=True),
    "LiveMig*": Sought("LiveMig", ("Live", "Mig"), "livemig", is_begun=True),
    "ab*": Sought("ab*", ("ab",), "ab"),
    "****": Sought("****", (), ""),
    "C++*": Sought("C++*", ("C",), "c"),
    "50%": Sought("50%", ("50",), "50"),
    "%": Sought("%", (), ""),
}


@pytest.mark.parametrize(("text", "expected"), SPELLED.items())
def test_word_is_spelled_as_texts_are(text, expected):
    assert sought.spell(Words(text)) == expected


def test_phrase_has_no_whole_and_no_asterisk():
    assert sought.spell(Words("live migr*", is_phrase=True)) == Sought(
        "live migr*", ("live", "migr"), ""
    )
    one = sought.spell(Words("LiveMigration", is_phrase=True))
    assert one.whole == "livemigration"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("warm standby", ["warm", "standby"]),
        ("warm -standby", ["warm"]),
        ("-(warm -standby)", ["standby"]),
        ("--feature-gates", ["feature-gates"]),
        ('sig:network ("live migration" OR title:a)', ["live migration"]),
        ("", []),
    ],
)
def test_words_behind_a_minus_are_not_asked_for(text, meant):
    assert [one.text for one in sought.of(grammar.parse(text))] == meant
