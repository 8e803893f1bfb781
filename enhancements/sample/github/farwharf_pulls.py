"""Farwharf's pull requests: code, docs, and one for each commit of the KEPs."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from enhancements.sample.changes import Change
from enhancements.sample.farwharf import calendar as days
from enhancements.sample.farwharf.catalogue import enhancements
from enhancements.sample.github.farwharf_promises import Promise, promised
from enhancements.sample.github.pulls import EVERYTHING, Pull

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar

DOCUMENTS = "farwharf/enhancements"
CODE = "farwharf/farwharf"
WEBSITE = "farwharf/website"
FIRST = {CODE: 4101, WEBSITE: 902}
_NUMBER = re.compile(r"KEP-(\d+)")


def work(calendar: Calendar) -> list[Pull]:
    """Code and docs of every promise, with the numbers they will have."""
    found: list[Pull] = []
    for item in enhancements():
        # Of several promises for one stage the last one brings the code.
        last = {one.stage: one for one in promised(item)}
        for one in last.values():
            found += _of(calendar, one)
    found.sort(key=lambda pull: (pull.opened, pull.enhancement, pull.title))
    numbers = {repo: itertools.count(first) for repo, first in FIRST.items()}
    return [
        dataclasses.replace(pull, number=next(numbers[pull.repo])) for pull in found
    ]


def _of(calendar: Calendar, one: Promise) -> Iterator[Pull]:
    item, freeze = one.item, days.FREEZES[one.release]
    for part in range(1 + item.number % 2):
        seed = item.number * 3 + part
        merged = freeze + days.CODE_FREEZE - 1 - seed % 30
        yield Pull(
            repo=CODE,
            enhancement=item.number,
            stage=one.stage,
            kind="code",
            title=f"KEP-{item.number}: {item.name.replace('-', ' ')}, part {part + 1}",
            body=f"Issue link: farwharf/enhancements#{item.number}\n",
            author=item.authors[-1],
            opened=calendar.at(max(one.day + 3, merged - 34), seed=seed),
            merged=calendar.at(max(one.day + 9, merged), seed=seed + 1),
            files={f"pkg/{item.name}/{one.stage}.go": "package harbour\n"},
        )
    merged = max(freeze + days.DOCS_FREEZE - 1 - item.number % 12, one.day + 9)
    yield Pull(
        repo=WEBSITE,
        enhancement=item.number,
        stage=one.stage,
        kind="docs",
        title=f"{item.title} ({one.stage} in {one.release})",
        body=f"For farwharf/enhancements#{item.number}.\n",
        author=item.authors[0],
        opened=calendar.at(max(merged - 40, one.day + 4), seed=item.number),
        merged=calendar.at(merged, seed=item.number),
        files={f"content/{item.name}.md": f"# {item.title}\n"},
    )


def documents(
    calendar: Calendar, changes: Iterable[Change], numbers: Iterator[int]
) -> Iterator[Pull]:
    """One for each commit of the KEPs' history, under the number it has there."""
    before: dict[int, datetime] = {}
    long_ago = calendar.at(-1000)
    for number, change in zip(numbers, changes, strict=False):
        found = _NUMBER.match(change.subject)
        key = int(found[1]) if found else 0
        moves = any(word in change.subject for word in ("v1.", "alpha", "beta"))
        lasts = 13 + number // 5 * 7 % 40 if moves else 3 + number % 7
        lead = timedelta(days=lasts, hours=number % 6)
        floor = max(before.get(key, long_ago), before.get(EVERYTHING, long_ago))
        start = f"{change.why}\n\n" if change.why else ""
        yield Pull(
            repo=DOCUMENTS,
            number=number,
            enhancement=key,
            kind="document",
            title=change.subject,
            body=f"{start}- Issue link: #{key}\n" if key else change.why,
            author=change.by,
            opened=min(max(change.at - lead, floor), change.at - timedelta(hours=1)),
            merged=change.at,
            files={
                path: None if data is None else data.decode("utf-8", "replace")
                for path, data in change.files.items()
            },
        )
        is_bulk = not key and any(path.startswith("keps/") for path in change.files)
        before[EVERYTHING if is_bulk else key] = change.at
