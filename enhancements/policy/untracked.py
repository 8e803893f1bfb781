"""Which enhancement the words of a merged pull request may mean. Pure.

A suggestion only: a person says whose it is.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence

from enhancements.languages import gettext

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]{2,}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_COMMON = frozenset(
    {
        *("the", "and", "for", "with", "from", "into", "this", "that", "when", "not"),
        *("are", "it", "add", "support", "use", "make", "new", "allow", "enable"),
        *("feature", "enhancement", "vep", "kep", "implement", "first", "version"),
        *("part", "test", "default", "code"),
    }
)
MOST = 3
"""Suggestions of one pull request."""
_ENOUGH = 2
"""Words that both have in common, at least."""


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """An enhancement with the words by which it may be meant."""

    key: str
    number: int | None
    title: str
    gates: tuple[str, ...]
    is_planned: bool
    """Whether it is in the release."""


@dataclasses.dataclass(frozen=True, slots=True)
class Suggestion:
    """An enhancement that may be meant, and why."""

    key: str
    title: str
    why: str


def suggestions(
    *, title: str, body: str, named: Iterable[int], known: Sequence[Known]
) -> tuple[Suggestion, ...]:
    """The likeliest enhancements first: by number, by gate, by words of the title."""
    numbers = set(named)
    text = f"{title}\n{body}"
    words = _words(title)
    found: list[tuple[int, int, Suggestion]] = []
    for one in known:
        if one.number in numbers:
            said = Suggestion(
                one.key,
                one.title,
                gettext("its text names #%(number)s", number=one.number),
            )
            found.append((3, 0, said))
            continue
        gate = next((g for g in one.gates if _has(text, g)), "")
        if gate:
            why = gettext("it names %(gate)s", gate=gate)
            found.append((2, 0, Suggestion(one.key, one.title, why)))
            continue
        common = sorted(words & _words(one.title))
        if len(common) >= _ENOUGH:
            why = gettext("words alike: %(words)s", words=", ".join(common))
            said = Suggestion(one.key, one.title, why)
            found.append((1, len(common) * 2 + one.is_planned, said))
    found.sort(key=lambda item: (-item[0], -item[1], item[2].key))
    return tuple(said for _, _, said in found[:MOST])


def _has(text: str, gate: str) -> bool:
    return re.search(rf"(?<![\w]){re.escape(gate)}(?![\w])", text) is not None


def _words(text: str) -> frozenset[str]:
    """The words of a text that say something, in small letters, without a plural s."""
    parts = (part for word in _WORD.findall(text) for part in _HUMP.split(word))
    kept = (part.casefold().rstrip("s") for part in parts)
    return frozenset(one for one in kept if len(one) > 2 and one not in _COMMON)  # noqa: PLR2004 - shorter ones say nothing
