"""Made-up data for pages: a project in the middle of a release, and its extremes."""

from __future__ import annotations

import datetime as dt

from enhancements.queries import shapes

DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 6, 12, 12, 2, tzinfo=dt.UTC)
LONG = (
    "Let a virtual machine that was started on one kind of host be moved to another "
    "kind without a restart, with every device that it was given, its memory locked, "
    "its clock steady and its guest none the wiser, even where the two hosts share "
    "neither processor nor storage nor network and nobody is watching the two of them"
)
UNBROKEN = "com.example.virtualisation." + "Unbreakable" * 12
MARKUP = '<script>alert("title")</script> & "quotes"'
MANY = tuple(f"contributor-{number}" for number in range(1, 41))
EVIDENCE = "https://git.example/enhancements/blob/4be1c07/veps/vep.md?plain=1#L14"

ALPHA = shapes.StageRef("alpha", "Alpha", "alpha", 1)
BETA = shapes.StageRef("beta", "Beta", "beta", 2)
STABLE = shapes.StageRef("stable", "GA", "stable", 3)
DEPRECATED = shapes.StageRef("deprecated", "Deprecated", "deprecated", 4)
ODD = shapes.StageRef("unstaged", "No stage", "other", 0)
STAGES = (ALPHA, BETA, STABLE, DEPRECATED, ODD)


def at(month: int, day: int, hour: int = 9, *, year: int = 2026) -> dt.datetime:
    """A moment of the sample's year, UTC."""
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def source(
    kind: str, *, error: str = "", age: dt.timedelta = dt.timedelta(minutes=6)
) -> shapes.SourceState:
    """A source read a while ago; with an error it is stale."""
    return shapes.SourceState(
        kind=kind,
        location=f"https://git.example/{kind}.git",
        checked_at=NOW - age,
        error=error,
        error_at=NOW - dt.timedelta(minutes=2) if error else None,
        stale=bool(error),
    )


SOURCES = (source("documents"), source("rosters"), source("schedules"))
BROKEN = (
    source("documents"),
    source(
        "schedules",
        error="The repository could not be reached: connection refused.",
        age=dt.timedelta(hours=30),
    ),
)


def frame(
    *,
    as_of: str = "",
    sources: tuple[shapes.SourceState, ...] = SOURCES,
    releases: tuple[str, ...] = ("v1.10", "v1.9", "v1.8"),
    projects: int = 1,
) -> shapes.Frame:
    """What stands around every page; `as_of` makes it a page of the past."""
    project = shapes.ProjectRef("harbour", "Harbour")
    others = tuple(
        shapes.ProjectRef(f"other-{number}", f"Other {number}")
        for number in range(1, projects)
    )
    # The end of a date Anywhere on Earth.
    end = dt.datetime.fromisoformat(f"{as_of or '2026-01-01'}T12:00Z") + DAY
    return shapes.Frame(
        project=project,
        projects=(project, *others),
        word="VEP",
        words="VEPs",
        moment=shapes.Moment(end if as_of else NOW, as_of),
        sources=sources,
        releases=releases,
        current="v1.9" if "v1.9" in releases else "",
        now=NOW,
    )


def deadline(
    kind: str,
    label: str,
    date: dt.date,
    *,
    is_next: bool = False,
    moved_from: tuple[dt.date, ...] = (),
) -> shapes.Deadline:
    """A deadline; each earlier date was replaced by a person with a reason."""
    ends_at = dt.datetime.combine(date, dt.time(12), dt.UTC) + dt.timedelta(days=1)
    dates = [
        shapes.DeadlineDate(
            date=one,
            since=at(1, 5 + place),
            until=at(1, 6 + place),
            source="schedule",
            evidence=EVIDENCE,
        )
        for place, one in enumerate(moved_from)
    ]
    moved = bool(moved_from)
    last = shapes.DeadlineDate(
        date=date,
        since=at(1, 5 + len(moved_from)),
        until=None,
        source="person" if moved else "schedule",
        evidence=None if moved else EVIDENCE,
        reason="public holiday" if moved else "",
        by="ayumi-t" if moved else "",
    )
    return shapes.Deadline(
        field=f"deadline:{kind}",
        kind=kind,
        label=label,
        note=f"the schedule calls it {label.lower()}",
        date=date,
        ends_at=ends_at,
        is_past=ends_at <= NOW,
        is_next=is_next,
        dates=(*dates, last),
        frozen_at=ends_at if kind.endswith("freeze") and ends_at <= NOW else None,
    )


FREEZE = deadline("enhancements-freeze", "VEP freeze", dt.date(2026, 4, 30))
CODE_FREEZE = deadline("code-freeze", "Code freeze", dt.date(2026, 6, 24), is_next=True)
DEADLINES = (
    deadline("start", "Cycle opens", dt.date(2026, 1, 29)),
    FREEZE,
    CODE_FREEZE,
    deadline(
        "docs-freeze",
        "Docs freeze",
        dt.date(2026, 7, 8),
        moved_from=(dt.date(2026, 7, 6), dt.date(2026, 7, 7)),
    ),
    deadline("release", "Release", dt.date(2026, 7, 22)),
)
PHASES = (
    shapes.Phase("Design", 0.0, 43.5, "past"),
    shapes.Phase("Implementation", 43.5, 81.0, "now"),
    shapes.Phase("Stabilization", 81.0, 100.0, "todo"),
)


def summary(name: str = "v1.9", **changes: object) -> shapes.ReleaseSummary:
    """A release six weeks before its date, between two freezes."""
    data: dict[str, object] = {
        "name": name,
        "phase": "Implementation",
        "weeks_left": 6,
        "next_deadline": CODE_FREEZE,
        "deadlines": DEADLINES,
        "phases": PHASES,
        "today": 72.8,
        "planned": 16,
        "committed": 17,
        "out": 3,
        "added": 2,
        "has_dates": True,
        "freeze_over": True,
        **changes,
    }
    return shapes.ReleaseSummary(**data)  # type: ignore[arg-type]  # names are checked when it runs


def undated(name: str = "v1.10", **changes: object) -> shapes.ReleaseSummary:
    """A release that only documents name."""
    nothing: dict[str, object] = {
        "phase": "",
        "weeks_left": None,
        "next_deadline": None,
        "deadlines": (),
        "phases": (),
        "today": None,
        "planned": 0,
        "committed": None,
        "out": 0,
        "added": 0,
        "has_dates": False,
        "freeze_over": False,
    }
    return summary(name, **{**nothing, **changes})


def published(name: str = "v1.8", **changes: object) -> shapes.ReleaseSummary:
    """A release that is out."""
    done = {"weeks_left": -11, "next_deadline": None, "is_out": True, "today": None}
    return summary(name, **{**done, "phase": "Out", **changes})


def week(of: shapes.ReleaseSummary) -> shapes.Week:
    """What heads the pages of a release with that summary."""
    out = next((one for one in of.deadlines if one.kind == "release"), None)
    return shapes.Week(
        release=of.name,
        number=None if of.is_out else of.weeks_left,
        next=of.next_deadline,
        phase=of.phase,
        out=out,
        is_out=of.is_out,
        is_served=True,
    )


def entry(number: int, title: str, **changes: object) -> shapes.EntryRow:
    """An enhancement in a release: planned and committed, not proven shipped."""
    data: dict[str, object] = {
        "key": str(number),
        "number": number,
        "title": title,
        "sig": "compute",
        "track": "",
        "stage": BETA,
        "planned": True,
        "committed": True,
        "shipped": None,
        "status": "implementable",
        "status_label": "Implementable",
        "authors": ("mira-k",),
        "problems": 0,
        "drift": 0,
        "since": at(1, 22),
        "source": "document",
        "evidence": EVIDENCE,
        **changes,
    }
    return shapes.EntryRow(**data)  # type: ignore[arg-type]  # names are checked when it runs


ENTRIES = (
    entry(214, "Live CPU model rebase on migration", moved_from="v1.8", drift=1),
    entry(198, "Host device hot-unplug", stage=ALPHA, authors=(), committed=None),
    entry(240, "Vertical resize of running VMs", planned=False, moved_to="v1.10"),
    entry(262, "Retire the i440 machine alias", stage=DEPRECATED, shipped=True),
    entry(
        251,
        "Network hotplug without migration",
        sig="network",
        committed=False,
        late=True,
    ),
    entry(
        257, MARKUP, sig="network", shipped=False, problems=2, evidence=None, since=None
    ),
    entry(300, LONG, sig="storage", authors=MANY, track="With a second feature gate"),
    entry(301, UNBROKEN, sig=None, stage=ODD, key="sig-storage-" + "x" * 60),
)


def row(number: int | None, title: str, **changes: object) -> shapes.EnhancementRow:
    """An enhancement in a list: beta, with targets up to stable."""
    data: dict[str, object] = {
        "key": str(number or "without-a-number"),
        "number": number,
        "title": title,
        "sig": "compute",
        "status": "implementable",
        "status_label": "Implementable",
        "stage": BETA,
        "stage_from_target": False,
        "targets": (
            shapes.Target(ALPHA, "v1.7"),
            shapes.Target(BETA, "v1.9"),
            shapes.Target(STABLE, None),
        ),
        "authors": ("mira-k", "lin-zhao"),
        "problems": 0,
        "drift": 0,
        "merged_at": at(6, 10),
        **changes,
    }
    return shapes.EnhancementRow(**data)  # type: ignore[arg-type]  # names are checked when it runs


ROWS = (
    row(214, "Live CPU model rebase on migration", drift=2),
    row(198, "Host device hot-unplug", authors=(), stage=ALPHA, stage_from_target=True),
    row(None, MARKUP, sig=None, status=None, status_label="", stage=None, targets=()),
    row(300, LONG, authors=MANY, problems=3, tracks=4),
    row(301, UNBROKEN, merged_at=None),
)


def facets(*names: str) -> tuple[shapes.FacetGroup, ...]:
    """A filter for each name, each with a choice that is on and one without rows."""
    stages = ("alpha", "beta", "stable", "deprecated")
    groups = []
    for name in names:
        values = stages if name == "stage" else ("compute", "network", "none")
        groups.append(
            shapes.FacetGroup(
                name,
                name.capitalize(),
                tuple(
                    shapes.Facet(
                        value=value,
                        label=value.capitalize(),
                        count=max(0, 9 - 4 * place),
                        on=place == 1,
                        query=f"{name}={value}&as_of=",
                        canonical=value if name == "stage" else "",
                    )
                    for place, value in enumerate(values)
                ),
            )
        )
    return tuple(groups)
