"""What the merge gate of a release says of pull requests, at the setting's moment."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.policy import merge_gate as policy
from enhancements.policy import merge_open
from enhancements.policy.lives import Word
from enhancements.policy.merge_gate import Answer, Asked, Belongs, Standing
from enhancements.profiles.merge_rules import MergeRules
from enhancements.queries import board, merge_pulls, words
from enhancements.queries.contract import iso
from enhancements.queries.deadlines import PREFIX, Dates
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.merge_pulls import PullSeen
from enhancements.queries.release import named
from enhancements.queries.shapes.board import BoardRow
from enhancements.queries.shapes.board_page import Freeze

_PULL = re.compile(
    r"(?:https?://[^/\s]+/)?(?P<repository>[\w.-]{1,100}/[\w.-]{1,100})"
    r"(?:/pull/|/|\#)(?P<number>[1-9][0-9]{0,14})/?"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Answered:
    """A pull request with what the gate says of it."""

    pull: PullSeen
    answer: Answer
    release: Dates
    """By which it is so."""


def answer(setting: Setting, release: str, pull: str) -> dict[str, Any]:
    """The API's answer about a pull request; four SQL statements beside the setting's.

    Raises ReleaseUnknown, and FilterRefused for what is no pull request's name.
    """
    found = _PULL.fullmatch(pull.strip())
    if found is None:
        message = f"“{pull[:80]}” is no pull request. Write OWNER/REPO/NUMBER."
        raise FilterRefused("pr", message)
    dates = named(setting, release)
    seen = merge_pulls.named(setting, found["repository"], int(found["number"]))
    [told] = judged(setting, dates, [seen])
    return {
        "project": setting.frame.project.name,
        "release": dates.name,
        "as_of": iso(setting.at),
        "pull_request": f"{found['repository']}#{found['number']}",
        "approved": told.answer.approved,
        "reason": str(told.answer.reason),
        "why": told.answer.why,
        "enhancements": [_told(one) for one in told.answer.belongs],
    }


def open_releases(setting: Setting) -> tuple[Dates, ...]:
    """The release in work, and after it the others that people have opened, as long as
    they are neither out nor closed; in order of version. No SQL.
    """
    first = setting.release(setting.frame.current)
    if first is None:
        return ()
    others = (
        one
        for one in setting.releases
        if one != first
        and setting.life(one).word(is_out=_is_out(setting, one)) == Word.OPEN
    )
    return (first, *others)


def _is_out(setting: Setting, release: Dates) -> bool:
    return release.out_at is not None and release.out_at <= setting.at


def of_open(setting: Setting) -> list[Answered]:
    """Every open pull request on code, with what the gates of the open releases say of
    it together.

    Two SQL statements, and two for each release, however many pull requests there are.
    """
    releases = open_releases(setting)
    if not releases:
        return []
    pulls = merge_pulls.open_ones(setting)
    said = [judged(setting, one, pulls) for one in releases]
    found = []
    for every in zip(*said, strict=True):
        place, answer = merge_open.together([one.answer for one in every])
        found.append(dataclasses.replace(every[place], answer=answer))
    return found


def judged(
    setting: Setting, release: Dates, pulls: Sequence[PullSeen]
) -> list[Answered]:
    """What the gate says of these pull requests, in two SQL statements."""
    found = board.find(setting, release, only=merge_pulls.ids(pulls))
    is_in_work = release.name == setting.frame.current
    rules = merge_open.rules_of(setting.profile.merge_gate, is_in_work=is_in_work)
    standings = _standings(setting, release, rules, found.freezes, found.rows)
    unread = merge_pulls.unread(setting)
    told = []
    for pull in pulls:
        asked = Asked(
            place=pull.place,
            release=release.name,
            word=setting.frame.word,
            named=pull.named,
            belongs=[
                dataclasses.replace(one, standing=standings.get(one.enhancement))
                for one in pull.belongs
            ],
            unread=unread,
            is_in_work=is_in_work,
        )
        told.append(Answered(pull, policy.answer(asked, rules), release))
    return told


def _standings(
    setting: Setting,
    release: Dates,
    rules: MergeRules,
    freezes: Sequence[Freeze],
    rows: Iterable[BoardRow],
) -> Mapping[int, Standing]:
    """How each enhancement stands; of several tracks the one that lets merge."""
    gate = release.deadline(f"{PREFIX}{rules.freeze}")
    is_over = gate is not None and gate.ends_at <= setting.at
    judged_ = next((one.key for one in freezes if one.is_judged), "")
    found: dict[int, Standing] = {}
    for row in rows:
        one = _standing(row, rules, judged_, is_over=is_over)
        known = found.get(row.entry.enhancement)
        if one is not None and (known is None or (one.lets and not known.lets)):
            found[row.entry.enhancement] = one
    return found


def _standing(
    row: BoardRow, rules: MergeRules, judged_: str, *, is_over: bool
) -> Standing | None:
    """How an entry stands; None for one that no source plans and nobody tracks."""
    statuses = [(cell.freeze, str(cell.status)) for cell in row.cells]
    freeze, left = policy.standing(statuses, judged_, rules)
    cell = row.cell(freeze)
    if cell is None:
        return None
    decision = cell.decision
    if not row.is_planned and decision is None and not left:
        return None
    word = str(cell.status)
    return Standing(
        word=word,
        text=cell.text,
        freeze=words.in_sentence(cell.label),
        verdict=cell.verdict,
        by=decision.by if decision else "",
        since=decision.since if decision else None,
        has_left=left,
        lets=not left and rules.lets(word, is_over=is_over),
    )


def _told(one: Belongs) -> dict[str, Any]:
    """An enhancement as the API gives it."""
    found = one.standing
    return {
        "key": one.key,
        "number": one.number,
        "title": one.title,
        "standing": found.word if found else None,
        "standing_text": found.text if found else "Not in the release",
        "freeze": found.freeze if found else None,
        "verdict": (found.verdict or None) if found else None,
        "decided_by": (found.by or None) if found else None,
        "since": iso(found.since) if found and found.since else None,
        "attributed_by": one.by,
        "rule": one.rule or None,
        "said": one.raw,
        "attributed_since": iso(one.since),
        "url": one.url or None,
    }
