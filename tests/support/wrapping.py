"""Texts for readers that no translation can reach, found in the source of a file.

Of a template all branches are looked at, not only those that some page takes. What is
left to judgement: a word that a program knows and a word for people look alike, so what
is found without reason is named in `NAMES`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.jslexer import tokenize
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment, nodes

MARKS = {
    "_",
    "gettext",
    "gettext_noop",
    "ngettext",
    "npgettext",
    "nsentence",
    "pgettext",
    "sentence",
}
"""What marks a text."""
NAMES = {"AoE", "Ctrl", "GitHub", "R-", "Tracker", "UTC"}
"""Names that are the same in all languages."""
KEYS = {"ArrowLeft", "ArrowRight", "Arrow", "Control", "Enter", "Esc", "Escape", "Meta"}
"""Names of keys, which browsers know."""
_SHOWN = {"alt", "aria-label", "data-label", "label", "placeholder", "title"}
_NOT_SAID = {"code", "kbd", "pre", "script", "style"}
_VOID = {"br", "hr", "img", "input", "link", "meta", "rect", "line", "circle", "use"}
_HOLE = "\ue000"
_WORD = re.compile(r"[A-Za-z][a-z]+")
_SENTENCE = re.compile(r"\A[A-Z][a-z]+\b(?!-)|[a-z]+ [a-z]+ [a-z]+")
_SQL = re.compile(r"\b(SELECT|FROM|WHERE|COLLATE|record\.\w+)\b")
_CODE = re.compile(r"[/\[\]{}<>=_#]|\.\w|--")


def found_in(path: Path) -> list[str]:
    """Texts of a file that are not marked."""
    source = path.read_text(encoding="utf-8")
    look = {".html": _in_template, ".js": _in_script, ".py": _in_python}[path.suffix]
    return sorted({text for text in look(source) if is_said(text)})


def is_said(text: str) -> bool:
    for name in (*NAMES, *KEYS):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", text)
    return _WORD.search(text) is not None


class Shown(HTMLParser):
    """What of a page is shown or read out."""

    def __init__(self) -> None:
        super().__init__()
        self.around: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.around.append(tag)
        self.said += [value for name, value in attrs if value and name in _SHOWN]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.around:
            del self.around[-1 - self.around[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if not _NOT_SAID & set(self.around):
            self.said.append(data)


def _environment() -> Environment:
    engine = engines["jinja2"]
    assert isinstance(engine, Jinja2)
    return engine.env


def _in_template(source: str) -> Iterator[str]:
    env = _environment()
    reader = Shown()
    reader.feed("".join(_outside(env.lex(source))))
    reader.close()
    yield from (" ".join(text.replace(_HOLE, " ").split()) for text in reader.said)
    for output in env.parse(source).find_all(nodes.Output):
        for part in output.nodes:
            yield from _of_expression(part)
    for kind in (nodes.Assign, nodes.CallBlock):
        for node in env.parse(source).find_all(kind):
            yield from _of_expression(node)


def _outside(tokens: Iterator[tuple[int, str, str]]) -> Iterator[str]:
    """What stands in a template outside of expressions and of texts that are marked."""
    before, is_marked = "", False
    for _, kind, value in tokens:
        if kind == "data" and not is_marked:
            yield value
        elif kind == "variable_begin" and not is_marked:
            yield _HOLE
        elif before == "block_begin" and value in ("trans", "endtrans"):
            is_marked = value == "trans"
        if kind != "whitespace":
            before = kind


def _of_expression(node: nodes.Node) -> Iterator[str]:
    """Constants in an expression that read like texts, outside of marks."""
    if isinstance(node, nodes.Call) and _is_mark(node):
        return
    if isinstance(node, nodes.Output | nodes.Test):
        return
    if isinstance(node, nodes.Const):
        if isinstance(node.value, str):
            yield from _if_said(node.value)
        return
    for child in node.iter_child_nodes():
        yield from _of_expression(child)


def _in_script(source: str) -> Iterator[str]:
    before, depth = "", 0
    for token in tokenize(source):
        if depth or (before in MARKS and token.value == "("):
            # Within a mark: nothing until its bracket is closed.
            depth += {"(": 1, ")": -1}.get(token.value, 0)
        elif token.type == "string":
            yield from _if_said(token.value[1:-1])
        elif token.type == "template_string":
            yield from _if_said(re.sub(r"\$\{[^}]*\}", " ", token.value[1:-1]))
        before = token.value


def _if_said(text: str) -> Iterator[str]:
    if _SENTENCE.search(text) and not _is_code(text):
        yield text


def _in_python(source: str) -> Iterator[str]:
    yield from _of_python(ast.parse(source))


def _of_python(node: ast.AST) -> Iterator[str]:
    """Sentences in a module: no documentation, no SQL, no types."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name in MARKS:
            return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        yield from _of_python(node.value)
        return
    if isinstance(node, ast.arg):
        return
    if isinstance(node, ast.JoinedStr):
        parts = [one.value for one in node.values if isinstance(one, ast.Constant)]
        text = " ".join(str(part) for part in parts)
        if re.search(r"[a-z]{2,} |\b[a-z]{3,}\Z", text) and not _is_code(text):
            yield text
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _if_said(node.value)
        return
    for child in ast.iter_child_nodes(node):
        yield from _of_python(child)


def _is_code(text: str) -> bool:
    return bool(_SQL.search(text) or _CODE.search(text))


def marks_at_the_top_of_macros(path: Path) -> bool:
    """Whether a template with macros sets a marked text outside of them."""
    tree = _environment().parse(path.read_text(encoding="utf-8"))
    if not any(isinstance(node, nodes.Macro) for node in tree.body):
        return False
    calls = [
        call
        for node in tree.body
        if isinstance(node, nodes.Assign | nodes.AssignBlock)
        for call in node.find_all(nodes.Call)
    ]
    return any(_is_mark(call) for call in calls)


def _is_mark(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in MARKS
