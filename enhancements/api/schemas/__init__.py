"""What the API answers, for its OpenAPI description.

Answers are written from `queries` as they are; tests hold them against these.
"""

from __future__ import annotations

from enhancements.api.schemas.base import Fact, Index, Problem
from enhancements.api.schemas.change import Changes
from enhancements.api.schemas.decision import (
    Decided,
    Decisions,
    DecisionsProblem,
    Wishes,
)
from enhancements.api.schemas.enhancement import EnhancementDetail, Enhancements
from enhancements.api.schemas.exception import Exceptions
from enhancements.api.schemas.merge_gate import MergeGate
from enhancements.api.schemas.project import (
    Person,
    ProjectDetail,
    Projects,
    SigDetail,
    Sigs,
)
from enhancements.api.schemas.release import Board, ReleaseDetail, Releases
from enhancements.api.schemas.snapshot import SnapshotDetail, Snapshots
from enhancements.api.schemas.trouble import Drifts, Problems
from enhancements.api.schemas.view import Views

__all__ = [
    "Board",
    "Changes",
    "Decided",
    "Decisions",
    "DecisionsProblem",
    "Drifts",
    "EnhancementDetail",
    "Enhancements",
    "Exceptions",
    "Fact",
    "Index",
    "MergeGate",
    "Person",
    "Problem",
    "Problems",
    "ProjectDetail",
    "Projects",
    "ReleaseDetail",
    "Releases",
    "SigDetail",
    "Sigs",
    "SnapshotDetail",
    "Snapshots",
    "Views",
    "Wishes",
]
