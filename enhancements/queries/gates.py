"""The pages about feature gates: what the code registers at each release's tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.documents import versions
from enhancements.languages import gettext
from enhancements.queries import facets, sql, words
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.gate_links import SOURCE, linked
from enhancements.queries.shapes.gates import (
    GateCell,
    GatePage,
    GateProof,
    GateRow,
    GatesPage,
    LinkedTo,
    TagColumn,
    Unproven,
)

MOST_COLUMNS = 8
"""Tags shown at once; the newest."""
FILTERS = ("stage", "link", "sig")
LINKED, UNLINKED = "linked", "none"
_REGISTERED = "registered"

_TAGS = """
SELECT DISTINCT ON (tag.release) tag.id, tag.name, tag.release, tag.commit,
       tag.tagged_at,
       EXISTS (SELECT FROM enhancements_registration registration
                WHERE registration.tag_id = tag.id AND registration.kind = 'registered')
         AS is_read,
       EXISTS (SELECT FROM enhancements_release release
                WHERE release.project_id = %(project)s AND release.name = tag.release)
         AS is_known
  FROM enhancements_tag tag
  JOIN enhancements_source source ON source.id = tag.source_id
 WHERE source.project_id = %(project)s AND tag.is_final AND tag.tagged_at <= %(at)s
   AND (tag.gone_at IS NULL OR tag.gone_at > %(at)s)
 ORDER BY tag.release, tag.tagged_at
"""
_REGISTRATIONS = """
SELECT registration.tag_id, registration.kind, registration.gate, registration.stage,
       registration.word, registration.path, registration.line, registration.raw,
       registration.problem
  FROM enhancements_registration registration
 WHERE registration.tag_id = ANY(%(tags)s)
   AND (%(gate)s::text IS NULL OR registration.gate = %(gate)s)
 ORDER BY registration.gate, registration.path, registration.line
"""
_LINKS = """
SELECT link.gate, link.track, link.how, link.denies, link.since, link.until, link.raw,
       link.url, link.by, link.reason, record.key, record.number, record.title,
       record.sig
  FROM enhancements_gatelink link
  JOIN enhancements_enhancement enhancement ON enhancement.id = link.enhancement_id
  JOIN LATERAL (
    SELECT key, number, title, sig FROM enhancements_record record
     WHERE record.enhancement_id = link.enhancement_id AND record.since <= %(at)s
     ORDER BY record.since DESC LIMIT 1) record ON true
 WHERE enhancement.project_id = %(project)s AND link.since <= %(at)s
   AND (%(gate)s::text IS NULL OR link.gate = %(gate)s)
 ORDER BY link.gate, link.until IS NOT NULL, link.since DESC, record.key, link.track
"""
_PROOFS = """
SELECT release.name AS release, record.key, record.number, record.title, proof.track,
       proof.stage, proof.word, proof.registered, proof.tag, proof.url,
       CASE WHEN proof.admitted_at <= %(at)s THEN proof.admitted_at END AS admitted_at
  FROM enhancements_proof proof
  JOIN enhancements_release release ON release.id = proof.release_id
  JOIN LATERAL (
    SELECT key, number, title FROM enhancements_record record
     WHERE record.enhancement_id = proof.enhancement_id AND record.since <= %(at)s
     ORDER BY record.since DESC LIMIT 1) record ON true
 WHERE release.project_id = %(project)s AND proof.gate = %(gate)s
   AND proof.tagged_at <= %(at)s
 ORDER BY release.major DESC, release.minor DESC, record.key, proof.track
"""


class GateUnknown(LookupError):
    """Nothing speaks of such a gate."""


def page(
    setting: Setting, chosen: Mapping[str, Sequence[str]], *, text: str = ""
) -> GatesPage:
    """The list of gates, in three SQL statements beside the setting's two.

    `chosen` maps each of FILTERS to the values that are on; `text` is looked for in
    the names of gates and of enhancements.
    """
    every = _tags(setting)
    shown = every[-MOST_COLUMNS:]
    registered, others = _read(every, None)
    linked = _links(setting, gate=None)
    names = sorted({name for of_tag in registered.values() for name in of_tag})
    rows = [
        GateRow(
            name=name,
            cells=_cells(setting, every, registered, name)[-MOST_COLUMNS:],
            links=tuple(one for one in linked.get(name, ()) if one.stands),
        )
        for name in names
        if name
    ]
    rows = [row for row in rows if any(cell.state != "none" for cell in row.cells)]
    found = [row for row in rows if _has(row, text)]
    given = {"as_of": setting.frame.moment.given, "text": text, **chosen}
    kept, groups = facets.apply(found, _filters(setting), chosen, given)
    newest = every[-1]["id"] if every else 0
    return GatesPage(
        frame=setting.frame,
        columns=tuple(_column(row) for row in shown),
        rows=tuple(kept),
        total=len(rows),
        facets=groups if rows else (),
        others=tuple(
            _other(setting, tag, row) for tag, row in others if tag["id"] == newest
        ),
        source=next((s for s in setting.frame.sources if s.kind == SOURCE), None),
        filtered=any(chosen.values()) or bool(text.strip()),
        text=text,
        earlier=len(every) - len(shown),
    )


def one(setting: Setting, name: str) -> GatePage:
    """The page of a gate, in four SQL statements beside the setting's two.

    Raises GateUnknown.
    """
    every = _tags(setting)
    registered, others = _read(every, name)
    links = _links(setting, gate=name).get(name, ())
    if not links and not others and not any(registered.values()):
        raise GateUnknown(name)
    given = {"project": setting.id, "at": setting.at, "gate": name}
    return GatePage(
        frame=setting.frame,
        name=name,
        columns=tuple(_column(row) for row in every),
        cells=_cells(setting, every, registered, name),
        links=tuple(links),
        proofs=tuple(_proof(setting, row) for row in sql.rows(_PROOFS, given)),
        others=tuple(_other(setting, tag, row) for tag, row in reversed(others)),
    )


_Row = Mapping[str, Any]


def _tags(setting: Setting) -> list[_Row]:
    """The tags that made releases, oldest release first."""
    rows = sql.rows(_TAGS, {"project": setting.id, "at": setting.at})
    return sorted(rows, key=lambda row: versions.sort_key(row["release"]))


_Registered = dict[int, dict[str, _Row]]
"""By id of the tag and name of the gate."""


def _read(
    tags: Sequence[_Row], gate: str | None
) -> tuple[_Registered, list[tuple[_Row, _Row]]]:
    """What is registered at these tags, and what else is said there, with its tag."""
    found: _Registered = {row["id"]: {} for row in tags}
    by_id = {row["id"]: row for row in tags}
    others: list[tuple[_Row, _Row]] = []
    for row in sql.rows(_REGISTRATIONS, {"tags": list(found), "gate": gate}):
        if row["kind"] == _REGISTERED:
            found[row["tag_id"]][row["gate"]] = row
        else:
            others.append((by_id[row["tag_id"]], row))
    places = {row["id"]: place for place, row in enumerate(tags)}
    others.sort(key=lambda each: places[each[0]["id"]])
    return found, others


def _column(row: _Row) -> TagColumn:
    return TagColumn(row["release"], row["name"], row["tagged_at"], row["is_known"])


def _cells(
    setting: Setting,
    tags: Sequence[_Row],
    registered: Mapping[int, Mapping[str, _Row]],
    name: str,
) -> tuple[GateCell, ...]:
    cells: list[GateCell] = []
    was = False
    for tag in tags:
        row = registered[tag["id"]].get(name)
        if row is None:
            # Where nothing at all is registered nothing is gone.
            is_gone = was and tag["is_read"]
            cells.append(GateCell("gone" if is_gone else "none"))
            continue
        was = True
        cells.append(
            GateCell(
                state=_REGISTERED,
                stage=words.stage(setting.profile, row["stage"] or None),
                word=row["word"],
                path=row["path"],
                line=row["line"],
                url=_url(setting, tag, row),
                problem=row["problem"],
            )
        )
    return tuple(cells)


def _url(setting: Setting, tag: _Row, row: _Row) -> str | None:
    return setting.evidence.url(row["path"], tag["commit"], row["line"], SOURCE)


def _other(setting: Setting, tag: _Row, row: _Row) -> Unproven:
    return Unproven(
        kind=row["kind"],
        gate=row["gate"],
        word=row["word"],
        tag=tag["name"],
        path=row["path"],
        line=row["line"],
        url=_url(setting, tag, row),
        raw=row["raw"],
        problem=row["problem"],
    )


def _links(setting: Setting, *, gate: str | None) -> dict[str, list[LinkedTo]]:
    """What is said of gates, by name of the gate."""
    given = {"project": setting.id, "at": setting.at, "gate": gate}
    found: dict[str, list[LinkedTo]] = {}
    for row in sql.rows(_LINKS, given):
        found.setdefault(row["gate"], []).append(linked(setting, row, of=row))
    return found


def _proof(setting: Setting, row: _Row) -> GateProof:
    return GateProof(
        release=row["release"],
        key=row["key"],
        number=row["number"],
        title=row["title"],
        track=row["track"],
        stage=words.stage_of(setting.profile, row["stage"]),
        word=row["word"],
        registered=words.stage(setting.profile, row["registered"] or None),
        tag=row["tag"],
        url=row["url"],
        admitted_at=row["admitted_at"],
    )


def _has(row: GateRow, text: str) -> bool:
    wanted = text.strip().casefold()
    names = [row.name, *(f"#{one.number} {one.key} {one.title}" for one in row.links)]
    return any(wanted in name.casefold() for name in names)


def _filters(setting: Setting) -> list[Filter[GateRow]]:
    stages = sorted(setting.profile.stages, key=lambda stage: stage.rank)
    known = set(setting.profile.gates.stages.values())
    offered = [stage for stage in stages if stage.key in known]
    return [
        Filter(
            "stage",
            gettext("Stage at the newest tag"),
            _stage_of,
            [(stage.key, stage.label) for stage in offered],
            {stage.key: stage.canonical for stage in offered},
            {"gone": gettext("Gone"), "none": gettext("Not registered")},
        ),
        Filter(
            "link",
            gettext("Linked"),
            lambda row: [LINKED if row.links else UNLINKED],
            [
                (LINKED, gettext("To an enhancement")),
                (UNLINKED, gettext("To none")),
            ],
        ),
        Filter(
            "sig",
            gettext("SIG"),
            lambda row: sorted({one.sig for one in row.links if one.sig}),
        ),
    ]


def _stage_of(row: GateRow) -> list[str]:
    return [row.last.stage.key if row.last.stage else row.last.state]
