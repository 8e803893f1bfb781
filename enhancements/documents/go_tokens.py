"""The words of a Go source text, as far as registrations need them.

After the lexical elements of the Go specification: comments, strings, identifiers; all
else is one sign at a time. Nothing in a comment or a string is ever taken for code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

IDENT = "ident"
STRING = "string"
COMMENT = "comment"
SIGN = "sign"
END = "end"
"""The end of a line, where a statement may end."""

_TOKEN = re.compile(
    r"(?P<end>\n)"
    r"|(?P<space>[ \t\r\f\v]+)"
    r"|(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"
    r'|(?P<string>"(?:\\.|[^"\\\n])*"|`[^`]*`)'
    r"|(?P<rune>'(?:\\.|[^'\\\n])*')"
    r"|(?P<ident>[^\W\d]\w*)"
    r"|(?P<number>\d[\w.]*)"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class Token(NamedTuple):
    """One word with its line, counted from 1, and its place in the text."""

    kind: str
    text: str
    """Of a string its value."""
    line: int
    start: int
    stop: int


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order; runes, numbers and all signs as signs."""
    line = 1
    for found in _TOKEN.finditer(text):
        kind, word = str(found.lastgroup), found[0]
        if kind == "string":
            yield Token(STRING, _value(word), line, *found.span())
        elif kind in (IDENT, COMMENT, END):
            yield Token(kind, word, line, *found.span())
        elif kind != "space":
            yield Token(SIGN, word, line, *found.span())
        line += word.count("\n")


def _value(literal: str) -> str:
    """What a string literal means; an escape that is not common stays as it is."""
    if literal.startswith("`"):
        return literal[1:-1]
    return _ESCAPE.sub(lambda each: _SIMPLE.get(each[1], each[0]), literal[1:-1])
