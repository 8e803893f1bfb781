"""Boards that change while they are looked at: what is sent, and who may have it.

Server-sent events need a server that speaks ASGI. Under another one, and for a board
of the past, the answer is that there is nothing to wait for; pages work all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol, cast

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import engines
from django.utils import timezone
from django.views.decorators.http import require_GET

from enhancements import languages
from enhancements.languages import gettext, gettext_noop
from enhancements.policy.boards import (
    DEFERRED_STANDING,
    REMOVED_STANDING,
    TRACKED_STANDING,
)
from enhancements.policy.live import DOOR, Board, Cell, Row, Topic, Version, version_of
from enhancements.queries import board, decided, frame, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.shapes import Moment
from enhancements.queries.shapes.board import (
    BoardCell,
    BoardRow,
    DecisionRow,
    row_id,
)
from enhancements.views import asked, pages, policies

_HEADERS = {
    "Cache-Control": "no-store",
    # Of nginx: hand on each event as it comes.
    "X-Accel-Buffering": "no",
}
_FULL_RETRY = "30"
_ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"

_DECIDED = {
    TRACKED_STANDING: gettext_noop(
        "%(name)s was tracked for the %(freeze)s by @%(by)s."
    ),
    DEFERRED_STANDING: gettext_noop(
        "%(name)s was deferred for the %(freeze)s by @%(by)s."
    ),
    REMOVED_STANDING: gettext_noop(
        "%(name)s was removed for the %(freeze)s by @%(by)s."
    ),
}
_DECIDED_SO = gettext_noop("%(name)s was %(value)s for the %(freeze)s by @%(by)s.")


class Door(Protocol):
    """What an ASGI server's request has for who wants to stream; see `tracker.live`."""

    @property
    def is_full(self) -> bool:
        """Whether nobody else can watch at this process."""

    def open(self, topic: Topic, seen: Version | None) -> None:
        """Go on with a board's news after the view's answer."""


@policies.public
@require_GET
def board_events(request: HttpRequest, project: str, name: str) -> HttpResponseBase:
    """What changes on a release's board, from now on, for whoever has it open.

    `seen` is the version of their page; a browser that comes back says `Last-Event-ID`.
    """
    door = _door(request)
    if door is None or request.GET.get("as_of"):
        return HttpResponse(status=204)
    if door.is_full:
        text = "Too many people watch boards here. The board itself can be read.\n"
        return HttpResponse(
            text,
            status=503,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": _FULL_RETRY},
        )
    held = door

    def made() -> HttpResponseBase:
        now = timezone.now()
        setting = frame.load(project, Moment(now), now=now)
        if setting.release(name) is None:
            return pages.release_unknown(request, setting, name)
        seen = request.headers.get("Last-Event-ID") or asked.value(request, "seen")
        language = languages.current().code
        held.open(Topic(setting.id, project, name, language), version_of(seen))
        return HttpResponse(content_type="text/event-stream", headers=_HEADERS)

    return pages.refusing(request, project, made)


def _door(request: HttpRequest) -> Door | None:
    scope: dict[str, Any] = getattr(request, "scope", {})
    return scope.get(DOOR)


def look(topic: Topic, named: Collection[int] | None) -> Board:
    """A board as it is now, in four SQL statements of one snapshot, and one more for
    only the `named` enhancements, if any are.

    To be called in a thread, whose connection goes back when it is done. Raises
    ProjectUnknown and ReleaseUnknown.
    """
    try:
        with languages.speaking(topic.language), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(_ONE_SNAPSHOT)
            return _read(topic, named)
    finally:
        connection.close()


def _read(topic: Topic, named: Collection[int] | None) -> Board:
    begun = frame.begin(topic.name)
    now = timezone.now()
    setting = frame.load(topic.name, Moment(now), now=now, begun=begun)
    release = setting.release(topic.release)
    if release is None:
        raise ReleaseUnknown(topic.release)
    only = None if named is None else _with_winners(setting.id, named)
    found = board.find(setting, release, only=only)
    ends = (found.next_at, *_ends(release, now))
    return Board(
        Version.of(begun.pulses),
        shown(found.rows),
        min((end for end in ends if end is not None), default=None),
    )


def _with_winners(project: int, named: Collection[int]) -> list[int]:
    """These enhancements and those that they were merged into, whose rows show what is
    decided about them.
    """
    known = decided.winners(project=project, ids=named)
    return sorted({*named, *known.values()})


def _ends(release: Dates, now: dt.datetime) -> Iterable[dt.datetime]:
    """When deadlines end that are still to come."""
    return (one.ends_at for one in release.deadlines if one.ends_at > now)


def shown(rows: Iterable[BoardRow]) -> tuple[Row, ...]:
    """Rows as everybody sees them; cells that say the same are rendered once."""
    draw = _Draw()
    return tuple(draw.row(row) for row in rows)


class _Draw:
    """Renders cells with the macros of the page."""

    def __init__(self) -> None:
        env = cast("Any", engines["jinja2"]).env
        self._macros = env.get_template("board/cell.html").module
        self._known: dict[tuple[object, ...], str] = {}

    def row(self, row: BoardRow) -> Row:
        name = _name(row)
        return Row(
            id=row_id(row),
            enhancement=row.entry.enhancement,
            status=row.status.value,
            by=_by(row),
            cells={
                cell.freeze: Cell(self._cell(cell), says(name, cell))
                for cell in row.cells
            },
            contact=Cell(str(self._macros.contact(row.contact)), _contact(name, row)),
        )

    def _cell(self, cell: BoardCell) -> str:
        key = (cell.status, cell.text, cell.detail, cell.is_contrary)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = str(self._macros.cell(cell))
        return found


def _name(row: BoardRow) -> str:
    entry = row.entry
    name = entry.key if entry.number is None else f"#{entry.number}"
    return f"{name} ({entry.track})" if entry.track else name


def says(name: str, cell: BoardCell) -> str:
    """What a cell shows, in a sentence."""
    said = {"name": name, "freeze": words.within(cell.label)}
    if cell.decision is not None:
        value = cell.decision.value
        text = _DECIDED.get(value, _DECIDED_SO)
        return gettext(text, **said, value=value, by=cell.decision.by)
    is_source = languages.current().is_source
    status = cell.text.lower() if is_source else cell.text
    return gettext(
        "%(name)s is now %(status)s for the %(freeze)s.", **said, status=status
    )


def _contact(name: str, row: BoardRow) -> str:
    if not row.contact:
        return gettext("Nobody looks after %(name)s any more.", name=name)
    return gettext("%(name)s is looked after by @%(by)s.", name=name, by=row.contact)


def _by(row: BoardRow) -> str:
    """Who decided last, of what stands."""
    others: Sequence[DecisionRow | None] = (
        row.contact_decision,
        row.opted_in,
        row.note,
        *row.waivers,
        *(cell.decision for cell in row.cells),
    )
    standing = [one for one in others if one is not None]
    return max(standing, key=lambda one: (one.since, one.id)).by if standing else ""
