"""How texts are spelled for searching."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy.search import spelling

CODE_WORDS = {
    "LiveMigration": ("Live Migration", ["livemigration"]),
    "kubevirt.io/v1": ("kubevirt io v1", ["kubevirtiov1"]),
    "--feature-gates": ("feature gates", ["featuregates"]),
    "spec.template.spec": ("spec template spec", ["spectemplatespec"]),
    "snake_case": ("snake case", ["snakecase"]),
    "v1alpha1": ("v1 alpha1", ["v1alpha1"]),
    "NetsOfGPUs": ("Nets Of GPUs", ["netsofgpus"]),
    "VMIsReady": ("VMIs Ready", ["vmisready"]),
    "HTTPServer": ("HTTP Server", ["httpserver"]),
    "gates.LiveMigration": (
        "gates Live Migration",
        ["gateslivemigration", "livemigration"],
    ),
    "k8s": ("k8s", []),
    "migration": ("migration", []),
    "Migration,": ("Migration", []),
    "GPUs": ("GPUs", []),
    "“don't”": ("don t", []),
    "Ünïcode straße": ("Ünïcode straße", []),
    "C++": ("C", []),
    "-_./": ("", []),
    "": ("", []),
}


@pytest.mark.parametrize(("text", "expected"), CODE_WORDS.items())
def test_code_word_is_taken_apart_and_kept_whole(text, expected):
    assert (spelling.apart(text), spelling.codes(text)) == expected


WORDS = st.text(st.characters(codec="utf-8"), max_size=60)
CODES = st.from_regex(r"[A-Za-z0-9_./:@-]{1,40}", fullmatch=True)
ANYTHING = WORDS | CODES | st.lists(CODES | WORDS, max_size=6).map(" ".join)


@given(ANYTHING)
def test_parts_are_words_of_letters_and_digits(text):
    assert all(part.isalnum() or part.isidentifier() for part in _simple(text).split())
    assert "_" not in spelling.apart(text)


def _simple(text: str) -> str:
    return spelling.apart(text.encode("ascii", "ignore").decode())


@given(ANYTHING)
def test_taking_apart_twice_changes_nothing(text):
    once = spelling.apart(text)
    assert spelling.apart(once) == once


@given(ANYTHING, ANYTHING)
def test_no_letter_is_lost_or_invented(one, other):
    said = spelling.apart(f"{one} {other}")
    assert said.replace(" ", "") == "".join(
        sign for sign in f"{one} {other}" if spelling.apart(sign)
    )
    assert said == f"{spelling.apart(one)} {spelling.apart(other)}".strip()


@given(ANYTHING)
def test_marks_stand_where_words_part_and_go_without_a_trace(text):
    text = text.translate(dict.fromkeys((*range(9), *range(11, 32), 127), " "))
    marked = spelling.marked(text)
    assert spelling.unmarked(marked) == text
    assert spelling.apart(marked) == spelling.apart(text)


@given(CODES)
def test_code_word_is_whole_as_it_would_be_searched_for(text):
    parts = spelling.apart(text).split()
    whole = "".join(parts).lower()
    if len(parts) > 1 and len(whole) <= 80:
        assert whole in spelling.codes(text)
        assert whole in spelling.codes(f"before {text}, behind")


@given(ANYTHING, st.integers(1, 40))
def test_beginning_and_rest_are_the_text(text, lead):
    told = spelling.spelled(text, lead=lead)
    assert (told.lead + told.rest).replace(" ", "") == spelling.apart(text).replace(
        " ", ""
    )
    assert len(text) > lead or told.rest == ""


def test_code_words_are_bounded():
    many = " ".join(f"Word{number}Of{'x' * 60}" for number in range(5_000))
    assert sum(map(len, spelling.codes(many))) <= 20_000
    assert spelling.codes("Aa" * 100) == []


# --- What is left out -------------------------------------------------------------


def test_document_is_left_without_what_templates_say_in_every_one():
    text = (
        "---\ntitle: Warm standby\nstatus: provisional\nauthors:\n"
        '  - "@ann"\n---\n# Warm standby\n'
        "<!-- toc -->\n- [Summary](#summary)\n<!-- /toc -->\n"
        "## Release Signoff Checklist\n\n- [ ] (R) Issue created\n\n"
        "## Summary\n\n<!--\nHow to write\na summary.\n-->\nIt sleeps.\n"
    )
    said = spelling.apart(spelling.document(text))
    assert said == ("Warm standby provisional ann Warm standby Summary It sleeps")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A <!-- never closed", "A"),
        ("--- no: matter", "no matter"),
        ("---\ntitle: X\n", "title X"),
        ("# Checklist\n- one", ""),
        ("# Of a checklist that goes on\nThis", "Of a checklist that goes on This"),
        ("key: value", "key value"),
        ("---\r\ntitle: X\r\n---\r\nBody: here\r\n", "X Body here"),
    ],
)
def test_only_what_is_boilerplate_is_left_out(text, left):
    assert spelling.apart(spelling.document(text)) == left


@given(ANYTHING | st.text("-<!>#\n\r ac:[]toheklist/", max_size=200))
def test_nothing_makes_it_fail(text):
    for clean in (spelling.document, spelling.issue, spelling.comment):
        spelling.spelled(clean(text))


def test_comment_is_left_without_commands_and_quotes():
    said = "> Should it sleep?\n\nYes.\n/lgtm\n/hold until then\nSee a/b and/or c.\n"
    assert spelling.apart(spelling.comment(said)) == "Yes See a b and or c"
