"""Who does the work of an enhancement, role by role, and who says so."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext
from enhancements.policy import corrections, people, resolve
from enhancements.policy.decisions import Place, Standing
from enhancements.policy.people import People
from enhancements.policy.spans import Span
from enhancements.queries import (
    by_hand,
    decided,
    deciding,
    enhancement,
    entries,
    people_patch,
    sql,
)
from enhancements.queries.deadlines import Dates
from enhancements.queries.enhancement import Claimed
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.facts import EntryRow
from enhancements.queries.shapes.people_of import (
    BulkPage,
    BulkRow,
    PeopleOf,
    RoleForm,
    Said,
)


def page(
    setting: Setting, key: str, *, release: str, track: str, role: str, back: str
) -> PeopleOf:
    """Everything the page shows, in four SQL statements beside the setting's two, and
    one for each file that does not say what somebody corrected.

    `release` is the one whose entry is meant; else the one in work. `role` is a role or
    a field of SIGs, which takes one statement more. Raises as `enhancement.read` does.
    """
    row, claims = enhancement.read(setting, key)
    dates = setting.release(release) or setting.release(setting.frame.current)
    id_ = row["enhancement_id"]
    fields = corrections.SIGS if role in corrections.SIGS else people.ROLES
    tracks = _tracks(setting, dates, row["key"]) if dates else ()
    return PeopleOf(
        frame=setting.frame,
        key=row["key"],
        number=row["number"],
        title=row["title"],
        sig=row["sig"],
        release=dates.name if dates else "",
        has_entry=track in tracks,
        track=track,
        roles=_roles(setting, row, claims, _said(dates, id_, track), fields),
        every_sig=_every_sig(setting) if role in corrections.SIGS else (),
        role=role if role in corrections.FIELDS else "",
        why_not="",
        back=back,
        tracks=tracks,
    )


def _tracks(setting: Setting, release: Dates, key: str) -> tuple[str, ...]:
    """Of its entries in that release."""
    known = deciding.entries(setting, release, [key]).get(key)
    return known.tracks if known is not None else ()


def _said(release: Dates | None, id_: int, track: str) -> dict[str, Standing]:
    """Who was named for the entry, by role."""
    if release is None:
        return {}
    found = decided.standing(releases=[release.id], ids=[id_])
    places = {role: Place(release.id, id_, track, role) for role in people.ROLES}
    return {role: found[at][0] for role, at in places.items() if at in found}


def _roles(
    setting: Setting,
    row: Mapping[str, Any],
    claims: Sequence[Claimed],
    said: Mapping[str, Standing],
    fields: Sequence[str],
) -> tuple[RoleForm, ...]:
    standing = {one.field: one for one in by_hand.corrected(setting, claims)}
    spans = [one.span for one in claims]
    found = []
    for role in fields:
        form = _role(setting, role, corrections.names(row[role]), spans)
        one = said.get(role)
        known = standing.get(role)
        found.append(
            dataclasses.replace(
                form,
                corrected=known,
                said=_named(one) if one is not None else None,
                mend=people_patch.of(setting, row, known, form.source),
            )
        )
    return tuple(found)


def _every_sig(setting: Setting) -> tuple[str, ...]:
    """Bare names of the SIGs that rosters list or documents name now; one statement."""
    rows = sql.rows(_SIGS, {"project": setting.id})
    return tuple(row["name"] for row in rows)


_SIGS = """
SELECT name FROM enhancements_sig WHERE project_id = %(project)s
 UNION
SELECT sig FROM enhancements_record
 WHERE project_id = %(project)s AND until IS NULL AND sig <> ''
 ORDER BY 1
"""


def _named(one: Standing) -> Said:
    return Said(one.id, people.logins(one.value), one.by, one.since, one.reason)


def _role(
    setting: Setting, role: str, record: tuple[str, ...], spans: Sequence[Span]
) -> RoleForm:
    held = [one for one in spans if one.field == role and one.holds(setting.at)]
    sources = [one for one in held if one.source != corrections.PERSON]
    order = setting.profile.precedence_of(role)
    winner = resolve.choose(sources, order).winner
    return RoleForm(
        role=role,
        label=corrections.label(role),
        record=record,
        source=winner.source if winner else "",
        evidence=_evidence(setting, winner),
        corrected=None,
        said=None,
    )


def _evidence(setting: Setting, span: Span | None) -> str | None:
    if span is None:
        return None
    where = {"path": span.path, "commit": span.commit, "line": span.line}
    return setting.evidence.of({**where, "url": span.url})


# --- Several at once ------------------------------------------------------------------


def bulk(setting: Setting, release: Dates, *, sig: str) -> BulkPage:
    """The entries of a release, or of one SIG in it, with their people.

    One SQL statement beside the setting's two. Who may change them is the view's.
    """
    every = entries.of_releases(setting, [release])[release.id]
    rows = [one for one in every if one.planned and (not sig or one.sig == sig)]
    return BulkPage(
        frame=setting.frame,
        release=release.name,
        sig=sig,
        sigs=tuple(sorted({one.sig for one in every if one.planned and one.sig})),
        rows=tuple(_bulk_row(one) for one in rows),
        why_not="",
    )


def of_release(setting: Setting, release: Dates) -> dict[tuple[str, str], People]:
    """The people of a release's entries, by key and track; one SQL statement."""
    every = entries.of_releases(setting, [release], decided=True)[release.id]
    return {
        (one.key, one.track): People(
            one.owners, one.reviewers, one.approvers, named=one.named
        )
        for one in every
    }


def _bulk_row(one: EntryRow) -> BulkRow:
    return BulkRow(
        key=one.key,
        number=one.number,
        title=one.title,
        sig=one.sig,
        track=one.track,
        people=tuple(
            (gettext(people.LABELS[role]), getattr(one, role)) for role in people.ROLES
        ),
        named=one.named,
        why_not="",
    )


# --- Whom to choose -------------------------------------------------------------------

_KNOWN = """
SELECT one.login, array_agg(DISTINCT one.sig) FILTER (WHERE one.sig <> '') AS sigs,
       count(*) FILTER (WHERE one.role = 'work') AS works
  FROM (
    SELECT unnest(record.authors || record.owners || record.reviewers
                  || record.approvers) AS login, coalesce(record.sig, '') AS sig,
           'work' AS role
      FROM enhancements_record record
     WHERE record.project_id = %(project)s AND record.until IS NULL
    UNION ALL
    SELECT jsonb_array_elements_text(claim.value), coalesce(sig.name, ''), 'roster'
      FROM enhancements_series series
      JOIN enhancements_claim claim ON claim.series_id = series.id
      LEFT JOIN enhancements_sig sig ON sig.id = series.sig_id
     WHERE series.project_id = %(project)s AND series.enhancement_id IS NULL
       AND series.release_id IS NULL AND series.source LIKE 'roster:%%'
       AND series.field = ANY(%(duties)s) AND claim.retracted_at IS NULL
       AND claim.until IS NULL AND jsonb_typeof(claim.value) = 'array'
    UNION ALL
    SELECT unnest(string_to_array(decision.value, ' ')), '', 'work'
      FROM enhancements_decision decision
      JOIN enhancements_release release ON release.id = decision.release_id
     WHERE release.project_id = %(project)s AND decision.until IS NULL
       AND decision.kind = ANY(%(roles)s)
  ) AS one
 GROUP BY one.login
"""
_DUTIES = ("chairs", "leads", "approvers", "reviewers")


def known(setting: Setting) -> list[dict[str, Any]]:
    """Everybody whom the project names now: login, SIGs, and in how many places.

    By login, each once whatever the case. One SQL statement.
    """
    given = {
        "project": setting.id,
        "duties": list(_DUTIES),
        "roles": list(people.ROLES),
    }
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(sql.rows(_KNOWN, given), key=lambda one: -one["works"]):
        login = row["login"].lstrip("@")
        if not people.LOGIN.fullmatch(login):
            continue
        mine = found.setdefault(
            login.casefold(), {"login": login, "sigs": [], "works": 0}
        )
        mine["sigs"] = sorted({*mine["sigs"], *(row["sigs"] or ())})
        mine["works"] += row["works"]
    return [found[name] for name in sorted(found)]
