"""Words that the answers of all checks share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from enhancements.policy.checks.outcome import Evidence
from enhancements.policy.checks.parameters import text
from enhancements.policy.checks.pull_requests import PullRequest
from enhancements.policy.checks.registry import Ask
from enhancements.policy.checks.seen import Issue, Proposal, Seen

_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_NOBODY = frozenset(
    {"", "-", "tbd", "tba", "todo", "n/a", "na", "none", "nobody", "unknown", "?"}
)
EXCEPTION = "Ask the release team for an exception."
AGAIN = "Have it read again, or look at it on GitHub and waive the check."
HOW = text("", "The remedy in the project's own words, instead of the check's.")


def moment(at: dt.datetime) -> str:
    """`20 May 2026, 01:41 UTC`."""
    at = at.astimezone(dt.UTC)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"


def the_freeze(seen: Seen) -> str:
    """`the code freeze`, `the VEP freeze`."""
    label = seen.freeze.label or seen.freeze.key.replace("-", " ")
    is_word = label[:1].isupper() and label[1:2].islower()
    return f"the {label[:1].lower()}{label[1:]}" if is_word else f"the {label}"


def late(seen: Seen, at: dt.datetime | None) -> str:
    """`on 20 May 2026, 01:41 UTC, 20 days after the VEP freeze`; empty when in time
    or not known.
    """
    ends_at = seen.freeze.ends_at
    if at is None or ends_at is None or at <= ends_at:
        return ""
    return f"on {moment(at)}, {_span(at - ends_at)} after {the_freeze(seen)}"


def _span(length: dt.timedelta) -> str:
    for count, word in (
        (length.days, "day"),
        (length.seconds // 3600, "hour"),
        (length.seconds // 60, "minute"),
        (max(length.seconds, 1), "second"),
    ):
        if count:
            return f"{count} {word}{'' if count == 1 else 's'}"
    return "a moment"


def by_freeze(seen: Seen) -> str:
    """` before the code freeze ends on …`, to end a remedy; empty when it is over."""
    ends_at = seen.freeze.ends_at
    if ends_at is None or seen.is_over:
        return ""
    return f" before {the_freeze(seen)} ends on {moment(ends_at)}"


def joined(words: Sequence[str], last: str = "and", most: int = 4) -> str:
    """`a, b and c`; of more than `most` the number of the others."""
    shown = list(words[:most])
    if len(words) > most:
        shown = [*shown, f"{len(words) - most} more"]
    if not shown[1:]:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"


def is_nobody(name: str) -> bool:
    """Whether a name stands for nobody: TBD, N/A, a placeholder such as $ASSIGNEE."""
    word = name.strip().strip("@`*_.").casefold()
    return word in _NOBODY or word.startswith(("$", "<"))


def short(place: str) -> str:
    """`kubevirt#12` of "kubevirt/kubevirt#12"."""
    return place.rpartition("/")[2] or place


def file_name(path: str) -> str:
    """`vep.md` of a path, or "the document" without one."""
    return path.rpartition("/")[2] or "the document"


def of_issue(issue: Issue) -> Evidence:
    """The issue as evidence."""
    return ((f"#{issue.number}", issue.url),) if issue.url else ()


def of_pulls(pulls: Sequence[PullRequest | Proposal], most: int = 20) -> Evidence:
    """Pull requests as evidence."""
    return tuple((short(one.place), one.url) for one in pulls[:most] if one.url)


def link(label: str, url: str) -> Evidence:
    """One link as evidence; nothing without an address."""
    return ((label, url),) if url else ()


def how(ask: Ask, default: str) -> str:
    """The remedy that the profile gives, else the check's own."""
    return ask.text("how") or default
