"""What a check sees, in few words: an entry of v1.9 whose freeze ends on 1 May 2026."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from enhancements.policy.checks.criteria import FreezeCriteria
from enhancements.policy.checks.criteria_reader import Known, read
from enhancements.policy.checks.judge import judge
from enhancements.policy.checks.outcome import Outcome
from enhancements.policy.checks.pull_requests import Listing, PullRequest
from enhancements.policy.checks.seen import (
    Document,
    Entry,
    FreezeAt,
    Issue,
    LabelOn,
    Proposal,
    Resolved,
    Said,
    Section,
    Seen,
    Text,
)

END = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
"""The freeze is 30 April, Anywhere on Earth."""
LAST = END
"""The last moment that is in time."""
LATE = END + dt.timedelta(seconds=1)
SOON = END - dt.timedelta(days=10)
AFTER = END + dt.timedelta(days=20)
STARTS = END - dt.timedelta(days=60)
STATUSES = ("provisional", "implementable", "implemented", "withdrawn")
KNOWN = Known({"code-freeze": "Code freeze"}, STATUSES)
BY_A_SECOND = "1 May 2026, 12:00 UTC, 1 second after the code freeze."
BEFORE_END = "before the code freeze ends on 1 May 2026, 12:00 UTC."
REPO = "acme/plans"
ISSUE_URL = f"https://github.com/{REPO}/issues/10"
DOCUMENT_URL = f"https://github.com/{REPO}/blob/main/veps/sig-a/10-x/vep.md"

ENTRY = Entry(
    release="v1.9",
    stage="beta",
    canonical="beta",
    stage_label="Beta",
    kind="graduation",
    starts_at=STARTS,
)
ISSUE = Issue(10, ISSUE_URL, state_since=STARTS, created_at=STARTS)
DOCUMENT = Document("veps/sig-a/10-x/vep.md", DOCUMENT_URL, merged_at=SOON)


def seen(*, after: bool = False, **changes: Any) -> Seen:
    """Ten days before the freeze, or twenty days after it, with these parts."""
    at = AFTER if after else SOON
    fields: dict[str, Any] = {
        "at": at,
        "entry": ENTRY,
        "freeze": FreezeAt("code-freeze", "Code freeze", END),
        "issue": ISSUE,
        "document": DOCUMENT,
        "repository": REPO,
        **changes,
    }
    return Seen(**fields)


def record(**fields: Any) -> Resolved:
    """A record with these fields."""
    return Resolved(number=10, sig=Said("a"), **fields)


def merged(value: Any, since: dt.datetime | None = None, **more: Any) -> Said[Any]:
    """A field that a merged document says."""
    return Said(value, since, source="metadata", is_merged=True, **more)


def issue(**changes: Any) -> Issue:
    """The tracking issue, so changed."""
    return dataclasses.replace(ISSUE, **changes)


def labelled(*names: str, since: dt.datetime | None = None, **more: Any) -> Issue:
    """The issue with these labels."""
    labels = tuple(LabelOn(name, since) for name in names)
    return dataclasses.replace(ISSUE, labels=labels, **more)


def proposal(number: int = 77, *touches: str, **fields: Any) -> Proposal:
    """An open pull request on the documents."""
    url = f"https://github.com/{REPO}/pull/{number}"
    return Proposal(f"{REPO}#{number}", url, frozenset(touches), **fields)


def pull(number: int = 5, state: str = "open", **fields: Any) -> PullRequest:
    """A code pull request, listed under the entry's stage unless told otherwise."""
    place = f"acme/widgets#{number}"
    url = f"https://github.com/acme/widgets/pull/{number}"
    fields = {"kind": "code", "listed": Listing("beta", "v1.9"), **fields}
    return PullRequest(place, url, state=state, **fields)


def text(*rows: tuple[str, int, bool | None], **fields: Any) -> Text:
    """A document's prose with these sections."""
    sections = tuple(Section(*row) for row in rows)
    return Text(
        "keps/sig-a/10-x/README.md", "https://example.org/r", sections, **fields
    )


def criteria(*checks: dict[str, Any]) -> FreezeCriteria:
    """A code freeze with these checks."""
    rows = [{"deadline": "code-freeze", "checks": list(checks)}]
    return read(rows, KNOWN).freezes[0]


def answer(check: str, what: Seen, **given: Any) -> Outcome:
    """What one check says, with these parameters."""
    freeze = criteria({"check": check, "with": given})
    return judge(what, freeze).outcomes[0]
