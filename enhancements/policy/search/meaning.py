"""What was probably meant by a word that nothing says, or a SIG. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from enhancements.policy.search import fields, grammar, trees
from enhancements.policy.search.fields import Kind
from enhancements.policy.search.grammar import SearchRefused
from enhancements.policy.search.trees import Words
from enhancements.profiles.schema import Profile

_ALIKE = 0.7
_SHORTEST = 4


def meant(text: str, titles: Mapping[Words, Iterable[str]]) -> str:
    """The search with its misspelt words as titles spell them; empty when none is.

    `titles` are, for each word of the search, titles in which something alike stands.
    """
    found = text
    for words in sorted(titles, key=lambda one: one.place.start, reverse=True):
        near = _nearest(words.text, titles[words])
        if near:
            found = found[: words.place.start] + near + found[words.place.end :]
    return found if found != text else ""


def _nearest(word: str, titles: Iterable[str]) -> str:
    """How a title spells a word; empty when one says just that, or none is alike."""
    folded = word.casefold()
    if words_of := [one for title in titles for one in _words(title)]:
        if len(folded) < _SHORTEST or any(folded in one for one in words_of):
            return ""
        alike = difflib.get_close_matches(folded, words_of, n=1, cutoff=_ALIKE)
        return alike[0] if alike else ""
    return ""


def _words(title: str) -> list[str]:
    """Plain words, so that what is written into the search is a word there, too."""
    return [word for word in title.casefold().split() if word.isalnum()]


def with_sig(text: str, profile: Profile, sig: str, near: str) -> str:
    """The search with another SIG wherever its tests name one; `sig` is a name as the
    profile gives it. A search that cannot be read stays as it is.
    """
    try:
        tree = grammar.parse(text)
    except SearchRefused:
        return text
    values = [
        value
        for test in trees.tests(tree)
        if (field := fields.of(test.field)) and field.kind is Kind.SIG
        for value in test.values
        if (profile.sig_name(value.text) or value.text.casefold()) == sig
    ]
    # From the end, so that places before it stay what they are.
    for value in sorted(values, key=lambda one: -one.place.start):
        text = f"{text[: value.place.start]}{near}{text[value.place.end :]}"
    return text
