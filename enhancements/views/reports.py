"""The pages of the reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from enhancements.exports import reports as files
from enhancements.languages import gettext
from enhancements.policy import reports as policy
from enhancements.policy.reports import Report
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.reports import (
    annual,
    asking,
    burn_up,
    compared,
    landing,
    listing,
    load,
    notes,
    slips,
    stages,
    stuck,
    survival,
)
from enhancements.queries.reports.asking import Given
from enhancements.queries.reports.facts import Asked
from enhancements.queries.shapes.reports import AnnualPage, ReportPage
from enhancements.views import asked, errors, exports, policies
from enhancements.views.pages import project_page, release_unknown, sig_unknown

PAGES: Mapping[Report, Callable[[Setting, Asked, Given], ReportPage]] = {
    policy.SURVIVAL: survival.page,
    policy.SLIPS: slips.page,
    policy.COMPARED: compared.page,
    policy.TIME: stages.page,
    policy.STUCK: stuck.page,
    policy.BURN_UP: burn_up.page,
    policy.LANDING: landing.page,
    policy.LOAD: load.page,
}


@policies.public
@project_page
def report_list(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Every report."""
    return asked.page(request, "reports", "reports", listing.page(setting))


@policies.public
@project_page
def report_page(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """A report: a chart with its table, as a page and as a file."""
    report = policy.find(name)
    if report is None:
        known = ", ".join(one.key for one in policy.REPORTS)
        message = gettext(
            "There is no report “%(name)s”. Reports: %(known)s.",
            name=name[:40],
            known=known,
        )
        return errors.not_found(request, message, setting.frame)
    is_file = exports.wanted(request)
    given = {key: asked.values(request, key) for key in asking.NAMES}
    wanted = asking.read(
        setting, report, given, number=asked.number(request), is_file=is_file
    )
    page = PAGES[report](setting, wanted, _kept(setting, given))
    if is_file:
        return _file(request, setting, page, report.key)
    return asked.page(request, "report", "reports", page)


@policies.public
@project_page
def annual_page(
    request: HttpRequest, setting: Setting, name: str, year: int
) -> HttpResponseBase:
    """What a SIG did in a year."""
    is_file = exports.wanted(request)
    try:
        page = annual.page(setting, name, year)
    except annual.SigUnknown:
        return sig_unknown(request, setting, name)
    if is_file:
        return _file(request, setting, page, f"annual-{name}-{year}")
    return asked.page(request, "annual", "reports", page)


@policies.public
@project_page
def notes_page(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """A draft of a release's notes."""
    try:
        page = notes.page(setting, name)
    except ReleaseUnknown:
        return release_unknown(request, setting, name)
    if exports.wanted(request):
        return exports.answer(
            request, setting, files.NOTES, (*page.shipped, *page.unproven), about=name
        )
    return asked.page(request, "notes", "releases", page)


def _kept(setting: Setting, given: Given) -> Given:
    """What links to other pages of a list carry along, with the past moment."""
    return {**given, "as_of": [setting.frame.moment.given]}


def _file(
    request: HttpRequest, setting: Setting, page: ReportPage | AnnualPage, name: str
) -> HttpResponseBase:
    table = page.table(asked.value(request, "list"))
    if table is None:
        known = ", ".join(one.key for one in page.tables)
        message = gettext(
            "This report has no such list. Its lists: %(known)s.", known=known
        )
        raise FilterRefused("list", message)
    return exports.answer(request, setting, files.sheet(name, table), table.rows)
