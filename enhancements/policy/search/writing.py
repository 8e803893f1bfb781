"""A tree written as text: `grammar.parse` reads the same tree again."""

from __future__ import annotations

from enhancements.policy.search import tokens
from enhancements.policy.search.tokens import Kind
from enhancements.policy.search.trees import All, Not, Some, Test, Tree, Value, Words

_MARKS = str.maketrans(dict.fromkeys(tokens.QUOTES, "'"))


def write(tree: Tree) -> str:
    """The text of a tree; empty of EVERYTHING.

    Quotation marks within a phrase or value cannot be written and become apostrophes.
    """
    if isinstance(tree, Words):
        return _words(tree)
    if isinstance(tree, Test):
        return f"{tree.field}:{','.join(_value(one) for one in tree.values)}"
    if isinstance(tree, Not):
        return f"-{_part(tree.part)}"
    joiner = " " if isinstance(tree, All) else " OR "
    return joiner.join(_within(tree, part) for part in tree.parts)


def _within(whole: All | Some, part: Tree) -> str:
    """A part of a list; an All within a Some needs no brackets."""
    if isinstance(whole, Some) and isinstance(part, All) and part.parts:
        return write(part)
    return _part(part)


def _part(tree: Tree) -> str:
    return f"({write(tree)})" if isinstance(tree, All | Some) else write(tree)


def _words(words: Words) -> str:
    return (
        words.text
        if not words.is_phrase and _is_word(words.text)
        else _quoted(words.text)
    )


def _is_word(text: str) -> bool:
    """Whether a text is cut as one plain word when it stands alone, or in brackets."""
    for shown in (text, f"({text})"):
        found = [one for one in tokens.cut(shown) if one.kind is Kind.WORD]
        if len(tokens.cut(shown)) != 1 + 2 * (shown != text):
            return False
        if [one.text for one in found] != [text]:
            return False
    return True


def _quoted(text: str) -> str:
    return f'"{text.translate(_MARKS)}"'


def _value(value: Value) -> str:
    text = value.text if value.to is None else f"{value.text}..{value.to}"
    whole = f"{value.compared}{text}"
    return whole if _is_value(whole, value) else f"{value.compared}{_quoted(text)}"


def _is_value(text: str, value: Value) -> bool:
    """Whether the text is read as this value, alone or in brackets."""
    for shown, place in ((f"a:{text}", 0), (f"(a:{text})", 1)):
        found = tokens.cut(shown)
        if len(found) != 1 + 2 * place or found[place].values != (value,):
            return False
    return True
