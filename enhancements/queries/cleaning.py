"""The issues to clean up at the end of a release's cycle, by case, with evidence.

All of it as of the setting's moment: what was to be done then.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages.sentences import Sentence, sentence
from enhancements.policy import addresses, cleaning
from enhancements.policy.cleaning import Facts
from enhancements.policy.letters.names import CLEAN_UP_TEXT
from enhancements.profiles.clean_up_rules import CASES, Case
from enhancements.profiles.letters import Letters
from enhancements.queries import (
    entries,
    issue_labels,
    release_letters,
    releases,
    sql,
    weeks,
)
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import GITHUB, Setting
from enhancements.queries.issue_labels import Issue
from enhancements.queries.shapes import EntryRow, Frame, Week

_RECORDS = """
SELECT record.enhancement_id, record.key, record.title, record.status,
       record.authors, record.owners,
       (SELECT max(claim.since) FROM enhancements_series series
          JOIN enhancements_claim claim ON claim.series_id = series.id
         WHERE series.enhancement_id = record.enhancement_id
           AND series.field = 'opted_in' AND claim.since <= %(at)s
           AND (claim.until IS NULL OR claim.until > %(at)s)
           AND claim.retracted_at IS NULL AND claim.value IS NOT NULL) AS opted_in_at
  FROM enhancements_record record
 WHERE record.project_id = %(project)s AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
   AND record.enhancement_id = ANY(%(ids)s)
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """An issue of a case, with what tells that and what is typed there."""

    issue: Issue
    address: str
    """Of the issue; empty when unknown."""
    key: str
    title: str
    case: str
    known: tuple[Sentence, ...]
    """What puts it into the case, each a few words."""
    commands: tuple[str, ...]
    comment: str
    """What is pasted: the text with the commands behind it; empty for nothing."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """What puts it into the case, in the words of who reads it."""
        return tuple(str(one) for one in self.known)


@dataclasses.dataclass(frozen=True, slots=True)
class Listed:
    """A case with its issues."""

    case: Case
    rows: tuple[Found, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class CleaningPage:
    """Everything the page shows."""

    frame: Frame
    week: Week
    following: str
    """The next release; empty when none is known."""
    first: str
    """The first search, as GitHub's search takes it; empty where issues are found by
    the release's entries."""
    second: str
    """The second search; empty where no label says tracked."""
    cases: tuple[Listed, ...]
    left: tuple[Found, ...]
    """What the second search finds beside what the first one did."""
    total: int
    is_read: bool
    """Whether issues are read from GitHub at all."""

    @property
    def is_clean(self) -> bool:
        """Whether both searches find nothing."""
        return not self.total and not self.left


def load(setting: Setting, release: Dates) -> CleaningPage:
    """The wizard's page, in at most four SQL statements."""
    rules = setting.profile.clean_up
    names = [one.name for one in setting.releases]
    place = names.index(release.name) + 1
    following = names[place] if place < len(names) else ""
    rows = entries.of_releases(setting, [release], decided=True)[release.id]
    issues = issue_labels.of_project(setting)
    later = names[place:]
    first = _first(setting, issues, rows, later)
    tracked = [
        one
        for one in issues
        if set(one.labels) & set(rules.tracked) and one.milestone not in later
    ]
    left = [one for one in tracked if one not in first]
    known = _records(setting, [*first, *left])
    letters = release_letters.of_release(setting, release)
    made = [
        _found(
            setting, release, one, following, rows=rows, known=known, letters=letters
        )
        for one in first
    ]
    found = [one for one in made if not _absent(setting, one.case)]
    return CleaningPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        following=following,
        first=_search(rules.opted_in, later),
        second=_search(",".join(rules.tracked), later),
        cases=tuple(
            Listed(case, tuple(one for one in found if one.case == case.key))
            for key in CASES
            if (case := rules.case(key)) is not None
        ),
        left=tuple(_left(setting, one, known) for one in left),
        total=len(found),
        is_read=any(one.kind == GITHUB for one in setting.frame.sources),
    )


def _absent(setting: Setting, key: str) -> bool:
    case = setting.profile.clean_up.case(key)
    return case is None or bool(case.absent)


def _search(label: str, later: Sequence[str]) -> str:
    """As GitHub's search takes it: labels with a comma between mean any of them."""
    if not label:
        return ""
    return " ".join((f"label:{label}", *(f"-milestone:{one}" for one in later)))


def _first(
    setting: Setting,
    issues: Sequence[Issue],
    rows: Sequence[EntryRow],
    later: Sequence[str],
) -> list[Issue]:
    """What the first search finds: opted in, and in no later milestone.

    Where no label says so: the issues of the release's entries that are open still.
    """
    label = setting.profile.clean_up.opted_in
    if label:
        return [
            one for one in issues if label in one.labels and one.milestone not in later
        ]
    ids = {row.enhancement for row in rows}
    return [one for one in issues if one.enhancement in ids and not one.is_closed]


def _records(setting: Setting, issues: Sequence[Issue]) -> dict[int, dict[str, Any]]:
    ids = sorted({one.enhancement for one in issues})
    rows = sql.rows(_RECORDS, {"project": setting.id, "at": setting.at, "ids": ids})
    return {row["enhancement_id"]: row for row in rows}


def _found(
    setting: Setting,
    release: Dates,
    issue: Issue,
    following: str,
    *,
    rows: Sequence[EntryRow],
    known: Mapping[int, Mapping[str, Any]],
    letters: Letters,
) -> Found:
    profile = setting.profile
    row = next((one for one in rows if one.enhancement == issue.enhancement), None)
    record = known.get(issue.enhancement, {})
    status = profile.status(record.get("status") or "")
    facts = Facts(
        is_closed=issue.is_closed,
        opted_in_at=record.get("opted_in_at"),
        is_last_stage=row is not None and _is_last(setting, row),
        is_final=status is not None and status.final,
        labels=issue.labels,
        milestone=issue.milestone,
    )
    key = cleaning.case_of(facts, begun_at=releases.code_freeze(release))
    case = profile.clean_up.case(key)
    typed = cleaning.commands(profile, case, facts, following=following) if case else ()
    title = record.get("title") or issue.title
    values = {
        "author": issue.author or next(iter(record.get("authors") or ()), ""),
        "milestone": issue.milestone,
        "next": following,
        "number": str(issue.number),
        "release": release.name,
        "stage": row.stage.label if row else "",
        "title": title,
        "word": profile.word,
    }
    return Found(
        issue=issue,
        address=addresses.issue(issue.host, issue.repository, issue.number),
        key=record.get("key", ""),
        title=title,
        case=key,
        known=tuple(_evidence(issue, facts, row, status.label if status else "")),
        commands=typed,
        comment=cleaning.text(letters.body(f"{CLEAN_UP_TEXT}{key}"), values, typed),
    )


def _left(
    setting: Setting, issue: Issue, known: Mapping[int, Mapping[str, Any]]
) -> Found:
    """An issue that only the second search finds: its labels go."""
    rules, profile = setting.profile.clean_up, setting.profile
    facts = Facts(
        is_closed=issue.is_closed,
        opted_in_at=None,
        is_last_stage=False,
        is_final=False,
        labels=issue.labels,
        milestone=issue.milestone,
    )
    case = Case("left", "", remove=("tracked",))
    typed = cleaning.commands(profile, case, facts, following="")
    record = known.get(issue.enhancement, {})
    labels = [one for one in issue.labels if one in rules.tracked]
    return Found(
        issue=issue,
        address=addresses.issue(issue.host, issue.repository, issue.number),
        key=record.get("key", ""),
        title=record.get("title") or issue.title,
        case="left",
        known=tuple(sentence("label %(label)s", label=one) for one in labels),
        commands=typed,
        comment="\n".join(typed),
    )


def _is_last(setting: Setting, row: EntryRow) -> bool:
    """Whether no stage of the ladder comes behind the one that was promised."""
    ranks = [one.rank for one in setting.profile.stages if one.ladder]
    stage = setting.profile.stage(row.stage.key)
    return bool(stage and stage.ladder and ranks and stage.rank >= max(ranks))


def _evidence(
    issue: Issue, facts: Facts, row: EntryRow | None, status: str
) -> list[Sentence]:
    """What is known, a few words each."""
    found = [_closed(issue)]
    if issue.milestone:
        found.append(sentence("milestone %(milestone)s", milestone=issue.milestone))
    else:
        found.append(sentence("no milestone"))
    if facts.opted_in_at is not None:
        found.append(sentence("opted in since %(day)s", day=facts.opted_in_at.date()))
    if row is not None:
        found.append(sentence("promised at %(stage)s", stage=row.stage.label))
    if status:
        found.append(sentence("its document says %(status)s", status=status.lower()))
    return found


def _closed(issue: Issue) -> Sentence:
    if not issue.is_closed:
        return sentence("open")
    if issue.closed_at is None:
        return sentence("closed")
    return sentence("closed on %(day)s", day=issue.closed_at.date())
