"""Words that the answers of all checks share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from enhancements.languages import gettext_noop
from enhancements.languages.sentences import Sentence, nsentence, sentence
from enhancements.policy.checks.outcome import Evidence, Text
from enhancements.policy.checks.parameters import text
from enhancements.policy.checks.pull_requests import PullRequest
from enhancements.policy.checks.registry import Ask
from enhancements.policy.checks.seen import Issue, Proposal, Seen

_NOBODY = frozenset(
    {"", "-", "tbd", "tba", "todo", "n/a", "na", "none", "nobody", "unknown", "?"}
)
EXCEPTION = gettext_noop("Ask the release team for an exception.")
AGAIN = gettext_noop("Have it read again, or look at it on GitHub and waive the check.")
ASK_EXCEPTION, READ_AGAIN = Sentence(EXCEPTION), Sentence(AGAIN)
HOW = text(
    "",
    gettext_noop("The remedy in the project's own words, instead of the check's."),
)


def moment(at: dt.datetime) -> Sentence:
    """`20 May 2026, 01:41 UTC`."""
    at = at.astimezone(dt.UTC)
    return sentence("%(day)s, %(hour)s", day=at.date(), hour=f"{at:%H:%M} UTC")


def freeze_name(seen: Seen) -> str:
    """The freeze within a sentence: `code freeze`, `VEP freeze`."""
    label = seen.freeze.label or seen.freeze.key.replace("-", " ")
    is_word = label[:1].isupper() and label[1:2].islower()
    return f"{label[:1].lower()}{label[1:]}" if is_word else label


def late(seen: Seen, at: dt.datetime | None) -> Sentence | None:
    """`on 20 May 2026, 01:41 UTC, 20 days after the VEP freeze`; None when in time
    or not known.
    """
    ends_at = seen.freeze.ends_at
    if at is None or ends_at is None or at <= ends_at:
        return None
    return sentence(
        "on %(moment)s, %(span)s after the %(freeze)s",
        moment=moment(at),
        span=_span(at - ends_at),
        freeze=freeze_name(seen),
    )


def _span(length: dt.timedelta) -> Sentence:
    days, hours, minutes = length.days, length.seconds // 3600, length.seconds // 60
    if days:
        return nsentence("%(count)s day", "%(count)s days", days, count=days)
    if hours:
        return nsentence("%(count)s hour", "%(count)s hours", hours, count=hours)
    if minutes:
        return nsentence(
            "%(count)s minute", "%(count)s minutes", minutes, count=minutes
        )
    seconds = max(length.seconds, 1)
    return nsentence("%(count)s second", "%(count)s seconds", seconds, count=seconds)


def is_to_come(seen: Seen) -> bool:
    """Whether the freeze ends at a known moment that is not over."""
    return seen.freeze.ends_at is not None and not seen.is_over


def by_freeze(seen: Seen, what: Sentence) -> Sentence:
    """What is to be done as a remedy: `Merge it before the code freeze ends on ….`,
    and `Merge it.` once it is over. `what` has no full stop.
    """
    ends_at = seen.freeze.ends_at
    if ends_at is None or seen.is_over:
        return stopped(what)
    return sentence(
        "%(what)s before the %(freeze)s ends on %(moment)s.",
        what=what,
        freeze=freeze_name(seen),
        moment=moment(ends_at),
    )


def stopped(what: Text) -> Sentence:
    """Words as a sentence, with its full stop."""
    return sentence("%(what)s.", what=what)


def both(first: Text, second: Text) -> Sentence:
    """Two sentences, one after the other."""
    return sentence("%(first)s %(second)s", first=first, second=second)


def joined(words: Sequence[Text], most: int = 4) -> Text:
    """`a, b and c`; of more than `most` the number of the others."""
    first, last = _split(words, most)
    if first is None:
        return last
    return sentence("%(first)s and %(last)s", first=first, last=last)


def one_of(words: Sequence[Text], most: int = 4) -> Text:
    """`a, b or c`; of more than `most` the number of the others."""
    first, last = _split(words, most)
    if first is None:
        return last
    return sentence("%(first)s or %(last)s", first=first, last=last)


def _split(words: Sequence[Text], most: int) -> tuple[Text | None, Text]:
    """All but the last of a list, and the last; None where there is but one."""
    shown: list[Text] = list(words[:most])
    if len(words) > most:
        count = len(words) - most
        shown.append(sentence("%(count)s more", count=count))
    if not shown[1:]:
        return None, shown[0] if shown else ""
    return listed(shown[:-1]), shown[-1]


def listed(words: Sequence[Text]) -> Text:
    """`a, b, c`."""
    plain = [one for one in words if isinstance(one, str)]
    if len(plain) == len(words):
        return ", ".join(plain)
    found = words[0]
    for one in words[1:]:
        found = sentence("%(first)s, %(next)s", first=found, next=one)
    return found


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


def how(ask: Ask, default: Text) -> Text:
    """The remedy that the profile gives, else the check's own."""
    return ask.text("how") or default
