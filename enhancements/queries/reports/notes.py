"""A draft of a release's notes: what shipped, grouped by stage and SIG, with links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.documents import summary
from enhancements.documents.text import Unreadable, decode
from enhancements.languages import (
    SOURCE,
    gettext,
    gettext_noop,
    grouped,
    ngettext,
    speaking,
)
from enhancements.policy import addresses
from enhancements.policy.outcomes import Word
from enhancements.policy.sentences import counted
from enhancements.queries import pull_fields, sql, weeks
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.release import named
from enhancements.queries.remembered import Remembered
from enhancements.queries.reports import asking, facts
from enhancements.queries.reports.annual import escaped
from enhancements.queries.reports.facts import Asked
from enhancements.queries.shapes.reports import Note, NotesPage

_ENTRIES = """
SELECT enhancement_id, track, key, number, title, sig, stage, rank, committed, outcome,
       by, gate, tag, proof_url
  FROM fact JOIN level USING (stage)
 WHERE outcome = 'shipped'
    OR (outcome IN ('not-proven', 'open') AND (committed OR planned))
 ORDER BY rank DESC, sig NULLS LAST, number NULLS LAST, key, track
"""
# The file with the sections as it stood at the moment, and where else it is said.
_DETAILS = """
SELECT record.enhancement_id, record.feature_gates, record.tracks,
       record.issue_url, record.path,
       record.commit, text.oid, text.content
  FROM (SELECT DISTINCT ON (enhancement_id) *
          FROM enhancements_record
         WHERE enhancement_id = ANY(%(ids)s::bigint[]) AND since <= %(at)s
         ORDER BY enhancement_id, since DESC) record
  LEFT JOIN LATERAL (
    SELECT blob.oid, blob.content
      FROM enhancements_document document
      JOIN enhancements_enhancement own ON own.id = document.enhancement_id
      JOIN enhancements_version version ON version.document_id = document.id
      JOIN enhancements_blob blob ON blob.id = version.blob_id
     WHERE coalesce(own.merged_into_id, own.id) = record.enhancement_id
       AND version.retracted_at IS NULL AND version.merged_at <= %(at)s
       AND version.path LIKE '%%' || %(file)s
     ORDER BY version.ordinal DESC LIMIT 1
  ) text ON true
"""
_PULLS = f"""
SELECT DISTINCT series.enhancement_id, repository.name, repository.host, item.number,
       item.title, item.merged_at <= %(at)s AS merged,
       (SELECT name FROM enhancements_repository main
         WHERE main.project_id = %(project)s AND main.is_main) AS main
  FROM enhancements_series series
  JOIN enhancements_claim claim
    ON claim.series_id = series.id AND claim.retracted_at IS NULL
   AND claim.since <= %(at)s AND (claim.until IS NULL OR claim.until > %(at)s)
  JOIN enhancements_repository repository
    ON repository.project_id = %(project)s
   AND lower(repository.name) = {pull_fields.HOME}
  JOIN enhancements_item item
    ON item.repository_id = repository.id AND item.kind = 'pull'
   AND item.number = {pull_fields.NUMBER}
 WHERE series.enhancement_id = ANY(%(ids)s::bigint[]) AND series.field LIKE 'pull:%%#%%'
   AND (item.gone_at IS NULL OR item.gone_at > %(at)s)
   AND item.created_at <= %(at)s
 ORDER BY 1, 2, 4
"""
_SENTENCES: Remembered[str] = Remembered(5_000)


def page(setting: Setting, name: str) -> NotesPage:
    """The draft in three SQL statements beside the setting's two.

    Raises ReleaseUnknown.
    """
    release = named(setting, name)
    _, rows = facts.counted(setting, Asked((release,)), _ENTRIES)
    shipped = [row for row in rows if row["outcome"] == Word.SHIPPED]
    unproven = [row for row in rows if row["outcome"] != Word.SHIPPED]
    ids = sorted({row["enhancement_id"] for row in rows})
    details = _details(setting, ids)
    docs = _docs(setting, ids)
    made = [_note(setting, row, details, docs) for row in shipped]
    open_ = [_note(setting, row, details, docs) for row in unproven]
    is_out = release.out_at is not None and release.out_at <= setting.at
    with speaking(SOURCE):  # It is pasted elsewhere.
        markdown = _markdown(setting, release, made, open_)
    return NotesPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        release=name,
        shipped=tuple(made),
        unproven=tuple(open_),
        said=_said(name, len(made), len(open_), is_out=is_out),
        is_out=is_out,
        markdown=markdown,
    )


def _said(name: str, shipped: int, unproven: int, *, is_out: bool) -> str:
    said = ngettext(
        "%(num)s entry of %(release)s proven to have shipped",
        "%(num)s entries of %(release)s proven to have shipped",
        shipped,
        release=name,
    )
    if unproven:
        text = gettext_noop("%(number)s still open")
        if is_out:
            text = gettext_noop("%(number)s not proven")
        said = f"{said}, {gettext(text, number=grouped(unproven))}"
    return f"{said}."


def _details(setting: Setting, ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    documents = setting.profile.documents
    name = "README.md" if documents.format == "kep" else documents.main
    given = {"ids": list(ids), "at": setting.at, "file": name}
    return {row["enhancement_id"]: row for row in sql.rows(_DETAILS, given)}


def _docs(setting: Setting, ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Documentation pull requests by enhancement: (name, address)."""
    given = {"ids": list(ids), "at": setting.at, "project": setting.id}
    found: dict[int, list[tuple[str, str]]] = {}
    for row in sql.rows(_PULLS, given):
        kind = setting.profile.pulls.kind_of(row["name"], documents=row["main"] or "")
        if kind == "docs":
            said = f"{row['name'].rpartition('/')[2]}#{row['number']}"
            url = addresses.pull(row["host"], row["name"], row["number"])
            found.setdefault(row["enhancement_id"], []).append((said, url))
    return found


def _note(
    setting: Setting,
    row: Mapping[str, Any],
    details: Mapping[int, Mapping[str, Any]],
    docs: Mapping[int, list[tuple[str, str]]],
) -> Note:
    more = details[row["enhancement_id"]]
    return Note(
        key=row["key"],
        number=row["number"],
        title=f"{row['title']} ({row['track']})" if row["track"] else row["title"],
        sig=row["sig"],
        stage=row["stage"],
        stage_label=asking.stage_label(setting, row["stage"]),
        summary=_sentence(more),
        gates=_gates(row, more),
        issue_url=more["issue_url"],
        document_url=setting.evidence.url(more["path"], more["commit"]) or "",
        proof_url=row["proof_url"] or "",
        proof=row["tag"] or "",
        docs=tuple(docs.get(row["enhancement_id"], ())),
        is_shipped=row["outcome"] == Word.SHIPPED,
    )


def _gates(row: Mapping[str, Any], more: Mapping[str, Any]) -> tuple[str, ...]:
    """The gate that proves it, else its track's, else all of the enhancement's."""
    tracks = sql.parsed(more["tracks"]) or []
    own = [one["gate"] for one in tracks if one["name"] == row["track"] and one["gate"]]
    if row["gate"]:
        return (row["gate"],)
    return tuple(own) if row["track"] and own else tuple(more["feature_gates"])


def _sentence(more: Mapping[str, Any]) -> str:
    if more["oid"] is None:
        return ""
    return _SENTENCES.of(more["oid"], lambda: _read(bytes(more["content"])))


def _read(data: bytes) -> str:
    try:
        return summary.sentence(decode(data))
    except Unreadable:
        return ""  # The list of problems says why.


def _markdown(
    setting: Setting, release: Dates, shipped: Sequence[Note], open_: Sequence[Note]
) -> str:
    """The draft as text to copy."""
    lines = [f"# {setting.profile.title} {release.name}", ""]
    counts = [
        f"{counted(sum(one.stage == stage.key for one in shipped), 'enhancement')}"
        f" in {stage.label}"
        for stage in reversed(setting.profile.stages)
        if any(one.stage == stage.key for one in shipped)
    ]
    if counts:
        lines += [f"This release brings {', '.join(counts)}.", ""]
    stage = sig = None
    for one in shipped:
        if one.stage != stage:
            stage, sig = one.stage, None
            lines += [f"## {one.stage_label}", ""]
        if (one.sig or "no SIG") != sig:
            sig = one.sig or "no SIG"
            lines += [f"### {'SIG ' if one.sig else ''}{sig}", ""]
        lines += [*_lines(one), ""]
    if open_:
        lines += ["<!-- Not proven to have shipped; check before you publish:", ""]
        lines += [f"- {_title(one)} ({one.stage_label})" for one in open_]
        lines += ["", "-->", ""]
    return "\n".join(lines).rstrip() + "\n"


def _title(one: Note) -> str:
    number = f"#{one.number} " if one.number is not None else ""
    # What would end the comment that it may stand in.
    return f"{number}{escaped(one.title)}".replace("-->", "--\\>")


def _lines(one: Note) -> list[str]:
    links = [
        *([f"[tracking issue]({one.issue_url})"] if one.issue_url else []),
        *([f"[document]({one.document_url})"] if one.document_url else []),
        *(f"[docs {escaped(name)}]({url})" for name, url in one.docs),
    ]
    gates = ", ".join(f"`{gate}`" for gate in one.gates)
    found = [f"- **{_title(one)}**"]
    if one.summary:
        found.append(f"  {escaped(one.summary)}")
    if gates:
        found.append(f"  Feature gate: {gates}.")
    if links:
        found.append(f"  {', '.join(links)}")
    return found
