"""The page of a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from enhancements.queries import entries, facets, releases
from enhancements.queries.deadlines import FREEZE, Dates
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow, ReleasePage, SigCount

NO_SIG = "none"


class ReleaseUnknown(LookupError):
    """No source names such a release."""


def page(
    setting: Setting, name: str, chosen: Mapping[str, Sequence[str]]
) -> ReleasePage:
    """Everything the page shows, in one SQL statement beside the setting's two.

    `chosen` maps `sig`, `stage` and `state` to the values that are on. Raises
    ReleaseUnknown.
    """
    release = setting.release(name)
    if release is None:
        raise ReleaseUnknown(name)
    rows = entries.of_releases(setting, [release])[release.id]
    frozen = release.frozen_at is not None
    parameters = {"as_of": setting.frame.moment.given, **chosen}
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
        scope=_scope(setting, name, kept, chosen),
        freeze=release.deadline(FREEZE),
        previous=before,
        following=after,
        filtered=any(chosen.values()),
    )


def _filters(
    setting: Setting, rows: Sequence[EntryRow], *, frozen: bool
) -> list[Filter[EntryRow]]:
    promised = {row.stage.key for row in rows}
    stages = sorted(setting.profile.stages, key=lambda stage: stage.rank)
    offered = [stage for stage in stages if stage.ladder or stage.key in promised]
    return [
        Filter(
            "sig", "SIG", lambda row: [row.sig or NO_SIG], labels={NO_SIG: "No SIG"}
        ),
        Filter(
            "stage",
            "Target stage",
            lambda row: [row.stage.key],
            [(stage.key, stage.label) for stage in offered],
            {stage.key: stage.canonical for stage in offered},
        ),
        Filter(
            "state",
            "State",
            lambda row: entries.states_of(row, frozen=frozen),
            entries.STATES if frozen else entries.STATES[:1],
        ),
        Filter("has", "Needs a look", needs, NEEDS),
    ]


NEEDS = (("problem", "Has a problem"), ("drift", "Sources disagree"))


def needs(row: EntryRow) -> list[str]:
    """The words of NEEDS that hold for an entry."""
    return ["problem"] * bool(row.problems) + ["drift"] * bool(row.drift)


def sig_counts(rows: Sequence[EntryRow]) -> list[SigCount]:
    """Counts by SIG; committed is None where no source spoke before the freeze."""
    names = sorted({row.sig for row in rows}, key=lambda sig: (sig is None, sig or ""))
    found = []
    for name in names:
        mine = [row for row in rows if row.sig == name]
        said = [row.committed for row in mine if row.committed is not None]
        found.append(
            SigCount(
                sig=name,
                planned=sum(row.planned for row in mine),
                committed=sum(said) if said else None,
                out=sum("out" in entries.states_of(row, frozen=True) for row in mine),
                added=sum(row.late for row in mine),
            )
        )
    return found


def _neighbours(setting: Setting, release: Dates) -> tuple[str, str]:
    names = [one.name for one in setting.releases]
    place = names.index(release.name)
    before = names[place - 1] if place else ""
    after = names[place + 1] if place + 1 < len(names) else ""
    return before, after


def _scope(
    setting: Setting,
    name: str,
    rows: Sequence[EntryRow],
    chosen: Mapping[str, Sequence[str]],
) -> str:
    """One sentence that says what the list holds."""
    count = len(rows)
    noun = "entry" if count == 1 else "entries"
    parts = [f"{count} {noun}"]
    if sigs := chosen.get("sig"):
        named = [f"of SIG {sig}" if sig != NO_SIG else "without a SIG" for sig in sigs]
        parts.append(" or ".join(named))
    if stages := chosen.get("stage"):
        labels = [
            stage.label if (stage := setting.profile.stage(key)) else key
            for key in stages
        ]
        parts.append("targeting " + " or ".join(labels))
    parts.append(f"in {name}")
    states = dict(entries.STATES)
    if wanted := chosen.get("state"):
        words = [states[state].lower() for state in wanted if state in states]
        parts.append("· " + " or ".join(words))
    needs = dict(NEEDS)
    if wanted := chosen.get("has"):
        parts.append("· " + " or ".join(needs[w].lower() for w in wanted if w in needs))
    return " ".join(parts)
