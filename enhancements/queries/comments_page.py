"""The page of the comments that a release's entries get."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from uuid import UUID

from enhancements.languages import gettext, gettext_noop
from enhancements.models import Posting
from enhancements.policy.letters import comments, standing
from enhancements.policy.letters.standing import How, State
from enhancements.policy.permissions import Answer
from enhancements.profiles.command_rules import ACT
from enhancements.queries import facets, paging, weeks, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.letters import Written
from enhancements.queries.release import NO_SIG
from enhancements.queries.shapes.board_page import Option
from enhancements.queries.shapes.letters import CommentRow, CommentsPage, WritingStep

FILTERS = ("state", "sig", "case")
"""Parameters by which the list is narrowed, each with any number of values."""
SIZE = 25
CASE_LABELS = {
    comments.MET: gettext_noop("Met"),
    comments.NOT_MET: gettext_noop("Not met"),
    comments.TRACKED: gettext_noop("Tracked"),
    comments.REMOVED: gettext_noop("Removed"),
    comments.DEFERRED: gettext_noop("Deferred"),
}
_NONE = "none"
_CAN_GO = frozenset({How.NEW, How.EDIT, How.ASK})


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the page asks for."""

    freeze: str = ""
    kind: str = ""
    chosen: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    number: int = 1


def page(
    setting: Setting, release: Dates, asked: Asked, written: Written, may: Answer
) -> CommentsPage:
    """The page; no SQL beside what `letters.of_release` asked."""
    given = _given(setting, asked, written)
    kept, groups = facets.apply(written.rows, _filters(written), asked.chosen, given)
    part = paging.paged(given, number=asked.number, total=len(kept), size=SIZE)
    return CommentsPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        freezes=written.freezes,
        freeze=written.freeze,
        kind=written.kind,
        kinds=_kinds(given, written),
        freeze_options=freeze_options(given, written),
        rows=part.of(kept),
        page=part,
        total=len(written.rows),
        facets=groups,
        filtered=any(asked.chosen.values()),
        given=given,
        is_sent=written.is_sent,
        acts=written.commands == ACT,
        source=written.letters.source,
        changed=len(written.letters.changed),
        may=may,
        offered=tuple(offered(kept)),
    )


def offered(rows: Sequence[CommentRow]) -> list[str]:
    """Ids of the entries whose comment can be put on its way now."""
    return [one.id for one in rows if not one.why_not and one.how in _CAN_GO]


def listed(asked: Asked, written: Written) -> list[CommentRow]:
    """The whole list that the address asks for, for a file."""
    kept, _ = facets.apply(written.rows, _filters(written), asked.chosen, {})
    return kept


def _given(setting: Setting, asked: Asked, written: Written) -> dict[str, object]:
    return {
        "freeze": written.freeze.key if written.freeze and asked.freeze else "",
        "kind": written.kind.value if asked.kind else "",
        **{name: list(asked.chosen.get(name, ())) for name in FILTERS},
        "as_of": setting.frame.moment.given,
    }


def _kinds(given: Mapping[str, object], written: Written) -> tuple[Option, ...]:
    return tuple(
        Option(
            name=one.value,
            label=gettext(label),
            on=one is written.kind,
            query=words.query({**given, "kind": one.value, "case": [], "page": ""}),
        )
        for one, label in comments.LABELS.items()
    )


def freeze_options(given: Mapping[str, object], written: Written) -> tuple[Option, ...]:
    """The freezes as links: whichever is chosen, of the kind that fits it."""
    return tuple(
        Option(
            name=one.key,
            label=one.label,
            on=one == written.freeze,
            query=words.query({**given, "freeze": one.key, "case": [], "page": ""}),
        )
        for one in written.freezes
    )


def _filters(written: Written) -> list[Filter[CommentRow]]:
    present = {one.letter.case for one in written.rows if one.letter}
    return [
        Filter(
            "state",
            gettext("Comment"),
            lambda row: (row.state.value,),
            [
                (state.value, gettext(label))
                for state, label in standing.LABELS.items()
                if state in _ALWAYS or any(row.state is state for row in written.rows)
            ],
        ),
        Filter(
            "case",
            gettext("Text"),
            lambda row: (row.letter.case if row.letter else _NONE,),
            [
                (case, gettext(CASE_LABELS[case]))
                for case in CASE_LABELS
                if case in present
            ],
            labels={_NONE: gettext("No text")},
        ),
        Filter(
            "sig",
            gettext("SIG"),
            lambda row: (row.row.entry.sig or NO_SIG,),
            labels={NO_SIG: gettext("No SIG")},
        ),
    ]


_ALWAYS = frozenset({State.NOT_WRITTEN, State.CHANGED, State.UP_TO_DATE})


def step(release: int, batch: str) -> WritingStep | None:
    """A step that was just made; None where there is none. One SQL statement."""
    try:
        number = UUID(batch)
    except ValueError:
        return None
    rows = Posting.objects.filter(release=release, batch=number, cancelled_at=None)
    told = list(
        rows.values_list("outgoing__is_dry", "outgoing__done_at", "outgoing__dead_at")
    )
    if not told:
        return None
    waiting = sum(not (dry or done or dead) for dry, done, dead in told)
    return WritingStep(
        batch=str(number),
        number=len(told),
        waiting=waiting,
        is_dry=all(dry for dry, _, _ in told),
    )
