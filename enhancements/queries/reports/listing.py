"""The list of all reports, with the annual ones and the drafts of release notes."""

from __future__ import annotations

from enhancements.policy import reports
from enhancements.queries.frame import Setting
from enhancements.queries.reports import burn_days
from enhancements.queries.shapes.reports import ReportsPage


def page(setting: Setting) -> ReportsPage:
    """The list in one SQL statement beside the setting's two."""
    return ReportsPage(
        frame=setting.frame,
        reports=reports.REPORTS,
        sigs=tuple(sorted(burn_days.sigs(setting))),
        years=years(setting),
        releases=tuple(
            one.name for one in reversed(setting.releases) if one.frozen_at is not None
        ),
    )


def years(setting: Setting) -> tuple[int, ...]:
    """In which a release came out by the moment, the latest first."""
    out = [one.out_at for one in setting.releases]
    return tuple(
        sorted({at.year for at in out if at and at <= setting.at}, reverse=True)
    )
