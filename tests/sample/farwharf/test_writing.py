"""Farwharf written by the writer of all samples, beside Lodestead."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING

from django.core.management import call_command

from enhancements.sample.farwharf import anchor_for
from enhancements.sample.stories import FARWHARF
from enhancements.sample.writer import MARKER, end_of, story_ends, write
from tests.sample.conftest import TODAY, Git

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["enhancements", "sig-release", "community", "code"]
LATER = TODAY + timedelta(days=60)


def heads(folder: Path, git: Git) -> dict[str, str]:
    return {name: git(folder / name, "rev-parse", "main") for name in NAMES}


def make(folder: Path, today: date) -> None:
    call_command("make_sample", str(folder), today=today.isoformat(), stdout=StringIO())


def test_folder_holds_four_repositories(harbour: Path) -> None:
    assert sorted(entry.name for entry in harbour.iterdir()) == sorted([MARKER, *NAMES])


def test_same_day_gives_the_same_commits(
    harbour: Path, tmp_path: Path, git: Git
) -> None:
    write(tmp_path, until=end_of(TODAY), today=TODAY, story=FARWHARF)

    assert heads(tmp_path, git) == heads(harbour, git)


def test_appending_gives_what_writing_at_once_gives(
    harbour: Path, tmp_path: Path, git: Git
) -> None:
    copy = shutil.copytree(harbour, tmp_path / "copy")
    added = write(copy, until=end_of(LATER), today=LATER, story=FARWHARF)[0].added
    write(tmp_path / "fresh", until=end_of(LATER), today=TODAY, story=FARWHARF)

    assert added > 8
    assert heads(copy, git) == heads(tmp_path / "fresh", git)
    before = git(harbour / "enhancements", "rev-list", "--first-parent", "main")
    after = git(copy / "enhancements", "rev-list", "--first-parent", "main")
    assert after.split()[added:] == before.split()


def test_nothing_is_written_from_after_the_day(harbour: Path, git: Git) -> None:
    for name in NAMES:
        newest = int(git(harbour / name, "log", "-1", "--format=%ct"))
        assert datetime.fromtimestamp(newest, tz=end_of(TODAY).tzinfo) <= end_of(TODAY)


def test_authors_are_people_of_the_project(harbour: Path, git: Git) -> None:
    addresses = git(harbour / "enhancements", "log", "--format=%ae").split()

    assert {address.partition("@")[2] for address in addresses} == {"farwharf.example"}


def test_line_has_merges_with_a_side_branch(harbour: Path, git: Git) -> None:
    merges = git(harbour / "enhancements", "rev-list", "--merges", "main").split()

    assert len(merges) == 4


def test_story_goes_on_for_months(harbour: Path) -> None:
    assert story_ends(harbour, FARWHARF) > TODAY + timedelta(days=100)


def test_command_writes_both_projects(
    harbour: Path, written: Path, tmp_path: Path, git: Git
) -> None:
    make(tmp_path, TODAY)

    assert heads(tmp_path, git) == heads(written, git)
    assert heads(tmp_path / "farwharf", git) == heads(harbour, git)


def test_command_adds_the_second_project_to_a_folder_of_the_first(
    written: Path, tmp_path: Path, git: Git
) -> None:
    """A folder written before there was a second one: its own calendar stays."""
    copy = shutil.copytree(written, tmp_path / "copy")

    make(copy, LATER)

    marker = (copy / "farwharf" / MARKER).read_text()
    assert marker == f'{{"anchor": "{anchor_for(LATER)}"}}\n'
    assert (copy / MARKER).read_text() == (written / MARKER).read_text()
    line = git(copy / "enhancements", "rev-list", "main").split()
    assert git(written / "enhancements", "rev-parse", "main") in line


def test_command_is_silent_about_nothing_and_adds_nothing_twice(tmp_path: Path) -> None:
    make(tmp_path, TODAY)
    out = StringIO()
    call_command("make_sample", str(tmp_path), today=str(TODAY), stdout=out)

    lines = out.getvalue().splitlines()
    assert len(lines) == 8
    assert all(line.endswith(" commits, 0 of them new.") for line in lines)
