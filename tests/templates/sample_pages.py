"""Every page with made-up data: as it usually is, empty, and at its extremes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from enhancements.profiles import load
from enhancements.profiles.answers import answer
from enhancements.profiles.guide_loader import guide_of
from enhancements.queries import home, shapes, sigs
from enhancements.queries.guide import GuidePage
from enhancements.queries.shapes.found import Lacking, Lesser, Unknown
from enhancements.views.errors import ErrorPage
from enhancements.views.pages import ReleasesPage
from tests.templates import sample_enhancement as one
from tests.templates import sample_people as more
from tests.templates import sample_release as r
from tests.templates import samples as s

EMPTY = s.frame(sources=(), releases=())
FAILING = s.frame(sources=s.BROKEN, projects=3)
PAST = s.frame(as_of="2026-04-30")


def release_page(**changes: Any) -> shapes.ReleasePage:
    """The release in work."""
    summary = changes.setdefault("summary", s.summary())
    data: dict[str, Any] = {
        "frame": s.frame(),
        "week": s.week(summary),
        "entries": (*s.ENTRIES, *r.LOST),
        "total": len(s.ENTRIES) + len(r.LOST),
        "facets": s.facets("sig", "stage", "kind", "state", "has"),
        "sigs": r.SIGS,
        "timeline": r.TIMELINE,
        "losses": r.LOST,
        "scope": "8 entries in v1.9",
        "freeze": s.FREEZE,
        "previous": "v1.8",
        "following": "v1.10",
        **changes,
    }
    return shapes.ReleasePage(**data)


def sig_row(name: str, **changes: Any) -> shapes.SigRow:
    """A SIG of the roster with a chair."""
    data: dict[str, Any] = {
        "name": name,
        "title": name.capitalize(),
        "chairs": ("iris",),
        "enhancements": 12,
        "current": 6,
        "following": 2,
        "drift": 1,
        "problems": 0,
        **changes,
    }
    return shapes.SigRow(**data)


SIGS = (
    sig_row("compute", problems=4),
    sig_row("network", chairs=(), current=0, drift=0),
    sig_row("a-" + "very-" * 12 + "long-name", chairs=s.MANY, listed=False),
)
SIG = shapes.SigPage(
    frame=s.frame(),
    name="compute",
    title="Compute",
    chairs=("iris", "tomas"),
    leads=("lin-zhao",),
    approvers=s.MANY,
    contact=(
        ("Mailing list", "https://lists.example/compute"),
        ("Chat", "#sig-compute"),
    ),
    release=s.summary(),
    entries=s.ENTRIES,
    following=s.undated(planned=2),
    next_entries=s.ENTRIES[:2],
    unplanned=s.ROWS,
    participates=s.ROWS[:1],
    every=s.ENTRIES,
    facets=s.facets("stage", "kind", "state", "has"),
    scope="10 entries of SIG compute in v1.9 and v1.10",
    total=10,
)
BARE_SIG = dataclasses.replace(
    SIG,
    frame=EMPTY,
    chairs=(),
    leads=(),
    approvers=(),
    contact=(),
    release=None,
    entries=(),
    following=None,
    next_entries=(),
    unplanned=(),
    participates=(),
    listed=False,
    every=(),
    facets=(),
    scope="",
    total=0,
)
BROWSE = shapes.BrowsePage(
    frame=s.frame(),
    rows=s.ROWS,
    page=shapes.Page(2, 50, 161, "page=1", "page=3"),
    facets=s.facets("sig", "stage", "status", "release"),
    columns=(
        shapes.SortColumn("title", "Enhancement", "ascending", "sort=-number"),
        shapes.SortColumn("sig", "SIG", "", "sort=sig"),
        shapes.SortColumn("stage", "Stage", "", "sort=stage"),
        shapes.SortColumn("release", "Targets", "", "sort=release"),
        shapes.SortColumn("author", "Authors", "", "sort=authors"),
        shapes.SortColumn("merged", "Last change", "", "sort=merged"),
    ),
    scope="161 VEPs of SIG compute",
    text='migration "live"',
    tokens=(("SIG compute", "text=migration"), (s.MARKUP, "sig=compute")),
    hidden=(("sig", "compute"), ("sort", "number")),
)
_IN_DOCUMENTS = (
    one.problem(),
    one.problem(raw=s.LONG * 3, evidence=None, since=None, stale=True),
    one.problem(title=s.UNBROKEN, path="veps/" + "x" * 200, raw=s.MARKUP),
)
_IN_SCHEDULES = (
    one.problem(key="", where="schedules", field="", label="", line=0, sig=None),
)
PROBLEMS = shapes.ProblemsPage(
    frame=s.frame(),
    rows=(*_IN_DOCUMENTS, *_IN_SCHEDULES),
    sections=(
        shapes.ProblemSection(
            "documents", "Documents", s.LONG, total=30, rows=_IN_DOCUMENTS
        ),
        shapes.ProblemSection(
            "schedules", "Schedules", s.LONG, total=1, rows=_IN_SCHEDULES
        ),
    ),
    page=shapes.Page(1, 100, 4),
    facets=s.facets("where", "sig", "field"),
    scope="4 problems",
)


def change(day: int, text: str, **changes: Any) -> shapes.Change:
    """A change of a target in June."""
    data: dict[str, Any] = {
        "at": s.at(6, day),
        "kind": "target",
        "key": "214",
        "title": "Live CPU model rebase on migration",
        "text": text,
        "old": "v1.8",
        "new": "v1.9",
        "evidence": s.EVIDENCE,
        **changes,
    }
    return shapes.Change(**data)


HOME = shapes.HomePage(
    frame=s.frame(),
    summary="161 enhancements: 16 planned for v1.9, 17 committed at its freeze.",
    releases=(s.summary(), s.undated()),
    past=(s.published(), s.published("v1.7", committed=None)),
    sigs=SIGS,
    changes=(
        change(12, "Target of Beta slipped"),
        change(12, "Status set", kind="status", old="", new="Implementable"),
        change(8, "Target of GA cleared", new="", title=s.LONG, evidence=None),
    ),
    enhancements=161,
    problems=12,
    drift=1,
)
EMPTY_HOME = dataclasses.replace(
    HOME,
    frame=EMPTY,
    summary="0 enhancements; no source names a release yet.",
    releases=(),
    past=(),
    sigs=(),
    changes=(),
    enhancements=0,
    problems=0,
    drift=0,
)
PROFILE = load("kubevirt")
GUIDE = GuidePage(
    frame=s.frame(),
    profile=PROFILE,
    guide=guide_of(PROFILE),
    answer=answer(guide_of(PROFILE), {}),
    contacts=(("compute", ("iris",), (("chat", "#sig-compute"),)), ("network", (), ())),
    next_freeze=s.CODE_FREEZE,
    next_release="v1.9",
)
PROJECT = home.ProjectRow(
    s.frame().project,
    "VEPs",
    "Virtual machines.",
    161,
    "12 days to the code freeze of v1.9.",
    "16 of 161 VEPs are planned for it.",
    s.summary(),
    ("documents", "rosters"),
)
NEW_PROJECT = home.ProjectRow(s.frame().project, "VEPs", "", 0)


def _release(**changes: Any) -> tuple[str, str, shapes.ReleasePage]:
    return "release.html", "releases", release_page(**changes)


NOTHING: dict[str, Any] = {
    "entries": (),
    "total": 0,
    "sigs": (),
    "facets": (),
    "timeline": None,
    "losses": (),
}
# Name of the sample to (template, current item of the main navigation, its data).
PAGES: dict[str, tuple[str, str, Any]] = {
    "home": ("home.html", "home", HOME),
    "home-empty": ("home.html", "home", EMPTY_HOME),
    "home-past": ("home.html", "home", dataclasses.replace(HOME, frame=PAST)),
    "home-failing": ("home.html", "home", dataclasses.replace(HOME, frame=FAILING)),
    "releases": (
        "releases.html",
        "releases",
        ReleasesPage(s.frame(), (s.undated(), s.summary(), s.published())),
    ),
    "releases-empty": ("releases.html", "releases", ReleasesPage(EMPTY, ())),
    "release": _release(),
    "release-past": _release(frame=PAST, freeze=s.CODE_FREEZE),
    "release-filtered": _release(entries=(), filtered=True, scope="0 entries"),
    "release-undated": _release(
        summary=s.undated(), freeze=None, previous="", timeline=None, losses=()
    ),
    "release-out": _release(summary=s.published(), following=""),
    "release-empty": _release(
        **NOTHING,
        frame=EMPTY,
        summary=s.undated(),
        freeze=None,
        previous="",
        following="",
        scope="0 entries",
    ),
    "enhancement": ("enhancement.html", "enhancements", one.USUAL),
    "enhancement-bare": ("enhancement.html", "enhancements", one.BARE),
    "enhancement-extreme": ("enhancement.html", "enhancements", one.EXTREME),
    "sigs": ("sigs.html", "sigs", sigs.SigList(s.frame(), SIGS, "v1.9", "v1.10")),
    "sigs-empty": ("sigs.html", "sigs", sigs.SigList(EMPTY, (), "", "")),
    "sig": ("sig.html", "sigs", SIG),
    "sig-filtered": (
        "sig.html",
        "sigs",
        dataclasses.replace(SIG, entries=(), next_entries=(), filtered=True),
    ),
    "sig-bare": ("sig.html", "sigs", BARE_SIG),
    "browse": ("browse.html", "enhancements", BROWSE),
    "browse-empty": (
        "browse.html",
        "enhancements",
        dataclasses.replace(
            BROWSE, rows=(), page=shapes.Page(1, 50, 0), scope="No VEP matches"
        ),
    ),
    "browse-lacking": (
        "browse.html",
        "enhancements",
        dataclasses.replace(
            BROWSE,
            rows=(),
            page=shapes.Page(1, 50, 0),
            scope="No VEP matches",
            lacking=Lacking(
                lesser=(
                    Lesser("SIG compute", "text=migration", 12_345),
                    Lesser(s.MARKUP, "sig=compute", None),
                ),
                unknown=(
                    Unknown(s.UNBROKEN),
                    Unknown("netwrok", "network", "sig=network"),
                ),
            ),
        ),
    ),
    "problems": ("problems.html", "problems", PROBLEMS),
    "problems-empty": (
        "problems.html",
        "problems",
        dataclasses.replace(PROBLEMS, rows=(), page=shapes.Page(1, 100, 0), facets=()),
    ),
    "guide": ("guide/index.html", "guide", GUIDE),
    "enhancement-listed": (
        "enhancement.html",
        "enhancements",
        dataclasses.replace(one.USUAL, results=more.LISTED),
    ),
    "enhancement-unlisted": (
        "enhancement.html",
        "enhancements",
        dataclasses.replace(one.USUAL, results=more.UNLISTED),
    ),
    **more.PAGES,
    "projects": ("projects.html", "home", home.ProjectsPage((PROJECT, NEW_PROJECT))),
    "projects-empty": ("projects.html", "home", home.ProjectsPage(())),
    "error": ("error.html", "", ErrorPage("Not found", s.MARKUP, s.frame())),
    "error-alone": ("error.html", "", ErrorPage("Something broke here", "Try again.")),
}
# A release as large as they get, for its weight and its speed.
BIG = release_page(
    entries=tuple(
        s.entry(number, f"Enhancement number {number} of the release", sig=sig)
        for sig in ("compute", "network", "storage", "observability")
        for number in range(125)
    ),
    total=500,
    frame=dataclasses.replace(s.frame(), now=s.NOW + dt.timedelta(minutes=1)),
)
