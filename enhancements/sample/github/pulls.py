"""Lodestead's pull requests: those that build what was promised, and the documents'."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from enhancements.sample.calendar import FREEZES
from enhancements.sample.catalogue import Enhancement, enhancements
from enhancements.sample.github.releases import code_freeze, release_of
from enhancements.sample.proposals import proposals
from enhancements.sample.stories import LODESTEAD
from enhancements.sample.wording import pick

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar

DOCUMENTS = "lodestead/enhancements"
CODE = "lodestead/lodestead"
GUIDE = "lodestead/user-guide"
FIRST = {CODE: 1201, GUIDE: 311}
"""Where the numbers begin: both repositories are older than the proposals."""

EVERYTHING = -1
"""Stands for a change of many documents."""

_PARTS = ("the warden's part", "the controller's part", "tests of the usual journey")
_WORDS = ("one", "two", "three")

# How pull requests name the enhancement they belong to; the last leaves it to the
# tracking issue, which lists them.
NAMINGS = (
    "VEP tracking issue: lodestead/enhancements#{number}",
    "**VEP tracking issue**: https://github.com/lodestead/enhancements/issues/{number}",
    "Part of enhancements#{number}.",
    "Fixes some of lodestead/enhancements#{number}.",
    "VEP tracking issue: <vep_tracking_issue_number>",
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull request's whole life as planned."""

    repo: str
    number: int = 0
    enhancement: int
    """Number of the one it belongs to; 0 for none."""
    stage: str = ""
    kind: str = ""
    """`document`, `code` or `docs`."""
    title: str
    body: str
    author: str
    opened: datetime
    merged: datetime
    held: tuple[datetime, datetime] | None = None
    files: Mapping[str, str | None] = dataclasses.field(default_factory=dict)

    @property
    def reference(self) -> str:
        """As the tracking issue lists it."""
        is_near = self.kind == "document"
        return f"#{self.number}" if is_near else f"{self.repo}#{self.number}"


def planned(calendar: Calendar) -> list[Pull]:
    """Every pull request of the story, to its end, with the numbers they will have."""
    found = [pull for item in enhancements() for pull in _of(calendar, item)]
    found.sort(key=lambda pull: (pull.opened, pull.enhancement, pull.title))
    numbers = {repo: itertools.count(first) for repo, first in FIRST.items()}
    work = [
        dataclasses.replace(pull, number=next(numbers[pull.repo])) for pull in found
    ]
    return [*work, *_documents(calendar)]


def _of(calendar: Calendar, item: Enhancement) -> Iterator[Pull]:
    """What one enhancement needs: code for each stage, docs from beta on."""
    for stage, moves in _promises(item).items():
        first, last = moves[0][0], moves[-1][1]
        freeze = code_freeze(last)
        if freeze is None:
            continue
        for part in range(1 + item.number % 2 + (stage == "ga")):
            yield _code(calendar, item, stage, part, first, freeze, moves)
        if stage != "alpha":
            yield _docs(calendar, item, stage, first, freeze)


def _promises(item: Enhancement) -> dict[str, list[tuple[int, str]]]:
    """Stage to the days on which a release of ours was named for it, and which."""
    found: dict[str, list[tuple[int, str]]] = {}
    for step in item.life:
        for stage, text in step.targets.items():
            release = release_of(text)
            if release in FREEZES and stage in {"alpha", "beta", "ga", "ship"}:
                known = "ga" if stage == "ship" else stage
                found.setdefault(known, []).append((step.day, release))
    return found


def _code(  # noqa: PLR0917 - all that it depends on
    calendar: Calendar,
    item: Enhancement,
    stage: str,
    part: int,
    first: int,
    freeze: int,
    moves: list[tuple[int, str]],
) -> Pull:
    seed = item.number * 3 + part
    merged = freeze - 1 - (seed * 11) % 44
    opened = min(first + 4 + seed % 19, merged - 6)
    held = None
    if len(moves) > 1 and opened < moves[-1][0] < merged - 9:
        day = moves[-1][0]
        held = (calendar.at(day, seed=seed), calendar.at(day + 8, seed=seed))
    start = f"VEP {item.number}: " if seed % 3 else f"{item.gate or item.name}: "
    what = f"{_what(item, stage)}, {_PARTS[part]}"
    return Pull(
        repo=CODE,
        enhancement=item.number,
        stage=stage,
        kind="code",
        title=f"{start}{what}",
        body=f"{_naming(item, seed)}\n\nWhat it does: {what}.\n",
        author=item.owner,
        opened=calendar.at(opened, seed=seed),
        merged=calendar.at(merged, seed=seed + 7),
        held=held,
        files={f"pkg/{item.name}/{stage}_{_WORDS[part]}.go": "package warden\n"},
    )


def _docs(
    calendar: Calendar, item: Enhancement, stage: str, first: int, freeze: int
) -> Pull:
    seed = item.number * 5
    merged = freeze + 12 + seed % 9
    return Pull(
        repo=GUIDE,
        enhancement=item.number,
        stage=stage,
        kind="docs",
        title=f"Describe {item.title[:1].lower()}{item.title[1:]} ({stage})",
        body=f"{_naming(item, seed + 1)}\n",
        author=item.owner,
        opened=calendar.at(max(first + 9, merged - 50), seed=seed),
        merged=calendar.at(merged, seed=seed),
        files={f"docs/{item.name}.md": f"# {item.title}\n"},
    )


def _what(item: Enhancement, stage: str) -> str:
    words = {"alpha": "first version behind the gate", "beta": "on by default"}
    return f"{item.name.replace('-', ' ')}, {words.get(stage, 'gate locked on')}"


def _naming(item: Enhancement, seed: int) -> str:
    return pick(NAMINGS, seed).format(number=item.number)


# --- Those that change documents ------------------------------------------------------


def _documents(calendar: Calendar) -> Iterator[Pull]:
    """One for each commit of the documents' history, under the number it has there."""
    paths = {
        path: item.number
        for item in enhancements()
        for path in (item.path, item.first_path, f"{item.folder}/{item.was}")
    }
    before: dict[int, datetime] = {}
    long_ago = calendar.at(-1000)
    numbers = LODESTEAD.pull_requests()
    for number, change in zip(numbers, proposals(calendar), strict=False):
        touched = {paths[path] for path in change.files if path in paths}
        key = next(iter(touched)) if len(touched) == 1 else 0
        moves = " v1." in change.subject or "move" in change.subject
        days = 25 + number * 7 % 50 if moves else 2 + number % 9
        lead = timedelta(days=days, hours=number % 5)
        floor = max(before.get(key, long_ago), before.get(EVERYTHING, long_ago))
        yield Pull(
            repo=DOCUMENTS,
            number=number,
            enhancement=key,
            kind="document",
            title=change.subject,
            body=_document_body(change.why, key),
            author=change.by,
            # Not before what it builds upon.
            opened=min(max(change.at - lead, floor), change.at - timedelta(hours=1)),
            merged=change.at,
            files={path: _text(data) for path, data in change.files.items()},
        )
        before[EVERYTHING if len(touched) > 1 else key] = change.at


def _document_body(why: str, number: int) -> str:
    if not number or number % 5 == 0:
        return why
    start = f"{why}\n\n" if why else ""
    return f"{start}**Tracking issue**: #{number}\n"


def _text(data: bytes | None) -> str | None:
    if data is None:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
