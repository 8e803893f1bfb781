"""The rules by which an entry's sources are compared. Pure.

Sources of the rules: `domain` of both projects. The release team keeps five places
equal by hand: document, issue, labels, milestone and board.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from enhancements import languages
from enhancements.languages import gettext, gettext_noop, speaking
from enhancements.policy import drift_fixes as fixes
from enhancements.policy import drift_github, resolve
from enhancements.policy.corrections import third_words
from enhancements.policy.drift import (
    NOBODY,
    PULL_REQUEST,
    TEXT,
    Difference,
    Entry,
    Eyes,
    Fix,
    Side,
    recorded_side,
)
from enhancements.profiles.schema import Profile


def differences(entry: Entry, eyes: Eyes) -> tuple[Difference, ...]:
    """Everything on which the sources of an entry disagree, by field."""
    own = [
        *_recorded(entry, eyes),
        *(
            drift_github.differences(entry, entry.issue, eyes)
            if entry.issue is not None
            else ()
        ),
    ]
    found: dict[tuple[str, str], Difference] = {}
    # What is compared with GitHub's state says more than the record's bare drift.
    for one in reversed(own):
        found.setdefault((one.field, one.track), one)
    order = {one.field: place for place, one in enumerate(own)}
    return tuple(sorted(found.values(), key=lambda one: (order[one.field], one.track)))


# --- What the record already knows ---------------------------------------------------


def _recorded(entry: Entry, eyes: Eyes) -> Iterator[Difference]:
    for one in entry.recorded:
        field = one["field"]
        if field.startswith("pull:"):
            yield _contested(entry, one, eyes)
            continue
        sides = tuple(
            recorded_side(said, eyes.say(field, said["value"]), eyes.link(said))
            for said in one["claims"]
        )
        right, why = _by_rank(field, sides, eyes.profile)
        if "third" in one:
            why = f"{why} {third_words(field, one['third'])}"
        yield Difference(
            field=field,
            stem=_stem(field, eyes),
            label=eyes.called(field, one["track"]),
            sides=sides,
            right=right,
            why=why,
            fixes=_of_sides(entry, field, sides, right, eyes),
            track=one["track"],
        )


def _stem(field: str, eyes: Eyes) -> str:
    """What a field is called wherever it is, in English."""
    with speaking(languages.SOURCE):
        called = eyes.called(field, "")
    return called.partition(" of ")[0].partition(" (")[0]


def _by_rank(field: str, sides: Sequence[Side], profile: Profile) -> tuple[int, str]:
    """The side that stands by the profile's precedence, and the rule in words."""
    order = profile.precedence_of(field)
    ranks = [resolve.rank(side.source, order) for side in sides]
    best = min(ranks)
    first = [place for place, rank in enumerate(ranks) if rank == best]
    values = {resolve.canonical(sides[place].value) for place in first}
    if len(values) > 1:
        return NOBODY, gettext(
            "They are sources of the same rank, so no rule says who is right."
        )
    others = dict.fromkeys(
        resolve.family(side.source)
        for side, rank in zip(sides, ranks, strict=True)
        if rank > best
    )
    winner = resolve.family(sides[first[0]].source)
    losers = [_called(one) for one in others]
    return first[0], gettext(
        "The %(winner)s counts before the %(losers)s.",
        winner=_called(winner),
        losers=functools.reduce(_and, losers) if losers else "",
    )


def _and(one: str, other: str) -> str:
    return gettext("%(one)s and the %(other)s", one=one, other=other)


_SOURCES = {
    "person": gettext_noop("correction by hand"),
    "front-matter": gettext_noop("front matter"),
    "metadata": gettext_noop("metadata file"),
    "document": gettext_noop("document"),
    "directory": gettext_noop("directory's name"),
    "issue": gettext_noop("tracking issue"),
    "milestone": gettext_noop("milestone"),
    "label": gettext_noop("label"),
    "pull": gettext_noop("pull request's own text"),
}


def _called(source: str) -> str:
    known = _SOURCES.get(source)
    return gettext(known) if known else source


def _of_sides(
    entry: Entry, field: str, sides: Sequence[Side], right: int, eyes: Eyes
) -> tuple[Fix, ...]:
    """How the sides that are wrong are brought to say what is right."""
    if right == NOBODY:
        words = gettext("Settle which is meant, and change the other.")
        return (fixes.decide(words),)
    wanted = sides[right]
    found: list[Fix] = []
    for side in sides:
        if resolve.canonical(side.value) == resolve.canonical(wanted.value):
            continue
        found.extend(_of_side(entry, field, side, wanted, eyes))
    return tuple(found)


def _of_side(
    entry: Entry, field: str, side: Side, wanted: Side, eyes: Eyes
) -> Iterator[Fix]:
    issue, source = entry.issue, resolve.family(side.source)
    if source == "milestone" and issue is not None:
        yield from fixes.milestone(eyes.profile, issue, str(wanted.value))
    elif source == "label" and issue is not None and field in ("stage", "sig"):
        yield from drift_github.label_fixes(
            field, {str(wanted.value)}, issue, eyes.profile
        )
    elif source == "directory":
        words = gettext(
            "Move it to the directory of %(name)s, or change what says so.",
            name=wanted.words,
        )
        yield fixes.decide(words, side.url)
    else:
        with speaking(languages.SOURCE):  # What is written into texts is the project's.
            example = _example(field, wanted, side, eyes)
        yield fixes.text(side, wanted.words, example)


def _example(field: str, wanted: Side, side: Side, eyes: Eyes) -> str:
    """A whole line that says the value, in the form of the side that shall say it."""
    stem, _, rest = field.partition(".")
    stage = eyes.profile.stage(rest) if stem == "target" else None
    source = resolve.family(side.source)
    if stage is not None and source == "issue":
        return f"* {stage.label} release target (x.y): {wanted.words}"
    if stage is not None and source == "document":
        return f"- This VEP targets {stage.key} for version: {wanted.words}".replace(
            "VEP", eyes.profile.word
        )
    if stage is not None:
        return f"milestone: {stage.key}: {wanted.words}"
    return f"{eyes.called(field, '')}: {wanted.words}"


def _contested(entry: Entry, one: Mapping[str, Any], eyes: Eyes) -> Difference:
    """A pull request names another enhancement than the issue that lists it."""
    field = one["field"]
    sides = tuple(
        recorded_side(
            said,
            gettext("belongs to #%(number)s", number=said["value"]),
            eyes.link(said),
        )
        for said in one["claims"]
    )
    right, why = _by_rank(field, sides, eyes.profile)
    own = {entry.number, entry.issue.number if entry.issue else None}
    name = field.removeprefix("pull:")
    found: tuple[Fix, ...] = ()
    if right != NOBODY and sides[right].value not in own and entry.issue is not None:
        listed = next((s for s in sides if s.source == "issue"), sides[-1])
        where = gettext("the tracking issue's text")
        if listed.line:
            where = fixes.in_issue(listed.line)
        line = gettext("Take %(name)s out of the list.", name=name)
        found = (Fix(TEXT, (line,), where, listed.url or entry.issue.url),)
    return Difference(
        field=field,
        stem=PULL_REQUEST,
        label=eyes.called(field, ""),
        sides=sides,
        right=right,
        why=why,
        fixes=found or (fixes.decide(gettext("Settle to which it belongs.")),),
    )
