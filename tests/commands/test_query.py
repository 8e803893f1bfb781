from __future__ import annotations

import csv
import io
import json

import pytest
import yaml
from django.core.management import CommandError, call_command

from enhancements.actions import projects
from enhancements.queries import contract
from tests.support.tracked import day, vep

WARM = "veps/sig-compute/10-warm-standby/vep.md"
CLOCK = "veps/sig-network/9-clock-skew/vep.md"


@pytest.fixture(scope="module", autouse=True)
def _synced(shared):
    shared.track("documents")
    shared.commit(
        {WARM: vep(10, 'Warm, "standby"', owners="@ann", alpha="v1.10")}, day(1)
    )
    shared.commit({CLOCK: vep(9, "=Clock()", beta="v1.9")}, day(3))
    shared.sync()


def query(*words):
    """Standard output of the command; nothing may go to standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command("query", *words, stdout=out, stderr=err)
    assert err.getvalue() == ""
    return out.getvalue()


def keys(*words):
    return [row["key"] for row in json.loads(query("--output", "json", *words))]


def test_json_is_the_contract_and_nothing_else(shared):
    assert json.loads(query("--output", "json")) == shared.rows()


def test_yaml_is_the_contract_and_nothing_else(shared):
    assert yaml.safe_load(query("--output", "yaml")) == shared.rows()


def test_csv_has_a_head_and_one_line_per_enhancement():
    rows = list(csv.DictReader(io.StringIO(query("--output", "csv"))))

    assert tuple(rows[0]) == contract.FIELDS
    assert [(row["key"], row["title"]) for row in rows] == [
        ("9", "'=Clock()"),
        ("10", 'Warm, "standby"'),
    ]


def test_table_has_a_head_and_aligned_columns():
    assert query().splitlines() == [
        "KEY  SIG      STATUS  STAGE  TARGETS      TITLE",
        "9    network  -       beta   beta=v1.9    =Clock()",
        '10   compute  -       alpha  alpha=v1.10  Warm, "standby"',
    ]


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        ("json", "[]\n"),
        ("yaml", "[]\n"),
        ("csv", ",".join(contract.FIELDS) + "\n"),
        ("table", "KEY  SIG  STATUS  STAGE  TARGETS  TITLE\n"),
    ],
)
def test_nothing_found_is_an_empty_answer(output, answer):
    assert query("--sig", "nobody", "--output", output) == answer


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--sig", "compute"), ["10"]),
        (("--sig", "compute,network"), ["9", "10"]),
        (("--sig", "compute", "--sig", "network"), ["9", "10"]),
        (("--sig", "compute", "--release", "v1.9"), []),
        (("--release", "1.9"), ["9"]),
        (("--stage", "alpha"), ["10"]),
        (("--number", "9"), ["9"]),
        (("--author", "@ann"), ["10"]),
        (("--text", "standby"), ["10"]),
        (("--as-of", "2025-01-06T09:00:00Z"), ["10"]),
        (("--as-of", "2025-01-06T08:59:59Z"), []),
        (("--as-of", "2025-01-06"), ["10"]),
        (("--as-of", "2025-01-08T10:00 01:00"), ["9", "10"]),
        (("--sort", "release"), ["9", "10"]),
        (("--sort=-release",), ["10", "9"]),
        (("--project", "demo"), ["9", "10"]),
    ],
)
def test_flags_choose_moment_and_order(words, expected):
    assert keys(*words) == expected


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (("--as-of", "soon"), "--as-of: “soon” is no moment we can read."),
        (("--as-of", "2999-01-01"), "--as-of: “2999-01-01” ends at 2999-01-02 12:00"),
        (("--stage", "gamma"), "--stage: “gamma” is no stage."),
        (("--status", "great"), "--status: “great” is no status."),
        (("--release", "next"), "--release: “next” is no release."),
        (("--number", "x"), "--number: “x” is no number."),
        (("--sort", "colour"), "--sort: “colour” cannot be sorted by."),
        (("--project", "other"), "--project: “other” is not tracked. Tracked: demo."),
    ],
)
def test_bad_flag_is_refused_and_nothing_is_printed(words, start):
    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("query", *words, stdout=out)

    assert str(refused.value).startswith(start)
    assert (out.getvalue(), refused.value.returncode) == ("", 1)


def test_two_projects_need_a_name():
    projects.track(name="twin", profile="sample", locations={}, by="tester")

    with pytest.raises(CommandError) as refused:
        call_command("query")

    assert str(refused.value) == "Say which project, with --project: demo, twin."
    assert keys("--project", "twin") == []


def test_signs_that_steer_a_terminal_are_not_printed(shared):
    shared.commit({WARM: vep(10, "Warm \x1b[31mred", alpha="v1.10")}, day(5))
    shared.sync()

    assert "\x1b" not in query()
