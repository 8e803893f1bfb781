"""git's own words, as git 2.39 and GitHub write them, and ours for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.sources.git.failures import is_damage, silent, unreachable

AT = "https://example.org/a/b"


@pytest.mark.parametrize(
    ("errors", "part"),
    [
        (
            f"fatal: unable to access '{AT}/': Could not resolve host: example.org",
            "The host of https://example.org/a/b is unknown",
        ),
        (
            (
                "ssh: Could not resolve hostname nowhere: Name or service not known\n"
                "fatal: Could not read from remote repository."
            ),
            "is unknown: check the spelling",
        ),
        (
            (
                "fatal: could not read Username for 'https://github.com': terminal"
                " prompts disabled"
            ),
            "does not exist or may not be read without signing in",
        ),
        (
            "remote: Invalid username or password.\nfatal: Authentication failed for",
            "may not be read without signing in",
        ),
        (
            (
                "git@github.com: Permission denied (publickey).\nfatal: Could not read"
                " from remote repository."
            ),
            "deploy key",
        ),
        (
            (
                "Host key verification failed.\nfatal: Could not read from remote"
                " repository."
            ),
            "known_hosts",
        ),
        (
            "error: cannot run ssh: No such file or directory\nfatal: unable to fork",
            "needs ssh, which is not installed",
        ),
        (
            (
                "fatal: unable to access 'x': server certificate verification failed."
                " CAfile: none CRLfile: none"
            ),
            "SSL_CERT_FILE",
        ),
        (
            "fatal: unable to access 'x': SSL certificate problem: self-signed",
            "SSL_CERT_FILE",
        ),
        ("ERROR: Repository not found.", "There is no git repository at"),
        (f"fatal: repository '{AT}/' not found", "There is no git repository at"),
        (f"fatal: {AT}/info/refs not valid: is this a git repository?", "no git repo"),
        ("fatal: '/x' does not appear to be a git repository", "no git repository"),
        ("fatal: write error: No space left on device", "The disk is full"),
        ("fatal: unable to write: Read-only file system", "is read-only"),
        (
            "fatal: detected dubious ownership in repository at '/x'",
            "belongs to another user",
        ),
        ("fatal: transport 'http' not allowed", "not https or ssh"),
        ("fatal: Failed to connect to example.org port 443", "failed or was cut"),
        ("error: RPC failed; curl 28 Operation too slow", "failed or was cut"),
        ("fatal: early EOF\nfatal: index-pack failed", "failed or was cut"),
        ("The requested URL returned error: 503", "failed or was cut"),
        ("The requested URL returned error: 429", "failed or was cut"),
        ("fatal: The requested URL returned error: 403", "without signing in"),
        ("error: cannot mkdir x: Permission denied", "the right to it"),
    ],
)
def test_unreachable_says_what_to_do(errors, part):
    assert part in str(unreachable(AT, errors))


def test_unreachable_for_unknown_words_repeats_the_fatal_ones():
    errors = "warning: odd\nfatal: the moon is down.\nhint: wait\n"
    assert str(unreachable(AT, errors)) == (
        "git could not read https://example.org/a/b: the moon is down. If this stays"
        " so, try it by hand: git ls-remote https://example.org/a/b"
    )


def test_unreachable_for_silence_names_the_folder_to_look_into():
    assert str(unreachable("/srv/a", "")) == (
        "git could not read /srv/a: it stopped without a word. If this stays so,"
        " look into the folder: git ls-remote /srv/a"
    )


@given(st.text())
def test_unreachable_is_one_line_for_any_words(errors):
    assert len(str(unreachable(AT, errors)).splitlines()) == 1


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.5, "0.5 seconds"), (60, "60 seconds"), (300, "5 minutes")]
)
def test_silent_names_the_time(seconds, words):
    assert str(silent(AT, seconds)).startswith(f"{AT} timed out after {words}: ")


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        ("error: object file objects/1f/aa is empty", True),
        ("fatal: packed object 1f (stored in x.pack) is corrupt", True),
        ("fatal: bad object HEAD", True),
        ("error: inflate: data stream error (incorrect header check)", True),
        ("fatal: bad config line 1 in file /copies/one/config", True),
        ("remote: fatal: packed object 1f is corrupt", False),
        ("fatal: Could not read from remote repository.", False),
        ("fatal: could not read Username for 'https://h': prompts disabled", False),
        ("fatal: unable to access 'x': Could not resolve host: h", False),
        ("", False),
    ],
)
def test_is_damage_only_for_our_own_contents(errors, expected):
    assert is_damage(errors) is expected
