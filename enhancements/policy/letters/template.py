"""The language of letters: names, sections, nothing else.

`{{name}}` is replaced by a value, made harmless by what kind of name it is
(`escaping`). `{{#name}}` to `{{/name}}` is there for each item of a list, or once where
a name is true or not empty; `{{^name}}` to `{{/name}}` where it is not. A tag of a
section that is alone on its line takes the line with it. There are no expressions, no
attributes, no unescaped values and no other files: whoever writes a letter can neither
reach what was not handed to it nor turn the escaping off.

Which names there are is declared beside the letter. A name that is none of them is an
error when the letter is read, not when it is written to somebody.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from enhancements.languages import gettext, gettext_noop, grouped
from enhancements.policy.letters import escaping
from enhancements.policy.letters.escaping import Form, Kind

LONGEST_TEMPLATE = 20_000
LONGEST_LETTER = 60_000
"""GitHub takes 65,536 characters of a comment; what we add ourselves has room."""
DEEPEST = 6
_TAG = re.compile(
    r"(?<!\{)\{\{(?P<mark>[#^/]?)\s*(?P<name>[a-z][a-z0-9_]*)\s*\}\}(?!\})"
)
_ALONE = re.compile(
    r"^[ \t]*(\{\{[#^/]\s*[a-z][a-z0-9_]*\s*\}\})[ \t]*(?:\n|\Z)", re.MULTILINE
)
_BRACES = re.compile(r"\{\{|\}\}")
_BLANK_LINES = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)

Names: TypeAlias = Mapping[str, "Kind | Names"]
"""What a letter may name: a kind of value, or for a list the names of its items."""
Value: TypeAlias = "str | bool | Sequence[Mapping[str, Value]]"
Values: TypeAlias = Mapping[str, Value]


class TemplateInvalid(ValueError):
    """A letter cannot be read; the text says the line and what to write instead."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line
        """The line that is wrong, counted from 1; 0 for none alone."""


class LetterTooLong(ValueError):
    """A letter came out longer than a comment may be."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length
        """Characters."""

    def __str__(self) -> str:
        # Said to who looks at it, while the letter is made in the project's language.
        return gettext(
            "The letter would have %(length)s characters; at most %(most)s fit.",
            length=grouped(self.length),
            most=grouped(LONGEST_LETTER),
        )


@dataclasses.dataclass(frozen=True, slots=True)
class _Name:
    name: str
    kind: Kind


@dataclasses.dataclass(frozen=True, slots=True)
class _Section:
    name: str
    is_list: bool
    is_inverted: bool
    parts: tuple[_Part, ...]


_Part: TypeAlias = "str | _Name | _Section"


@dataclasses.dataclass(frozen=True, slots=True)
class Template:
    """A letter that was read and may be filled in."""

    parts: tuple[_Part, ...]
    source: str = ""
    """As it was typed."""

    def fill(self, values: Values, form: Form) -> str:
        """The letter with these values, which have to be all that were declared.

        No more than one blank line stands together, and none at the ends. Raises
        LetterTooLong, and KeyError for a value that is missing.
        """
        text = _filled(self.parts, (values,), form)
        text = _TRAILING.sub("", text)
        text = _BLANK_LINES.sub("\n\n", text).strip()
        if len(text) > LONGEST_LETTER:
            raise LetterTooLong(len(text))
        return text


def parse(text: str, names: Names) -> Template:
    """Read a letter that may name these. Raises TemplateInvalid."""
    if len(text) > LONGEST_TEMPLATE:
        message = gettext(
            "it has %(length)s characters; at most %(most)s may be.",
            length=grouped(len(text)),
            most=grouped(LONGEST_TEMPLATE),
        )
        raise TemplateInvalid(message)
    text = text.replace("\r\n", "\n")
    return Template(_Reader(_alone(text), names).read(), text)


def _alone(text: str) -> str:
    """Tags of sections that are alone on their line take it along.

    The lines stay counted: a mark that no text may hold stands for each of them.
    """
    if "\0" in text:
        message = gettext("it holds a character that no text has (NUL); remove it.")
        raise TemplateInvalid(message)
    return _ALONE.sub(r"\1" + "\0", text)


class _Reader:
    """One pass over a letter's text."""

    def __init__(self, text: str, names: Names) -> None:
        self._text = text
        self._scopes: list[Names] = [names]
        self._open: list[tuple[str, bool, bool, int]] = []
        self._parts: list[list[_Part]] = [[]]

    def read(self) -> tuple[_Part, ...]:
        """All of it."""
        end = 0
        for tag in _TAG.finditer(self._text):
            self._literal(end, tag.start())
            end = tag.end()
            self._tag(tag)
        self._literal(end, len(self._text))
        if self._open:
            name, *_, at = self._open[-1]
            message = gettext(
                "{{#%(name)s}} is never closed; add {{/%(name)s}}", name=name
            )
            raise self._wrong(at, message)
        return tuple(self._parts[0])

    def _literal(self, start: int, end: int) -> None:
        text = self._text[start:end]
        stray = _BRACES.search(text)
        if stray is not None:
            message = gettext(
                "this is no tag; write {{name}}, {{#name}}, {{^name}} or {{/name}}, in"
                " small letters"
            )
            raise self._wrong(start + stray.start(), message)
        if text := text.replace("\0", ""):
            self._parts[-1].append(text)

    def _tag(self, tag: re.Match[str]) -> None:
        mark, name, at = tag["mark"], tag["name"], tag.start()
        if mark == "/":
            self._close(name, at)
            return
        declared = self._declared(name, at)
        if mark:
            self._begin(name, mark, declared, at)
            return
        if not isinstance(declared, Kind) or declared is Kind.FLAG:
            ask = gettext_noop(
                "{{%(name)s}} is a list; write {{#%(name)s}} … {{/%(name)s}}"
            )
            if isinstance(declared, Kind):
                ask = gettext_noop(
                    "{{%(name)s}} is true or false; write {{#%(name)s}} … {{/%(name)s}}"
                )
            raise self._wrong(at, gettext(ask, name=name))
        before = self._text[:at].rpartition("\n")[2]
        if before.strip(" \t\0") == "/":
            message = gettext("no command is named by a value; write its word")
            raise self._wrong(at, message)
        self._parts[-1].append(_Name(name, declared))

    def _begin(self, name: str, mark: str, declared: Kind | Names, at: int) -> None:
        if len(self._open) == DEEPEST:
            message = gettext(
                "more than %(most)s sections lie in one another", most=DEEPEST
            )
            raise self._wrong(at, message)
        is_list, inverted = not isinstance(declared, Kind), mark == "^"
        self._open.append((name, is_list, inverted, at))
        inner = declared if not isinstance(declared, Kind) and not inverted else {}
        self._scopes.append(inner)
        self._parts.append([])

    def _close(self, name: str, at: int) -> None:
        if not self._open or self._open[-1][0] != name:
            last = self._open[-1][0] if self._open else ""
            ask = gettext_noop(
                "{{/%(name)s}} closes nothing here; no section is open; remove it"
            )
            if last:
                ask = gettext_noop(
                    "{{/%(name)s}} closes nothing here; write {{/%(last)s}}"
                )
            raise self._wrong(at, gettext(ask, name=name, last=last))
        _, is_list, inverted, _ = self._open.pop()
        self._scopes.pop()
        parts = tuple(self._parts.pop())
        self._parts[-1].append(_Section(name, is_list, inverted, parts))

    def _declared(self, name: str, at: int) -> Kind | Names:
        for scope in reversed(self._scopes):
            if name in scope:
                return scope[name]
        known = sorted({one for scope in self._scopes for one in scope})
        near = difflib.get_close_matches(name, known, n=1)
        said = [gettext("there is no name %(name)s.", name=repr(name))]
        if self._open:
            text = gettext_noop("there is no name %(name)s inside {{#%(section)s}}.")
            said = [gettext(text, name=repr(name), section=self._open[-1][0])]
        if near:
            said.append(gettext("Did you mean %(name)s?", name=near[0]))
        said.append(gettext("There are: %(names)s", names=", ".join(known)))
        raise self._wrong(at, " ".join(said))

    def _wrong(self, at: int, message: str) -> TemplateInvalid:
        before = self._text[:at]
        line = before.count("\n") + before.count("\0") + 1
        text = gettext("line %(line)s: %(message)s.", line=line, message=message)
        return TemplateInvalid(text, line)


def _filled(parts: Sequence[_Part], scopes: tuple[Values, ...], form: Form) -> str:
    found: list[str] = []
    for part in parts:
        match part:
            case str():
                found.append(part)
            case _Name():
                given = _value(part.name, scopes)
                found.append(escaping.value(part.kind, str(given), form))
            case _Section():
                found.append(_section(part, scopes, form))
    return "".join(found)


def _section(part: _Section, scopes: tuple[Values, ...], form: Form) -> str:
    given = _value(part.name, scopes)
    if part.is_inverted:
        return "" if given else _filled(part.parts, scopes, form)
    if not part.is_list or isinstance(given, str | bool):
        return _filled(part.parts, scopes, form) if given else ""
    return "".join(_filled(part.parts, (*scopes, item), form) for item in given)


def _value(name: str, scopes: tuple[Values, ...]) -> Value:
    for scope in reversed(scopes):
        if name in scope:
            return scope[name]
    raise KeyError(name)
