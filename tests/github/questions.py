"""Every GraphQL query of ours, for the slice of the schema and for its tests."""

from __future__ import annotations

from datetime import UTC, datetime

from enhancements.sources.github import lookups, queries
from enhancements.sources.github.queries import Request

OID = "0123456789abcdef0123456789abcdef01234567"
SINCE = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def requests() -> dict[str, Request]:
    """By a name: each builder with all it can ask, pages as large as by default."""
    ids = [f"I_{number}" for number in range(100)]
    return {
        "list_issues": queries.list_issues("o", "n", after="c", since=SINCE),
        "list_pulls": queries.list_pulls("o", "n", after="c"),
        "sweep_issues": queries.sweep_issues("o", "n", after="c"),
        "sweep_pulls": queries.sweep_pulls("o", "n", after="c"),
        "node_issues": queries.node_issues(ids[: queries.ISSUES_PAGE]),
        "node_pulls": queries.node_pulls(ids[: queries.PULLS_PAGE]),
        "node_people": queries.node_people(ids),
        "repository": queries.repository("o", "n"),
        "pull_files": lookups.pull_files(ids[: lookups.MOST_ALIASES]),
        "documents": lookups.documents("o", "n", [(OID, "a/b.md"), (OID, "c.md")]),
        "discussion": lookups.discussion("o", "n", 4),
        "more": lookups.more([lookups.Wanted("x", part) for part in lookups.Part]),
    }
