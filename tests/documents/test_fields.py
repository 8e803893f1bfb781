from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents import fields
from enhancements.profiles import load

KUBEVIRT = load("kubevirt")


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("v1.9", "v1.9"),
        ("1.9", "v1.9"),
        ("v1.9.0", "v1.9"),
        ("1.9.0", "v1.9"),
        ("v1.9.", "v1.9"),
        ("v 1.9", "v1.9"),
        ("`v1.9`", "v1.9"),
        ("**v1.9**", "v1.9"),
        ("[v1.9](https://example.org/v1.8)", "v1.9"),
        ("v1.9 (after the redesign (second one))", "v1.9"),
        ("v1.9.0 (was v1.8).", "v1.9"),
        ("KubeVirt v1.9", "v1.9"),
        ("release 1.9", "v1.9"),
        ("v0.59.0", "v0.59"),
    ],
)
def test_release_is_read_from_every_spelling(text, release):
    assert fields.read_release(text, profile=KUBEVIRT) == (release, "")


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "TBD", "tbd.", "TBD (needs numbers)", "TBD - see the issue"),
        *("N/A", "n/a", "N / A", "N/A (no code)", "n/a, begins at beta", "None"),
        *("-", "--", "\u2014", "?", "...", "\u2026", "to be decided", "not applicable"),
        *("v1.x", "vX.Y", "x.y", "v1.X.0", "`TBD`"),
    ],
)
def test_release_left_open_is_none_without_a_problem(text):
    assert fields.read_release(text, profile=KUBEVIRT) == (None, "")


@pytest.mark.parametrize(
    "text",
    [
        *("next year", "v1", "1.7.0, 1.8.0", "v1.9 or v1.10", "v1.9?", "v1.9-rc.1"),
        *("Kubernetes 1.31", "v1.9 unless it slips", "2026", "v1.9.0.1"),
    ],
)
def test_release_that_is_none_is_a_problem_that_says_what_to_write(text):
    assert fields.read_release(text, profile=KUBEVIRT) == (
        None,
        (
            f'"{text}" is no single release; write one such as v1.9, with remarks in '
            "parentheses after it, or leave it blank."
        ),
    )


def test_problem_quotes_no_more_than_the_beginning_of_a_long_text():
    _, problem = fields.read_release("soon " * 50, profile=KUBEVIRT)
    assert problem.startswith('"' + ("soon " * 50)[: fields.LONGEST_QUOTE] + '\u2026"')


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10", 10),
        ("#10", 10),
        ("0010", 10),
        ("VEP 10", 10),
        ("vep-10", 10),
        (r"\#7", 7),
    ],
)
def test_number_is_read(text, number):
    assert fields.read_number(text, profile=KUBEVIRT) == (number, "")


@pytest.mark.parametrize(
    "text", ["97.1", "NNNN", "ten", "0", "0000", "9999999999", "-1"]
)
def test_number_that_is_none_is_a_problem(text):
    assert fields.read_number(text, profile=KUBEVIRT) == (
        None,
        (
            f'"{text}" is no number of a VEP; write the whole number of its tracking '
            "issue."
        ),
    )


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (fields.read_number, "TBD", None),
        (fields.read_status, "Implementable", "implementable"),
        (fields.read_status, "superseded", "replaced"),
        (fields.read_status, "", None),
        (fields.read_stage, "Stable", "ga"),
        (fields.read_stage, "TBD", None),
        (fields.read_sig, "sig-network", "network"),
        (fields.read_sig, "SIG Network.", "network"),
        (fields.read_sig, "meta-VEPs", None),
        (fields.read_sig, "n/a", None),
        (fields.read_day, "2026-05-22", "2026-05-22"),
        (fields.read_day, "YYYY-MM-DD", None),
        (fields.read_title, " Two  blanks\n", "Two blanks"),
        (fields.read_title, "", None),
    ],
)
def test_field_is_read(read, text, value):
    assert read(text, profile=KUBEVIRT) == (value, "")


@pytest.mark.parametrize(
    ("read", "text", "problem"),
    [
        (
            fields.read_status,
            "done",
            (
                '"done" is no known status; write one of provisional, implementable, '
                "implemented, deferred, rejected, withdrawn, replaced."
            ),
        ),
        (
            fields.read_stage,
            "gamma",
            '"gamma" is no known stage; write one of alpha, beta, ga.',
        ),
        (
            fields.read_sig,
            "$SIG",
            '"$SIG" names no SIG; write one such as sig-compute.',
        ),
        (
            fields.read_day,
            "22 May 2026",
            '"22 May 2026" is no day; write it as 2026-05-22.',
        ),
        (
            fields.read_title,
            "Your short, descriptive title",
            (
                '"Your short, descriptive title" is the template\'s; write the title '
                "of "
                "a VEP."
            ),
        ),
    ],
)
def test_field_that_cannot_be_read_says_what_to_write(read, text, problem):
    assert read(text, profile=KUBEVIRT) == (None, problem)


@pytest.mark.parametrize(
    ("items", "people"),
    [
        (["@ada-l", "grace"], ["ada-l", "grace"]),
        (["Ada Lovelace (@ada-l)"], ["ada-l"]),
        (["[Ada](https://github.com/ada-l)"], ["ada-l"]),
        (["github.com/ada-l/"], ["ada-l"]),
        (["@ada-l, @grace"], ["ada-l", "grace"]),
        (["`@ada-l`", "@ada-l"], ["ada-l"]),
        (["@example/storage-leads"], ["example/storage-leads"]),
        (["@ada-l", "TBD"], ["ada-l"]),
        (["TBD"], None),
        ([""], None),
        ([], []),
    ],
)
def test_people_are_read_by_their_handles(items, people):
    assert fields.read_people(items) == (people, "")


def test_people_without_a_handle_are_a_problem():
    assert fields.read_people(["@ada-l", "Grace Hopper"]) == (
        None,
        'No GitHub handle in "Grace Hopper"; write handles such as @name.',
    )


@pytest.mark.parametrize(
    ("items", "names"),
    [(["`Gate`", "Other"], ["Gate", "Other"]), (["N/A"], None), ([], [])],
)
def test_names_are_read_without_marks(items, names):
    assert fields.read_names(items) == (names, "")


@pytest.mark.parametrize(
    "read",
    [
        fields.read_release,
        fields.read_number,
        fields.read_status,
        fields.read_stage,
        fields.read_sig,
        fields.read_day,
        fields.read_title,
    ],
)
@given(text=st.text())
def test_reader_never_raises_and_a_problem_leaves_no_value(read, text):
    value, problem = read(text, profile=KUBEVIRT)
    assert value is None or problem == ""


@given(st.lists(st.text()))
def test_people_never_raise_and_a_problem_leaves_no_value(items):
    value, problem = fields.read_people(items)
    assert value is None or problem == ""
