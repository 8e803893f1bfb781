"""Deciding by programs: the same rules as the pages', answered as data."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from enhancements.actions import decisions, replies
from enhancements.actions.decisions import Step, StepUnknown
from enhancements.actions.replies import KeyReused
from enhancements.api import bearer
from enhancements.api.answers import problem, undecided
from enhancements.models import Account
from enhancements.policy.decisions import Clashed, DecisionRefused, in_words
from enhancements.queries import deciding, frame, moments
from enhancements.queries.api_decisions import standing
from enhancements.queries.deciding import EntryUnknown
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.shapes.deciding import Asked, Line
from enhancements.queries.written import dumped
from enhancements.views import who
from enhancements.views.decide import as_asked, may_not_undo
from enhancements.views.deciding import Desk

Tried = Line | EntryUnknown | DecisionRefused
_NO_REASON = "Say why: it waives a check, or is against the checks."
_NO_STEP = "There is no such step to undo here."


class Refused(Exception):
    """Nothing was changed; `response` says why."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


class _OnlyTried(Exception):
    """Takes back what a dry run did."""


def desk(request: HttpRequest, project: str, release: str) -> Desk:
    """Where the token's account decides, as things are now.

    Raises ProjectUnknown and ReleaseUnknown.
    """
    now = timezone.now()
    setting = frame.load(project, moments.parse(None, now=now), now=now)
    dates = setting.release(release)
    if dates is None:
        raise ReleaseUnknown(release)
    asks = who.of_account(
        _account(request), project=setting.id, profile=setting.profile
    )
    return Desk(request, setting, dates, asks, now)


def _account(request: HttpRequest) -> Account:
    token = bearer.of(request)
    if token is None:  # The guard lets nobody else in.
        raise PermissionError
    return token.account


def decide(here: Desk, asked: Sequence[Asked], *, dry_run: bool) -> str:
    """Make all of these changes; the answer as JSON. Raises Refused."""
    tried = [
        dataclasses.replace(one, why_not=here.may(one).reason)
        if isinstance(one, Line)
        else one
        for one in deciding.tried(here.setting, here.release, asked)
    ]
    told = [_told(n, *pair) for n, pair in enumerate(zip(asked, tried, strict=True))]
    if not dry_run:
        _check(tried, told)
    lines = [one for one in tried if isinstance(one, Line)]

    def do() -> Step:
        return decisions.decide(
            project=here.project,
            wishes=[line.wish for line in lines],
            by=here.who.by,
            now=here.now,
        )

    return _answer(here, do, asked, told, dry_run=dry_run)


def undo(here: Desk, batch: UUID, *, dry_run: bool) -> str:
    """Take a step back; the answer as JSON. Raises Refused."""
    project = here.project
    try:
        wishes = decisions.former(project=project, batch=batch)
        maker = decisions.made_by(project=project, batch=batch)
    except StepUnknown:
        raise Refused(problem(404, _NO_STEP, parameter="batch")) from None
    if any(wish.place.release != here.release.id for wish in wishes):
        raise Refused(problem(404, _NO_STEP, parameter="batch"))
    asked = as_asked(here, wishes)
    tried = [
        dataclasses.replace(line, why_not=may_not_undo(here, line, maker))
        for line in here.lines(asked)
    ]
    told = [
        _told(n, *pair, is_undo=True)
        for n, pair in enumerate(zip(asked, tried, strict=True))
    ]
    if not dry_run:
        _check(tried, told, is_undo=True)

    def do() -> Step:
        return decisions.undo(
            project=project, batch=batch, by=here.who.by, now=here.now
        )

    return _answer(here, do, asked, told, dry_run=dry_run)


def _check(
    tried: Sequence[Tried], told: Sequence[dict[str, Any]], *, is_undo: bool = False
) -> None:
    """Raises Refused for what is wrong in itself, for who may not, without a reason."""
    wrong = [n for n, one in enumerate(tried) if not isinstance(one, Line)]
    if wrong:
        raise _refused(422, told, wrong)
    lines = [one for one in tried if isinstance(one, Line)]
    barred = [n for n, one in enumerate(lines) if one.why_not]
    if barred:
        raise _refused(403, told, barred)
    bare = [n for n, one in enumerate(lines) if one.is_change and one.needs_reason]
    if bare and not is_undo:
        raise _refused(422, told, bare)


def _refused(
    status: int, told: Sequence[dict[str, Any]], which: Sequence[int]
) -> Refused:
    detail = told[which[0]]["problems"][0]
    return Refused(undecided(status, detail, [told[n] for n in which]))


def _answer(
    here: Desk,
    do: Callable[[], Step],
    asked: Sequence[Asked],
    told: Sequence[dict[str, Any]],
    *,
    dry_run: bool,
) -> str:
    """Do it, or try it and take it back. Raises Refused."""
    batch = None
    has_problems = any(one["problems"] for one in told)
    try:
        if not dry_run:
            step = do()
            batch = None if step.is_empty else str(step.batch)
        elif not has_problems:
            _try(do)
    except DecisionRefused as refused:
        if not dry_run:
            raise Refused(undecided(422, str(refused))) from None
        told = [{**one, "problems": [str(refused)]} for one in told]
    except Clashed:
        # What stands was read before the lock; now it is what the other decided.
        again = deciding.tried(here.setting, here.release, asked)
        told = [_told(n, *p) for n, p in enumerate(zip(asked, again, strict=True))]
        clashing = [
            n for n, one in enumerate(again) if isinstance(one, Line) and one.is_clash
        ]
        if not dry_run:
            raise _refused(409, told, clashing) from None
    return dumped(
        {
            "project": here.setting.frame.project.name,
            "release": here.release.name,
            "dry_run": dry_run,
            "batch": batch,
            "wishes": list(told),
        }
    )


def _try(do: Callable[[], Step]) -> None:
    try:
        with transaction.atomic():
            do()
            raise _OnlyTried  # noqa: TRY301 - takes back what was tried
    except _OnlyTried:
        pass


def _told(
    index: int, asked: Asked, tried: Tried, *, is_undo: bool = False
) -> dict[str, Any]:
    line = tried if isinstance(tried, Line) else None
    return {
        "index": index,
        "item": asked.item,
        "track": asked.track,
        "kind": asked.kind,
        "freeze": asked.freeze,
        "criterion": asked.criterion,
        "about": line.about if line else "",
        "old": standing(line.stands) if line else None,
        "value": asked.value,
        "reason": asked.reason,
        "changes": line.is_change if line else False,
        "problems": [str(tried)] if line is None else _problems(line, is_undo=is_undo),
    }


def _problems(line: Line, *, is_undo: bool) -> list[str]:
    found = [line.why_not] if line.why_not else []
    if line.is_change and line.needs_reason and not is_undo:
        found.append(_NO_REASON)
    if line.is_clash:
        stands = line.stands
        now = "Somebody took back in between what was seen"
        if stands:
            value = in_words(line.place.kind, stands.value)
            now = f"@{stands.by} decided in between: {value}"
        found.append(f"{now}. Send what stands now as “seen” to change that.")
    return found


def once(
    request: HttpRequest, key: str, do: Callable[[], str], *, dry_run: bool
) -> HttpResponse:
    """The answer of `do`, which is done once for a key. Raises Refused."""
    if not key or dry_run:
        return _ok(do())
    digest = replies.digest_of(request.get_full_path().encode(), request.body)
    try:
        body = replies.once(
            account=_account(request),
            key=key,
            digest=digest,
            now=timezone.now(),
            do=do,
        )
    except KeyReused:
        message = "This Idempotency-Key was sent with something else. Make another."
        return undecided(422, message, parameter="Idempotency-Key")
    return _ok(body)


def _ok(body: str) -> HttpResponse:
    response = HttpResponse(body, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def unreadable(errors: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """422 that says of each place in the body what is wrong there."""
    places = [
        (".".join(str(part) for part in one["loc"][2:]), one["msg"]) for one in errors
    ]
    first, message = places[0]
    more = f" There are {len(places) - 1} more." if places[1:] else ""
    name = first or "body"
    return undecided(422, f"“{name}”: {message}.{more}", parameter=name)
