"""The comments that a release's entries get at a freeze, in the profile's words."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import SOURCE, gettext, speaking
from enhancements.policy import addresses
from enhancements.policy.checks import stored
from enhancements.policy.checks.outcome import Outcome
from enhancements.policy.letters import comments, standing
from enhancements.policy.letters.comments import About, Kind, Letter
from enhancements.policy.letters.template import LetterTooLong
from enhancements.profiles.letters import CommentPlace, CommentText, Letters
from enhancements.queries import (
    board,
    board_filters,
    postings,
    release_letters,
    sql,
    words,
)
from enhancements.queries.board import Found
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.board import BoardRow, id_of
from enhancements.queries.shapes.board_page import Freeze
from enhancements.queries.shapes.letters import CommentRow, Issue

# What the checks of one freeze say of every entry, the issue that tracks each
# enhancement (an open one first, else the oldest), and how writing goes here.
_STATEMENT = """
WITH issue AS (
  SELECT DISTINCT ON (place) coalesce(own.merged_into_id, own.id) AS place,
         repository.id, repository.name, repository.host, item.number
    FROM enhancements_item item
    JOIN enhancements_repository repository ON repository.id = item.repository_id
    JOIN enhancements_enhancement own ON own.id = item.enhancement_id
   WHERE repository.project_id = %(project)s AND repository.is_main
     AND repository.removed_at IS NULL AND item.kind = 'issue' AND item.gone_at IS NULL
   ORDER BY place, item.state = 'open' DESC, item.number
)
SELECT 'checks' AS kind, enhancement_id AS place, track, checks AS said
  FROM enhancements_verdict verdict
 WHERE release_id = %(release)s AND verdict."freeze" = %(freeze)s
   AND since <= %(at)s AND (until IS NULL OR until > %(at)s)
UNION ALL
SELECT 'issue', place, '', jsonb_build_array(id, name, host, number) FROM issue
UNION ALL
SELECT 'project', id, '', jsonb_build_array(posts, commands)
  FROM enhancements_project WHERE id = %(project)s
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """The comments of a release's entries at one freeze."""

    freezes: tuple[Freeze, ...]
    freeze: Freeze | None
    """The one asked for, else the one that is worked for; None where there is none."""
    kind: Kind
    rows: tuple[CommentRow, ...]
    is_sent: bool
    """Whether the project's comments are sent; else they are only shown."""
    commands: str
    """What is done about slash commands: a word of `command_rules.MODES`."""
    letters: Letters


@dataclasses.dataclass(frozen=True, slots=True)
class Example:
    """A text as it would read for an entry."""

    freeze: Freeze
    row: BoardRow
    letter: Letter | None
    """None where it would be too long."""
    why_none: str
    is_due: bool
    """Whether the entry gets this text now."""
    item: str
    """The entry's id."""
    options: tuple[tuple[str, str], ...]
    """(id, key and title) of the release's entries, to choose another one."""


@dataclasses.dataclass(slots=True)
class _Facts:
    checks: dict[tuple[int, str], Sequence[Mapping[str, Any]]]
    issues: dict[int, Issue]
    is_sent: bool = False
    commands: str = ""


def of_release(
    setting: Setting,
    release: Dates,
    *,
    freeze: str = "",
    kind: str = "",
    only: Sequence[int] | None = None,
) -> Written:
    """The comments, in five SQL statements beside the setting's two.

    Without a `freeze` that the release has it is the one worked for; without a `kind`
    a reminder until the freeze is over, then its outcome. Of `only` these enhancements,
    by id. Raises ProfileInvalid for letters that cannot be read.
    """
    letters = release_letters.of_release(setting, release)
    found = board.find(setting, release, only=only)
    chosen = _chosen(found, freeze)
    which = _kind(kind, chosen, setting)
    if chosen is None:
        mode = setting.profile.command_rules.mode
        return Written(found.freezes, None, which, (), False, mode, letters)  # noqa: FBT003 - by position, one line
    facts = _facts(setting, release, chosen.key)
    last = postings.last(release=release.id, freeze=chosen.key, at=setting.at)
    maker = _Maker(setting, release, chosen, which, facts)
    rows = tuple(maker.row(row, last.get(row.place), letters) for row in found.rows)
    mode = facts.commands or setting.profile.command_rules.mode
    return Written(found.freezes, chosen, which, rows, facts.is_sent, mode, letters)


def example(
    setting: Setting,
    release: Dates,
    *,
    place: CommentPlace,
    text: CommentText,
    item: str = "",
) -> Example | None:
    """How a text would read for a real entry, in three SQL statements beside the
    setting's two; None where the release has no entry or no freeze.

    It is the entry with the id `item`, else the first one that gets this text now, else
    the first of all.
    """
    kind, case, freeze = place
    found = board.find(setting, release)
    chosen = _chosen(found, freeze)
    if chosen is None or not found.rows:
        return None
    facts = _facts(setting, release, chosen.key)
    maker = _Maker(setting, release, chosen, kind, facts)
    fitting = [row for row in found.rows if maker.case(row) == case]
    by_id = {id_of(row.entry.key, row.entry.track): row for row in found.rows}
    row = by_id.get(item) or (fitting or found.rows)[0]
    try:
        letter = maker.write(row, case, text)
        why_none = ""
    except LetterTooLong as error:
        letter, why_none = None, str(error)
    return Example(
        freeze=chosen,
        row=row,
        letter=letter,
        why_none=why_none,
        is_due=row in fitting,
        item=id_of(row.entry.key, row.entry.track),
        options=tuple(
            (id_, f"{one.entry.key} {one.entry.title}") for id_, one in by_id.items()
        ),
    )


def _chosen(found: Found, freeze: str) -> Freeze | None:
    by_key = {one.key: one for one in found.freezes}
    judged = next((one for one in found.freezes if one.is_judged), None)
    return by_key.get(freeze) or judged or next(iter(found.freezes), None)


def _kind(kind: str, freeze: Freeze | None, setting: Setting) -> Kind:
    if kind in tuple(Kind):
        return Kind(kind)
    ends = freeze.deadline.ends_at if freeze and freeze.deadline else None
    is_over = ends is not None and ends <= setting.at
    return Kind.OUTCOME if is_over else Kind.REMINDER


def _facts(setting: Setting, release: Dates, freeze: str) -> _Facts:
    facts = _Facts({}, {})
    given = {
        "project": setting.id,
        "release": release.id,
        "freeze": freeze,
        "at": setting.at,
    }
    for row in sql.rows(_STATEMENT, given):
        said = sql.parsed(row["said"])
        if row["kind"] == "checks":
            listed = said["checks"] if isinstance(said, dict) else said
            facts.checks[row["place"], row["track"]] = listed
        elif row["kind"] == "issue":
            id_, name, host, number = said
            url = addresses.issue(host, name, number)
            facts.issues[row["place"]] = Issue(id_, name, number, url)
        else:
            facts.is_sent, facts.commands = said
    return facts


@dataclasses.dataclass(frozen=True, slots=True)
class _Maker:
    setting: Setting
    release: Dates
    freeze: Freeze
    kind: Kind
    facts: _Facts

    def row(
        self, row: BoardRow, posted: standing.Posted | None, letters: Letters
    ) -> CommentRow:
        """An entry with its comment."""
        letter, why_none = self._letter(row, letters)
        return CommentRow(
            row=row,
            letter=letter,
            why_none=why_none,
            issue=self.facts.issues.get(row.entry.enhancement),
            posted=posted,
            state=standing.state(posted, letter.digest if letter else ""),
        )

    def case(self, row: BoardRow) -> str:
        """Which text the entry gets; empty where it gets none."""
        cell = row.cell(self.freeze.key)
        return comments.case_of(self.kind, cell.status) if cell else ""

    def write(self, row: BoardRow, case: str, text: CommentText) -> Letter:
        """The comment with this text, in the project's language whoever looks at it.

        Raises LetterTooLong.
        """
        with speaking(SOURCE):
            about = self._about(row)
            return comments.write(about, self.kind, case, text.body, text.commands)

    def _letter(self, row: BoardRow, letters: Letters) -> tuple[Letter | None, str]:
        cell = row.cell(self.freeze.key)
        if cell is None:
            return None, gettext("The board has no such freeze.")
        case = self.case(row)
        if not case:
            return None, comments.why_none(self.kind, cell.status)
        text = letters.comment(self.kind, case, self.freeze.key)
        if text is None:
            return None, gettext(
                "%(source)s has no text for it (%(name)s).",
                source=letters.source,
                name=f"{self.kind}-{case}",
            )
        try:
            return self.write(row, case, text), ""
        except LetterTooLong as error:
            return None, str(error)

    def _about(self, row: BoardRow) -> About:
        entry, profile = row.entry, self.setting.profile
        cell = row.cell(self.freeze.key)
        decision = cell.decision if cell else None
        deadline = self.freeze.deadline
        ends_at = deadline.ends_at if deadline else None
        return About(
            project=profile.title,
            word=profile.word,
            words=profile.words,
            release=self.release.name,
            freeze=self.freeze.label,
            freeze_within=words.in_sentence(self.freeze.label),
            ends_at=ends_at,
            is_over=ends_at is not None and ends_at <= self.setting.at,
            key=entry.key,
            number=entry.number,
            title=entry.title,
            track=entry.track,
            sig=entry.sig or "",
            stage=entry.stage.label,
            kind=entry.kind,
            owners=board_filters.owners_of(row),
            contact=row.contact,
            outcomes=self._outcomes(row),
            decided_because=decision.reason if decision else "",
        )

    def _outcomes(self, row: BoardRow) -> tuple[Outcome, ...]:
        listed = self.facts.checks.get(row.place, ())
        return stored.from_json({"word": "", "checks": listed}).outcomes
