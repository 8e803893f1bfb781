"""How a project is proposed to, as profile data: the bundled files, and wrong ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from enhancements import profiles
from enhancements.profiles import ProfileInvalid, loader
from enhancements.profiles.propose import GRADUATES, STEPS
from enhancements.profiles.propose_loader import load_propose, propose_of

if TYPE_CHECKING:
    from pathlib import Path

ISSUE = '[issue]\ntitle="{{title}}"\nbody="b"\n'
DECIDER = 'step="issue"\nwho="a"\ndoes="b"'
ELSEWHERE = 'path="veps/sig-x/{{number}}-{{slug}}/vep.md"'
WHOLE = 'branch="main"\n[folder]\nname=""\nrule="x"\n'


@pytest.mark.parametrize("name", profiles.names())
def test_every_profile_takes_proposals(name: str):
    rules = propose_of(profiles.load(name))
    assert rules.files
    assert rules.numbering
    assert {one.step for one in rules.deciders} == set(STEPS)
    assert rules.course("") is rules.courses[0]
    assert rules.courses[0].key == GRADUATES
    for course in rules.courses:
        assert rules.after("issue", course.key)
        assert rules.after("document", course.key)
    assert rules.directory.fullmatch("123-bigger-disks")
    for wrong in ("123-Bigger", "123--x", "x/y", "123-"):
        assert rules.directory.fullmatch(wrong) is None


def test_kubevirt_has_front_matter_until_somebody_says_no(tmp_path: Path):
    profile = profiles.load("kubevirt")
    (file,) = propose_of(profile).files
    assert file.front is not None
    (tmp_path / "kubevirt.propose.toml").write_text(
        'extends = "kubevirt"\nfront_matter = false\n', "utf-8"
    )
    (file,) = load_propose(profile, tmp_path).files
    assert file.front is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "kubevirt.propose.toml: branch: the key is missing"),
        (f"{WHOLE}{ISSUE}\nx=1", "kubevirt.propose.toml: issue.x: no profile has this"),
        (f'asks=["age"]\n{WHOLE}{ISSUE}', "asks: write of approvers, discussion"),
        (
            WHOLE + '[issue]\ntitle="a\\nb"\nbody="b"\n',
            "issue.title: write a single line.",
        ),
        (
            WHOLE + '[issue]\ntitle="{{titel}}"\nbody="b"\n',
            "issue.title: line 1: there is no name 'titel'. Did you mean title?",
        ),
        (
            WHOLE + '[issue]\ntitle="a"\nbody="/stage alpha"\n',
            "issue.body: nobody hears '/stage alpha' in this project",
        ),
        (
            f'{WHOLE}{ISSUE}\n[[files]]\nlabel="x"\npath="a/b.md"\ntext="t"',
            "files[1].path: the profile does not read 'a/b.md'",
        ),
        (
            f'{WHOLE}{ISSUE}\n[[files]]\nlabel="x"\ntext="t"\n{ELSEWHERE}',
            "does not lie in the folder of SIG alpha",
        ),
        (
            f'{WHOLE}{ISSUE}\n[[deciders]]\nstep="later"\nwho="a"\ndoes="b"',
            "deciders[1].step: write one of issue, document",
        ),
        (
            f'{WHOLE}{ISSUE}\n[[deciders]]\nstep="issue"\nwho="a"\ndoes="b"\nby="noon"',
            "deciders[1].by: write one of",
        ),
        (
            f'{WHOLE}{ISSUE}\n[[courses]]\nkey="twice"\nlabel="x"',
            "courses[1].key: write one of graduates, once, meta",
        ),
        (
            f'{WHOLE}{ISSUE}\n[[courses]]\nkey="once"\nlabel="x"\nstages=["soon"]',
            "courses[1].stages: write keys of the profile's stages",
        ),
        (
            f'{WHOLE}{ISSUE}\n[[courses]]\nkey="meta"\nlabel="x"\nfolder="rules"',
            "courses[1].folder: write a folder that belongs to no SIG: meta-VEPs",
        ),
        (
            f"{WHOLE}{ISSUE}" + '\n[[courses]]\nkey="once"\nlabel="x"' * 2,
            "courses: name each key once.",
        ),
        (
            f'{WHOLE}{ISSUE}\n[[deciders]]\ncourses=["later"]\n{DECIDER}',
            "deciders[1].courses: write of graduates, once, meta",
        ),
        ('extends="nobody"', "extends: write the name of another profile"),
        ("branch = ", "this is not TOML"),
    ],
)
def test_wrong_file_is_refused_with_its_place(tmp_path: Path, text: str, said: str):
    (tmp_path / "kubevirt.propose.toml").write_text(text, "utf-8")
    with pytest.raises(ProfileInvalid) as refused:
        load_propose(profiles.load("kubevirt"), tmp_path)
    assert said in str(refused.value)


THIRD = """
title = "Tidewater"
word = "enhancement"
words = "enhancements"
summary = "By area."
[documents]
format = "markdown"
flat = true
roots = ["enhancements"]
include = ["enhancements/*/*.md"]
sig_prefix = ""
[schedules]
release = 'v(?P<major>[0-9]+)[.](?P<minor>[0-9]+)'
[precedence]
default = ["person", "front-matter", "document", "directory"]
"""


def test_third_profile_without_a_file_has_a_general_one(tmp_path: Path):
    (tmp_path / "tidewater.toml").write_text(THIRD, "utf-8")
    rules = load_propose(loader.read_profile("tidewater", tmp_path), tmp_path)
    assert rules.source == "general.propose.toml"
    (file,) = rules.files
    assert file.label == "The document"
