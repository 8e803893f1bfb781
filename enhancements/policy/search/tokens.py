"""A search's text cut into tokens, each with its place.

Whatever is typed can be cut; what makes no sense is found by the grammar.
"""

from __future__ import annotations

import dataclasses
import enum
import re

from enhancements.languages import gettext
from enhancements.policy.search.trees import Place, Value


class Kind(enum.Enum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    MINUS = "-"
    OR = "OR"
    AND = "AND"
    NOT = "NOT"
    WORD = "word"
    PHRASE = "phrase"
    FIELD = "field"


@dataclasses.dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; `values` and `field` only of a test."""

    kind: Kind
    text: str
    place: Place
    values: tuple[Value, ...] = ()
    trouble: str = ""
    """Why it makes no sense as it stands; empty when it does."""


_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]*)(:(?!//)|(?=[<>]=?[^<>=]))")
_COMPARED = re.compile(r"<=|>=|<|>|=")
_RANGE = re.compile(r"\.\.")
_JOINERS = {"OR": Kind.OR, "AND": Kind.AND, "NOT": Kind.NOT}
QUOTES = '"“”„'
"""Signs that begin and end a phrase; which of them does not matter."""


def cut(text: str) -> tuple[Token, ...]:
    """All tokens of a text. Never raises."""
    return tuple(_Cutter(text).tokens())


class _Cutter:
    """Goes through the text once, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        while True:
            self._skip()
            if self.at >= len(self.text):
                return found
            found.append(self._next())

    def _skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _next(self) -> Token:
        start, sign = self.at, self.text[self.at]
        if sign == "(":
            self.at, self.depth = start + 1, self.depth + 1
            return self._token(Kind.OPEN, sign, start)
        if sign == ")":
            self.at, self.depth = start + 1, max(0, self.depth - 1)
            return self._token(Kind.CLOSE, sign, start)
        if sign == "-" and self._follows_something(start + 1):
            self.at = start + 1
            return self._token(Kind.MINUS, sign, start)
        if sign in QUOTES:
            inside, trouble = self._quoted()
            return self._token(Kind.PHRASE, inside, start, trouble=trouble)
        if field := _FIELD.match(self.text, start):
            return self._test(field)
        word = self._bare(ends=" ")
        return self._token(_JOINERS.get(word, Kind.WORD), word, start)

    def _follows_something(self, place: int) -> bool:
        return place < len(self.text) and not self.text[place].isspace()

    def _token(self, kind: Kind, text: str, start: int, *, trouble: str = "") -> Token:
        return Token(kind, text, Place(start, self.at), trouble=trouble)

    def _quoted(self) -> tuple[str, str]:
        """What stands between two quotation marks; the marks are passed over."""
        start = self.at + 1
        for place in range(start, len(self.text)):
            if self.text[place] in QUOTES:
                self.at = place + 1
                return self.text[start:place], ""
        self.at = len(self.text)
        return self.text[start:], gettext("The quotation mark is never closed.")

    def _bare(self, ends: str) -> str:
        """A word up to a blank, a sign of `ends`, or the bracket that closes ours."""
        start, inner = self.at, 0
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign.isspace() or sign in ends:
                break
            if sign == "(":
                inner += 1
            elif sign == ")" and inner:
                inner -= 1
            elif sign == ")" and self.depth:
                break
            self.at += 1
        return self.text[start : self.at]

    def _test(self, field: re.Match[str]) -> Token:
        start = self.at
        self.at = field.end()
        values: list[Value] = []
        trouble = ""
        while True:
            value, bad = self._value()
            values.append(value)
            trouble = trouble or bad
            if self.at >= len(self.text) or self.text[self.at] != ",":
                break
            self.at += 1
        place = Place(start, self.at)
        name = field[1].lower()
        return Token(Kind.FIELD, name, place, tuple(values), trouble)

    def _value(self) -> tuple[Value, str]:
        start, compared = self.at, ""
        if found := _COMPARED.match(self.text, start):
            compared = "" if found[0] == "=" else found[0]
            self.at = found.end()
        if self.at < len(self.text) and self.text[self.at] in QUOTES:
            text, trouble = self._quoted()
            return Value(text, None, compared, Place(start, self.at)), trouble
        text, to = self._bare(ends=","), None
        if not compared and _RANGE.search(text):
            text, _, to = text.partition("..")
        return Value(text, to, compared, Place(start, self.at)), ""
