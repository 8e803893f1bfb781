"""What the palette offers for a text: pages, enhancements, people, SIGs, releases."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from enhancements import profiles
from enhancements.languages import gettext
from enhancements.models import Project
from enhancements.policy import palette
from enhancements.policy.palette import Around, Place, fits
from enhancements.policy.reports import REPORTS
from enhancements.queries import known_enhancements, sql
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.person import SIG_ROLES
from enhancements.queries.shapes import Frame

MOST = 6
"""Ways of one kind, once something is typed."""
_SHOWN = 60
"""Signs of what was typed that are said again."""
_HELD = """
      FROM enhancements_record record
     WHERE record.project_id = %(project)s AND record.since <= %(at)s
       AND (record.until IS NULL OR record.until > %(at)s)
"""
# Names are narrowed before they are told apart: there may be hundreds of thousands.
_NAMED = f"""
WITH duty AS MATERIALIZED (
  SELECT sig.name AS sig, series.field, claim.value
    FROM enhancements_series series
    JOIN enhancements_claim claim ON claim.series_id = series.id
    LEFT JOIN enhancements_sig sig ON sig.id = series.sig_id
   WHERE series.project_id = %(project)s AND series.enhancement_id IS NULL
     AND series.release_id IS NULL AND series.source LIKE 'roster:%%'
     AND claim.retracted_at IS NULL AND claim.since <= %(at)s
     AND (claim.until IS NULL OR claim.until > %(at)s) AND claim.value IS NOT NULL
), named AS (
  SELECT 'person' AS kind, one.name, lower(ltrim(one.name, '@')) AS plain
    FROM (SELECT record.authors || record.owners || record.reviewers
                 || record.approvers AS people {_HELD}) AS held,
         unnest(held.people) AS one(name)
   WHERE lower(one.name) LIKE %(has)s
   UNION
  SELECT 'person', one.name, lower(ltrim(one.name, '@'))
    FROM duty, jsonb_array_elements_text(
           CASE jsonb_typeof(duty.value) WHEN 'array' THEN duty.value END) AS one(name)
   WHERE duty.field = ANY(%(duties)s) AND lower(one.name) LIKE %(has)s
   UNION
  SELECT 'sig', one.name, lower(one.name)
    FROM (SELECT DISTINCT record.sig AS name {_HELD}
           UNION SELECT duty.sig FROM duty) AS one
   WHERE lower(one.name) LIKE %(has)s
)
SELECT kind, name
  FROM (SELECT kind, min(name) AS name,
               row_number() OVER (PARTITION BY kind
                 ORDER BY plain <> %(text)s, plain NOT LIKE %(begins)s, plain) AS place
          FROM named
         WHERE plain <> '' AND plain LIKE %(fits)s
         GROUP BY kind, plain) AS found
 WHERE place <= %(most)s
 ORDER BY kind, place
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Way:
    """One line of the palette, and the page that it leads to."""

    name: str
    route: str
    args: tuple[str, ...] = ()
    about: str = ""
    query: Mapping[str, str] = dataclasses.field(default_factory=dict)
    has_past: bool = True
    """Whether the page answers for a past moment."""


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Lines of one kind."""

    title: str
    ways: tuple[Way, ...]


def find(setting: Setting, text: str, *, is_signed_in: bool) -> tuple[Group, ...]:
    """What fits the text at the moment, kind by kind, at most MOST of each; where
    nothing is typed the usual pages. At most two SQL statements beside the setting's
    two, none without a text.
    """
    frame, wanted = setting.frame, " ".join(text.split())
    around = Around(
        frame.project.name, frame.current, frame.word, frame.words, is_signed_in
    )
    pages = Group(gettext("Pages"), tuple(_pages(wanted, around)))
    begun = Group(gettext("Begin"), tuple(_places(palette.BEGIN, wanted, around)))
    if not wanted:
        return (pages, begun)
    known = Group(frame.words, _enhancements(setting, wanted))
    # Who types a number means the enhancement.
    is_number = wanted.removeprefix("#").isdigit()
    found = (
        *((known, pages) if is_number else (pages, known)),
        *_named(setting, wanted),
        Group(gettext("Releases"), tuple(_releases(frame, wanted))[:MOST]),
        begun,
        Group(gettext("Projects"), tuple(_projects(frame, wanted))),
        Group(gettext("Search"), (_search(frame, wanted),)),
    )
    return tuple(group for group in found if group.ways)


def of_projects(text: str, *, is_signed_in: bool) -> tuple[Group, ...]:
    """What is offered outside of any project: the projects, in one SQL statement, and
    what belongs to whoever asks.
    """
    wanted = " ".join(text.split())
    rows = Project.objects.order_by("name").values_list("name", "profile")
    titles = [(name, profiles.load(profile).title) for name, profile in rows]
    projects = tuple(
        Way(title, "home", (name,), name)
        for name, title in titles
        if fits(wanted, name, title)
    )
    own = [
        dataclasses.replace(place, is_usual=True)
        for place in palette.PAGES
        if not place.is_of_project
    ]
    pages = _places(own, wanted, Around(is_signed_in=is_signed_in))
    groups = (
        Group(gettext("Projects"), projects),
        Group(gettext("Pages"), tuple(pages)),
    )
    return tuple(group for group in groups if group.ways)


def _pages(text: str, around: Around) -> list[Way]:
    """The usual ones without a text; else the first that fit, reports among them."""
    found = _places(palette.PAGES, text, around)
    if not text:
        return found
    reports = [
        Way(
            gettext("Report: %(title)s", title=gettext(one.title)),
            "report",
            (around.project, one.key),
        )
        for one in REPORTS
        if fits(text, "report", one.title, gettext("Report"), gettext(one.title))
    ]
    return [*found, *reports][:MOST]


def _places(places: Iterable[Place], text: str, around: Around) -> list[Way]:
    return [
        Way(
            place.name,
            place.route,
            (
                *((around.project,) if place.is_of_project else ()),
                *((around.release,) if place.is_of_release else ()),
            ),
            has_past=place.is_of_project,
        )
        for place in palette.offered(tuple(places), text, around)
    ]


def _enhancements(setting: Setting, text: str) -> tuple[Way, ...]:
    project = setting.frame.project.name
    found = known_enhancements.find(setting, text)[:MOST]
    return tuple(
        Way(_called(one), "enhancement", (project, one["key"]), one["about"])
        for one in found
    )


def _called(one: Mapping[str, Any]) -> str:
    has_title = one["name"] != one["title"]
    return f"{one['name']} {one['title']}" if has_title else str(one["title"])


def _named(setting: Setting, text: str) -> tuple[Group, Group]:
    """People and teams, and SIGs, whose name has the text; one SQL statement."""
    wanted = plain(text).removeprefix("sig ").removeprefix("sig-")
    escaped = sql.escaped(wanted)
    given = {
        "project": setting.id,
        "at": setting.at,
        "duties": list(SIG_ROLES),
        "text": wanted,
        "begins": f"{escaped}%",
        "has": f"%{escaped}%",
        # Almost every name has some letter somewhere.
        "fits": f"{'%' if len(wanted) > 1 else ''}{escaped}%",
        "most": MOST,
    }
    # Nothing but a sign such as @ is everybody's.
    rows = sql.rows(_NAMED, given) if wanted else []
    people = [row["name"].lstrip("@") for row in rows if row["kind"] == "person"]
    names = [row["name"] for row in rows if row["kind"] == "sig"]
    here = setting.frame.project.name
    return (
        Group(
            gettext("People"),
            tuple(Way(f"@{one}", "person", (here, one)) for one in people),
        ),
        Group(
            gettext("SIGs"),
            tuple(Way(f"SIG {one}", "sig", (here, one)) for one in names),
        ),
    )


def _releases(frame: Frame, text: str) -> Iterator[Way]:
    """Releases and their boards, newest first; of the one in work they are pages."""
    here = frame.project.name
    others = [one for one in frame.releases if one != frame.current]
    for name in others:
        if fits(text, "release", name, name.removeprefix("v")):
            yield Way(name, "release", (here, name))
    for name in others:
        if fits(text, "board of", name, name.removeprefix("v")):
            yield Way(
                gettext("Board of %(release)s", release=name), "board", (here, name)
            )


def _projects(frame: Frame, text: str) -> Iterator[Way]:
    """The other projects, and the list of all where there are others."""
    others = [one for one in frame.projects if one.name != frame.project.name]
    for one in others:
        if fits(text, "project switch", one.name, one.title):
            yield Way(one.title, "home", (one.name,), one.name)
    if others and fits(text, "all projects switch", gettext("All projects")):
        yield Way(gettext("All projects"), "projects")


def _search(frame: Frame, text: str) -> Way:
    """What was typed, as a search of the list of enhancements."""
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return Way(
        gettext("Search for “%(text)s”", text=shown),
        "browse",
        (frame.project.name,),
        gettext("in all %(words)s", words=frame.words),
        {"text": text},
    )
