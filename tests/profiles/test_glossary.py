from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.profiles.glossary import Glossary, Piece, Term, plain

SIG = Term("SIG", "A special interest group.", also=("SIGs",))
FREEZE = Term("Freeze", "A deadline.", also=("freezes",))
VEP_FREEZE = Term("VEP freeze", "The deadline of the design.", also=("EF",))
VEP = Term("VEP", "A proposal.", also=("VEPs",))
RELEASE = Term("Release", "A version.", links=False)
TERMS = (SIG, FREEZE, VEP_FREEZE, VEP, RELEASE)


def found(text: str, seen: list[str] | None = None) -> list[tuple[str, str]]:
    """The terms found in a text, each with the words under which it was found."""
    pieces = Glossary(TERMS).pieces(text, [] if seen is None else seen)
    return [(piece.text, piece.term.name) for piece in pieces if piece.term]


def test_terms_are_sorted_by_name_in_any_case():
    names = [term.name for term in Glossary(TERMS).terms]
    assert names == ["Freeze", "Release", "SIG", "VEP", "VEP freeze"]


@pytest.mark.parametrize(
    ("name", "key"),
    [("SIG", "sig"), ("VEP freeze", "vep-freeze"), ("Sign-off", "sign-off")],
)
def test_term_key_is_fit_for_an_address(name, key):
    assert Term(name, "").key == key


@pytest.mark.parametrize(
    ("name", "also", "others"),
    [
        ("Entry", ("entries",), ()),
        ("GA", ("stable", "general availability"), ("stable", "general availability")),
        ("RC", ("release candidate", "release candidates"), ("release candidate",)),
        ("VEP freeze", ("EF", "enhancement freeze"), ("EF", "enhancement freeze")),
        ("Late", (), ()),
    ],
)
def test_other_names_leave_out_plurals_and_the_like(name, also, others):
    assert Term(name, "", also).other_names == others


@pytest.mark.parametrize(
    ("form", "term"),
    [("SIGs", SIG), ("ef", VEP_FREEZE), ("vep  FREEZE", VEP_FREEZE), ("owner", None)],
)
def test_term_is_found_by_any_form_in_any_case(form, term):
    assert Glossary(TERMS).term(form) == term


def test_form_of_two_terms_is_refused_with_both_names():
    with pytest.raises(ValueError, match="'sigs' is a form of both 'SIG' and 'Team'"):
        Glossary([SIG, Term("Team", "", also=("sigs",))])


def test_pieces_of_a_text_with_a_term_and_plain_words():
    pieces = list(Glossary(TERMS).pieces("Ask your SIG, please.", []))
    assert pieces == [Piece("Ask your "), Piece("SIG", term=SIG), Piece(", please.")]


def test_first_occurrence_only_is_a_term():
    assert found("A SIG asks SIGs; freezes follow.") == [
        ("SIG", "SIG"),
        ("freezes", "Freeze"),
    ]


def test_term_seen_before_in_the_section_stays_plain():
    seen = ["sig"]
    assert found("A SIG and a VEP.", seen) == [("VEP", "VEP")]
    assert seen == ["sig", "vep"]


def test_longest_term_wins_at_one_place():
    assert found("Before the VEP freeze, a VEP is merged.") == [
        ("VEP freeze", "VEP freeze"),
        ("VEP", "VEP"),
    ]


def test_shorter_term_inside_a_longer_one_seen_before_stays_plain():
    assert found("the VEP freeze", ["vep-freeze"]) == []


@pytest.mark.parametrize("text", ["Freeze", "freeze", "FREEZE"])
def test_common_word_is_found_in_any_case(text):
    assert found(text) == [(text, "Freeze")]


@pytest.mark.parametrize("text", ["vep", "Vep", "sig", "ef", "Sigs"])
def test_short_form_is_not_found_in_another_case(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    ["sig/SIG", "SIG-release", "XSIG", "SIGx", "SIG_1", "@SIG", "#SIG", "vep.SIG.md"],
)
def test_part_of_another_word_is_no_term(text):
    assert found(text) == []


@pytest.mark.parametrize("text", ["SIG.", "(SIG)", "SIG: a", "SIG,", "SIG's", "SIG"])
def test_term_beside_punctuation_is_found(text):
    assert found(text) == [("SIG", "SIG")]


def test_term_over_two_lines_is_found():
    assert found("the VEP\n  freeze") == [("VEP\n  freeze", "VEP freeze")]


def test_term_that_does_not_link_stays_plain():
    assert found("A release.") == []


def test_code_holds_no_term():
    pieces = list(Glossary(TERMS).pieces("Type `/SIG x` now", []))
    assert pieces == [Piece("Type "), Piece("/SIG x", code=True), Piece(" now")]


def test_link_leads_to_its_address_and_holds_no_term():
    links = {"sigs": "https://example.org/sigs"}
    pieces = list(Glossary(TERMS).pieces("[the SIGs](sigs)", [], links))
    assert pieces == [Piece("the SIGs", href="https://example.org/sigs")]


def test_link_to_a_place_on_the_page_needs_no_address():
    assert list(Glossary(TERMS).pieces("[below](#ask)", [])) == [
        Piece("below", href="#ask")
    ]


@pytest.mark.parametrize("links", [{}, {"sigs": ""}])
def test_link_without_an_address_is_plain_text(links):
    assert list(Glossary(TERMS).pieces("[here](sigs)", [], links)) == [Piece("here")]


def test_glossary_without_terms_finds_nothing():
    assert list(Glossary([]).pieces("A SIG", [])) == [Piece("A SIG")]


def test_plain_text_has_no_marks():
    assert plain("Type `/approve` on the [list](list).") == "Type /approve on the list."


@given(st.text())
def test_pieces_hold_the_whole_text(text):
    pieces = Glossary(TERMS).pieces(text, [])
    assert "".join(piece.text for piece in pieces) == plain(text)


@given(st.lists(st.sampled_from(["SIG", "VEP freeze", "VEPs", "EF", "`SIG`", "and"])))
def test_each_term_is_found_at_most_once(words):
    names = [name for _, name in found(" ".join(words))]
    assert sorted(names) == sorted(set(names))
