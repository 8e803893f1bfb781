"""The samples' GitHub in a file, so that it goes on where it was after a restart.

Every mutation is a line: the story's all in one, which stands whole or not at all, and
then each further one before it happens. The world is made anew from these lines, with
the same ids; a line that was cut off by the end of a process is left out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from enhancements.fakehub.world import World
from enhancements.sample.calendar import Calendar
from enhancements.sample.github import places
from enhancements.sample.github.acts import Act, play

FORM = 1
"""Raised when the same lines may give another world than before."""


class JournalUnreadable(Exception):
    """The file cannot be read; the text says what to do."""


class _Written(list[Any]):
    """What a world takes for its journal; keeps nothing and writes each line."""

    def __init__(self, file: IO[str]) -> None:
        super().__init__()
        self._file = file

    def append(self, line: tuple[int, str, tuple[Any, ...], dict[str, Any]], /) -> None:
        """Write a mutation that is about to happen."""
        at, name, args, kwargs = line
        self._file.write(_line({"at": at, "do": name, "of": args, "with": kwargs}))
        self._file.flush()


def open_world(
    path: Path, calendars: Mapping[str, Calendar], now: float
) -> tuple[World, IO[str]]:
    """The world as of `now`, seconds since 1970, and the file that it is written to.

    Begins it from the story where there is no file yet; else goes on, with what the
    story tells of the time between. Raises JournalUnreadable.
    """
    lines = list(_lines(path)) if path.exists() else []
    told = [line for line in lines if "until" in line]
    since = told[-1]["until"] if told else float("-inf")
    # Of a file without the story's line nobody has seen anything yet.
    lines = lines if told else []
    acts = [act for act in places.acts(calendars) if since < act.at <= now]
    news = {"form": FORM, "until": now, "acts": [_plain(act) for act in acts]}
    if lines:
        world = _again(lines)
        play(world, acts, lenient=True)
        _cut_to_whole_lines(path)
    else:
        world = places.settle(acts)
    file = path.open("a" if lines else "w", encoding="utf-8")
    file.write(_line(news))
    file.flush()
    os.fsync(file.fileno())
    places.let_time_pass(world, now)
    world.journal = _Written(file)
    return world, file


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    text = path.read_text(encoding="utf-8", errors="replace")
    for line in text.splitlines(keepends=True):
        if not line.endswith("\n"):
            return
        try:
            read = json.loads(line)
        except ValueError as error:
            raise JournalUnreadable(_why(path)) from error
        if "until" in read and read.get("form") != FORM:
            raise JournalUnreadable(_why(path))
        yield read


def _why(path: Path) -> str:
    return (
        f"{path} cannot be read. Delete {path.parent.parent} to begin the demo anew, or"
        " run it with another TRACKER_HOME."
    )


def _cut_to_whole_lines(path: Path) -> None:
    data = path.read_bytes()
    with path.open("r+b") as file:
        file.truncate(data.rfind(b"\n") + 1)


def _again(lines: Iterable[dict[str, Any]]) -> World:
    """A world made from its lines."""
    world: World | None = None
    for line in lines:
        if "until" in line:
            acts = [Act(one["at"], one["do"], one["with"]) for one in line["acts"]]
            if world is None:
                world = places.settle(acts)
            else:
                play(world, acts, lenient=True)
        elif world is not None:
            with world.at(line["at"]):
                _repeat(world, line)
    assert world is not None  # noqa: S101 - the caller saw the story's line
    return world


def _repeat(world: World, line: dict[str, Any]) -> None:
    try:
        world.mutate(line["do"], *line["of"], **line["with"])
    except (LookupError, ValueError):
        return  # It was refused the first time, too.


def _plain(act: Act) -> dict[str, Any]:
    return {"at": act.at, "do": act.name, "with": act.args}


def _line(told: Mapping[str, Any]) -> str:
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False) + "\n"
