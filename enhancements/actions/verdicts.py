"""Judge entries and keep what comes of it, for every stretch of time.

Numbered, because the order matters. For a batch of enhancements, in one transaction:

1. lock them, so that what changes meanwhile is owed anew and nobody else judges them,
2. read everything that is known of them, in a fixed number of SQL statements,
3. judge (`policy.verdict_stretches`), and write only what differs,
4. call them judged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from enhancements import profiles
from enhancements.actions import bulk, criteria, verdicts_owed
from enhancements.languages import SOURCE, speaking
from enhancements.models import Enhancement, Entry, Project, Source, Verdict
from enhancements.policy import verdict_stretches
from enhancements.policy.checks.outcome import FAILED, UNKNOWN, WAIVED
from enhancements.policy.verdict_stretches import Promise, Rules, Stretch, Term, Views
from enhancements.profiles.schema import Profile
from enhancements.queries import rules, told
from enhancements.queries.evidence import Evidence
from enhancements.queries.rules import Place

BATCH: Final = 50
"""Enhancements per transaction: who decides about one of them waits no longer."""

owe = verdicts_owed.owe


@transaction.atomic
def judge(*, project: Project, ids: Sequence[int], now: dt.datetime) -> int:  # noqa: ARG001 - every action is told the time; verdicts need none
    """Judge all entries of these enhancements over all time.

    Returns how many rows were written, changed or deleted: none without news.
    """
    profile = profiles.load(project.profile)
    mine = Enhancement.objects.filter(project=project, pk__in=ids).order_by("pk")
    locked = list(mine.select_for_update(no_key=True).values_list("pk", flat=True))
    # What is kept is English; pages say its sentences in their reader's language.
    with speaking(SOURCE):
        wanted = _judged(project, profile, locked)
    written = _write(locked, wanted)
    Enhancement.objects.filter(pk__in=locked, unjudged_since__isnull=False).update(
        unjudged_since=None
    )
    return written


def judge_owed(*, project: Project, now: dt.datetime, limit: int = BATCH) -> int:
    """Judge so many enhancements that owe their verdicts; returns how many did."""
    owing = Enhancement.objects.filter(project=project, unjudged_since__isnull=False)
    ids = list(owing.order_by("pk").values_list("pk", flat=True)[:limit])
    if ids:
        judge(project=project, ids=ids, now=now)
    return len(ids)


def count_owed(*, project: Project) -> int:
    """How many enhancements owe their verdicts."""
    owing = Enhancement.objects.filter(project=project, unjudged_since__isnull=False)
    return owing.count()


# --- Judging --------------------------------------------------------------------------


def _judged(project: Project, profile: Profile, ids: Sequence[int]) -> list[Verdict]:
    """Every verdict that these enhancements should have."""
    promises, names = _promises(ids)
    if not promises:
        return []
    there = sorted({enhancement for _, enhancement, _ in promises})
    by_release = _rules(project, profile, names)
    decided = rules.decided(there)
    known = told.of_enhancements(
        project=project,
        profile=profile,
        evidence=_evidence(project),
        ids=there,
        # What cannot be read for a while does not turn every verdict over.
        is_lasting=True,
    )
    views = {id_: Views(one, profile) for id_, one in decided.told(known).items()}
    return [
        _row(place, freeze, stretch)
        for place, held in promises.items()
        for freeze, found in verdict_stretches.stretches(
            views[place[1]],
            rules=by_release[place[0]],
            track=place[2],
            promises=held,
            waivers=decided.waivers.get(place, ()),
        ).items()
        for stretch in found
    ]


def _promises(
    ids: Sequence[int],
) -> tuple[dict[Place, list[Term[Promise]]], dict[int, str]]:
    """The entries of these enhancements over time, and the names of their releases."""
    found: dict[Place, list[Term[Promise]]] = {}
    names: dict[int, str] = {}
    rows = Entry.objects.filter(enhancement__in=ids).order_by("since", "pk")
    for row in rows.select_related("release"):
        names[row.release_id] = row.release.name
        place = (row.release_id, row.enhancement_id, row.track)
        term = Term(Promise(row.stage, row.kind), row.since, row.until)
        found.setdefault(place, []).append(term)
    return found, names


def _rules(
    project: Project, profile: Profile, names: Mapping[int, str]
) -> dict[int, Rules]:
    releases = sorted(names)
    asked = criteria.over_time(profile=profile, releases=releases)
    dates = rules.dates_over_time(
        project=project.pk, profile=profile, releases=releases
    )
    return {
        release: Rules(names[release], asked[release], dates[release])
        for release in releases
    }


def _evidence(project: Project) -> Evidence:
    sources = Source.objects.filter(project=project)
    return Evidence(dict(sources.values_list("kind", "location")))


def _row(place: Place, freeze: str, stretch: Stretch) -> Verdict:
    release, enhancement, track = place
    verdict = stretch.verdict
    return Verdict(
        enhancement_id=enhancement,
        release_id=release,
        track=track,
        freeze=freeze,
        since=stretch.since,
        until=stretch.until,
        word=verdict.word,
        asked=verdict.asked,
        failed=verdict.count(FAILED),
        unknown=verdict.count(UNKNOWN),
        waived=verdict.count(WAIVED),
        first_missing=verdict.first_missing,
        checks=stretch.as_json(),
    )


# --- Writing --------------------------------------------------------------------------

_FIELDS = [
    one.attname
    for one in Verdict._meta.concrete_fields  # noqa: SLF001 - Django documents _meta
    if not one.primary_key
]


def _write(ids: Sequence[int], wanted: Sequence[Verdict]) -> int:
    """Make the stored verdicts of these enhancements the wanted ones."""
    before = {_place(row): row for row in Verdict.objects.filter(enhancement__in=ids)}
    fresh = []
    for row in wanted:
        place = _place(row)
        if place in before and _content(before[place]) == _content(row):
            del before[place]
        else:
            fresh.append(row)
    if before:
        Verdict.objects.filter(pk__in=[row.pk for row in before.values()]).delete()
    bulk.insert(fresh)
    return len(before) + len(fresh)


def _place(row: Verdict) -> tuple[Any, ...]:
    """What no two verdicts share."""
    return (row.enhancement_id, row.release_id, row.track, row.freeze, row.since)


def _content(row: Verdict) -> list[Any]:
    return [getattr(row, name) for name in _FIELDS]
