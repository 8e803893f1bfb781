from __future__ import annotations

import pytest

from enhancements.queries import contract
from enhancements.queries.filters import FilterRefused, Filters
from tests.support.tracked import columns, day, front_matter, side, vep

WARM = "veps/sig-compute/10-warm-standby"
TEXT = front_matter(
    title="Warm standby",
    vep_number="10",
    status="implementable",
    authors='["@ann", "@bob"]',
    owning_sig="sig-compute",
    participating_sigs="[sig-network]",
    reviewers='["@carla"]',
    approvers='["@dee"]',
    feature_gate="WarmStandby",
    stage="beta",
    milestone="{alpha: v1.8, beta: soon}",
)


@pytest.fixture
def rows(demo):
    """Contract rows of documents by directory below veps/sig-compute."""
    demo.track("documents")

    def make(**documents):
        files = {
            f"veps/sig-compute/{name.replace('_', '-').strip('-')}/vep.md": text
            for name, text in documents.items()
        }
        demo.commit(files, day(1))
        demo.sync()
        return demo.rows

    return make


def test_every_field_of_the_contract(demo):
    demo.track("documents")
    path = f"{WARM}/vep.md"
    commit = demo.commit({path: TEXT}, day(1, second=5))
    demo.sync()
    row = demo.only()
    problems = row.pop("problems")

    assert row == {
        "key": "10",
        "number": 10,
        "title": "Warm standby",
        "sig": "compute",
        "participating_sigs": ["network"],
        "status": "implementable",
        "stage": "beta",
        "targets": {"alpha": "v1.8", "beta": None, "ga": None},
        "tracks": [
            {
                "name": "main",
                "gate": "WarmStandby",
                "targets": {"alpha": "v1.8", "beta": None, "ga": None},
                "stage": "beta",
            }
        ],
        "authors": ["ann", "bob"],
        "reviewers": ["carla"],
        "approvers": ["dee"],
        "owners": [],
        "feature_gates": ["WarmStandby"],
        "issue": None,
        "document": {
            "path": path,
            "url": None,
            "commit": commit,
            "merged_at": "2025-01-06T09:00:05Z",
        },
        "drift": [],
    }
    assert columns(problems, "field", "raw", "evidence") == [
        (
            "target.beta",
            "soon",
            {"path": path, "line": 12, "commit": commit, "url": None},
        )
    ]
    assert list(problems[0]) == ["field", "raw", "message", "evidence"]


def test_fields_come_in_the_order_of_the_contract(demo):
    demo.track("documents")
    demo.commit({f"{WARM}/vep.md": TEXT}, day(1))
    demo.sync()

    assert tuple(demo.only()) == contract.FIELDS


def test_stage_of_prose_says_that_it_is_from_a_target(rows):
    (row,) = rows(_10_a=vep(10, alpha="v1.8"))()

    assert (row["stage"], row["stage_from"]) == ("alpha", "target")


def test_nothing_said_is_null_or_empty(rows):
    (row,) = rows(a=b"Just text.\n")()

    assert {
        name: row[name]
        for name in ("number", "status", "stage", "authors", "approvers", "drift")
    } == {
        "number": None,
        "status": None,
        "stage": None,
        "authors": [],
        "approvers": [],
        "drift": [],
    }


def test_evidence_links_to_the_line_where_the_repository_has_pages(demo):
    demo.track("documents")
    commit = demo.commit(
        {f"{WARM}/vep.md": vep(10, beta="v1.9"), f"{WARM}/n.md": side(beta="v1.10")},
        day(1),
    )
    demo.sync()
    source = demo.source()
    source.location = "https://github.com/example/enhancements"
    source.save()
    row = demo.only()
    start = f"https://github.com/example/enhancements/blob/{commit}/{WARM}"

    assert row["document"]["url"] == f"{start}/vep.md"
    assert [c["evidence"]["url"] for c in row["drift"][0]["claims"]] == [
        f"{start}/vep.md?plain=1#L7",
        f"{start}/n.md?plain=1#L5",
    ]


def test_problem_and_drift_of_a_track_name_it(demo):
    text = vep(10).replace(
        b"### Target releases\n",
        b"### Target releases (GateA)\n\n- alpha: v1.9\n\n"
        b"### Target releases (GateB)\n\n- alpha: soon\n",
    )
    demo.track("documents")
    demo.commit({f"{WARM}/vep.md": text}, day(1))
    demo.sync()
    row = demo.only()

    assert [track["name"] for track in row["tracks"]] == ["GateA", "GateB"]
    assert columns(row["problems"], "field", "track") == [("target.alpha", "GateB")]


@pytest.fixture
def sorted_keys(rows, demo):
    rows(
        _9_a=vep(9, "beta thing", alpha="v1.10"),
        _10_b=vep(10, "Alpha thing", beta="v1.9"),
        _110_c=vep(110, "Gamma", ga="v1.8"),
        zeta=b"# VEP: Zeta\n",
    )

    def keys(sort):
        return [row["key"] for row in contract.find(demo.at(), Filters(), sort=sort)]

    return keys


@pytest.mark.parametrize(
    ("sort", "keys"),
    [
        ("key", ["9", "10", "110", "zeta"]),
        ("-key", ["zeta", "110", "10", "9"]),
        ("number", ["9", "10", "110", "zeta"]),
        ("-number", ["110", "10", "9", "zeta"]),
        ("release", ["110", "10", "9", "zeta"]),
        ("-release", ["9", "10", "110", "zeta"]),
        ("title", ["10", "9", "110", "zeta"]),
        ("merged_at", ["9", "10", "110", "zeta"]),
    ],
)
def test_sort_puts_versions_and_numbers_in_their_order(sorted_keys, sort, keys):
    assert sorted_keys(sort) == keys


@pytest.mark.parametrize("sort", ["", "-", "colour", "--key"])
def test_unknown_sort_is_refused(sorted_keys, sort):
    with pytest.raises(FilterRefused) as refused:
        sorted_keys(sort)

    assert refused.value.name == "sort"


def test_row_for_a_sheet_has_one_text_per_field(demo):
    demo.track("documents")
    demo.commit({f"{WARM}/vep.md": TEXT}, day(1))
    demo.sync()

    assert dict(contract.flat(demo.only())) == {
        "key": "10",
        "number": "10",
        "title": "Warm standby",
        "sig": "compute",
        "participating_sigs": "network",
        "status": "implementable",
        "stage": "beta",
        "targets": "alpha=v1.8",
        "tracks": "",
        "authors": "ann bob",
        "reviewers": "carla",
        "approvers": "dee",
        "owners": "",
        "feature_gates": "WarmStandby",
        "issue": "",
        "document": f"{WARM}/vep.md",
        "problems": "target.beta",
        "drift": "",
    }


def test_past_moment_gives_the_record_of_then(demo):
    demo.track("documents")
    demo.commit({f"{WARM}/vep.md": vep(10, alpha="v1.8")}, day(1))
    demo.commit({f"{WARM}/vep.md": vep(10, alpha="v1.9")}, day(3))
    demo.sync()

    assert [
        [row["targets"]["alpha"] for row in demo.rows(at)]
        for at in (day(1, 8), day(1), day(3, 8), day(3), None)
    ] == [[], ["v1.8"], ["v1.8"], ["v1.9"], ["v1.9"]]
