"""git runs no hook, asks nobody, and sees only what it needs."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from enhancements.sources.git import process
from enhancements.sources.git.mirror import SourceUnreachable


def commit(source, clock, name):
    source.commit({name: b"1"}, clock())
    source.finish()
    return source.head()


def test_environment_keeps_certificates_proxies_and_keys(monkeypatch):
    kept = {
        "SSL_CERT_FILE": "/certificates/all.pem",
        "SSL_CERT_DIR": "/certificates",
        "https_proxy": "http://proxy:3128",
        "NO_PROXY": "localhost",
        "SSH_AUTH_SOCK": "/run/keys",
    }
    monkeypatch.delenv("GIT_SSL_CAINFO", raising=False)
    for name, value in kept.items():
        monkeypatch.setenv(name, value)
    seen = process.environment()
    assert {name: seen[name] for name in kept} == kept
    assert seen["GIT_SSL_CAINFO"] == "/certificates/all.pem"
    assert seen["GIT_SSL_CAPATH"] == "/certificates"


def test_environment_prefers_gits_own_certificates(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/all.pem")
    monkeypatch.setenv("GIT_SSL_CAINFO", "/git.pem")
    assert process.environment()["GIT_SSL_CAINFO"] == "/git.pem"


def test_environment_drops_what_would_steer_git(monkeypatch):
    steering = {
        "GIT_DIR": "/elsewhere",
        "GIT_CONFIG_COUNT": "1",
        "GIT_EXTERNAL_DIFF": "run",
        "GIT_PROXY_COMMAND": "run",
        "GIT_TEMPLATE_DIR": "/hooks",
        "GIT_TRACE": "2",
        "PAGER": "run",
        "DATABASE_URL": "postgres://secret",
    }
    for name, value in steering.items():
        monkeypatch.setenv(name, value)
    assert steering.keys() & process.environment().keys() == set()


def test_environment_never_asks():
    seen = process.environment()
    assert seen["GIT_TERMINAL_PROMPT"] == "0"
    assert seen["GIT_ASKPASS"] == seen["SSH_ASKPASS"] == "true"
    assert "-oBatchMode=yes" in seen["GIT_SSH_COMMAND"]


@pytest.fixture
def ran(tmp_path):
    """A file that `trap` programs make when they are run."""
    return tmp_path / "ran"


@pytest.fixture
def trap(tmp_path, script, ran):
    """A program that tells that it was run and then does what it was asked to."""
    return script(tmp_path / "trap", f'touch {ran}\nexec "$@"')


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder in which git finds settings, if it looks."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    return folder


@pytest.fixture
def hooked(mirror, source, clock, trap):
    """A copy with a hook that is run whenever a branch moves."""
    commit(source, clock, "a")
    mirror.refresh()
    hooks = mirror.folder / "hooks"
    hooks.mkdir()
    (hooks / "reference-transaction").symlink_to(trap)
    return mirror


def test_hook_of_the_copy_is_not_run(hooked, source, clock, ran):
    head = commit(source, clock, "b")
    assert hooked.refresh().commit == head
    assert not ran.exists()


def test_hook_set_in_the_copy_is_not_run(hooked, source, clock, git, ran):
    git("config", "core.hooksPath", f"{hooked.folder}/hooks", cwd=hooked.folder)
    head = commit(source, clock, "b")
    assert hooked.refresh().commit == head
    assert not ran.exists()


def test_hook_of_the_copy_would_be_run_by_plain_git(hooked, git, ran):
    # The trap cannot do what git asks, on which git gives up.
    with pytest.raises(subprocess.CalledProcessError):
        git("update-ref", "refs/heads/probe", "refs/tracker/head", cwd=hooked.folder)
    assert ran.exists()


@pytest.mark.parametrize(
    "key",
    [
        "uploadpack.packObjectsHook",
        "core.fsmonitor",
        "core.sshCommand",
        "core.alternateRefsCommand",
        "core.askPass",
    ],
)
def test_program_named_by_the_source_is_not_run(mirror, source, clock, git, key):
    head = commit(source, clock, "a")
    ran = source.path / "ran"
    git("config", key, f"touch {ran};", cwd=source.path)
    assert mirror.refresh().commit == head
    assert not ran.exists()


def test_hooks_of_the_source_are_not_run(mirror, source, clock, trap, ran):
    head = commit(source, clock, "a")
    hooks = source.path / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "pre-auto-gc", "reference-transaction"):
        (hooks / name).symlink_to(trap)
    assert mirror.refresh().commit == head
    assert not ran.exists()


def test_program_named_by_the_user_is_not_run(mirror, source, clock, trap, home):
    (home / ".gitconfig").write_text(f"[uploadpack]\n\tpackObjectsHook = {trap}\n")
    head = commit(source, clock, "a")
    assert mirror.refresh().commit == head
    assert not trap.with_name("ran").exists()
    words = ["git", "clone", "--quiet", f"file://{source.path}", str(home / "probe")]
    subprocess.run(words, check=True)
    assert trap.with_name("ran").exists()


def test_address_rewritten_by_the_user_is_not_followed(mirror, source, clock, home):
    (home / ".gitconfig").write_text('[url "ext::false "]\n\tinsteadOf = /\n')
    head = commit(source, clock, "a")
    assert mirror.refresh().commit == head


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_source_and_copy_of_another_user_are_read(mirror, source, clock):
    head = commit(source, clock, "a")
    mirror.refresh()
    new = commit(source, clock, "b")
    for folder in (source.path, mirror.folder):
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 65534, 65534)
    assert mirror.refresh().commit == new
    assert mirror.line(new) == [head, new]


def test_missing_git_is_said_by_every_method(mirror, source, clock, monkeypatch):
    head = commit(source, clock, "a")
    mirror.refresh()
    monkeypatch.setenv("PATH", "/nowhere")
    for ask in (
        mirror.refresh,
        lambda: mirror.line(head),
        lambda: mirror.is_on_line("ab" * 20, head),
        lambda: list(mirror.changes(head, after=None, roots=[])),
        lambda: list(mirror.blobs([head])),
    ):
        with pytest.raises(SourceUnreachable, match="git is not installed"):
            ask()


def children():
    """Process ids of our children that are gone but not reaped, or still there."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
def test_streams_left_in_the_middle_leave_no_process(mirror, source, clock):
    for number in range(3000):
        source.commit({"a": b"%d" % number}, clock())
    source.finish()
    head = mirror.refresh().commit
    before = children()
    changes = mirror.changes(head, after=None, roots=[])
    (change,) = next(changes).changes
    contents = mirror.blobs([change.blob] * 1000)
    next(contents)
    assert len(children()) == len(before) + 2
    changes.close()
    contents.close()
    assert children() == before


def test_started_git_that_is_killed_is_a_failure(mirror, source, clock):
    commit(source, clock, "a")
    mirror.refresh()
    words = ["cat-file", "--batch"]
    running = process.started(words, folder=mirror.folder, is_fed=True)
    child = running.__enter__()
    os.kill(child.pid, signal.SIGKILL)
    with pytest.raises(process.GitFailed):
        running.__exit__(None, None, None)


def test_ended_kills_the_children_of_git_too(tmp_path):
    words = ["sh", "-c", f"(sleep 60; touch {tmp_path}/late) & echo $!; wait"]
    child = process.launched(words, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    grandchild = int(process.pipe(child.stdout).readline())
    process.ended(child)
    for _ in range(100):
        if not _is_running(grandchild):
            break
        time.sleep(0.02)
    assert not _is_running(grandchild)


def _is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
