"""Which gates an enhancement's sources name as those of its tracks.

Pure. Best is what a document's front matter, a metadata file or the issue's gate field
says; only where none of them names a gate, a registered gate counts that a sentence of
the document names as its own. A bare word never links, nor does a comment in the code.
A link is of one track: where an enhancement has several, a gate is of the one that has
its name, and of none where no name tells.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.documents.facts import FRONT_MATTER, ISSUE, METADATA

PERSON, SENTENCE = "person", "sentence"
RANKS: Mapping[str, int] = {PERSON: 0, FRONT_MATTER: 1, METADATA: 1, ISSUE: 2}
"""Best first; a sentence comes after all of them."""
STRUCTURED = (FRONT_MATTER, METADATA, ISSUE)
FIELDS = ("feature_gates", "gate")
_LAST = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """A gate that somebody names as a track's, from when to when."""

    track: str
    """Empty for the main one."""
    gate: str
    how: str
    since: dt.datetime
    until: dt.datetime | None
    raw: str = ""
    path: str = ""
    line: int = 0
    url: str = ""
    commit: str = ""

    @property
    def rank(self) -> int:
        """How good it is; the least is best."""
        return RANKS.get(self.how, _LAST)


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What a source says of gates: a field's value, or names in sentences."""

    how: str
    """FRONT_MATTER, METADATA, ISSUE or SENTENCE."""
    track: str
    gates: tuple[str, ...]
    since: dt.datetime
    until: dt.datetime | None
    raw: str = ""
    path: str = ""
    line: int = 0
    url: str = ""
    commit: str = ""
    is_exact: bool = False
    """Its letters must be those of the registered gate, each in its case."""


class Registered:
    """The names of all gates that were ever registered."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        folded: dict[str, list[str]] = {}
        for name in self._names:
            folded.setdefault(name.casefold(), []).append(name)
        self._folded = {key: one[0] for key, one in folded.items() if len(one) == 1}

    def spelt(self, name: str, *, is_exact: bool = False) -> str | None:
        """The gate as the code spells it; None when it is registered nowhere."""
        if name in self._names:
            return name
        return None if is_exact else self._folded.get(name.casefold())


def links(
    told: Iterable[Told], tracks: Mapping[str, str | None], registered: Registered
) -> list[Link]:
    """Every link that sources make; which of them counts when is `counting`'s.

    `tracks` are the enhancement's, by name, with the gate that each is named after.
    """
    found: dict[tuple[Any, ...], Link] = {}
    for one in told:
        for name in one.gates:
            spelt = registered.spelt(name, is_exact=one.is_exact)
            if spelt is None and one.how == SENTENCE:
                continue
            gate = spelt or name
            track = _track(one.track, gate, tracks)
            if track is None:
                continue
            link = Link(
                track=track,
                gate=gate,
                how=one.how,
                since=one.since,
                until=one.until,
                raw=one.raw,
                path=one.path,
                line=one.line,
                url=one.url,
                commit=one.commit,
            )
            found.setdefault((track, gate, one.how, one.since), link)
    return _joined(found.values())


def _track(named: str, gate: str, tracks: Mapping[str, str | None]) -> str | None:
    """The track that a gate is of; None where nothing tells."""
    if named:
        return named
    if len(tracks) <= 1:
        return next(iter(tracks), "")
    for track, own in tracks.items():
        if gate.casefold() in (track.casefold(), (own or "").casefold()):
            return track
    return None


def _joined(found: Iterable[Link]) -> list[Link]:
    """Links one after the other that say the same are one link."""
    kept: list[Link] = []
    for link in sorted(
        found, key=lambda one: (one.track, one.gate, one.how, one.since)
    ):
        last = kept[-1] if kept else None
        is_same = last is not None and (last.track, last.gate, last.how) == (
            link.track,
            link.gate,
            link.how,
        )
        if last is not None and is_same and (last.until or link.since) >= link.since:
            ends = (last.until, link.until)
            until = None if None in ends else max(end for end in ends if end)
            kept[-1] = dataclasses.replace(last, until=until)
        else:
            kept.append(link)
    return kept


def counting(
    links: Sequence[Link], denied: Iterable[str], at: dt.datetime
) -> tuple[list[Link], list[Link]]:
    """Of the links of one track those that count at a moment, and those of today.

    People come first, at any moment, as they speak of a fact: where they name a gate,
    no source is heard. Of what sources say the best that stood then counts, without
    what people have denied.
    """
    no = frozenset(denied)
    people = [link for link in links if link.how == PERSON and link.until is None]
    said = [link for link in links if link.how != PERSON and link.gate not in no]
    then = [
        one for one in said if one.since <= at and (not one.until or one.until > at)
    ]
    now = [one for one in said if one.until is None]
    return people or _best(then), people or _best(now)


def _best(links: Sequence[Link]) -> list[Link]:
    best = min((link.rank for link in links), default=0)
    return [link for link in links if link.rank == best]
