"""Names in a YAML text put in, left and taken out, in whatever way they are written.

Pure. A list on one line, over several lines or of one item a line keeps its quotes, its
comments, its indentation and the order of those who stay. A form that is not understood
is refused with a sentence, never guessed at.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Sequence

import yaml

_SIMPLE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_PLAIN_WORDS = {"true", "false", "null", "yes", "no", "on", "off"}
_DASH = re.compile(r"[ \t]*-[ \t]+")
_END = re.compile(r"[ \t]*(?:#.*)?")
_COLON = re.compile(r"[ \t]*:(?=[ \t\n]|$)")
_BETWEEN = re.compile(r"(?:[ \t\n]|(?<![^ \t\n])#[^\n]*)*")
_COMMA = re.compile(r"^([^#,]*(?:#[^\n]*\n[^#,]*)*),")
_UNUSUAL = ("&", "*", "|", ">", "!")
_ODD = "It is written in an unusual way; write the names as a list first."


class PatchRefused(ValueError):
    """The file cannot be changed safely; the text says what to do instead."""


@dataclasses.dataclass(frozen=True, slots=True)
class Style:
    """How a list writes its items."""

    dash: str = "  - "
    quote: str = '"'
    sign: str = "@"
    """What stands before each name."""

    def item(self, name: str) -> str:
        """A line of its own."""
        return f"{self.dash}{self.value(name)}"

    def value(self, name: str) -> str:
        """The name, in quotes where YAML would not take it for a text."""
        text = f"{self.sign}{name}"
        is_simple = _SIMPLE.fullmatch(text) and text.lower() not in _PLAIN_WORDS
        quote = self.quote or ("" if is_simple else '"')
        return f"{quote}{text}{quote}"


Names = Callable[[str], tuple[str, ...]]
"""The names in the text of an item; none while they are still to be said. Raises
PatchRefused."""


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """What a list holds: how its items are read, and how they are written."""

    read: Names
    style: Style
    """Where nothing stands yet."""
    signs: tuple[str, ...]
    """What may stand before a name."""

    def styled(self, written: str, dash: str = "") -> Style:
        """As an item that stands there is written."""
        quote = written[:1] if written[:1] in ("'", '"') else ""
        bare = written[len(quote) :]
        sign = next((one for one in self.signs if bare.startswith(one)), "")
        return Style(dash or self.style.dash, quote, sign)


@dataclasses.dataclass(frozen=True, slots=True)
class _Item:
    """A node of a list, with the place of its text."""

    start: int
    end: int
    names: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class _Text:
    """A YAML text, to be cut at marks; its line ends are bare."""

    text: str
    starts: tuple[int, ...]
    """Where each line begins."""

    @classmethod
    def of(cls, text: str) -> _Text:
        starts = [0, *(found.end() for found in re.finditer("\n", text))]
        return cls(text, tuple(starts))

    def at(self, mark: yaml.Mark) -> int:
        """Where a mark points to."""
        if mark.line >= len(self.starts):
            return len(self.text)
        return min(self.starts[mark.line] + int(mark.column), len(self.text))

    def items(self, value: yaml.SequenceNode, kind: Kind) -> list[_Item]:
        """Raises PatchRefused."""
        found, before = [], self.at(value.start_mark)
        for node in value.value:
            start, end = self.at(node.start_mark), self.at(node.end_mark)
            written = self.text[start:end]
            if not isinstance(node, yaml.ScalarNode):
                raise PatchRefused("There is more than names in the list.")
            is_odd = "\n" in written or written[:1] in _UNUSUAL or start < before
            if is_odd or not written:
                raise PatchRefused("An item of the list is written unusually.")
            found.append(_Item(start, end, kind.read(str(node.value))))
            before = end
        return found


def rewritten(
    text: str, key: yaml.Node, value: yaml.Node, names: Sequence[str], kind: Kind
) -> str:
    """The text with these names and no others at a key of a mapping.

    `key` and `value` are its nodes. Raises PatchRefused.
    """
    whole = _Text.of(text)
    behind = _behind(whole, key)
    if _is_blank(value):
        new = _flow_of(names, kind.style) if names else ""
        return _put(text, behind, new)
    start = whole.at(value.start_mark)
    is_there = start >= behind and _BETWEEN.fullmatch(text, behind, start)
    if not is_there or text[start] in _UNUSUAL:
        raise PatchRefused(_ODD)
    if isinstance(value, yaml.MappingNode):
        raise PatchRefused("There are keys where a list of names belongs.")
    if isinstance(value, yaml.ScalarNode):
        return _of_scalar(whole, start, value, names, kind)
    if not isinstance(value, yaml.SequenceNode):
        raise PatchRefused(_ODD)
    if value.flow_style:
        new = _flow(whole, value, names, kind)
        return text[:start] + new + text[whole.at(value.end_mark) :]
    new = _block(whole, value, names, kind)
    return new if names else _put(new, behind, "[]")


def said_once(
    text: str, key: yaml.Node, value: yaml.Node, name: str, kind: Kind
) -> str:
    """The text with this one name as the value of a key. Raises PatchRefused."""
    whole = _Text.of(text)
    behind = _behind(whole, key)
    if _is_blank(value):
        return _put(text, behind, kind.style.value(name))
    start, end = whole.at(value.start_mark), whole.at(value.end_mark)
    written = text[start:end]
    is_odd = "\n" in text[behind:end] or written[:1] in _UNUSUAL
    if not isinstance(value, yaml.ScalarNode) or is_odd:
        raise PatchRefused("There is more than one name; change it by hand.")
    return text[:start] + kind.styled(written).value(name) + text[end:]


def _behind(whole: _Text, key: yaml.Node) -> int:
    """The place behind the colon of a key that is the first of its line.

    Raises PatchRefused.
    """
    start = whole.at(key.start_mark)
    colon = _COLON.match(whole.text, whole.at(key.end_mark))
    before = whole.text[whole.text.rfind("\n", 0, start) + 1 : start]
    if colon is None or before.strip(" "):
        raise PatchRefused("The line of the key is written unusually.")
    return colon.end()


def _is_blank(value: yaml.Node) -> bool:
    is_empty = value.start_mark.index == value.end_mark.index
    return isinstance(value, yaml.ScalarNode) and value.value == "" and is_empty


def _put(text: str, place: int, new: str) -> str:
    """With what is new behind a blank."""
    return f"{text[:place]} {new}{text[place:]}" if new else text


def _flow_of(names: Iterable[str], style: Style) -> str:
    return f"[{', '.join(style.value(one) for one in names)}]"


def _of_scalar(
    whole: _Text, start: int, value: yaml.Node, names: Sequence[str], kind: Kind
) -> str:
    """A single text where a list belongs: a list takes its place."""
    end = whole.at(value.end_mark)
    written = whole.text[start:end]
    if "\n" in written:
        raise PatchRefused(_ODD)
    stands = kind.read(str(value.value))
    style = kind.styled(written) if stands else kind.style
    new = _flow_of(_kept(stands, names), style)
    return whole.text[:start] + new + whole.text[end:]


def _kept(stood: Iterable[str], names: Sequence[str]) -> list[str]:
    """Who stood there and stays, in that order, then who is new."""
    wanted = {one.casefold(): one for one in names}
    stays = {one.casefold(): one for one in stood if one.casefold() in wanted}
    return [*stays.values(), *(one for key, one in wanted.items() if key not in stays)]


@dataclasses.dataclass(slots=True)
class _Sorted:
    """What becomes of the items of a list."""

    texts: list[str | None]
    """By item what is written there; None for who goes."""
    fresh: list[str]
    """Who is to come behind them."""


def _sorted_out(
    text: str, items: Sequence[_Item], names: Sequence[str], kind: Kind
) -> _Sorted:
    """Who is named twice goes the second time; who shares an item with somebody who
    goes is written anew.
    """
    wanted = {one.casefold() for one in names}
    seen: set[str] = set()
    texts: list[str | None] = []
    alone: list[str] = []
    for item in items:
        stays = [
            one
            for one in dict.fromkeys(item.names)
            if one.casefold() in wanted and one.casefold() not in seen
        ]
        seen.update(one.casefold() for one in stays)
        written = text[item.start : item.end]
        if stays and len(stays) < len(item.names):
            first, *rest = stays
            texts.append(kind.styled(written).value(first))
            alone.extend(rest)
        else:
            texts.append(written if stays else None)
    fresh = [one for one in names if one.casefold() not in seen]
    return _Sorted(texts, [*alone, *fresh])


def _style_of(text: str, items: Sequence[_Item], kind: Kind, dash: str = "") -> Style:
    """As the last item that names somebody; where none does, as usual."""
    for item in reversed(items):
        if item.names:
            return kind.styled(text[item.start : item.end], dash)
    return dataclasses.replace(kind.style, dash=dash or kind.style.dash)


# --- In brackets ----------------------------------------------------------------------


def _flow(
    whole: _Text, value: yaml.SequenceNode, names: Sequence[str], kind: Kind
) -> str:
    """A list in brackets, on one line or several.

    It is taken apart into items and what stands between them: `gaps` has one more.
    """
    text, items = whole.text, whole.items(value, kind)
    start, end = whole.at(value.start_mark), whole.at(value.end_mark)
    if text[start] != "[" or text[end - 1] != "]":
        raise PatchRefused(_ODD)
    if not names:
        return "[]"
    marks = [start + 1, *(place for one in items for place in (one.start, one.end))]
    marks.append(end - 1)
    gaps = [text[marks[n] : marks[n + 1]] for n in range(0, len(marks), 2)]
    out = _sorted_out(text, items, names, kind)
    texts = list(out.texts)
    style = _style_of(text, items, kind)
    for name in out.fresh:
        _append(texts, gaps, style.value(name))
    for place in reversed(range(len(texts))):
        if texts[place] is None:
            del texts[place]
            gaps[place : place + 2] = [
                _joined(gaps, place, is_last=place == len(texts))
            ]
    middle = "".join(
        gap + (one or "") for gap, one in zip(gaps, [*texts, ""], strict=True)
    )
    return f"[{middle}]"


def _append(texts: list[str | None], gaps: list[str], new: str) -> None:
    """One more item behind the last: on a line of its own where the last one has it."""
    texts.append(new)
    if len(texts) == 1:
        gaps[:] = ["", gaps[0] if "#" in gaps[0] else ""]
        return
    before, last = gaps[-2], gaps[-1]
    if "\n" not in before:
        gaps[-1:] = [", ", last]
        return
    indent = before[before.rindex("\n") :]
    line, newline, rest = last.partition("\n")
    if "," in indent:  # The comma stands before the item.
        gaps[-1:] = [indent, last]
    elif not newline:
        gaps[-1:] = [f",{indent}", last]
    elif "," in _bare(line):
        gaps[-1:] = [f"{line}{indent}", f",{newline}{rest}"]
    else:
        gaps[-1:] = [f",{line}{indent}", f"{newline}{rest}"]


def _joined(gaps: Sequence[str], place: int, *, is_last: bool) -> str:
    """What stands in the place of an item that goes: of the gaps on its two sides one
    comma at most stays, and every comment that has a line of its own.
    """
    before, after = gaps[place], gaps[place + 1]
    head, newline, _ = before.rpartition("\n")
    _, after_line, tail = after.partition("\n")
    if place == 0:  # Whatever comes first now has no comma before it.
        tail = _COMMA.sub(r"\1", tail, count=1)
    if newline and after_line and "," not in before[len(head) :]:
        return f"{head}\n{tail}"  # It had a line of its own.
    if is_last:
        rest = _COMMA.sub(r"\1", after, count=1)
        return f"{head}\n{rest}" if "#" in before else rest
    if place == 0:
        return f"\n{tail}" if after_line and "#" in tail else before
    return after if after_line and not newline else before


def _bare(gap: str) -> str:
    """Without comments."""
    return re.sub(r"#[^\n]*", "", gap)


# --- One a line -----------------------------------------------------------------------


def _block(
    whole: _Text, value: yaml.SequenceNode, names: Sequence[str], kind: Kind
) -> str:
    """The text with a list of one item a line: lines go and come, no other changes."""
    text, items = whole.text, whole.items(value, kind)
    out = _sorted_out(text, items, names, kind)
    lines = [_line(text, item) for item in items]
    dash = text[lines[-1][0] : items[-1].start]
    style = _style_of(text, items, kind, dash)
    last = lines[-1][1]
    new = "".join(f"\n{style.item(one)}" for one in out.fresh)
    text = text[:last] + new + text[last:]
    for (start, end), item, written in reversed(
        list(zip(lines, items, out.texts, strict=True))
    ):
        if written is None:
            text = text[: start - 1] + text[end:]
        else:
            text = text[: item.start] + written + text[item.end :]
    return text


def _line(text: str, item: _Item) -> tuple[int, int]:
    """Where the line of an item begins and ends, its line end left out.

    Raises PatchRefused where there is more on it.
    """
    start = text.rfind("\n", 0, item.start) + 1
    end = text.find("\n", item.end)
    end = len(text) if end < 0 else end
    dash = _DASH.fullmatch(text, start, item.start)
    if dash is None or _END.fullmatch(text, item.end, end) is None:
        raise PatchRefused("An item of the list is written unusually.")
    return start, end
