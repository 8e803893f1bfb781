"""What an enhancement needs of others, and whether that lands in time. Pure.

An enhancement depends on another where people said so; what documents say of each other
(`replaces`, `see-also`) are relations and ask for nothing. What is needed is a stage:
one that was named, else the one that the enhancement itself is planned for, because
nothing is more mature than what it stands on. All of this is about plans: nothing here
says that something has shipped.
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from enhancements.documents import versions
from enhancements.languages import gettext, gettext_noop
from enhancements.profiles.schema import Profile, Stage

DONE = "implemented"
"""Status of an enhancement whose work is done, in both processes."""
_LANDS = frozenset({"alpha", "beta", "stable", "once"})
"""Canonical stages in which there is something to stand on."""


class Late(enum.StrEnum):
    """What is wrong with an enhancement that is needed."""

    LATER = "later"
    """It reaches the stage in a later release than it is needed in."""
    SLIPPED = "slipped"
    """Likewise, and it was promised in time before."""
    UNPLANNED = "unplanned"
    """No release is named for the stage."""
    REMOVED = "removed"
    """Its document was taken out."""


LABELS: Mapping[Late, str] = {
    Late.LATER: gettext_noop("lands later"),
    Late.SLIPPED: gettext_noop("slipped"),
    Late.UNPLANNED: gettext_noop("has no release"),
    Late.REMOVED: gettext_noop("was removed"),
}
"""What is wrong, within a sentence, to be said."""


@dataclasses.dataclass(frozen=True, slots=True)
class Needing:
    """A stage planned for a release, which others have to be ready for."""

    stage: str
    """Key of the stage."""
    release: str


@dataclasses.dataclass(frozen=True, slots=True)
class Needed:
    """What is known of an enhancement that another one depends on."""

    tracks: tuple[Mapping[str, str | None], ...] = ()
    """Of each track its targets: stage to release, or None where none is named."""
    wanted: str = ""
    """Key of the stage that it has to have reached; empty for that of what needs it."""
    moved: Mapping[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    """Of a stage and a release, the release that the stage was promised for before."""
    left: frozenset[str] = frozenset()
    """Releases that it left by a decision: deferred, or removed."""
    stage: str = ""
    """Key of the stage that it is in."""
    status: str = ""
    is_removed: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Landing:
    """When an enhancement reaches a stage, as planned."""

    stage: str
    release: str
    moved_from: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Trouble:
    """An enhancement that is needed, and does not land in time."""

    word: Late
    needing: Needing
    wanted: str
    """Key of the stage that it has to have reached."""
    landing: Landing | None = None
    """When it reaches that; None for never, as far as is known."""


def lands(profile: Profile, needed: Needed, wanted: Stage) -> Landing | None:
    """When it reaches that stage or one beyond; None where no release is named.

    Of several tracks the last one counts, of those that name a release for it.
    """
    found = [
        landing
        for targets in needed.tracks
        if (landing := _of_track(profile, needed, targets, wanted)) is not None
    ]
    return max(found, key=_when, default=None)


def _of_track(
    profile: Profile,
    needed: Needed,
    targets: Mapping[str, str | None],
    wanted: Stage,
) -> Landing | None:
    found = []
    for key, release in targets.items():
        stage = profile.stage(key)
        if not release or stage is None or not _is_ground(stage):
            continue
        if stage.rank >= wanted.rank and release not in needed.left:
            before = needed.moved.get((key, release), "")
            found.append(Landing(key, release, before))
    return min(found, key=_when, default=None)


def _is_ground(stage: Stage) -> bool:
    return stage.canonical in _LANDS


def _when(landing: Landing) -> tuple[int, int]:
    return versions.sort_key(landing.release)


def warning(profile: Profile, needing: Needing, needed: Needed) -> Trouble | None:
    """What is wrong with what is needed; None where it lands in time, and where what
    needs it is itself on its way out.
    """
    own = profile.stage(needing.stage)
    wanted = profile.stage(needed.wanted) if needed.wanted else own
    if own is None or wanted is None or not _is_ground(own) or not _is_ground(wanted):
        return None
    if needed.is_removed:
        return Trouble(Late.REMOVED, needing, wanted.key)
    landing = lands(profile, needed, wanted)
    if landing is None:
        if _is_there(profile, needed, wanted):
            return None
        return Trouble(Late.UNPLANNED, needing, wanted.key)
    due = versions.sort_key(needing.release)
    if _when(landing) <= due:
        return None
    before = landing.moved_from
    slipped = bool(before) and versions.sort_key(before) <= due
    word = Late.SLIPPED if slipped else Late.LATER
    return Trouble(word, needing, wanted.key, landing)


def _is_there(profile: Profile, needed: Needed, wanted: Stage) -> bool:
    """Whether its document says that it was done without naming releases."""
    stage = profile.stage(needed.stage) if needed.stage else None
    return needed.status == DONE and stage is not None and stage.rank >= wanted.rank


def first(
    profile: Profile, needing: Iterable[Needing], needed: Needed
) -> Trouble | None:
    """The warning of the earliest release that has one."""
    ordered = sorted(needing, key=lambda one: versions.sort_key(one.release))
    found = (warning(profile, one, needed) for one in ordered)
    return next((one for one in found if one is not None), None)


def said(profile: Profile, found: Trouble, name: str) -> str:
    """A warning as a sentence; `name` is what the needed one is called: "#12"."""
    named = {
        "name": name,
        "due": _label(profile, found.needing.stage),
        "release": found.needing.release,
    }
    if found.word is Late.REMOVED:
        return gettext(
            "%(name)s was removed, and %(due)s in %(release)s needs it.", **named
        )
    if found.landing is None:
        return gettext(
            "No release is named for %(stage)s of %(name)s, and %(due)s in %(release)s"
            " needs it.",
            stage=_label(profile, found.wanted),
            **named,
        )
    landing = found.landing
    where = {"stage": _label(profile, landing.stage), "to": landing.release}
    if found.word is Late.SLIPPED:
        return gettext(
            "%(stage)s of %(name)s slipped from %(before)s to %(to)s, and %(due)s in"
            " %(release)s needs it.",
            before=landing.moved_from,
            **where,
            **named,
        )
    return gettext(
        "%(stage)s of %(name)s is planned for %(to)s only, and %(due)s in %(release)s"
        " needs it.",
        **where,
        **named,
    )


def _label(profile: Profile, key: str) -> str:
    known = profile.stage(key)
    return known.label if known else key.capitalize()


# --- Circles --------------------------------------------------------------------------


def circle(edges: Mapping[int, Collection[int]], start: int) -> tuple[int, ...]:
    """The shortest way from `start` back to it, with it at both ends; empty for none.

    `edges` says of each what it needs. Of ways equally short the one of smaller ids.
    """
    before: dict[int, int] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there in sorted(edges.get(here, ())):
            if there == start:
                way = [here]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return (*reversed(way), start)
            if there not in before:
                before[there] = here
                waiting.append(there)
    return ()


# --- Relations that documents name ----------------------------------------------------

RELATIONS: Mapping[str, str] = {
    "superseded_by": gettext_noop("Superseded by"),
    "replaces": gettext_noop("Replaces"),
    "other.see-also": gettext_noop("See also"),
}
"""Fields by which a document names others, with what is to be said; none is a
dependency."""


def listed(value: Any) -> tuple[str, ...]:
    """What the value of such a field names, as texts: a number, paths, addresses."""
    if value is None:
        return ()
    items = value if isinstance(value, list) else [value]
    texts = (str(item).strip() for item in items)
    return tuple(one for one in texts if one and one != "None")


def number_of(text: str) -> str:
    """The number of the enhancement that a text names; empty where it names none.

    `17`, `#17`, `/keps/sig-storage/17-cold-disks`, the address of an issue or of a
    directory; leading zeros count for nothing.
    """
    found = _NUMBER.search(text)
    return found[1] if found else ""


_NUMBER = re.compile(
    r"(?:^|/)#?0*([1-9][0-9]{0,17})(?:[-_][^/?#]*)?"
    r"(?:/(?:readme\.md|kep\.yaml|vep\.md))?/?(?:[?#].*)?$",
    re.IGNORECASE,
)
