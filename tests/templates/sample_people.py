"""Made-up people and a made-up roadmap: as usual, empty, and at their extremes."""

from __future__ import annotations

import dataclasses
from typing import Any

from enhancements.queries import shapes
from enhancements.queries.shapes.enhancement import Results
from enhancements.queries.shapes.people import (
    Name,
    PeoplePage,
    PeopleRow,
    PersonPage,
    PersonRow,
    ReleaseShare,
    SigRole,
)
from enhancements.queries.shapes.roadmap import Column, RoadmapPage, RoadMark, RoadRow
from tests.templates import samples as s

ROLES = ("author", "reviewer", "approver")
DUTIES = (
    SigRole("compute", "Compute", ("chairs", "leads")),
    SigRole("", "", ("approvers",)),
)
PERSON = PersonPage(
    frame=s.frame(),
    name=Name("mira-k"),
    summary="Owns 5 VEPs (2 planned for v1.9). Chairs SIG compute.",
    sigs=DUTIES,
    releases=(
        ReleaseShare(
            "v1.10",
            is_now=False,
            owns=1,
            reviews=0,
            approves=0,
            planned=1,
            committed=None,
        ),
        ReleaseShare(
            "v1.9", is_now=True, owns=2, reviews=1, approves=0, planned=3, committed=2
        ),
        ReleaseShare(
            "v1.8",
            is_now=False,
            owns=1,
            reviews=0,
            approves=0,
            planned=1,
            committed=None,
            is_out=True,
        ),
    ),
    rows=tuple(
        PersonRow(row, ROLES[: 1 + n % 3], ("v1.9",)) for n, row in enumerate(s.ROWS)
    ),
    total=5,
    facets=s.facets("role", "release"),
    scope="5 VEPs that @mira-k owns",
    profile_url="https://github.com/mira-k",
)
TEAM = dataclasses.replace(
    PERSON,
    frame=s.frame(as_of="2026-04-30"),
    name=Name("harbour/" + "very-" * 12 + "leads"),
    summary="",
    sigs=(),
    releases=(),
    rows=(),
    total=5,
    facets=s.facets("role"),
    profile_url=None,
    filtered=True,
)
BARE = dataclasses.replace(
    PERSON,
    rows=(),
    total=0,
    facets=(),
    releases=(),
    scope="0 VEPs that @mira-k owns",
)
PEOPLE = PeoplePage(
    frame=s.frame(),
    rows=(
        PeopleRow(Name("mira-k"), 5, 2, 0, DUTIES),
        PeopleRow(Name("harbour/leads"), 0, 0, 3, ()),
        PeopleRow(Name("x" * 90), 1, 1, 1, ()),
    ),
    page=shapes.Page(2, 100, 203, "page=1", "page=3"),
    facets=s.facets("role", "kind", "sig"),
    columns=(
        shapes.SortColumn("name", "Handle", "", "sort=name"),
        shapes.SortColumn("owns", "Owns", "descending", "sort=owns", numeric=True),
        shapes.SortColumn("reviews", "Reviews", "", "sort=-reviews", numeric=True),
        shapes.SortColumn("approves", "Approves", "", "sort=-approves", numeric=True),
    ),
    scope="203 people and teams",
    text="m",
    hidden=(("role", "author"),),
    filtered=True,
)
NOBODY = dataclasses.replace(
    PEOPLE,
    rows=(),
    page=shapes.Page(1, 100, 0),
    facets=(),
    text="",
    filtered=False,
)


def mark(stage: shapes.StageRef, release: str, state: str, **changes: Any) -> RoadMark:
    """A stage in a release."""
    return RoadMark(stage, release, state, **changes)


def road_row(
    number: int | None, title: str, *cells: tuple[RoadMark, ...], **changes: Any
) -> RoadRow:
    """An enhancement of SIG compute."""
    data: dict[str, Any] = {
        "sig": "compute",
        "status": None,
        "status_label": "",
        "problems": 0,
        "drift": 0,
        **changes,
    }
    return RoadRow(str(number or "without"), number, title, cells=cells, **data)


COLUMNS = (
    Column("v1.8", s.FREEZE.date, is_now=False, is_out=True, planned=2),
    Column("v1.9", s.CODE_FREEZE.date, is_now=True, is_out=False, planned=4),
    Column("v1.10", None, is_now=False, is_out=False, planned=1),
)
ROAD = (
    road_row(
        214,
        "Live CPU model rebase",
        (
            mark(s.ALPHA, "v1.8", "shipped", was_committed=True),
            mark(s.BETA, "v1.8", "slipped", moved_to="v1.9", was_committed=True),
        ),
        (mark(s.BETA, "v1.9", "committed", was_committed=True),),
        (mark(s.STABLE, "v1.10", "planned"),),
        drift=1,
    ),
    road_row(
        300,
        s.LONG,
        (mark(s.ALPHA, "v1.8", "on", was_committed=True), mark(s.BETA, "v1.8", "on")),
        (mark(s.BETA, "v1.9", "planned", is_late=True, track=s.UNBROKEN),),
        (mark(s.DEPRECATED, "v1.10", "dropped", was_committed=True),),
        problems=2,
    ),
    road_row(
        None,
        s.MARKUP,
        (mark(s.ALPHA, "v1.8", "late-record", moved_to="v1.9"),),
        (),
        (mark(s.ODD, "v1.10", "moved", moved_to="v1.9"),),
        sig="network",
    ),
    road_row(301, s.UNBROKEN, (), (mark(s.ODD, "v1.9", "planned"),), (), sig=None),
)
ROADMAP = RoadmapPage(
    frame=s.frame(),
    columns=COLUMNS,
    rows=ROAD,
    page=shapes.Page(1, 500, 4),
    total=4,
    facets=s.facets("sig", "release", "stage", "state", "status", "has"),
    scope="4 VEPs from v1.8 to v1.10; 1 slipped",
    text="",
    start="v1.8",
    end="v1.10",
    earlier_query="from=v1.7&to=v1.9",
    later_query="from=v1.9&to=v1.11",
)
MANY = tuple(
    Column(f"v1.{minor}", None, is_now=minor == 9, is_out=False, planned=1)
    for minor in range(4, 16)
)
WIDE = dataclasses.replace(
    ROADMAP,
    frame=s.frame(as_of="2026-04-30"),
    columns=MANY,
    rows=(
        road_row(1, "Everywhere", *((mark(s.BETA, c.name, "planned"),) for c in MANY)),
    ),
    ranged=True,
    filtered=True,
)
NO_ROAD = dataclasses.replace(
    ROADMAP,
    frame=s.frame(sources=(), releases=()),
    columns=(),
    rows=(),
    total=0,
    facets=(),
    start="",
    end="",
    earlier_query="",
    later_query="",
    page=shapes.Page(1, 500, 0),
    scope="0 VEPs",
)
UNMET = dataclasses.replace(
    ROADMAP, rows=(), filtered=True, page=shapes.Page(1, 500, 0), text=s.MARKUP
)
LISTED = Results(
    route="release",
    args=("v1.9",),
    query={"sig": ("compute",), "stage": ("beta",)},
    origin="releases/v1.9/?sig=compute&stage=beta",
    title="entries of SIG compute targeting Beta in v1.9",
    place=12,
    total=37,
    previous_key="198",
    next_key="a-name",
)
UNLISTED = dataclasses.replace(LISTED, place=0, previous_key="", next_key="")
PAGES: dict[str, tuple[str, str, Any]] = {
    "people": ("people.html", "people", PEOPLE),
    "people-empty": ("people.html", "people", NOBODY),
    "people-unmet": (
        "people.html",
        "people",
        dataclasses.replace(NOBODY, text=s.MARKUP, filtered=True, facets=PEOPLE.facets),
    ),
    "person": ("person.html", "people", PERSON),
    "person-team": ("person.html", "people", TEAM),
    "person-bare": ("person.html", "people", BARE),
    "roadmap": ("roadmap.html", "roadmap", ROADMAP),
    "roadmap-wide": ("roadmap.html", "roadmap", WIDE),
    "roadmap-empty": ("roadmap.html", "roadmap", NO_ROAD),
    "roadmap-unmet": ("roadmap.html", "roadmap", UNMET),
}
