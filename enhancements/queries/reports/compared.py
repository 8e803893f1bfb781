"""Release on release: committed, shipped, lost and not proven; and base rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from enhancements.languages import gettext, gettext_noop, npgettext
from enhancements.policy import plots, reports
from enhancements.policy.reports import COMPARED, became
from enhancements.queries.frame import Setting
from enhancements.queries.reports import asking, facts, survival, tables
from enhancements.queries.reports.asking import Given
from enhancements.queries.reports.facts import Asked, Count
from enhancements.queries.shapes.reports import Cell, Head, ReportPage, Table


def page(setting: Setting, asked: Asked, given: Given) -> ReportPage:
    """The report in one SQL statement beside the setting's two."""
    found, _ = facts.counted(setting, asked, by=("place", "sig", "stage"))
    counts = found["place"]
    committed, by_sig, by_stage = (
        [one for one in found[kind] if one.committed]
        for kind in ("place", "sig", "stage")
    )
    return ReportPage(
        frame=setting.frame,
        report=COMPARED,
        scope=asking.scope(setting, asked),
        said=tuple(_said(setting, asked, committed, by_stage)),
        unknown=tuple(survival.unknown(setting, counts)),
        charts=(_chart(setting, asked, committed),),
        tables=(
            _releases(setting, asked, counts),
            _rates(setting, by_stage, "stages", gettext("Base rates by stage")),
            _rates(setting, by_sig, "sigs", gettext("Base rates by SIG")),
        ),
        fields=asking.fields(
            setting, COMPARED, asked, {one.sig for one in found["sig"] if one.sig}
        ),
        is_narrowed=asking.is_narrowed(given),
        others=reports.REPORTS,
    )


def _said(
    setting: Setting,
    asked: Asked,
    committed: Sequence[Count],
    by_stage: Sequence[Count],
) -> list[str]:
    """Base rates per stage, "Of 95 entries for Beta committed since v1.30, …"."""
    places = {one.place for one in committed if one.place is not None}
    if not places:
        return [gettext("Nothing is known to have been committed for these releases.")]
    first = setting.releases[min(places)].name
    found = []
    for key in _stages(setting, by_stage):
        mine = [one for one in by_stage if one.stage == key]
        label = asking.stage_label(setting, key)
        what = _committed(
            facts.total(mine), label, first, is_range=len(asked.releases) > 1
        )
        found.append(became(facts.outcomes(mine), of_what=what))
    return found


def _committed(number: int, stage: str, release: str, *, is_range: bool) -> str:
    """So many entries, as they stand behind "of 95"."""
    given = {"stage": stage, "release": release}
    if is_range:
        return npgettext(
            "of so many",
            "entry for %(stage)s committed since %(release)s",
            "entries for %(stage)s committed since %(release)s",
            number,
            **given,
        )
    return npgettext(
        "of so many",
        "entry for %(stage)s committed for %(release)s",
        "entries for %(stage)s committed for %(release)s",
        number,
        **given,
    )


def _stages(setting: Setting, counts: Sequence[Count]) -> list[str]:
    ranks = {one.key: one.rank for one in setting.profile.stages}
    named = {one.stage for one in counts if one.stage is not None}
    return sorted(named, key=lambda key: ranks.get(key, 0))


def _chart(setting: Setting, asked: Asked, committed: Sequence[Count]) -> plots.Bars:
    lines = []
    for release in reversed(asked.releases):
        place = setting.releases.index(release)
        mine = [one for one in committed if one.place == place]
        number = facts.total(mine)
        if number or len(asked.releases) <= _MOST_EMPTY:
            parts = tables.parts(mine)
            said = gettext("%(number)s committed", number=number)
            lines.append((release.name, said, parts))
    return plots.bars(
        gettext("Committed, and what became of it"),
        gettext("A bar for each release, the latest first."),
        lines,
    )


# With more releases than this, those without anything committed are left out.
_MOST_EMPTY = 12


def _releases(setting: Setting, asked: Asked, counts: Sequence[Count]) -> Table:
    heads = (
        Head("release", gettext_noop("Release")),
        Head("opted_in", gettext_noop("Opted in"), is_number=True),
        Head("committed", gettext_noop("Committed"), is_number=True),
        *tables.OUTCOME_HEADS,
        Head("added_late", gettext_noop("Added late"), is_number=True),
        Head("no_evidence", gettext_noop("No evidence"), is_number=True),
    )
    rows = []
    for release in reversed(asked.releases):
        place = setting.releases.index(release)
        mine = [one for one in counts if one.place == place]
        committed = [one for one in mine if one.committed]
        is_frozen = release.frozen_at is not None
        number = facts.total(committed)
        unsaid = facts.total(mine, committed=None)
        is_known = is_frozen and (number or not unsaid)
        rows.append(
            (
                tables.release(setting, release.name),
                Cell(facts.total(mine, opted_in=True)),
                Cell(
                    number if is_known else None,
                    ""
                    if is_known
                    else gettext(tables.NO_EVIDENCE)
                    if is_frozen
                    else gettext("no freeze yet"),
                ),
                *tables.outcomes(committed),
                Cell(facts.total(mine, committed=False, planned=True)),
                Cell(unsaid if is_frozen else None),
            )
        )
    empty = gettext("No release is known yet.")
    return Table(
        "releases", gettext("By release"), heads, tuple(rows), empty, is_twin=True
    )


def _rates(setting: Setting, committed: Sequence[Count], key: str, title: str) -> Table:
    """What became of what was committed, by stage or by SIG."""
    of: Callable[[Count], str | None]
    if key == "stages":
        groups: list[str | None] = [*_stages(setting, committed)]
        of, label = _stage_of, gettext_noop("Stage")
    else:
        groups = tables.sigs_of(committed)
        of, label = _sig_of, gettext_noop("SIG")
    heads = (
        Head(key[:-1], label),
        Head("committed", gettext_noop("Committed"), is_number=True),
        *tables.OUTCOME_HEADS,
    )
    rows = []
    for group in groups:
        mine = [one for one in committed if of(one) == group]
        said = asking.stage_label(setting, group or "") if key == "stages" else group
        first = Cell(group, said or tables.no_sig())
        rows.append((first, Cell(facts.total(mine)), *tables.outcomes(mine)))
    return Table(key, title, heads, tuple(rows), gettext("Nothing was committed."))


def _stage_of(one: Count) -> str | None:
    return one.stage


def _sig_of(one: Count) -> str | None:
    return one.sig
