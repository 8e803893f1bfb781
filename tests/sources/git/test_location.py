from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.sources.git.location import (
    LONGEST,
    LocationRefused,
    blob_url,
    check_location,
    is_local,
)

COMMIT = "1f" * 20


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("https://github.com/harbor/plans", "https://github.com/harbor/plans"),
        ("  https://GitHub.com/Harbor/Plans/ \n", "https://github.com/Harbor/Plans"),
        ("HTTPS://github.com/a/b.git", "https://github.com/a/b.git"),
        ("https://git.example.org:8443/a/b/c", "https://git.example.org:8443/a/b/c"),
        ("https://[::1]/a/b", "https://[::1]/a/b"),
        ("ssh://git@Example.org:2222/a/b.git", "ssh://git@example.org:2222/a/b.git"),
        ("ssh://example.org/a/b", "ssh://example.org/a/b"),
        ("git@github.com:a/b.git", "git@github.com:a/b.git"),
        ("git@Example.org:/srv/git/b", "git@example.org:/srv/git/b"),
    ],
)
@pytest.mark.parametrize("allow_local", [True, False])
def test_check_location_normalises_remote(text, normal, allow_local):
    assert check_location(text, allow_local=allow_local) == normal


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("/srv/git/plans", "/srv/git/plans"),
        ("/srv/../srv/git//plans/", "/srv/git/plans"),
        ("//srv/plans", "/srv/plans"),
        ("file:///srv/my%20plans", "/srv/my plans"),
        ("file://localhost/srv/plans", "/srv/plans"),
        ("./plans", str(Path.cwd() / "plans")),
        ("plans", str(Path.cwd() / "plans")),
        ("~/plans", os.path.expanduser("~/plans")),  # noqa: PTH111 - as written
    ],
)
def test_check_location_local_becomes_absolute_path(text, normal):
    assert check_location(text, allow_local=True) == normal


@pytest.mark.parametrize("text", ["/srv/git", "plans", "./x", "file:///srv/git", "~/x"])
def test_check_location_local_refused_unless_allowed(text):
    with pytest.raises(LocationRefused, match="Folders of this machine are not read"):
        check_location(text, allow_local=False)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Give the address of a repository"),
        ("   ", "Give the address of a repository"),
        ("-u./run", "begins with a dash"),
        ("--upload-pack=touch x", "begins with a dash"),
        ("ext::sh -c id", "ext:: addresses run programs"),
        ("fd::3", "fd:: addresses run programs"),
        ("http://github.com/a/b", "http:// addresses are not read"),
        ("git://github.com/a/b", "git:// addresses are not read"),
        ("ftp://example.org/a/b", "ftp:// addresses are not read"),
        ("ssh+git://example.org/a", r"ssh\+git:// addresses are not read"),
        ("https://me:secret@github.com/a/b", "user name or a password"),
        ("https://ghp_token@github.com/a/b", "user name or a password"),
        ("https://@github.com/a/b", "user name or a password"),
        ("ssh://git:secret@github.com/a/b", "user name or a password"),
        ("ssh://git%3Asecret@github.com/a/b", "user name or a password"),
        ("me:secret@github.com:a/b", "user name or a password"),
        ("https://github.com/a/b\x00", "invisible character"),
        ("https://github.com/a\n/b", "invisible character"),
        ("https://github.com/a\u202e/b", "invisible character"),
        ("https://github.com/a/b?x=1", "question mark"),
        ("https://github.com/a/b#readme", "question mark"),
        ("https://github.com/a/b/tree/main/docs", "nothing after it"),
        ("https://github.com/a", "nothing after it"),
        ("https://github.com", "names no repository"),
        ("https:///a/b", "has no host"),
        ("https://-oProxyCommand=x/a/b", "not the name of a host"),
        ("ssh://-oProxyCommand=x/a/b", "not the name of a host"),
        ("git@-oProxyCommand=x:a/b", "not the name of a host"),
        ("https://exämple.org/a/b", "not the name of a host"),
        ("https://example.org:99999/a/b", "cannot be read"),
        ("https://[::1/a/b", "cannot be read"),
        ("git@github.com:", "names no repository"),
        ("git@github.com:-x", "a sign that no repository has"),
        ("-x@github.com:a/b", "begins with a dash"),
        ("ssh://a$b@github.com/a/b", "is unusual"),
        ("https://example.org/a b", "a sign that no repository has"),
        ("https://example.org/$(id)", "a sign that no repository has"),
        ("github.com:a/b", "has a colon"),
        ("C:\\git\\plans", "has a colon"),
        ("file://server/share", "folder of this machine only"),
        ("file:///a%0ab", "cannot be printed"),
        ("https://example.org/" + "a" * LONGEST, "longer than"),
    ],
)
def test_check_location_refuses(text, reason):
    with pytest.raises(LocationRefused, match=reason):
        check_location(text, allow_local=True)


def test_check_location_refusal_never_repeats_a_password():
    for text in ("https://me:hunter2@h/a", "me:hunter2@h:a", "ftp://me:hunter2@h/a"):
        with pytest.raises(LocationRefused) as refusal:
            check_location(text, allow_local=True)
        assert "hunter2" not in str(refusal.value)


@given(st.text(), st.booleans())
def test_check_location_any_text_is_refused_or_safe(text, allow_local):
    try:
        normal = check_location(text, allow_local=allow_local)
    except LocationRefused:
        return
    assert normal.isprintable()
    assert normal.startswith(("https://", "ssh://")) or "@" in normal or allow_local
    assert not normal.startswith("-")
    assert check_location(normal, allow_local=allow_local) == normal


@pytest.mark.parametrize(
    ("location", "expected"),
    [("/srv/git", True), ("https://h/a", False), ("git@h:/a", False)],
)
def test_is_local_only_for_folders(location, expected):
    assert is_local(location) is expected


@pytest.mark.parametrize(
    ("location", "repository"),
    [
        ("https://github.com/a/b", "https://github.com/a/b"),
        ("https://github.com/a/b.git", "https://github.com/a/b"),
        ("git@github.com:a/b.git", "https://github.com/a/b"),
        ("ssh://git@github.com:22/a/b.git", "https://github.com/a/b"),
        ("https://git.example.org:8443/a/b", "https://git.example.org:8443/a/b"),
        ("git@[::1]:a/b", "https://[::1]/a/b"),
    ],
)
def test_blob_url_for_every_form_of_address(location, repository):
    url = f"{repository}/blob/{COMMIT}/veps/a/vep.md"
    assert blob_url(location, COMMIT, "veps/a/vep.md") == url


def test_blob_url_with_line_of_markdown_links_the_plain_text():
    url = f"https://github.com/a/b/blob/{COMMIT}/vep.md?plain=1#L3"
    assert blob_url("https://github.com/a/b", COMMIT, "vep.md", 3) == url


def test_blob_url_with_line_of_other_files():
    url = f"https://github.com/a/b/blob/{COMMIT}/schedule.yaml#L12"
    assert blob_url("https://github.com/a/b", COMMIT, "schedule.yaml", 12) == url


def test_blob_url_on_gitlab():
    url = f"https://gitlab.com/a/b/-/blob/{COMMIT}/vep.md"
    assert blob_url("https://gitlab.com/a/b", COMMIT, "vep.md") == url


def test_blob_url_quotes_the_path():
    url = blob_url("https://github.com/a/b", COMMIT, "a b/ü#?%.yaml", 1)
    assert url == f"https://github.com/a/b/blob/{COMMIT}/a%20b/%C3%BC%23%3F%25.yaml#L1"


@pytest.mark.parametrize("location", ["/srv/git/plans", "file:///srv/git/plans"])
def test_blob_url_of_a_folder_is_none(location):
    assert blob_url(location, COMMIT, "vep.md", 3) is None
