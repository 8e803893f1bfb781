"""Changes of people in documents: the new text, and the difference to apply.

Pure. Only the lines that name the people change: comments, quotes, order and line ends
of all others stay. What comes out is read again before it is given out; a form that is
not understood is refused with a sentence, never guessed at.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Sequence

import yaml

from enhancements.documents import fields
from enhancements.documents.metadata_fields import field_of
from enhancements.documents.text import Unreadable, decode
from enhancements.documents.yaml_text import Plain, Yaml
from enhancements.profiles import Profile

FRONT_MATTER, METADATA, OWNERS = "front-matter", "metadata", "owners"
"""Forms of files: front matter above a text, a metadata file, an OWNERS file."""
_CONTEXT = 3
_UNKNOWN = "The file is written in a way that is not understood; change it by hand."
_RULE = re.compile(r"(?:---|\.\.\.)[ \t]*")
_SIMPLE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_ITEM = re.compile(r"(?P<dash>[ \t]*-[ \t]+)(?P<value>[^#]*?)(?P<rest>[ \t]*(?:#.*)?)")
_KEY = re.compile(
    r"(?P<key>[^\s:#\[{\"'][^:#]*:)(?P<value>[^#]*?)(?P<rest>[ \t]*(?:#.*)?)"
)
_UNUSUAL = ("&", "*", "|", ">", "!")
# Line ends that YAML knows and nobody sees.
_STRANGE_ENDS = ("\x85", "\u2028", "\u2029")
_PLAIN_WORDS = {"true", "false", "null", "yes", "no", "on", "off"}


class PatchRefused(ValueError):
    """The file cannot be changed safely; the text says what to do instead."""


@dataclasses.dataclass(frozen=True, slots=True)
class Patch:
    """A changed file."""

    path: str
    text: str
    """The whole new text, with the line ends of the old one."""
    diff: str
    """Unified, as `git apply` takes it; empty when nothing changes."""


@dataclasses.dataclass(slots=True)
class _Lines:
    """The YAML lines of a text, without their ends."""

    lines: list[str]
    ends: list[str]
    first: int
    """Place of the first YAML line."""
    last: int
    """Place behind the last YAML line."""

    def yaml(self) -> str:
        return "".join(f"{line}\n" for line in self.lines[self.first : self.last])

    def replace(self, start: int, stop: int, new: Sequence[str]) -> None:
        """Other lines in the place of these, with the ends that are usual here."""
        usual = next((end for end in self.ends if end), "\n")
        at_end = stop == len(self.lines)
        kept_end = self.ends[-1] if self.ends else ""
        if start > 0 and new:
            self.ends[start - 1] = self.ends[start - 1] or usual
        self.lines[start:stop] = new
        self.ends[start:stop] = [usual] * len(new)
        if at_end and self.ends:
            self.ends[-1] = kept_end
        self.last += len(new) - (stop - start)

    def text(self) -> str:
        return "".join(
            line + end for line, end in zip(self.lines, self.ends, strict=True)
        )


def change(
    data: bytes,
    *,
    path: str,
    form: str,
    field: str,
    people: Sequence[str],
    profile: Profile,
) -> Patch:
    """The file with these people in this field, and no others.

    `field` is `authors`, `reviewers` or `approvers`, `people` are logins without their
    @. Who stood there already stays on their line. Raises PatchRefused.
    """
    try:
        decode(data)
    except Unreadable as why:
        raise PatchRefused(f"The file cannot be read: {why}") from why
    old = data.decode("utf-8")
    if any(end in old for end in _STRANGE_ENDS) or re.search(r"\r(?!\n)", old):
        raise PatchRefused("The file has unusual line ends; change it by hand.")
    lines = _taken_apart(old, form)
    before = _parsed(lines)
    place = _place(before, field, form, profile)
    if place is None:
        _insert(lines, field, people, form)
    else:
        _rewrite(lines, *place, people)
    after = _parsed(lines)
    others = [_rest(root, field, form, profile) for root in (before, after)]
    changed = _place(after, field, form, profile)
    if others[0] != others[1] or not _says(changed, people):
        raise PatchRefused(_UNKNOWN)
    new = lines.text()
    return Patch(path, new, _diff(path, old, new))


def _taken_apart(text: str, form: str) -> _Lines:
    found = re.findall(r"[^\n]*\n|[^\n]+$", text)
    bare = [one.removesuffix("\n").removesuffix("\r") for one in found]
    ends = [one[len(line) :] for one, line in zip(found, bare, strict=True)]
    if form != FRONT_MATTER:
        return _Lines(bare, ends, 0, len(bare))
    opening = bare[0].removeprefix("\ufeff") if bare else ""
    closing = next(
        (n for n, line in enumerate(bare[1:], 1) if _RULE.fullmatch(line)), None
    )
    if opening.rstrip() != "---" or closing is None:
        raise PatchRefused("The document has no front matter to name people in.")
    return _Lines(bare, ends, 1, closing)


def _parsed(lines: _Lines) -> yaml.MappingNode:
    try:
        root = Yaml(lines.yaml().removeprefix("\ufeff")).root
    except Unreadable as why:
        raise PatchRefused(f"The file is not YAML: {why}") from why
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise PatchRefused("The file is no list of keys; change it by hand.")
    return root


def _place(
    root: yaml.MappingNode, field: str, form: str, profile: Profile
) -> tuple[yaml.Node, yaml.Node] | None:
    """The key and the value of a field; None when the file has no such key."""
    keys = [
        (key, value)
        for key, value in root.value
        if _field(str(key.value), form, profile) == field
    ]
    if len(keys) > 1:
        raise PatchRefused(f"{field} stands there more than once; keep one first.")
    names = {str(key.value) for key, _ in root.value}
    if form == OWNERS and "filters" in names:
        raise PatchRefused("The file names people by pattern; change it by hand.")
    return keys[0] if keys else None


def _field(key: str, form: str, profile: Profile) -> str:
    return key.strip() if form == OWNERS else field_of(key, profile)


# --- Writing --------------------------------------------------------------------------


def _insert(lines: _Lines, field: str, people: Sequence[str], form: str) -> None:
    """A key of its own behind the last one."""
    if not people:
        return
    at = lines.last
    while at > lines.first and not lines.lines[at - 1].strip():
        at -= 1
    style = _Style() if form != OWNERS else _Style("- ", "", "")
    lines.replace(at, at, [f"{field}:", *(style.item(one) for one in people)])


@dataclasses.dataclass(frozen=True, slots=True)
class _Style:
    """How a list writes its items."""

    dash: str = "  - "
    quote: str = '"'
    at: str = "@"

    def item(self, login: str) -> str:
        return f"{self.dash}{self.value(login)}"

    def value(self, login: str) -> str:
        text = f"{self.at}{login}"
        is_simple = _SIMPLE.fullmatch(text) and text.lower() not in _PLAIN_WORDS
        quote = self.quote or ("" if is_simple else '"')
        return f"{quote}{text}{quote}"


def _rewrite(
    lines: _Lines, key: yaml.Node, value: yaml.Node, people: Sequence[str]
) -> None:
    at = lines.first + key.start_mark.line
    match = _KEY.fullmatch(lines.lines[at].removeprefix("\ufeff"))
    if match is None or key.start_mark.column != 0:
        raise PatchRefused("The line of the key is written unusually.")
    if isinstance(value, yaml.SequenceNode) and not value.flow_style and value.value:
        _rewrite_block(lines, at, match, value, people)
        return
    last = lines.first + value.end_mark.line
    text = match["value"].strip()
    is_list = isinstance(value, yaml.SequenceNode)
    is_whole = (last == at or _is_blank(value)) and (not is_list or text[-1:] == "]")
    if not is_whole or text[:1] in _UNUSUAL:
        raise PatchRefused("The list goes over several lines; write it as one a line.")
    if isinstance(value, yaml.MappingNode):
        raise PatchRefused("There are keys where a list of people belongs.")
    names = [_names(one) for one in value.value] if text[:1] == "[" else []
    style = _style_of(text)
    kept = _kept(names, people)
    listed = ", ".join(style.value(one) for one in kept)
    lines.replace(at, at + 1, [f"{match['key']} [{listed}]{match['rest']}"])


def _is_blank(value: yaml.Node) -> bool:
    return isinstance(value, yaml.ScalarNode) and value.value == ""


def _style_of(text: str) -> _Style:
    """How a list on one line writes its people: as the first that it names."""
    found = re.search(r"""(["']?)(@?)[A-Za-z0-9]""", text.lstrip("["))
    if found is None or "TBD" in text.upper():
        return _Style()
    quote, sign = found[1], found[2]
    return _Style(quote=quote or ('"' if sign else ""), at=sign)


def _names(item: yaml.Node) -> tuple[str, ...]:
    """The logins of an item; none for one that is still to be named."""
    if not isinstance(item, yaml.ScalarNode):
        raise PatchRefused("There is more than logins in the list.")
    found, _ = fields.read_people([str(item.value)])
    if found is None and not fields.is_undecided(str(item.value).strip()):
        raise PatchRefused(f"“{str(item.value)[:60]}” is no login; mend that first.")
    return tuple(found or ())


def _kept(names: Sequence[tuple[str, ...]], people: Sequence[str]) -> list[str]:
    """Who stood there and stays, in that order, then who is new."""
    wanted = {one.casefold(): one for one in people}
    stood = {one.casefold(): one for item in names for one in item}
    kept = {key: one for key, one in stood.items() if key in wanted}
    return [*kept.values(), *(one for key, one in wanted.items() if key not in kept)]


def _rewrite_block(
    lines: _Lines,
    at: int,
    key: re.Match[str],
    value: yaml.SequenceNode,
    people: Sequence[str],
) -> None:
    """A list of one item a line: lines go and come, no other is touched."""
    if key["value"].strip():
        raise PatchRefused("The list begins on the line of its key.")
    wanted = {one.casefold() for one in people}
    seen: set[str] = set()
    gone: list[int] = []
    style = _Style("- " if value.start_mark.column == 0 else "  - ")
    places = []
    for item in value.value:
        place = lines.first + item.start_mark.line
        names = _names(item)
        match = _ITEM.fullmatch(lines.lines[place])
        if match is None or item.end_mark.line != item.start_mark.line:
            raise PatchRefused("An item of the list is written unusually.")
        keeps = [one for one in names if one.casefold() in wanted - seen]
        if keeps and len(keeps) < len(names):
            raise PatchRefused("One line names several people; give each their own.")
        seen.update(one.casefold() for one in keeps)
        if not keeps:
            gone.append(place)
        written = match["value"].strip()
        quote = written[:1] if written[:1] in ("'", '"') else ""
        if names:
            sign = "@" if "@" in written else ""
            style = _Style(match["dash"], quote or ('"' if sign else ""), sign)
        else:
            style = dataclasses.replace(style, dash=match["dash"])
        places.append(place)
    fresh = [one for one in people if one.casefold() not in seen]
    end = places[-1] + 1
    lines.replace(end, end, [style.item(one) for one in fresh])
    for place in reversed(gone):
        lines.replace(place, place + 1, [])
    if not people:
        lines.replace(at, at + 1, [f"{key['key']} []{key['rest']}"])


# --- Looking again --------------------------------------------------------------------


def _says(place: tuple[yaml.Node, yaml.Node] | None, people: Sequence[str]) -> bool:
    """Whether the field names just these, each once."""
    wanted = sorted(one.casefold() for one in people)
    if place is None or _is_blank(place[1]):
        return not wanted
    if not isinstance(place[1], yaml.SequenceNode):
        return False
    found = [one.casefold() for item in place[1].value for one in _names(item)]
    return sorted(found) == wanted


def _rest(
    root: yaml.MappingNode, field: str, form: str, profile: Profile
) -> list[tuple[str, Plain]]:
    plain = Yaml("")
    return [
        (str(key.value), plain.plain(value))
        for key, value in root.value
        if _field(str(key.value), form, profile) != field
    ]


def _diff(path: str, old: str, new: str) -> str:
    before, after = (re.findall(r"[^\n]*\n|[^\n]+$", text) for text in (old, new))
    found = difflib.unified_diff(before, after, f"a/{path}", f"b/{path}", n=_CONTEXT)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in found
    )
