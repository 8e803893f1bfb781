"""What pages show, as plain frozen data.

Query functions build these from one or two SQL statements; templates and
exports read them and never touch the database. Every moment is UTC.
"""

from __future__ import annotations

from enhancements.queries.shapes.compare import Comparison, Difference
from enhancements.queries.shapes.enhancement import (
    Arrow,
    ClaimView,
    DocumentView,
    EnhancementPage,
    FieldView,
    HistoryItem,
    Ladder,
    Lane,
    Mark,
    PersonRole,
)
from enhancements.queries.shapes.facts import (
    Deadline,
    DeadlineDate,
    EnhancementRow,
    EntryRow,
    Phase,
    Proof,
    ReleaseSummary,
    SigCount,
    StageRef,
    Target,
)
from enhancements.queries.shapes.frame import (
    Frame,
    Moment,
    ProjectRef,
    SourceState,
)
from enhancements.queries.shapes.lists import (
    BrowsePage,
    Facet,
    FacetGroup,
    Page,
    ProblemRow,
    ProblemSection,
    ProblemsPage,
    SortColumn,
)
from enhancements.queries.shapes.pages import (
    Change,
    ChangesPage,
    HomePage,
    ReleasePage,
    SigPage,
    SigRow,
)
from enhancements.queries.shapes.timeline import Timeline, TimelineMark
from enhancements.queries.shapes.week import Week

__all__ = [
    "Arrow",
    "BrowsePage",
    "Change",
    "ChangesPage",
    "ClaimView",
    "Comparison",
    "Deadline",
    "DeadlineDate",
    "Difference",
    "DocumentView",
    "EnhancementPage",
    "EnhancementRow",
    "EntryRow",
    "Facet",
    "FacetGroup",
    "FieldView",
    "Frame",
    "HistoryItem",
    "HomePage",
    "Ladder",
    "Lane",
    "Mark",
    "Moment",
    "Page",
    "PersonRole",
    "Phase",
    "ProblemRow",
    "ProblemSection",
    "ProblemsPage",
    "ProjectRef",
    "Proof",
    "ReleasePage",
    "ReleaseSummary",
    "SigCount",
    "SigPage",
    "SigRow",
    "SortColumn",
    "SourceState",
    "StageRef",
    "Target",
    "Timeline",
    "TimelineMark",
    "Week",
]
