"""Criteria in words, and what one copy says differently from another. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from enhancements.languages import gettext, gettext_noop
from enhancements.policy.checks.catalogue import CHECKS
from enhancements.policy.checks.criteria import Criteria, Criterion, FreezeCriteria
from enhancements.policy.checks.parameters import Value
from enhancements.policy.checks.wording import joined

KIND_LABELS: Final[Mapping[str, str]] = {
    "new": gettext_noop("new enhancements"),
    "graduation": gettext_noop("graduations"),
    "same-stage": gettext_noop("work at the same stage"),
    "deprecation": gettext_noop("deprecations and removals"),
}
STAGE_LABELS: Final[Mapping[str, str]] = {
    "alpha": "alpha",
    "beta": "beta",
    "stable": "stable",
    "once": gettext_noop("what ships once"),
    "deprecated": "deprecated",
    "removed": "removed",
    "other": gettext_noop("any other stage"),
}
_MOST: Final = 99
# What stands in a title for a word that each entry has of its own.
_OF_ENTRY: Final = (
    ("/{stage}", "/STAGE"),
    ("/{canonical}", "/STAGE"),
    ("{stage}", gettext_noop("its stage")),
    ("{canonical}", gettext_noop("its stage")),
    ("{number}", gettext_noop("its number")),
    ("{sig}", gettext_noop("its SIG")),
    ("{owner}/", ""),
)


_NAMES: Final[Mapping[str, str]] = {
    "hard": gettext_noop("hard"),
    "check": gettext_noop("check"),
    "title": gettext_noop("title"),
    "counts": gettext_noop("counts"),
    "stages": gettext_noop("stages"),
    "kinds": gettext_noop("kinds"),
    "from release": gettext_noop("from release"),
}
"""What a freeze or a criterion says beside its parameters."""


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """A parameter of a criterion in words."""

    name: str
    words: str
    meaning: str
    is_usual: bool
    """Whether it is as the check has it by itself."""


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """What an edit changed: one line."""

    freeze: str
    """Its label."""
    title: str
    """Of the criterion; empty for the freeze itself."""
    what: str
    """`added`, `removed`, or the name of what is set."""
    old: str = ""
    new: str = ""

    @property
    def called(self) -> str:
        """The name of what is set, as people read it; a parameter's is its own."""
        return gettext(_NAMES[self.what]) if self.what in _NAMES else self.what


def title(one: Criterion, release: str) -> str:
    """A criterion's title for all entries of a release, with its places filled in."""
    text = one.title
    for name, value in one.values.items():
        words = (value,) if isinstance(value, str) else value
        if isinstance(words, tuple):
            text = text.replace(f"{{{name}}}", " or ".join(words))
    text = text.replace("{release}", release)
    text = text.replace("{version}", release.removeprefix("v"))
    for place, word in _OF_ENTRY:
        text = text.replace(place, gettext(word) if word else "")
    return text


def limits(one: Criterion) -> tuple[str, ...]:
    """Of what a criterion is asked, where not of everything: a phrase for each."""
    found = []
    if one.stages:
        named = [gettext(STAGE_LABELS[stage]) for stage in one.stages]
        found.append(gettext("only of %(names)s", names=joined(named, most=_MOST)))
    if one.kinds:
        named = [gettext(KIND_LABELS[kind]) for kind in one.kinds]
        found.append(gettext("only of %(names)s", names=joined(named, most=_MOST)))
    if one.from_release:
        found.append(gettext("from %(release)s on", release=one.from_release))
    return tuple(found)


def settings(one: Criterion) -> tuple[Setting, ...]:
    """Every parameter but the remedy, in words."""
    check = CHECKS.get(one.check)
    if check is None:
        return ()
    return tuple(
        Setting(
            name,
            words(one.values.get(name, parameter.default)),
            gettext(parameter.meaning),
            one.values.get(name, parameter.default) == parameter.default,
        )
        for name, parameter in check.parameters.items()
        if name != "how"
    )


def words(value: Value) -> str:
    """A parameter's value; "nothing" for an empty one."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Mapping):
        said = ((gettext(STAGE_LABELS[k]), v) for k, v in value.items() if v)
        parts = [f"{stage}: {', '.join(texts)}" for stage, texts in said]
        return "; ".join(parts) or gettext("nothing")
    text = value if isinstance(value, str) else ", ".join(value)
    return text or gettext("nothing")


def differences(before: Criteria, after: Criteria) -> tuple[Difference, ...]:
    """What `after` asks differently, freeze by freeze."""
    return tuple(_differences(before, after))


def _differences(before: Criteria, after: Criteria) -> Iterator[Difference]:
    for old in before.freezes:
        if after.of(old.deadline) is None:
            yield Difference(old.label, "", "removed")
    for new in after.freezes:
        known = before.of(new.deadline)
        if known is None:
            yield Difference(new.label, "", "added")
        else:
            yield from _of_freeze(known, new)


def _of_freeze(old: FreezeCriteria, new: FreezeCriteria) -> Iterator[Difference]:
    label = new.label
    if old.is_hard != new.is_hard:
        yield Difference(label, "", "hard", words(old.is_hard), words(new.is_hard))
    before = {one.key: one for one in old.criteria}
    after = {one.key: one for one in new.criteria}
    for key, gone in before.items():
        if key not in after:
            yield Difference(label, gone.title, "removed")
    for key, one in after.items():
        if key not in before:
            yield Difference(label, one.title, "added")
        else:
            for what, was, now in _of_criterion(before[key], one):
                yield Difference(label, one.title, what, was, now)
    if list(before) != list(after) and set(before) == set(after):
        yield Difference(label, "", "order")


def _of_criterion(old: Criterion, new: Criterion) -> Iterator[tuple[str, str, str]]:
    pairs = [
        ("check", old.check, new.check),
        ("title", old.title, new.title),
        ("counts", words(old.counts), words(new.counts)),
        ("stages", _listed(old.stages), _listed(new.stages)),
        ("kinds", _listed(old.kinds), _listed(new.kinds)),
        ("from release", _release(old), _release(new)),
    ]
    names = dict.fromkeys([*old.values, *new.values])
    pairs += [
        (name, words(old.values.get(name, "")), words(new.values.get(name, "")))
        for name in names
    ]
    yield from (pair for pair in pairs if pair[1] != pair[2])


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or gettext("all")


def _release(one: Criterion) -> str:
    return one.from_release or gettext("any")
