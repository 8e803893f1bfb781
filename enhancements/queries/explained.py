"""What the checks of a freeze see of an entry, and what follows from it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from enhancements.languages import dates, gettext
from enhancements.policy.checks.judge import Verdict
from enhancements.policy.checks.outcome import Outcome
from enhancements.policy.checks.seen import FreezeAt
from enhancements.queries import judged, single
from enhancements.queries.frame import Setting
from enhancements.queries.judged import Judged
from enhancements.queries.shapes import EntryRow

_HIDDEN = ("parameters",)


class NothingToExplain(LookupError):
    """The entry has no such freeze or check; the text says what there is."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """Something that a check looked at: a name and what stood there, in words."""

    name: str
    words: str = ""
    items: tuple[tuple[Fact, ...], ...] = ()
    """Of a list of things: the facts of each."""


@dataclasses.dataclass(frozen=True, slots=True)
class CheckExplained:
    """A check's answer with what it looked at."""

    outcome: Outcome
    facts: tuple[Fact, ...]
    parameters: tuple[Fact, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Explained:
    """A freeze's verdict of an entry."""

    entry: EntryRow
    freeze: FreezeAt
    verdict: Verdict
    checks: tuple[CheckExplained, ...]
    """Those asked for."""
    freezes: tuple[tuple[str, str], ...]
    """Every freeze of the release: (key, label)."""
    every: tuple[tuple[str, str], ...]
    """Every check of the freeze: (key, title)."""


def load(
    setting: Setting,
    release: str,
    *,
    key: str,
    track: str = "",
    freeze: str = "",
    check: str = "",
) -> Explained:
    """What the checks of a freeze see, in a fixed number of SQL statements.

    Without a freeze the first one that is not over at the moment, else the last;
    without a check all of them. Raises ReleaseUnknown, EnhancementUnknown,
    EnhancementMoved and NothingToExplain.
    """
    ids = {row.enhancement for _, row in single.enhancement(setting, key).entries}
    found = judged.of_release(setting, release, only=min(ids, default=0))
    one = _entry(found, key, track, release)
    at, verdict = _freeze(one, freeze, setting.at)
    chosen = [outcome for outcome in verdict.outcomes if check in ("", outcome.check)]
    if not chosen:
        keys = ", ".join(outcome.check for outcome in verdict.outcomes)
        named = {"freeze": at.label, "check": check, "keys": keys}
        raise NothingToExplain(
            gettext(
                "The %(freeze)s has no check “%(check)s”. It has %(keys)s.", **named
            )
        )
    return Explained(
        entry=one.entry,
        freeze=at,
        verdict=verdict,
        checks=tuple(_check(outcome) for outcome in chosen),
        freezes=tuple((each.key, each.label) for each, _ in one.verdicts),
        every=tuple((outcome.check, outcome.title) for outcome in verdict.outcomes),
    )


def _entry(found: list[Judged], key: str, track: str, release: str) -> Judged:
    if not found:
        raise NothingToExplain(
            gettext(
                "%(key)s is not planned for %(release)s at that moment.",
                key=key,
                release=release,
            )
        )
    mine = [one for one in found if one.entry.track == track]
    if not mine:
        tracks = ", ".join(one.entry.track or gettext("the main one") for one in found)
        raise NothingToExplain(
            gettext(
                "%(key)s has no track “%(track)s” in %(release)s. It has %(tracks)s.",
                key=key,
                track=track,
                release=release,
                tracks=tracks,
            )
        )
    return mine[0]


def _freeze(one: Judged, key: str, at: dt.datetime) -> tuple[FreezeAt, Verdict]:
    if not one.verdicts:
        raise NothingToExplain(gettext("No freeze of the release asks anything."))
    if not key:
        to_come = [
            pair
            for pair in one.verdicts
            if pair[0].ends_at is None or pair[0].ends_at >= at
        ]
        return (to_come or [one.verdicts[-1]])[0]
    for pair in one.verdicts:
        if pair[0].key == key:
            return pair
    keys = ", ".join(each.key for each, _ in one.verdicts)
    raise NothingToExplain(
        gettext(
            "There is no freeze “%(key)s” to judge. There are %(keys)s.",
            key=key,
            keys=keys,
        )
    )


def _check(outcome: Outcome) -> CheckExplained:
    inputs = outcome.inputs
    return CheckExplained(
        outcome,
        tuple(fact(name, one) for name, one in inputs.items() if name not in _HIDDEN),
        tuple(fact(name, one) for name, one in inputs.get("parameters", {}).items()),
    )


def fact(name: str, value: Any) -> Fact:
    """A value of JSON as a fact: nested tables and lists of tables become lists."""
    label = name.replace("_", " ") if name.isidentifier() else name
    if isinstance(value, Mapping):
        inner = tuple(fact(key, one) for key, one in value.items() if not _is_bare(one))
        return Fact(
            label, "" if inner else gettext("nothing"), (inner,) if inner else ()
        )
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        return Fact(label, "", tuple(_facts(one) for one in value))
    return Fact(label, _words(value))


def _facts(value: Any) -> tuple[Fact, ...]:
    if not isinstance(value, Mapping):
        return (Fact("", _words(value)),)
    return tuple(fact(key, one) for key, one in value.items() if not _is_bare(one))


def _is_bare(value: Any) -> bool:
    """Whether a part of something says nothing."""
    return value is None or value in ("", [], {})


def _words(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return gettext("nothing")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    return _moment(str(value))


def _moment(text: str) -> str:
    """A moment as people read it; any other text as it is."""
    if len(text) < len("2026-01-01T00:00") or text[10:11] != "T":
        return text
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    if at.tzinfo is None:
        return text
    return dates.moment(at)
