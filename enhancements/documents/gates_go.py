"""Feature gates that Go code registers, as KubeVirt's does.

A registration is a call of a known function with a literal of known fields:
`RegisterFeatureGate(FeatureGate{Name: X, State: Beta})`, on one line or several, its
fields in any order. `X` is a string or a constant, which any of the files may define,
those of its own package first; what counts is its value. A constant that nothing
registers, and every comment, are told apart from registrations: they prove nothing.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Generator, Iterable, Mapping, Sequence

from enhancements.documents.gate_facts import (
    CONSTANT,
    GATE,
    HINT,
    REGISTERED,
    UNREAD,
    Said,
)
from enhancements.documents.go_tokens import (
    COMMENT,
    END,
    IDENT,
    SIGN,
    STRING,
    Token,
    tokens,
)
from enhancements.documents.text import Unreadable, decode
from enhancements.profiles.gate_rules import GateRules

LONGEST_RAW = 2000
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_STAGED = re.compile(
    r"^[\s/*]*(?P<word>Alpha|Beta|GA|Deprecated|Discontinued)\b\s*(?::|in|since)?\s*"
    r"(?P<release>v?\d+\.\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
_COMMENTED = re.compile(r"(?P<call>\w+)\s*\(.*?Name\s*:\s*(?P<name>\w+)", re.DOTALL)


@dataclasses.dataclass(frozen=True, slots=True)
class _Constant:
    """A name of the code, what it is set to, and where."""

    name: str
    value: str | None
    """Its string; None for one that is set to something else."""
    refers: str
    """The other name that it is set to; empty for none."""
    path: str
    line: int
    raw: str


class _Constants:
    """What all files call something: a name may mean another thing in each package,
    which in Go is a folder.
    """

    def __init__(self, every: Iterable[_Constant]) -> None:
        self.every = tuple(every)
        self._own: dict[tuple[str, str], _Constant] = {}
        self._first: dict[str, _Constant] = {}
        for one in self.every:
            self._own.setdefault((_package(one.path), one.name), one)
            self._first.setdefault(one.name, one)

    def named(self, name: str, path: str) -> _Constant | None:
        """The constant that a file means: of its package, else of the first file."""
        return self._own.get((_package(path), name)) or self._first.get(name)


def _package(path: str) -> str:
    return path.rpartition("/")[0]


@dataclasses.dataclass(frozen=True, slots=True)
class _Call:
    """A registration as written: words of its fields, and where."""

    fields: Mapping[str, Sequence[Token]]
    path: str
    line: int
    raw: str


def read(files: Mapping[str, bytes], rules: GateRules) -> list[Said]:
    """What these files of one commit say of gates, in no particular order."""
    found: list[Said] = []
    read_files = []
    for path, content in sorted(files.items()):
        try:
            read_files.append(_File(path, decode(content), rules))
        except Unreadable as unreadable:
            found.append(Said(UNREAD, "", "", path, 1, "", str(unreadable)))
    constants = _Constants(one for file in read_files for one in file.constants())
    calls = [call for file in read_files for call in file.calls()]
    registered = [_registration(call, constants, rules) for call in calls]
    found.extend(registered)
    named = {one.gate for one in registered}
    found.extend(_unregistered(constants.every, named, rules))
    for file in read_files:
        found.extend(file.hints(constants))
    return found


def _registration(call: _Call, constants: _Constants, rules: GateRules) -> Said:
    name, problem = _string(call.fields.get(rules.name, ()), constants, call.path)
    word = _last_name(call.fields.get(rules.state, ()))
    if not problem and GATE.fullmatch(name) is None:
        problem = f"{name!r} is no name that a gate could have."
    if not problem and not word:
        problem = f"It has no {rules.state}, so its stage is not known."
    kind = UNREAD if problem else REGISTERED
    return Said(kind, name, word, call.path, call.line, call.raw, problem)


def _string(
    words: Sequence[Token], constants: _Constants, path: str
) -> tuple[str, str]:
    """The string that an expression of a file stands for, and why it is not known."""
    if len(words) == 1 and words[0].kind == STRING:
        return words[0].text, ""
    name = _last_name(words)
    if not name:
        return "", "Its name is neither a string nor a constant."
    seen: set[_Constant] = set()
    one = constants.named(name, path)
    while one is not None and one not in seen:
        seen.add(one)
        if one.value is not None:
            return one.value, ""
        one = constants.named(one.refers, one.path)
    return "", f"The files do not say what the constant {name} is set to."


def _last_name(words: Sequence[Token]) -> str:
    """The name that `Beta`, `featuregate.Beta` and `&Beta` end with; else empty."""
    names = [word for word in words if word.kind == IDENT]
    signs = {word.text for word in words if word.kind == SIGN}
    strings = any(word.kind == STRING for word in words)
    if not names or strings or signs - {".", "&"}:
        return ""
    return names[-1].text


def _unregistered(
    constants: Iterable[_Constant], registered: set[str], rules: GateRules
) -> Iterable[Said]:
    """Constants whose value could be a gate's name, and which nothing registers."""
    for one in constants:
        value = one.value
        if value is None or value in registered or one.name in rules.stages:
            continue
        if GATE.fullmatch(value) is None or not value[0].isupper():
            continue
        yield Said(CONSTANT, value, "", one.path, one.line, one.raw)


class _File:
    """One file, taken apart into words."""

    def __init__(self, path: str, text: str, rules: GateRules) -> None:
        self.path = path
        self.text = text
        self.rules = rules
        self.words = list(tokens(text))
        self.code = [word for word in self.words if word.kind != COMMENT]

    # --- Constants ------------------------------------------------------------------

    def constants(self) -> Iterable[_Constant]:
        """Every `const` and `var` of the file's top level."""
        depth, place = 0, 0
        while place < len(self.code):
            word = self.code[place]
            if word.kind == IDENT and word.text in ("const", "var") and depth == 0:
                place = yield from self._declared(place + 1)
                continue
            depth += _step(word)
            place += 1

    def _declared(self, place: int) -> Generator[_Constant, None, int]:
        """The constants declared from here on; returns where they end."""
        is_group = place < len(self.code) and self.code[place].text == "("
        place += is_group
        while place < len(self.code):
            if self.code[place].kind == END:
                place += 1
                continue
            if is_group and self.code[place].text == ")":
                return place + 1
            line, place = self._statement(place)
            yield from self._of_line(line)
            if not is_group:
                return place
        return place

    def _statement(self, place: int) -> tuple[list[Token], int]:
        """The words up to the end of the statement, and where that is."""
        line: list[Token] = []
        depth = 0
        while place < len(self.code):
            word = self.code[place]
            if depth == 0 and (word.kind == END or word.text in (";", ")")):
                return line, place + (word.text != ")")
            depth += _step(word)
            if word.kind != END:
                line.append(word)
            place += 1
        return line, place

    def _of_line(self, line: Sequence[Token]) -> Iterable[_Constant]:
        equals = next((n for n, word in enumerate(line) if word.text == "="), 0)
        left, right = line[:equals], line[equals + 1 :]
        names = [
            part[0].text for part in _parts(left) if part and part[0].kind == IDENT
        ]
        for name, value in zip(names, _parts(right), strict=False):
            text = None
            if len(value) == 1 and value[0].kind == STRING:
                text = value[0].text
            raw = self.text[line[0].start : line[-1].stop]
            yield _Constant(
                name,
                text,
                _last_name(value),
                self.path,
                line[0].line,
                raw[:LONGEST_RAW],
            )

    # --- Registrations --------------------------------------------------------------

    def calls(self) -> Iterable[_Call]:
        """Every call of a function that registers, but not the function itself."""
        for place, word in enumerate(self.code[:-1]):
            is_name = word.kind == IDENT and word.text in self.rules.calls
            if not is_name or self.code[place + 1].text != "(":
                continue
            # Of a definition `func` comes before the name, or a method's receiver.
            if place and self.code[place - 1].text in ("func", ")"):
                continue
            inside, end = self._inside(place + 1)
            raw = self.text[word.start : end].strip()
            fields = self._fields(inside)
            yield _Call(fields, self.path, word.line, raw[:LONGEST_RAW])

    def _inside(self, place: int) -> tuple[list[Token], int]:
        """The words within the brackets that open here, and where those end."""
        found: list[Token] = []
        depth = 0
        for word in self.code[place:]:
            depth += _step(word)
            if depth == 0:
                return found, word.stop
            if word.kind != END:
                found.append(word)
        return found, len(self.text)

    def _fields(self, inside: Sequence[Token]) -> dict[str, Sequence[Token]]:
        """Fields of the literal that a call is given; by place where none is named."""
        start = next((n for n, word in enumerate(inside[1:], 1) if word.text == "{"), 0)
        if not start:
            return {}
        literal = inside[start + 1 : -1]
        fields: dict[str, Sequence[Token]] = {}
        for number, part in enumerate(_parts(literal)):
            if len(part) > 2 and part[0].kind == IDENT and part[1].text == ":":  # noqa: PLR2004 - name, colon, value
                fields[part[0].text] = part[2:]
            elif number < 2:  # noqa: PLR2004 - name and state
                fields[(self.rules.name, self.rules.state)[number]] = part
        return fields

    # --- Comments -------------------------------------------------------------------

    def hints(self, constants: _Constants) -> Iterable[Said]:
        """What comments say: stages beside a constant, registrations left out."""
        pending: list[Token] = []
        lines = iter(self.words)
        blank = False
        for word in lines:
            if word.kind == COMMENT:
                yield from self._left_out(word, constants)
                pending.append(word)
                blank = False
            elif word.kind == END:
                if blank:
                    pending = []
                blank = True
            else:
                blank = False
                one = self._meant(word, constants)
                if one is not None and (one.path, one.line) == (self.path, word.line):
                    yield from self._beside(pending, one)
                pending = []

    def _meant(self, word: Token, constants: _Constants) -> _Constant | None:
        return constants.named(word.text, self.path) if word.kind == IDENT else None

    def _beside(self, comments: Sequence[Token], of: _Constant) -> Iterable[Said]:
        for comment in comments:
            for number, line in enumerate(comment.text.split("\n")):
                found = _STAGED.match(line)
                if found is not None and of.value is not None:
                    word = f"{found['word']}, {found['release']}"
                    at = comment.line + number
                    yield Said(HINT, of.value, word, self.path, at, line.strip())

    def _left_out(self, comment: Token, constants: _Constants) -> Iterable[Said]:
        """A registration that is commented out."""
        found = _COMMENTED.search(comment.text)
        if found is None or found["call"] not in self.rules.calls:
            return
        one = constants.named(found["name"], self.path)
        gate = (one.value if one else None) or found["name"]
        raw = comment.text.strip()[:LONGEST_RAW]
        problem = "This registration is a comment, so that nothing is registered."
        yield Said(HINT, gate, "", self.path, comment.line, raw, problem)


def _step(word: Token) -> int:
    """How much deeper in brackets it is after this word."""
    if word.kind != SIGN:
        return 0
    return (word.text in _OPEN) - (word.text in _CLOSE)


def _parts(words: Sequence[Token]) -> list[list[Token]]:
    """The words between the commas that stand in no bracket; none after the last."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for word in words:
        depth += _step(word)
        if depth == 0 and word.kind == SIGN and word.text == ",":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts if parts[-1] else parts[:-1]
