"""Made-up data for the page of an enhancement: usual, removed, and extreme."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.queries import shapes
from enhancements.queries.shapes.dependencies import (
    Dependencies,
    DependencyRow,
    Other,
    Relation,
)
from enhancements.queries.shapes.pulls import IssueView, PullView
from tests.templates.samples import (
    ALPHA,
    BETA,
    EVIDENCE,
    LONG,
    MANY,
    MARKUP,
    STABLE,
    at,
    frame,
)

RUNGS = (ALPHA, BETA, STABLE)
LEFT, MIDDLE, RIGHT = 16.67, 50.0, 83.33

SLIPPED = DependencyRow(
    id=1,
    other=Other(
        key="188",
        name="#188",
        title="Instance types of a cluster",
        sig="compute",
        stage=ALPHA,
        planned=(shapes.Target(BETA, "v1.10"),),
    ),
    wanted=None,
    reason="Its models are read from there.",
    by="mira-k",
    since=at(3, 2),
    until=None,
    dropped_by="",
    dropped_because="",
    word="slipped",
    label="slipped",
    text="Beta of #188 slipped from v1.9 to v1.10, and Beta in v1.9 needs it.",
)
_DROPPED = dataclasses.replace(
    SLIPPED,
    id=2,
    wanted=BETA,
    until=at(3, 9),
    dropped_by="lin-zhao",
    dropped_because="It was done another way.",
    word="",
    label="",
    text="",
)
NEEDS = Dependencies(
    needs=(SLIPPED, _DROPPED),
    needed_by=(dataclasses.replace(SLIPPED, wanted=STABLE),),
    circle=("#214", "#188", "#214"),
    relations=(
        Relation("replaces", "Replaces", "#12", "12", "CPU models of old"),
        Relation("other.see-also", "See also", "/keps/sig-node/17-far-away"),
    ),
)
OPEN_PULL = PullView(
    name="code#7",
    kind="code",
    title="Rebase models",
    url="https://git.example/code/pull/7",
    author="mira-k",
    state="open",
    since=at(3, 2),
    approvals=1,
    marks=(),
    sources=("pull",),
    is_contested=False,
    checks="fail",
)
LADDER = shapes.Ladder(
    track="",
    rungs=RUNGS,
    lanes=(
        shapes.Lane(
            "v1.7",
            dt.date(2025, 11, 27),
            is_now=False,
            marks=(shapes.Mark(ALPHA, "shipped", LEFT),),
            said="Gate CPUModelRebase found at tag v1.7.0.",
            lead="Shipped alpha.",
        ),
        shapes.Lane(
            "v1.8",
            dt.date(2026, 3, 24),
            is_now=False,
            marks=(shapes.Mark(BETA, "missed", MIDDLE),),
            said="Beta was planned; it moved to v1.9 on 22 Jan 2026.",
            lead="Slipped.",
        ),
        shapes.Lane(
            "v1.9",
            dt.date(2026, 7, 22),
            is_now=True,
            marks=(shapes.Mark(BETA, "committed", MIDDLE),),
            said="and still planned, since 22 Jan 2026.",
            lead="Beta committed",
        ),
        shapes.Lane(
            "v1.10",
            None,
            is_now=False,
            marks=(shapes.Mark(STABLE, "planned", RIGHT),),
            said="since 22 Jan 2026.",
            lead="GA planned",
        ),
    ),
    arrows=(
        shapes.Arrow("climb", LEFT, 0, MIDDLE, 1),
        shapes.Arrow("slip", MIDDLE, 1, MIDDLE, 2),
        shapes.Arrow("ahead", MIDDLE, 2, RIGHT, 3),
    ),
    summary="Alpha is shipped for v1.7; Beta was planned for v1.8, moved to v1.9.",
)


def claim(source: str, value: str, **changes: object) -> shapes.ClaimView:
    """What a source says since January."""
    data: dict[str, object] = {
        "source": source,
        "value": value,
        "raw": f"- This VEP targets {value}",
        "since": at(1, 22),
        "until": None,
        "evidence": EVIDENCE,
        "used": False,
        "disagrees": False,
        "path": "veps/sig-compute/214/vep.md",
        "line": 14,
        "commit": "4be1c07a",
        **changes,
    }
    return shapes.ClaimView(**data)  # type: ignore[arg-type]  # names are checked when it runs


FIELDS = (
    shapes.FieldView(
        "target.beta",
        "Target of Beta",
        "",
        "v1.9",
        (
            claim("front-matter", "v1.9", used=True),
            claim("document", "v1.8", disagrees=True, raw="beta for version: v1.8"),
        ),
        drift=True,
    ),
    shapes.FieldView(
        "sig",
        "SIG",
        "",
        "compute",
        (claim("directory", "compute", used=True, evidence=None),),
        drift=False,
    ),
    shapes.FieldView(
        "stage",
        "Stage",
        "",
        "",
        (claim("document", "", raw=MARKUP, problem="“almost beta” names no stage."),),
        drift=False,
    ),
)
HISTORY = (
    shapes.HistoryItem(
        at=at(4, 30),
        kind="freeze",
        title="VEP freeze of v1.9",
        detail="Beta stood in v1.9.",
    ),
    shapes.HistoryItem(
        at=at(1, 22),
        kind="source",
        title="Target of Beta changed",
        old="v1.8",
        new="v1.9",
        evidence=EVIDENCE,
        subject="Move beta to the next release",
    ),
    shapes.HistoryItem(
        at=at(11, 14, year=2025),
        kind="person",
        title="Corrected by ayumi-t",
        detail=MARKUP,
    ),
)
DOCUMENTS = (
    shapes.DocumentView(
        source="document",
        path="veps/sig-compute/214/vep.md",
        url=EVIDENCE,
        commit="4be1c07a",
        merged_at=at(6, 10),
        headings=(
            (1, "Live CPU model rebase", 1),
            (2, "Motivation", 8),
            (3, "Goals", 12),
            (2, MARKUP, 40),
        ),
        versions=7,
    ),
    shapes.DocumentView(
        source="document:graduation.md",
        path="veps/sig-compute/214/graduation.md",
        url=None,
        commit="1f2e3d4c",
        merged_at=at(2, 3),
        headings=(),
        removed_at=at(5, 1),
    ),
)


def problem(**changes: object) -> shapes.ProblemRow:
    """A line of a document that names no stage."""
    data: dict[str, object] = {
        "key": "214",
        "title": "Live CPU model rebase on migration",
        "where": "documents",
        "field": "stage",
        "label": "Stage",
        "raw": "almost beta",
        "message": "“almost beta” names no stage. Write alpha, beta or GA.",
        "path": "veps/sig-compute/214/vep.md",
        "line": 14,
        "evidence": EVIDENCE,
        "since": at(1, 22),
        "sig": "compute",
        **changes,
    }
    return shapes.ProblemRow(**data)  # type: ignore[arg-type]  # names are checked when it runs


def people(*names: str) -> tuple[shapes.PersonRole, ...]:
    """The roles of an enhancement; approvers are always nobody."""
    return (
        shapes.PersonRole("authors", "Authors", names),
        shapes.PersonRole("reviewers", "Reviewers", names[:3]),
        shapes.PersonRole("approvers", "Approvers", ()),
    )


USUAL = shapes.EnhancementPage(
    enhancement=33,
    frame=frame(),
    key="214",
    number=214,
    title="Live CPU model rebase on migration",
    sig="compute",
    participating_sigs=("network", "storage"),
    status="implementable",
    status_label="Implementable",
    status_meaning="Agreed on; work may begin.",
    stage=BETA,
    stage_from_target=False,
    standing=(
        ("Beta in v1.9", True),
        (", committed at the VEP freeze.", False),
        (" It was first planned for v1.8 and slipped once.", False),
    ),
    planned=(
        (shapes.Target(BETA, "v1.9"), "document, since 22 Jan 2026"),
        (shapes.Target(STABLE, "v1.10"), "document, since 22 Jan 2026"),
    ),
    committed=((shapes.Target(BETA, "v1.9"), "at the VEP freeze of 30 Apr 2026"),),
    shipped=((shapes.Target(ALPHA, "v1.7"), "feature gate at tag v1.7.0"),),
    ladders=(LADDER,),
    fields=FIELDS,
    sources=("front-matter", "document", "directory"),
    history=HISTORY,
    problems=(problem(),),
    documents=DOCUMENTS,
    pulls=(
        OPEN_PULL,
        dataclasses.replace(OPEN_PULL, name="code#8", checks=""),
        dataclasses.replace(OPEN_PULL, name="code#6", state="merged"),
    ),
    dependencies=NEEDS,
    people=people("mira-k", "lin-zhao"),
    feature_gates=("CPUModelRebase",),
    issue_url="https://git.example/enhancements/issues/214",
    issue=IssueView(
        "enhancements#214",
        "https://git.example/enhancements/issues/214",
        "closed",
        words="closed as not planned, locked",
        may_be_turning=True,
    ),
    previous_key="213",
    next_key="215",
)
# Nothing but a name: no target, no document, nobody.
BARE = dataclasses.replace(
    USUAL,
    frame=frame(as_of="2026-04-30", releases=()),
    key="sig-compute-nameless",
    number=None,
    title="Sig compute nameless",
    sig=None,
    participating_sigs=(),
    status=None,
    status_label="",
    status_meaning="",
    stage=None,
    standing=(("No target.", True), (" No source names a release for it.", False)),
    planned=(),
    committed=(),
    shipped=(),
    ladders=(),
    fields=(),
    sources=(),
    history=(),
    problems=(),
    documents=(),
    pulls=(),
    dependencies=Dependencies(),
    people=people(),
    feature_gates=(),
    removed_at=at(3, 2),
    issue_url=None,
    issue=None,
    previous_key="",
    next_key="",
)
SAID = "Deprecated was committed; it moved to v1.10 on 22 Jan 2026."
_WIDE = dataclasses.replace(
    LADDER,
    track="A second feature gate with a name of its own that is long",
    lanes=tuple(
        dataclasses.replace(
            LADDER.lanes[2], release=f"v1.{number}", is_now=number == 9, said=SAID
        )
        for number in range(12)
    ),
    arrows=tuple(
        shapes.Arrow("slip", MIDDLE, number, MIDDLE, number + 1) for number in range(11)
    ),
)
EXTREME = dataclasses.replace(
    USUAL,
    title=LONG,
    participating_sigs=tuple(f"sig-{number}" for number in range(12)),
    status_label=MARKUP,
    ladders=(LADDER, _WIDE),
    fields=tuple(
        dataclasses.replace(
            FIELDS[0],
            field=f"other.{number}",
            label=MARKUP,
            value=LONG,
            claims=tuple(
                claim(f"document:{'side-' * 8}{place}.md", LONG, used=place == 0)
                for place in range(5)
            ),
        )
        for number in range(4)
    ),
    sources=tuple(f"document:{'side-' * 8}{place}.md" for place in range(5)),
    history=HISTORY * 20,
    problems=tuple(problem(raw=LONG * 2, path="veps/" + "x" * 160) for _ in range(9)),
    people=people(*MANY),
    issue=IssueView(
        "enhancements" * 6 + "#214",
        "https://git.example/enhancements/issues/214",
        "closed",
        words="closed as not planned, locked as too heated",
        is_discussion=True,
        discussion="https://git.example/enhancements/discussions/214",
    ),
    feature_gates=tuple(f"{'FeatureGate' * 6}{number}" for number in range(8)),
    dependencies=Dependencies(
        needs=tuple(
            dataclasses.replace(
                SLIPPED,
                id=number,
                other=dataclasses.replace(SLIPPED.other, name="x" * 90, title=LONG),
                reason=MARKUP,
                text=LONG,
            )
            for number in range(9)
        ),
        relations=(Relation("replaces", "Replaces", f"/keps/{'x' * 300}"),),
    ),
)
