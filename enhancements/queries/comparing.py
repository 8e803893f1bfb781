"""Comparing a list with itself at another moment (`?compare=`)."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from enhancements.languages import dates, gettext, gettext_noop, grouped
from enhancements.policy import sentences
from enhancements.queries import deadlines, moments, snapshots
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EnhancementRow, EntryRow, Moment
from enhancements.queries.shapes.compare import Comparison, Difference, Place, Placed

FREEZE = "freeze"
VISIT = "visit"
SNAPSHOT = "snapshot:"
_DIGITS = 18
Row = TypeVar("Row", bound=Placed)


@dataclasses.dataclass(frozen=True, slots=True)
class Other:
    """The moment a page is compared with."""

    moment: Moment
    given: str
    release: str = ""
    """The release whose freeze it is, if `freeze` was asked for."""
    label: str = ""
    """That freeze in the project's words."""


def read(
    setting: Setting,
    text: str,
    *,
    release: str = "",
    visited_at: dt.datetime | None = None,
) -> Other | None:
    """The moment that `compare` names; None when it is empty.

    Takes what `as_of` takes, and on the page of a release `freeze`, the end of its
    enhancements freeze, and `snapshot:` with the id of one of its snapshots, which
    takes one SQL statement. `visit` is the end of the reader's last visit, for whom
    `visited_at` gives it. Raises FilterRefused with a sentence for anything else.
    """
    given = text.strip()
    if not given:
        return None
    if given.casefold() == FREEZE:
        return _freeze(setting, release)
    if given.casefold() == VISIT:
        return _visit(visited_at)
    if given.casefold().startswith(SNAPSHOT):
        return _snapshot(setting, release, given)
    now = setting.frame.now or setting.at
    try:
        return Other(moments.parse(given, now=now), given)
    except moments.MomentRefused as refused:
        message = gettext("To compare with: %(refused)s", refused=refused)
        raise FilterRefused("compare", message) from refused


def _freeze(setting: Setting, release: str) -> Other:
    if not release:
        message = gettext(
            "“freeze” is a moment of one release: compare with it on the page of a"
            " release. Here give a date such as 2026-04-30."
        )
        raise FilterRefused("compare", message)
    found = setting.release(release)
    freeze = found.deadline(deadlines.FREEZE) if found else None
    if freeze is None:
        message = gettext(
            "%(release)s has no freeze date, so nothing can be compared with it yet."
            " Compare with a date such as 2026-04-30.",
            release=release,
        )
        raise FilterRefused("compare", message)
    if freeze.frozen_at is None:
        message = gettext(
            "%(release)s has its %(freeze)s only on %(day)s, so nothing can be compared"
            " with it yet. Compare with a date such as 2026-04-30.",
            release=release,
            freeze=freeze.label,
            day=freeze.date.isoformat(),
        )
        raise FilterRefused("compare", message)
    return Other(Moment(freeze.frozen_at, FREEZE), FREEZE, release, freeze.label)


def _snapshot(setting: Setting, release: str, given: str) -> Other:
    """The moment of a snapshot; only on the page of its own release."""
    number = given[len(SNAPSHOT) :]
    if number.isascii() and number.isdigit() and len(number) <= _DIGITS:
        with contextlib.suppress(snapshots.SnapshotUnknown):
            at, name, label = snapshots.moment_of(setting, int(number))
            if name == release:
                return Other(Moment(at, given), given, release, label)
    if release:
        message = gettext(
            "%(release)s has no snapshot “%(number)s”, so nothing can be compared with"
            " it. Compare with a date such as 2026-04-30.",
            release=release,
            number=number,
        )
    else:
        message = gettext(
            "No release is shown, so nothing can be compared with it. Compare with a"
            " date such as 2026-04-30."
        )
    raise FilterRefused("compare", message)


def _visit(visited_at: dt.datetime | None) -> Other:
    if visited_at is None:
        message = gettext(
            "There is no earlier visit of yours to compare with: visits are noted only"
            " while you are signed in. Compare with a date such as 2026-04-30."
        )
        raise FilterRefused("compare", message)
    # Named as a moment: other pages that a link carries it to know no visits.
    given = visited_at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return Other(Moment(visited_at, given), given)


def then(setting: Setting, other: Other) -> Setting:
    """The project at the other moment, its deadlines as they stood then.

    One SQL statement.
    """
    releases = deadlines.of_project(
        project=setting.id,
        profile=setting.profile,
        at=other.moment.at,
        evidence=setting.evidence,
    )
    frame = dataclasses.replace(setting.frame, moment=other.moment)
    return dataclasses.replace(setting, frame=frame, releases=tuple(releases))


def compared(
    setting: Setting,
    other: Other,
    shown: tuple[Sequence[Row], Sequence[Row]],
    every: tuple[Sequence[Row], Sequence[Row]],
    texts: Callable[[Row], Mapping[str, str]],
) -> Comparison[Row]:
    """A list at the setting's moment beside the same list at the other one.

    `shown` are the rows that meet the filters, now and then; `every` are all rows,
    so that one which only stopped to meet a filter counts as changed, not as removed.
    """
    is_older = other.moment.at <= setting.at
    now = {row.place: row for row in every[0]}
    was = {row.place: row for row in every[1]}
    listed = {row.place for row in shown[0]}
    gone = tuple(row for row in shown[1] if row.place not in listed)
    found: dict[Place, Difference] = {}
    for row in shown[0]:
        found |= between(row, was.get(row.place), texts, is_older=is_older)
    for row in gone:
        found |= between(row, now.get(row.place), texts, is_older=not is_older)
    return Comparison(
        moment=other.moment,
        given=other.given,
        is_older=is_older,
        release=other.release,
        sentence=sentence(setting, other, counted(found.values())),
        differences=found,
        gone=gone,
        gone_total=len(gone),
    )


def between(
    row: Row,
    again: Row | None,
    texts: Callable[[Row], Mapping[str, str]],
    *,
    is_older: bool,
) -> dict[Place, Difference]:
    """How a row as shown differs from itself at the other moment, by its place.

    `again` is the row there, None when there is none; `is_older` says whether that
    moment comes before the one that the row is shown at.
    """
    if again is None:
        return {row.place: Difference("added" if is_older else "removed", {})}
    shown = texts(row)
    other = {
        column: text
        for column, text in texts(again).items()
        if text != shown.get(column, text)
    }
    return {row.place: Difference("changed", other)} if other else {}


def counted(differences: Iterable[Difference]) -> Mapping[str, int]:
    """How many rows have each mark."""
    marks = [difference.mark for difference in differences]
    return {mark: marks.count(mark) for mark in ("added", "removed", "changed")}


def sentence(setting: Setting, other: Other, counts: Mapping[str, int]) -> str:
    """What is compared with what, which of both is older, and how much differs."""
    at = other.moment.at
    named = dates.moment(at)
    if other.label:
        named = gettext(
            "the %(label)s of %(release)s (%(moment)s)",
            label=other.label,
            release=other.release,
            moment=named,
        )
    if at == setting.at:
        return gettext(
            "Compared with %(named)s: that is the moment shown, so nothing differs.",
            named=named,
        )
    return gettext(
        "Compared with %(named)s, %(order)s: %(what)s.",
        named=named,
        order=_order(setting, at),
        what=_differing(counts),
    )


def _order(setting: Setting, at: dt.datetime) -> str:
    """Where a moment lies beside the one that is shown."""
    is_past, is_earlier = setting.frame.moment.is_past, at < setting.at
    if is_past and is_earlier:
        return gettext("earlier than the moment shown")
    if is_past:
        return gettext("later than the moment shown")
    return gettext("earlier than now") if is_earlier else gettext("later than now")


_MARKS = {
    "added": gettext_noop("%(number)s added"),
    "removed": gettext_noop("%(number)s removed"),
    "changed": gettext_noop("%(number)s changed"),
}


def _differing(counts: Mapping[str, int]) -> str:
    """How many rows have each mark, in words."""
    said = [
        gettext(_MARKS[mark], number=grouped(number))
        for mark, number in counts.items()
        if number
    ]
    if not said:
        return gettext("nothing differs")
    return gettext("%(said)s between the two", said=", ".join(said))


def week_before(at: dt.datetime) -> str:
    """The date a week before a moment, as `compare` takes it."""
    return (at - dt.timedelta(days=7)).date().isoformat()


def entry_texts(row: EntryRow) -> Mapping[str, str]:
    """What a row of entries says, column by column.

    Whether it was committed is left out while nothing says so: every row of the list
    would differ between a moment before the freeze and one after it.
    """
    said = {}
    if row.committed is not None:
        missed = gettext("not merged") if row.unmerged else gettext("after the freeze")
        said["committed"] = gettext("committed") if row.committed else missed
    return {
        **said,
        "title": row.title,
        "key": row.key,
        "sig": row.sig or gettext("no SIG"),
        "status": row.status_label or gettext("no status"),
        "stage": row.stage.label,
        "planned": gettext("planned") if row.planned else gettext("no longer planned"),
        "owner": sentences.people(row.owners or row.authors),
    }


def enhancement_texts(row: EnhancementRow) -> Mapping[str, str]:
    """What a row of enhancements says, column by column."""
    targets = [f"{t.stage.label} {t.release}" for t in row.targets if t.release]
    return {
        "title": row.title,
        "key": row.key,
        "sig": row.sig or gettext("no SIG"),
        "status": row.status_label or gettext("no status"),
        "stage": row.stage.label if row.stage else gettext("no stage"),
        "targets": ", ".join(targets) or gettext("no target"),
        "authors": sentences.people(row.authors),
    }
