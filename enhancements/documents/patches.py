"""Changes of people and SIGs in documents: the new text, and the difference to apply.

Pure. Only the lines that name them change: comments, quotes, order and line ends of all
others stay. What comes out is read again before it is given out; a form that is
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
from enhancements.documents.patch_lists import (
    Kind,
    PatchRefused,
    Style,
    rewritten,
    said_once,
)
from enhancements.documents.text import Unreadable, decode
from enhancements.documents.yaml_text import Plain, Yaml
from enhancements.profiles import Profile

FRONT_MATTER, METADATA = "front-matter", "metadata"
OWNERS, ALIASES = "owners", "aliases"
"""Forms of files: front matter above a text, a metadata file, an OWNERS file, and
OWNERS_ALIASES."""
SIG, PARTICIPATING = "sig", "participating_sigs"
"""Fields that name SIGs: the one that owns an enhancement, and others."""
KEYS = {SIG: "owning-sig", PARTICIPATING: "participating-sigs"}
"""What a key is called that a file does not have yet, where not as its field."""
_CONTEXT = 3
_UNKNOWN = "The file is written in a way that is not understood; change it by hand."
_RULE = re.compile(r"(?:---|\.\.\.)[ \t]*")
_MARK = "\ufeff"
"""What some editors begin a file with."""
# Line ends that YAML knows and nobody sees.
_STRANGE_ENDS = ("\x85", "\u2028", "\u2029")


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

    def become(self, text: str) -> None:
        """Take another YAML text; every line that stays keeps its end."""
        old, new = self.lines[self.first : self.last], text.split("\n")[:-1]
        codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        for tag, start, stop, begin, end in reversed(codes):
            if tag != "equal":
                first = self.first
                self.replace(first + start, first + stop, new[begin:end])

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

    `field` is `authors`, `reviewers` or `approvers`, of ALIASES the name of an alias,
    and `people` are logins without their @; or it is SIG or PARTICIPATING, and they are
    bare names of SIGs, of SIG one. Who stood there already stays on their line.

    Raises PatchRefused.
    """
    try:
        decode(data)
    except Unreadable as why:
        raise PatchRefused(f"The file cannot be read: {why}") from why
    old = data.decode("utf-8")
    if any(end in old for end in _STRANGE_ENDS) or re.search(r"\r(?!\n)", old):
        raise PatchRefused("The file has unusual line ends; change it by hand.")
    mark = old[: old.startswith(_MARK)]
    lines = _taken_apart(old.removeprefix(_MARK), form)
    kind = _kind(field, form, profile)
    before = _parsed(lines)
    place = _place(before, field, form, profile)
    if place is None:
        _insert(lines, field, people, kind)
    elif field == SIG:
        lines.become(said_once(lines.yaml(), *place, people[0], kind))
    else:
        lines.become(rewritten(lines.yaml(), *place, people, kind))
    after = _parsed(lines)
    others = [_rest(root, field, form, profile) for root in (before, after)]
    changed = _place(after, field, form, profile)
    if others[0] != others[1] or not _says(changed, people, kind):
        raise PatchRefused(_UNKNOWN)
    new = mark + lines.text()
    return Patch(path, new, difference(path, old, new))


def _taken_apart(text: str, form: str) -> _Lines:
    found = re.findall(r"[^\n]*\n|[^\n]+$", text)
    bare = [one.removesuffix("\n").removesuffix("\r") for one in found]
    ends = [one[len(line) :] for one, line in zip(found, bare, strict=True)]
    if form != FRONT_MATTER:
        return _Lines(bare, ends, 0, len(bare))
    opening = bare[0] if bare else ""
    closing = next(
        (n for n, line in enumerate(bare[1:], 1) if _RULE.fullmatch(line)), None
    )
    if opening.rstrip() != "---" or closing is None:
        raise PatchRefused("The document has no front matter to name people in.")
    return _Lines(bare, ends, 1, closing)


def _parsed(lines: _Lines) -> yaml.MappingNode:
    try:
        root = Yaml(lines.yaml()).root
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
        for key, value in _pairs(root, form)
        if _field(str(key.value), form, profile) == field
    ]
    if form == ALIASES and not keys:
        raise PatchRefused(f"The file has no alias {field}; name it there first.")
    if len(keys) > 1:
        raise PatchRefused(f"{field} stands there more than once; keep one first.")
    names = {str(key.value) for key, _ in root.value}
    if form == OWNERS and "filters" in names:
        raise PatchRefused("The file names people by pattern; change it by hand.")
    return keys[0] if keys else None


def _pairs(root: yaml.MappingNode, form: str) -> list[tuple[yaml.Node, yaml.Node]]:
    """The keys that may be of the field, with their values."""
    if form != ALIASES:
        return list(root.value)
    inner = [value for key, value in root.value if str(key.value) == "aliases"]
    return [
        pair for one in inner if isinstance(one, yaml.MappingNode) for pair in one.value
    ]


def _field(key: str, form: str, profile: Profile) -> str:
    if form == ALIASES:
        return key.strip().casefold()
    return key.strip() if form == OWNERS else field_of(key, profile)


# --- Writing --------------------------------------------------------------------------


def _insert(lines: _Lines, field: str, names: Sequence[str], kind: Kind) -> None:
    """A key of its own behind the last one."""
    at = lines.last
    while at > lines.first and not lines.lines[at - 1].strip():
        at -= 1
    if field == SIG:
        lines.replace(at, at, [f"{KEYS[field]}: {kind.style.value(names[0])}"])
    elif names:
        key = KEYS.get(field, field)
        lines.replace(at, at, [f"{key}:", *(kind.style.item(one) for one in names)])


def _names_of_people(text: str) -> tuple[str, ...]:
    """The logins of an item; none for one that is still to be named."""
    found, _ = fields.read_people([text])
    if found is None and not fields.is_undecided(text.strip()):
        raise PatchRefused(f"“{text[:60]}” is no login; mend that first.")
    return tuple(found or ())


def _name_in_owners(text: str) -> tuple[str, ...]:
    """A login or an alias."""
    name = text.strip().removeprefix("@")
    if len(name.split()) > 1:
        raise PatchRefused(f"“{text[:60]}” is no login; mend that first.")
    return (name,) if name else ()


def _kind(field: str, form: str, profile: Profile) -> Kind:
    """What the lists of a field hold."""
    if form in (OWNERS, ALIASES):
        return Kind(_name_in_owners, Style("- ", "", ""), ("@",))
    if field not in (SIG, PARTICIPATING):
        return Kind(_names_of_people, Style(), ("@",))

    def names_of_sigs(text: str) -> tuple[str, ...]:
        found, problem = fields.read_sig(text, profile=profile)
        if problem:
            raise PatchRefused(f"“{text[:60]}” is no SIG; mend that first.")
        return (found,) if found else ()

    prefix = profile.documents.sig_prefix
    return Kind(names_of_sigs, Style("  - ", "", prefix), (prefix,))


# --- Looking again --------------------------------------------------------------------


def _says(
    place: tuple[yaml.Node, yaml.Node] | None, names: Sequence[str], kind: Kind
) -> bool:
    """Whether the field names just these, each once."""
    wanted = sorted(one.casefold() for one in names)
    if place is None or _is_blank(place[1]):
        return not wanted
    _, value = place
    items = value.value if isinstance(value, yaml.SequenceNode) else [value]
    if not all(isinstance(one, yaml.ScalarNode) for one in items):
        return False
    found = [one for item in items for one in kind.read(str(item.value))]
    return sorted(one.casefold() for one in found) == wanted


def _is_blank(value: yaml.Node) -> bool:
    return isinstance(value, yaml.ScalarNode) and value.value == ""


def _rest(
    root: yaml.MappingNode, field: str, form: str, profile: Profile
) -> list[tuple[str, Plain]]:
    """What the file says of everything else."""
    plain = Yaml("")
    pairs = _pairs(root, form)
    if form == ALIASES:
        pairs = [*pairs, *((k, v) for k, v in root.value if str(k.value) != "aliases")]
    return [
        (str(key.value), plain.plain(value))
        for key, value in pairs
        if _field(str(key.value), form, profile) != field
    ]


def difference(path: str, old: str, new: str) -> str:
    """Unified, as `git apply` takes it; empty when nothing differs."""
    before, after = (re.findall(r"[^\n]*\n|[^\n]+$", text) for text in (old, new))
    found = difflib.unified_diff(before, after, f"a/{path}", f"b/{path}", n=_CONTEXT)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in found
    )


def beginning(path: str, text: str) -> str:
    """The whole of a new file, as `git apply` takes it; `text` ends with its line."""
    lines = text.splitlines(keepends=True)
    head = f"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,{len(lines)} @@\n"
    return head + "".join(f"+{line}" for line in lines)
