"""Comments about a release's entries: what they say, and putting them on their way."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from enhancements.actions import postings
from enhancements.actions.postings import (
    PostingsClashed,
    PostingsRefused,
    StepUnknown,
    Wanted,
)
from enhancements.exports.letters import COMMENTS
from enhancements.languages import gettext, gettext_noop
from enhancements.policy.letters.standing import How, State
from enhancements.policy.permissions import Answer, Deed
from enhancements.profiles.command_rules import ACT
from enhancements.queries import comments_page as query
from enhancements.queries import letters
from enhancements.queries.comments_page import FILTERS, Asked
from enhancements.queries.frame import Setting
from enhancements.queries.letters import Written
from enhancements.queries.shapes.letters import CommentRow, WriteLine, WritePage
from enhancements.views import asked, errors, exports, pages
from enhancements.views.deciding import (
    STEP,
    Desk,
    at_desk,
    redirect,
    with_step,
    without,
)
from enhancements.views.deciding_forms import FormRefused
from enhancements.views.pages import project_page
from enhancements.views.policies import decides, public
from enhancements.views.who import Who, thing, who

_ANYWAY = "anyway-"
_UNREADABLE = gettext_noop("The list of comments cannot be read, so nothing was done.")
_NO_STEP = gettext_noop("No comments were put on their way in such a step.")
_CLASHED = gettext_noop(
    "Something came in between: texts or comments are not as they were shown to you."
    " Nothing was put on its way. Here is how it is now."
)
_NEEDS = {
    State.EDITED: gettext_noop("Write over what somebody else wrote into it on GitHub"),
    State.DELETED: gettext_noop("Write it anew, though somebody deleted it on GitHub"),
}


@public
@project_page
def comments(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """Every entry with its comment, whether it was written, and whether it changed."""
    release = setting.release(name)
    if release is None:
        return pages.release_unknown(request, setting, name)
    wanted = _asked(request)
    written = letters.of_release(
        setting, release, freeze=wanted.freeze, kind=wanted.kind
    )
    if exports.wanted(request):
        rows = query.listed(wanted, written)
        return exports.answer(request, setting, COMMENTS, rows, about=name)
    asker = who(request, setting)
    page = query.page(
        setting, release, wanted, written, _may(asker, setting, written, name)
    )
    step = asked.value(request, STEP)
    made = query.step(release.id, step) if step else None
    return asked.page(
        request,
        "letters/comments",
        "releases",
        page,
        is_private=asker.account is not None,
        step=made,
    )


def _asked(request: HttpRequest) -> Asked:
    return Asked(
        freeze=asked.value(request, "freeze"),
        kind=asked.value(request, "kind"),
        chosen={one: asked.values(request, one) for one in FILTERS},
        number=asked.number(request),
    )


def _may(asker: Who, setting: Setting, written: Written, release: str) -> Answer:
    if setting.frame.moment.is_past:
        return Answer(
            allowed=False, reason=gettext("This is how it was: nothing goes out of it.")
        )
    freeze = written.freeze.key if written.freeze else ""
    return asker.may(Deed.POST_COMMENT, thing(setting, release=release, freeze=freeze))


@dataclasses.dataclass(frozen=True, slots=True)
class _Ask:
    """A comment as a form names it."""

    item: str
    digest: str = ""
    """Of the text that was shown; empty where none was."""
    seen: int | None = None
    anyway: bool = False


@decides(Deed.POST_COMMENT)
@require_POST
@at_desk
def review_comments(desk: Desk) -> HttpResponse:
    """What would be written, edited, or left alone, before it is."""
    form = desk.request.POST
    written, refused = _written(desk)
    if refused is not None:
        return refused
    ids = list(dict.fromkeys(form.getlist("item")))
    if "all" in form:
        chosen = {one: form.getlist(one) for one in FILTERS}
        ids = query.offered(query.listed(Asked(chosen=chosen), written))
    if not ids:
        raise FormRefused(
            gettext("Choose at least one entry, by the box before its name.")
        )
    return _review(desk, written, [_Ask(one) for one in ids[: postings.MOST]])


@decides(Deed.POST_COMMENT)
@require_POST
@at_desk
def write_comments(desk: Desk) -> HttpResponse:
    """Put the comments of a review on their way, or none if anything differs by now."""
    listed = _read(desk.request.POST)
    written, refused = _written(desk)
    if refused is not None:
        return refused
    by_id = {one.id: one for one in written.rows}
    wanted, differs = [], False
    for ask in listed:
        row = by_id.get(ask.item)
        if row is None or row.letter is None or row.issue is None:
            differs = True
        elif row.how is How.ASK and not ask.anyway and ask.digest == row.digest:
            continue  # Nobody agreed to it, so it is left alone.
        else:
            differs = differs or ask.digest != row.digest
            wanted.append(_wanted(row, ask))
    if differs:
        return _review(desk, written, listed, error=gettext(_CLASHED), status=409)
    try:
        batch, made = postings.post(
            project=desk.project,
            release=desk.release.id,
            freeze=written.freeze.key if written.freeze else "",
            wanted=wanted,
            by=desk.who.by,
            now=desk.now,
        )
    except PostingsClashed:
        again, _ = _written(desk)
        return _review(desk, again, listed, error=gettext(_CLASHED), status=409)
    except PostingsRefused as error:
        raise FormRefused(str(error)) from error
    return redirect(with_step(_back(desk), batch if made else None))


@decides(Deed.POST_COMMENT)
@require_POST
@at_desk
def take_back_comments(desk: Desk) -> HttpResponse:
    """Stop what is not sent yet of a step."""
    try:
        batch = UUID(desk.request.POST.get("batch", ""))
        release, freeze = postings.of_step(project=desk.project, batch=batch)
    except (ValueError, StepUnknown):
        return errors.not_found(desk.request, gettext(_NO_STEP), desk.setting.frame)
    if release != desk.release.id:
        return errors.not_found(desk.request, gettext(_NO_STEP), desk.setting.frame)
    about = thing(desk.setting, release=desk.release.name, freeze=freeze)
    if not (answer := desk.who.may(Deed.POST_COMMENT, about)):
        return errors.forbidden(desk.request, answer.reason, desk.setting.frame)
    postings.take_back(project=desk.project, batch=batch, by=desk.who.by, now=desk.now)
    return redirect(_back(desk))


def _written(desk: Desk) -> tuple[Written, HttpResponse | None]:
    """The comments of now, and the refusal for who may not have them written."""
    form = desk.request.POST
    written = letters.of_release(
        desk.setting,
        desk.release,
        freeze=form.get("freeze", ""),
        kind=form.get("kind", ""),
    )
    freeze = written.freeze.key if written.freeze else ""
    about = thing(desk.setting, release=desk.release.name, freeze=freeze)
    answer = desk.who.may(Deed.POST_COMMENT, about)
    if not answer:
        refusal = errors.forbidden(desk.request, answer.reason, desk.setting.frame)
        return written, refusal
    if written.freeze is None or form.get("freeze", "") != freeze:
        raise FormRefused(
            gettext("%(release)s has no such freeze.", release=desk.release.name)
        )
    return written, None


def _wanted(row: CommentRow, ask: _Ask) -> Wanted:
    assert row.letter is not None  # noqa: S101 - the caller has looked
    assert row.issue is not None  # noqa: S101 - the same
    return Wanted(
        place=row.row.place,
        letter=row.letter,
        repository=row.issue.repository,
        name=row.issue.name,
        number=row.issue.number,
        seen=ask.seen,
        anyway=ask.anyway,
    )


def _read(form: Mapping[str, Any]) -> list[_Ask]:
    """The comments of a review as its form sends them. Raises FormRefused."""
    try:
        listed = json.loads(form.get("wanted", ""))
        found = [
            _Ask(
                item=str(one["item"]),
                digest=str(one["digest"]),
                seen=None if one["seen"] is None else int(one["seen"]),
                anyway=f"{_ANYWAY}{place}" in form,
            )
            for place, one in enumerate(listed)
        ]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise FormRefused(gettext(_UNREADABLE)) from error
    if len(found) > postings.MOST:
        raise FormRefused(
            gettext("At most %(most)s comments go at once.", most=postings.MOST)
        )
    return found


def _review(
    desk: Desk,
    written: Written,
    asks: Iterable[_Ask],
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    by_id = {one.id: one for one in written.rows}
    known = [by_id[ask.item] for ask in asks if ask.item in by_id]
    if not known or written.freeze is None:
        raise FormRefused(gettext("None of these entries is in the release by now."))
    lines = [WriteLine(one, one.how, _needs(one)) for one in known if not one.why_not]
    page = WritePage(
        frame=desk.setting.frame,
        release=desk.release.name,
        freeze=written.freeze,
        kind=written.kind,
        lines=tuple(lines),
        left_out=tuple((one, one.why_not) for one in known if one.why_not),
        wanted=json.dumps([_told(line.item) for line in lines]),
        back=_back(desk),
        by=desk.who.by,
        is_sent=written.is_sent,
        acts=written.commands == ACT,
        error=error,
    )
    return asked.page(
        desk.request,
        "letters/review",
        "releases",
        page,
        status=status,
        is_private=True,
    )


def _needs(row: CommentRow) -> str:
    """What has to be agreed to first; empty where nothing has."""
    known = _NEEDS.get(row.state)
    return gettext(known) if known else ""


def _told(row: CommentRow) -> dict[str, object]:
    seen = row.posted.id if row.posted else None
    return {"item": row.id, "digest": row.digest, "seen": seen}


def _back(desk: Desk) -> str:
    """The page on which the form stood, without telling of an earlier step."""
    given = "next" in desk.request.POST
    return without(desk.back if given else desk.address("comments"), STEP)
