"""Changed files of pull requests, and documents at their heads."""

from __future__ import annotations

import base64

import pytest

from enhancements.sources.github import failures, heads
from tests.support.fakehubs import PLANS


def is_document(path: str) -> bool:
    return path.endswith(".md")


def test_changed_files_and_wanted_contents_are_told(busy, connect):
    busy.world.push_commit(PLANS, 2, {"veps/a/vep.md": "# A3\n"}, by="bob")
    told = heads.head(connect(busy), PLANS, 2, is_document)

    assert told.oid == busy.world.issue(PLANS, 2).pull.head_sha
    assert [(one.path, one.change, one.content) for one in told.files] == [
        ("veps/a/vep.md", "modified", b"# A3\n"),
        ("veps/b/vep.md", "added", b"# B2\n"),
    ]


def test_files_that_nobody_wants_are_only_named(busy, connect):
    told = heads.head(connect(busy), PLANS, 2, lambda _: False)

    assert [(one.content, one.problem) for one in told.files] == [(None, "")]
    assert not any("contents" in entry.path for entry in busy.log.entries)


def test_more_than_a_hundred_files_of_a_gone_fork(busy, connect):
    files = {f"docs/file {number:03}#.md": f"{number}" for number in range(130)}
    files |= {"veps/a/vep.md": None}
    pull = busy.world.open_pull(
        PLANS, "Many", by="bob", head="many", head_repo="forker/plans", files=files
    )
    busy.world.delete_fork(PLANS, pull.number, by="bob")

    told = heads.head(connect(busy), PLANS, pull.number, is_document)
    assert len(told.files) == 131
    changes = {one.path: (one.change, one.content) for one in told.files}
    assert changes["docs/file 007#.md"] == ("added", b"7")
    assert changes["veps/a/vep.md"] == ("removed", None)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"x" * 1_200_000, "It is larger than 1 MB."),
        (b"\x89PNG\0\0", "It is no text."),
    ],
)
def test_files_that_are_no_documents_have_a_problem(busy, connect, data, problem):
    file = {"mode": "100644", "base64": base64.b64encode(data).decode()}
    busy.world.push(PLANS, {"big.md": file}, by="alice")
    pull = busy.world.open_pull(
        PLANS, "Odd", by="bob", head="odd", files={"big.md": "x"}
    )
    head = pull.pull.head_sha
    busy.world.repo(PLANS).git.trees[head]["big.md"] = ("100644", data)

    told = heads.head(connect(busy), PLANS, pull.number, is_document)
    assert [(one.content, one.problem) for one in told.files] == [(None, problem)]


def test_text_that_is_no_utf8_is_given_as_it_is(busy, connect):
    pull = busy.world.open_pull(
        PLANS, "Old", by="bob", head="old", files={"old.md": "x"}
    )
    head = pull.pull.head_sha
    busy.world.repo(PLANS).git.trees[head]["old.md"] = ("100644", b"caf\xe9\r\n")

    [file] = heads.head(connect(busy), PLANS, pull.number, is_document).files
    assert (file.content, file.problem) == (b"caf\xe9\r\n", "")


def test_file_that_cannot_be_read_hides_no_other(busy, connect):
    busy.world.push_commit(PLANS, 2, {"veps/a/vep.md": "# A3\n"}, by="bob")
    busy.faults.add("status", "contents/veps/a", status=403, message="Too large")

    told = heads.head(connect(busy), PLANS, 2, is_document)
    assert [one.problem for one in told.files] == [
        "GitHub refuses this: Too large.",
        "",
    ]


def test_trouble_of_github_is_no_problem_of_a_file(busy, connect):
    busy.faults.add("status", "contents/veps/b", status=502)

    with pytest.raises(failures.Unavailable):
        heads.head(connect(busy), PLANS, 2, is_document)


def test_issue_has_no_head(busy, connect):
    with pytest.raises(failures.Missing):
        heads.head(connect(busy), PLANS, 1, is_document)


def test_head_that_moves_meanwhile_is_read_again_later(busy, connect):
    def move(_: str) -> bool:
        busy.world.push_commit(PLANS, 3, {"x.md": "newer"}, by="bob")
        return True

    with pytest.raises(failures.BadAnswer, match="moved"):
        heads.head(connect(busy), PLANS, 3, move)
