"""YAML as its author wrote it: every scalar a text, with lines, without surprises.

Only blank values (None) and true/false are told apart from text, so that `v1.20`,
`2026-05-22` or `off` stay what they are. Built on the nodes that libyaml composes:
no constructor runs, so no tag of a file can make anything.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from enhancements.documents.text import Unreadable

# PyYAML built without libyaml reads the same, slower.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 20
MOST_NODES = 50_000
SAFE_DEPTH = 2000
"""Levels that libyaml's composer can go down on any thread's stack."""

_OPENERS = ("[", "{", "- ", "? ")
_TOO_DEEP = (
    "the YAML is too long, nested too deep or refers to itself; write it out flat."
)
_QUOTED = frozenset({'"', "'", "|", ">"})
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True"), True),
    **dict.fromkeys(("false", "False"), False),
}


class _Loader(_Base):  # type: ignore[misc]  # its base is chosen when imported
    """libyaml without types: nodes have no tag, whatever the text says."""

    def resolve(self, *_: object) -> str:
        """No tag; PyYAML asks for one for every node."""
        return ""


Plain = str | bool | list["Plain"] | dict[str, "Plain"] | None
"""A value as its author wrote it."""


class Pair(NamedTuple):
    """One key of a mapping with its line, its value, and the value's own text."""

    key: str
    line: int
    value: Plain
    raw: str
    inner: tuple[Pair, ...] = ()
    """The pairs of a value that is itself a mapping."""


class Yaml:
    """A YAML text taken apart. Raises Unreadable when it is not right."""

    def __init__(self, text: str, *, first_line: int = 1) -> None:
        self._text = text
        self._offset = first_line
        self._budget = MOST_NODES
        self.root: yaml.Node | None = self._compose()

    def line(self, node: yaml.Node) -> int:
        """The line on which a node begins."""
        return int(node.start_mark.line) + self._offset

    def items(self) -> list[yaml.Node] | None:
        """The nodes of the outermost list; None when there is none."""
        if isinstance(self.root, yaml.SequenceNode):
            return list(self.root.value)
        return None

    def pairs(self, node: yaml.Node | None) -> list[Pair] | None:
        """The keys of a mapping in order, also repeated ones; None for others."""
        if not isinstance(node, yaml.MappingNode):
            return None
        return [self._pair(key, value, deep=True) for key, value in node.value]

    def _pair(self, key: yaml.Node, value: yaml.Node, *, deep: bool) -> Pair:
        line = key.start_mark.line + self._offset
        if isinstance(value, yaml.ScalarNode):
            return Pair(_key(key), line, _scalar(value), _clean(value.value))
        inner: tuple[Pair, ...] = ()
        if deep and isinstance(value, yaml.MappingNode):
            inner = tuple(self._pair(*each, deep=False) for each in value.value)
        return Pair(_key(key), line, self.plain(value), self._raw(value), inner)

    def plain(self, node: yaml.Node | None, depth: int = 0) -> Plain:
        """A node as text, true, false, None, or lists and dicts of them.

        Of a key given twice the first stays. Raises Unreadable for what is
        nested too deep or, by references, too large.
        """
        self._budget -= 1
        if self._budget < 0 or depth > DEEPEST:
            raise Unreadable(_TOO_DEEP)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, depth + 1) for item in node.value]
        if isinstance(node, yaml.MappingNode):
            mapping: dict[str, Plain] = {}
            for key, value in node.value:
                mapping.setdefault(_key(key), self.plain(value, depth + 1))
            return mapping
        return _scalar(node) if isinstance(node, yaml.ScalarNode) else None

    def _raw(self, node: yaml.Node) -> str:
        """A list or mapping as written, without the comments in it."""
        raw = self._text[node.start_mark.index : node.end_mark.index]
        lines = [line.rstrip() for line in raw.split("\n")]
        return "\n".join(line for line in lines if line.strip()[:1] not in {"", "#"})

    def _check_depth(self) -> None:
        """Refuse nesting so deep that composing it would overflow the C stack.

        Few marks that could open a level cannot nest that deep, so most texts are
        not gone through for it; events need no stack.
        """
        if sum(map(self._text.count, _OPENERS)) < SAFE_DEPTH:
            return
        depth = 0
        for event in yaml.parse(self._text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > SAFE_DEPTH:
                raise Unreadable(_TOO_DEEP)

    def _compose(self) -> yaml.Node | None:
        try:
            self._check_depth()
            return self._compose_unchecked()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            # At the end of the text libyaml counts one line too many.
            last = self._text.count("\n")
            line = min(mark.line if mark else 0, last) + self._offset
            what = error.problem or error.context
            raise Unreadable(f"line {line}: {what}") from error
        except yaml.reader.ReaderError as error:
            # libyaml counts bytes.
            above = self._text.encode()[: error.position].count(b"\n")
            raise Unreadable(
                f"line {above + self._offset}: the control character "
                f"#x{error.character:04x} means nothing there"
            ) from error

    def _compose_unchecked(self) -> yaml.Node | None:
        loader = _Loader(self._text)
        try:
            node: yaml.Node | None = loader.get_single_node()
        finally:
            loader.dispose()
        return node


def _key(node: yaml.Node) -> str:
    return _clean(str(node.value)) if isinstance(node, yaml.ScalarNode) else "?"


def _scalar(node: yaml.ScalarNode) -> str | bool | None:
    text = _clean(node.value)
    if text not in _WORDS or node.style in _QUOTED:
        return text
    return _WORDS[text]


def _clean(text: str) -> str:
    """Text that can be stored: an escape in quotes can spell what a file cannot."""
    if text.isascii() and "\0" not in text:
        return text
    return (
        text.replace("\0", "\N{REPLACEMENT CHARACTER}")
        .encode("utf-8", "replace")
        .decode("utf-8")
    )
