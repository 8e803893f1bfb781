"""What happened between an enhancement and its pull requests: an item for each.

A pull request names a tracking issue, an issue lists pull requests, and both change
their minds. All that of one pull request is one item of the history, which tells the
latest and holds the earlier ones.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from enhancements.documents.facts import ISSUE
from enhancements.languages import gettext, gettext_noop
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import HistoryItem

if TYPE_CHECKING:
    from enhancements.queries.enhancement import Claimed

PREFIX = "pull:"


def changes(
    setting: Setting, field: str, source: str, said: Sequence[Claimed]
) -> Iterator[HistoryItem]:
    """What one source said of one pull request over time, oldest first."""
    name = field.removeprefix(PREFIX)
    before: Claimed | None = None
    for claim in said:
        span = claim.span
        joined = before is not None and before.span.until == span.since
        old = before.span.value if before is not None and joined else None
        if span.value is not None and span.value != old:
            title = _sentence(name, source, span.value, is_over=False)
            yield _item(claim, title, old=f"#{old}" if old else "")
        elif span.value is None and old is not None:
            yield _item(claim, _sentence(name, source, old, is_over=True))
        before = claim
    last = said[-1].span
    if last.until and last.until <= setting.at and last.value is not None:
        title = _sentence(name, source, last.value, is_over=True)
        yield HistoryItem(at=last.until, kind="source", title=title)


def _sentence(name: str, source: str, value: object, *, is_over: bool) -> str:
    if source == ISSUE and is_over:
        text = gettext_noop(
            "Tracking issue #%(issue)s no longer lists pull request %(name)s"
        )
    elif source == ISSUE:
        text = gettext_noop("Tracking issue #%(issue)s lists pull request %(name)s")
    elif is_over:
        text = gettext_noop("Pull request %(name)s no longer names #%(issue)s")
    else:
        text = gettext_noop("Pull request %(name)s names #%(issue)s")
    return gettext(text, issue=value, name=name)


def _item(claim: Claimed, title: str, old: str = "") -> HistoryItem:
    return HistoryItem(
        at=claim.span.since,
        kind="source",
        title=gettext("%(title)s, not %(old)s", title=title, old=old) if old else title,
        detail=claim.span.problem,
        evidence=claim.span.url or None,
    )


def one_each(found: Iterable[HistoryItem]) -> HistoryItem:
    """The latest change of a pull request, with the earlier ones inside."""
    latest, *earlier = sorted(found, key=lambda item: item.at, reverse=True)
    return dataclasses.replace(latest, steps=tuple(earlier))
