"""The places in which problems are found: files of git, and GitHub's own pages."""

from __future__ import annotations

import dataclasses

from enhancements.languages import gettext_noop
from enhancements.policy import resolve


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """One kind of place, as the list of problems shows it; its texts are English."""

    key: str
    """`documents`, `issues`, `pulls`, `schedules` or `rosters`."""
    title: str
    lead: str
    """What is listed there and who can put it right."""


EVERY = (
    Place(
        "documents",
        gettext_noop("Documents"),
        gettext_noop(
            "Files in the repository of the documents. A merged change puts them right."
        ),
    ),
    Place(
        "issues",
        gettext_noop("Issues"),
        gettext_noop(
            "Titles, descriptions, labels and milestones of tracking issues. Edit the"
            " issue on GitHub; no pull request is needed."
        ),
    ),
    Place(
        "pulls",
        gettext_noop("Pull requests"),
        gettext_noop(
            "Open proposals, and what pull requests say of themselves. Their authors"
            " put them right before the merge."
        ),
    ),
    Place(
        "schedules",
        gettext_noop("Schedules"),
        gettext_noop("Files with the dates of releases."),
    ),
    Place(
        "rosters",
        gettext_noop("Rosters"),
        gettext_noop("Files with SIGs and their people."),
    ),
)
KEYS = tuple(place.key for place in EVERY)
_BY_FAMILY = {
    "issue": "issues",
    "label": "issues",
    "milestone": "issues",
    "pull": "pulls",
    "proposal": "pulls",
    "roster": "rosters",
    "schedule": "schedules",
    "readiness": "documents",
}
OF_RECORD = """CASE split_part(item.value ->> 'source', ':', 1)
  WHEN 'issue' THEN 'issues' WHEN 'label' THEN 'issues' WHEN 'milestone' THEN 'issues'
  WHEN 'pull' THEN 'pulls' WHEN 'proposal' THEN 'pulls' ELSE 'documents' END"""
"""The same as `of_record` in SQL, for a problem `item.value` of a record."""


def of_record(source: str) -> str:
    """Where a source that speaks of an enhancement says it."""
    return _BY_FAMILY.get(resolve.family(source), "documents")


def of_file(source: str) -> str:
    """Where a source that speaks of releases or SIGs says it."""
    return _BY_FAMILY.get(resolve.family(source), "schedules")
