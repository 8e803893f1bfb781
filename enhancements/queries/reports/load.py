"""Reviewers' load: who is asked to review and approve, and what was committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop, grouped, ngettext, pgettext
from enhancements.policy import plots, reports
from enhancements.policy.plots import Part
from enhancements.policy.reports import LOAD
from enhancements.queries import sql
from enhancements.queries.frame import Setting
from enhancements.queries.reports import asking, burn_days, facts, tables
from enhancements.queries.reports.asking import Given
from enhancements.queries.reports.facts import Asked
from enhancements.queries.shapes.reports import Cell, Head, Link, ReportPage, Table

# Names are those of the record that stood at the freeze; of an enhancement that had no
# record yet, those of the moment. People are counted step by step, once for an entry,
# then in a release and SIG: to count what is distinct at once would sort everything.
_STATEMENT = f"""
WITH {facts.FACTS.strip()}, named AS MATERIALIZED (
  SELECT fact.name, fact.place, fact.sig, fact.committed IS true AS committed,
         least(frozen.frozen_at, %(at)s) AS looked_at,
         fact.enhancement_id, fact.track
    FROM fact JOIN frozen USING (release_id)
   WHERE fact.planned OR fact.committed
), record_then AS MATERIALIZED (
  SELECT named.*, record.reviewers, record.approvers
    FROM named
    JOIN LATERAL (
      (SELECT reviewers, approvers FROM enhancements_record one
        WHERE one.enhancement_id = named.enhancement_id
          AND one.since <= coalesce(named.looked_at, %(at)s)
        ORDER BY one.since DESC LIMIT 1)
      UNION ALL
      (SELECT reviewers, approvers FROM enhancements_record one
        WHERE one.enhancement_id = named.enhancement_id AND one.since <= %(at)s
        ORDER BY one.since DESC LIMIT 1)
      LIMIT 1
    ) record ON true
), asked AS (
  SELECT place, sig, committed, enhancement_id, track, ltrim(login, '@') AS login, role
    FROM record_then
   CROSS JOIN LATERAL (
     SELECT login, 'reviewer' AS role FROM unnest(reviewers) AS login
     UNION ALL SELECT login, 'approver' FROM unnest(approvers) AS login) person
), once AS (
  SELECT lower(login) AS id, min(login) AS login, place, sig, committed,
         count(*) FILTER (WHERE role = 'reviewer') AS reviews,
         count(*) FILTER (WHERE role = 'approver') AS approves
    FROM asked GROUP BY lower(login), place, sig, committed, enhancement_id, track
), within AS MATERIALIZED (
  SELECT id, min(login) AS login, place, sig, sum(reviews) AS reviews,
         sum(approves) AS approves, count(*) AS entries,
         count(*) FILTER (WHERE committed) AS committed
    FROM once GROUP BY id, place, sig
), person AS MATERIALIZED (
  SELECT id, min(login) AS login, sum(reviews)::int AS reviews,
         sum(approves)::int AS approves, sum(entries)::int AS entries,
         sum(committed)::int AS committed,
         array_agg(DISTINCT coalesce(sig, 'no SIG')) AS sigs
    FROM within GROUP BY id
)
SELECT (SELECT json_agg(one) FROM (
          SELECT *, count(*) OVER () AS total FROM person
           ORDER BY entries DESC, login LIMIT %(size)s OFFSET %(skipped)s) one)
         AS people,
       (SELECT json_agg(one) FROM (
          SELECT * FROM person ORDER BY entries DESC, login LIMIT 12) one) AS most,
       (SELECT json_agg(one) FROM (
          SELECT entry.place, entry.sig, count(*) AS entries,
                 count(*) FILTER (WHERE entry.committed) AS committed,
                 count(*) FILTER (WHERE cardinality(entry.reviewers) = 0
                                    AND cardinality(entry.approvers) = 0) AS nobody,
                 count(*) FILTER (WHERE entry.committed
                                    AND cardinality(entry.reviewers) = 0
                                    AND cardinality(entry.approvers) = 0)
                   AS nobody_committed
            FROM record_then entry GROUP BY 1, 2 ORDER BY 1 DESC, 2) one) AS groups,
       (SELECT json_agg(one) FROM (
          SELECT place, sig, count(*) AS people FROM within GROUP BY 1, 2
          UNION ALL SELECT NULL, NULL, count(*) FROM person) one) AS people_of
"""


def page(setting: Setting, asked: Asked, given: Given) -> ReportPage:
    """The report in two SQL statements beside the setting's two."""
    values = {**facts.given(setting, asked), **facts.window(asked)}
    (row,) = sql.rows(_STATEMENT, values)
    read = {name: sql.parsed(value) or [] for name, value in row.items()}
    groups = read["groups"]
    return ReportPage(
        frame=setting.frame,
        report=LOAD,
        scope=asking.scope(setting, asked),
        said=tuple(_said(groups, read["people_of"], read["most"])),
        unknown=tuple(_unknown(groups)),
        charts=_chart(read["most"]),
        tables=(
            _people(setting, asked, read["people"], given),
            _by_sig(setting, groups, read["people_of"]),
        ),
        fields=asking.fields(setting, LOAD, asked, burn_days.sigs(setting)),
        is_narrowed=asking.is_narrowed(given),
        others=reports.REPORTS,
    )


Rows = Sequence[Mapping[str, Any]]


def _sum(rows: Rows, name: str) -> int:
    return sum(row[name] for row in rows)


def _said(groups: Rows, people_of: Rows, most: Rows) -> list[str]:
    entries = _sum(groups, "entries")
    if not entries:
        return [gettext("Nothing is planned for these releases, so nobody is asked.")]
    people = next((row["people"] for row in people_of if row["place"] is None), 0)
    nobody = _sum(groups, "nobody")
    found = [
        ngettext(
            "Of %(num)s entry, %(number)s name a reviewer or approver.",
            "Of %(num)s entries, %(number)s name a reviewer or approver.",
            entries,
            number=grouped(entries - nobody),
        ),
    ]
    if people and most:
        named = ngettext(
            "%(num)s person or team is named",
            "%(num)s people and teams are named",
            people,
        )
        found.append(f"{named}; {_most_often(most[0])}")
    return found


def _most_often(first: Mapping[str, Any]) -> str:
    return ngettext(
        "@%(login)s most often: for %(num)s entry, %(committed)s of them committed.",
        "@%(login)s most often: for %(num)s entries, %(committed)s of them committed.",
        first["entries"],
        login=first["login"],
        committed=grouped(first["committed"]),
    )


def _unknown(groups: Rows) -> list[str]:
    nobody = _sum(groups, "nobody")
    if not nobody:
        return []
    said = ngettext(
        "%(num)s entry names nobody, %(committed)s of them committed: who is to look at"
        " them, or did, no source that is read says.",
        "%(num)s entries name nobody, %(committed)s of them committed: who is to look"
        " at them, or did, no source that is read says.",
        nobody,
        committed=grouped(_sum(groups, "nobody_committed")),
    )
    return [said]


def _chart(most: Rows) -> tuple[plots.Bars, ...]:
    lines = []
    for row in most:
        open_ = row["entries"] - row["committed"]
        parts = [
            Part("kept", row["committed"], gettext("committed")),
            Part("kept-3", open_, gettext("asked, not committed")),
        ]
        said = gettext(
            "%(asked)s asked, %(committed)s committed",
            asked=row["entries"],
            committed=row["committed"],
        )
        lines.append((f"@{row['login']}", said, parts))
    if not lines:
        return ()
    words = gettext("A bar for each of the twelve who are named most often.")
    return (plots.bars(gettext("Who is asked most"), words, lines),)


def _people(setting: Setting, asked: Asked, people: Rows, given: Given) -> Table:
    heads = (
        Head("login", gettext_noop("Person or team")),
        Head("entries", pgettext("reviewer", "Asked"), is_number=True),
        Head("committed", gettext_noop("Committed"), is_number=True),
        Head("reviews", gettext_noop("As reviewer"), is_number=True),
        Head("approves", gettext_noop("As approver"), is_number=True),
        Head("sigs", gettext_noop("SIGs")),
    )
    name = setting.frame.project.name
    made = tuple(
        (
            Cell(
                row["login"], f"@{row['login']}", Link("person", (name, row["login"]))
            ),
            Cell(row["entries"]),
            Cell(row["committed"]),
            Cell(row["reviews"]),
            Cell(row["approves"]),
            Cell(row["sigs"], ", ".join(row["sigs"])),
        )
        for row in people
    )
    total = people[0]["total"] if people else 0
    empty = gettext("No record of these entries names a reviewer or approver.")
    pages = asking.pages(asked, total, given)
    return Table("people", gettext("By person"), heads, made, empty, pages=pages)


def _by_sig(setting: Setting, groups: Rows, people_of: Rows) -> Table:
    heads = (
        Head("release", gettext_noop("Release")),
        Head("sig", gettext_noop("SIG")),
        Head("entries", gettext_noop("Entries"), is_number=True),
        Head("committed", gettext_noop("Committed"), is_number=True),
        Head("people", gettext_noop("People named"), is_number=True),
        Head("nobody", gettext_noop("Naming nobody"), is_number=True),
    )
    people = {(row["place"], row["sig"]): row["people"] for row in people_of}
    made = tuple(
        (
            Cell(setting.releases[row["place"]].name),
            Cell(row["sig"], row["sig"] or tables.no_sig()),
            Cell(row["entries"]),
            Cell(row["committed"]),
            Cell(people.get((row["place"], row["sig"]), 0)),
            Cell(row["nobody"]),
        )
        for row in groups
    )
    empty = gettext("Nothing is planned for these releases.")
    return Table("sigs", gettext("By release and SIG"), heads, made, empty)
