from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tracker.embedded import binaries, place
from tracker.embedded.errors import EmbeddedError
from tracker.embedded.paths import Home

if TYPE_CHECKING:
    from pathlib import Path


def test_user_without_a_name_is_told_so():
    with pytest.raises(EmbeddedError) as caught:
        place._require_name(2_000_000_001)
    assert str(caught.value) == (
        "The user with number 2000000001 has no name, which PostgreSQL asks for. Add "
        "one to /etc/passwd, or set DATABASE_URL and REDIS_URL."
    )


def test_folder_of_somebody_else_is_refused(tmp_path: Path):
    taken = tmp_path / "taken"
    taken.symlink_to(tmp_path)
    with pytest.raises(EmbeddedError) as caught:
        place._private_folder(taken)
    assert str(caught.value) == (
        f"{taken} is needed but belongs to somebody else. Set TRACKER_HOME to a folder "
        "that every user can enter, such as /srv/tracker."
    )


def test_folder_others_can_write_to_is_refused(tmp_path: Path):
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(EmbeddedError, match="belongs to somebody else"):
        place._private_folder(tmp_path / "open")


def test_private_folder_is_made_once(tmp_path: Path):
    made = place._private_folder(tmp_path / "new")
    assert place._private_folder(made) == made
    assert oct(made.stat().st_mode & 0o777) == "0o711"


def test_name_differs_by_home(tmp_path: Path):
    first, second = Home(tmp_path / "a"), Home(tmp_path / "b")
    assert place._name(first) != place._name(second)
    assert place._name(first) == place._name(Home(tmp_path / "a"))


def test_sockets_lie_under_a_short_home(tmp_path: Path):
    home = Home(tmp_path)
    home.folder.mkdir()
    short = len(os.fsencode(tmp_path / "run/postgres/.s.PGSQL.5432")) <= 107
    assert short, "this machine's temporary folders have long names"
    assert place._run_folder(home, tmp_path) == tmp_path / "run"


@pytest.mark.parametrize(("extra", "is_short"), [(0, True), (1, False)])
def test_longest_socket_is_held_to_the_byte(tmp_path: Path, extra: int, is_short: bool):
    fixed = len(os.fsencode(tmp_path)) + len("/run/postgres/.s.PGSQL.5432")
    base = tmp_path / ("x" * (place.LONGEST_SOCKET - fixed - 1 + extra))
    base.mkdir()
    home = Home(base)
    home.folder.mkdir()
    run = place._run_folder(home, base)
    assert (run == base / "run") is is_short
    if not is_short:
        assert place._run_folder(home, base) == run
        run.rmdir()


def test_recorded_folder_of_somebody_else_is_not_used(tmp_path: Path):
    home = Home(tmp_path)
    home.folder.mkdir()
    home.run_record.write_text("/usr/../tmp\n", encoding="utf-8")
    chosen = place._short_folder(home)
    assert chosen.name.startswith("tracker-")
    assert home.run_record.read_text(encoding="utf-8") == f"{chosen}\n"
    chosen.rmdir()


def test_named_programs_win(monkeypatch, tmp_path: Path):
    for name in ("postgres", "initdb", "server"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("TRACKER_POSTGRES_BIN", str(tmp_path))
    monkeypatch.setenv("TRACKER_REDIS_SERVER", str(tmp_path / "server"))
    assert binaries.postgres() == tmp_path
    assert binaries.redis() == tmp_path / "server"


def test_installed_packages_come_before_the_system(monkeypatch):
    monkeypatch.delenv("TRACKER_POSTGRES_BIN", raising=False)
    monkeypatch.delenv("TRACKER_REDIS_SERVER", raising=False)
    assert binaries.postgres().parent.name == "pginstall"
    assert binaries.redis().name == "valkey-server"


def test_system_comes_last(monkeypatch, tmp_path: Path):
    for name in ("postgres", "initdb", "redis-server"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.delenv("TRACKER_REDIS_SERVER", raising=False)
    monkeypatch.setattr(binaries, "_in_package", lambda *_: [])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert binaries.redis() == tmp_path / "redis-server"


def test_no_program_at_all_says_what_to_install(monkeypatch, tmp_path: Path):
    monkeypatch.delenv("TRACKER_POSTGRES_BIN", raising=False)
    monkeypatch.delenv("TRACKER_REDIS_SERVER", raising=False)
    monkeypatch.setattr(binaries, "_in_package", lambda *_: [])
    monkeypatch.setattr(binaries, "_is_postgres", lambda _: False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EmbeddedError, match="No PostgreSQL was found"):
        binaries.postgres()
    with pytest.raises(EmbeddedError, match="Neither Valkey nor Redis was found"):
        binaries.redis()
