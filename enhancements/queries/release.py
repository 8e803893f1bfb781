"""The page of a release."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from enhancements.languages import gettext, gettext_noop, ngettext
from enhancements.policy import kinds, outcomes
from enhancements.policy.records import LATEST_MILESTONE
from enhancements.queries import (
    clauses,
    comparing,
    entries,
    entry_states,
    facets,
    releases,
    timeline,
    weeks,
)
from enhancements.queries.deadlines import FREEZE, Dates
from enhancements.queries.entry_states import states_of
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow, ReleasePage, SigCount
from enhancements.queries.shapes.compare import Comparison

NO_SIG = "none"


class ReleaseUnknown(LookupError):
    """No source names such a release."""


def named(setting: Setting, name: str) -> Dates:
    """The release of that name. Raises ReleaseUnknown."""
    found = setting.release(name)
    if found is None:
        raise ReleaseUnknown(name)
    return found


def page(
    setting: Setting,
    name: str,
    chosen: Mapping[str, Sequence[str]],
    *,
    compare: str = "",
    visited_at: dt.datetime | None = None,
) -> ReleasePage:
    """Everything the page shows, in one SQL statement beside the setting's two.

    `chosen` maps `sig`, `stage`, `kind`, `state` and `has` to the values that are on;
    `compare` names another moment, which takes two statements more; `visited_at` is the
    end of the reader's last visit. Raises ReleaseUnknown, and FilterRefused for a
    `compare` that cannot be read.
    """
    release = named(setting, name)
    rows = entries.of_releases(setting, [release])[release.id]
    frozen = release.frozen_at is not None
    other = comparing.read(setting, compare, release=name, visited_at=visited_at)
    given = {"as_of": setting.frame.moment.given, "compare": compare.strip()}
    parameters = {**given, **chosen}
    kept, groups = facets.apply(
        rows, _filters(setting, rows, frozen=frozen), chosen, parameters
    )
    sigs = sig_counts(rows)
    before, after = _neighbours(setting, release)
    return ReleasePage(
        frame=setting.frame,
        summary=releases.summary(setting, release, sigs),
        entries=tuple(kept),
        total=len(rows),
        facets=groups,
        sigs=tuple(sigs),
        scope=scope(setting, name, kept, chosen),
        week=weeks.of_release(setting, release),
        visited_at=visited_at,
        freeze=release.deadline(FREEZE),
        previous=before,
        following=after,
        filtered=any(chosen.values()),
        timeline=timeline.build(
            release, releases.stretches(setting, release), setting.at
        ),
        losses=tuple(row for row in rows if row.committed and not row.planned),
        comparison=_compared(setting, other, release, (kept, rows), chosen)
        if other
        else None,
        outcomes=_outcomes(rows),
    )


def _outcomes(rows: Sequence[EntryRow]) -> tuple[tuple[str, str, int], ...]:
    """What became of how many entries, best first, of those that are not open."""
    found = Counter(outcome_of(row) for row in rows)
    return tuple(
        (word.value, gettext(label), found[word.value])
        for word, label in outcomes.LABELS.items()
        if word is not outcomes.Word.OPEN and found[word.value]
    )


def _compared(
    setting: Setting,
    other: comparing.Other,
    release: Dates,
    here: tuple[Sequence[EntryRow], Sequence[EntryRow]],
    chosen: Mapping[str, Sequence[str]],
) -> Comparison[EntryRow]:
    """The entries beside those of the other moment, under the same filters."""
    before = comparing.then(setting, other)
    dates = before.release(release.name) or release
    rows = entries.of_releases(before, [dates])[dates.id]
    frozen = dates.frozen_at is not None
    kept, _ = facets.apply(rows, _filters(before, rows, frozen=frozen), chosen, {})
    return comparing.compared(
        setting, other, (here[0], kept), (here[1], rows), comparing.entry_texts
    )


def _filters(
    setting: Setting, rows: Sequence[EntryRow], *, frozen: bool
) -> list[Filter[EntryRow]]:
    return [
        Filter(
            "sig",
            gettext("SIG"),
            lambda row: [row.sig or NO_SIG],
            labels={NO_SIG: gettext("No SIG")},
        ),
        stage_filter(setting, {row.stage.key for row in rows}),
        kind_filter(setting),
        Filter(
            "state",
            gettext("State"),
            lambda row: states_of(row, frozen=frozen),
            state_choices(setting, frozen=frozen),
        ),
        outcome_filter(rows),
        needs_filter(),
    ]


def outcome_filter(rows: Sequence[EntryRow]) -> Filter[EntryRow]:
    """The filter by what became of entries; nothing to choose while all are open."""
    known = {outcome_of(row) for row in rows}
    choices = [
        (word.value, gettext(label))
        for word, label in outcomes.LABELS.items()
        if word in known or word is not outcomes.Word.OPEN
    ]
    is_over = bool(known - {outcomes.Word.OPEN.value})
    return Filter(
        "outcome",
        gettext("What became of it"),
        lambda row: [outcome_of(row)],
        choices if is_over else (),
    )


def outcome_of(row: EntryRow) -> str:
    """The word for what became of an entry."""
    return row.became.outcome.word.value if row.became else outcomes.Word.OPEN.value


def stage_filter(setting: Setting, promised: Collection[str]) -> Filter[EntryRow]:
    """The filter by target stage: those of the ladder, and others that are promised."""
    stages = sorted(setting.profile.stages, key=lambda stage: stage.rank)
    offered = [stage for stage in stages if stage.ladder or stage.key in promised]
    return Filter(
        "stage",
        gettext("Target stage"),
        lambda row: [row.stage.key],
        [(stage.key, stage.label) for stage in offered],
        {stage.key: stage.canonical for stage in offered},
    )


def kind_filter(setting: Setting) -> Filter[EntryRow]:
    """The filter by kind of work, of those that the project knows."""
    return Filter(
        "kind",
        gettext("Kind"),
        lambda row: [row.kind],
        _known(setting, entry_states.KINDS),
    )


def state_choices(setting: Setting, *, frozen: bool) -> Sequence[tuple[str, str]]:
    """What may hold of an entry; before a freeze only that it is planned."""
    return _known(setting, entry_states.STATES if frozen else entry_states.STATES[:1])


def _known(
    setting: Setting, choices: Sequence[tuple[str, str]]
) -> Sequence[tuple[str, str]]:
    """Choices without those that only a plan by latest milestone can bring about."""
    said = [(word, gettext(label)) for word, label in choices]
    if setting.profile.planned_by == LATEST_MILESTONE:
        return said
    return [choice for choice in said if choice[0] not in (kinds.SAME_STAGE, "on")]


NEEDS = (
    ("problem", gettext_noop("Has a problem")),
    ("drift", gettext_noop("Sources disagree")),
)


def needs(row: EntryRow) -> list[str]:
    """The words of NEEDS that hold for an entry."""
    return ["problem"] * bool(row.problems) + ["drift"] * bool(row.drift)


def needs_filter() -> Filter[EntryRow]:
    """The filter by what needs a look, in the reader's language."""
    choices = [(word, gettext(label)) for word, label in NEEDS]
    return Filter("has", gettext("Needs a look"), needs, choices)


def sig_counts(rows: Sequence[EntryRow]) -> list[SigCount]:
    """Counts by SIG; committed is None where no source spoke before the freeze."""
    names = sorted({row.sig for row in rows}, key=lambda sig: (sig is None, sig or ""))
    found = []
    for name in names:
        mine = [row for row in rows if row.sig == name]
        found.append(_sig_count(name, mine))
    return found


def _sig_count(sig: str | None, rows: Sequence[EntryRow]) -> SigCount:
    committed = [row.committed for row in rows if row.committed is not None]
    shipped = [row.shipped for row in rows if row.shipped is not None]
    states = Counter(s for row in rows for s in states_of(row, frozen=True))
    return SigCount(
        sig=sig,
        planned=states["planned"],
        committed=sum(committed) if committed else None,
        out=states["out"],
        added=states["late"],
        late_record=states["late-record"],
        on=states["on"],
        slipped=sum(row.slipped for row in rows),
        shipped=sum(shipped) if shipped else None,
    )


def _neighbours(setting: Setting, release: Dates) -> tuple[str, str]:
    names = [one.name for one in setting.releases]
    place = names.index(release.name)
    before = names[place - 1] if place else ""
    after = names[place + 1] if place + 1 < len(names) else ""
    return before, after


def scope(
    setting: Setting,
    name: str,
    rows: Sequence[EntryRow],
    chosen: Mapping[str, Sequence[str]],
) -> str:
    """One sentence that says what the list holds."""
    count = len(rows)
    parts = [ngettext("%(num)s entry", "%(num)s entries", count, num=count)]
    if sigs := chosen.get("sig"):
        parts.append(clauses.either([_of_sig(sig) for sig in sigs]))
    if stages := chosen.get("stage"):
        labels = [
            stage.label if (stage := setting.profile.stage(key)) else key
            for key in stages
        ]
        stages_said = clauses.either(labels)
        parts.append(gettext("targeting %(stages)s", stages=stages_said))
    parts.append(gettext("in %(release)s", release=name))
    return " ".join([*parts, *said_of(chosen)])


def _of_sig(sig: str) -> str:
    return (
        gettext("of SIG %(sig)s", sig=sig)
        if sig != NO_SIG
        else gettext("without a SIG")
    )


def said_of(chosen: Mapping[str, Sequence[str]]) -> list[str]:
    """The filters by kind, state and need in the words of a scope sentence."""
    parts = []
    words = [(word.value, label) for word, label in outcomes.LABELS.items()]
    choices = (
        ("kind", entry_states.KINDS),
        ("state", entry_states.STATES),
        ("outcome", words),
        ("has", NEEDS),
    )
    for name, known in choices:
        labels = dict(known)
        if said := [
            clauses.label(labels[one]) for one in chosen.get(name, ()) if one in labels
        ]:
            parts.append("· " + clauses.either(said))
    return parts
