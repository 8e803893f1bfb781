"""Rolling over what a release leaves behind: previewed, applied in one step, undone."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from enhancements.actions import decisions
from enhancements.exports import life
from enhancements.languages import gettext, gettext_noop
from enhancements.policy import issue_commands
from enhancements.policy.decisions import MOST, NOTE, OPT_IN, OUTCOME, Clashed
from enhancements.policy.permissions import Deed
from enhancements.policy.rolling import LABELS, Bucket
from enhancements.queries import deciding as lines_of
from enhancements.queries import rolling, weeks
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.rolling import RollingPage
from enhancements.queries.shapes.deciding import Asked, Line
from enhancements.views import asked, deciding, errors, exports
from enhancements.views.deciding import Desk, at_desk, step_shown
from enhancements.views.deciding_forms import FormRefused, row_of
from enhancements.views.pages import project_page, release_unknown
from enhancements.views.policies import decides
from enhancements.views.who import Who, thing, who

_KINDS = frozenset({OUTCOME, OPT_IN, NOTE})
_UNREADABLE = gettext_noop(
    "The list of what is rolled over cannot be read, so nothing was done."
)


@decides(Deed.CLOSE_ENTRY, Deed.OPT_IN, Deed.NOTE)
@require_http_methods(["GET", "HEAD", "POST"])
def roll_over(request: HttpRequest, project: str, name: str) -> HttpResponseBase:
    """The buckets with what is chosen; with POST the preview, or the step."""
    view: Callable[..., HttpResponseBase] = (
        _posted if request.method == "POST" else _shown
    )
    return view(request, project=project, name=name)


@project_page
def _shown(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    release = setting.release(name)
    if release is None:
        return release_unknown(request, setting, name)
    to = _next(setting, release, asked.value(request, "to"))
    page = _page(setting, release, to, who(request, setting), chosen={})
    if exports.wanted(request):
        rows = [row for one in page.buckets for row in one.rows]
        return exports.answer(request, setting, life.ROLLED, rows, about=name)
    step = step_shown(request, setting, name)
    if step is None and to is not None:
        step = step_shown(request, setting, to.name)
    return _answer(request, dataclasses.replace(page, step=step))


def _next(setting: Setting, release: Dates, name: str) -> Dates | None:
    """The release that is rolled over to: the one asked for, or the one after."""
    place = setting.releases.index(release)
    later = setting.releases[place + 1 :]
    return next((one for one in later if one.name == name), next(iter(later), None))


def _page(
    setting: Setting,
    release: Dates,
    to: Dates | None,
    person: Who,
    *,
    chosen: Mapping[str, str],
) -> RollingPage:
    return RollingPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        to=to.name if to else "",
        is_open=to is not None and setting.life(to).opened is not None,
        choices=tuple((str(key), gettext(label)) for key, label in LABELS.items()),
        buckets=rolling.read(setting, release, to, chosen),
        answer=person.may(Deed.CLOSE_ENTRY, thing(setting, release=release.name)),
        unheard=issue_commands.unheard(setting.profile, "milestone"),
    )


def _answer(request: HttpRequest, page: RollingPage, status: int = 200) -> HttpResponse:
    return asked.page(
        request,
        "life/roll-over",
        "releases",
        page,
        status=status,
        is_private=bool(page.answer),
    )


@at_desk
def _posted(desk: Desk) -> HttpResponse:
    """Raises FormRefused for a form that cannot be read."""
    form = desk.request.POST
    about = thing(desk.setting, release=desk.release.name)
    answer = desk.who.may(Deed.CLOSE_ENTRY, about)
    if not answer:
        return errors.forbidden(desk.request, answer.reason, desk.setting.frame)
    to = _next(desk.setting, desk.release, form.get("to", ""))
    if to is None:
        message = gettext(
            "There is no release after %(release)s yet. Open the next one first.",
            release=desk.release.name,
        )
        return errors.bad_request(desk.request, message, desk.setting.frame)
    chosen = _chosen(desk)
    page = _page(desk.setting, desk.release, to, desk.who, chosen=chosen)
    if form.get("act") == "apply":
        return _applied(desk, to, page)
    wanted = rolling.asked(desk.release, to, page.buckets)
    return _previewed(desk, to, page, wanted)


def _chosen(desk: Desk) -> dict[str, str]:
    form = desk.request.POST
    found = {f"in-{one}": form.get(f"in-{one}", "") for one in Bucket}
    for number in range(MOST):
        choice = form.get(f"choice-{number}")
        if choice:
            found[str(number)] = choice
    return found


def _lines(
    desk: Desk, to: Dates, wanted: Sequence[tuple[Dates, Asked]]
) -> list[tuple[Desk, Line]]:
    """Each change beside what stands at its place, and why who asks may not make it."""
    found = []
    for release in (desk.release, to):
        here = dataclasses.replace(desk, release=release)
        mine = [one for where, one in wanted if where.id == release.id]
        if mine:
            lines = lines_of.lines(desk.setting, release, mine, anywhere=True)
            found += [(here, one) for one in here.judged(lines)]
    return found


def _previewed(
    desk: Desk,
    to: Dates,
    page: RollingPage,
    wanted: Sequence[tuple[Dates, Asked]],
    *,
    is_clash: bool = False,
) -> HttpResponse:
    kept, left = [], []
    for here, line in _lines(desk, to, wanted):
        name = here.release.name
        if line.why_not:
            what = gettext("%(label)s in %(release)s", label=line.label, release=name)
            left.append((f"{what}: {line.new}", line.why_not))
        elif line.is_change:
            kept.append((name, line))
    rows = [
        {**line.asked.as_json(), "release": name, "seen": _id(line)}
        for name, line in kept
    ]
    page = dataclasses.replace(
        page,
        lines=tuple(kept),
        left_out=tuple(left),
        wishes=json.dumps(rows),
        is_preview=True,
        is_clash=is_clash,
    )
    return _answer(desk.request, page, 409 if is_clash else 200)


def _id(line: Line) -> int | None:
    return line.stands.id if line.stands else None


def _applied(desk: Desk, to: Dates, page: RollingPage) -> HttpResponse:
    """Make exactly what the preview showed, or nothing."""
    wanted = _listed(desk, to)
    found = _lines(desk, to, wanted)
    for _, line in found:
        if line.why_not:
            return errors.forbidden(desk.request, line.why_not, desk.setting.frame)
    try:
        step = decisions.decide(
            project=desk.project,
            wishes=[line.wish for _, line in found],
            by=desk.who.by,
            now=desk.now,
        )
    except Clashed:
        return _previewed(desk, to, page, wanted, is_clash=True)
    address = desk.address("roll-over")
    batch = None if step.is_empty else step.batch
    return deciding.redirect(deciding.with_step(address, batch))


def _listed(desk: Desk, to: Dates) -> list[tuple[Dates, Asked]]:
    """Raises FormRefused."""
    try:
        rows: Any = json.loads(desk.request.POST.get("wishes", ""))
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not rows or len(rows) > MOST:
        raise FormRefused(gettext(_UNREADABLE))
    known = {desk.release.name: desk.release, to.name: to}
    found = []
    for row in rows:
        one = row_of(row)
        where = known.get(str(row.get("release", "")))
        if where is None or one.kind not in _KINDS:
            raise FormRefused(gettext(_UNREADABLE))
        found.append((where, one))
    return found
