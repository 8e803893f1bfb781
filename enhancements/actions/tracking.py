"""Settle what mirrored items are about: which enhancement an issue tracks, and which
issues a pull request names.

Numbered, because the order matters. For a batch of items with news:

1. lock them, so that what the mirror tells meanwhile is owed anew,
2. read which tracking issues each pull request names, and named, and keep the words
   of those that belong to an enhancement,
3. decide which enhancement each issue tracks (`policy.identity`), and keep the words
   of those that track one,
4. let every enhancement concerned owe its claims, and call the items done.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from enhancements.actions import (
    github_rows,
    identity,
    proposals,
    remarks,
    tracking_candidates,
    wordings,
)
from enhancements.documents.facts import ISSUE
from enhancements.models import Enhancement, Identifier, Item, Project, Repository
from enhancements.models import Series as SeriesRow
from enhancements.policy import identity as policy
from enhancements.policy import item_spans, pull_spans, resolve
from enhancements.policy.spans import Span
from enhancements.profiles.schema import Profile

BATCH = 500
RULES = "rules"
"""Who joins enhancements when nobody did by hand."""


@transaction.atomic
def settle(
    *,
    project: Project,
    profile: Profile,
    known: Sequence[Repository],
    now: dt.datetime,
    limit: int = BATCH,
) -> int:
    """Settle a batch of items with news; returns how many there were.

    `known` are the repositories of the project, as `github_rows` gives them.
    """
    owing = Item.objects.filter(repository__in=known, owed_since__isnull=False)
    # In the order in which the mirror writes, so that neither waits for the other.
    rows = list(
        owing.select_for_update(of=("self",))
        .order_by("repository_id", "number")
        .values_list("pk", "kind", "repository_id")[:limit]
    )
    main = github_rows.main_of(known)
    if not rows or main is None:
        return len(rows) if _done(rows) else 0
    concerned = _settle_pulls(
        [pk for pk, kind, _ in rows if kind == Item.Kind.PULL], profile, main, project
    )
    issues = [pk for pk, kind, at in rows if kind == Item.Kind.ISSUE and at == main.pk]
    concerned |= _settle_issues(issues, project, profile, main, now)
    owe(concerned, now)
    return _done(rows)


def _done(rows: Sequence[tuple[int, str, int]]) -> int:
    Item.objects.filter(pk__in=[row[0] for row in rows]).update(owed_since=None)
    return len(rows)


def owe(ids: Iterable[int], now: dt.datetime) -> None:
    """Let enhancements owe their claims."""
    Enhancement.objects.filter(pk__in=set(ids), owed_since__isnull=True).update(
        owed_since=now
    )


# --- Pull requests ------------------------------------------------------------------


def _settle_pulls(
    ids: Sequence[int], profile: Profile, main: Repository, project: Project
) -> set[int]:
    """Write what these pull requests name; returns the enhancements concerned."""
    if not ids:
        return set()
    wanted = Item.objects.filter(pk__in=ids)
    before = {
        pk: (number, rule, named)
        for pk, number, rule, named in wanted.values_list(
            "pk", "names_number", "names_rule", "named"
        )
    }
    heads = github_rows.heads(ids)
    concerned: set[int] = set()
    numbers: set[int] = set()
    after: dict[int, tuple[int | None, str, list[int]]] = {}
    names: set[str] = set()
    pulls = github_rows.load(wanted)
    for pk, pull in pulls.items():
        paths = github_rows.paths_of(heads, pk)
        told = pull_spans.namings(pull, profile, documents=main.name, heads=paths)
        ever = sorted({named.number for _, named in told if named is not None})
        last = told[-1][1] if told else None
        own = (last.number, last.rule) if last is not None else (None, "")
        after[pk] = (*own, ever)
        numbers.update(ever, before[pk][2])
        names.add(f"{item_spans.PULL}{pull_spans.name_of(pull)}")
    _write_names({pk: row for pk, row in after.items() if row != before[pk]})
    wordings.keep_pulls(project=project, pulls=pulls)
    files = {
        file.path
        for some in heads.values()
        for head in some
        for file in head.files.all()
    }
    documents = {path for path in files if profile.documents.wants(path)}
    numbers |= {
        number
        for path in documents
        if (number := proposals.directory_number(path, profile)) is not None
    }
    if documents:
        concerned.update(proposals.known_places(project, documents).values())
    concerned |= _with_numbers(project, main, numbers)
    listing = SeriesRow.objects.filter(project=project, source=ISSUE, field__in=names)
    concerned.update(_known(listing.values_list("enhancement_id", flat=True)))
    return concerned


def _known(ids: Iterable[int | None]) -> set[int]:
    return {pk for pk in ids if pk is not None}


def _write_names(rows: Mapping[int, tuple[int | None, str, list[int]]]) -> None:
    if not rows:
        return
    told = [
        {"id": pk, "number": number, "rule": rule, "named": json.dumps(named)}
        for pk, (number, rule, named) in rows.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enhancements_item AS item SET names_number = new.number,"
            "  names_rule = new.rule,"
            "  named = translate(new.named, '[]', '{}')::bigint[]"
            " FROM json_to_recordset(%s::json)"
            "  AS new(id bigint, number bigint, rule text, named text)"
            " WHERE item.id = new.id",
            [json.dumps(told)],
        )


def _with_numbers(project: Project, main: Repository, numbers: set[int]) -> set[int]:
    """Enhancements that have one of these numbers, by their issue or document."""
    if not numbers:
        return set()
    issues = Item.objects.filter(
        repository=main, kind=Item.Kind.ISSUE, number__in=numbers
    )
    named = Identifier.objects.filter(
        project=project,
        kind__in=(Identifier.Kind.NUMBER, Identifier.Kind.OTHER),
        value__in=[str(number) for number in numbers],
        enhancement__merged_into__isnull=True,
    )
    return {
        *_known(issues.values_list("enhancement_id", flat=True)),
        *_known(named.values_list("enhancement_id", flat=True)),
    }


# --- Issues -------------------------------------------------------------------------


def _settle_issues(
    ids: Sequence[int],
    project: Project,
    profile: Profile,
    main: Repository,
    now: dt.datetime,
) -> set[int]:
    """Write which enhancement each issue tracks; returns the enhancements concerned."""
    if not ids:
        return set()
    rows = {row.pk: row for row in Item.objects.filter(pk__in=ids).defer("raw")}
    past = github_rows.load(Item.objects.filter(pk__in=ids))
    asked = tracking_candidates.find(
        project=project, profile=profile, main=main, rows=rows, past=past
    )
    verdicts = policy.decide(asked.issues, asked.candidates, asked.existing)
    concerned: set[int] = set()
    taken: set[int] = set()
    founded: dict[int, Enhancement] = {}
    attached: dict[int, int | None] = {}
    for issue in asked.issues:
        verdict = verdicts[issue.id]
        row = rows[issue.id]
        target = verdict.enhancement
        if verdict.what == policy.FOUND:
            founded[issue.id] = Enhancement(project=project, owed_since=now)
            target = None
        elif verdict.what == policy.MERGE and row.enhancement_id and target:
            target = identity.join(
                project=project,
                ids=(row.enhancement_id, target),
                by=RULES,
                reason=f"the document has the number of issue #{issue.number}",
                now=now,
            )
        concerned |= {pk for pk in (row.enhancement_id, target) if pk is not None}
        if target is not None and target != row.enhancement_id:
            taken.add(target)
        attached[issue.id] = target
    Enhancement.objects.bulk_create(founded.values())
    attached |= {pk: one.pk for pk, one in founded.items()}
    _attach({pk: to for pk, to in attached.items() if rows[pk].enhancement_id != to})
    tracking = {pk for pk, to in attached.items() if to}
    wordings.keep(issues=past, tracking=tracking)
    remarks.keep(issues=past, tracking=tracking)
    _think_again(taken, ids, now)
    return concerned


def _attach(issues: Mapping[int, int | None]) -> None:
    if not issues:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enhancements_item AS item SET enhancement_id = new.enhancement"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS new(id, enhancement)"
            " WHERE item.id = new.id",
            [list(issues), list(issues.values())],
        )


def _think_again(taken: set[int], settled: Sequence[int], now: dt.datetime) -> None:
    """Issues that the rules had given to an enhancement that another now tracks."""
    if taken:
        Item.objects.filter(
            enhancement__in=taken, attached_by="", owed_since__isnull=True
        ).exclude(pk__in=settled).update(owed_since=now)


_OWE = """
UPDATE enhancements_item AS item SET owed_since = %(now)s
  FROM unnest(%(ids)s::bigint[], %(numbers)s::bigint[]) AS named(enhancement, number)
 WHERE item.repository_id = %(main)s AND item.kind = 'issue'
   AND item.number = named.number AND item.attached_by = ''
   AND item.enhancement_id IS DISTINCT FROM named.enhancement
   AND item.owed_since IS NULL
"""
_OWE_LINKING = """
UPDATE enhancements_item AS item SET owed_since = %(now)s
 WHERE item.repository_id = %(main)s AND item.kind = 'issue' AND item.attached_by = ''
   AND item.owed_since IS NULL AND item.enhancement_id IN (
     SELECT series.enhancement_id FROM enhancements_series series
       JOIN enhancements_claim claim ON claim.series_id = series.id
      WHERE series.project_id = %(project)s AND series.source = 'issue'
        AND series.field = 'document_link' AND claim.retracted_at IS NULL
        AND claim.until IS NULL AND claim.value ?| %(places)s::text[])
"""


def owe_issues(
    *,
    project: Project,
    profile: Profile,
    told: Mapping[int, Sequence[Span]],
    now: dt.datetime,
) -> None:
    """Have those issues looked at again that documents name, or that link them.

    `told` is what the sources of enhancements claim, as it was just written. Must run
    inside the transaction that wrote it.
    """
    main = github_rows.main_of(github_rows.repositories(project))
    if main is None:
        return
    pairs = {
        (id_, span.value)
        for id_, said in told.items()
        for span in said
        if span.field in ("number", "tracking_issue")
        and span.until is None
        and isinstance(span.value, int)
        and not _is_of_github(span)
    }
    tracked = {
        id_ for id_, said in told.items() if any(span.source == ISSUE for span in said)
    }
    places = tracking_candidates.places_of(
        {id_: said for id_, said in told.items() if id_ not in tracked}, profile
    )
    given: dict[str, Any] = {"now": now, "main": main.pk, "project": project.pk}
    with connection.cursor() as cursor:
        if pairs:
            ids, numbers = zip(*sorted(pairs), strict=True)
            cursor.execute(_OWE, {**given, "ids": list(ids), "numbers": list(numbers)})
        if places:
            cursor.execute(_OWE_LINKING, {**given, "places": sorted(places)})


def _is_of_github(span: Span) -> bool:
    family = resolve.family(span.source)
    return family in resolve.GITHUB or resolve.is_proposal(span.source)
