"""What has to change in sigs.yaml so that a SIG names just these chairs or leads.

Pure. The people of a list go with all lines of theirs, and who comes is named behind
them; no other line changes. What comes out is read again before it is given out; a form
that is not understood is refused with a sentence, never guessed at.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

import yaml

from enhancements.documents import sigs
from enhancements.documents.patch_lists import PatchRefused, Style
from enhancements.documents.patches import Patch, difference
from enhancements.documents.sigs import Group
from enhancements.documents.text import Unreadable, decode
from enhancements.documents.yaml_text import Plain, Yaml
from enhancements.profiles import Profile

CHAIRS, LEADS = "chairs", "leads"
FIELDS = (CHAIRS, LEADS)
"""What is said of a SIG's leadership; leads of subprojects count among the leads."""
_KEYS = {CHAIRS: "chairs", LEADS: "tech_leads"}
_LEADERSHIP = "leadership"
_UNUSUAL = "The list is written in an unusual way; change it by hand."
_UNKNOWN = "The file is written in a way that is not understood; change it by hand."
_SUBPROJECT = "@{} leads a subproject of the SIG; take them out there by hand."
_BARE = re.compile(
    r"(?P<head>[ ]*[\w-]+:)(?P<value>[ ]*\[[ ]*\])?(?P<rest>[ ]*(?:#.*)?)"
)
_NAME = Style("", "", "")


def change(
    data: bytes,
    *,
    path: str,
    sig: str,
    field: str,
    people: Sequence[str],
    profile: Profile,
) -> Patch:
    """The file with these people as the SIG's chairs or leads, and no others.

    `field` is of FIELDS, `people` are logins without their @. Who stood there already
    stays as they are; who is new is named by login alone, since nobody knows more. Its
    difference is empty where the file says so already. Raises PatchRefused.
    """
    old = _decoded(data)
    group = _group(data, sig, profile)
    lines = old.split("\n")
    try:
        leadership = _leadership(_item(_root(old), sig, profile))
        wanted = _of_list(group, field, people, leadership)
        _rewrite(lines, leadership, _KEYS[field], wanted)
        new = "\n".join(lines)
        _check(old, new, sig=sig, field=field, people=people, profile=profile)
    except Unreadable as why:
        raise PatchRefused(_UNKNOWN) from why
    return Patch(path, new, difference(path, old, new))


def _decoded(data: bytes) -> str:
    try:
        decode(data)
    except Unreadable as why:
        raise PatchRefused(f"The file cannot be read: {why}") from why
    text = data.decode("utf-8")
    if any(end in text for end in ("\r", "\x85", "\u2028", "\u2029", "\ufeff")):
        raise PatchRefused("The file has unusual line ends; change it by hand.")
    return text


def _group(data: bytes, sig: str, profile: Profile) -> Group:
    known = sigs.read(data, profile=profile)
    found = next((one for one in known.sigs if one.name == sig), None)
    if found is None:
        raise PatchRefused(f"The file names no SIG {sig}; name it there first.")
    return found


def _root(text: str) -> yaml.MappingNode:
    root = Yaml(text).root
    if not isinstance(root, yaml.MappingNode):
        raise PatchRefused(_UNKNOWN)
    return root


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    found = [value for name, value in node.value if str(name.value) == key]
    if len(found) > 1:
        raise PatchRefused(f"{key} stands there more than once; keep one first.")
    return found[0] if found else None


def _item(root: yaml.MappingNode, sig: str, profile: Profile) -> yaml.MappingNode:
    """The item of the list that is the SIG."""
    listed = _value(root, "sigs")
    for node in listed.value if isinstance(listed, yaml.SequenceNode) else ():
        table = Yaml("").plain(node)
        if not isinstance(node, yaml.MappingNode) or not isinstance(table, dict):
            continue
        if sigs.name_of("sig", table, profile) == sig:
            return node
    raise PatchRefused(_UNKNOWN)


def _leadership(item: yaml.MappingNode) -> yaml.MappingNode:
    found = _value(item, _LEADERSHIP)
    is_block = isinstance(found, yaml.MappingNode) and not found.flow_style
    if not isinstance(found, yaml.MappingNode) or not is_block:
        message = "The SIG's leadership is not written as lines; change it by hand."
        raise PatchRefused(message)
    return found


def _handles(value: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    """Who stands in a list, in lower case, and their items."""
    items = value.value if isinstance(value, yaml.SequenceNode) else ()
    return [(_handle(one), one) for one in items]


def _handle(node: yaml.Node) -> str:
    found = _value(node, "github")
    name = str(found.value) if isinstance(found, yaml.ScalarNode) else ""
    return name.strip().removeprefix("@").casefold()


def _of_list(
    group: Group, field: str, people: Sequence[str], leadership: yaml.MappingNode
) -> list[str]:
    """Who is to stand in the list itself. Raises PatchRefused for who leads a
    subproject and is not to lead.
    """
    if field == CHAIRS:
        return list(people)
    wanted = {one.casefold() for one in people}
    listed = _value(leadership, _KEYS[LEADS])
    direct = {handle for handle, _ in _handles(listed)}
    for lead in group.leads:
        handle = lead.handle.casefold()
        if handle not in wanted and handle not in direct:
            raise PatchRefused(_SUBPROJECT.format(lead.handle))
    elsewhere = {one.handle.casefold() for one in group.leads} - direct
    return [one for one in people if one.casefold() not in elsewhere]


# --- Writing --------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class _Item:
    """Somebody in the list, with the lines of theirs, counted from 0."""

    handle: str
    first: int
    last: int
    dash: str
    """What stands before the dash of the first line."""


def _rewrite(
    lines: list[str], leadership: yaml.MappingNode, key: str, wanted: Sequence[str]
) -> None:
    """Let lines go and come. Raises PatchRefused."""
    value = _value(leadership, key)
    items = [_lines_of(lines, *one) for one in _handles(value)]
    if isinstance(value, yaml.SequenceNode) and value.flow_style and items:
        raise PatchRefused(_UNUSUAL)
    if value is None:
        if wanted:
            at = _end(leadership) + 1
            indent = " " * int(leadership.start_mark.column)
            lines[at:at] = [f"{indent}{key}:", *_written(wanted, indent)]
        return
    head = _head(leadership, key)
    stood = {one.handle for one in items}
    fresh = [one for one in wanted if one.casefold() not in stood]
    keeps = {one.casefold() for one in wanted} | {""}
    staying = [one for one in items if one.handle in keeps]
    at = items[-1].last + 1 if items else head + 1
    dash = items[-1].dash if items else " " * int(leadership.start_mark.column)
    lines[at:at] = _written(fresh, dash)
    for one in reversed(items):
        if one not in staying:
            del lines[one.first : one.last + 1]
    if not items or not (staying or fresh):
        _say_whether_empty(lines, head, is_empty=not (staying or fresh))


def _lines_of(lines: Sequence[str], handle: str, node: yaml.Node) -> _Item:
    """Raises PatchRefused where more stands on the lines than one item."""
    first, column = int(node.start_mark.line), int(node.start_mark.column)
    before = lines[first][:column] if first < len(lines) else ""
    is_block = isinstance(node, yaml.MappingNode) and not node.flow_style
    if not is_block or re.fullmatch(r" *- +", before) is None:
        raise PatchRefused(_UNUSUAL)
    return _Item(handle, first, _end(node), before.partition("-")[0])


def _end(node: yaml.Node) -> int:
    """The last line on which something of a node stands."""
    return max(_ends(node))


def _ends(node: yaml.Node) -> Iterator[int]:
    yield int(node.start_mark.line)
    if isinstance(node, yaml.ScalarNode):
        is_text = node.style in ("|", ">")
        mark = node.end_mark
        # The mark of a text in lines of its own stands behind its last one.
        yield int(mark.line) - (1 if is_text and mark.column == 0 else 0)
    elif isinstance(node, yaml.MappingNode):
        if node.flow_style:
            yield int(node.end_mark.line)
        for pair in node.value:
            for one in pair:
                yield from _ends(one)
    elif isinstance(node, yaml.SequenceNode):
        if node.flow_style:
            yield int(node.end_mark.line)
        for one in node.value:
            yield from _ends(one)


def _head(leadership: yaml.MappingNode, key: str) -> int:
    """The line of a key."""
    return next(
        int(name.start_mark.line)
        for name, _ in leadership.value
        if str(name.value) == key
    )


def _say_whether_empty(
    lines: list[str],
    head: int,
    *,
    is_empty: bool,
) -> None:
    """A key without items says `[]`; one that gets its first says it no longer."""
    found = _BARE.fullmatch(lines[head])
    if found is None:
        raise PatchRefused(_UNUSUAL)
    value = " []" if is_empty else ""
    lines[head] = f"{found['head']}{value}{found['rest']}"


def _written(names: Sequence[str], dash: str) -> list[str]:
    """Lines that name people, whose own names nobody knows here."""
    return [
        line
        for name in names
        for line in (
            f"{dash}- github: {_NAME.value(name)}",
            f"{dash}  name: {_NAME.value(name)}",
        )
    ]


# --- Looking again --------------------------------------------------------------------


def _check(
    old: str,
    new: str,
    *,
    sig: str,
    field: str,
    people: Sequence[str],
    profile: Profile,
) -> None:
    """Raises PatchRefused unless just these are named, and all else is as before."""
    roots = [_root(text) for text in (old, new)]
    group = _group(new.encode(), sig, profile)
    named = sorted(one.handle.casefold() for one in getattr(group, field))
    others = [_rest(root, sig, field, profile) for root in roots]
    wanted = sorted({one.casefold() for one in people})
    if sorted(set(named)) != wanted or others[0] != others[1]:
        raise PatchRefused(_UNKNOWN)


def _rest(root: yaml.MappingNode, sig: str, field: str, profile: Profile) -> Plain:
    """What the file says of everything else."""
    item = _item(root, sig, profile)
    mapping = _leadership(item)
    mapping.value = [
        pair for pair in mapping.value if str(pair[0].value) != _KEYS[field]
    ]
    return Yaml("").plain(root)
