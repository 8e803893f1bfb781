from __future__ import annotations

import pytest

from enhancements import profiles
from enhancements.queries import contract, filters
from enhancements.queries.filters import FilterRefused, Filters
from enhancements.queries.search import narrowing
from tests.support.searched import DOCUMENTS
from tests.support.tracked import day

PROFILE = profiles.load("kubevirt")


def read(**given):
    return filters.read(PROFILE, {k.replace("_", "-"): v for k, v in given.items()})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Filters()),
        (
            {"sig": ["compute,network", "sig-storage"]},
            Filters(("compute", "network", "storage")),
        ),
        ({"sig": ["none"]}, Filters(("none",))),
        ({"participating_sig": ["SIG Network"]}, Filters(participating=("network",))),
        ({"stage": ["Beta", "stable"]}, Filters(stages=("beta", "ga"))),
        ({"stage": ["none"]}, Filters(stages=("none",))),
        ({"status": ["Implementable"]}, Filters(statuses=("implementable",))),
        ({"release": ["1.9", "v1.10.0"]}, Filters(releases=("v1.9", "v1.10"))),
        ({"author": ["@Ann, bob"]}, Filters(authors=("ann", "bob"))),
        ({"approver": ["@Ann"]}, Filters(approvers=("ann",))),
        ({"number": ["10,#12"]}, Filters(numbers=(10, 12))),
        ({"has": ["problem", "drift"]}, Filters(needs=("problem", "drift"))),
        ({"text": [" live ", "migration"]}, Filters(text="live migration")),
        ({"sig": [",", ""]}, Filters()),
    ],
)
def test_words_become_a_filter(given, expected):
    assert read(**given) == expected


@pytest.mark.parametrize(
    ("name", "value", "start"),
    [
        ("stage", "gamma", "“gamma” is no stage. Stages are: unstaged, announcement"),
        ("status", "great", "“great” is no status. They are: provisional"),
        ("release", "next", "“next” is no release. Write one such as v1.9."),
        ("number", "ten", "“ten” is no number. Write one such as 214."),
        ("number", "1" * 16, "is no number. Write one such as 214."),
        ("number", "²", "“²” is no number. Write one such as 214."),
        ("number", "#", "“#” is no number. Write one such as 214."),
        ("has", "luck", "“luck” is unknown. Write problem or drift."),
    ],
)
def test_word_that_cannot_be_meant_is_refused(name, value, start):
    with pytest.raises(FilterRefused) as refused:
        read(**{name: [value]})

    assert refused.value.name == name
    assert start in str(refused.value)


@pytest.fixture(scope="module")
def found(shared):
    """Keys of the enhancements that meet the filters."""
    shared.track("documents")
    shared.commit(DOCUMENTS, day(1))
    shared.sync()

    def find(**given):
        setting = shared.at()
        typed = {name.replace("_", "-"): values for name, values in given.items()}
        wanted = narrowing.read(setting, typed)
        return [row["key"] for row in contract.find(setting, wanted)]

    return find


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        ({}, ["10", "12", "13", "14"]),
        ({"sig": ["compute"]}, ["10", "12"]),
        ({"sig": ["compute", "network"]}, ["10", "12", "13"]),
        ({"sig": ["compute,network"]}, ["10", "12", "13"]),
        ({"sig": ["none"]}, ["14"]),
        ({"sig": ["nobody"]}, []),
        ({"sig": ["compute"], "release": ["v1.8"]}, ["10"]),
        ({"release": ["1.10"]}, ["12"]),
        ({"release": ["v1.8,v1.10"]}, ["10", "12"]),
        ({"stage": ["beta"]}, ["10", "12", "13"]),
        ({"stage": ["none"]}, ["14"]),
        ({"status": ["implementable"]}, ["13"]),
        ({"status": ["none"]}, ["10", "12", "14"]),
        ({"author": ["ANN"]}, ["10", "13"]),
        ({"author": ["ann"], "sig": ["compute"]}, ["10"]),
        ({"approver": ["carla"]}, ["13"]),
        ({"participating_sig": ["compute"]}, ["13"]),
        ({"number": ["12", "14"]}, ["12", "14"]),
        ({"has": ["problem"]}, ["14"]),
        ({"text": ["warm"]}, ["10"]),
        ({"text": ["sleeping"]}, ["10"]),
        ({"text": ["50%"]}, ["12"]),
        ({"text": ["s_of"]}, ["14"]),
        ({"text": ["%"]}, ["12"]),
        ({"text": ["bob"]}, ["12"]),
        ({"text": ["nothing like it"]}, []),
        ({"text": ["sleeping OR skew -bob"]}, ["10"]),
        ({"text": ["sig:compute"], "release": ["v1.8"]}, ["10"]),
        ({"release": ["v1.9"], "stage": ["alpha"]}, ["12"]),
        ({"release": ["v1.8"], "stage": ["beta"]}, []),
        ({"release": ["v1.10"], "stage": ["beta"]}, ["12"]),
    ],
)
def test_filter_finds(found, given, keys):
    assert found(**given) == keys
