"""The words of a project, and where they appear in a text.

A guide's text is plain but for two marks: `code` between backticks, and a link,
`[its label](key)`, whose key names an address of the guide or, as in `#ask`, a
place on the page.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping

MARKED = re.compile(r"`(?P<code>[^`]+)`|\[(?P<label>[^\]]+)\]\((?P<link>[^)\s]+)\)")
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")
_SAME_START = 3
_BEFORE = r"(?<![\w/#@.-])"
_AFTER = r"(?!\w|[-/]\w|\.\w)"


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """A word of the field with its meaning."""

    name: str
    text: str
    also: tuple[str, ...] = ()
    """Other forms that mean the same: plurals, short forms, older names."""
    links: bool = True
    """Whether the word becomes a link where it appears in a text."""

    @property
    def key(self) -> str:
        """The term in an address: `vep-freeze` of "VEP freeze"."""
        return _NOT_A_WORD.sub("-", self.name.casefold()).strip("-")

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form of the term, its name first."""
        return (self.name, *self.also)

    @property
    def other_names(self) -> tuple[str, ...]:
        """The forms worth telling: not the plural of one told before, or its like.

        Two forms with the same first letters are taken for one word.
        """
        told: dict[str, str] = {}
        for form in self.forms:
            told.setdefault(form.casefold()[:_SAME_START], form)
        return tuple(told.values())[1:]


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: plain, code, a link, or a term of the glossary."""

    text: str
    term: Term | None = None
    code: bool = False
    href: str = ""
    """The address of a link; empty for what is none."""


class Glossary:
    """The terms of a guide, ready to be found in texts.

    Raises ValueError when two terms claim the same form.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        ordered = sorted(terms, key=lambda term: term.name.casefold())
        self.terms = tuple(ordered)
        self._known = _by_form(ordered)
        self._found = _expression(ordered)

    def term(self, form: str) -> Term | None:
        """The term of that name or other form, in any case; None when unknown."""
        return self._known.get(_words(form))

    def pieces(
        self, text: str, seen: list[str], links: Mapping[str, str] | None = None
    ) -> Iterator[Piece]:
        """The text in pieces, with its terms where they appear first.

        `seen` holds the keys of the terms that were found before in the same
        section and takes the new ones in; such a term stays plain text. At one
        place the longest term wins. Code and the labels of links hold no terms.
        """
        start = 0
        for mark in MARKED.finditer(text):
            yield from self._terms_in(text[start : mark.start()], seen)
            yield _marked(mark, links or {})
            start = mark.end()
        yield from self._terms_in(text[start:], seen)

    def _terms_in(self, text: str, seen: list[str]) -> Iterator[Piece]:
        start = 0
        for found in self._found.finditer(text):
            term = self.term(found[0])
            if term is None or term.key in seen:
                continue
            if found.start() > start:
                yield Piece(text[start : found.start()])
            seen.append(term.key)
            yield Piece(found[0], term=term)
            start = found.end()
        if start < len(text):
            yield Piece(text[start:])


def plain(text: str) -> str:
    """The text without its marks, for a tooltip or a mail."""
    return MARKED.sub(lambda mark: mark["code"] or mark["label"], text)


def _marked(mark: re.Match[str], links: Mapping[str, str]) -> Piece:
    """A link whose address is empty or unknown is left as plain text."""
    if mark["code"] is not None:
        return Piece(mark["code"], code=True)
    place = mark["link"]
    return Piece(
        mark["label"],
        href=place if place.startswith("#") else links.get(place, ""),
    )


def _words(form: str) -> str:
    return " ".join(form.casefold().split())


def _by_form(terms: Iterable[Term]) -> dict[str, Term]:
    known: dict[str, Term] = {}
    for term in terms:
        for form in term.forms:
            other = known.setdefault(_words(form), term)
            if other is not term:
                raise ValueError(
                    f"{form!r} is a form of both {other.name!r} and {term.name!r}; "
                    "leave it with one of them."
                )
    return known


def _expression(terms: Iterable[Term]) -> re.Pattern[str]:
    """Every form of the terms that become links, the longest first."""
    forms = [form for term in terms if term.links for form in term.forms]
    forms.sort(key=len, reverse=True)
    if not forms:
        return re.compile(r"(?!)")
    return re.compile(f"{_BEFORE}(?:{'|'.join(map(_form_expression, forms))}){_AFTER}")


def _form_expression(form: str) -> str:
    """The form with any blanks between its words.

    A word with a capital after its first letter (GA, AoE) is matched as it
    stands, for "ga" is no "GA"; any other word in either case.
    """
    return r"\s+".join(
        re.escape(word) if word[1:] != word[1:].lower() else f"(?i:{re.escape(word)})"
        for word in form.split()
    )
