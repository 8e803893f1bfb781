"""sigs.yaml: the special interest groups, who leads them, where they meet.

Format of kubevirt/community and kubernetes/community. Their names are not
uniform ("KubeVirt Perf and Scale SIG" is sig/scale), so the label names a SIG
first, then its directory, then its name.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from enhancements.documents.text import Unreadable, decode
from enhancements.documents.yaml_text import Plain, Yaml
from enhancements.profiles import Profile

REVISION = 2
"""Raised whenever the same text may give other groups than before."""

# https://raw.githubusercontent.com/OWNER/NAME/BRANCH/FOLDER/OWNERS, or its page.
_OWNERS = re.compile(
    r"https?://[^/\s]+/(?P<repository>[\w.-]+/[\w.-]+)(?:/(?:blob|raw|tree))?/[^/\s]+"
    r"/(?P<folder>\S+/)?OWNERS"
)
KINDS = {
    "sigs": "sig",
    "workinggroups": "wg",
    "usergroups": "ug",
    "committees": "committee",
}
"""Keys of the file to kinds of groups."""


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """Somebody named in a group: GitHub handle without @, name, company."""

    handle: str
    name: str = ""
    company: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Meeting:
    """A regular meeting, each field as its group writes it."""

    description: str = ""
    day: str = ""
    time: str = ""
    tz: str = ""
    frequency: str = ""
    url: str = ""
    archive_url: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """A SIG, a working group, a user group or a committee."""

    kind: str
    """`sig`, `wg`, `ug` or `committee`."""
    name: str
    """Bare name, as in `sig/<name>`."""
    title: str
    """The name as the file gives it."""
    label: str = ""
    directory: str = ""
    mission: str = ""
    areas: tuple[str, ...] = ()
    """Names of its subprojects."""
    paths: tuple[str, ...] = ()
    """What its subprojects own, `owner/name/folder`, by the OWNERS files they name."""
    chairs: tuple[Member, ...] = ()
    leads: tuple[Member, ...] = ()
    """Technical leads and leads of subprojects, each once."""
    mailing_list: str = ""
    slack: str = ""
    meetings: tuple[Meeting, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class SigReading:
    """All groups of the file, SIGs first, each name of a kind once."""

    groups: tuple[Group, ...] = ()
    problems: tuple[str, ...] = ()
    unreadable: str = ""

    @property
    def sigs(self) -> tuple[Group, ...]:
        """The special interest groups alone."""
        return tuple(group for group in self.groups if group.kind == "sig")


def read(data: bytes, *, profile: Profile) -> SigReading:
    """Everything that one version of sigs.yaml says; it never raises."""
    try:
        parsed = Yaml(decode(data))
        top = parsed.plain(parsed.root)
    except Unreadable as error:
        return SigReading(unreadable=f"The list of SIGs cannot be read: {error}")
    if not isinstance(top, dict) or not isinstance(top.get("sigs"), list):
        return SigReading(
            unreadable="The list of SIGs cannot be read: it has no key sigs with a "
            "list; write each SIG below it, begun with -."
        )
    groups: dict[tuple[str, str], Group] = {}
    problems: list[str] = []
    for kind, place, item in _items(top):
        group = _group(kind, item, profile)
        if group is None:
            problems.append(f"{place} has no label, dir or name; write one.")
        elif (kind, group.name) in groups:
            problems.append(f"{place} is named {group.name} as one before; keep one.")
        else:
            groups[kind, group.name] = group
            problems.extend(_strangers(place, item))
    return SigReading(tuple(groups.values()), tuple(problems))


def _items(top: dict[str, Plain]) -> Iterator[tuple[str, str, dict[str, Plain]]]:
    """Kind, place in words, and table of every group."""
    for key, kind in KINDS.items():
        for index, item in enumerate(_list(top.get(key)), start=1):
            yield kind, f"Entry {index} of {key}", _table(item)


def _group(kind: str, item: dict[str, Plain], profile: Profile) -> Group | None:
    name = name_of(kind, item, profile)
    if name is None:
        return None
    leadership = _table(item.get("leadership"))
    contact = _table(item.get("contact"))
    subprojects = [_table(each) for each in _list(item.get("subprojects"))]
    leads = [
        *_members(leadership.get("tech_leads")),
        *(lead for each in subprojects for lead in _members(each.get("leads"))),
    ]
    return Group(
        kind=kind,
        name=name,
        title=_text(item.get("name")) or name,
        label=_text(item.get("label")),
        directory=_text(item.get("dir")),
        mission=_text(item.get("mission_statement")),
        areas=tuple(filter(None, (_text(each.get("name")) for each in subprojects))),
        paths=tuple(dict.fromkeys(_paths(subprojects))),
        chairs=tuple(_members(leadership.get("chairs"))),
        leads=tuple({lead.handle.casefold(): lead for lead in leads}.values()),
        mailing_list=_text(contact.get("mailing_list")),
        slack=_text(contact.get("slack")),
        meetings=tuple(_meeting(each) for each in _list(item.get("meetings"))),
    )


def _paths(subprojects: list[dict[str, Plain]]) -> Iterator[str]:
    """The folders of the OWNERS files; a file of a whole repository gives its name."""
    for each in subprojects:
        for address in _list(each.get("owners")):
            found = _OWNERS.fullmatch(_text(address))
            if found is not None:
                yield f"{found['repository']}/{found['folder'] or ''}".rstrip("/")


def name_of(kind: str, item: dict[str, Plain], profile: Profile) -> str | None:
    """The label's suffix, else the directory's or the name's bare form."""
    label = _text(item.get("label"))
    if "/" in label:
        label = label.partition("/")[2]
    for text in (label, _text(item.get("dir")), _text(item.get("name"))):
        bare = text.removeprefix(f"{kind}-")
        name = profile.sig_name(bare) if bare else None
        if name is not None:
            return name
    return None


def _members(value: object) -> list[Member]:
    """The people of a list that are named by their GitHub handle."""
    members = []
    for item in _list(value):
        table = _table(item)
        handle = _text(table.get("github")).removeprefix("@")
        if handle:
            name, company = _text(table.get("name")), _text(table.get("company"))
            members.append(Member(handle, name, company))
    return members


def _strangers(place: str, item: dict[str, Plain]) -> Iterator[str]:
    """A sentence for each chair that has no GitHub handle."""
    chairs = _list(_table(item.get("leadership")).get("chairs"))
    missing = len(chairs) - len(_members(chairs))
    if missing:
        yield f"{place} has {missing} chairs without github; write their handles."


def _meeting(value: object) -> Meeting:
    table = _table(value)
    names = [field.name for field in dataclasses.fields(Meeting)]
    return Meeting(**{name: _text(table.get(name)) for name in names})


def _table(value: object) -> dict[str, Plain]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Plain]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
