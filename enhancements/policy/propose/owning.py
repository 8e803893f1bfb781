"""Which SIG is near to a proposal, and why. It only suggests: a person chooses.

Pure. Three things speak for a SIG: that it owns what is alike, or takes part in it;
that it owns the code that is touched (OWNERS files of its subprojects in the roster);
and that it describes itself in the proposal's words. A word that many SIGs use says
little.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from enhancements.documents.sigs import Group
from enhancements.languages import gettext, ngettext
from enhancements.policy.propose import words
from enhancements.policy.sentences import listed

MOST = 3
"""SIGs that are suggested."""
LEAST = 0.15
"""Share of all that speaks for any SIG, below which one is not named."""
_TAKING_PART = 0.4
_PATHS = 1.5
_SHOWN = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Alike:
    """A similar enhancement."""

    key: str
    sig: str
    participating: tuple[str, ...]
    score: float
    """How alike, above 0."""


@dataclasses.dataclass(frozen=True, slots=True)
class Suggestion:
    """A SIG that is near."""

    sig: str
    reasons: tuple[str, ...]
    """Sentences, the weightiest first."""
    weight: float
    """Its share of all that speaks for any SIG."""


def suggest(
    text: str,
    paths: Collection[str],
    alike: Sequence[Alike],
    groups: Sequence[Group],
    known: Collection[str],
) -> tuple[Suggestion, ...]:
    """The SIGs that are near, nearest first; none when nothing speaks for any.

    `known` are the project's SIGs; nobody else is suggested.
    """
    weights: dict[str, float] = defaultdict(float)
    reasons: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for found in (_by_alike(alike), _by_paths(paths, groups), _by_words(text, groups)):
        for sig, (weight, reason) in found.items():
            if sig in known:
                weights[sig] += weight
                reasons[sig].append((weight, reason))
    total = sum(weights.values())
    nearest = sorted(weights, key=lambda sig: (-weights[sig], sig))
    return tuple(
        Suggestion(
            sig,
            tuple(
                reason for _, reason in sorted(reasons[sig], key=lambda one: -one[0])
            ),
            weights[sig] / total,
        )
        for sig in nearest[:MOST]
        if weights[sig] >= LEAST * total
    )


_Found = Mapping[str, tuple[float, str]]


def _by_alike(alike: Sequence[Alike]) -> _Found:
    total = sum(one.score for one in alike)
    owned: dict[str, list[str]] = defaultdict(list)
    joined: dict[str, list[str]] = defaultdict(list)
    weights: dict[str, float] = defaultdict(float)
    for one in alike:
        if one.sig:
            owned[one.sig].append(one.key)
            weights[one.sig] += one.score / total
        for sig in one.participating:
            joined[sig].append(one.key)
            weights[sig] += _TAKING_PART * one.score / total
    return {
        sig: (weight, _alike(owned[sig], joined[sig]))
        for sig, weight in weights.items()
    }


def _alike(owned: list[str], joined: list[str]) -> str:
    """What a SIG has to do with what is similar; one of the two has something in it."""
    if owned and joined:
        return gettext(
            "It owns %(owned)s and takes part in %(joined)s, which are similar.",
            owned=_keys(owned),
            joined=_keys(joined),
        )
    if owned:
        return ngettext(
            "It owns %(owned)s, which is similar.",
            "It owns %(owned)s, which are similar.",
            len(owned),
            owned=_keys(owned),
        )
    return ngettext(
        "It takes part in %(joined)s, which is similar.",
        "It takes part in %(joined)s, which are similar.",
        len(joined),
        joined=_keys(joined),
    )


def _keys(keys: list[str]) -> str:
    shown = [f"#{key}" if key.isdigit() else key for key in keys[:_SHOWN]]
    more = len(keys) - len(shown)
    if more:
        shown.append(gettext("%(number)s more", number=more))
    return listed(shown)


def _by_paths(paths: Iterable[str], groups: Sequence[Group]) -> _Found:
    """Each path speaks for the SIG that owns most of its beginning."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        nearest = max(
            (
                (_length(path, owned), group.name)
                for group in groups
                for owned in group.paths
            ),
            default=(0, ""),
        )
        if nearest[0]:
            found[nearest[1]].append(path)
    each = _PATHS / max(1, sum(map(len, found.values())))
    return {
        sig: (
            each * len(its),
            gettext(
                "It owns %(paths)s by the OWNERS files of its subprojects.",
                paths=listed(its[:_SHOWN]),
            ),
        )
        for sig, its in found.items()
    }


def _length(path: str, owned: str) -> int:
    """Characters of the beginning that a path shares with what a SIG owns; 0 for none.

    A path may leave out its repository; then only folders count.
    """
    asked = path.strip("/").removeprefix("https://").removeprefix("github.com/")
    folder = owned.split("/", 2)[2] if owned.count("/") > 1 else ""
    for mine in (owned, folder):
        if mine and (asked == mine or asked.startswith(f"{mine}/")):
            return len(mine)
    return 0


def _by_words(text: str, groups: Sequence[Group]) -> _Found:
    typed = words.stems(text)
    told = {one.name: words.stems(_description(one)) for one in groups}
    uses = Counter(stem for its in told.values() for stem in its)
    # A word that all of them use tells none apart.
    worth = {
        one: math.log(len(told) / uses[one])
        for one in typed
        if 0 < uses[one] < len(told)
    }
    total = sum(worth.values())
    found = {}
    for sig, its in told.items():
        mine = [one for one in worth if one in its]
        if mine:
            shown = sorted(mine, key=lambda one: -worth[one])[:_SHOWN]
            said = listed(
                [gettext("“%(word)s”", word=its[one].lower()) for one in shown]
            )
            weight = sum(worth[one] for one in mine) / total
            reason = gettext("It says %(words)s of itself in the roster.", words=said)
            found[sig] = weight, reason
    return found


def _description(group: Group) -> str:
    name = group.name.replace("-", " ")
    return f"{name} {group.title} {group.mission} {' '.join(group.areas)}"
