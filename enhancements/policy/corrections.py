"""What people said of an enhancement against its sources, and what became of it.

Pure. A correction is a claim of a person, which counts before every other source. It
holds until it is withdrawn or until the source agrees. Where the source has since said
a third thing, neither what it said when it was corrected nor what the correction says,
the correction still holds, and is flagged. Everything is told from the claims; the
source is what would stand without the person.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import people, resolve, sentences
from enhancements.policy.people import ROLES
from enhancements.policy.spans import Span
from enhancements.profiles.schema import Profile

PERSON = "person"
"""The source of what a person says."""
SIG, PARTICIPATING = "sig", "participating_sigs"
SIGS = (SIG, PARTICIPATING)
"""Fields that name SIGs, by their bare names: the one that owns it, and others."""
FIELDS = (*ROLES, *SIGS)
"""What of an enhancement people correct."""
LABELS: Mapping[str, str] = {
    **people.LABELS,
    SIG: gettext_noop("SIG"),
    PARTICIPATING: gettext_noop("Participating SIGs"),
}
_SIG_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?")
LONGEST = 4000
"""Letters of a reason."""
MOST = 500
"""Corrections of one step."""
AGREES = "The source says the same by now."
"""Kept as the reason, where nobody gave one."""


class CorrectionRefused(ValueError):
    """What cannot be said so, whoever says it; the text says what would do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants an enhancement's record to say."""

    enhancement: int
    field: str
    """One of FIELDS."""
    value: tuple[str, ...] | None
    """Logins, of SIGS names of SIGs; empty for nobody, None to withdraw what was said
    by hand."""
    seen: tuple[str, ...] = ()
    """Whom they saw standing."""
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Stands:
    """What stands of a field now."""

    value: tuple[str, ...]
    correction: int | None = None
    """Id of the claim, where a person said so."""
    by: str = ""
    since: dt.datetime | None = None
    reason: str = ""
    source: tuple[str, ...] | None = None
    """What stood without the person; None while no source speaks."""


@dataclasses.dataclass(frozen=True, slots=True)
class Clash:
    """A wish for a field that says something else than who wishes has seen."""

    wish: Wish
    stands: Stands


class Clashed(Exception):
    """Something else stands by now, so nothing of the step was written."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(f"{len(clashes)} fields say something else by now")
        self.clashes = tuple(clashes)


@dataclasses.dataclass(frozen=True, slots=True)
class Third:
    """A correction that holds while its source has come to say a third thing."""

    then: tuple[str, ...] | None
    """What the source said when it was corrected; None for nothing."""
    now: tuple[str, ...]


def checked(wish: Wish) -> Wish:
    """The wish as it is kept: each login once, texts without blanks around them.

    Raises CorrectionRefused.
    """
    if wish.field not in FIELDS:
        raise CorrectionRefused(not_corrected(wish.field))
    value = wish.value
    if value is not None:
        value = people.unique(one.strip().lstrip("@") for one in value)
        _check_names(wish.field, value)
        if len(value) > people.MOST:
            text = gettext_noop("Name at most %(most)s people.")
            if wish.field in SIGS:
                text = gettext_noop("Name at most %(most)s SIGs.")
            raise CorrectionRefused(gettext(text, most=people.MOST))
    reason = wish.reason.replace("\x00", "").strip()
    if len(reason) > LONGEST:
        text = gettext("Say why in at most %(most)s letters.", most=LONGEST)
        raise CorrectionRefused(text)
    return dataclasses.replace(wish, value=value, reason=reason)


def _check_names(field: str, value: Sequence[str]) -> None:
    """Raises CorrectionRefused for what can be no name."""
    if field not in SIGS:
        strange = people.strange(value)
        if strange:
            text = gettext(
                "“%(name)s” is no GitHub login. Name people by their logins.",
                name=strange[0],
            )
            raise CorrectionRefused(text)
        return
    odd = next((one for one in value if not _SIG_NAME.fullmatch(one)), None)
    if odd is not None:
        raise CorrectionRefused(
            gettext("“%(name)s” is no name of a SIG.", name=odd[:60])
        )
    if field == SIG and len(value) != 1:
        raise CorrectionRefused(gettext("One SIG owns it; name just that one."))


def not_corrected(field: str) -> str:
    """Why a field that is none of FIELDS is refused."""
    return gettext("“%(field)s” of an enhancement is not corrected.", field=field)


def names(value: Any) -> tuple[str, ...]:
    """What a field names, whether its source says one name or a list of them."""
    if isinstance(value, str):
        return (value,)
    return tuple(value or ())


def as_said(field: str, value: Sequence[str]) -> Any:
    """The value of the claim that a correction makes."""
    return value[0] if field == SIG else list(value)


def moved(field: str, old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """The SIGs that a correction of one of SIGS is about, beside the one that owns the
    enhancement: the new owner, or those that come to participate and that no longer do.
    """
    if field == SIG:
        return tuple(new)
    return tuple(sorted(set(old) ^ set(new)))


def in_words(field: str, value: Iterable[str] | None) -> str:
    """What a field names, as people read it."""
    if field in SIGS:
        return ", ".join(value or ()) or gettext("no SIG")
    return sentences.people(value)


def changes(wish: Wish, stands: Stands) -> bool:
    """Whether a checked wish asks for anything else than what stands.

    What the source says anyway needs no correction: to ask for it withdraws one.
    """
    if wish.value is None or is_source(wish, stands):
        return stands.correction is not None
    return not people.same(wish.value, stands.value)


def is_source(wish: Wish, stands: Stands) -> bool:
    """Whether the wish is what the source says by itself."""
    return (
        wish.value is not None
        and stands.source is not None
        and people.same(wish.value, stands.source)
    )


def clashes(wish: Wish, stands: Stands) -> bool:
    """Whether somebody else stands there than who wishes has seen, and it matters."""
    return changes(wish, stands) and not people.same(wish.seen, stands.value)


def said(
    spans: Iterable[Span], field: str, at: dt.datetime, profile: Profile
) -> tuple[str, ...] | None:
    """What the sources say of a field at a moment, people left out; None for nothing.

    Sources of one rank that differ say nothing.
    """
    held = [
        one
        for one in spans
        if one.field == field
        and not one.track
        and one.source != PERSON
        and not resolve.is_proposal(one.source)
        and one.holds(at)
    ]
    value = resolve.choose(held, profile.precedence_of(field)).value
    return None if value is None else names(value)


def agrees(correction: Any, source: tuple[str, ...] | None) -> bool:
    """Whether the source says what a correction's value does."""
    return source is not None and people.same(names(correction), source)


def third(
    correction: Span, spans: Sequence[Span], at: dt.datetime, profile: Profile
) -> Third | None:
    """What the source said and says, where that is a third thing at that moment.

    Who falls silent says no third thing.
    """
    field = correction.field
    now = said(spans, field, at, profile)
    if now is None or agrees(correction.value, now):
        return None
    then = said(spans, field, correction.since, profile)
    if then is not None and people.same(then, now):
        return None
    return Third(then, now)


def third_words(field: str, third: Mapping[str, Any]) -> str:
    """That a source says a third thing, as the record keeps it, in a sentence."""
    then, now = (in_words(field, third[side]) for side in ("then", "now"))
    return gettext(
        "Its source said %(then)s when it was corrected and says a third thing since:"
        " %(now)s.",
        then=then,
        now=now,
    )


def label(field: str) -> str:
    """A field as people read it."""
    known = LABELS.get(field)
    return gettext(known) if known else field
