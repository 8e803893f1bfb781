"""The drift list of a release: what disagrees, who is right, and what mends it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from enhancements import languages
from enhancements.languages import gettext
from enhancements.policy import addresses, drift_fixes, drift_merge, drift_rules
from enhancements.policy.drift import FIXES, Difference, Entry, Eyes
from enhancements.profiles.command_rules import ACT
from enhancements.queries import (
    drift_facts,
    facets,
    merge_gate,
    merge_pulls,
    outgoing,
    sql,
    weeks,
)
from enhancements.queries.deadlines import Dates
from enhancements.queries.facets import Filter
from enhancements.queries.frame import GITHUB, Setting
from enhancements.queries.release import named
from enhancements.queries.shapes import FacetGroup
from enhancements.queries.shapes.drift import DriftGroup, DriftPage, DriftRow, Sent
from enhancements.queries.words import field_label, value_text

FILTERS = ("field", "sig", "fix")
_SHOWN = 20
_SENT = """
SELECT outgoing.id, outgoing.kind, outgoing.payload, outgoing.by, outgoing.number,
       outgoing.is_dry, outgoing.created_at, outgoing.done_at, outgoing.dead_at,
       outgoing.error, outgoing.result, outgoing.attempts, outgoing.lease_until,
       repository.name, repository.host, project.commands
  FROM enhancements_project project
  LEFT JOIN enhancements_repository repository ON repository.project_id = project.id
  LEFT JOIN enhancements_outgoing outgoing
    ON outgoing.repository_id = repository.id
   AND outgoing.cause ~ '^(drift|merge):' AND outgoing.created_at <= %(at)s
 WHERE project.id = %(project)s
 ORDER BY outgoing.id DESC NULLS LAST LIMIT %(limit)s
"""


def page(
    setting: Setting,
    name: str,
    chosen: Mapping[str, Sequence[str]],
    *,
    why_not: str,
) -> DriftPage:
    """Everything the page shows, in eight SQL statements beside the setting's two, and
    two for each further release that is open.

    `why_not` says why who looks may not have anything mended; empty for who may.
    Raises ReleaseUnknown.
    """
    release = named(setting, name)
    every = find(setting, release)
    kept, groups = matching(setting, every, chosen)
    sent, mode = _sent(setting)
    rules = setting.profile.command_rules
    return DriftPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        groups=tuple(_grouped(kept)),
        facets=groups,
        total=len(every),
        on_github=any(one.kind == GITHUB for one in setting.frame.sources),
        unread=merge_pulls.unread_code(setting),
        sent=sent,
        writes=(mode or rules.mode) == ACT,
        may=not why_not,
        why_not=why_not,
    )


def writes(setting: Setting) -> bool:
    """Whether what is mended now is really written; one SQL statement."""
    _, mode = _sent(setting)
    return (mode or setting.profile.command_rules.mode) == ACT


def of_release(
    setting: Setting, name: str, chosen: Mapping[str, Sequence[str]]
) -> list[DriftRow]:
    """Every difference that meets the filters, in seven SQL statements beside, and two
    for each further release that is open.

    Raises ReleaseUnknown.
    """
    rows, _ = matching(setting, find(setting, named(setting, name)), chosen)
    return rows


def find(setting: Setting, release: Dates) -> list[DriftRow]:
    """Every difference of a release at the moment, in the order of the board."""
    entries, works = drift_facts.entries(setting, release)
    profile = setting.profile
    eyes = Eyes(
        profile=profile,
        works=works,
        say=lambda field, value: value_text(value, profile, field),
        called=lambda field, track: field_label(profile, field, track),
        link=lambda said: setting.evidence.of(said) or "",
    )
    labels = _of_labels(setting, release)
    found: list[DriftRow] = []
    for id_, entry in entries.items():
        mine = [*drift_rules.differences(entry, eyes), *labels.pop(id_, ())]
        found.extend(_row(id_, entry, one) for one in mine)
    for lone in labels.values():
        found.extend(_row(0, None, one) for one in lone)
    return found


def _of_labels(setting: Setting, release: Dates) -> dict[int, list[Difference]]:
    """The gate's label where it is not as the open releases' gates say and it is so by
    this one, by enhancement; 0 for none.
    """
    label = setting.profile.merge_gate.label
    found: dict[int, list[Difference]] = {}
    if not label or release not in merge_gate.open_releases(setting):
        return found
    for one in merge_gate.of_open(setting):
        pull = one.pull
        if one.release != release or not pull.label.is_known:
            continue  # Another release says so, or the repository has no such label.
        about = drift_merge.About(
            label=label,
            name=pull.place.name,
            repository=pull.repository,
            number=pull.number,
            url=pull.url,
            is_on=pull.label.is_on,
            since=pull.label.since,
            by=pull.label.by,
            event=pull.label.url,
            command=drift_fixes.of_label(
                setting.profile, label, remove=pull.label.is_on
            ),
        )
        difference = drift_merge.difference(one.answer, about)
        if difference is not None:
            owner = next((b.enhancement for b in one.answer.belongs), 0)
            found.setdefault(owner, []).append(difference)
    return found


def _row(id_: int, entry: Entry | None, one: Difference) -> DriftRow:
    key = entry.key if entry else ""
    said = (key, one.field, one.track, one.right, one.write)
    # By values, not words: it is the same difference in every language.
    sides = tuple((side.source, side.value, str(side.since)) for side in one.sides)
    name = hashlib.sha256(repr((said, sides)).encode()).hexdigest()[:16]
    return DriftRow(
        id=name,
        enhancement=id_,
        key=key,
        number=entry.number if entry else None,
        title=entry.title
        if entry
        else gettext("Pull requests of no enhancement in the release"),
        sig=entry.sig if entry else None,
        difference=one,
    )


def matching(
    setting: Setting, rows: Sequence[DriftRow], chosen: Mapping[str, Sequence[str]]
) -> tuple[list[DriftRow], tuple[FacetGroup, ...]]:
    """Those that meet the filters, and the filters with their counts. No SQL."""
    filters: list[Filter[DriftRow]] = [
        Filter(
            "field", gettext("Field"), lambda row: [row.difference.stem], _stems(rows)
        ),
        Filter(
            "sig",
            gettext("SIG"),
            lambda row: [row.sig or "none"],
            labels={"none": gettext("No SIG")},
        ),
        Filter(
            "fix",
            gettext("Fix"),
            lambda row: row.difference.kinds,
            [(kind, gettext(label)) for kind, label in FIXES.items()],
        ),
    ]
    parameters = {"as_of": setting.frame.moment.given, **chosen}
    return facets.apply(rows, filters, chosen, parameters)


def _stems(rows: Sequence[DriftRow]) -> list[tuple[str, str]]:
    """What the fields of these rows are called, with what readers call that."""
    # What a document calls its own field is no text of ours, and stays as it is.
    say = languages.current().texts.gettext
    stems = {row.difference.stem for row in rows}
    return sorted(((one, say(one)) for one in stems), key=lambda one: one[1])


def _grouped(rows: Sequence[DriftRow]) -> Iterator[DriftGroup]:
    groups: dict[str, list[DriftRow]] = {}
    for row in rows:
        groups.setdefault(row.key, []).append(row)
    for key, some in groups.items():
        first = some[0]
        yield DriftGroup(key, first.number, first.title, first.sig, tuple(some))


def _sent(setting: Setting) -> tuple[tuple[Sent, ...], str]:
    """What was put on its way lately, and how the project takes commands."""
    given = {"project": setting.id, "at": setting.at, "limit": _SHOWN}
    rows = sql.rows(_SENT, given)
    mode = rows[0]["commands"] if rows else ""
    now = setting.frame.now or setting.at
    return tuple(_one(row, now) for row in rows if row["id"] is not None), mode


def _one(row: dict[str, Any], now: dt.datetime) -> Sent:
    payload = sql.parsed(row["payload"])
    state = outgoing.state_of(row)
    return Sent(
        id=row["id"],
        place=f"{row['name']}#{row['number']}",
        url=addresses.issue(row["host"], row["name"], row["number"]),
        words=outgoing.what_of(row["kind"], payload),
        by=row["by"],
        at=row["done_at"] or row["dead_at"] or row["created_at"],
        state=state,
        note=row["error"]
        or outgoing.note_of(row["kind"], sql.parsed(row["result"]) or {})
        or str(payload.get("why", "")),
        can_cancel=state == "waits"
        and not row["attempts"]
        and (row["lease_until"] is None or row["lease_until"] < now),
    )
