from __future__ import annotations

import shutil
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from enhancements.sample.repository import RepositoryNotWritten
from enhancements.sample.writer import (
    MARKER,
    FolderRefused,
    Written,
    end_of,
    story_ends,
    write,
)

from .conftest import TODAY, Git

NAMES = ["enhancements", "sig-release", "community", "code"]


def write_until(folder: Path, day: date) -> list[Written]:
    return write(folder, until=end_of(day), today=day)


def heads(folder: Path, git: Git) -> dict[str, str]:
    return {name: git(folder / name, "rev-parse", "main") for name in NAMES}


@pytest.fixture
def copy(written: Path, tmp_path: Path) -> Path:
    """A copy of the sample as of TODAY, to be changed."""
    return Path(shutil.copytree(written, tmp_path / "copy"))


def test_folder_holds_four_repositories(written: Path) -> None:
    assert sorted(entry.name for entry in written.iterdir()) == sorted([MARKER, *NAMES])


def test_files_are_checked_out(written: Path, git: Git) -> None:
    assert (written / "enhancements" / "OWNERS").exists()
    assert git(written / "enhancements", "status", "--porcelain") == ""


def test_same_date_gives_the_same_commits(
    written: Path, tmp_path: Path, git: Git
) -> None:
    write_until(tmp_path, TODAY)

    assert heads(tmp_path, git) == heads(written, git)


def test_second_run_adds_nothing(copy: Path) -> None:
    assert [result.added for result in write_until(copy, TODAY)] == [0, 0, 0, 0]


def test_later_date_appends_and_rewrites_nothing(copy: Path, git: Git) -> None:
    before = git(copy / "enhancements", "rev-list", "--first-parent", "main")

    added = write_until(copy, TODAY + timedelta(days=60))[0].added

    after = git(copy / "enhancements", "rev-list", "--first-parent", "main")
    assert added > 10
    assert after.split()[added:] == before.split()


def test_appending_gives_what_writing_at_once_gives(
    copy: Path, tmp_path: Path, git: Git
) -> None:
    later = TODAY + timedelta(days=60)
    write_until(copy, later)
    fresh = tmp_path / "fresh"
    write(fresh, until=end_of(later), today=TODAY)

    assert heads(copy, git) == heads(fresh, git)


def test_earlier_date_changes_nothing(copy: Path, git: Git) -> None:
    before = heads(copy, git)

    write_until(copy, TODAY - timedelta(days=200))
    write_until(copy, TODAY - timedelta(days=2000))

    assert heads(copy, git) == before


def test_nothing_is_written_from_after_the_moment(tmp_path: Path, git: Git) -> None:
    until = datetime(2026, 6, 11, 9, 0, tzinfo=UTC)
    write(tmp_path, until=until, today=TODAY)

    for name in NAMES:
        newest = git(tmp_path / name, "log", "-1", "--format=%ct")
        assert datetime.fromtimestamp(int(newest), UTC) <= until


def test_other_date_gives_another_calendar(
    written: Path, tmp_path: Path, git: Git
) -> None:
    write_until(tmp_path, date(2027, 1, 20))

    assert heads(tmp_path, git)["enhancements"] != heads(written, git)["enhancements"]


def test_line_has_merges_with_a_side_branch(written: Path, git: Git) -> None:
    repository = written / "enhancements"

    merges = git(repository, "rev-list", "--merges", "main").split()

    assert len(merges) == 7
    for merge in merges:
        main, side = git(repository, "rev-parse", f"{merge}^1", f"{merge}^2").split()
        assert git(repository, "rev-parse", f"{main}^1") == git(
            repository, "rev-parse", f"{side}^1"
        )


def test_only_the_main_branch_is_left(written: Path, git: Git) -> None:
    assert (
        git(written / "enhancements", "branch", "--format=%(refname:short)") == "main"
    )


def test_renames_are_found_by_git(written: Path, git: Git) -> None:
    renames = git(
        written / "enhancements",
        *("log", "--first-parent", "-M", "--diff-filter=R", "--format="),
        *("--name-status", "--grep=Normalise"),
    ).splitlines()

    assert len(renames) == 36
    assert {line.split("\t")[0] for line in renames} == {"R100"}
    assert (
        "R100\tveps/sig-network/66-multiqueue/vep.md"
        "\tveps/sig-network/64-multiqueue-tuning/vep.md"
    ) in renames


def test_pull_requests_never_take_an_enhancements_number(
    written: Path, git: Git
) -> None:
    subjects = git(written / "enhancements", "log", "--first-parent", "--format=%s")

    for number in (10, 11, 147):
        assert f"(#{number})" not in subjects


def test_sample_is_written_in_three_seconds(tmp_path: Path) -> None:
    started = time.perf_counter()
    write_until(tmp_path, TODAY)

    assert time.perf_counter() - started < 3


def test_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(FolderRefused, match="holds something else"):
        write_until(tmp_path, TODAY)
    assert [entry.name for entry in tmp_path.iterdir()] == ["notes.txt"]


def test_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises(FolderRefused, match="holds something else"):
        write_until(tmp_path / "file", TODAY)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"anchor": "soon"}', "null"])
def test_unreadable_marker_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / MARKER).write_text(text)

    with pytest.raises(FolderRefused, match="Delete the folder to start anew"):
        write_until(tmp_path, TODAY)


def test_leftovers_of_a_killed_run_are_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".building-x" / "enhancements").mkdir(parents=True)
    (tmp_path / f".building-{MARKER}").write_text("{")

    write_until(tmp_path, TODAY)

    assert list(tmp_path.glob(".building-*")) == []


def test_missing_repository_is_written_again(
    written: Path, copy: Path, git: Git
) -> None:
    shutil.rmtree(copy / "sig-release")

    write_until(copy, TODAY)

    assert heads(copy, git) == heads(written, git)


def test_repository_with_somebody_elses_commit_is_left(copy: Path, git: Git) -> None:
    repository = copy / "community"
    (repository / "sigs.yaml").write_text("sigs: []\n")
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    git(repository, *who, "commit", "--all", "--quiet", "--message=Mine")
    mine = git(repository, "rev-parse", "HEAD")

    results = write_until(copy, TODAY + timedelta(days=120))

    assert [result.was_left for result in results] == [False, False, True, False]
    assert git(repository, "rev-parse", "HEAD") == mine


def test_damaged_repository_is_told_and_touches_no_other(copy: Path, git: Git) -> None:
    git(copy, "init", "--quiet")
    shutil.rmtree(copy / "community" / ".git")

    with pytest.raises(RepositoryNotWritten, match="not a git repository"):
        write_until(copy, TODAY + timedelta(days=60))
    assert git(copy, "for-each-ref") == ""


def test_story_ends_months_after_the_first_day(written: Path) -> None:
    assert story_ends(written) > TODAY + timedelta(days=80)
