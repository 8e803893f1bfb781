"""The language of searches: what is read, what is refused and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy.search import grammar, tokens, trees
from enhancements.policy.search.trees import All, Not, Some, Test, Tree, Value, Words
from enhancements.policy.search.writing import write


def field(name: str, *values: str) -> Test:
    return Test(name, tuple(Value(one) for one in values))


READ = {
    "": trees.EVERYTHING,
    "   ": trees.EVERYTHING,
    "live migration": All((Words("live"), Words("migration"))),
    '"live migration"': Words("live migration", is_phrase=True),
    "“live migration”": Words("live migration", is_phrase=True),
    "sig:network": field("sig", "network"),
    "SIG:network,node": field("sig", "network", "node"),
    "-has:docs-pr": Not(field("has", "docs-pr")),
    "NOT has:docs-pr": Not(field("has", "docs-pr")),
    "not": Words("not"),
    "updated:<14d": Test("updated", (Value("14d", compared="<"),)),
    "updated<14d": Test("updated", (Value("14d", compared="<"),)),
    "updated>=2026-01-01": Test("updated", (Value("2026-01-01", compared=">="),)),
    "updated:2026-01..2026-02": Test("updated", (Value("2026-01", "2026-02"),)),
    "updated:..2026-02": Test("updated", (Value("", "2026-02"),)),
    'title:"a, b"': Test("title", (Value("a, b"),)),
    "release:current+1": field("release", "current+1"),
    "a OR b c": Some((Words("a"), All((Words("b"), Words("c"))))),
    "(a OR b) c": All((Some((Words("a"), Words("b"))), Words("c"))),
    "a AND b": All((Words("a"), Words("b"))),
    "-(a b)": Not(All((Words("a"), Words("b")))),
    "--a": Not(Not(Words("a"))),
    "virt-handler": Words("virt-handler"),
    "a - b": All((Words("a"), Words("-"), Words("b"))),
    "https://example.org/a": Words("https://example.org/a"),
    "Foo(bar)": Words("Foo(bar)"),
    "(Foo(bar) baz)": All((Words("Foo(bar)"), Words("baz"))),
    "k8s.io/api": Words("k8s.io/api"),
}


@pytest.mark.parametrize(("text", "tree"), READ.items())
def test_is_read(text: str, tree: Tree) -> None:
    assert grammar.parse(text) == tree


REFUSED = {
    "(a": ("never closed", "(a", 0, 1),
    "a )": ("closes none", "", 2, 3),
    "()": ("holds nothing", "()", 1, 2),
    "OR a": ("before this OR", "OR", 0, 2),
    "a OR": ("follows this OR", "a OR", 2, 4),
    "a AND": ("follows this AND", "", 2, 5),
    "a OR OR b": ("follows this OR", "", 2, 4),
    'say "open': ("never closed", "", 4, 9),
    'title:"open': ("never closed", "", 0, 11),
    "NOT": ("follows this NOT", "", 0, 3),
    "a NOT OR b": ("follows this NOT", "", 2, 5),
    "-)": ("follows this -", "", 0, 1),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items())
def test_is_refused_at_its_place(text: str, said: tuple[str, str, int, int]) -> None:
    with pytest.raises(grammar.SearchRefused) as caught:
        grammar.parse(text)
    trouble = caught.value.troubles[0]
    assert said[0] in trouble.message
    assert (trouble.place.start, trouble.place.end) == said[2:]


def test_too_long_and_too_deep_are_refused():
    with pytest.raises(grammar.SearchRefused, match="2,000 signs; this has 2,001"):
        grammar.parse("a" * 2001)
    with pytest.raises(grammar.SearchRefused, match="More than 20 brackets"):
        grammar.parse("(" * 21 + "a" + ")" * 21)
    assert grammar.parse("(" * 20 + "a" + ")" * 20) == Words("a")


@given(st.text(max_size=60) | st.text(alphabet='ab:-()" ,<>.OR', max_size=40))
def test_whatever_is_typed_is_read_or_refused_within_it(text: str) -> None:
    try:
        tree = grammar.parse(text)
    except grammar.SearchRefused as refused:
        for trouble in refused.troubles:
            assert 0 <= trouble.place.start < trouble.place.end <= len(text)
            assert trouble.message.endswith((".", "?"))
        return
    for part in trees.walk(tree):
        if part != trees.EVERYTHING:
            assert 0 <= part.place.start < part.place.end <= len(text)


@given(st.text(max_size=60))
def test_tokens_cover_all_but_blanks(text: str) -> None:
    covered = set()
    for token in tokens.cut(text):
        covered |= set(range(token.place.start, token.place.end))
    assert {place for place, sign in enumerate(text) if not sign.isspace()} <= covered


_TEXTS = st.text(min_size=1, max_size=8).filter(
    lambda text: not set(text) & set(tokens.QUOTES)
)
_VALUES = st.one_of(
    st.builds(Value, _TEXTS.filter(lambda text: ".." not in text)),
    st.builds(
        Value,
        st.from_regex(r"[0-9a-z]{1,4}", fullmatch=True),
        compared=st.sampled_from(["<", ">="]),
    ),
    st.builds(
        Value,
        st.from_regex(r"[0-9a-z-]{0,4}", fullmatch=True),
        st.from_regex(r"[0-9a-z]{1,4}", fullmatch=True),
    ),
)
_TREES = st.recursive(
    st.builds(Words, _TEXTS, st.booleans())
    | st.builds(
        Test,
        st.sampled_from(["sig", "participating-sig"]),
        st.lists(_VALUES, min_size=1, max_size=3).map(tuple),
    ),
    lambda part: (
        st.builds(Not, part)
        | st.builds(All, st.lists(part, min_size=2, max_size=3).map(tuple))
        | st.builds(Some, st.lists(part, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=8,
)


@given(_TREES)
def test_what_is_written_is_read_as_the_same(tree: Tree) -> None:
    written = write(tree)
    read = grammar.parse(written)
    assert _plain(read) == _plain(tree)
    assert write(read) == written


def _plain(tree: Tree) -> Tree:
    """Without the difference between a word and a phrase of one word."""
    if isinstance(tree, Words):
        return Words(tree.text, is_phrase=True)
    if isinstance(tree, Not):
        return Not(_plain(tree.part))
    if isinstance(tree, All | Some):
        return type(tree)(tuple(_plain(part) for part in tree.parts))
    return tree
