"""The page of an enhancement."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext
from enhancements.policy.addresses import is_web
from enhancements.policy.spans import Span
from enhancements.queries import (
    ahead,
    by_hand,
    claims_table,
    concerns,
    decision_words,
    dependencies,
    dependency_statements,
    gate_links,
    helps,
    history,
    issue_links,
    ladders,
    problem_rows,
    proven,
    pulls,
    sql,
    standing,
    take_overs,
    waiting,
    words,
    work_words,
)
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import (
    DocumentView,
    EnhancementPage,
    PersonRole,
)
from enhancements.queries.waiting_statement import WITH_SEEN

# The record by its key at the moment; else whoever has or had such a name.
WANTED = """
WITH wanted AS (
  SELECT coalesce(enhancement.merged_into_id, enhancement.id) AS enhancement_id FROM (
    SELECT record.enhancement_id, 0 AS place, record.since
      FROM enhancements_record record
     WHERE record.project_id = %(project)s AND record.key = %(key)s
       AND record.since <= %(at)s
       AND (record.until IS NULL OR record.until > %(at)s)
    UNION ALL
    SELECT record.enhancement_id, 1, record.since
      FROM enhancements_record record
     WHERE record.project_id = %(project)s AND record.key = %(key)s
    UNION ALL
    SELECT name.enhancement_id, 2, name.since
      FROM enhancements_identifier name
     WHERE name.project_id = %(project)s AND name.value = %(key)s
  ) AS found
  JOIN enhancements_enhancement enhancement ON enhancement.id = found.enhancement_id
  ORDER BY place, since DESC, found.enhancement_id
  LIMIT 1
)
"""
"""The id of the enhancement of a key; of one that was merged, of the other."""
BY_KEY = f"""{WANTED}, record AS (
  SELECT record.* FROM enhancements_record record
   WHERE record.enhancement_id = (SELECT enhancement_id FROM wanted)
     AND record.since <= %(at)s
   ORDER BY record.since DESC LIMIT 1
)
"""
_STATEMENT = f"""{BY_KEY}
SELECT record.*,
  (SELECT jsonb_agg(to_jsonb(entry) || jsonb_build_object(
            'release', release.name, 'path', version.path,
            'commit', version.commit, 'proof', to_jsonb(proof),
            'closed', to_jsonb(closed)) ORDER BY entry.since, entry.id)
     FROM enhancements_entry entry
     JOIN enhancements_release release ON release.id = entry.release_id
     LEFT JOIN enhancements_version version ON version.id = entry.version_id
     LEFT JOIN enhancements_proof proof ON proof.tagged_at <= %(at)s
           AND (proof.release_id, proof.enhancement_id, proof.track, proof.stage)
               = (entry.release_id, entry.enhancement_id, entry.track, entry.stage)
     LEFT JOIN LATERAL (
       SELECT decision.value, decision.by, decision.reason, decision.since
         FROM enhancements_decision decision
         JOIN enhancements_enhancement own ON own.id = decision.enhancement_id
        WHERE decision.kind = 'outcome' AND decision.release_id = entry.release_id
          AND decision.track = entry.track AND decision.since <= %(at)s
          AND (decision.until IS NULL OR decision.until > %(at)s)
          -- Written so that both indexes are used.
          AND (own.id = entry.enhancement_id AND own.merged_into_id IS NULL
               OR own.merged_into_id = entry.enhancement_id)
        ORDER BY decision.since DESC, decision.id DESC LIMIT 1) closed ON true
    WHERE entry.enhancement_id = record.enhancement_id
      AND entry.since <= %(at)s) AS entries,
  (SELECT jsonb_agg(jsonb_build_object(
            'versions', versions.count, 'headings', reading.headings,
            'path', version.path, 'commit', version.commit,
            'merged_at', version.merged_at, 'role', version.role,
            'change', version.change) ORDER BY version.role, version.path)
     FROM enhancements_document document
     JOIN LATERAL (SELECT count(*) FROM enhancements_version version
                    WHERE version.document_id = document.id
                      AND version.retracted_at IS NULL
                      AND least(version.merged_at, version.seen_at) <= %(at)s
                  ) versions ON true
     JOIN LATERAL (SELECT * FROM enhancements_version version
                    WHERE version.document_id = document.id
                      AND version.retracted_at IS NULL
                      AND least(version.merged_at, version.seen_at) <= %(at)s
                    ORDER BY version.ordinal DESC LIMIT 1) version ON true
     LEFT JOIN LATERAL (SELECT headings FROM enhancements_reading reading
                         WHERE reading.blob_id = version.blob_id
                         ORDER BY reading.id DESC LIMIT 1) reading ON true
    WHERE document.enhancement_id = record.enhancement_id) AS documents,
{pulls.COLUMN},
{issue_links.COLUMN},
{decision_words.COLUMN},
{helps.COLUMN},
{take_overs.COLUMN},
{work_words.COLUMN},
{concerns.COLUMN},
{dependency_statements.COLUMN},
  (SELECT jsonb_agg(to_jsonb(link) ORDER BY link.until IS NOT NULL, link.track,
            link.gate, link.since DESC)
     FROM enhancements_gatelink link
    WHERE link.enhancement_id = record.enhancement_id
      AND link.since <= %(at)s) AS gate_links,
  (SELECT other.key FROM enhancements_record other
    WHERE other.project_id = record.project_id AND other.number < record.number
      AND other.since <= %(at)s AND (other.until IS NULL OR other.until > %(at)s)
    ORDER BY other.number DESC, other.key DESC LIMIT 1) AS previous_key,
  (SELECT other.key FROM enhancements_record other
    WHERE other.project_id = record.project_id AND other.number > record.number
      AND other.since <= %(at)s AND (other.until IS NULL OR other.until > %(at)s)
    ORDER BY other.number, other.key LIMIT 1) AS next_key
  FROM record
"""

_CLAIMS = """
SELECT series.track, series.source, series.field, claim.value, claim.raw, claim.since,
       claim.until, claim.problem, claim.version_id, claim.line, claim.by,
       claim.reason, claim.url, version.path, version.commit, version.subject,
       version.change
  FROM enhancements_series series
  JOIN enhancements_claim claim ON claim.series_id = series.id
  LEFT JOIN enhancements_version version ON version.id = claim.version_id
 WHERE series.enhancement_id = %(enhancement)s AND claim.retracted_at IS NULL
   AND claim.since <= %(at)s
 ORDER BY claim.since, claim.id
"""


# The same, and who is waited for as one row more: a page asks both at once.
_CLAIMS_AND_QUEUE = f"""
SELECT claims.*, NULL::jsonb AS queue FROM ({_CLAIMS}) claims
UNION ALL
SELECT {"NULL, " * 17}
       (SELECT jsonb_agg(to_jsonb(asked)) FROM ({WITH_SEEN}) asked)
"""


class EnhancementUnknown(LookupError):
    """No enhancement has or had that key."""


class EnhancementMoved(LookupError):
    """The name is an old one; the text is the key of today."""


def page(setting: Setting, key: str, *, reader: str | None = None) -> EnhancementPage:
    """Everything the page shows, in two SQL statements beside the setting's two.

    Who decides next is told to `reader`, a login or empty for a stranger; None leaves
    it out. Raises EnhancementUnknown, and EnhancementMoved for a name it had once.
    """
    if reader is None:
        return _page(setting, *read(setting, key))
    row = _record(setting, key)
    id_ = row["enhancement_id"]
    given = {**waiting.parameters(setting, only=[id_]), "enhancement": id_}
    *claims, last = sql.rows(_CLAIMS_AND_QUEUE, given)
    queue = waiting.made(setting, sql.parsed(last["queue"]))
    made = _page(setting, row, [_claim(one) for one in claims])
    absent = {one.login: one for entry in queue.entries for one in entry.absent}
    return dataclasses.replace(
        made,
        ahead=ahead.told(setting, queue, login=reader),
        absent=tuple(absent.values()),
    )


def read(setting: Setting, key: str) -> tuple[dict[str, Any], list[Claimed]]:
    """The record with its entries and documents, and every claim up to the moment.

    Two SQL statements. Raises as `page` does.
    """
    row = _record(setting, key)
    return row, [_claim(one) for one in _claims(setting, row["enhancement_id"])]


def _record(setting: Setting, key: str) -> dict[str, Any]:
    return _parsed(by_key(setting, _STATEMENT, key))


def by_key(setting: Setting, statement: str, key: str) -> dict[str, Any]:
    """The one row of a statement that begins with BY_KEY; raises as `page` does."""
    rows = sql.rows(statement, {"project": setting.id, "key": key, "at": setting.at})
    if not rows:
        raise EnhancementUnknown(key)
    if rows[0]["key"] != key:
        raise EnhancementMoved(rows[0]["key"])
    return rows[0]


@dataclasses.dataclass(frozen=True, slots=True)
class Claimed:
    """A claim with the words of the commit that made it."""

    span: Span
    subject: str
    change: str
    by: str
    reason: str


def _page(
    setting: Setting, row: Mapping[str, Any], claims: Sequence[Claimed]
) -> EnhancementPage:
    profile = setting.profile
    removed_at = row["until"] if row["until"] and row["until"] <= setting.at else None
    promises = ladders.promises(setting, row["entries"], row)
    spans = [claim.span for claim in claims]
    table = claims_table.build(setting, spans)
    known = profile.status(row["status"]) if row["status"] else None
    issue_url = row["issue_url"] or _issue(setting, spans)
    raised = concerns.rows(setting, row["concerns"])
    needs = dependencies.view(setting, row["dependencies"], spans)
    return EnhancementPage(
        frame=setting.frame,
        enhancement=row["enhancement_id"],
        key=row["key"],
        number=row["number"],
        title=row["title"],
        sig=row["sig"],
        participating_sigs=tuple(row["participating_sigs"]),
        status=row["status"],
        status_label=words.status_label(profile, row["status"]),
        status_meaning=known.meaning if known else "",
        stage=words.stage(profile, row["stage"]),
        stage_from_target=row["stage_from_target"],
        standing=standing.sentence(setting, promises, row, removed_at),
        planned=standing.planned(setting, promises),
        committed=standing.committed(setting, promises),
        shipped=proven.shipped(setting, promises),
        ladders=ladders.build(setting, promises),
        fields=table.fields,
        sources=table.sources,
        folded_sources=table.folded_sources,
        history=history.build(
            setting,
            claims,
            promises,
            decided=row["decided"],
            raised=raised,
            worked=row["worked"],
            needs=needs,
        ),
        problems=problem_rows.of_record(setting, row),
        documents=_documents(setting, row["documents"]),
        pulls=pulls.views(setting, row["pulls"], spans),
        people=_people(row),
        corrected=by_hand.corrected(setting, claims),
        offers=tuple(
            one for one in take_overs.of_record(setting, row) if one.until is None
        ),
        help=helps.standing(setting, helps.of_record(row)),
        feature_gates=tuple(row["feature_gates"]),
        gate_links=gate_links.of_record(setting, row),
        tracks=gate_links.tracks(row["tracks"]),
        reads_gates=gate_links.are_read(setting),
        removed_at=removed_at,
        issue_url=issue_url,
        issue=issue_links.view(row, issue_url),
        previous_key=row["previous_key"] or "",
        next_key=row["next_key"] or "",
        concerns=raised,
        dependencies=needs,
    )


_JSON = (
    *("targets", "tracks", "problems", "drift"),
    *("entries", "documents", "pulls", "decided", "gate_links"),
    *("concerns", "worked", "dependencies"),
)


def _parsed(row: dict[str, Any]) -> dict[str, Any]:
    for name in _JSON:
        row[name] = sql.parsed(row[name]) or []
    return row


def _claims(setting: Setting, enhancement: int) -> list[dict[str, Any]]:
    return sql.rows(_CLAIMS, {"enhancement": enhancement, "at": setting.at})


def _claim(row: Mapping[str, Any]) -> Claimed:
    span = Span(
        track=row["track"],
        source=row["source"],
        field=row["field"],
        value=sql.parsed(row["value"]),
        raw=row["raw"],
        since=row["since"],
        until=row["until"],
        problem=row["problem"],
        version=row["version_id"],
        line=row["line"],
        path=row["path"] or "",
        commit=row["commit"] or "",
        url=row["url"],
    )
    return Claimed(
        span, row["subject"] or "", row["change"] or "", row["by"], row["reason"]
    )


def _people(row: Mapping[str, Any]) -> tuple[PersonRole, ...]:
    roles = (
        ("authors", gettext("Authors")),
        ("reviewers", gettext("Reviewers")),
        ("approvers", gettext("Approvers")),
    )
    found = [PersonRole(role, label, tuple(row[role])) for role, label in roles]
    owners = PersonRole("owners", gettext("Owners"), tuple(row["owners"]))
    if not row["path"]:
        # Without a document nobody can be expected to be named there.
        return (owners, *(role for role in found if role.people))
    return (*((owners,) if owners.people else ()), *found)


def _documents(
    setting: Setting, documents: Sequence[Mapping[str, Any]]
) -> tuple[DocumentView, ...]:
    found = []
    for one in documents:
        removed = one["change"] == "deleted"
        merged_at = dt.datetime.fromisoformat(one["merged_at"])
        name = one["path"].rpartition("/")[2]
        found.append(
            DocumentView(
                source="document" if one["role"] == "main" else f"document:{name}",
                path=one["path"],
                url=None
                if removed
                else setting.evidence.url(one["path"], one["commit"]),
                commit=one["commit"],
                merged_at=merged_at,
                headings=tuple((h[0], h[1], h[2]) for h in one["headings"] or ()),
                versions=one["versions"],
                removed_at=merged_at if removed else None,
            )
        )
    return tuple(found)


def _issue(setting: Setting, spans: Sequence[Span]) -> str | None:
    """Address of the tracking issue, when the document names it as its own."""
    for span in spans:
        if span.field == "tracking_issue" and span.value and span.holds(setting.at):
            text = str(span.value)
            if text.isdigit():
                return setting.evidence.issue(int(text))
            return text if is_web(text) else None
    return None
