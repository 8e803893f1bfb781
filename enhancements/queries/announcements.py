"""The announcements of a release, in the profile's words, with the board's counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from enhancements.languages import SOURCE, gettext, gettext_noop, speaking
from enhancements.policy import boards
from enhancements.policy.boards import Status
from enhancements.policy.checks.criteria import Criterion
from enhancements.policy.letters import dates, lights
from enhancements.policy.letters.escaping import Form
from enhancements.policy.letters.template import Values
from enhancements.profiles.letters import AnnouncementText, Letters
from enhancements.queries import (
    board,
    board_filters,
    judged,
    release_letters,
    sig_outreach,
    weeks,
    words,
)
from enhancements.queries.deadlines import OTHER, Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.board import BoardCell, BoardRow
from enhancements.queries.shapes.board_page import Freeze, Option
from enhancements.queries.shapes.letters import Announcement, AnnouncementsPage

FREEZE, CALL, OUTREACH, WEEKLY = "freeze", "call", "outreach", "weekly"
MAIN = (WEEKLY, FREEZE, CALL)
"""Those of a whole release, in the order shown."""
_DAY = dt.timedelta(days=1)
_COUNTED = {
    Status.TRACKED: "tracked",
    Status.MET: "met",
    Status.AT_RISK: "at_risk",
    # More time is no more than that: what is asked for is not met.
    Status.EXCEPTION_OVER: "at_risk",
    Status.EXCEPTION_PENDING: "at_risk",
    Status.EXCEPTED: "at_risk",
    Status.UNKNOWN: "unknown",
    Status.NOT_YET: "unknown",
    Status.NOT_JUDGED: "unknown",
    Status.DEFERRED: "out",
    Status.REMOVED: "out",
    Status.OUT: "out",
}
_NAMES = ("tracked", "met", "at_risk", "unknown", "out")


def page(
    setting: Setting, release: Dates, freeze: str, letters: Letters | None = None
) -> AnnouncementsPage:
    """The page, in five SQL statements beside the setting's two; with `letters` of
    one's own in four.

    About the freeze asked for, else about the one worked for. Raises ProfileInvalid
    for letters that cannot be read.
    """
    letters = letters or release_letters.of_release(setting, release)
    outreach = sig_outreach.of_project(setting, letters)
    with speaking(SOURCE):  # What is sent to others is the project's.
        found = board.find(setting, release)
    by_key = {one.key: one for one in found.freezes}
    worked = next((one for one in found.freezes if one.is_judged), None)
    chosen = by_key.get(freeze) or worked or next(iter(found.freezes), None)
    asked = {
        at.key: freeze.criteria for freeze, at in judged.freezes_of(setting, release)
    }
    criteria = asked.get(chosen.key, ()) if chosen else ()
    about = _About(
        setting, release, chosen, rows=found.rows, letters=letters, criteria=criteria
    )
    sigs = {row.entry.sig for row in found.rows if row.entry.sig}
    unwanted = {one.sig for one in outreach.values() if not one.is_wanted}
    given = {"as_of": setting.frame.moment.given}
    with speaking(SOURCE):
        main = tuple(about.main()) if chosen else ()
        to_sigs = tuple(about.outreach(unwanted)) if chosen else ()
    return AnnouncementsPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        freeze=chosen,
        freeze_options=tuple(
            Option(
                name=one.key,
                label=one.label,
                on=one == chosen,
                query=words.query({**given, "freeze": one.key}),
            )
            for one in found.freezes
        ),
        light=about.standing.light,
        light_label=gettext(lights.LABELS[about.standing.light]),
        reasons=about.reasons,
        main=main,
        outreach=to_sigs,
        left_out=tuple(outreach[name] for name in sorted(sigs & unwanted)),
        source=letters.source,
        changed=len(letters.changed),
    )


class _About:
    """What the announcements of one release and freeze have in common."""

    def __init__(
        self,
        setting: Setting,
        release: Dates,
        freeze: Freeze | None,
        *,
        rows: Sequence[BoardRow],
        letters: Letters,
        criteria: Sequence[Criterion],
    ) -> None:
        self._setting, self._release, self._freeze = setting, release, freeze
        self._rows, self._letters = rows, letters
        self._criteria = criteria
        deadline = freeze.deadline if freeze else None
        self._ends_at = deadline.ends_at if deadline else None
        self._counted = self._counts(rows)

    @property
    def standing(self) -> lights.Standing:
        """How the release stands, in the current language."""
        counted, freeze = self._counted, self._freeze
        return lights.standing(
            self._letters.lights,
            freeze=freeze.key if freeze else "",
            ends_at=self._ends_at,
            at=self._setting.at,
            ready=int(counted["tracked"]) + int(counted["met"]),
            total=len(self._rows) - int(counted["out"]),
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        """What that rests on, in the current language."""
        return (self.standing.reason, *self._more_reasons(self._counted))

    def main(self) -> Iterable[Announcement]:
        """Those of the whole release."""
        more: Mapping[str, Values] = {
            FREEZE: {"sigs": self._by_sig(), "left": self._left()},
            CALL: {"deadlines": self._deadlines(), "asks": self._asks()},
            WEEKLY: self._weekly(),
        }
        for name in MAIN:
            text = self._letters.announcements.get(name)
            if text is not None:
                yield self._made(name, text, {**self._values(self._rows), **more[name]})

    def outreach(self, unwanted: Collection[str]) -> Iterable[Announcement]:
        """One for each SIG that wants it, by their names."""
        text = self._letters.announcements.get(OUTREACH)
        if text is None:
            return
        for sig, rows in sorted(self._sigs().items()):
            if not sig or sig in unwanted:
                continue
            staying = [row for row in rows if self._status(row) not in boards.LEFT]
            values = {
                **self._values(staying),
                "sig": sig,
                "is_empty": not staying,
                "entries": [self._entry(row) for row in staying],
            }
            yield self._made(OUTREACH, text, values, sig=sig)

    def _made(
        self, name: str, text: AnnouncementText, values: Values, *, sig: str = ""
    ) -> Announcement:
        return Announcement(
            name=name,
            title=text.title,
            sig=sig,
            subject=text.subject.fill(values, Form.PLAIN),
            body=text.body.fill(values, Form.PLAIN),
            chat=text.chat.fill(values, Form.PLAIN),
            total=int(str(values["total"])),
            at_risk=int(str(values["at_risk"])),
        )

    def _values(self, rows: Sequence[BoardRow]) -> dict[str, str | bool]:
        profile, at, ends_at = self._setting.profile, self._setting.at, self._ends_at
        label = self._freeze.label if self._freeze else ""
        left = ends_at - at if ends_at else None
        return {
            "project": profile.title,
            "word": profile.word,
            "words": profile.words,
            "release": self._release.name,
            "freeze": words.in_sentence(label),
            "freeze_title": label,
            "aoe": dates.aoe(ends_at) if ends_at else "",
            "utc": dates.utc(ends_at) if ends_at else "",
            "is_over": left is not None and left <= dt.timedelta(0),
            "days_left": str(max(0, left // _DAY)) if left is not None else "",
            **self._counts(rows),
        }

    def _cell(self, row: BoardRow) -> BoardCell | None:
        return row.cell(self._freeze.key) if self._freeze else None

    def _status(self, row: BoardRow) -> Status:
        cell = self._cell(row)
        return cell.status if cell else Status.NOT_JUDGED

    def _counts(self, rows: Sequence[BoardRow]) -> dict[str, str]:
        counted = Counter(_COUNTED[self._status(row)] for row in rows)
        return {
            "total": str(len(rows)),
            **{name: str(counted[name]) for name in _NAMES},
        }

    def _more_reasons(self, counted: Mapping[str, str]) -> list[str]:
        staying = [row for row in self._rows if self._status(row) not in boards.LEFT]
        lost = sum(not board_filters.owners_of(row) for row in staying)
        alone = sum(not row.contact for row in staying)
        contrary = sum(cell.is_contrary for cell in map(self._cell, staying) if cell)
        told = [
            (int(counted["at_risk"]), gettext_noop("%(number)s at risk")),
            (int(counted["unknown"]), gettext_noop("%(number)s cannot be told")),
            (
                contrary,
                gettext_noop("%(number)s tracked against what the checks say"),
            ),
            (lost, gettext_noop("%(number)s without an owner")),
            (
                alone,
                gettext_noop("%(number)s without a contact in the release team"),
            ),
        ]
        return [gettext(text, number=number) for number, text in told if number]

    def _sigs(self) -> dict[str, list[BoardRow]]:
        found: dict[str, list[BoardRow]] = {}
        for row in self._rows:
            found.setdefault(row.entry.sig or "", []).append(row)
        return found

    def _by_sig(self) -> list[Values]:
        return [
            {"sig": sig or "none", **self._counts(rows)}
            for sig, rows in sorted(self._sigs().items(), key=lambda one: one[0] or "~")
        ]

    def _left(self) -> list[Values]:
        return [
            {
                "title": row.entry.title,
                "key": row.entry.key,
                "number": str(row.entry.number or ""),
                "status": boards.LABELS[self._status(row)],
            }
            for row in self._rows
            if self._status(row) in boards.LEFT
        ]

    def _deadlines(self) -> list[Values]:
        return [
            {
                "deadline": one.label,
                "ends_aoe": dates.aoe(one.ends_at),
                "ends_utc": dates.utc(one.ends_at),
            }
            for one in sorted(self._release.deadlines, key=lambda one: one.ends_at)
            if one.kind != OTHER
        ]

    def _asks(self) -> list[Values]:
        """What the freeze asks of entries, by the titles of its checks."""
        words_of = {"{release}": self._release.name, "{stage}": "that it aims at"}
        found: list[Values] = []
        for one in self._criteria:
            title = one.title
            for name, word in words_of.items():
                title = title.replace(name, word)
            if one.counts and title and "{" not in title:
                found.append({"check": title})
        return found

    def _weekly(self) -> Values:
        statuses = Counter(self._status(row) for row in self._rows)
        stages = Counter(row.entry.stage for row in self._rows)
        return {
            "light": lights.LABELS[self.standing.light],
            "reasons": [{"reason": one} for one in self.reasons],
            "statuses": [
                {"status": label, "count": str(statuses[status])}
                for status, label in boards.LABELS.items()
                if statuses[status]
            ],
            "stages": [
                {"stage": stage.label, "count": str(stages[stage])}
                for stage in sorted(stages, key=lambda one: one.rank)
            ],
            "sigs": self._by_sig(),
        }

    def _entry(self, row: BoardRow) -> Values:
        cell, status = self._cell(row), self._status(row)
        return {
            "title": row.entry.title,
            "key": row.entry.key,
            "number": str(row.entry.number or ""),
            "stage": row.entry.stage.label,
            "status": boards.LABELS[status],
            "missing": cell.detail if cell else "",
            "owners": [{"login": one} for one in board_filters.owners_of(row)],
        }
