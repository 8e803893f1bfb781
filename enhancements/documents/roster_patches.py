"""What has to change in OWNERS and OWNERS_ALIASES so that they name just these people.

Pure. OWNERS names people and aliases. Who goes is taken out where they stand; who
comes is named beside the people, or in the first alias where OWNERS names only aliases.
An alias of which nobody stays is no longer named, and is itself left as it is: other
folders may name it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from enhancements.documents import patches
from enhancements.documents.owners import (
    AliasesReading,
    OwnersReading,
    read_aliases,
    read_owners,
)
from enhancements.documents.patch_lists import Style
from enhancements.documents.patches import Patch
from enhancements.profiles import Profile

FIELDS = ("approvers", "reviewers")
"""What OWNERS files say."""


@dataclasses.dataclass(frozen=True, slots=True)
class File:
    """A file as it stands."""

    path: str
    content: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A changed file."""

    patch: Patch
    aliases: tuple[str, ...] = ()
    """Aliases that change in it, with everybody who names them."""


def change(
    owners: File,
    aliases: File | None,
    *,
    field: str,
    people: Sequence[str],
    profile: Profile,
) -> tuple[Change, ...]:
    """The changed files; none where they name just these people already.

    `field` is one of FIELDS, `people` are logins without their @. Raises PatchRefused.
    """
    known = read_aliases(aliases.content) if aliases else AliasesReading()
    plan = _plan(read_owners(owners.content), known, field, people)
    found = []
    if plan.named is not None:
        patch = patches.change(
            owners.content,
            path=owners.path,
            form=patches.OWNERS,
            field=field,
            people=plan.named,
            profile=profile,
        )
        found.append(Change(patch))
    if aliases is not None and plan.aliases:
        patch = _of_aliases(aliases, plan.aliases, profile)
        found.append(Change(patch, tuple(plan.aliases)))
    return tuple(found)


def begun(path: str, *, field: str, people: Sequence[str]) -> Patch:
    """An OWNERS file that there is not yet, with these people in this field."""
    items = (_STYLE.item(one) for one in people)
    text = "".join(f"{line}\n" for line in (f"{field}:", *items))
    return Patch(path, text, patches.beginning(path, text))


_STYLE = Style("- ", "", "")


@dataclasses.dataclass(frozen=True, slots=True)
class _Plan:
    """Who is to be named where."""

    named: tuple[str, ...] | None
    """People and aliases of OWNERS; None where they stay."""
    aliases: dict[str, tuple[str, ...]]
    """By alias, of those that change."""


def _plan(
    reading: OwnersReading, known: AliasesReading, field: str, people: Sequence[str]
) -> _Plan:
    wanted = {one.casefold() for one in people}
    written: tuple[str, ...] = getattr(reading, field)
    resolved: tuple[str, ...] = getattr(reading.resolved(known), field)
    stood = {one.casefold() for one in resolved}
    fresh = [one for one in people if one.casefold() not in stood]
    direct = [one for one in written if one.casefold() not in known.aliases]
    through = [one for one in written if one.casefold() in known.aliases]
    left = {name: _of(known.aliases[name.casefold()], wanted) for name in through}
    kept = [name for name in through if left[name]]
    if fresh and kept and not direct:
        left[kept[0]] = (*left[kept[0]], *fresh)
        fresh = []
    named = (*(one for one in written if one in kept), *_of(direct, wanted), *fresh)
    aliases = {
        name: left[name]
        for name in kept
        if left[name] != known.aliases[name.casefold()]
    }
    return _Plan(None if set(named) == set(written) else named, aliases)


def _of(names: Iterable[str], wanted: set[str]) -> tuple[str, ...]:
    return tuple(one for one in names if one.casefold() in wanted)


def _of_aliases(
    file: File, aliases: dict[str, tuple[str, ...]], profile: Profile
) -> Patch:
    content = file.content
    for name, people in aliases.items():
        patch = patches.change(
            content,
            path=file.path,
            form=patches.ALIASES,
            field=name.casefold(),
            people=people,
            profile=profile,
        )
        content = patch.text.encode()
    text = content.decode()
    diff = patches.difference(file.path, file.content.decode(), text)
    return Patch(file.path, text, diff)
