"""Which reader reads which file."""

from __future__ import annotations

import pytest

from enhancements.documents import formats
from enhancements.documents.metadata_fields import READERS
from enhancements.profiles import load
from enhancements.profiles.loader import DOCUMENT_FIELDS, DOCUMENT_FORMATS


@pytest.mark.parametrize(
    ("profile", "path", "name"),
    [
        ("kubevirt", "veps/sig-compute/1-x/vep.md", "vep"),
        ("kubernetes", "keps/sig-node/1-x/kep.yaml", "kep"),
        ("kubernetes", "keps/sig-node/1-x/README.md", "text"),
        ("kubernetes", "keps/sig-node/kubelet/1-x/kep.yaml", "kep"),
        ("kubernetes", "keps/prod-readiness/sig-node/1.yaml", "readiness"),
    ],
)
def test_reader_follows_profile_and_path(profile, path, name):
    rules = load(profile)

    assert rules.documents.wants(path)
    assert formats.format_of(path, profile=rules).name == name


def test_every_format_of_a_profile_has_readers():
    assert set(formats._BY_PROFILE) == set(DOCUMENT_FORMATS)


def test_profile_may_name_exactly_the_fields_that_are_read():
    assert {*READERS, "milestone"} == DOCUMENT_FIELDS


@pytest.mark.parametrize(
    "path",
    [
        "keps/NNNN-kep-template/kep.yaml",
        "keps/sig-node/README.md",
        "keps/prod-readiness/template/nnnn.yaml",
        "keps/sig-node/1-x/diagram.png",
        "README.md",
    ],
)
def test_files_that_are_no_documents_are_left_alone(path):
    assert not load("kubernetes").documents.wants(path)


@pytest.mark.parametrize(
    ("path", "sig", "directory"),
    [
        ("keps/sig-node/1-x/kep.yaml", "node", "1-x"),
        (
            "keps/sig-cluster-lifecycle/kubeadm/2-y/kep.yaml",
            "cluster-lifecycle",
            "2-y",
        ),
    ],
)
def test_nested_directory_belongs_to_the_sig_above(path, sig, directory):
    rules = load("kubernetes").documents

    assert (rules.sig_of(path), rules.directory_of(path)) == (sig, directory)
