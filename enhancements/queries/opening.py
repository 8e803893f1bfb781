"""What a release would be opened with: dates, criteria, and what it holds already."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from enhancements.actions.releases import KINDS
from enhancements.documents import versions
from enhancements.languages import gettext
from enhancements.policy import deadlines, permissions, planning
from enhancements.policy.lives import Life
from enhancements.policy.planning import Length
from enhancements.queries import entries, hanging, release, releases, rules
from enhancements.queries.deadlines import PREFIX, Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Deadline, EntryRow, SigCount

SCHEDULE, LAST, NOBODY = "schedule", "last", ""
"""Where a proposed date is from."""


@dataclasses.dataclass(frozen=True, slots=True)
class Proposal:
    """A deadline of the release that is opened."""

    kind: str
    label: str
    meaning: str
    date: dt.date | None
    """The day that ends Anywhere on Earth; None when nothing proposes one."""
    source: str
    """SCHEDULE, LAST or NOBODY."""
    stands: Deadline | None = None
    """What its schedule gives already."""
    last: dt.date | None = None
    """The day of the last release."""

    @property
    def stands_day(self) -> dt.date | None:
        """The day that its schedule gives."""
        return planning.aoe_day(self.stands.ends_at) if self.stands else None


@dataclasses.dataclass(frozen=True, slots=True)
class Opening:
    """Everything a release would be opened with."""

    name: str
    is_known: bool
    """Whether sources name it already."""
    life: Life
    why_not: str
    """A sentence when it cannot be opened; else empty."""
    last: str
    """The release before it with dates; empty when there is none."""
    proposals: tuple[Proposal, ...]
    freezes: tuple[tuple[str, int], ...]
    """Label and number of checks of each freeze that the last release asks."""
    rows: tuple[EntryRow, ...]
    sigs: tuple[SigCount, ...]
    hanging: tuple[str, ...] = ()
    """Of an open one a sentence for each thing for which its opening stays."""

    @property
    def is_open(self) -> bool:
        """Whether it was opened, and nobody has closed it."""
        return self.life.opened is not None and not self.life.is_closed

    @property
    def has_schedule(self) -> bool:
        """Whether a schedule gives any of its dates."""
        return any(one.source == SCHEDULE for one in self.proposals)

    @property
    def days(self) -> dict[str, dt.date]:
        """Every date that is proposed, by kind."""
        return {one.kind: one.date for one in self.proposals if one.date}


def following(setting: Setting) -> str:
    """Name of the release that is opened next: the first after the one in work that
    nobody has opened; v1.12 after v1.11 where no source names any.
    """
    known = setting.releases
    names = [one.name for one in known]
    place = names.index(setting.frame.current) if setting.frame.current in names else 0
    for one in known[place:]:
        is_out = one.out_at is not None and one.out_at <= setting.at
        if not is_out and setting.life(one).opened is None:
            return one.name
    if not known:
        return "v1.0"
    major, minor = versions.sort_key(names[-1])[:2]
    return f"v{major}.{minor + 1}"


def load(setting: Setting, name: str) -> Opening:
    """What the release of that name would be opened with, in three SQL statements; of
    an open one also what hangs on its being so, in one more.
    """
    found = setting.release(name)
    before = _before(setting, name)
    last = before[0] if before else None
    rows = entries.of_releases(setting, [found])[found.id] if found else []
    criteria = (
        rules.criteria_at(release=last.id, profile=setting.profile, at=setting.at)
        if last
        else setting.profile.criteria
    )
    life = setting.life(found) if found else Life()
    return Opening(
        name=name,
        is_known=found is not None,
        life=life,
        why_not=_why_not(setting, name, found, life),
        last=last.name if last else "",
        proposals=_proposals(setting, name, found, before),
        freezes=tuple((one.label, len(one.criteria)) for one in criteria.freezes),
        rows=tuple(rows),
        sigs=tuple(release.sig_counts(rows)),
        hanging=hanging.on(found.id, life.opened.at) if found and life.opened else (),
    )


def _why_not(setting: Setting, name: str, found: Dates | None, life: Life) -> str:
    if life.opened is not None:
        return gettext(
            "%(release)s is open since %(day)s, by @%(who)s. Its dates are moved on its"
            " schedule.",
            release=name,
            day=f"{life.opened.at:%Y-%m-%d}",
            who=life.opened.by,
        )
    if found is not None and found.out_at is not None and found.out_at <= setting.at:
        return gettext(
            "%(release)s is out since %(day)s; open the next one.",
            release=name,
            day=f"{found.out_at:%Y-%m-%d}",
        )
    names = [one.name for one in setting.releases]
    if found is not None and not permissions.serves(
        name, names=names, current=setting.frame.current
    ):
        return gettext(
            "%(release)s comes before %(current)s, which is in work.",
            release=name,
            current=setting.frame.current,
        )
    current = setting.frame.current
    if (
        found is None
        and current
        and versions.sort_key(name) < versions.sort_key(current)
    ):
        return gettext(
            "%(release)s comes before %(current)s, which is in work; open a later one.",
            release=name,
            current=current,
        )
    return ""


def _before(setting: Setting, name: str) -> list[Dates]:
    """The releases before it that have dates, the last one first."""
    key = versions.sort_key(name)
    return [
        one
        for one in reversed(setting.releases)
        if versions.sort_key(one.name) < key and days(one)
    ]


def days(dates: Dates) -> dict[str, dt.date]:
    """Each deadline that people may give, by kind, as the day Anywhere on Earth."""
    return {
        one.kind: planning.aoe_day(one.ends_at)
        for one in dates.deadlines
        if one.kind in KINDS and one.field == f"{PREFIX}{one.kind}"
    }


def _proposals(
    setting: Setting, name: str, found: Dates | None, before: Sequence[Dates]
) -> tuple[Proposal, ...]:
    last = days(before[0]) if before else {}
    earlier = days(before[1]) if len(before) > 1 else {}
    steps = _steps(name, before[0].name) if before else 1
    planned = planning.proposed(last, earlier, steps=steps)
    stands = {one.kind: one for one in found.deadlines} if found else {}
    found_: list[Proposal] = []
    for kind in setting.profile.deadlines:
        if kind.key not in KINDS:
            continue
        given = stands.get(kind.key)
        date = planning.aoe_day(given.ends_at) if given else planned.get(kind.key)
        source = SCHEDULE if given else LAST if date else NOBODY
        found_.append(
            Proposal(
                kind.key,
                kind.label,
                kind.meaning,
                date,
                source,
                given,
                last.get(kind.key),
            )
        )
    return tuple(found_)


def _steps(name: str, last: str) -> int:
    """How many releases on it is: 1 for the next minor one."""
    ours, theirs = versions.sort_key(name)[:2], versions.sort_key(last)[:2]
    return max(1, ours[1] - theirs[1]) if ours[0] == theirs[0] else 1


def lengths(
    setting: Setting, name: str, chosen: Mapping[str, dt.date]
) -> tuple[Length, ...]:
    """How long the phases would be with these dates, beside the last releases'."""
    before = _before(setting, name)[:LAST_RELEASES]
    earlier = [(one.name, releases.stretches(setting, one)) for one in before]
    start = releases.code_freeze(before[0]) if before else None
    ends = {kind: deadlines.ends_at(date) for kind, date in chosen.items()}
    new = releases.planned(setting, ends, begins=start)
    return tuple(planning.lengths([], new, earlier))


LAST_RELEASES = 3
"""How many releases before are compared with."""
