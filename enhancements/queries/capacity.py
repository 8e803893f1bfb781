"""How much people review in a release, by their own word, as of a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from enhancements.models import Capacity
from enhancements.queries import weeks, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.release import named
from enhancements.queries.shapes.capacity import CapacityPage, Room

# Joined to the statement of `queries.waiting`, whose `shown` has all entries of the
# releases and `stood` whom a release named otherwise. `elsewhere` is what other SIGs
# ask of people who said a number: their room is for all of them.
ROOMS = """
SELECT jsonb_agg(jsonb_build_object('release', said.release_id, 'login', said.login,
                 'by', said.by, 'number', said.number, 'note', said.note,
                 'since', said.since, 'elsewhere', coalesce(named.number, 0)))
  FROM enhancements_capacity said
  LEFT JOIN (
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
     WHERE NOT coalesce(shown.sig = ANY(%(sigs)s), false)
     GROUP BY 1, 2
  ) named ON (named.release_id, named.login) = (said.release_id, said.login)
 WHERE cardinality(%(sigs)s::text[]) > 0
   AND said.release_id = ANY(%(releases)s) AND said.since <= %(at)s
   AND (said.until IS NULL OR said.until > %(at)s) AND said.number IS NOT NULL
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
            elsewhere=one["elsewhere"],
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
    rows = Capacity.objects.filter(release=release.id, since__lte=setting.at)
    return rows.order_by("-since", "-pk")


def _room(row: Capacity) -> Room:
    return Room(row.by, row.number, row.note, row.since, row.pk)
