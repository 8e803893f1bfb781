"""The merge gate's label on a pull request, where it is not as the gate says. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.languages import gettext, gettext_noop
from enhancements.policy.drift import (
    COMMAND,
    NOBODY,
    PULL_REQUEST,
    WRITE,
    Difference,
    Fix,
    Side,
    Write,
)
from enhancements.policy.merge_gate import SOMEBODY, Answer


@dataclasses.dataclass(frozen=True, slots=True)
class About:
    """A pull request and its label."""

    label: str
    name: str
    """`owner/name#12`."""
    repository: str
    number: int
    url: str
    is_on: bool
    since: dt.datetime | None
    by: str
    """Who put it on, or took it off, by hand; empty for a machine."""
    event: str
    """Where that is shown."""
    command: str
    """What puts it right, where a command does; else empty."""


def difference(answer: Answer, about: About) -> Difference | None:
    """The difference between label and gate; None where there is none, or none is sure.

    A label that a person set by hand is said and stays until a person has it mended.
    """
    if not answer.is_sure or answer.approved == about.is_on:
        return None
    add = () if about.is_on else (about.label,)
    remove = (about.label,) if about.is_on else ()
    write = Write(about.repository, about.number, "labels", add, remove)
    fixes = [Fix(WRITE, (write.words,), about.name, about.url, write)]
    if about.command:
        fixes.append(Fix(COMMAND, (about.command,), about.name, about.url))
    word = gettext_noop("may not merge: %(why)s")
    if answer.approved:
        word = gettext_noop("may merge: %(why)s")
    why = gettext_noop("The merge gate of the release counts before the label.")
    is_kept = about.by and about.is_on
    if is_kept:
        why = gettext_noop(
            "It was set by hand, and is kept until somebody takes it off."
        )
    url = about.event or about.url
    return Difference(
        field=f"pull:{about.name}",
        stem=PULL_REQUEST,
        label=gettext("Label of %(name)s", name=about.name),
        sides=(
            Side("decision", gettext(word, why=answer.why), answer.approved),
            Side("label", _how_it_is(about), about.is_on, about.since, url),
        ),
        right=NOBODY if is_kept else 0,
        why=gettext(why),
        fixes=tuple(fixes),
    )


def _how_it_is(about: About) -> str:
    """Whether the label is on it, and who did so by hand."""
    text = gettext_noop("%(label)s is not on it")
    if about.is_on:
        text = gettext_noop("%(label)s is on it")
    if not about.by or not (about.is_on or about.since):
        return gettext(text, label=about.label)
    text = gettext_noop("%(label)s is not on it; %(who)s took off it by hand")
    if about.is_on:
        text = gettext_noop("%(label)s is on it; %(who)s set it by hand")
    who = gettext("somebody") if about.by == SOMEBODY else f"@{about.by}"
    return gettext(text, label=about.label, who=who)
