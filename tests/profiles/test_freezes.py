"""Freezes and their checks in profile files."""

from __future__ import annotations

import pytest

from enhancements.profiles import ProfileInvalid, load
from enhancements.profiles.loader import read_profile

CHILD = 'extends = "kubevirt"\ntitle = "Child"\n'


def read(folder, text):
    (folder / "child.toml").write_text(CHILD + text, "utf-8")
    return read_profile("child", folder)


def test_child_replaces_the_checks_of_one_freeze(tmp_path):
    child = read(
        tmp_path,
        '[[freezes.code-freeze.checks]]\ncheck = "code-merged"\n'
        'with = { accept = "merged" }\n',
    )
    parent = load("kubevirt")
    freeze = child.criteria.of("code-freeze")
    assert [one.values["accept"] for one in freeze.criteria] == ["merged"]
    assert freeze.is_hard
    other = "enhancements-freeze"
    assert child.criteria.of(other) == parent.criteria.of(other)


def test_freezes_come_in_the_order_of_the_deadlines(tmp_path):
    child = read(
        tmp_path,
        '[[freezes.release.checks]]\ncheck = "issue-open"\n'
        '[[freezes.start.checks]]\ncheck = "issue-open"\n',
    )
    found = [(one.deadline, one.label) for one in child.criteria.freezes]
    assert found == [
        ("start", "Design starts"),
        ("enhancements-freeze", "VEP freeze"),
        ("code-freeze", "Code freeze"),
        ("docs-freeze", "Docs freeze"),
        ("release", "Release"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[[freezes.lunch.checks]]\ncheck = "issue-open"\n',
            "child.toml: freezes.lunch.deadline: write one of start, ",
        ),
        (
            '[[freezes.code-freeze.checks]]\ncheck = "issue-opened"\n',
            "child.toml: freezes.code-freeze.checks[1].check: write one of blog-",
        ),
        (
            '[[freezes.code-freeze.checks]]\ncheck = "issue-open"\nwith = {a = 1}\n',
            "child.toml: freezes.code-freeze.checks[1].with.a: the check issue-open",
        ),
        (
            '[freezes.code-freeze]\ndeadline = "release"\n',
            "child.toml: freezes.code-freeze.deadline: the table's name is",
        ),
        (
            "freezes = 3\n",
            "child.toml: freezes: write a table; it holds 3.",
        ),
        (
            "[freezes]\ncode-freeze = 3\n",
            "child.toml: freezes.code-freeze: write a table; it holds 3.",
        ),
    ],
)
def test_wrong_freeze_is_refused_with_file_and_key(tmp_path, text, said):
    with pytest.raises(ProfileInvalid) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("name", ["kubevirt", "kubernetes", "sample", "sample-kep"])
def test_bundled_projects_have_a_freeze_for_documents_code_and_docs(name):
    criteria = load(name).criteria
    deadlines = [one.deadline for one in criteria.freezes]
    wanted = ["enhancements-freeze", "code-freeze", "docs-freeze"]
    assert [one for one in deadlines if one in wanted] == wanted
