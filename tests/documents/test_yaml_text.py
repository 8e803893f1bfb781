from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.text import Unreadable
from enhancements.documents.yaml_text import Pair, Yaml

plain_text = st.text(st.sampled_from("ab :-#[]{}é日\u2028'\\,&*!|>%@`~01."), max_size=8)
values = st.recursive(
    plain_text,
    lambda inner: st.lists(inner) | st.dictionaries(plain_text, inner),
    max_leaves=8,
)


def pairs(text):
    parsed = Yaml(text)
    return parsed.pairs(parsed.root)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("v1.20", "v1.20"),
        ("1.20", "1.20"),
        ("2026-05-22", "2026-05-22"),
        ("0171", "0171"),
        ("off", "off"),
        ("1e3", "1e3"),
        ("!!int 7", "7"),
        ("!unknown x", "x"),
        ("true", True),
        ("False", False),
        ("'true'", "true"),
        ("", None),
        ("~", None),
        ("null", None),
        ("''", ""),
        ('"\\0x"', "\N{REPLACEMENT CHARACTER}x"),
        ("[a, ~]", ["a", None]),
        ("{a: 1.10}", {"a": "1.10"}),
        ("{a: 1, a: 2}", {"a": "1"}),
    ],
)
def test_value_stays_as_its_author_wrote_it(text, value):
    assert pairs(f"key: {text}")[0].value == value


def test_raw_text_holds_nothing_that_cannot_be_stored():
    assert pairs('a: "x\\0"\n')[0].raw == "x\N{REPLACEMENT CHARACTER}"


def test_pairs_have_lines_and_their_own_text():
    text = "a: é  # said\nb:\n  - x\n  # why\n  - y\n\nc: {d: e}\na: again\n"
    assert pairs(text) == [
        Pair("a", 1, "é", "é"),
        Pair("b", 2, ["x", "y"], "- x\n  - y"),
        Pair("c", 7, {"d": "e"}, "{d: e}", (Pair("d", 7, "e", "e"),)),
        Pair("a", 8, "again", "again"),
    ]


def test_pairs_of_a_list_are_none():
    assert pairs("- a\n") is None


def test_items_of_a_mapping_are_none():
    assert Yaml("a: b\n").items() is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: b\nc: d: e\n", "line 2: mapping values are not allowed in this context"),
        ("a: [b\n", "line 2: did not find expected ',' or ']'"),
        ("a: b\n\tc: d\n", "line 2: found a tab character"),
        ("a: *b\n", "line 1: found undefined alias"),
        ("é: b\nc: \x07\n", "line 2: the control character #x0007 means nothing there"),
    ],
)
def test_broken_yaml_is_unreadable_with_its_line(text, sentence):
    with pytest.raises(Unreadable) as caught:
        Yaml(text)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n"
            for old, new in zip("abcde", "bcdef", strict=True)
        ),
        "a: &a [*a]\n",
        "a: " + "[" * 500 + "]" * 500,
    ],
    ids=["references", "itself", "brackets"],
)
def test_yaml_that_grows_without_end_is_unreadable(text):
    with pytest.raises(Unreadable, match="nested too deep or refers to itself"):
        pairs(text)


@pytest.mark.parametrize("opener", ["[", "{a: ", "- ", "? "])
def test_yaml_nested_beyond_reason_is_unreadable(opener):
    with pytest.raises(Unreadable):
        Yaml(opener * 50_000)


def test_yaml_with_many_entries_is_read():
    parsed = Yaml("- a\n" * 10_000)
    assert len(parsed.plain(parsed.root)) == 10_000


@given(st.dictionaries(plain_text, values))
def test_value_of_dumped_yaml_comes_back(data):
    parsed = Yaml(yaml.safe_dump(data, default_style='"', allow_unicode=True))
    assert (parsed.plain(parsed.root) or {}) == data


def texts_in(value):
    if isinstance(value, dict):
        return [*value, *(text for each in value.values() for text in texts_in(each))]
    if isinstance(value, list):
        return [text for each in value for text in texts_in(each)]
    return [value] if isinstance(value, str) else []


@given(st.text(st.sampled_from(list("a:-[]{}\"'\\0ux&*!#|> \n"))) | st.text())
def test_yaml_gives_text_that_can_be_stored_or_says_why_not(text):
    try:
        parsed = Yaml(text)
        value = parsed.plain(parsed.root)
    except Unreadable as error:
        value = str(error)
    assert all(
        "\0" not in each and each.encode() is not None for each in texts_in(value)
    )
