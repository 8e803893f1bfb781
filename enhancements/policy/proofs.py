"""What the gates registered at a release's tag prove of what was promised for it.

Pure. A promise is proven when each gate of its track has reached its stage at the
release's own tag; one of stable also when the gate is gone there and was stable at an
earlier tag. It is absent when each is registered in a lower stage. In all other cases
nothing is proven: a gate that is registered nowhere says nothing, and gates of one
track that differ leave it to a person, as does what code has no word for, such as a
second alpha, or work without a gate.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence

from enhancements.documents import versions
from enhancements.policy.gate_links import PERSON, Link, counting
from enhancements.policy.outcomes import ABSENT, PROVEN
from enhancements.profiles.schema import Profile, Stage

_GROWING = ("alpha", "beta", "stable")
_ENDING = ("deprecated", "removed")


@dataclasses.dataclass(frozen=True, slots=True)
class At:
    """A gate as it is registered at a tag."""

    stage: str
    """Key of the profile's stage; empty for a word that means none."""
    path: str = ""
    line: int = 0
    raw: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Tagged:
    """The tag that made a release, with all gates registered there by name."""

    release: str
    name: str
    commit: str
    tagged_at: dt.datetime
    gates: Mapping[str, At]
    """Those that are asked about."""
    is_read: bool = True
    """False where it registers no gate at all: then none that is missing is gone."""


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """What a tag shows of a promise."""

    word: str
    """PROVEN or ABSENT."""
    gate: str
    registered: str
    """Key of the stage that the gate had there; empty when it was gone."""
    path: str
    line: int
    commit: str
    """Where path and line are: of what is gone, the tag that had it last."""


class Reach(enum.Enum):
    """How far one gate was at the tag."""

    REACHED = "reached"
    LOWER = "lower"
    RETIRED = "retired"
    """It was registered once, and what it is now says nothing of the stage."""
    UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True, slots=True)
class _Gate:
    name: str
    reach: Reach
    registered: str = ""
    place: At | None = None
    commit: str = ""


class History:
    """The tags of a project's releases, oldest release first."""

    def __init__(self, profile: Profile, tags: Sequence[Tagged]) -> None:
        self._profile = profile
        self._tags = list(tags)
        self._places = {tag.release: place for place, tag in enumerate(self._tags)}

    def tag(self, release: str) -> Tagged | None:
        """The tag that made a release; None while none has."""
        place = self._places.get(release)
        return None if place is None else self._tags[place]

    def shown(
        self, release: str, stage: str, links: Sequence[Link], denied: Sequence[str]
    ) -> Shown | None:
        """What the release's tag shows of a track at a stage; None for nothing.

        `links` are the track's own, `denied` the gates that a person said are not its.
        """
        tag, promised = self.tag(release), self._profile.stage(stage)
        if tag is None or promised is None or not tag.is_read:
            return None
        then, now = counting(links, denied, tag.tagged_at)
        found = self._gates(tag, promised, then)
        if all(one.reach is Reach.UNKNOWN for one in found):
            found = self._gates(tag, promised, now)
        return self._together(found)

    def _gates(
        self, tag: Tagged, promised: Stage, links: Sequence[Link]
    ) -> list[_Gate]:
        by_person = {link.gate: link.how == PERSON for link in links}
        found = [self._gate(tag, promised, name) for name in by_person]
        # Whoever names two gates by hand knows that one came after the other.
        return [
            dataclasses.replace(one, reach=Reach.RETIRED)
            if one.reach is Reach.UNKNOWN and by_person[one.name] and len(found) > 1
            else one
            for one in found
        ]

    def _together(self, gates: Sequence[_Gate]) -> Shown | None:
        """What all gates of a track come to; a retired one is only heard alone."""
        speaking = [one for one in gates if one.reach is not Reach.RETIRED]
        reaches = {one.reach for one in speaking}
        if reaches == {Reach.REACHED}:
            return _shown(PROVEN, speaking[0])
        if reaches == {Reach.LOWER}:
            lowest = min(speaking, key=lambda one: self._rank(one.registered))
            return _shown(ABSENT, lowest)
        return None

    def _gate(self, tag: Tagged, promised: Stage, name: str) -> _Gate:
        here = tag.gates.get(name)
        earlier = self._earlier(tag, name)
        if here is None and not earlier:
            return _Gate(name, Reach.UNKNOWN)
        reach = self._reach(promised, here, [at for _, at in earlier])
        if here is not None:
            return _Gate(name, reach, here.stage, here, tag.commit)
        last_tag, last = earlier[-1]
        return _Gate(name, reach, "", last, last_tag.commit)

    def _earlier(self, tag: Tagged, name: str) -> list[tuple[Tagged, At]]:
        before = self._tags[: self._places[tag.release]]
        return [(one, one.gates[name]) for one in before if name in one.gates]

    def _reach(self, promised: Stage, here: At | None, earlier: Sequence[At]) -> Reach:
        if promised.canonical in _GROWING:
            return self._grown(promised, here, earlier)
        if promised.canonical in _ENDING:
            return self._ended(promised, here, earlier)
        return Reach.RETIRED

    def _grown(self, promised: Stage, here: At | None, earlier: Sequence[At]) -> Reach:
        """Of a promise of alpha, beta or stable."""
        if here is None:
            was_stable = any(self._is(one, "stable") for one in earlier)
            is_proven = promised.canonical == "stable" and was_stable
            return Reach.REACHED if is_proven else Reach.RETIRED
        if self._is(here, *_GROWING):
            return self._compared(promised, here)
        reached = any(
            self._is(one, *_GROWING) and self._compared(promised, one) is Reach.REACHED
            for one in earlier
        )
        return Reach.REACHED if reached else Reach.RETIRED

    def _ended(self, promised: Stage, here: At | None, earlier: Sequence[At]) -> Reach:
        """Of a promise to deprecate or remove something.

        A gate goes after it was stable because its feature stays, so that its absence
        shows no removal then.
        """
        if here is not None and not here.stage:
            return Reach.RETIRED
        if here is not None:
            return self._compared(promised, here)
        last = earlier[-1]
        if promised.canonical == "removed":
            return Reach.RETIRED if self._is(last, "stable") else Reach.REACHED
        was_ending = any(self._is(one, *_ENDING) for one in earlier)
        return Reach.REACHED if was_ending else Reach.RETIRED

    def _compared(self, promised: Stage, at: At) -> Reach:
        """How the stage registered compares with the one promised.

        Between two stages that the code calls alike, such as alpha and alpha2, it
        cannot tell.
        """
        stage = self._profile.stage(at.stage) if at.stage else None
        if stage is None:
            return Reach.RETIRED
        if stage.rank >= promised.rank:
            return Reach.REACHED
        return Reach.RETIRED if stage.canonical == promised.canonical else Reach.LOWER

    def _is(self, at: At, *canonical: str) -> bool:
        stage = self._profile.stage(at.stage) if at.stage else None
        return stage is not None and stage.canonical in canonical

    def _rank(self, key: str) -> int:
        stage = self._profile.stage(key) if key else None
        return stage.rank if stage is not None else 0


def _shown(word: str, gate: _Gate) -> Shown:
    place = gate.place or At("")
    return Shown(
        word=word,
        gate=gate.name,
        registered=gate.registered,
        path=place.path,
        line=place.line,
        commit=gate.commit,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Promised:
    """What a record said of a track, for one stretch of time."""

    since: dt.datetime
    until: dt.datetime | None
    targets: Mapping[str, str | None]
    """Stage to release."""
    releases: Sequence[str]
    """Those it was planned for."""


def admitted(
    history: Sequence[Promised], *, stage: str, release: str, by_milestone: bool
) -> dt.datetime | None:
    """When a document first no longer named the release for the stage, UTC.

    None for never: it still does. `history` is the record's, oldest first;
    `by_milestone` where the release worked for is said apart from targets, which then
    promises it where no target does.
    """
    named = [one for one in history if one.targets.get(stage) == release]
    if not named and by_milestone:
        named = [one for one in history if release in one.releases]
    return named[-1].until if named else None


def in_order(tags: Iterable[Tagged]) -> list[Tagged]:
    """The tags by release, oldest first; of several of one release the first tagged."""
    first: dict[str, Tagged] = {}
    for tag in sorted(tags, key=lambda one: one.tagged_at):
        first.setdefault(tag.release, tag)
    return sorted(first.values(), key=lambda one: versions.sort_key(one.release))
