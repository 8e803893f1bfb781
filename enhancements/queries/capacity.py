"""How much people review in a release, by their own word, as of a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from enhancements.models import Capacity, Person
from enhancements.queries import renamed, weeks, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.release import named
from enhancements.queries.shapes.capacity import CapacityPage, Room

# Joined to the statement of `queries.waiting`, whose `shown` has all entries of the
# releases and `stood` whom a release named otherwise. `elsewhere` is what other SIGs
# ask of people who said a number: their room is for all of them.
ROOMS = f"""
WITH said AS MATERIALIZED (
  SELECT said.release_id, said.number, said.note, said.since,
         coalesce(renamed.called, said.by) AS by,
         coalesce(renamed.names, ARRAY[said.login]) AS names
    FROM enhancements_capacity said
    LEFT JOIN LATERAL ({renamed.names("said")}) renamed ON true
   WHERE cardinality(%(sigs)s::text[]) > 0
     AND said.release_id = ANY(%(releases)s) AND said.since <= %(at)s
     AND (said.until IS NULL OR said.until > %(at)s) AND said.number IS NOT NULL
), named AS MATERIALIZED (
  SELECT shown.release_id, lower(ltrim(who.login, '@')) AS login, count(*) AS number
    FROM shown
    LEFT JOIN stood reviews ON reviews.kind = 'reviewers'
     AND (reviews.release_id, reviews.enhancement_id, reviews.track)
       = (shown.release_id, shown.enhancement_id, shown.track)
    LEFT JOIN stood approves ON approves.kind = 'approvers'
     AND (approves.release_id, approves.enhancement_id, approves.track)
       = (shown.release_id, shown.enhancement_id, shown.track)
   CROSS JOIN LATERAL unnest(
         coalesce(string_to_array(reviews.value, ' '), shown.reviewers)
         || coalesce(string_to_array(approves.value, ' '), shown.approvers)
         ) AS who(login)
   WHERE cardinality(%(sigs)s::text[]) > 0
     AND NOT coalesce(shown.sig = ANY(%(sigs)s), false)
   GROUP BY 1, 2
)
SELECT jsonb_agg(jsonb_build_object('release', said.release_id, 'by', said.by,
                 'names', said.names, 'number', said.number, 'note', said.note,
                 'since', said.since, 'elsewhere', coalesce(
                   (SELECT sum(named.number) FROM named
                     WHERE named.release_id = said.release_id
                       AND named.login = ANY(said.names)), 0)))
  FROM said
"""
"""One JSON value: what stands of the people of these releases, where SIGs are asked
for."""


def rooms(
    said: Iterable[Mapping[str, Any]], releases: Mapping[int, str]
) -> tuple[Room, ...]:
    """What ROOMS found; `releases` are names by id."""
    return tuple(
        Room(
            login=one["by"],
            number=one["number"],
            note=one["note"],
            since=words.at(one["since"]),
            release=releases[one["release"]],
            elsewhere=int(one["elsewhere"]),
            names=tuple(one["names"]),
        )
        for one in said
    )


def page(setting: Setting, name: str) -> CapacityPage:
    """What everybody said of a release, in one SQL statement beside the setting's two.

    Raises ReleaseUnknown.
    """
    release = named(setting, name)
    rows = list(_said(setting, release))
    stands = [
        one
        for one in rows
        if (one.until is None or one.until > setting.at) and one.number is not None
    ]
    return CapacityPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        rows=tuple(map(_room, sorted(stands, key=lambda one: one.login))),
        history=tuple(map(_room, rows)),
    )


def _said(setting: Setting, release: Dates) -> QuerySet[Capacity]:
    """With the login of now, for who was renamed since."""
    person = Person.objects.filter(github_id=OuterRef("github_id"))
    called = person.exclude(former=[]).order_by("-told_at").values("login")[:1]
    rows = Capacity.objects.filter(release=release.id, since__lte=setting.at)
    return rows.annotate(called=Subquery(called)).order_by("-since", "-pk")


def _room(row: Capacity) -> Room:
    called: str | None = getattr(row, "called", None)
    return Room(
        called or row.by,
        row.number,
        row.note,
        row.since,
        row.pk,
        github_id=row.github_id,
    )
