"""OWNERS and OWNERS_ALIASES: who may approve and review in a folder.

Format of Prow (https://go.k8s.io/owners): approvers and reviewers are handles or
names of aliases; labels are put on pull requests that change the folder.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from enhancements.documents.text import Unreadable, decode
from enhancements.documents.yaml_text import Plain, Yaml

REVISION = 1
"""Raised whenever the same text may give other owners than before."""


@dataclasses.dataclass(frozen=True, slots=True)
class OwnersReading:
    """What one OWNERS file says: names as written, handles without their @."""

    approvers: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    unreadable: str = ""

    def resolved(self, aliases: AliasesReading) -> OwnersReading:
        """The same with every alias replaced by its people."""
        return dataclasses.replace(
            self,
            approvers=aliases.resolve(self.approvers),
            reviewers=aliases.resolve(self.reviewers),
        )


@dataclasses.dataclass(frozen=True, slots=True)
class AliasesReading:
    """What OWNERS_ALIASES says: each alias, in lower case, with its handles."""

    aliases: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    problems: tuple[str, ...] = ()
    unreadable: str = ""

    def resolve(self, names: Iterable[str]) -> tuple[str, ...]:
        """Handles for these names, in order, each once.

        An alias never holds an alias, as in Prow, so nothing goes round.
        """
        people: dict[str, str] = {}
        for name in names:
            for handle in self.aliases.get(name.casefold(), (name,)):
                people.setdefault(handle.casefold(), handle)
        return tuple(people.values())


def read_owners(data: bytes) -> OwnersReading:
    """What an OWNERS file says; it never raises.

    A file that gives owners by pattern (`filters`) says those of all patterns.
    """
    try:
        top = _mapping(data, "OWNERS")
    except Unreadable as error:
        return OwnersReading(unreadable=str(error))
    problems: list[str] = []
    tables = [top]
    filters = top.get("filters")
    if isinstance(filters, dict):
        tables.extend(table for table in filters.values() if isinstance(table, dict))
    approvers, reviewers, labels = (
        _unique(
            name for table in tables for name in _names(table.get(key), key, problems)
        )
        for key in ("approvers", "reviewers", "labels")
    )
    return OwnersReading(approvers, reviewers, labels, tuple(problems))


def read_aliases(data: bytes) -> AliasesReading:
    """What an OWNERS_ALIASES file says; it never raises."""
    try:
        top = _mapping(data, "OWNERS_ALIASES")
    except Unreadable as error:
        return AliasesReading(unreadable=str(error))
    table = top.get("aliases")
    if table is None:
        return AliasesReading()
    if not isinstance(table, dict):
        problem = "aliases: write each alias as a key with a list of handles."
        return AliasesReading(problems=(problem,))
    problems: list[str] = []
    aliases = {
        alias.casefold(): _unique(_names(names, f"aliases.{alias}", problems))
        for alias, names in table.items()
    }
    return AliasesReading(aliases, tuple(problems))


def _mapping(data: bytes, name: str) -> dict[str, Plain]:
    try:
        parsed = Yaml(decode(data))
        top = parsed.plain(parsed.root)
    except Unreadable as error:
        raise Unreadable(f"{name} cannot be read: {error}") from error
    if top is None:
        return {}
    if not isinstance(top, dict):
        raise Unreadable(
            f"{name} cannot be read: it has no keys; write approvers: and a list."
        )
    return top


def _names(value: object, key: str, problems: list[str]) -> list[str]:
    """A list of names without their @; what is none is a problem."""
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    names = [item.strip().removeprefix("@") for item in items if isinstance(item, str)]
    if not isinstance(value, list) or len(names) < len(items):
        problems.append(f"{key}: write a list of GitHub handles, one a line.")
    return [name for name in names if name]


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
