from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from enhancements.management.commands.make_sample import Command

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Git


def run(folder: Path, *arguments: str, **options: object) -> str:
    out = StringIO()
    call_command(Command(), str(folder), *arguments, stdout=out, **options)
    return out.getvalue()


def test_command_says_what_it_wrote(tmp_path: Path) -> None:
    assert run(tmp_path / "new", "--today=2026-06-12").splitlines() == [
        "enhancements: 122 commits, 122 of them new.",
        "sig-release: 8 commits, 8 of them new.",
        "community: 4 commits, 4 of them new.",
        "code: 8 commits, 8 of them new.",
        "farwharf/enhancements: 120 commits, 120 of them new.",
        "farwharf/sig-release: 9 commits, 9 of them new.",
        "farwharf/community: 4 commits, 4 of them new.",
        "farwharf/code: 7 commits, 7 of them new.",
    ]


def test_command_is_silent_when_asked(tmp_path: Path) -> None:
    assert run(tmp_path / "new", today="2026-06-12", verbosity=0) == ""
    assert (tmp_path / "new" / "enhancements" / "OWNERS").exists()


def test_command_without_a_date_writes_nothing_from_the_future(
    tmp_path: Path, git: Git
) -> None:
    run(tmp_path)

    newest = git(tmp_path / "enhancements", "log", "-1", "--format=%ct")
    age = datetime.now(UTC) - datetime.fromtimestamp(int(newest), UTC)
    assert timedelta() <= age < timedelta(days=14)


def test_command_tells_that_the_story_has_ended(tmp_path: Path) -> None:
    run(tmp_path, "--today=2026-06-12")

    last = run(tmp_path, "--today=2027-06-12").splitlines()[-1]

    assert last == (
        f"The sample's story ended on 2026-09-11. Delete {tmp_path} and run the "
        "command again for one that is laid around today."
    )


def test_command_tells_that_a_repository_was_left(tmp_path: Path, git: Git) -> None:
    run(tmp_path, "--today=2026-06-12")
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    git(tmp_path / "community", *who, "commit", "--allow-empty", "--message=Mine")

    lines = run(tmp_path, "--today=2026-09-12").splitlines()

    assert lines[2] == (
        "community: left as it is, since it has changes that this command did not make."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("soon", "soon is no date. Write the year, the month and the day"),
        ("0001-01-01", "Name a date from 1972 to 2098."),
        ("9999-12-31", "Name a date from 1972 to 2098."),
    ],
)
def test_command_refuses_a_date(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(tmp_path, f"--today={text}")


def test_command_refuses_a_foreign_folder(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(CommandError, match="Name a folder that is empty"):
        run(tmp_path)


def test_command_says_that_a_folder_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(CommandError, match="cannot be written: Not a directory"):
        run(tmp_path / "file" / "below")


def test_command_says_that_a_repository_is_damaged(tmp_path: Path) -> None:
    run(tmp_path, "--today=2026-06-12")
    (tmp_path / "community" / ".git" / "HEAD").unlink()

    with pytest.raises(CommandError, match="git could not write the sample: fatal"):
        run(tmp_path, "--today=2026-06-12")


def test_command_says_that_git_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CommandError, match=r"git was not found\. Install it"):
        run(tmp_path / "new")
