from __future__ import annotations

import time

import pytest

from enhancements.profiles import load
from enhancements.profiles.globs import compile_globs
from enhancements.profiles.rules import DeadlineRule, DocumentRules

KUBEVIRT = load("kubevirt")


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("a/*/c.md", "a/b/c.md", True),
        ("a/*/c.md", "a/b/x/c.md", False),
        ("a/**/c.md", "a/b/x/c.md", True),
        ("a/?.md", "a/b.md", True),
        ("a/?.md", "a/bb.md", False),
        ("a/*.md", "a/b\nc.md", True),
        ("a.md", "axmd", False),
        ("a/*.md", "a/b.md.orig", False),
        ("[a].md", "[a].md", True),
    ],
)
def test_glob_matches_whole_paths(glob, path, matches):
    assert bool(compile_globs([glob]).fullmatch(path)) is matches


def test_no_globs_match_nothing():
    assert compile_globs([]).fullmatch("") is None


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("veps/sig-compute/10-a/vep.md", True),
        ("veps/sig-compute/10-a/notes.md", True),
        ("veps/sig-compute/old.md", True),
        ("veps/Sig Odd/16-image volume/x.md", True),
        ("veps/meta-VEPs/282-a/vep.md", True),
        ("veps/NNNN-vep-template/vep.md", False),
        ("veps/sig-compute/README.md", False),
        ("veps/sig-compute/OWNERS", False),
        ("veps/sig-compute/10-a/picture.png", False),
        ("veps/sig-compute/10-a/more/x.md", False),
        ("docs/x/y.md", False),
        ("README.md", False),
    ],
)
def test_documents_are_wanted_by_their_path(path, wanted):
    assert KUBEVIRT.documents.wants(path) is wanted


@pytest.mark.parametrize(
    ("path", "sig", "directory"),
    [
        ("veps/sig-compute/10-a/vep.md", "compute", "10-a"),
        ("veps/sig-compute/old.md", "compute", None),
        ("veps/meta-VEPs/282-a/vep.md", None, "282-a"),
        ("veps/SIG Control_Plane/1/vep.md", "control-plane", "1"),
        ("veps/---/1/vep.md", None, "1"),
        ("veps/vep.md", None, None),
        ("elsewhere/1/vep.md", "elsewhere", "1"),
    ],
)
def test_path_tells_sig_and_directory(path, sig, directory):
    rules = KUBEVIRT.documents
    assert (rules.sig_of(path), rules.directory_of(path)) == (sig, directory)


def test_directory_named_only_by_the_prefix_keeps_its_name():
    rules = DocumentRules(include=("*",), roots=("veps",))
    assert rules.sig_of("veps/sig/1/x.md") == "sig"
    assert KUBEVIRT.documents.sig_of("veps/sig/1/x.md") == "sig"


def test_thousands_of_paths_are_asked_quickly():
    paths = [f"veps/sig-compute/{n}-name/vep.md" for n in range(10_000)]
    start = time.process_time()
    assert all(map(KUBEVIRT.documents.wants, paths))
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("path", "release"),
    [
        ("releases/v1.9/schedule.yaml", "v1.9"),
        ("releases/1.10/schedule.yml", "v1.10"),
        ("releases/v1.9.0/schedule.yaml", "v1.9"),
        ("releases/next/schedule.yaml", None),
    ],
)
def test_schedule_names_its_release(path, release):
    assert KUBEVIRT.schedules.wants(path)
    assert KUBEVIRT.schedules.release_of(path) == release


@pytest.mark.parametrize(
    "path", ["releases/v1.9/schedule.md", "schedule.yaml", "releases/a/b/schedule.yaml"]
)
def test_other_files_are_no_schedules(path):
    assert not KUBEVIRT.schedules.wants(path)


def test_rule_asks_for_all_that_it_names():
    rule = DeadlineRule("release", milestone="^ga$", who="us")
    assert rule.matches(milestone="GA", what="anything", who="US")
    assert not rule.matches(milestone="GA", what="us", who="them")
    assert not rule.matches(milestone="no GA", what="", who="us")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("sigs.yaml", "sigs"),
        ("OWNERS_ALIASES", "aliases"),
        ("OWNERS", "owners"),
        ("sig-compute/OWNERS", "owners"),
        ("a/b/OWNERS", None),
        ("a/sigs.yaml", None),
        ("README.md", None),
    ],
)
def test_roster_files_are_known_by_their_path(path, kind):
    assert KUBEVIRT.rosters.kind_of(path) == kind
