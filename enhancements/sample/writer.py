"""Writes the sample's repositories into a folder, and appends to them later.

The whole story is fixed as soon as the folder's anchor is: writing it again gives
the same commits, and a later date gives the same commits and some more. So a
folder is brought up to date by building all of its history anew beside it and
moving forward to that. What is already there is never rewritten.
"""

from __future__ import annotations

import dataclasses
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from enhancements.sample.calendar import Calendar
from enhancements.sample.repository import RepoBuilder, RepositoryNotWritten
from enhancements.sample.stories import LODESTEAD, Story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from enhancements.sample.changes import Change

MARKER = ".sample.json"
"""File that tells a folder of ours; it holds the anchor of its calendar."""

SIDE_BRANCH = "side"

_BUILDING = ".building-"


class FolderRefused(Exception):
    """The folder is not ours to write into; the text says what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """What became of one repository: its commits on the line, and those new."""

    name: str
    commits: int
    added: int
    was_left: bool = False
    """It has changes of somebody else and was left as it is."""


def write(
    folder: Path, *, until: datetime, today: date, story: Story = LODESTEAD
) -> list[Written]:
    """Write all of the story up to and including `until`, a moment in UTC.

    `today` chooses the anchor of a new folder; a folder that was written before
    keeps its own. Raises FolderRefused for a folder with other things in it.
    """
    _make(folder)
    with (
        _alone_in(folder),
        tempfile.TemporaryDirectory(prefix=_BUILDING, dir=folder) as place,
    ):
        calendar = Calendar(_anchor(folder, today, story))
        return [
            _bring_forward(
                folder / name,
                Path(place) / name,
                _until(changes(calendar), until),
                story,
            )
            for name, changes in story.repositories.items()
        ]


def end_of(day: date) -> datetime:
    """The last moment of a day, UTC."""
    return Calendar(day).at(0, "23:59:59")


def story_ends(folder: Path, story: Story = LODESTEAD) -> date:
    """The date of the last thing that ever happens in a folder of ours."""
    calendar = calendar_of(folder)
    makers = story.repositories.values()
    moments = [change.at for make in makers for change in make(calendar)]
    return max(moments).date()


def calendar_of(folder: Path) -> Calendar:
    """The calendar of a folder of ours. Raises FolderRefused where it is not known."""
    try:
        return Calendar(_read_anchor(folder / MARKER))
    except OSError as error:
        raise FolderRefused(f"{folder} was not written by this command.") from error


def _until(changes: list[Change], until: datetime) -> list[Change]:
    return list(takewhile(lambda change: change.at <= until, changes))


def _make(folder: Path) -> None:
    """Make the folder if it is missing; refuse one with other things in it."""
    if folder.is_dir():
        names = {entry.name for entry in folder.iterdir()}
        foreign = {name for name in names if not name.startswith(_BUILDING)}
        is_ours = MARKER in names or not foreign
    else:
        is_ours = not folder.exists()
    if not is_ours:
        raise FolderRefused(
            f"{folder} holds something else. Name a folder that is empty, does not "
            "exist yet, or was written by this command before."
        )
    folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, and clear away what a killed run left behind."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for leftover in folder.glob(f"{_BUILDING}*"):
            if leftover.is_dir():
                shutil.rmtree(leftover)
            else:
                leftover.unlink()
        yield
    finally:
        os.close(handle)


def _anchor(folder: Path, today: date, story: Story) -> date:
    """The folder's anchor, chosen now if the folder is new."""
    marker = folder / MARKER
    if marker.exists():
        return _read_anchor(marker)
    anchor = story.anchor_for(today)
    _write_whole(marker, json.dumps({"anchor": anchor.isoformat()}) + "\n")
    return anchor


def _read_anchor(marker: Path) -> date:
    try:
        return date.fromisoformat(json.loads(marker.read_text())["anchor"])
    except (ValueError, KeyError, TypeError) as error:
        raise FolderRefused(
            f"{marker} cannot be read, so that the folder's dates are not known. "
            "Delete the folder to start anew, or name another one."
        ) from error


def _write_whole(path: Path, text: str) -> None:
    """A file that is there with all of its text, or not at all."""
    draft = path.with_name(f"{_BUILDING}{path.name}")
    draft.write_text(text)
    draft.replace(path)


def _bring_forward(
    target: Path, fresh: Path, changes: list[Change], story: Story
) -> Written:
    """Make the repository at `target` hold these changes."""
    _build(fresh, changes, story)
    total = len(changes)
    if not target.exists():
        fresh.rename(target)
        return Written(target.name, total, total)
    before = _count(target)
    if not changes:
        return Written(target.name, before, 0)
    fetched = _run(target, "fetch", "--quiet", "--no-tags", str(fresh), "main")
    if fetched.returncode:
        raise RepositoryNotWritten(fetched.stderr.strip())
    if _run(target, "merge", "--quiet", "--ff-only", "FETCH_HEAD").returncode:
        return Written(target.name, before, 0, was_left=True)
    _run(target, "fetch", "--quiet", "--no-tags", str(fresh), "refs/tags/*:refs/tags/*")
    after = _count(target)
    return Written(target.name, after, after - before)


def _build(path: Path, changes: list[Change], story: Story) -> None:
    line: list[str] = []
    with RepoBuilder(path) as builder:
        for number, change in zip(story.pull_requests(), changes, strict=False):
            author = story.author(change.by)
            line.append(_commit(builder, change, number, author, line))
            if change.tag:
                builder.tag(change.tag, line[-1], change.at)
        if changes:
            builder.checkout()
    _run(path, "branch", "--quiet", "-D", SIDE_BRANCH)


def _commit(
    builder: RepoBuilder, change: Change, number: int, author: str, line: list[str]
) -> str:
    """Add one change to the branch, squashed or as a merge; its id."""
    authored_at = change.at - timedelta(hours=1 + number * 5 % 90)
    body = f"\n\n{change.why}" if change.why else ""
    if not change.merge:
        return builder.commit(
            change.files,
            at=change.at,
            message=f"{change.subject} (#{number}){body}\n",
            author=author,
            authored_at=authored_at,
        )
    side = builder.commit(
        change.files,
        at=change.at,
        message=f"{change.subject}{body}\n",
        author=author,
        authored_at=authored_at,
        branch=SIDE_BRANCH,
        parents=[line[-2]],
    )
    title = f"Merge pull request #{number} from {change.by}/side-{number}"
    return builder.commit(
        change.files,
        at=change.at,
        message=f"{title}\n\n{change.subject}\n",
        author=author,
        parents=[line[-1], side],
    )


def _count(repository: Path) -> int:
    """Commits on the first-parent line."""
    done = _run(repository, "rev-list", "--count", "--first-parent", "HEAD")
    return int(done.stdout or 0)


def _run(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run git in the repository, untouched by the user's own configuration.

    The repository is named in full: where it is damaged, git must not go looking
    for another one in the folders above.
    """
    place = ["--git-dir", str(repository / ".git"), "--work-tree", str(repository)]
    ours = {key: value for key, value in os.environ.items() if key[:4] != "GIT_"}
    return subprocess.run(
        ["git", *place, *arguments],
        cwd=repository,
        env=ours | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
